"""Reviews as cells play them: self-reviews told to the secretary, two counts of a vote, the decision."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from sotay.demo.clock import at
from sotay.demo.year import _moment, actor_of, holder_of, words
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.reviews import caps, monthly_actions, review_actions, round_actions
from sotay.reviews.models import CellRound, Review, ReviewRound
from sotay.reviews.rules import Slips
from sotay.units.models import Unit
from sotay.units.settings import Settings, set_setting, settings_of

BEST, GOOD = 0, 1


def open_for(unit: Unit, by: Actor, kind: str, month: Month, day: date) -> ReviewRound:
    """A year, or the quarter a month lies in."""
    quarter = (month.number + 2) // 3 if kind == "quarter" else 0
    days = {"write_by": day + timedelta(days=7), "send_by": day + timedelta(days=14)}
    return round_actions.open_round(unit=unit, by=by, kind=kind, year=month.year, quarter=quarter, **days)


def write_and_vote(part: CellRound, by: Actor, said: dict[str, Any]) -> None:
    """Everybody's self-review and the counts; the secretary keeps the record of both."""
    here = settings_of(part.cell, part.round.opened_on)
    for number, review in enumerate(part.reviews.filter(left_out="").order_by("name", "id")):
        _write(review, by, here, said, number)
    rated = list(part.reviews.filter(left_out="").select_related("member").order_by("name", "id"))
    people = [review for review in rated if review.is_of_member and review.member]
    tellers = people[:1] if len(people) > 1 else people
    first = [review for review in rated if review not in tellers]
    _count(part, by, [review.member for review in tellers], first, here)
    _count(part, by, [people[-1].member], tellers, here)


def _write(review: Review, by: Actor, here: Settings, said: dict[str, Any], number: int) -> None:
    shape = here[f"review.form_{review.form}"]
    lost = 1 if number % 5 == 0 else 2
    given = {
        "words": {row.key: said[row.key] for row in shape.headings if row.key in said},
        "points": {row.key: row.max_points - lost for row in shape.criteria},
        "beyond": 35 if lost == 1 else 10,
        "level": here["review.levels"][BEST if lost == 1 else GOOD].key,
    }
    review_actions.write(review=review, by=by, form=shape, send=True, **given)


def _count(part: CellRound, by: Actor, tellers: list[Any], reviews: list[Review], here: Settings) -> None:
    """All papers come back; those who propose the best level of themselves mostly get it."""
    today = timezone.localdate()
    base = review_actions.base_of(part.cell, today)
    best, good = here["review.levels"][BEST].key, here["review.levels"][GOOD].key
    share = base // 2 + 1
    review_actions.record_ballot(
        cell_round=part,
        by=by,
        manner="meeting",
        held_on=today,
        tellers=tellers,
        slips=Slips(base, base, 0),
        exempt_came=0,
        votes={
            row.pk: {best: share, good: base - share} if row.own_level == best else {good: base}
            for row in reviews
        },
    )


def decide(part: CellRound, by: Actor, number: str, why: str) -> None:
    """As the cell voted, but the best level only as far as the cap goes."""
    part.refresh_from_db()
    best, good = (level.key for level in settings_of(part.cell, part.round.opened_on)["review.levels"][:2])
    over = {group.title: group.cap.over for group in caps.of_cell(part)}
    left = over.get(part.cell.name, 0)
    choices = {}
    for review in part.reviews.filter(left_out="").order_by("-name", "id"):
        lowered = ((review.is_of_member and left > 0) or not review.is_of_member) and review.voted == best
        left -= lowered and review.is_of_member
        choices[review.pk] = (
            round_actions.Choice(good, why) if lowered else round_actions.Choice(review.voted)
        )
    round_actions.decide(
        cell_round=part, by=by, choices=choices, decision_no=number, decision_on=timezone.localdate()
    )


def play(ward: Unit, home: Unit, office: Actor, today: date) -> None:
    """The quarter before this one: announced at home, sent up by one cell, under way in the others; and the
    home cell's month in three lines."""
    said, opened = words()["reviews"], today - timedelta(days=16)
    quarter = Month.of(today).plus(-3)
    with at(_moment(opened, 9)):
        round_ = open_for(ward, office, "quarter", quarter, opened)
        set_setting(
            unit=home, by=actor_of(holder_of(home, Role.SECRETARY)), key=monthly_actions.MONTHLY, value=True,
            from_on=opened,
        )  # fmt: skip
    other = round_.cells.exclude(cell=home).order_by("cell__name_sort").last()
    with at(_moment(today - timedelta(days=4), 19)):
        for part in (round_.cells.get(cell=home), other):
            if part is not None:
                _cell(part, said)
    with at(_moment(today - timedelta(days=2), 9)):
        decide(round_.cells.get(cell=home), office, said["decision"], said["why"])
        round_actions.announce(cell_round=round_.cells.get(cell=home), by=office)
    _month(home, Month.of(today).plus(-1), _moment(today - timedelta(days=3), 20), said)


def _cell(part: CellRound, said: dict[str, Any]) -> None:
    secretary = actor_of(holder_of(part.cell, Role.SECRETARY))
    write_and_vote(part, secretary, said)
    round_actions.send(cell_round=part, by=secretary)


def _month(home: Unit, month: Month, moment: datetime, said: dict[str, Any]) -> None:
    """Half of the cell wrote; the secretary rated some of them."""
    secretary = actor_of(holder_of(home, Role.SECRETARY))
    rows = list(Review.objects.filter(cell=home, left_out="", member__isnull=False).order_by("name")[:8])
    with at(moment):
        for number, row in enumerate(rows):
            assert row.member is not None
            lines = said["month"][number % len(said["month"])]
            given = dict(zip(("did", "fell_short", "ahead"), lines, strict=True))
            monthly_actions.write(member=row.member, month=month, by=secretary, proposed="good", **given)
            if number % 2:
                monthly_actions.rate(
                    member=row.member, month=month, by=secretary, level="good", comment=said["comment"]
                )
