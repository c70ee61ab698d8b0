"""The way from a meeting to its score."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.views import WayOn
from sotay.scoring.forms_in_force import is_scored


def ways(actor: Actor, meeting: Meeting) -> Iterator[WayOn]:
    """Before the end what points are still to be had, for who prepares it; from the opening on the answers
    of the cell, for who conducts it; afterwards the score. Asks for nothing but the rules of the day."""
    if not is_scored(meeting) or not may(actor, meeting, Can.PREPARE):
        return
    sheet = reverse("scoring:sheet", args=[meeting.pk])
    if meeting.is_over:
        yield WayOn(sheet, _("Score of the meeting"), "gauge")
        return
    yield WayOn(sheet, _("Points still to be had"), "gauge")
    if meeting.opened_at and may(actor, meeting, Can.CONDUCT):
        yield WayOn(reverse("scoring:answer", args=[meeting.pk]), _("Score the meeting"), "list-checks")
