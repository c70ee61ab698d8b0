"""Telling before a third absence: who is near, once for each meeting, until it is talked over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import attendance_marks
from sotay.meetings.attendance import rules
from sotay.meetings.attendance.rules import Absences, Sitting
from sotay.meetings.models import AbsenceAlert, AttendanceMark, MakeUp, Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.regulations import NotInForce
from sotay.units.models import Unit

_LIMIT = "charter-implementation.removal_absent_months"
Outcome = AbsenceAlert.Outcome


def limit_of(meeting: Meeting) -> int | None:
    """After how many absences without good reason in a year striking off is considered; None when no text of
    the day says."""
    try:
        found: int = points_of(meeting)[_LIMIT]
    except (NotInForce, KeyError):
        return None
    return found


def raise_for(meeting: Meeting, by: Actor) -> None:
    """Of a regular meeting that closed: alert for whoever is near, and let alerts rest that no longer hold.
    Called again when entries come late.
    """
    limit = limit_of(meeting)
    if not meeting.is_regular or limit is None or _is_followed(meeting):
        return
    attendance_marks.fill_gaps(meeting)
    marks = AttendanceMark.objects.filter(meeting=meeting)
    away = set(marks.exclude(mark=rules.PRESENT).values_list("member", flat=True))
    year = timezone.localdate(meeting.planned_at).year
    near = {member: found for member, found in absences_of(away, year).items() if rules.is_near(found, limit)}
    waiting = open_in([meeting.cell_id])
    passed = waiting.exclude(meeting=meeting.pk) | waiting.exclude(member__in=near)
    _let_rest(passed.values_list("pk", flat=True))
    fresh = _new(meeting, near)
    if fresh:
        audit.record(by, "meeting.absences_near", meeting, n=len(fresh), title=str(meeting))
        _tell(meeting, fresh)


def _is_followed(meeting: Meeting) -> bool:
    """A later regular meeting of the cell is over: what came late changes no alert of today."""
    later = Meeting.objects.filter(
        cell=meeting.cell_id, kind=Meeting.Kind.REGULAR, stage__in=attendance_marks.OVER
    )
    return later.filter(planned_at__gt=meeting.planned_at).exists()


def absences_of(who: Collection[UUID], year: int) -> dict[UUID, Absences]:
    """By member, over the regular meetings they were summoned to. Two queries."""
    if not who:
        return {}
    since = date(year - 1, 1, 1)
    made_up = set(
        MakeUp.objects.filter(member__in=who, counts=True, withdrawn_at=None).values_list("member", "meeting")
    )
    sittings: dict[UUID, list[Sitting]] = defaultdict(list)
    rows = AttendanceMark.objects.filter(member__in=who, held_on__gte=since)
    for member, meeting, on, mark in rows.values_list("member", "meeting", "held_on", "mark"):
        sittings[member].append(Sitting(on, mark, (member, meeting) in made_up))
    return {member: rules.absences(found, year) for member, found in sittings.items()}


def open_in(cells: Iterable[UUID]) -> QuerySet[AbsenceAlert]:
    """Alerts that wait to be talked over, by name."""
    waiting = AbsenceAlert.objects.filter(cell__in=list(cells), outcome=Outcome.OPEN)
    return waiting.select_related("member", "cell", "meeting")


def near_in(cell: Unit) -> dict[UUID, int]:
    """How many in a row those missed who are near; for the roll of the next meeting. One query."""
    return {alert.member_id: alert.in_a_row for alert in open_in([cell.pk]) if alert.in_a_row > 1}


def _new(meeting: Meeting, near: dict[UUID, Absences]) -> list[AbsenceAlert]:
    known = set(AbsenceAlert.objects.filter(meeting=meeting).values_list("member", flat=True))
    return AbsenceAlert.objects.bulk_create(
        AbsenceAlert(
            commune_id=meeting.commune_id,
            cell_id=meeting.cell_id,
            meeting=meeting,
            member_id=member,
            in_a_row=found.in_a_row,
            unexcused=found.unexcused,
            raised_at=timezone.now(),
        )
        for member, found in near.items()
        if member not in known
    )


def _tell(meeting: Meeting, alerts: list[AbsenceAlert]) -> None:
    """The person, and who leads the cell: also when they closed the meeting themselves."""
    for alert in alerts:
        own = reverse("meetings:attendance", args=[alert.member_id])
        notify.tell([alert.member_id], "meeting.absences_own", own, n=max(alert.in_a_row, alert.unexcused))
    led = members.holder_ids(
        [meeting.cell_id], Role.SECRETARY, Role.DEPUTY_SECRETARY, day=timezone.localdate()
    )
    page = reverse("meetings:absences", args=[meeting.cell_id])
    notify.tell(led, "meeting.absences", page, n=len(alerts), cell=meeting.cell.name)


def _let_rest(pks: Iterable[UUID]) -> None:
    waiting = AbsenceAlert.objects.filter(pk__in=list(pks), outcome=Outcome.OPEN)
    waiting.update(outcome=Outcome.PASSED, settled_at=timezone.now())


def reconsider(meeting: Meeting, member: UUID) -> None:
    """After a make-up was recorded or withdrawn: an alert that no longer holds rests, and holds again."""
    limit = limit_of(meeting)
    for alert in AbsenceAlert.objects.filter(member=member).exclude(outcome=Outcome.TALKED):
        found = absences_of([member], timezone.localdate(meeting.planned_at).year).get(member)
        near = found is not None and limit is not None and rules.is_near(found, limit)
        newest = not AbsenceAlert.objects.filter(member=member, raised_at__gt=alert.raised_at).exists()
        alert.outcome = Outcome.OPEN if near and newest else Outcome.PASSED
        alert.settled_at = None if alert.outcome == Outcome.OPEN else timezone.now()
        alert.save(update_fields=["outcome", "settled_at"])


@transaction.atomic
def talked_over(*, alert: AbsenceAlert, by: Actor, note: str = "") -> None:
    """The secretary has spoken with the person. Raises Refusal when the alert rests already."""
    row = AbsenceAlert.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=alert.pk)
    if row.outcome != Outcome.OPEN:
        raise Refusal(_("This alert is settled already. Look at the list again."))
    row.outcome, row.note, row.settled_at, row.settled_by = (
        Outcome.TALKED,
        tidy(note),
        timezone.now(),
        by.name,
    )
    row.save(update_fields=["outcome", "note", "settled_at", "settled_by"])
    audit.record(by, "meeting.absences_talked_over", row.member)


@transaction.atomic
def open_again(*, alert: AbsenceAlert, by: Actor) -> None:
    """Undo of `talked_over`. Twice changes nothing."""
    row = AbsenceAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if row.outcome != Outcome.TALKED:
        return
    row.outcome, row.note, row.settled_at, row.settled_by = Outcome.OPEN, "", None, ""
    row.save(update_fields=["outcome", "note", "settled_at", "settled_by"])
    audit.record(by, "meeting.absences_open_again", row.member)
