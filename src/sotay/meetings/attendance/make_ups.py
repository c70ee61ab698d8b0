"""Make-up sessions (sinh hoạt bù) of those who missed a meeting: recorded at that meeting, and withdrawn."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import figures
from sotay.meetings.attendance import alerts
from sotay.meetings.locking import lock
from sotay.meetings.models import AttendanceMark, MakeUp, Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.members.models import Member
from sotay.regulations import NotInForce

COUNTS = "cell-meeting.attendance_counts_make_up"


def counts(meeting: Meeting) -> bool:
    """Whether a make-up counts as attendance by the rules of the meeting's day."""
    try:
        found: bool = points_of(meeting)[COUNTS]
    except (NotInForce, KeyError):
        return False
    return found


def standing(meeting: Meeting) -> QuerySet[MakeUp]:
    return MakeUp.objects.filter(meeting=meeting, withdrawn_at=None).select_related("member", "led_by")


@transaction.atomic
def record(
    *, meeting: Meeting, by: Actor, member: Member, held_on: date, manner: str, led_by: Member, note: str = ""
) -> MakeUp:
    """Note that somebody made up for a meeting they missed, and count it when the rules say so.

    Raises Refusal when they did not miss it, when it is noted already, or when the day cannot be.
    """
    lock(meeting)
    _refuse(meeting, member, held_on, led_by)
    made = MakeUp.objects.create(
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        member=member,
        held_on=held_on,
        manner=manner,
        led_by=led_by,
        note=tidy(note),
        counts=counts(meeting),
        recorded_at=timezone.now(),
        recorded_by=by.name,
    )
    audit.record(by, "meeting.make_up_recorded", member, title=str(meeting), day=f"{held_on:%d/%m/%Y}")
    _follow(made)
    return made


def _refuse(meeting: Meeting, member: Member, held_on: date, led_by: Member) -> None:
    if not AttendanceMark.objects.filter(meeting=meeting, member=member).exclude(mark="present").exists():
        raise Refusal(_("%(name)s did not miss this meeting.") % {"name": member.full_name})
    if standing(meeting).filter(member=member).exists():
        raise Refusal(_("It is noted already that %(name)s made this up.") % {"name": member.full_name})
    if held_on < timezone.localdate(meeting.opened_at or meeting.planned_at):
        raise Refusal(_("A make-up comes after the meeting. Choose a later day."), field="held_on")
    if held_on > timezone.localdate():
        raise Refusal(_("This day has not come yet. Note the make-up once it was held."), field="held_on")
    if led_by.pk == member.pk:
        raise Refusal(_("Somebody else led it. Choose who."), field="led_by")


@transaction.atomic
def withdraw(*, make_up: MakeUp, by: Actor) -> None:
    """Take back what was noted by mistake; it stays on record as withdrawn. Twice changes nothing."""
    row = _locked(make_up)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    audit.record(by, "meeting.make_up_withdrawn", row.member, title=str(row.meeting))
    _follow(row)


@transaction.atomic
def restore(*, make_up: MakeUp, by: Actor) -> None:
    """Undo of `withdraw`. Raises Refusal when another was noted meanwhile."""
    row = _locked(make_up)
    if row.withdrawn_at is None:
        return
    if standing(row.meeting).filter(member=row.member_id).exists():
        raise Refusal(_("It is noted already that %(name)s made this up.") % {"name": row.member.full_name})
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    audit.record(by, "meeting.make_up_restored", row.member, title=str(row.meeting))
    _follow(row)


def _locked(make_up: MakeUp) -> MakeUp:
    lock(make_up.meeting)
    related = MakeUp.objects.select_related("member", "meeting__cell__parent", "meeting__partner")
    return related.get(pk=make_up.pk)


def _follow(make_up: MakeUp) -> None:
    """Figures of the meeting and its month, and alerts, when it counts."""
    if make_up.counts:
        figures.keep(make_up.meeting)
        alerts.reconsider(make_up.meeting, make_up.member_id)


def history_of(member: UUID) -> QuerySet[MakeUp]:
    return MakeUp.objects.filter(member=member, withdrawn_at=None).select_related("led_by")
