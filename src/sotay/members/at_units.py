"""What members add to the pages and the rules of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from sotay import regulations
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import subtree
from sotay.members import queries, rules
from sotay.members.access import roles_to_hand_out
from sotay.members.models import Appointment, CellMembership, Member
from sotay.units import closing, sections
from sotay.units.access import may
from sotay.units.models import Kind, Unit
from sotay.units.sections import People, Section


def join_in() -> None:
    closing.CHECKS.register(nobody_sits_there)
    sections.PEOPLE.register(people)
    sections.SECTIONS.register(people_section)
    sections.SECTIONS.register(same_numbers_section)
    sections.SECTIONS.register(size_section)


def nobody_sits_there(unit: Unit, on: date) -> None:
    if CellMembership.objects.filter(queries.in_force(on), cell=unit).exists():
        raise Refusal(
            _("%(name)s still has members. Transfer them first, then close it.") % {"name": unit.name}
        )
    if Appointment.objects.filter(queries.in_force(on), unit=unit).exists():
        raise Refusal(_("Somebody still holds a role at %(name)s. End that first.") % {"name": unit.name})
    if Member.objects.current().filter(group=unit).exists():
        raise Refusal(
            _("%(name)s still has members. Correct their records first, then close it.") % {"name": unit.name}
        )


def people(cell_ids: Iterable[UUID], day: date) -> Mapping[UUID, People]:
    """Members and secretaries of many cells, in two queries."""
    ids = list(cell_ids)
    counts = queries.members_in(ids, day)
    names: dict[UUID, str] = defaultdict(str)
    for row in queries.holders(ids, Role.SECRETARY, day=day):
        names[row.unit_id] = row.member.full_name if row.member else ""
    return {pk: People(counts.get(pk, 0), names[pk]) for pk in ids}


def people_section(actor: Actor, unit: Unit, day: date) -> Section:
    """Who holds which role, now and before, and the way to the members."""
    held = list(
        Appointment.objects.filter(unit=unit)
        .that_held()
        .select_related("member__cell", "account", "unit")
        .order_by("from_on")
    )
    queries.tell_apart(row.member for row in held if row.member)
    now = [row for row in held if rules.in_force(row, day)]
    now.sort(key=lambda row: (rules.seniority_line(row.role), row.role))
    return Section(
        "members/_unit_people.html",
        {
            "now": now,
            "planned": [row for row in held if row.from_on > day],
            "before": [row for row in reversed(held) if row.until_on is not None and row.until_on <= day],
            "members": queries.members_in([unit.pk], day).get(unit.pk, 0) if unit.is_cell else None,
            "in_group": _in_group(unit) if may(actor, Can.SEE_ROSTER, unit) else None,
            "linked": {
                row.member_id
                for row in held
                if row.member and actor.may(Can.SEE_ROSTER, row.member.cell.path)
            },
            "sees_members": may(actor, Can.SEE_ROSTER, unit),
            "edits_members": unit.is_cell and may(actor, Can.EDIT_ROSTER, unit),
            "roles": roles_to_hand_out(actor, unit),
            "unit": unit,
        },
    )


def same_numbers_section(actor: Actor, unit: Unit, day: date) -> Section | None:
    """How many numbers are recorded twice at and below an office's unit; nothing when none is."""
    if unit.kind in {Kind.CELL, Kind.GROUP} or not may(actor, Can.SEE_FIGURES, unit):
        return None
    count = len(queries.clashes(subtree(unit.path)))
    shown = {"count": count, "sees_them": may(actor, Can.SEE_ROSTER, unit)}
    return Section("members/_same_numbers.html", shown) if count else None


def size_section(actor: Actor, unit: Unit, day: date) -> Section | None:
    """What the rules ask of a cell of this size that it does not have yet: Party groups, a committee. For who
    prepares its meetings and the offices above."""
    sees = actor.may(Can.PREPARE, unit.path) or actor.may_from_above(Can.SEE_FIGURES, unit.path)
    if unit.kind != Kind.CELL or unit.closed_on is not None or not sees:
        return None
    book = regulations.on(day)
    rows = queries.roster(unit.pk, day)
    own = [row for row in rows if not row.here]
    full = sum(row.full for row in own)
    groups_from = book.value("charter-implementation.party_groups_from")
    committee_from = book.value("charter-implementation.committee_from")
    has_groups = Unit.objects.in_use().filter(parent=unit, kind=Kind.GROUP).exists()
    has_committee = any(row.role == Role.COMMITTEE_MEMBER for row in rows)
    shown = {
        "groups_from": groups_from if rules.needs_more(len(own), groups_from, has_groups) else None,
        "committee_from": committee_from if rules.needs_more(full, committee_from, has_committee) else None,
        "members": len(own),
        "full": full,
    }
    asked = shown["groups_from"] or shown["committee_from"]
    return Section("members/_size.html", shown) if asked else None


def _in_group(unit: Unit) -> list[Member] | None:
    """The members of a Party group, by name; None for any other unit."""
    if unit.kind != Kind.GROUP:
        return None
    return queries.tell_apart(Member.objects.current().filter(group=unit, cell=unit.parent_id))
