"""Registering dates, deciding on them, and the addresses calendars are followed at."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.schedules.models import CalendarFeed, MeetingDate
from sotay.units.models import Unit


@transaction.atomic
def register(*, cell: Unit, by: Actor, month: Month, at: datetime, place: str, topic: str) -> MeetingDate:
    """Ask for a day; asking again replaces what was asked, until the committee has decided.

    Raises Refusal for a day outside the month, in the past, or once it is decided.
    """
    _refuse_odd_day(month, at)
    row = MeetingDate.objects.select_for_update().filter(cell=cell, month=month).first()
    if row is not None and row.is_decided:
        raise Refusal(
            _("The committee has decided on this month already: %(at)s. Ask its office to move it.")
            % {"at": _moment(row.planned_at)}
        )
    row = row or MeetingDate(cell=cell, commune_id=cell.commune_id, month=month)
    row.planned_at = row.asked_at = at
    row.place, row.topic = tidy(place), tidy(topic)
    row.registered_at, row.registered_by_name = timezone.now(), by.name
    row.save()
    audit.record(by, "date.registered", row, month=month.label(), at=_moment(at))
    return row


@transaction.atomic
def take_back(*, date: MeetingDate, by: Actor) -> None:
    """Take back what was registered, while nobody has decided on it."""
    row = _locked(date)
    if row.is_decided:
        raise Refusal(_("The committee has decided already, so this cannot be taken back here."))
    audit.record(by, "date.taken_back", row, month=row.month.label())
    row.delete()


@transaction.atomic
def approve(*, date: MeetingDate, by: Actor) -> MeetingDate:
    """Agree to the day the cell asked for; approving twice changes nothing."""
    row = _locked(date)
    if row.status == MeetingDate.Status.APPROVED:
        return row
    row.planned_at, row.reason = row.asked_at, ""
    return _decide(row, by, MeetingDate.Status.APPROVED)


@transaction.atomic
def move(*, date: MeetingDate, by: Actor, at: datetime, reason: str) -> MeetingDate:
    """Set another day than the cell asked for, with the reason the cell reads."""
    row = _locked(date)
    _refuse_odd_day(row.month, at)
    if not tidy(reason):
        raise Refusal(_("Say why the day is moved; the cell reads it."), field="reason")
    row.planned_at, row.reason = at, tidy(reason)
    return _decide(row, by, MeetingDate.Status.MOVED)


@transaction.atomic
def approve_all(*, unit: Unit, by: Actor, month: Month) -> int:
    """Approve every date below a unit that still waits; how many there were."""
    waiting = MeetingDate.objects.filter(cell__parent=unit, month=month, status=MeetingDate.Status.REGISTERED)
    rows = list(waiting)
    for row in rows:
        approve(date=row, by=by)
    return len(rows)


def _decide(row: MeetingDate, by: Actor, status: MeetingDate.Status) -> MeetingDate:
    row.status, row.decided_at, row.decided_by_name = status, timezone.now(), by.name
    row.save()
    words: dict[str, Any] = {"month": row.month.label(), "at": _moment(row.planned_at)}
    leaders = members.holder_ids([row.cell_id], Role.SECRETARY, day=timezone.localdate())
    url = reverse("schedules:register", args=[row.cell_id, str(row.month)])
    if status == MeetingDate.Status.MOVED:
        audit.record(by, "date.moved", row, before=_moment(row.asked_at), **words)
        notify.tell(leaders, "date.moved", url, by=by, reason=row.reason, **words)
    else:
        audit.record(by, "date.approved", row, **words)
        notify.tell(leaders, "date.approved", url, by=by, **words)
    _move_meeting(row, by)
    return row


def _move_meeting(row: MeetingDate, by: Actor) -> None:
    """A meeting that is set up already follows the decision; those invited are told."""
    regular = Meeting.objects.filter(cell=row.cell_id, month=row.month, kind=Meeting.Kind.REGULAR)
    meeting = regular.filter(stage=Meeting.Stage.PREPARING).select_related("cell__parent").first()
    if meeting is None or meeting.planned_at == row.planned_at:
        return
    preparing.arrange(
        meeting=meeting,
        by=by,
        planned_at=row.planned_at,
        place=row.place or meeting.place,
        chair=meeting.chair,
        minute_taker=meeting.minute_taker,
    )


def _locked(date: MeetingDate) -> MeetingDate:
    return MeetingDate.objects.select_for_update(of=("self",)).select_related("cell").get(pk=date.pk)


def _refuse_odd_day(month: Month, at: datetime) -> None:
    if Month.of(timezone.localdate(at)) != month:
        raise Refusal(_("Choose a day in %(month)s.") % {"month": month.label()}, field="day")
    if at < timezone.now():
        raise Refusal(_("That day or hour has passed. Choose a later one."), field="day")


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"


def make_feed(*, by: Actor, account: Account, unit: Unit | None) -> str:
    """A new secret address for a calendar program; one of before for the same calendar ends. The secret."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarFeed.objects.filter(account=account, unit=unit).delete()
        feed = CalendarFeed.objects.create(account=account, unit=unit, secret_sha256=digest_of(secret))
        audit.record(by, "feed.created", feed)
    return secret


@transaction.atomic
def end_feed(*, feed: CalendarFeed, by: Actor) -> None:
    audit.record(by, "feed.ended", feed)
    feed.delete()


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
