"""Guidance: what a committee asks the cells below to take up in a month."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.kernel.text import tidy
from sotay.kernel.tree import ancestors
from sotay.meetings.models import Guidance
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.units.models import Unit
from sotay.units.queries import cells_below


@transaction.atomic
def send(*, unit: Unit, by: Actor, month: Month, title: str, text: str) -> Guidance:
    """Ask the cells below to take something up in a month; it joins agendas drafted from now on."""
    guidance = Guidance.objects.create(
        unit=unit,
        month=month,
        title=tidy(title),
        text=text.strip(),
        sent_at=timezone.now(),
        sent_by_name=by.name,
    )
    cells = cells_below(unit.path).values_list("pk", flat=True)
    secretaries = members.holder_ids(cells, Role.SECRETARY, day=timezone.localdate())
    notify.tell(
        secretaries, "guidance.sent", reverse("meetings:meetings"), title=guidance.title, unit=unit.organ
    )
    audit.record(by, "guidance.sent", guidance, month=month.label())
    return guidance


def of(cell: Unit, month: Month) -> list[Guidance]:
    """What the units above a cell sent for a month."""
    return list(Guidance.objects.filter(unit__path__in=ancestors(cell.path), month=month))
