"""What Today says of reports: one is ready and has not been opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.needs import Need, Urgency
from sotay.report_builder.access import readable_by
from sotay.report_builder.models import ReportOpening, SavedReport
from sotay.report_builder.sharing import sees_figures

MOST = 5
"""Reports Today names at once, the newest first; the list has all."""


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query; none for who sees no figures of any unit."""
    if actor.account_id is None or not any(sees_figures(grant.role) for grant in actor.grants):
        return
    opened = ReportOpening.objects.filter(
        report=OuterRef("pk"), account=actor.account_id, ready_on__gte=OuterRef("ready_on")
    )
    ready = SavedReport.objects.filter(readable_by(actor), ready_on__isnull=False, monthly_on__isnull=False)
    for report in ready.filter(~Exists(opened)).select_related("unit")[:MOST]:
        yield Need(
            "report_ready",
            Urgency.LATER,
            _("The report “%(name)s” is ready") % {"name": report.name},
            _("Its figures are those of %(unit)s as they are now.") % {"unit": report.unit.name},
            _("Open the report"),
            report.get_absolute_url(),
            matter=("report", report.pk),
            unit=report.unit.organ,
        )
