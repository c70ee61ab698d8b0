"""What inspections need of somebody now: cells report, teams verify and accept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.inspections import queries
from sotay.inspections.models import Demand
from sotay.inspections.queries import Waiting
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.units.queries import units_at


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    led = {unit.pk: unit.organ for unit in units_at(actor, *LEADERS) if unit.is_cell}
    waiting = queries.waiting_for(actor, led)
    yield from _of_cell(led, day, waiting)
    yield from _of_team(actor, waiting)


def _of_cell(led: dict[UUID, str], day: date, waiting: Waiting) -> Iterator[Need]:
    for row in queries.to_report(led) if waiting.to_report else ():
        due = row.round.report_by
        yield Need(
            "self_report",
            Urgency.OWED if due < day else Urgency.SOON,
            _("Your cell's report for an inspection"),
            row.round.title,
            _("Write the report"),
            reverse("inspections:self_report", args=[row.pk]),
            ("self_report", row.pk),
            due=due,
            unit=led[row.cell_id],
        )
    for pk, rows in _by_inspection(queries.open_demands(led) if waiting.open_demands else []).items():
        first = rows[0].due_on
        yield Need(
            "demands",
            Urgency.OWED if first and first < day else Urgency.SOON,
            _("Demands of an inspection to report on: %(n)s") % {"n": len(rows)},
            _("Say what was done. Until then they come back in each agenda."),
            _("Read and report"),
            rows[0].inspection.get_absolute_url(),
            ("demands", pk),
            due=first,
            unit=led[rows[0].cell_id],
        )


def _of_team(actor: Actor, waiting: Waiting) -> Iterator[Need]:
    for row in queries.to_verify(actor) if waiting.to_verify else ():
        yield Need(
            "verify",
            Urgency.SOON,
            _("A cell's report to verify"),
            row.round.title,
            _("Read and verify"),
            row.get_absolute_url(),
            ("verify", row.pk),
            unit=row.cell.name,
        )
    for pk, rows in _by_inspection(queries.to_judge(actor) if waiting.to_judge else []).items():
        yield Need(
            "judge",
            Urgency.SOON,
            _("Reports on demands to accept or send back: %(n)s") % {"n": len(rows)},
            rows[0].inspection.round.title,
            _("Read the reports"),
            rows[0].inspection.get_absolute_url(),
            ("judge", pk),
            unit=rows[0].cell.name,
        )


def _by_inspection(demands: list[Demand]) -> dict[UUID, list[Demand]]:
    found: dict[UUID, list[Demand]] = defaultdict(list)
    for each in demands:
        found[each.inspection_id].append(each)
    return found
