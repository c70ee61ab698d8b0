"""Pages of opinions: writing one, one's own, and all of a meeting for those who conduct it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor, Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.opinions import actions, queries, versions
from sotay.opinions.access import (
    access_meeting_to_write,
    access_opinion,
    access_opinions,
    access_own_opinion,
    access_unnamed_opinion,
    takes_part,
)
from sotay.opinions.forms import OpinionForm, WriteForm
from sotay.opinions.models import Opinion


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Meetings one can write to before they begin, and what one wrote with one's name."""
    ahead = queries.meetings_ahead(request.actor)
    context = {
        "ahead": [(meeting, may(request.actor, meeting, Can.CONDUCT)) for meeting in ahead],
        "page": page_of(queries.written_by(request.actor.member_id), request),
    }
    return render(request, "opinions/home.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def write(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write an opinion for a meeting that is still to come, or read one's own once it has begun.

    What is said afterwards is the same with a name and without: the message lies in the session for a moment.
    """
    actor, found = request.actor, access_meeting_to_write(request.actor, pk)
    own, helps = takes_part(actor, found), may(actor, found, Can.CONDUCT)
    people = _people(found, actor) if helps else {}
    names = {pk: person.shown for pk, person in people.items()} if helps else None
    form = WriteForm(request.POST or None, subjects=queries.subjects(found), people=names, own=own)

    def do() -> None:
        given = form.cleaned_data
        what = {"subject": form.subject_id, "text": given["text"], "key": given["key"]}
        if given.get("name") == WriteForm.UNNAMED:
            actions.write_unnamed(meeting=found, **what)
            return
        chosen = given.get("person")
        member = people[UUID(chosen)] if chosen else _oneself(actor)
        actions.write(meeting=found, by=actor, member=member, **what)

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Your opinion is kept for the meeting."))
        return redirect("opinions:write", pk=found.pk)
    mine = queries.own(actor.member_id, found) if actor.member_id else Opinion.objects.none()
    context = {
        "meeting": found,
        "cell": found.cell,
        "form": form,
        "is_open": found.stage == Meeting.Stage.PREPARING,
        "mine": [(row, versions.opinion(actor, row)) for row in mine],
        "reads": helps,
        "shown_words": queries.shown_words(found),
    }
    return render(request, "opinions/write.html", context, status=422 if form.is_bound else 200)


def _people(meeting: Meeting, actor: Actor) -> dict[UUID, Member]:
    """Members of the cells that meet, other than the reader: those one can write down for."""
    day = timezone.localdate()
    rows = [row.member for cell in meeting.cells for row in members.roster(cell.pk, day)]
    return {member.pk: member for member in rows if member.pk != actor.member_id}


def _oneself(actor: Actor) -> Member:
    return Member.objects.get(pk=cast(UUID, actor.member_id))


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Change an opinion with a name until the meeting opens."""
    row = access_own_opinion(request.actor, pk)
    form = OpinionForm(request.POST or None, subjects=_subjects(row))
    form.made_from(versions.opinion(request.actor, row))

    def do() -> None:
        actions.change(opinion=row, by=request.actor, subject=form.subject_id, text=form.cleaned_data["text"])

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Changed."))
        return redirect(_back(request.actor, row))
    context: dict[str, Any] = {"opinion": row, "meeting": row.meeting, "cell": row.meeting.cell, "form": form}
    context["back"] = _back(request.actor, row)
    return render(request, "opinions/edit.html", context, status=422 if form.is_bound else 200)


def _subjects(row: Opinion) -> list[queries.Subject]:
    """What it can be about, with what it is about should that have left the agenda."""
    found = queries.subjects(row.meeting)
    if row.subject_id and all(each.id != row.subject_id for each in found):
        found.append(queries.Subject(row.subject_id, row.about))
    return found


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_own_opinion(request.actor, pk)
    back = _back(request.actor, row)
    versions.opinion(request.actor, row).carry_out(
        request, lambda: actions.take_back(opinion=row, by=request.actor)
    )
    undo.offer(request, _("Taken back. It is deleted."))
    return redirect(back)


def _back(actor: Actor, row: Opinion) -> str:
    """The writer's own page; the list of the meeting for whoever wrote it down for them."""
    name = "opinions:write" if row.member_id == actor.member_id else "opinions:meeting"
    return reverse(name, args=[row.meeting_id])


@never_cache
@require_safe
def meeting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """All opinions of a meeting by item, in large type, for those who conduct it."""
    found, actor = access_opinions(request.actor, pk), request.actor
    shown = queries.unnamed_are_shown(found)
    rows = [
        (
            section,
            [(row, versions.opinion(actor, row)) for row in section.named],
            [(row, versions.unnamed(row)) for row in section.unnamed],
        )
        for section in queries.sections(found, with_unnamed=shown)
    ]
    stage = Meeting.Stage
    context = {
        "meeting": found,
        "cell": found.cell,
        "sections": rows,
        "total": sum(section.count for section, _named, _unnamed in rows),
        "is_open": found.stage == stage.PREPARING,
        "marks": found.stage not in {stage.PREPARING, stage.CANCELLED},
        "unnamed_shown": shown,
        "shown_words": queries.shown_words(found),
    }
    return render(request, "opinions/meeting.html", context)


@require_POST
def raised(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Note that an opinion was raised at the meeting, or take that back."""
    row = access_opinion(request.actor, pk)
    if row.raised != _says_raised(request):  # a device that did not hear our answer says it again
        versions.opinion(request.actor, row).carry_out(
            request, lambda: actions.mark_raised(opinion=row, by=request.actor, raised=_says_raised(request))
        )
    return redirect(f"{reverse('opinions:meeting', args=[row.meeting_id])}#opinion-{row.pk}")


@require_POST
def unnamed_raised(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_unnamed_opinion(request.actor, pk)
    if row.raised != _says_raised(request):
        versions.unnamed(row).carry_out(
            request, lambda: actions.mark_raised(opinion=row, by=request.actor, raised=_says_raised(request))
        )
    return redirect(f"{reverse('opinions:meeting', args=[row.meeting_id])}#opinion-{row.pk}")


def _says_raised(request: ActorRequest) -> bool:
    return request.POST.get("raised") != "no"
