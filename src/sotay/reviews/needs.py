"""What reviews need: a member's self-review, a cell's months and list, and lists an office decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month, as_day
from sotay.kernel.tree import inside
from sotay.meetings.today.reading import TodayMeetings
from sotay.reviews import rules
from sotay.reviews.access import decides
from sotay.reviews.models import CellRound, MonthlyReview, Review
from sotay.reviews.monthly_actions import MONTHLY
from sotay.units.models import Unit
from sotay.units.queries import units_at

MANY = 100


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query for rounds, one more while a month is asked for."""
    own = {unit.pk for unit in units_at(actor, Role.MEMBER)}
    led = {unit.pk for unit in units_at(actor, *LEADERS)}
    waiting = _parts(actor, own, led)
    above = [part for part in waiting if decides(actor, part.row.cell)]
    if to_decide := [part.row for part in above if part.row.status == rules.SENT]:
        yield _to_decide(to_decide)
    yield from (_to_answer(part.row) for part in above if part.appealed)
    for part in waiting:
        if part.row.cell_id in led:
            yield from _of_cell(part.row, day)
        if part.own and part.row.status == rules.OPEN:
            yield _to_write(part.row, part.own, day)
    yield from _months(actor, day, own, led)


@dataclass(frozen=True, slots=True)
class Part:
    """A cell's part of a round with the reader's own review that is still to be sent, and whether somebody
    of the cell waits for the answer to a request for a second look."""

    row: CellRound
    own: UUID | None
    appealed: bool


def _parts(actor: Actor, own: set[UUID], led: set[UUID]) -> list[Part]:
    """Parts of rounds in which somebody has something to do: while they are open for the members of a cell,
    until they are announced for who leads it, and what was sent or asked for the office above. One query."""
    above = actor.reach(Can.GUIDE)
    if not own and not led and not above:
        return []
    of_it = Review.objects.filter(cell_round=OuterRef("pk"))
    mine = of_it.filter(member=actor.member_id, member__isnull=False, left_out="", sent_at=None, ballot=None)
    asked = of_it.filter(appealed_at__isnull=False, appeal_answered_at=None)
    rows = CellRound.objects.annotate(own=mine.values("pk")[:1], appealed=Exists(asked)).filter(
        Q(cell__in=own, status=rules.OPEN)
        | Q(cell__in=led, announced_at=None)
        | Q(inside("cell__path", *above), Q(status=rules.SENT) | Q(announced_at__isnull=False, appealed=True))
    )
    found = rows.select_related("round", "cell").order_by("round__send_by", "id")[:MANY]
    return [Part(row, row.own, row.appealed) for row in found]


def _to_decide(rows: list[CellRound]) -> Need:
    first = rows[0]
    return Need(
        code="review_decide",
        urgency=Urgency.TODAY,
        title=_("Lists of ratings to decide: %(n)s") % {"n": len(rows)},
        sentence=_("%(title)s: the cells have voted and sent their lists.") % {"title": first.round},
        button=_("See the lists"),
        url=first.get_absolute_url() if len(rows) == 1 else first.round.get_absolute_url(),
        matter=("review_decide", first.round_id),
    )


def _to_answer(row: CellRound) -> Need:
    return Need(
        code="review_appeal",
        urgency=Urgency.TODAY,
        title=_("A second look is asked for: %(title)s") % {"title": row.round},
        sentence=_("Somebody of %(cell)s disagrees with their rating.") % {"cell": row.cell.name},
        button=_("See the ratings"),
        url=row.get_absolute_url(),
        matter=("review_appeal", row.pk),
    )


def _of_cell(row: CellRound, day: date) -> Iterator[Need]:
    """While the list is with the cell, and once it is decided and not announced."""
    if row.status == rules.OPEN:
        send_by = row.round.send_by
        says, button = _("Comment, vote and send the list up by %(day)s."), _("See how far it is")
        yield _cell_need(row, says % {"day": as_day(send_by)}, button, _urgency(day, send_by), send_by)
    elif row.status == rules.DECIDED:
        says, button = _("The ratings are decided. Announce them to the cell."), _("See the ratings")
        yield _cell_need(row, says, button, Urgency.SOON, None)


def _cell_need(row: CellRound, says: str, button: str, urgency: Urgency, due: date | None) -> Need:
    return Need(
        code="review_cell",
        urgency=urgency,
        title=_("Reviews of %(title)s") % {"title": row.round},
        sentence=says,
        button=button,
        url=row.get_absolute_url(),
        matter=("review_cell", row.pk),
        due=due,
        unit=row.cell.name,
    )


def _to_write(row: CellRound, review: UUID, day: date) -> Need:
    write_by = row.round.write_by
    return Need(
        code="review_write",
        urgency=_urgency(day, write_by),
        title=_("Your self-review for %(title)s") % {"title": row.round},
        sentence=_("Write it and send it to your cell by %(day)s.") % {"day": as_day(write_by)},
        button=_("Write it"),
        url=reverse("reviews:write", args=[review]),
        matter=("review_write", row.pk),
        due=write_by,
    )


def _urgency(day: date, due: date) -> Urgency:
    if day > due:
        return Urgency.OWED
    return Urgency.SOON if due - day <= timedelta(days=7) else Urgency.LATER


def _months(actor: Actor, day: date, own: set[UUID], led: set[UUID]) -> Iterator[Need]:
    """The month's review, in cells that have one: the settings are those Today has read already."""
    today = TodayMeetings.of(actor, day)
    cells = {cell.pk: cell for cell in [*today.own_cells, *today.led] if cell.pk in own | led}
    months = {pk: _month(today, pk, day) for pk in cells if _asks(today, pk, day)}
    if not months or actor.member_id is None:
        return
    kept = list(MonthlyReview.objects.filter(cell__in=months, month__in=set(months.values())))
    for pk, month in months.items():
        rows = [row for row in kept if row.cell_id == pk and row.month == month]
        if pk in own and not any(_is_done(row, actor) for row in rows):
            yield _month_to_write(actor.member_id, pk, month)
        waiting = sum(bool(row.written_at) and not row.level for row in rows)
        if pk in led and waiting:
            yield _month_to_rate(cells[pk], month, waiting)


def _is_done(row: MonthlyReview, actor: Actor) -> bool:
    return row.member_id == actor.member_id and bool(row.written_at or row.level)


def _month_to_write(member_id: UUID, cell: UUID, month: Month) -> Need:
    return Need(
        code="review_month",
        urgency=Urgency.SOON,
        title=_("Your month %(month)s in three lines") % {"month": month.label()},
        sentence=_("What you did, what fell short, what you do next."),
        button=_("Write three lines"),
        url=reverse("reviews:month", args=[member_id, str(month)]),
        matter=("review_month", cell, str(month)),
    )


def _month_to_rate(cell: Unit, month: Month, waiting: int) -> Need:
    said = {"month": month.label()}
    return Need(
        code="review_rate",
        urgency=Urgency.SOON,
        title=_("Months to rate: %(n)s") % {"n": waiting},
        sentence=_("Members wrote of %(month)s; the cell has not said its level yet.") % said,
        button=_("See the month"),
        url=reverse("reviews:cell_month", args=[cell.pk, str(month)]),
        matter=("review_rate", cell.pk, str(month)),
        unit=cell.name,
    )


def _month(today: TodayMeetings, cell: UUID, day: date) -> Month:
    return rules.month_to_review(day, today.settings[cell]["review.monthly_from_day"])


def _asks(today: TodayMeetings, cell: UUID, day: date) -> bool:
    here = today.settings.get(cell)
    if here is None or not here[MONTHLY]:
        return False
    return rules.asks_for_month(day, here["review.monthly_from_day"], here["review.monthly_until_day"])
