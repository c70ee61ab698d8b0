"""Reminders that the probation of a member ends. They are here because members lie on a floor below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from sotay.kernel.actor import Role
from sotay.kernel.periods import as_day
from sotay.members import queries as members
from sotay.members import rules
from sotay.members.models import Member, Standing
from sotay.members.queries import in_force
from sotay.notify.reminders import AT_ONCE, Coming
from sotay.units.settings import settings_for


def coming(from_on: date, until_on: date) -> Iterator[Coming]:
    """Probations that end between two days, to the member and whoever leads the cell.

    Source: regulation "charter-implementation", point "probation_months" (DOMAIN 6.4 [P]).
    """
    on_probation = Standing.objects.filter(
        in_force(from_on), kind=Standing.Kind.PROBATIONARY, member__left_on=None
    ).select_related("member__cell")
    rows = on_probation.order_by("member__cell", "pk").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        yield from _ending([row.member for row in batch], from_on, until_on)


def _ending(people: list[Member], from_on: date, until_on: date) -> Iterator[Coming]:
    """Those of some members, with two queries."""
    settings = settings_for({member.cell for member in people}, from_on)
    due = {
        member: rules.probation_due(
            member.admitted_on, settings[member.cell_id]["charter-implementation.probation_months"]
        )
        for member in people
    }
    ending = {member: day for member, day in due.items() if day and from_on <= day <= until_on}
    leaders: dict[UUID, list[UUID | None]] = defaultdict(list)
    cells = {member.cell_id for member in ending}
    for row in members.holders(cells, Role.SECRETARY, Role.DEPUTY_SECRETARY, day=from_on):
        leaders[row.unit_id].append(row.member_id or row.account_id)
    for member, day in ending.items():
        yield Coming(
            thing=member.pk,
            on=day,
            unit=member.cell,
            to=(member.pk, *leaders[member.cell_id]),
            url=member.get_absolute_url(),
            words={"name": member.full_name, "day": as_day(day)},
        )
