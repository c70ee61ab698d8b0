"""Meetings people are reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation.inviting import words_of
from sotay.notify.reminders import AT_ONCE, Coming


def coming(from_on: date, until_on: date) -> Iterator[Coming]:
    """Meetings that are planned between two days, to those who were invited and have not declined."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(from_on, time.min, zone)
    last = datetime.combine(until_on + timedelta(days=1), time.min, zone)
    asked = Invitation.objects.exclude(answer=Invitation.Answer.CANNOT)
    meetings = (
        Meeting.objects.filter(stage=Meeting.Stage.PREPARING, planned_at__gte=first, planned_at__lt=last)
        .exclude(invited_at=None)
        .select_related("cell")
        .prefetch_related(Prefetch("invitations", asked, to_attr="asked"))
        .order_by("planned_at", "pk")
    )
    for meeting in meetings.iterator(chunk_size=AT_ONCE):
        if meeting.planned_at < timezone.now():
            continue
        yield Coming(
            thing=meeting.pk,
            on=timezone.localdate(meeting.planned_at),
            unit=meeting.cell,
            to=tuple(each.member_id for each in meeting.asked),
            url=meeting.get_absolute_url(),
            until=meeting.planned_at,
            words=words_of(meeting),
        )
