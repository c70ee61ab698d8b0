"""Carrying out an import: one transaction, bulk writes, one audit line.

The plan is made again inside the transaction, behind a lock on the unit and everything above it, so
two imports at once cannot both add the same member, whether into one ward or into two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.text import person_sort_key, search_key
from sotay.kernel.tree import ancestors
from sotay.members import figures, rules
from sotay.members.actions.appointing import cut
from sotay.members.actions.numbers import note_clashes
from sotay.members.actions.record import first_standings
from sotay.members.models import Appointment, CellMembership, Member, Standing
from sotay.members.roster import notices, person, plan, read, store
from sotay.members.roster.entries import Entry, NewStanding, Plan, RowStatus
from sotay.members.roster.existing import Rights
from sotay.members.roster.naming import Cell
from sotay.members.roster.read import Sheet
from sotay.units import actions as units
from sotay.units.models import Kind, Unit
from sotay.units.rules import may_hold

_BASE = (Standing.Kind.PROBATIONARY, Standing.Kind.FULL)
_FOR_A_WHILE = (Standing.Kind.AWAY, Standing.Kind.HERE)
_DATES = ("born_on", "admitted_on", "full_on")
_WRITTEN = ("commune_id", "cell", "name_fold", "name_sort", *rules.FACTS)


class PlanChanged(Exception):  # noqa: N818 - it is an answer: look again
    """What the import would do is no longer what was shown. Nothing was written."""


def preview(
    unit: Unit, sheets: Sequence[Sheet], rights: Rights, columns: Mapping[str, str] | None = None
) -> Plan:
    """What an import would do today. Raises UnreadableFile when the workbook holds no people.

    `columns` are those somebody chose where several could hold one field.
    """
    today = timezone.localdate()
    lines = read.people(sheets, columns)
    readings = person.read_all(lines, today)
    existing = store.load_existing(unit, readings, today, rights.seen)
    made = plan.make(readings, existing, today, _for_unit(rights, unit))
    made.notices, made.questions = notices.of_file(sheets, readings), notices.questions(lines)
    return made


@transaction.atomic
def import_roster(
    *,
    by: Actor,
    unit: Unit,
    sheets: Sequence[Sheet],
    rights: Rights,
    columns: Mapping[str, str] | None = None,
    expected: str = "",
) -> Plan:
    """Import the good rows of a workbook into a unit; answers what happened to every row.

    With `expected`, the digest of a plan somebody saw, raises PlanChanged when it would do other things.
    """
    unit = _locked(unit)
    made = preview(unit, sheets, rights, columns)
    if expected and made.digest() != expected:
        raise PlanChanged
    today = timezone.localdate()
    cells = _cells(by, unit, made)
    concerned = figures.cells_of(*(_id(entry) for entry in made.of(RowStatus.CHANGED)))
    added = _add(made.of(RowStatus.ADDED), cells, today)
    note_clashes([*added, *_change(made.of(RowStatus.CHANGED), cells, today)])
    if made.count(RowStatus.ADDED) or made.count(RowStatus.CHANGED):
        counts: dict[str, Any] = {str(status): made.count(status) for status in RowStatus}
        audit.record(by, "roster.imported", unit, unit=unit.name, **counts)
        figures.keep(concerned | {cell.pk for cell in cells.values()})
    return made


def prepare(member: Member) -> Member:
    """Compute the columns `Member.save` computes, for rows that are written in bulk."""
    member.name_fold = search_key(member.full_name)[:120]
    member.name_sort = person_sort_key(member.full_name)[:400]
    return member


def _for_unit(rights: Rights, unit: Unit) -> Rights:
    """Rights as far as the unit goes: a cell is imported into itself, and only some units hold cells."""
    return replace(
        rights,
        only_cell=unit.pk if unit.is_cell else None,
        create_cells=rights.create_cells and may_hold(unit.kind, Kind.CELL),
    )


def _locked(unit: Unit) -> Unit:
    """The unit as it is now, held with everything above it until the transaction ends.

    Imports into one province wait for each other: card numbers are compared across its wards. Without
    the key, so that rows which only refer to these units are not held up.
    """
    chain = Unit.objects.select_for_update(no_key=True).filter(path__in=[*ancestors(unit.path), unit.path])
    return next(row for row in chain.order_by("path") if row.pk == unit.pk)


def _cells(by: Actor, unit: Unit, made: Plan) -> dict[UUID, Unit]:
    """Every cell the plan speaks of, with those it needs created; keyed by the plan's ids."""
    wanted = {entry.cell.id for entry in made.entries if entry.cell and not entry.cell.is_new}
    cells = Unit.objects.in_bulk(list(wanted))
    for cell in made.new_cells:
        cells[cell.id] = units.add(
            by=by, parent=unit, kind=Kind.CELL, name=cell.name, cell_type=cell.cell_type
        )
    return cells


# --- new members -----------------------------------------------------------------------------------------


def _add(entries: Sequence[Entry], cells: dict[UUID, Unit], today: date) -> list[Member]:
    members = [_new_member(entry, _cell(entry, cells)) for entry in entries]
    Member.objects.bulk_create(members)
    standings: list[Standing] = []
    for entry, member in zip(entries, members, strict=True):
        entry.new_id = member.pk
        standings += _base(member, entry.facts.base, today)
        standings += [_standing(new, member, today) for new in entry.standings]
    CellMembership.objects.bulk_create(
        _sitting(entry, member, today) for entry, member in zip(entries, members, strict=True)
    )
    Standing.objects.bulk_create(standings)
    Appointment.objects.bulk_create(
        _appointment(entry.role, member, today)
        for entry, member in zip(entries, members, strict=True)
        if entry.role
    )
    return members


def _new_member(entry: Entry, cell: Unit) -> Member:
    said = {name: getattr(entry.facts, name) for name in rules.FACTS}
    values = {name: value for name, value in said.items() if value is not None or name in _DATES}
    return prepare(Member(cell=cell, commune_id=cell.commune_id, **values))


def _base(member: Member, base: str, today: date) -> list[Standing]:
    """Probation and full status from the member's dates, as everywhere else in the house.

    A full member whose roster gives no date of full status has it from admission on.
    """
    if base == "full" and member.full_on is None:
        since = member.admitted_on.earliest if member.admitted_on else today
        return [Standing(kind=Standing.Kind.FULL, from_on=since, **_owned(member))]
    return first_standings(member, today)


def _standing(new: NewStanding, member: Member, today: date) -> Standing:
    return Standing(
        kind=new.kind, from_on=today, until_on=new.until_on, elsewhere=new.elsewhere, **_owned(member)
    )


def _sitting(entry: Entry, member: Member, today: date) -> CellMembership:
    """A formal membership from today; a temporary one for somebody the note says is only here for a while."""
    guest = next((new for new in entry.standings if new.kind == Standing.Kind.HERE), None)
    kind = CellMembership.Kind.TEMPORARY if guest else CellMembership.Kind.FORMAL
    return CellMembership(
        kind=kind, from_on=today, until_on=guest.until_on if guest else None, **_owned(member)
    )


def _appointment(role: str, member: Member, today: date) -> Appointment:
    return Appointment(
        commune_id=member.commune_id, unit=member.cell, role=role, member=member, from_on=today
    )


def _owned(member: Member) -> dict[str, Any]:
    return {"commune_id": member.commune_id, "cell": member.cell, "member": member}


# --- members who change ----------------------------------------------------------------------------------


def _change(entries: Sequence[Entry], cells: dict[UUID, Unit], today: date) -> list[Member]:
    """Answers those whose numbers changed."""
    members = Member.objects.select_related("cell").in_bulk([_id(entry) for entry in entries])
    posted = [entry for entry in entries if entry.role]
    moved = [entry for entry in entries if entry.changed("cell")]
    _end_posts([_id(entry) for entry in posted], today)
    cut(_posts([_id(entry) for entry in moved]), today)
    _leave_cells([_id(entry) for entry in moved], today)
    for entry in entries:
        member = members[_id(entry)]
        member.cell = _cell(entry, cells)
        member.commune_id = member.cell.commune_id
        for name, value in entry.new_values.items():
            setattr(member, name, value)
        prepare(member)
    Member.objects.bulk_create(
        members.values(), update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
    )
    _enter_cells([members[_id(entry)] for entry in moved], today)
    _restart_base(entries, members, today)
    _take_standings(entries, members, today)
    Appointment.objects.bulk_create(_appointment(entry.role, members[_id(entry)], today) for entry in posted)
    return [members[_id(entry)] for entry in entries if entry.new_values.keys() & rules.NUMBERS]


def _posts(member_ids: list[UUID]) -> QuerySet[Appointment]:
    """What members hold in their cells because they sit there; `Member.cell` is still the old one."""
    return Appointment.objects.filter(
        member__in=member_ids, role__in=rules.FROM_THE_CELL, unit=F("member__cell")
    )


def _end_posts(member_ids: list[UUID], today: date) -> None:
    held = _posts(member_ids).exclude(until_on__lte=today)
    held.filter(from_on__gte=today).delete()
    held.update(until_on=today)


def _leave_cells(member_ids: list[UUID], today: date) -> None:
    """A formal transfer ends the membership in the old cell and every temporary transfer."""
    away = Standing.objects.filter(member__in=member_ids, kind__in=_FOR_A_WHILE).exclude(until_on__lte=today)
    sits = CellMembership.objects.filter(member__in=member_ids).exclude(until_on__lte=today)
    for rows in (away, sits):
        rows.filter(from_on__gte=today).delete()
        rows.update(until_on=today)


def _enter_cells(members: Iterable[Member], today: date) -> None:
    """The membership in the new cell; standings that go on go along."""
    by_cell: dict[Unit, list[Member]] = defaultdict(list)
    for member in members:
        by_cell[member.cell].append(member)
    for cell, arrived in by_cell.items():
        going_on = Standing.objects.filter(member__in=arrived, until_on=None)
        going_on.update(cell=cell, commune_id=cell.commune_id)
        CellMembership.objects.bulk_create(
            CellMembership(from_on=today, **_owned(member)) for member in arrived
        )


def _restart_base(entries: Iterable[Entry], members: dict[UUID, Member], today: date) -> None:
    """Rebuild probation and full status of those whose dates changed."""
    again = [entry for entry in entries if _restarts(entry)]
    old = Standing.objects.filter(member__in=[_id(entry) for entry in again], kind__in=_BASE)
    since: dict[UUID, date] = {}
    full = set[UUID]()
    for row in old:
        since[row.member_id] = min(since.get(row.member_id, row.from_on), row.from_on)
        if row.kind == Standing.Kind.FULL:
            full.add(row.member_id)
    old.delete()
    Standing.objects.bulk_create(
        standing
        for entry in again
        for standing in _base(
            members[_id(entry)],
            "full" if _id(entry) in full else entry.facts.base,
            since.get(_id(entry), today),
        )
    )


def _restarts(entry: Entry) -> bool:
    became_full = any(new.kind == Standing.Kind.FULL for new in entry.standings)
    return became_full or entry.changed("admitted_on") or entry.changed("full_on")


def _take_standings(entries: Iterable[Entry], members: dict[UUID, Member], today: date) -> None:
    """Record what the notes say: a new exemption or absence, or another end of one that runs."""
    fresh: list[Standing] = []
    for entry in entries:
        for new in entry.standings:
            if new.kind in _BASE:
                continue
            if new.was_in_force:
                running = Standing.objects.filter(member=_id(entry), kind=new.kind)
                running.exclude(until_on__lte=today).update(until_on=new.until_on)
            else:
                fresh.append(_standing(new, members[_id(entry)], today))
    Standing.objects.bulk_create(fresh)


def _id(entry: Entry) -> UUID:
    if entry.member is None:
        raise ValueError("only a member who is stored can change")
    return entry.member.id


def _cell(entry: Entry, cells: dict[UUID, Unit]) -> Unit:
    cell: Cell | None = entry.cell
    if cell is None:
        raise ValueError("a row without a cell is refused before it comes here")
    return cells[cell.id]
