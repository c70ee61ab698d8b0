"""Meetings as an iCalendar file (RFC 5545), for any calendar program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from sotay.meetings.models import Meeting


def calendar_of(meetings: Iterable[Meeting], name: str) -> bytes:
    """The file. An event says kind, cell, time and place, and nothing of what is discussed: it leaves the
    house.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//sotay//schedule//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT4H")
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.pk}@sotay")
    event.add("summary", f"{meeting.get_kind_display()}: {meeting.cell.name}")
    event.add("dtstart", meeting.planned_at)
    event.add("dtend", meeting.planned_at + timedelta(minutes=meeting.planned_minutes))
    event.add("dtstamp", meeting.invited_at or meeting.planned_at)
    event.add("location", meeting.where)
    event.add("class", "PRIVATE")
    event.add("last-modified", timezone.now())
    return event
