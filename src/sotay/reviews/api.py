"""Reviews and ratings, for programs. Mounted at /api/v1/reviews.

What somebody wrote of themselves is for them and the leaders of their cell, as on the pages, and who looked
is noted in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.reviews import access, looking, queries
from sotay.reviews.models import Review
from sotay.units.settings import settings_of

router = Reading(Scope.REVIEWS, "Your own reviews, and those of cells you lead or decide on.")


class ReviewOut(Schema):
    """A review of a member, of a cell or of its committee. Levels by key, as the regulation names them."""

    id: UUID = says("Id of the review.", "018f0000-0000-7000-8000-000000000011")
    round: UUID = says("Id of the cell's part of the round.", "018f0000-0000-7000-8000-000000000012")
    title: str = says("The period, in the reader's language.", "Năm 2026")
    subject: str = says("member, cell or committee.", "member")
    name: str = says("Of whom.", "Nguyễn Văn An")
    member: UUID | None = says("Id of the member; null for a collective.", None)
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    form: str = says("Its form: 01, 2a, 2b or 2c.", "2a")
    left_out: str = says("Why it is not rated; empty when it is.", "")
    sent_at: datetime | None = says("When the self-review was sent.", "2026-12-01T02:00:00Z")
    decided: str | None = says("The decided level; null before you may know it.", "good")


class ReviewDetailOut(ReviewOut):
    """A review, as far as you may read it."""

    points: int | None = says("Points together; null before you may know them.", 86)
    voted: str | None = says("The level the vote gave; null before you may know it.", "good")
    votes: dict[str, int] | None = says("Votes by level; null before you may know them.", {"good": 20})
    because: str | None = says("Why the decision differs from the vote.", "")
    own_level: str | None = says("The level the person proposes; null where that is not for you.", "good")
    words: dict[str, str] | None = says("The self-review by heading; null where it is not for you.", {})
    comment: str | None = says("What the cell says; null where that is not for you.", "")


class LevelOut(Schema):
    """A name on the list of a cell, with its level."""

    name: str = says("Of whom.", "Nguyễn Văn An")
    subject: str = says("member, cell or committee.", "member")
    level: str | None = says("The level, decided else voted.", "good")
    words: str = says("The level in words; empty for none.", "Hoàn thành tốt nhiệm vụ")


class LevelsOut(Schema):
    """The levels of a cell in a round."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    title: str = says("The period.", "Năm 2026")
    status: str = says("open, sent or decided.", "decided")
    decision_no: str = says("Number of the decision.", "21-QĐ/ĐU")
    items: list[LevelOut] = says("Those that are rated.", [])


def _shows_result(actor: Actor, row: Review) -> bool:
    announced = row.cell_round.announced_at is not None
    return announced or access.leads(actor, row.cell) or access.decides(actor, row.cell)


def _line(actor: Actor, row: Review) -> dict[str, Any]:
    columns = ("subject", "name", "form", "left_out", "sent_at")
    return {
        "id": row.pk,
        "round": row.cell_round_id,
        "title": str(row.cell_round.round),
        "member": row.member_id,
        "cell": row.cell_id,
        "decided": (row.decided or None) if _shows_result(actor, row) else None,
        **{name: getattr(row, name) for name in columns},
    }


def _note_lists(actor: Actor, rows: Iterable[Review]) -> None:
    """Who goes through the reviews of a cell is noted as on the cell's page: once a cell and day."""
    day = timezone.localdate()
    about = {
        f"{looking.OF_ALL} {actor.account_id} {row.cell_id} {day}": (row.cell, {"cell": row.cell.name})
        for row in rows
        if not access.is_own(actor, row)
    }
    if about:
        audit.record_each_once(actor, looking.OF_ALL, about)


@router.get("", response=Page[ReviewOut], summary="List reviews")
def reviews(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own reviews, and those of cells you lead or decide on, the newest first."""
    actor = actor_of(request)
    rows = Review.objects.filter(access.readable_by(actor)).select_related("cell", "cell_round__round")

    def lines(found: list[Review]) -> list[dict[str, Any]]:
        _note_lists(actor, found)
        return [_line(actor, row) for row in found]

    return page(request, rows, paging, lines)


@router.get("/{uuid:pk}", response=ReviewDetailOut, summary="One review")
def review(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One review. The level above reads levels, points and counts, and not what people wrote."""
    actor = actor_of(request)
    row = access.access_review(actor, pk)
    if row.member is not None:
        looking.note_one(row.member, actor)
    shows, reads = _shows_result(actor, row), access.reads_words(actor, row)
    says_so = shows and (access.is_own(actor, row) or access.leads(actor, row.cell))
    return {
        **_line(actor, row),
        "points": row.total if shows else None,
        "voted": (row.voted or None) if shows else None,
        "votes": row.votes if shows else None,
        "because": row.because if shows else None,
        "own_level": row.own_level if reads else None,
        "words": row.words if reads else None,
        "comment": row.comment if says_so else None,
    }


@router.get("/rounds/{uuid:pk}", response=LevelsOut, summary="Levels of a cell")
def levels(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The levels of a cell's part of a round; for its members once they were announced to all."""
    actor = actor_of(request)
    row = access.access_cell_round(actor, pk)
    if access.leads(actor, row.cell) or access.decides(actor, row.cell):
        looking.note_list(row.cell, actor)
    lines = queries.lines(row, settings_of(row.cell, row.round.opened_on))
    return {
        "cell": row.cell_id,
        "title": str(row.round),
        "status": row.status,
        "decision_no": row.decision_no,
        "items": [
            {
                "name": line.review.name,
                "subject": line.review.subject,
                "level": line.level.key if line.level else None,
                "words": line.level_words,
            }
            for line in lines
            if not line.review.left_out
        ],
    }
