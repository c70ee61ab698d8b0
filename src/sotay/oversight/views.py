"""Pages of the overseer, of the cell that answers, and of the ward that assigns overseers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can, Role
from sotay.kernel.asked import asked_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.navigation import LEADERS
from sotay.kernel.paging import page_of
from sotay.kernel.text import tidy
from sotay.meetings.access import can_open
from sotay.members import queries as members
from sotay.members.actions.appointing import holder_name
from sotay.members.models import Appointment, Member
from sotay.oversight import actions, queries, versions
from sotay.oversight.access import (
    access_cell_to_hand_over,
    access_guided_unit,
    access_meeting_to_observe,
    access_observation,
    access_overseen_cell,
    access_own_sent,
    access_recommendation,
    access_to_acknowledge,
    is_own,
    may_hand_over,
)
from sotay.oversight.forms import AddForm, AnswerForm, AttendForm, HandOverForm, ObservationForm
from sotay.units.models import Unit
from sotay.units.queries import units_at

SHOWN = 30
NOBODY = "nobody"


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The cells one oversees; a ward's office and the leaders of a cell are led to their own page."""
    wards, led = units_at(request.actor, Role.WARD_OFFICE), units_at(request.actor, *LEADERS)
    lines = queries.overseen_lines(request.actor, timezone.now())
    if lines:
        return render(request, "oversight/home.html", {"lines": lines, "wards": wards, "led": led})
    if wards:
        return redirect("oversight:unit", wards[0].pk)
    if led:
        return redirect("oversight:cell", led[0].pk)
    raise Http404


@require_safe
def calendar(request: ActorRequest) -> HttpResponse:
    """The meetings of a month of the cells one oversees, to print."""
    if not request.actor.holds(Role.OVERSEER):
        raise Http404
    month = asked_month(request)
    context = {
        "month": month,
        "calendar": queries.calendar_of(request.actor, month),
        "previous": month.plus(-1),
        "following": month.plus(1),
    }
    return render(request, "oversight/calendar.html", context)


@require_safe
def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A ward's cells with their overseers and how long ago each was visited."""
    ward = access_guided_unit(request.actor, pk)
    show = request.GET.get("show") or "all"
    if show not in queries.SHOWN:
        raise Http404
    lines = queries.ward_lines(ward, timezone.localdate())
    page = page_of(queries.shown(lines, show), request)
    context = {
        "unit": ward,
        "page": page,
        "show": show,
        "counts": {name: len(queries.shown(lines, name)) for name in queries.SHOWN},
        "hands_over": request.actor.may(Can.APPOINT, ward.path),
    }
    return render(request, "oversight/unit.html", context)


@require_safe
def cell(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who oversees a cell, and what they left."""
    found = access_overseen_cell(request.actor, pk)
    context = {
        "cell": found,
        "overseers": queries.overseers([found.pk], timezone.localdate()),
        "page": page_of(queries.sent_of(found, request.actor), request),
        "hands_over": may_hand_over(request.actor, found),
    }
    return render(request, "oversight/cell.html", context)


def observe(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write what one saw at a meeting; kept until it is sent."""
    meeting, of_cell = access_meeting_to_observe(request.actor, pk)
    row = queries.own_observation(request.actor, meeting)
    if row is not None and row.is_sent and request.method != "POST":
        return redirect(row)
    form = ObservationForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.own(request.actor, meeting))
    sends = "send" in request.POST

    def do() -> None:
        actions.keep(meeting=meeting, cell=of_cell, by=request.actor, send=sends, **form.cleaned_data)

    if request.method == "POST" and form.carries_out(do):
        if not sends:
            undo.offer(request, _("Kept. Only you see it until you send it."))
            return redirect("oversight:observe", meeting.pk)
        undo.offer(request, _("Sent. The leaders of the cell have been told."))
        return redirect(queries.own_observation(request.actor, meeting) or "oversight:home")
    context = {
        "meeting": meeting,
        "cell": of_cell,
        "form": form,
        "draft": row,
        "has_begun": queries.can_be_observed(meeting),
    }
    return render(request, "oversight/observe.html", context, status=422 if form.is_bound else 200)


@require_safe
def observation(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An observation with what was added, its recommendations and the cell's answers."""
    row, actor = access_observation(request.actor, pk), request.actor
    if not row.is_sent:
        return redirect("oversight:observe", row.meeting_id)
    recommended = list(row.recommendations.all())
    oversees = actor.may(Can.OBSERVE, row.cell.path)
    fresh = [each for each in recommended if not each.is_open and each.acknowledged_at is None]
    answers = actor.may(Can.PREPARE, row.cell.path)
    context = {
        "observation": row,
        "recommendations": [
            (each, versions.recommendation(actor, each) if answers else None) for each in recommended
        ],
        "waiting": sum(each.is_open for each in recommended),
        "answers": answers,
        "adds": oversees and is_own(actor, row),
        "acknowledges": oversees and bool(fresh),
        "edited": versions.observation(actor, row),
        "opens_meeting": can_open(actor, row.meeting_id),
    }
    return render(request, "oversight/observation.html", context)


def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Add to an observation that was sent."""
    row = access_own_sent(request.actor, pk)
    form = AddForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.observation(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.add(observation=row, by=request.actor, **form.cleaned_data)
    ):
        undo.offer(request, _("Added. The leaders of the cell have been told."))
        return redirect(row)
    context = {"observation": row, "form": form}
    return render(request, "oversight/add.html", context, status=422 if form.is_bound else 200)


@require_POST
def acknowledge(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_to_acknowledge(request.actor, pk)
    n = versions.observation(request.actor, row).carry_out(
        request, lambda: actions.acknowledge(observation=row, by=request.actor)
    )
    said = ngettext("You have taken note of %(n)s answer.", "You have taken note of %(n)s answers.", n)
    undo.offer(request, said % {"n": n})
    return redirect(row)


def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Answer a recommendation for the cell."""
    row = access_recommendation(request.actor, pk)
    if not row.is_open and request.method != "POST":
        return redirect(row.observation)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.recommendation(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer(recommendation=row, by=request.actor, **form.given())
    ):
        row.refresh_from_db()
        back = reverse("oversight:take_back", args=[row.pk])
        back = undo.only_as_seen(back, versions.recommendation(request.actor, row))
        undo.offer(request, _("Answered. The overseer has been told."), back)
        return redirect(row.observation)
    context = {"recommendation": row, "form": form}
    return render(request, "oversight/answer.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_recommendation(request.actor, pk)
    versions.recommendation(request.actor, row).carry_out(
        request, lambda: actions.take_back(recommendation=row, by=request.actor)
    )
    undo.offer(request, _("The answer has been taken back."))
    return redirect(row.observation)


def hand_over(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Let somebody oversee a cell from a day on, in another's place or besides; `?q=` finds people."""
    found, day = access_cell_to_hand_over(request.actor, pk), timezone.localdate()
    held = {str(row.pk): row for row in queries.handing_over(found, day)}
    words = tidy(request.GET.get("q", ""))[:100]
    people = _people(request, found, words)
    leaving = [*((pk, holder_name(row)) for pk, row in held.items()), (NOBODY, _("Nobody leaves"))]
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        leaving=leaving,
        people=_person_lines(people, day),
    )
    form.made_from(versions.overseers(request.actor, found))

    def do() -> None:
        given = form.cleaned_data
        actions.hand_over(
            cell=found,
            by=request.actor,
            to=next(member for member in people if str(member.pk) == given["person"]),
            leaving=held.get(given["leaving"]),
            on=given["on"],
            note=given["note"],
            although_many=given.get("although_many", False),
        )

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Recorded. Everybody concerned has been told."))
        return redirect("oversight:cell", found.pk)
    context = {"cell": found, "form": form, "q": words}
    return render(request, "oversight/hand_over.html", context, status=422 if form.is_bound else 200)


def attend(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Have somebody attend the meetings of one month; `?q=` finds people."""
    found, day = access_cell_to_hand_over(request.actor, pk), timezone.localdate()
    words = tidy(request.GET.get("q", ""))[:100]
    people = _people(request, found, words)
    posted = request.POST if request.method == "POST" else None
    form = AttendForm(posted, people=_person_lines(people, day))
    form.made_from(versions.overseers(request.actor, found))

    def do() -> None:
        given = form.cleaned_data
        to = next(member for member in people if str(member.pk) == given["person"])
        actions.assign_to_attend(
            cell=found, by=request.actor, to=to, month=given["month"], note=given["note"]
        )

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Recorded. Everybody concerned has been told."))
        return redirect("oversight:cell", found.pk)
    context = {"cell": found, "form": form, "q": words}
    return render(request, "oversight/attend.html", context, status=422 if form.is_bound else 200)


def _people(request: ActorRequest, cell: Unit, words: str) -> list[Member]:
    """Those who match the words, without the cell's own; without words whoever oversees a cell near it."""
    day = timezone.localdate()
    if words:
        found = members.search(request.actor, words, day=day).current().exclude(cell=cell)[:SHOWN]
        return members.tell_apart(found)
    near = Appointment.objects.filter(members.in_force(day), role=Role.OVERSEER, unit__parent=cell.parent_id)
    sight = members.search(request.actor, day=day).current().exclude(cell=cell)
    return members.tell_apart(sight.filter(pk__in=near.values("member"))[:SHOWN])


def _person_lines(people: list[Member], day: date) -> list[tuple[str, str]]:
    """The choices: each person with their own cell and how many they oversee already."""
    counts = queries.cells_overseen([member.pk for member in people], day)
    said = {
        pk: ngettext("oversees %(n)s cell", "oversees %(n)s cells", n) % {"n": n} for pk, n in counts.items()
    }
    return [
        (str(each.pk), " · ".join(filter(None, (each.shown, each.cell.name, said.get(each.pk, "")))))
        for each in people
    ]
