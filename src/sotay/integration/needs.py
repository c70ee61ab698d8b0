"""What of the national handbook needs somebody now: posting before a meeting and after it, near or missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.integration import posting
from sotay.integration.models import HandbookPosting
from sotay.integration.posting import Phase
from sotay.kernel.actor import Actor, Role
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import know_points, points_of
from sotay.regulations import NotInForce
from sotay.units.queries import units_at
from sotay.units.settings import Settings

REMINDER = "reminders.handbook"
ASKED_FOR = timedelta(days=14)
"""What was not posted so many days after its deadline is not asked about any more."""
FARTHEST = timedelta(days=30)
"""No deadline lies farther from its meeting, and no reminder from its deadline (limits of the points)."""
SHOWN = 4
_KINDS = (
    *(Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC, Meeting.Kind.JOINT),
    *(Meeting.Kind.CONFERENCE, Meeting.Kind.EXTRAORDINARY),
)
"""What HD 42-HD/BTCTW lays down for meetings of a cell."""


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """For secretary and deputy of a cell. Two queries."""
    led = [unit for unit in units_at(actor, Role.SECRETARY, Role.DEPUTY_SECRETARY) if unit.is_cell]
    if led:
        meetings = _waiting([unit.pk for unit in led], day)
        know_points(meetings)
        needs = (_need(meeting, day) for meeting in meetings)
        yield from [need for need in needs if need is not None][:SHOWN]


def _waiting(cells: list[UUID], day: date) -> list[Meeting]:
    """Invited to and not posted ahead, or signed and not posted afterwards: before, Today asks for those."""
    posted = HandbookPosting.objects.filter(meeting=OuterRef("pk"))
    start = timezone.make_aware(datetime.combine(day, time()))
    ahead = Q(
        ~Exists(posted.filter(phase=Phase.BEFORE)),
        stage=Meeting.Stage.PREPARING,
        invited_at__isnull=False,
        planned_at__gte=start - ASKED_FOR,
        planned_at__lt=start + 2 * FARTHEST,
    )
    after = Q(
        ~Exists(posted.filter(phase=Phase.AFTER)),
        stage__in=(Meeting.Stage.SIGNED, Meeting.Stage.REPORTED),
        closed_at__gte=start - FARTHEST - ASKED_FOR,
    )
    rows = Meeting.objects.filter(ahead | after, cell__in=cells, kind__in=_KINDS)
    return list(rows.select_related("cell").order_by("planned_at")[: 3 * SHOWN])


def _need(meeting: Meeting, day: date) -> Need | None:
    phase = Phase.BEFORE if meeting.stage == Meeting.Stage.PREPARING else Phase.AFTER
    try:
        until, days = posting.until(meeting, phase), _days_ahead(points_of(meeting))
    except (NotInForce, KeyError):
        return None
    if not days or not until - timedelta(days=max(days)) <= day <= until + ASKED_FOR:
        return None
    said = {"title": str(meeting), "day": shown_day(until), "n": (day - until).days}
    if phase == Phase.BEFORE:
        title = _("Post the documents to the national handbook") % said
        asks = _("%(title)s: agenda and documents are to be there by %(day)s.") % said
    else:
        title = _("Post minutes and resolution to the national handbook") % said
        asks = _("%(title)s: the finished papers are to be there by %(day)s.") % said
    if day > until:
        asks = asks + " " + _("That was %(n)s days ago. Post them now, and note it.") % said
    return Need(
        code=f"handbook_{phase}",
        urgency=_urgency(day, until),
        title=title,
        sentence=asks,
        button=_("Get the pack"),
        url=reverse("integration:handbook", args=[meeting.pk]),
        matter=(f"handbook_{phase}", meeting.pk),
        due=until,
        unit=meeting.cell.organ,
    )


def _days_ahead(settings: Settings) -> tuple[int, ...]:
    """On which days before a deadline Today reminds; none where the unit wants no reminder."""
    return tuple(settings[REMINDER])


def _urgency(day: date, until: date) -> Urgency:
    if day > until:
        return Urgency.OWED
    return Urgency.TODAY if day == until else Urgency.LATER
