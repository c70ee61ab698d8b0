"""What this app adds to pages of floors below: on a unit's page the way to its addresses, on a meeting's the
way to its pack for the national handbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.integration.access import works_for
from sotay.kernel.actor import Actor, Can
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.views import WayOn
from sotay.units.models import Unit
from sotay.units.sections import Section


def of_unit(actor: Actor, unit: Unit, day: date) -> Section | None:
    return Section("integration/_unit.html", {"unit": unit}) if works_for(actor, unit) else None


def of_meeting(actor: Actor, meeting: Meeting) -> Iterator[WayOn]:
    """For who conducts it: they post what the handbook asks for, before the meeting and after it."""
    if meeting.stage != Meeting.Stage.CANCELLED and may(actor, meeting, Can.CONDUCT):
        url = reverse("integration:handbook", args=[meeting.pk])
        yield WayOn(url, _("For the national handbook"), "upload")
