"""Doors of attendance: make-up sessions of a meeting, alerts of a cell, and a member's months."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.meetings import attendance_marks
from sotay.meetings.access import access_meeting
from sotay.meetings.attendance import alerts, make_ups
from sotay.meetings.attendance.access import access_alert, access_make_up, marks_seen_by
from sotay.meetings.attendance.forms import MakeUpForm, TalkedForm
from sotay.meetings.models import AbsenceAlert, Meeting
from sotay.meetings.preparation import seating
from sotay.members.access import access_member
from sotay.units.access import access_cell


@require_safe
def make_up(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who missed the meeting, and who of them made it up."""
    meeting = _over(request, pk)
    made = {each.member_id: each for each in make_ups.standing(meeting)}
    rows = [(mark, made.get(mark.member_id)) for mark in attendance_marks.missed(meeting)]
    context = {"meeting": meeting, "rows": rows, "counts": make_ups.counts(meeting)}
    return render(request, "meetings/make_up.html", context)


def _over(request: ActorRequest, pk: UUID) -> Meeting:
    """A regular meeting that is over: of others nobody asks who made them up."""
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    if not (meeting.is_over and meeting.is_regular):
        raise Http404
    return meeting


def make_up_add(request: ActorRequest, pk: UUID, member: UUID) -> HttpResponse:
    meeting = _over(request, pk)
    mark = get_object_or_404(meeting.attendance_marks.select_related("member"), member=member)
    here = seating.able(meeting.cell, timezone.localdate())
    people = [each for each in here if each.pk != mark.member_id]
    form = MakeUpForm(request.POST or None, people=people)
    if request.method == "POST" and form.carries_out(
        lambda: make_ups.record(meeting=meeting, by=request.actor, member=mark.member, **form.cleaned_data)
    ):
        undo.offer(request, _("The make-up is noted."))
        return redirect("meetings:make_up", pk=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "title": _("%(name)s made it up") % {"name": mark.member.full_name},
        "button": _("Note the make-up"),
        "back": reverse("meetings:make_up", args=[meeting.pk]),
        "back_words": _("Make-up sessions"),
        "sentence": str(meeting),
    }
    return render(request, "meetings/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def make_up_withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_make_up(request.actor, pk)
    make_ups.withdraw(make_up=row, by=request.actor)
    undo.offer(request, _("Taken back."), reverse("meetings:make_up_restore", args=[row.pk]))
    return redirect("meetings:make_up", pk=row.meeting_id)


@require_POST
def make_up_restore(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_make_up(request.actor, pk)
    make_ups.restore(make_up=row, by=request.actor)
    return redirect("meetings:make_up", pk=row.meeting_id)


@require_safe
def absences(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Members of a cell who are near the number of absences that has consequences."""
    cell = access_cell(request.actor, pk, Can.PREPARE)
    waiting = list(alerts.open_in([cell.pk]))
    limit = alerts.limit_of(waiting[0].meeting) if waiting else None
    context = {"cell": cell, "alerts": waiting, "limit": limit}
    return render(request, "meetings/absences.html", context)


def absence_talked(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Note that the secretary has spoken with the person."""
    alert = access_alert(request.actor, pk)
    form = TalkedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carries_out(
        lambda: alerts.talked_over(alert=alert, by=request.actor, note=form.cleaned_data["note"])
    ):
        back = reverse("meetings:absence_again", args=[alert.pk])
        undo.offer(request, _("Noted: talked over."), back)
        return redirect("meetings:absences", pk=alert.cell_id)
    context = {
        "form": form,
        "cell": alert.cell,
        "title": _("Talked over with %(name)s") % {"name": alert.member.full_name},
        "button": _("Note that it was talked over"),
        "back": reverse("meetings:absences", args=[alert.cell_id]),
        "back_words": _("Near a third absence"),
    }
    return render(request, "meetings/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def absence_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    alert = access_alert(request.actor, pk)
    alerts.open_again(alert=alert, by=request.actor)
    return redirect("meetings:absences", pk=alert.cell_id)


@require_safe
def attendance(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The regular meetings a member was summoned to, month by month."""
    member = access_member(request.actor, pk)
    marks = list(marks_seen_by(request.actor, pk)[: attendance_marks.LOOKED_BACK])
    made = {each.meeting_id: each for each in make_ups.history_of(pk)}
    own = request.actor.member_id == member.pk
    leads = request.actor.may(Can.PREPARE, member.cell.path)
    told = AbsenceAlert.objects.filter(member=member).exclude(outcome=AbsenceAlert.Outcome.PASSED)
    context = {
        "member": member,
        "rows": [(mark, made.get(mark.meeting_id)) for mark in marks],
        "alerts": list(told.select_related("meeting").order_by("-raised_at")[:3]) if own or leads else [],
        "own": own,
    }
    return render(request, "meetings/attendance.html", context)
