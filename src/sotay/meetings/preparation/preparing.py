"""Setting a meeting up, arranging when, where and who, and cancelling it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import figures
from sotay.meetings.locking import lock_while_preparing
from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.preparation import agenda, drafting, inviting, seating, setting_up
from sotay.meetings.preparation.setting_up import Asked, Changes
from sotay.members import queries as members
from sotay.members.models import Appointment, Member
from sotay.units.models import Unit


class AlreadySetUp(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("The regular meeting of %(month)s is set up already.") % {"month": meeting.month.label()}
        )
        self.meeting = meeting


@transaction.atomic
def set_up(
    *,
    cell: Unit,
    by: Actor,
    month: Month,
    kind: str = Meeting.Kind.REGULAR,
    at: datetime | None = None,
    people: Iterable[Member] = (),
    **asked: Unpack[Asked],
) -> Meeting:
    """Set up a meeting from the regulation and the unit's settings, with a drafted agenda.

    `at` when it is to be another time than the usual one of the kind; `people` of a Party group's.
    Raises AlreadySetUp when the cell has a regular meeting in that month, Refusal for what is missing.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    if kind == Meeting.Kind.REGULAR:
        existing = regular_of(cell, month)
        if existing is not None:
            raise AlreadySetUp(existing)
    meeting = Meeting(
        commune_id=cell.commune_id, cell=cell, kind=kind, month=month, **setting_up.planned(asked)
    )
    setting_up.refuse_incomplete(meeting)
    plan = drafting.plan(meeting, at)
    meeting.planned_at, meeting.planned_minutes = plan.at, plan.minutes
    meeting.place = meeting.place or plan.place
    meeting.save()
    held = drafting.officers(meeting)
    _choose_officers(meeting, people, plan.minute_taker, held)
    AgendaItem.objects.bulk_create(drafting.agenda(meeting, held))
    audit.record(by, "meeting.set_up", meeting, title=str(meeting))
    inviting.tell_partner(meeting, by)
    figures.keep(meeting)
    return meeting


def _choose_officers(
    meeting: Meeting, people: Iterable[Member], taker: Member | None, held: list[Appointment]
) -> None:
    """Who chairs and who writes, among those who take part; a group's chair is left to be chosen."""
    if meeting.kind == Meeting.Kind.GROUP:
        setting_up.choose(meeting, people)
    there = seating.people(meeting)
    if meeting.kind == Meeting.Kind.COMMITTEE:
        seating.refuse_alone(len(there))
    secretary = next((each.member for each in held if each.role == Role.SECRETARY), None)
    if meeting.kind != Meeting.Kind.GROUP or secretary in there:
        meeting.chair = secretary
    if meeting.partner:
        meeting.partner_chair = _secretary_of(meeting.partner, timezone.localdate(meeting.planned_at))
    meeting.minute_taker = drafting.minute_taker_among(meeting, taker, there, held)
    meeting.save()


def regular_of(cell: Unit, month: Month) -> Meeting | None:
    return (
        Meeting.objects.filter(cell=cell, month=month, kind=Meeting.Kind.REGULAR)
        .exclude(stage=Meeting.Stage.CANCELLED)
        .first()
    )


def _secretary_of(cell: Unit, day: date) -> Member | None:
    held = members.holders([cell.pk], Role.SECRETARY, day=day).first()
    return held.member if held else None


@transaction.atomic
def arrange(
    *,
    meeting: Meeting,
    by: Actor,
    planned_at: datetime,
    place: str,
    chair: Member | None,
    minute_taker: Member | None,
    people: Iterable[Member] | None = None,
    partner_chair: Member | None = None,
    **changes: Unpack[Changes],
) -> Meeting:
    """Change time, place and people. Those invited already are told when time or place moved.

    What is not named stays. Raises Refusal for a day far from the meeting's month, a link that leads
    nowhere, and whatever the kind asks for and is missing.
    """
    lock_while_preparing(meeting)
    _refuse_far_day(meeting, timezone.localdate(planned_at))
    before = _whereabouts(meeting)
    had_theme = drafting.has_thematic_part(meeting)
    meeting.planned_at, meeting.place = planned_at, tidy(place)
    for name in ("theme", "because", "mode", "online_reason", "video_link"):
        if name in changes:
            setattr(meeting, name, tidy(changes[name]))
    meeting.chair, meeting.minute_taker = chair, minute_taker
    meeting.partner_chair = partner_chair or meeting.partner_chair
    setting_up.refuse_incomplete(meeting)
    if people is not None:
        setting_up.choose(meeting, people)
    meeting.save()
    if drafting.has_thematic_part(meeting) and not had_theme:
        _add_thematic_part(meeting, by)
    if before != _whereabouts(meeting) and meeting.invited_at:
        inviting.tell_invited(meeting, "meeting.moved", by)
    audit.record(by, "meeting.arranged", meeting, title=str(meeting))
    figures.keep(meeting)
    return meeting


def _whereabouts(meeting: Meeting) -> tuple[object, ...]:
    return meeting.planned_at, meeting.place, meeting.mode, meeting.video_link


def _add_thematic_part(meeting: Meeting, by: Actor) -> None:
    """A theme given to a regular meeting brings its own items, after those of the regular part."""
    for title, minutes, key in drafting.thematic_items(meeting):
        item = agenda.add(meeting=meeting, by=by, title=title, minutes=minutes)
        item.key, item.origin = key, AgendaItem.Origin.TEMPLATE
        item.save()


def _refuse_far_day(meeting: Meeting, day: date) -> None:
    """A meeting may slip a little, but its rules and figures are those of its month."""
    if not meeting.month.plus(-1).first <= day <= meeting.month.plus(1).last:
        raise Refusal(
            _("This is the meeting of %(month)s. Choose a day in that month, or at most one month from it.")
            % {"month": meeting.month.label()},
            field="day",
        )


@transaction.atomic
def cancel(*, meeting: Meeting, by: Actor, because: str) -> Meeting:
    lock_while_preparing(meeting)
    meeting.stage, meeting.cancelled_because = Meeting.Stage.CANCELLED, tidy(because)
    meeting.save()
    inviting.tell_invited(meeting, "meeting.cancelled", by)
    audit.record(by, "meeting.cancelled", meeting, title=str(meeting))
    figures.keep(meeting)
    return meeting
