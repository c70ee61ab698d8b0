"""What a cell's month says of the petitions raised in it: received, answered, passed up, open, late.

A petition is looked at as it stood at the end of the month, by its events, which are only ever added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Min, Q
from django.utils import timezone

from sotay.figures import actions as figures
from sotay.figures.work import Counted, Key, Source, tally
from sotay.kernel.periods import Month
from sotay.petitions import deadlines, rules
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit

P = ParamSpec("P")
What = PetitionEvent.What

_COLUMNS = (
    "petitions_received",
    "petitions_answered",
    "petitions_declined",
    "petitions_in_time",
    "petitions_passed_up",
    "petitions_closed",
    "petitions_open",
    "petitions_open_above",
    "petitions_to_tell",
    "petitions_overdue",
    "petitions_long_overdue",
)
_KEYS = ("petitions_by_field", "petitions_open_by_field")


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """`petitions_*` of the catalog, apart from those of meetings. Two queries, however many cells."""
    found = tally()
    for petition, steps in _with_steps([cell.pk for cell in cells], months):
        for month in months:
            if petition.raised_on > month.last:
                continue
            total = found[petition.cell_id, month]
            total.update(of_petition(steps, petition.raised_on, month))
            if Month.of(petition.raised_on) == month:
                total[Key("petitions_by_field", petition.field)] += 1
            if is_open(steps, month.last):
                total[Key("petitions_open_by_field", petition.field)] += 1
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """An event: what was done on a day, who holds the petition since, the term that began with it."""

    day: date
    what: str
    to: UUID
    is_above: bool  # whether a level above the cell holds it since
    due_on: date | None  # promised
    reply_by: date | None  # by the regulation, where a term begins


@dataclass(frozen=True, slots=True)
class Then:
    """How a petition stood at the end of a day."""

    status: str
    is_above: bool
    deadline: date | None


_STATUS: Mapping[str, str] = {
    What.RECORDED: rules.OPEN,
    What.RAISED: rules.OPEN,
    What.PASSED_UP: "",
    What.SENT_BACK: "",
    What.PROMISED: "",
    What.ANSWERED: rules.ANSWERED,
    What.DECLINED: rules.ANSWERED,
    What.REOPENED: rules.OPEN,
    What.CLOSED: rules.CLOSED,
    What.WITHDRAWN: rules.CLOSED,
    What.JOINED: rules.JOINED,
    What.SEPARATED: rules.OPEN,
}
"""What an event makes of a petition; '' where it stays what it is."""

_TERM_BEGINS = frozenset(
    {What.RECORDED, What.RAISED, What.PASSED_UP, What.SENT_BACK, What.REOPENED, What.SEPARATED}
)


def on(steps: Iterable[Step], day: date) -> Then:
    """How a petition stood at the end of a day, from its steps in the order of time."""
    status, is_above = rules.OPEN, False
    due_on: date | None = None
    reply_by: date | None = None
    for step in steps:
        if step.day > day:
            break
        status = _STATUS[step.what] or status
        is_above = step.is_above
        if step.what in _TERM_BEGINS:
            due_on, reply_by = None, step.reply_by
        elif step.what == What.PROMISED:
            due_on = step.due_on
    return Then(status, is_above, due_on or reply_by)


WAITS = frozenset({rules.OPEN, rules.JOINED})


def is_open(steps: Sequence[Step], day: date) -> bool:
    return on(steps, day).status in WAITS


def of_petition(steps: Sequence[Step], raised_on: date, month: Month) -> dict[str, int]:
    """What one petition adds to a month.

    An answer is in time on the last day of its term. Source: QĐ 294-QĐ/TW, point 2.3.
    """
    counted = {"petitions_received": int(Month.of(raised_on) == month)}
    for index, step in enumerate(steps):
        if Month.of(step.day) != month:
            continue
        name = _COUNTED.get(step.what)
        if name is not None:
            counted[name] = counted.get(name, 0) + 1
        if step.what in {What.ANSWERED, What.DECLINED}:
            deadline = on(steps[:index], step.day).deadline
            in_time = deadline is None or step.day <= deadline
            counted["petitions_answered"] = counted.get("petitions_answered", 0) + 1
            counted["petitions_in_time"] = counted.get("petitions_in_time", 0) + in_time
    then = on(steps, month.last)
    if then.status == rules.ANSWERED:
        counted["petitions_to_tell"] = 1
    if then.status in WAITS:
        counted["petitions_open"] = 1
        counted["petitions_open_above"] = int(then.is_above)
        counted["petitions_overdue"] = int(then.deadline is not None and then.deadline <= month.last)
        counted["petitions_long_overdue"] = int(then.deadline is not None and then.deadline < month.first)
    return counted


_COUNTED: Mapping[str, str] = {
    What.DECLINED: "petitions_declined",
    What.PASSED_UP: "petitions_passed_up",
    What.CLOSED: "petitions_closed",
    What.WITHDRAWN: "petitions_closed",
}


def _with_steps(cells: Collection[UUID], months: Sequence[Month]) -> list[tuple[Petition, list[Step]]]:
    """The petitions that were not closed before the first of the months, with all their steps."""
    alive = Q(closed_on=None) | Q(closed_on__gte=months[0].first)
    petitions = list(Petition.objects.filter(alive, cell__in=cells, raised_on__lte=months[-1].last))
    events: dict[UUID, list[PetitionEvent]] = defaultdict(list)
    rows = PetitionEvent.objects.filter(petition__in=[each.pk for each in petitions])
    for event in rows.select_related("to").order_by("at", "id"):
        events[event.petition_id].append(event)
    return [(each, _steps(each, events[each.pk])) for each in petitions]


def _steps(petition: Petition, events: Sequence[PetitionEvent]) -> list[Step]:
    """The term that runs now is the one the petition keeps; those before are worked out again."""
    newest = max((at for at, event in enumerate(events) if event.what in _TERM_BEGINS), default=None)
    steps = []
    for at, event in enumerate(events):
        day, reply_by = timezone.localdate(event.at), None
        if event.what in _TERM_BEGINS:
            reply_by = petition.reply_by if at == newest else deadlines.reply_by(event.to, day)
        steps.append(Step(day, event.what, event.to_id, not event.to.is_cell, event.due_on, reply_by))
    return steps


def first(cells: Collection[UUID]) -> dict[UUID, date]:
    rows = Petition.objects.filter(cell__in=cells).order_by().values("cell").annotate(day=Min("raised_on"))
    return dict(rows.values_list("cell", "day"))


SOURCE = Source("petitions", _COLUMNS, count, breakdowns=_KEYS, first=first)


def keep(cells: Iterable[UUID], since: date) -> None:
    figures.keep_work(cells, SOURCE.name, since)


R = TypeVar("R", bound=Petition)


def counted(act: Callable[P, R]) -> Callable[P, R]:
    """Of an act that answers the petition it moved: keep the figures of its cell, and of the cells whose
    petitions are answered together with it.
    """

    @wraps(act)
    def with_figures(*args: P.args, **kwargs: P.kwargs) -> R:
        held = act(*args, **kwargs)
        joined = held.joined.order_by().values_list("cell", flat=True)
        keep({held.cell_id, *joined}, timezone.localdate())
        return held

    return with_figures
