"""Reminders that the file of a badge goes up, to the secretary and the deputy of the cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from django.urls import reverse

from sotay import regulations
from sotay.kernel.actor import Role
from sotay.kernel.periods import as_day
from sotay.members.models import Member
from sotay.members.queries import holders
from sotay.members.rules import plus_months
from sotay.notify.reminders import AT_ONCE, Coming
from sotay.registers.honours import queries, rules
from sotay.registers.honours.queries import DueBadge


def coming(from_on: date, until_on: date) -> Iterator[Coming]:
    """Badges nobody has proposed whose file goes up between two days."""
    years = regulations.on(from_on).value("party-badges.years")
    first, last = plus_months(from_on, -rules.SPAN_MONTHS), plus_months(until_on, rules.SPAN_MONTHS)
    members = Member.objects.current().filter(queries.admitted_for(years, first, last))
    rows = members.select_related("cell").order_by("cell", "pk").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        yield from _of(queries.due_of(batch, from_on), from_on, until_on)


def _of(badges: list[DueBadge], from_on: date, until_on: date) -> Iterator[Coming]:
    near = [row for row in badges if row.badge is None and from_on <= row.file_by <= until_on]
    leaders: dict[UUID, list[UUID | None]] = defaultdict(list)
    cells = {row.member.cell_id for row in near}
    for held in holders(cells, Role.SECRETARY, Role.DEPUTY_SECRETARY, day=from_on):
        leaders[held.unit_id].append(held.member_id or held.account_id)
    for row in near:
        url = reverse("registers:badge_propose", args=[row.member.pk])
        yield Coming(
            thing=row.member.pk,
            on=row.file_by,
            unit=row.member.cell,
            to=tuple(leaders[row.member.cell_id]),
            url=f"{url}?years={row.milestone.years}",
            words={
                "name": row.member.full_name,
                "n": row.milestone.years,
                "day": as_day(row.file_by),
            },
        )
