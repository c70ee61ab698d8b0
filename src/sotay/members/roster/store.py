"""What the database knows that an import is compared with: seven queries, however long the roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from sotay.kernel.actor import Role
from sotay.kernel.tree import Range, inside, subtree
from sotay.members.models import Appointment, CellMembership, Member, Standing
from sotay.members.queries import in_force
from sotay.members.roster.existing import ExistingMember, ExistingRoster, bare
from sotay.members.roster.facts import Reading
from sotay.members.roster.naming import Cell
from sotay.members.rules import FACTS, FROM_THE_CELL, seniority_line
from sotay.units.models import Unit

_MOST_NUMBERS = 5000
"""Numbers asked for in one query; databases bound what one statement may carry."""


def load_existing(
    unit: Unit, readings: Sequence[Reading], today: date, seen: Sequence[Range] = ()
) -> ExistingRoster:
    """The cells and members of the unit, and the roster's numbers held elsewhere by those in `seen`."""
    here = inside("cell__path", subtree(unit.path))
    cells = Unit.objects.within(subtree(unit.path)).cells().in_use()
    cards = {reading.facts.member_card_no for reading in readings if reading.facts.member_card_no}
    citizens = {reading.facts.citizen_id for reading in readings if reading.facts.citizen_id}
    return ExistingRoster(
        cells=[Cell(row.pk, row.name, row.code, row.path, row.cell_type) for row in cells],
        members=[*_members(here, today), *_guests(unit, here, today)],
        cards_elsewhere={
            bare(card) for card in _held_elsewhere("member_card_no", _spellings(cards), here, seen)
        },
        citizens_elsewhere=_held_elsewhere("citizen_id", citizens, here, seen),
        secretaries=_secretaries(unit, today),
    )


def _guests(unit: Unit, here: Q, today: date) -> list[ExistingMember]:
    """Members of cells outside who are here on temporary transfer: known, and never changed from here."""
    memberships = CellMembership.objects.filter(
        in_force(today), inside("cell__path", subtree(unit.path)), kind=CellMembership.Kind.TEMPORARY
    )
    columns = ("id", "cell_id", "name_fold", *FACTS)
    guests = Member.objects.current().filter(pk__in=memberships.values("member")).exclude(here)
    return [
        ExistingMember(pk, cell_id, dict(zip(FACTS, values, strict=True)), name_fold, is_guest=True)
        for pk, cell_id, name_fold, *values in guests.values_list(*columns)
    ]


def _members(here: Q, today: date) -> list[ExistingMember]:
    standings: dict[UUID, dict[str, date | None]] = {}
    current = Standing.objects.filter(inside_member(here)).exclude(until_on__lte=today)
    for member_id, kind, until_on in current.values_list("member_id", "kind", "until_on"):
        standings.setdefault(member_id, {})[kind] = until_on
    posts = _posts(here, today)
    columns = ("id", "cell_id", "name_fold", "left_on", *FACTS)
    return [
        ExistingMember(
            id=pk,
            cell_id=cell_id,
            name_fold=name_fold,
            left_on=left_on,
            values=dict(zip(FACTS, values, strict=True)),
            role=posts.get((pk, cell_id), ""),
            standings=standings.get(pk, {}),
        )
        for pk, cell_id, name_fold, left_on, *values in Member.objects.filter(here).values_list(*columns)
    ]


def inside_member(here: Q) -> Q:
    """The same condition, asked of rows that belong to members."""
    return Q(member__in=Member.objects.filter(here).values("pk"))


def _posts(here: Q, today: date) -> dict[tuple[UUID, UUID], str]:
    """The highest post each member holds at each cell."""
    held = Appointment.objects.filter(in_force(today), inside_member(here), role__in=FROM_THE_CELL)
    found: dict[tuple[UUID, UUID], str] = {}
    for member_id, unit_id, role in held.values_list("member_id", "unit_id", "role"):
        if member_id is not None:
            key = member_id, unit_id
            found[key] = min(found.get(key, role), role, key=seniority_line)
    return found


def _secretaries(unit: Unit, today: date) -> dict[UUID, UUID | None]:
    at = inside("unit__path", subtree(unit.path))
    held = Appointment.objects.filter(in_force(today), at, role=Role.SECRETARY)
    return dict(held.values_list("unit_id", "member_id"))


def _spellings(cards: Iterable[str]) -> set[str]:
    """Each card number with and without the zeros Excel loses."""
    return {form for card in cards for form in (card, bare(card), bare(card).zfill(8))}


def _held_elsewhere(column: str, numbers: Iterable[str], here: Q, seen: Sequence[Range]) -> set[str]:
    """Those of the numbers that members hold outside the unit, as far as the importer may see."""
    wanted, found = sorted(numbers), set[str]()
    for start in range(0, len(wanted), _MOST_NUMBERS):
        some = wanted[start : start + _MOST_NUMBERS]
        outside = Member.objects.current().filter(inside("cell__path", *seen)).exclude(here)
        outside = outside.filter(**{f"{column}__in": some})
        found.update(outside.values_list(column, flat=True))
    return found
