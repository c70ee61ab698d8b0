"""The way from a meeting that is prepared to its opinions."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.views import WayOn
from sotay.opinions.access import takes_part


def ways(actor: Actor, meeting: Meeting) -> Iterator[WayOn]:
    if meeting.stage == Meeting.Stage.PREPARING and takes_part(actor, meeting):
        yield WayOn(
            reverse("opinions:write", args=[meeting.pk]), _("Write before the meeting"), "pencil-line"
        )
    if may(actor, meeting, Can.CONDUCT):
        words = _("Opinions written before")
        yield WayOn(reverse("opinions:meeting", args=[meeting.pk]), words, "message-square-text")
