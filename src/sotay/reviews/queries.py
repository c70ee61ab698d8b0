"""Reading reviews: evidence of a period, what a cell's round comes to, and the months of members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.tree import inside, subtree
from sotay.members.models import Member
from sotay.members.queries import RosterRow, roster
from sotay.regulations.values import (
    Question,
    ReviewForm,
    ReviewLevel,
)
from sotay.reviews import doubts, rules
from sotay.reviews.evidence import Evidence, cell_evidence, evidence
from sotay.reviews.models import CellRound, MonthlyReview, Review, ReviewRound
from sotay.reviews.rules import Levels
from sotay.reviews.words import in_language, level_named
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of


@dataclass(frozen=True, slots=True)
class Line:
    """A review on a list: what leads to its level, what speaks against it, and the evidence."""

    review: Review
    evidence: Evidence
    level: ReviewLevel | None  # decided, else voted
    by_points: ReviewLevel | None
    votes: tuple[tuple[str, int], ...]
    doubts: tuple[str, ...]
    level_words: str
    voted_words: str
    decided_words: str
    to_judge: tuple[str, ...] = ()  # what people judge of a collective, which no record answers


def _to_judge(
    review: Review, levels: Levels, proposed: ReviewLevel | None, judged: Sequence[Question]
) -> tuple[str, ...]:
    """Asked of a collective at the best level."""
    if review.is_of_member or proposed != levels[0]:
        return ()
    return tuple(in_language(each.text) for each in judged)


def levels_of(round_: ReviewRound, cell: Unit) -> Levels:
    found: Levels = settings_of(cell, round_.opened_on)["review.levels"]
    return found


def form_of(review: Review, here: Settings) -> ReviewForm:
    found: ReviewForm = here[f"review.form_{review.form}"]
    return found


def lines(row: CellRound, here: Settings) -> list[Line]:
    """All reviews of a cell's part of a round: its own and its committee's first, then members by name.

    Seven queries, however many there are.
    """
    reviews = list(row.reviews.select_related("member", "ballot").order_by("member__name_sort", "id"))
    reviews.sort(key=lambda review: review.is_of_member)
    members = [review.member_id for review in reviews if review.member_id]
    found = evidence(members, *row.round.period)
    whole = cell_evidence(row.cell, *row.round.period)
    levels: Levels = here["review.levels"]
    judged = here["review.judged_collective"]
    return [
        line(each, found[each.member_id] if each.member_id else whole, levels, judged) for each in reviews
    ]


def line(review: Review, seen: Evidence, levels: Levels, judged: Sequence[Question] = ()) -> Line:
    level = rules.level_named(levels, review.standing_level)
    proposed = level or rules.level_named(levels, review.own_level)
    told = rules.doubts(proposed, review.total, seen.tasks, review.judged_beyond) if proposed else ()
    return Line(
        review=review,
        evidence=seen,
        level=level,
        by_points=None if review.total is None else rules.level_for(review.total, levels),
        votes=tuple((in_language(each.text), review.votes.get(each.key, 0)) for each in levels),
        doubts=tuple(doubts.sentence(each, proposed) for each in told) if proposed else (),
        level_words=in_language(level.text) if level else "",
        voted_words=level_named(levels, review.voted),
        decided_words=level_named(levels, review.decided),
        to_judge=_to_judge(review, levels, proposed, judged),
    )


def rounds_for(actor: Actor) -> QuerySet[ReviewRound]:
    """Rounds the actor leads a part of or decides on."""
    ranges = [*actor.reach(Can.PREPARE), *actor.reach(Can.GUIDE)]
    parts = CellRound.objects.filter(inside("cell__path", *ranges))
    return ReviewRound.objects.filter(Q(pk__in=parts.values("round"))).select_related("unit")


def own_reviews(member_id: UUID | None) -> QuerySet[Review]:
    """What rounds hold of a member, the newest first."""
    rows = Review.objects.filter(member=member_id) if member_id else Review.objects.none()
    rows = rows.select_related("cell_round__round", "cell_round__cell", "cell")
    return rows.order_by("-cell_round__round__year", "-cell_round__round__quarter", "-id")


def cell_lines(round_: ReviewRound, best: str) -> QuerySet[CellRound]:
    """The cells of a round with how far each has come. One query."""
    rated = Q(reviews__left_out="", reviews__subject=Review.Subject.MEMBER)
    return (
        round_.cells.select_related("cell")
        .annotate(
            rated=Count("reviews", filter=rated),
            written=Count("reviews", filter=rated & Q(reviews__sent_at__isnull=False)),
            voted=Count("reviews", filter=rated & Q(reviews__ballot__isnull=False)),
            best=Count(
                "reviews",
                filter=rated & (Q(reviews__decided=best) | Q(reviews__decided="", reviews__voted=best)),
            ),
            appeals=Count(
                "reviews",
                filter=Q(reviews__appealed_at__isnull=False, reviews__appeal_answered_at=None),
            ),
        )
        .order_by("cell__name_sort", "id")
    )


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A member of a cell in a month, with what was written and rated."""

    person: RosterRow
    review: MonthlyReview | None

    @property
    def is_rated(self) -> bool:
        return self.review is not None and bool(self.review.level)


def month_rows(cell: Unit, month: Month, here: Settings) -> list[MonthRow]:
    """Everybody of a cell who is to be rated for a month, as the roll stood at its end. Four queries."""
    day = min(month.last, timezone.localdate())
    kept = {row.member_id: row for row in MonthlyReview.objects.filter(cell=cell, month=month)}
    return [MonthRow(row, kept.get(row.member.pk)) for row in roster(cell.pk, day) if to_be_rated(row, here)]


def to_be_rated(row: RosterRow, here: Settings) -> bool:
    """Exempt members are not rated (294-QĐ/TW point 7.2.3), guests are rated at home."""
    barred = (row.suspended or row.prosecuted) and not here["review.rates_suspended"]
    return not (row.exempt or row.here or barred)


@dataclass(frozen=True, slots=True)
class RatedMonth:
    month: Month
    rated: int
    asked: int

    @property
    def all_rated(self) -> bool:
        return self.asked > 0 and self.rated == self.asked


def rated_months(cell: Unit, first: Month, last: Month) -> list[RatedMonth]:
    """Of each month of a period, how many of those who are to be rated were."""
    here = settings_of(cell, timezone.localdate())
    found, month = [], first
    while month <= last:
        rows = month_rows(cell, month, here)
        found.append(RatedMonth(month, sum(row.is_rated for row in rows), len(rows)))
        month = month.plus(1)
    return found


def members_rated_each_month(cell: Unit, first: Month, last: Month) -> bool:
    """Whether everybody of a cell who is to be rated was rated in each month of a period."""
    return all(month.all_rated for month in rated_months(cell, first, last))


def announced(unit: Unit, year: int) -> QuerySet[Review]:
    """Ratings of members of the year that were announced at or below a unit."""
    return Review.objects.filter(
        inside("cell__path", subtree(unit.path)),
        cell_round__round__year=year,
        cell_round__round__kind=ReviewRound.Kind.YEAR,
        cell_round__announced_at__isnull=False,
        subject=Review.Subject.MEMBER,
        left_out="",
    )


def months_of(member: Member) -> QuerySet[MonthlyReview]:
    return MonthlyReview.objects.filter(member=member).select_related("cell")


def month_of(member: Member, month: Month, *, own: bool) -> MonthlyReview | None:
    """A month in the cell the member is in; to themselves also one of a cell before it."""
    rows = list(months_of(member).filter(month=month))
    here = next((row for row in rows if row.cell_id == member.cell_id), None)
    return here or (rows[0] if own and rows else None)
