"""What the forms of reviews are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.versions import Edited, Values
from sotay.members.models import Member
from sotay.regulations.values import (
    ReviewForm,
)
from sotay.reviews import round_actions
from sotay.reviews.models import CellRound, MonthlyReview, Review, ReviewRound

LINES = ("did", "fell_short", "ahead", "proposed")


def month(reader: Actor, member: Member, when: Month) -> Edited[Member]:
    """A member's month, also before anybody wrote in it: the first of two devices makes it."""

    def row() -> MonthlyReview:
        rows = MonthlyReview.objects.filter(cell=member.cell_id, member=member, month=when)
        return rows.first() or MonthlyReview()

    def values(_member: Member) -> Values:
        kept = row()
        said = {name: getattr(kept, name) for name in (*LINES, "level", "comment")}
        return {**said, "text": kept.answer, "state": kept.rated_at}

    def lock(person: Member) -> Member:
        rows = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("cell")
        return rows.get(pk=person.pk)

    return Edited(member, values, lock=lock, changed=last_change(reader, row().pk))


def self_review(reader: Actor, row: Review, shape: ReviewForm) -> Edited[Review]:
    def values(row: Review) -> Values:
        return {
            **{f"words_{each.key}": row.words.get(each.key, "") for each in shape.headings},
            **{f"points_{each.key}": row.points.get(each.key) for each in shape.criteria},
            "beyond": row.beyond,
            "level": row.own_level,
            "state": [row.sent_at, row.ballot_id, row.form],
        }

    return Edited(row, values, lock=_locked, changed=last_change(reader, row.pk))


def comment(reader: Actor, row: Review) -> Edited[Review]:
    def values(row: Review) -> Values:
        return {
            "text": row.comment,
            "common_points": row.common_points,
            "task_points": row.task_points,
            "beyond": row.cell_beyond,
            "form": row.form,
            "left_out": row.left_out,
            "state": [row.ballot_id],
        }

    return Edited(row, values, lock=_locked, changed=last_change(reader, row.pk))


def appeal(reader: Actor, row: Review) -> Edited[Review]:
    def values(row: Review) -> Values:
        return {"state": [row.decided, row.appealed_at, row.appeal_answered_at, row.sent_at]}

    return Edited(row, values, lock=_locked, changed=last_change(reader, row.pk))


def cell_round(reader: Actor, row: CellRound) -> Edited[CellRound]:
    """How far a cell's part has come: its counts, and where it stands."""

    def values(row: CellRound) -> Values:
        counts = row.ballots.order_by("pk").values_list("pk", flat=True)
        return {"state": [row.status, row.announced_at, *counts]}

    return Edited(row, values, lock=round_actions.locked, changed=last_change(reader, row.pk))


def round_(reader: Actor, row: ReviewRound) -> Edited[ReviewRound]:
    def values(row: ReviewRound) -> Values:
        return {"write_by": row.write_by, "send_by": row.send_by}

    return Edited(row, values, lock=round_actions.locked_round, changed=last_change(reader, row.pk))


def _locked(row: Review) -> Review:
    """The part of the round is held before the review, as every action does it."""
    round_actions.locked(row.cell_round)
    rows = Review.objects.select_for_update(of=("self",)).select_related("cell_round__round", "cell")
    return rows.get(pk=row.pk)
