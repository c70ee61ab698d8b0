"""The door to make-up sessions, alerts, and who came in the months before."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.meetings.access import may, read_by
from sotay.meetings.models import AbsenceAlert, AttendanceMark, MakeUp, Meeting


def access_make_up(actor: Actor, pk: UUID, need: Can = Can.PREPARE) -> MakeUp:
    related = MakeUp.objects.select_related("member", "meeting__cell__parent", "meeting__partner")
    make_up = get_or_none(related, pk)
    if make_up is None or not may(actor, make_up.meeting, need):
        raise Http404
    return make_up


def access_alert(actor: Actor, pk: UUID, need: Can = Can.PREPARE) -> AbsenceAlert:
    alert = get_or_none(AbsenceAlert.objects.select_related("member", "cell", "meeting"), pk)
    if alert is None or not actor.may(need, alert.cell.path):
        raise Http404
    return alert


def marks_seen_by(actor: Actor, member: UUID) -> QuerySet[AttendanceMark]:
    """A member's meetings, newest first: all of one's own, else those whose words the actor may read."""
    marks = AttendanceMark.objects.filter(member=member).select_related("meeting__cell")
    if actor.member_id != member:
        marks = marks.filter(meeting__in=Meeting.objects.filter(read_by(actor)).order_by().values("pk"))
    return marks.order_by("-held_on", "-pk")
