"""The list of petitions, and one petition with its history and what can be done about it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.asked import read_month
from sotay.kernel.forms import BaseForm
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.periods import as_day
from sotay.meetings.access import can_open
from sotay.meetings.session.list_filters import asked_cell, only_mine, stale_form
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.petitions import actions, forms, holding, queries, versions
from sotay.petitions.access import (
    IN_CELL,
    access_cell_to_petition,
    access_own_petition,
    access_petition,
    access_petition_to_confirm,
    access_petition_to_handle,
)
from sotay.petitions.models import Petition
from sotay.units.settings import setting

_FOLLOWS = (*holding.OFFICES, Role.COMMITTEE_MEMBER, Role.OVERSEER, Role.INSPECTION_COMMISSION)


@require_safe
def petitions(request: ActorRequest) -> HttpResponse:
    """Petitions in sight: one's own for a member, an inbox for whoever acts for a unit."""
    actor, day = request.actor, timezone.localdate()
    cell = asked_cell(request)
    mine = only_mine(request, cell, _FOLLOWS)
    acts = not mine and bool(holding.offices(actor))
    scope = queries.of(actor.member_id) if mine else queries.in_sight(actor)
    scope = scope.filter(cell=cell) if cell else scope
    show = request.GET.get("show") or ("all" if mine else "waiting" if acts else "open")
    if show not in queries.SHOWN:
        raise Http404
    late_before = read_month(request.GET["before"]).first if request.GET.get("before") else day
    page = page_of(queries.shown(scope, actor, show, late_before=late_before), request)
    context = {
        "page": page,
        "rows": [(petition, petition.days_late(day)) for petition in page],
        "counts": queries.counts(scope, actor),
        "show": show,
        "late_before": late_before,
        "cell": cell,
        "mine": mine,
        "acts": acts,
        "raises": actor.holds(*IN_CELL),
        "many_cells": len({petition.cell_id for petition in page}) > 1,
    }
    return render(request, "petitions/petitions.html", context)


def raise_one(request: ActorRequest) -> HttpResponse:
    """Raise a petition between two meetings, for oneself or, as a leader, for a member without a phone."""
    actor, day = request.actor, timezone.localdate()
    cell = access_cell_to_petition(actor, _asked(request))
    leads = holding.speaks_for(actor, cell)
    people = {row.member.pk: row.member for row in members.roster(cell.pk, day)} if leads else {}
    names = {pk: person.shown for pk, person in people.items() if pk != actor.member_id}
    fields = setting(cell, "charter-implementation.petition_fields", day)
    form = forms.RaiseForm(request.POST or None, fields=fields, people=names if leads else None)
    raised: list[Petition] = []

    def do() -> None:
        given = dict(form.cleaned_data)
        written_for = given.pop("person", "")
        person = people[UUID(written_for)] if written_for else None
        raised.append(actions.raise_one(cell=cell, by=actor, person=person, **given))

    if request.method == "POST" and form.carries_out(do):
        said = _("The petition is with %(unit)s. You are told of everything that happens to it.")
        messages.success(request, said % {"unit": raised[0].held_by.organ})
        return redirect(raised[0])
    context = {"cell": cell, "form": form}
    return render(request, "petitions/raise.html", context, status=422 if form.is_bound else 200)


def _asked(request: ActorRequest) -> UUID | None:
    asked = request.GET.get("cell")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        raise Http404 from None


@require_safe
def petition(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, access_petition(request.actor, pk))


@dataclass(frozen=True, slots=True)
class Operation:
    """Something to do with a petition: its form, the action, what is said then, the door, and which of
    `_rights` it needs.
    """

    form: type[BaseForm]
    act: Callable[..., Petition]
    said: str | Promise
    right: str
    access: Callable[[Actor, UUID], Petition] = access_petition_to_handle


def _doers(actor: Actor, found: Petition) -> dict[UUID, Member]:
    """Whom the promise may be given to as a task: members of the cell that holds it, for its leaders."""
    if not found.held_by.is_cell or not holding.speaks_for(actor, found.held_by):
        return {}
    rows = members.roster(found.held_by_id, timezone.localdate())
    return {row.member.pk: row.member for row in rows if not row.away}


def _with_doers(form: BaseForm, doers: Mapping[UUID, Member]) -> None:
    if doers:
        form.offer("doer", [("", "–"), *((str(pk), person.shown) for pk, person in doers.items())])
    else:
        del form.fields["doer"], form.fields["task"]


def _promise(petition: Petition, by: Actor, doer: str = "", **given: Any) -> Petition:
    person = _doers(by, petition).get(UUID(doer)) if doer else None
    return actions.promise(petition=petition, by=by, doer=person, **given)


def _join(petition: Petition, by: Actor, other: str) -> Petition:
    return actions.join(petition=petition, by=by, other=access_petition_to_handle(by, UUID(other)))


OPERATIONS: Mapping[str, Operation] = {
    "answer": Operation(
        forms.AnswerForm, actions.answer, _("The answer is on its way to the cell."), "may_answer"
    ),
    "pass_up": Operation(
        forms.PassUpForm, actions.pass_up, _("The petition is with the level above."), "may_answer"
    ),
    "send_back": Operation(forms.SendBackForm, actions.send_back, _("The petition went back."), "may_answer"),
    "promise": Operation(forms.PromiseForm, _promise, _("The promised day is recorded."), "may_answer"),
    "decline": Operation(
        forms.DeclineForm, actions.decline, _("The reason is on its way to the cell."), "may_answer"
    ),
    "join": Operation(forms.JoinForm, _join, _("The petition is answered with the other one."), "may_answer"),
    "separate": Operation(
        forms.SeparateForm, actions.separate, _("The petition stands by itself again."), "may_separate"
    ),
    "withdraw": Operation(
        forms.WithdrawForm,
        actions.withdraw,
        _("The petition is taken back."),
        "may_withdraw",
        access_own_petition,
    ),
    "close": Operation(
        forms.CloseForm, actions.close, _("The petition is closed."), "may_close", access_petition_to_confirm
    ),
    "reopen": Operation(
        forms.ReopenForm,
        actions.reopen,
        _("The petition is open again."),
        "may_reopen",
        access_petition_to_confirm,
    ),
}


@require_POST
def do(request: ActorRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one of OPERATIONS and say so; a refusal is shown at its form with what was typed still in it."""
    operation = OPERATIONS[name]
    found = operation.access(request.actor, pk)
    form = operation.form(request.POST, prefix=name).made_from(versions.history(request.actor, found))
    if name == "promise":
        _with_doers(form, _doers(request.actor, found))
    if name == "join":
        form.offer("other", _choices(queries.alike(request.actor, found)))
    if form.carries_out(lambda: operation.act(petition=found, by=request.actor, **form.cleaned_data)):
        messages.success(request, str(operation.said))
        return redirect(found)
    return _page(request, access_petition(request.actor, pk), bound={name: form}, status=422)


def _page(
    request: ActorRequest, found: Petition, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    history = list(queries.history(found))
    answers = [event for event in history if event.what in holding.ANSWERS]
    rights, edited = _rights(request.actor, found), versions.history(request.actor, found)
    alike = queries.alike(request.actor, found) if rights["may_answer"] else []
    unbound = {name: operation.form(prefix=name).made_from(edited) for name, operation in OPERATIONS.items()}
    unbound["join"].offer("other", _choices(alike))
    _with_doers(unbound["promise"], _doers(request.actor, found) if rights["may_answer"] else {})
    context: dict[str, Any] = {
        "petition": found,
        "late": found.days_late(timezone.localdate()),
        "history": history,
        "answer": answers[-1] if answers and found.status in ANSWERED else None,
        "alike": alike,
        "forms": unbound | (bound or {}),
        "failed": next(iter(bound or ()), ""),
        **stale_form(bound or {}, {name: operation.right for name, operation in OPERATIONS.items()}, rights),
        **rights,
    }
    return render(request, "petitions/petition.html", context, status=status)


ANSWERED = (Petition.Status.ANSWERED, Petition.Status.CLOSED)


def _choices(alike: list[Petition]) -> list[tuple[str, str]]:
    return [(str(each.pk), f"{each.text} ({each.cell.name}, {as_day(each.raised_on)})") for each in alike]


def _rights(actor: Actor, found: Petition) -> dict[str, Any]:
    """What the reader may do with the petition as it stands."""
    answers = found.status == Petition.Status.OPEN and holding.speaks_for(actor, found.held_by)
    closes = found.status in ANSWERED and holding.may_close(actor, found)
    is_mine = found.raised_by_id is not None and found.raised_by_id == actor.member_id
    joined = found.status == Petition.Status.JOINED
    return {
        "may_answer": answers,
        "above": holding.above(found.held_by) if answers else None,
        "below": holding.below(found) if answers else None,
        "may_close": closes and found.status == Petition.Status.ANSWERED,
        "may_reopen": closes,
        "may_separate": joined and holding.speaks_for(actor, found.held_by),
        "may_withdraw": is_mine
        and not found.meeting_id
        and found.status == Petition.Status.OPEN
        and holding.is_untouched(found),
        "joined_to": found.joined_to if joined and holding.speaks_for(actor, found.held_by) else None,
        "is_mine": is_mine,
        "sees_name": holding.sees_name(actor, found),
        "sees_cell": actor.may(Can.SEE_MEETING, found.cell.path),
        "sees_meeting": can_open(actor, found.meeting_id),
    }
