"""What schemes need of somebody now: cells register and assess, members reach milestones, offices decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import as_day
from sotay.kernel.tree import ancestors
from sotay.schemes import queries
from sotay.schemes.queries import TodayRow
from sotay.schemes.rules import Status
from sotay.units.models import Unit
from sotay.units.queries import units_at

AHEAD = timedelta(days=14)
"""How long before its day a milestone or a registration stands on Today."""


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query; a second one only where a scheme for some kinds of cell can be registered for."""
    led = {unit.pk: unit for unit in units_at(actor, *LEADERS) if unit.is_cell}
    offices = {unit.pk for unit in units_at(actor, *OFFICES) if not unit.is_cell}
    if not led and not offices and actor.member_id is None:
        return
    rows = queries.today_rows(actor, led.values(), offices, day)
    yield from _open(rows, led, day)
    for row in rows:
        if row.cell in led:
            yield from _of_cell(row, led[row.cell], day)
        if row.milestone and row.due_on and row.due_on <= day + AHEAD:
            yield _milestone(row, row.due_on, day)
    yield from _of_office([row for row in rows if row.held_by in offices])


def _open(rows: Iterable[TodayRow], led: Mapping[UUID, Unit], day: date) -> Iterator[Need]:
    """Years that were called and that a led cell has not registered for."""
    taking: dict[UUID, set[UUID | None]] = defaultdict(set)
    years = {row.year: row for row in rows if row.runs and row.register_by >= day}
    for row in rows:
        taking[row.year].add(row.cell)
    for pk, row in years.items():
        near = [
            unit for unit in led.values() if unit.pk not in taking[pk] and row.place in ancestors(unit.path)
        ]
        kinds = queries.kinds_of([unit.pk for unit in near]) if near and row.cell_types else {}
        for cell in near:
            if not row.cell_types or kinds.get(cell.pk) in row.cell_types:
                yield _to_register(row, cell, day)


def _to_register(row: TodayRow, cell: Unit, day: date) -> Need:
    return Need(
        "scheme_open",
        Urgency.SOON if row.register_by <= day + AHEAD else Urgency.LATER,
        _("Cells are called to “%(title)s”, year %(year)s") % {"title": row.title, "year": row.number},
        _("Register by %(day)s, if the cell takes part.") % {"day": as_day(row.register_by)},
        _("Read the scheme"),
        reverse("schemes:year", args=[row.year]),
        ("scheme_open", row.year, cell.pk),
        due=row.register_by,
        unit=cell.name,
    )


def _of_cell(row: TodayRow, cell: Unit, day: date) -> Iterator[Need]:
    status = Status(row.status)
    url = reverse("schemes:registration", args=[row.registration])

    def need(code: str, urgency: Urgency, sentence: str, button: str, address: str, due: date) -> Need:
        title, matter = f"{row.title}, {row.number}", ("registration", row.registration)
        return Need(code, urgency, title, sentence, button, address, matter, due=due, unit=cell.name)

    if status is Status.ADOPTED:
        address = reverse("schemes:send", args=[row.registration])
        said = _("The cell adopted its registration. Send it to the committee above.")
        yield need("scheme_send", Urgency.TODAY, said, _("Send it"), address, row.register_by)
    elif status is Status.RETURNED:
        said = _("The registration was sent back with a reason.")
        yield need("scheme_returned", Urgency.SOON, said, _("Read the reason"), url, row.register_by)
    elif status is Status.PREPARING and row.runs and day <= row.register_by:
        near = Urgency.SOON if row.register_by <= day + AHEAD else Urgency.LATER
        said = _("The cell's registration is being prepared.")
        yield need("scheme_prepare", near, said, _("Go on"), url, row.register_by)
    elif status is Status.ACCEPTED and day >= row.assess_from:
        address = reverse("schemes:assess", args=[row.registration])
        urgency = Urgency.OWED if day > row.assess_until else Urgency.SOON
        said = _("The cell assesses itself, criterion by criterion.")
        yield need("scheme_assess", urgency, said, _("Assess"), address, row.assess_until)
    elif status is Status.ACCEPTED and row.late:
        said = _("Milestones of the roadmap are late.")
        yield need("scheme_late", Urgency.OWED, said, _("Look at the roadmap"), url, row.assess_from)


def _milestone(row: TodayRow, due_on: date, day: date) -> Need:
    return Need(
        "scheme_milestone",
        Urgency.OWED if due_on < day else Urgency.SOON,
        _("A milestone of your cell is yours"),
        f"{row.title}, {row.number}",
        _("Report on it"),
        reverse("schemes:done", args=[row.milestone]),
        ("milestone", row.milestone),
        due=due_on,
    )


_ABOVE = {
    Status.SENT: "scheme_answer",
    Status.ASSESSED: "scheme_check",
    Status.CHECKED: "scheme_decide",
    Status.RECOGNISED: "scheme_publish",
    Status.NOT_RECOGNISED: "scheme_publish",
}


def _of_office(rows: Iterable[TodayRow]) -> Iterator[Need]:
    """One need for each kind of work in a year, however many cells wait."""
    found: dict[tuple[UUID, str], list[TodayRow]] = defaultdict(list)
    for row in rows:
        if (code := _ABOVE.get(Status(row.status))) and not (code == "scheme_publish" and row.published):
            found[row.year, code].append(row)
    words = {
        "scheme_answer": (_("Registrations to accept or send back: %(n)s"), _("Read them")),
        "scheme_check": (_("Cells to check on the spot: %(n)s"), _("See the cells")),
        "scheme_decide": (_("Cells to decide on: %(n)s"), _("Decide")),
        "scheme_publish": (_("Decisions that are not published: %(n)s"), _("Publish")),
    }
    for (year, code), several in found.items():
        sentence, button = words[code]
        first, url = several[0], reverse("schemes:year", args=[year])
        address = url if code == "scheme_publish" else f"{url}?status={first.status}"
        title, says = sentence % {"n": len(several)}, f"{first.title}, {first.number}"
        yield Need(code, Urgency.SOON, title, says, button, address, (code, year))
