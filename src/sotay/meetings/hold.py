"""Holding a meeting while it is changed, so that whoever changes it too waits and sees what became of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting


def hold(meeting: Meeting) -> None:
    """Bring the meeting up to date in place, and hold it until the transaction ends.

    Without it, whoever read the meeting before somebody opened it would write it back as it was.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def hold_while_preparing(meeting: Meeting) -> None:
    """Raises Refusal once it has begun; holding it keeps it from beginning while it is changed."""
    hold(meeting)
    if meeting.stage != Meeting.Stage.PREPARING:
        raise Refusal(_("The meeting has begun, so what was prepared can no longer be changed."))
