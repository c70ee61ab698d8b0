"""Meetings that were reported to a ward's office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Role
from sotay.kernel.needs import Arrival
from sotay.kernel.tree import inside, subtree
from sotay.meetings.models import Meeting

MANY = 100


def arrivals_of(actor: Actor, since: datetime) -> Iterator[Arrival]:
    """Those reported since a moment, the newest first. One query; none for who works for no such office."""
    below = [subtree(grant.path) for grant in actor.holds(Role.WARD_OFFICE)]
    if not below:
        return
    reported = Meeting.objects.filter(
        inside("cell__path", *below), stage=Meeting.Stage.REPORTED, reported_at__gte=since
    )
    for meeting in reported.select_related("cell").order_by("-reported_at")[:MANY]:
        assert meeting.reported_at is not None  # noqa: S101 - the filter asked for it
        title = _("Reported: %(title)s") % {"title": meeting}
        yield Arrival(meeting.reported_at, title, meeting.cell.name, meeting.get_absolute_url(), "file-check")
