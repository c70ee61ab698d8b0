"""What the books need of somebody now: a proposal to decide about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.tree import inside
from sotay.registers.discipline.models import Discipline

OFFICES = (Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)


def needs_of(actor: Actor, _day: date) -> Iterator[Need]:
    """Proposals of cells to discipline, for the level above. Today names nobody. A badge's file is told of by
    a reminder (`honours.reminders`), which Today shows too."""
    if not actor.holds(*OFFICES):
        return
    reach = actor.only(*OFFICES).reach(Can.SEE_DISCIPLINE)
    rows = Discipline.objects.filter(
        inside("member__cell__path", *reach), status=Discipline.Status.PROPOSED
    ).select_related("cell")
    for row in rows.order_by("recorded_at")[:20]:
        if row.member_id == actor.member_id:
            continue
        yield Need(
            "discipline",
            Urgency.SOON,
            _("A cell's proposal to decide about"),
            row.cell.name,
            _("Read the proposal"),
            row.get_absolute_url(),
            ("discipline", row.pk),
            unit=row.cell.name,
        )
