"""The forms of a unit: who has sent what, filling one in, approving, sending, the sheet and its check."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.refusal import Refusal
from sotay.members.roster.upload import AtMost
from sotay.statistics import actions, checking, fingerprint, queries, versions
from sotay.statistics import sheet as sheets
from sotay.statistics.access import (
    access_forms,
    access_own_forms,
    access_return,
    access_to_call,
    calls_for,
    can_read,
    fills_in,
    sees_names,
)
from sotay.statistics.asked import read_period
from sotay.statistics.forms import ApproveForm, CallForm, CorrectForm, EnterForm, SheetForm
from sotay.statistics.models import FormReturn
from sotay.statistics.official import FormTemplate
from sotay.statistics.rules import HALF, QUARTER, YEAR, Period
from sotay.statistics.words import period_words, title_of

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def forms(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The forms of a period: the unit's own, and which of the units below have sent theirs."""
    unit = access_forms(request.actor, pk)
    period = _asked_period(request)
    templates = queries.templates_for(period)
    fills = fills_in(request.actor, unit)
    of_form = queries.returns_of(unit, period)
    received = queries.received(unit, period, templates)
    call = queries.call_of(unit, period)
    rows = []
    for template in templates:
        seen = [row for row in of_form.get(template.id, []) if can_read(request.actor, row)]
        edited = versions.of_period(request.actor, unit, template.id, period) if fills else None
        rows.append((template, title_of(template), next(iter(seen), None), edited))
    context = {
        "unit": unit,
        "period": period,
        "words": period_words(period),
        "previous": period.before(),
        "following": period.following() if period.following().first <= timezone.localdate() else None,
        "kinds": _other_kinds(period),
        "forms": rows,
        "fills": fills,
        "call": call,
        "call_upon": queries.call_upon(unit, period) if fills else None,
        "calls": calls_for(request.actor, unit) and bool(received),
        "received": received,
        "arrived": sum(not row.missing for row in received),
        "has_begun": period.first <= timezone.localdate(),
        "today": timezone.localdate(),
    }
    return render(request, "statistics/forms.html", context)


@require_POST
def count(request: ActorRequest, pk: UUID, period: str, form: str) -> HttpResponse:
    """Count a form for the first time, or again."""
    unit = access_own_forms(request.actor, pk)
    of, template = _template(period, form)
    edited = versions.of_period(request.actor, unit, template.id, of)
    edited.refuse_if_changed(request)
    row = actions.draft(unit=unit, template=template, period=of, by=request.actor)
    undo.offer(request, _("Counted. Numbers that people enter have stayed."))
    return redirect(row)


@require_safe
def form(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A form as it stands, to read, print and take along; for its own office with what comes next."""
    row = access_return(request.actor, pk)
    fills = fills_in(request.actor, row.unit)
    sight = queries.sight_of(request.actor, row)
    shown = queries.shown_form(request.actor, row, sight)
    template = row.wording
    context: dict[str, Any] = {
        **_about(row, template),
        "shown": shown,
        "fills": fills,
        "least": sight.least,
        "edited": versions.whole(request.actor, row) if fills else None,
        "counting": versions.of_period(request.actor, row.unit, row.form, row.of) if fills else None,
        "fingerprint": fingerprint.spoken(row.fingerprint) if shown.names and row.fingerprint else "",
        "proved": not row.fingerprint or checking.proved(row),
        "missing": sum(key not in row.numbers for key in template.by_hand),
    }
    if fills:
        below = queries.from_below(row.unit, template, row.of)
        context["below"] = below
        if below.sent:
            own = queries.count_form(row.unit, template, row.of, row.as_of).numbers
            context["differences"] = queries.differences(request.actor, row, own, below, sight)
        context["receiver"] = queries.receiver_of(row.unit) if row.status == row.Status.APPROVED else None
        newest = queries.newest(row.unit, row.form, row.of)
        context["newest"] = newest if newest != row else None
    return render(request, "statistics/form.html", context)


@GET_OR_POST
def enter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Numbers that are entered by hand."""
    row = _access_draft(request, pk)
    template = row.wording
    below = queries.from_below(row.unit, template, row.of)
    offered = bool(below.sent) and (sees_names(request.actor, row.unit) or below.is_complete)
    form = EnterForm(request.POST if request.method == "POST" else None, template, from_below=offered)
    form.made_from(versions.entered(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.enter(
            row=row,
            by=request.actor,
            numbers=form.numbers(),
            basis=form.cleaned_data.get("basis") or row.basis,
        )
    ):
        undo.offer(request, _("Saved."))
        return redirect(row)
    context = {**_about(row, template), "form": form, "below": below}
    return render(request, "statistics/enter.html", context, status=422 if form.is_bound else 200)


@GET_OR_POST
def approve(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who prepared and who approves; then the numbers are locked."""
    row = _access_draft(request, pk)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.whole(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.approve(row=row, by=request.actor, **form.cleaned_data)
    ):
        undo.offer(request, _("Approved and locked. Now send it up."))
        return redirect(row)
    shown = queries.shown_form(request.actor, row)
    context = {**_about(row, row.wording), "form": form, "shown": shown}
    return render(request, "statistics/approve.html", context, status=422 if form.is_bound else 200)


@require_POST
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_return(request.actor, pk, write=True)
    versions.whole(request.actor, row).carry_out(request, lambda: actions.send(row=row, by=request.actor))
    undo.offer(request, _("Sent. The unit above has been told."))
    return redirect(row)


@GET_OR_POST
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a correction of what was approved, with the reason."""
    row = access_return(request.actor, pk, write=True)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.whole(request.actor, row))
    made: list[FormReturn] = []

    def do() -> None:
        made.append(actions.correct(row=row, by=request.actor, **form.cleaned_data))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("A new version is begun. Approve and send it."))
        return redirect(made[-1])
    context = {**_about(row, row.wording), "form": form}
    return render(request, "statistics/correct.html", context, status=422 if form.is_bound else 200)


@require_safe
def sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The form as a protected sheet, with what the reader sees."""
    row = access_return(request.actor, pk)
    shown = queries.shown_form(request.actor, row)
    name = f"{row.form}-{row.period}-{row.unit.code}.xlsx"
    return download(sheets.workbook(shown), name, XLSX, NOT_KEPT)


@csrf_exempt  # the check reads the upload, so it runs inside, once the limit stands
@GET_OR_POST
def check(request: ActorRequest) -> HttpResponse:
    """Whether a sheet somebody sent is as it was approved."""
    request.upload_handlers = [AtMost(request), *request.upload_handlers]
    return _check(request)


@csrf_protect
def _check(request: ActorRequest) -> HttpResponse:
    if not queries.homes(request.actor):
        raise Http404
    if request.method != "POST":
        return render(request, "statistics/check.html", {"form": SheetForm()})
    # Reading POST takes the file in; only then is it known whether it was too big.
    data, files = request.POST, request.FILES
    form = SheetForm(data, files, too_big=getattr(request, "too_big", False))
    result = None
    if form.is_valid():
        try:
            result = checking.check(request.actor, checking.read(form.cleaned_data["file"].file))
        except Refusal as refusal:
            form.add_refusal(refusal)
    context: dict[str, Any] = {"form": form, "result": result}
    if result is not None:
        context |= _about(result.row, result.form.template)
    return render(request, "statistics/check.html", context, status=200 if result else 422)


@GET_OR_POST
def call(request: ActorRequest, pk: UUID, period: str) -> HttpResponse:
    """Ask the units below for forms by a day."""
    unit, of = access_to_call(request.actor, pk), read_period(period)
    form = CallForm(request.POST if request.method == "POST" else None, queries.templates_for(of))
    form.made_from(versions.call(request.actor, unit, of))
    if request.method == "POST" and form.carries_out(
        lambda: actions.call(
            unit=unit,
            by=request.actor,
            period=of,
            forms=form.cleaned_data["forms_asked"],
            due_on=form.cleaned_data["due_on"],
        )
    ):
        undo.offer(request, _("Asked. It stands on their page of today until they have sent."))
        return redirect(f"{reverse('statistics:forms', args=[unit.pk])}?period={of}")
    context = {"unit": unit, "period": of, "words": period_words(of), "form": form}
    return render(request, "statistics/call.html", context, status=422 if form.is_bound else 200)


def _about(row: FormReturn, template: FormTemplate) -> dict[str, Any]:
    return {
        "row": row,
        "unit": row.unit,
        "template": template,
        "title": title_of(template),
        "words": period_words(row.of),
        "back": f"{reverse('statistics:forms', args=[row.unit_id])}?period={row.period}",
    }


def _access_draft(request: ActorRequest, pk: UUID) -> FormReturn:
    """A form that can be changed. Raises NotADraft, which the reader sees as a sentence."""
    row = access_return(request.actor, pk, write=True)
    if not row.is_draft:
        raise actions.NotADraft(row)
    return row


def _asked_period(request: ActorRequest) -> Period:
    """`?period=2026-Q4`; without one the quarter of today."""
    asked = request.GET.get("period")
    return read_period(asked) if asked else Period.holding(timezone.localdate(), QUARTER)


def _template(period: str, form: str) -> tuple[Period, FormTemplate]:
    of = read_period(period)
    found = next((each for each in queries.templates_for(of) if each.id == form), None)
    if found is None:
        raise Http404
    return of, found


def _other_kinds(period: Period) -> list[tuple[str, str, bool]]:
    """(period, words, whether it is this kind) of the periods of each kind that hold the same last day."""
    day = min(period.last, date(period.year, 12, 31))
    named = ((QUARTER, _("Quarter")), (HALF, _("Half-year")), (YEAR, _("Year")))
    return [(str(Period.holding(day, kind)), words, kind == period.kind) for kind, words in named]
