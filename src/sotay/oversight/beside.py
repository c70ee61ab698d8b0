"""Ways from a meeting to what overseers write of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings.models import Meeting
from sotay.meetings.views import WayOn
from sotay.oversight.queries import can_be_observed


def ways(actor: Actor, meeting: Meeting) -> Iterator[WayOn]:
    """For an overseer of one of its cells to write, for its leaders to read. Asks the database nothing."""
    if meeting.kind == Meeting.Kind.GROUP:
        return
    if can_be_observed(meeting) and any(actor.may(Can.OBSERVE, cell.path) for cell in meeting.cells):
        words = _("Leave your observation")
        yield WayOn(reverse("oversight:observe", args=[meeting.pk]), words, "pencil")
    for cell in meeting.cells:
        if actor.may(Can.PREPARE, cell.path):
            words = _("Observations of the overseer")
            yield WayOn(reverse("oversight:cell", args=[cell.pk]), words, "eye")
            return
