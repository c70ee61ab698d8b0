"""What is held of a member's reviews, whole: their words, the cell's, the votes on them and the decision."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.reviews import queries
from sotay.reviews.models import Ballot, Review, ReviewEvent


def monthly(member: Member) -> Section:
    fields = ("did", "fell_short", "ahead", "proposed", "written_at", "helped_by_name")
    said = ("comment", "level", "rated_at", "rated_by_name", "answer", "answered_at")
    return Section(
        "monthly_reviews",
        [
            {"month": row.month.label(), "cell": row.cell.name}
            | {name: getattr(row, name) for name in (*fields, *said)}
            for row in queries.months_of(member)
        ],
    )


def ratings(member: Member) -> Section:
    rows = queries.own_reviews(member.pk).select_related("ballot").prefetch_related("events")
    return Section("ratings", [_rating(row) for row in rows])


OWN = (
    *("form", "left_out", "words", "points", "beyond", "own_level"),
    *("written_at", "sent_at", "helped_by_name"),
)
TOLD = (
    *("comment", "common_points", "task_points", "cell_beyond", "commented_at", "commented_by_name"),
    *("votes", "voted", "decided", "because"),
    *("appeal", "appealed_at", "appeal_answer", "appeal_answered_at", "appeal_answered_by_name"),
)
"""What the cell and the level above said, from the announcement on, as on the pages."""


def _rating(row: Review) -> dict[str, object]:
    told = row.cell_round.announced_at is not None
    return {
        "round": str(row.cell_round.round),
        "cell": row.cell.name,
        **{name: getattr(row, name) for name in (*OWN, *(TOLD if told else ()))},
        "voted_on": row.ballot.held_on if row.ballot and told else None,
        "history": [_event(each) for each in row.events.all()] if told else [],
    }


def _event(row: ReviewEvent) -> dict[str, object]:
    return {
        "what": row.get_what_display(),
        "was": row.was,
        "level": row.level,
        "by": row.by_name,
        "at": row.at,
    }


def counting(member: Member) -> Section:
    """Counts of votes the member took part in as a teller."""
    rows = Ballot.objects.filter(cell=member.cell_id).select_related("cell_round__round")
    mine = [row for row in rows if any(each["id"] == str(member.pk) for each in row.tellers)]
    return Section(
        "counted_ratings", [{"round": str(row.cell_round.round), "held_on": row.held_on} for row in mine]
    )
