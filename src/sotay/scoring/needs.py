"""What scoring needs of somebody: the cell hands its score in, who verifies looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.tree import Range, inside
from sotay.meetings.models import Meeting
from sotay.scoring.access import may_verify
from sotay.scoring.forms_in_force import REGULATION, SCORED_KINDS
from sotay.scoring.models import ScoreSheet
from sotay.units.queries import units_at
from sotay.units.settings import Settings, settings_for

ASKED_FOR = timedelta(days=40)
"""A meeting that was not scored in so many days is not asked about any more."""
SHOWN, LOOKED_AT = 5, 60


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    led = [unit for unit in units_at(actor, *LEADERS) if actor.may(Can.CONDUCT, unit.path)]
    if led:
        over = (Meeting.Stage.CLOSED, Meeting.Stage.SIGNED, Meeting.Stage.REPORTED)
        held = Meeting.objects.filter(cell__in=led, kind__in=SCORED_KINDS, stage__in=over)
        held = held.filter(closed_at__date__gte=day - ASKED_FOR)
        waiting = held.filter(Q(score=None) | Q(score__status=ScoreSheet.Status.BEGUN)).select_related("cell")
        yield from map(_to_score, waiting.order_by("planned_at")[:SHOWN])
    if parts := [*actor.reach(Can.OBSERVE), *actor.reach(Can.GUIDE)]:
        yield from _to_verify(actor, day, parts)


def _to_score(meeting: Meeting) -> Need:
    says = _("Most rows are worked out from what was recorded; a few are for the cell to answer.")
    url, matter = reverse("scoring:answer", args=[meeting.pk]), ("score", meeting.pk)
    title = _("Score the meeting: %(title)s") % {"title": meeting}
    return Need("score", Urgency.SOON, title, says, _("Score it"), url, matter, unit=meeting.cell.organ)


def _to_verify(actor: Actor, day: date, parts: list[Range]) -> Iterator[Need]:
    """Scores handed in that the actor verifies, once it is known whether the papers came in time."""
    sheets = ScoreSheet.objects.filter(inside("cell__path", *parts), status=ScoreSheet.Status.PROPOSED)
    sheets = sheets.filter(meeting__closed_at__date__gte=day - ASKED_FOR)
    rows = list(sheets.select_related("meeting__cell").order_by("proposed_at")[:LOOKED_AT])
    if not rows:
        return
    settings = settings_for({row.meeting.cell for row in rows}, day)
    mine = [row for row in rows if _is_mine(actor, row, settings[row.cell_id], day)]
    for row in mine[:SHOWN]:
        title = _("Verify the score of %(cell)s") % {"cell": row.meeting.cell.name}
        says = _("%(title)s: %(total)s points by the cell.") % {"title": row.meeting, "total": row.own_total}
        url, matter = reverse("scoring:verify", args=[row.meeting_id]), ("verify_score", row.meeting_id)
        unit = row.meeting.cell.name
        yield Need("verify_score", Urgency.LATER, title, says, _("Verify"), url, matter, unit=unit)


def _is_mine(actor: Actor, sheet: ScoreSheet, settings: Settings, day: date) -> bool:
    meeting = sheet.meeting
    allowed = timedelta(days=settings["cell-meeting.finished_within_days"])
    settled = meeting.reported_at is not None or day > timezone.localdate(meeting.closed_at) + allowed
    return settled and may_verify(actor, meeting, settings[f"{REGULATION}.verify_by"])
