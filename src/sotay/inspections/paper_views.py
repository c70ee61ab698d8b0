"""Pages of papers of an inspection's file, of a year's programme, and of a cell's three books."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.inspections import (
    access,
    books,
    composing,
    paper_actions,
    plan_actions,
    programme,
    record_set,
    sets,
    versions,
)
from sotay.inspections.forms import PlannedForm
from sotay.inspections.models import RecordedPaper, Round
from sotay.kernel import undo
from sotay.kernel.asked import asked_year
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import YEARS
from sotay.kernel.refusal import Refusal
from sotay.papers.forms import PartForm, SignForm
from sotay.papers.queries import gaps, layout_of, shown
from sotay.papers.renderers import render_html


@require_safe
def file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The papers of the file: each to make, open and print; which are missing."""
    found = access.access_inspection(request.actor, pk)
    verifies = access.verifies(request.actor, found)
    lines = record_set.file_of(request.actor, found)
    point = sets.point_of(found)
    context = {
        "inspection": found,
        "round": found.round,
        "lines": lines,
        "made": sum(line.made is not None for line in lines),
        "issued": sum(line.made is not None and line.made.is_issued for line in lines),
        "point": point,
        "doubt": point.doubt if point and verifies else None,
        "verifies": verifies,
        "edited": versions.file(request.actor, found),
    }
    return render(request, "inspections/file.html", context)


@require_POST
def choose_set(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Use the whole set or the short track, by the button that was pressed."""
    found = access.access_to_verify(request.actor, pk)
    short = "short" in request.POST
    versions.file(request.actor, found).carry_out(
        request, lambda: paper_actions.choose_set(inspection=found, by=request.actor, short=short)
    )
    undo.offer(request, _("The file has the other set now. Papers that were made are kept."))
    return redirect("inspections:file", found.pk)


@require_POST
def make(request: ActorRequest, pk: UUID, place: str) -> HttpResponse:
    """Compose the paper at a place of the set, such as "KT7"."""
    found, paper = access.access_to_make(request.actor, pk, place)
    row = versions.file(request.actor, found).carry_out(
        request, lambda: paper_actions.make(inspection=found, by=request.actor, paper=paper)
    )
    undo.offer(request, _("Composed from what is recorded. Fill in the empty parts, then issue it."))
    return redirect(row)


@require_safe
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A paper of the file: the text, its parts to fill in, its files."""
    row = access.access_recorded(request.actor, pk)
    issued = record_set.issued_of(row)
    writes = access.makes(request.actor, row) and not row.is_issued
    point = sets.point_of(row.inspection) if row.inspection and writes else None
    context = {
        **_about(row),
        "paper": issued,
        "writes": writes,
        "signs": writes and access.signs(request.actor, row),
        "sections": record_set.sections_of(issued) if writes else [],
        "doubt": point.doubt if point else None,
        "gaps": gaps(issued) if writes else [],
        "edited": versions.paper(request.actor, row),
        "body": render_html(shown(issued), layout_of(issued), draft=not issued.is_frozen),
    }
    return render(request, "inspections/paper.html", context)


@require_POST
def again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Compose a draft from what is recorded now."""
    row = access.access_to_write(request.actor, pk)
    versions.paper(request.actor, row).carry_out(
        request, lambda: paper_actions.make_again(row=row, by=request.actor)
    )
    undo.offer(request, _("Composed from what is recorded now. What you wrote has stayed."))
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    """The words of one part."""
    row = access.access_to_write(request.actor, pk)
    parts = record_set.sections_of(record_set.issued_of(row))
    part = next((each for each in parts if each.key == key), None)
    if part is None:
        raise Http404
    edited = versions.section(request.actor, row, key)
    form = PartForm(request.POST if request.method == "POST" else None).made_from(edited)
    if request.method == "POST" and form.carries_out(
        lambda: paper_actions.edit(row=row, by=request.actor, key=key, text=form.cleaned_data["text"])
    ):
        undo.offer(request, _("Saved the new words."))
        return redirect(row)
    context = {**_about(row), "part": part, "form": form, "edited": edited}
    return render(request, "inspections/section.html", context, status=422 if form.is_bound else 200)


@require_POST
def revert(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    row = access.access_to_write(request.actor, pk)
    edited = versions.section(request.actor, row, key)
    edited.carry_out(request, lambda: paper_actions.revert(row=row, by=request.actor, key=key))
    undo.offer(request, _("The composed words are back."))
    return redirect(row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The whole text to read, and under it who signs. Whoever records it has shown who they are."""
    row = access.access_to_sign(request.actor, pk)
    here = reverse("inspections:issue", args=[row.pk])
    if not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    edited = versions.paper(request.actor, row)
    form = SignForm(request.POST if request.method == "POST" else None, initial=_signer(row))
    if request.method == "POST" and form.is_valid():
        try:
            paper_actions.issue(
                row=row,
                by=request.actor,
                unchanged=lambda: edited.refuse_if_changed(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("Issued. It no longer changes."))
            return redirect(row)
    issued = record_set.issued_of(row)
    context = {
        **_about(row),
        "form": form,
        "edited": versions.paper(request.actor, row),
        "here": here,
        "body": render_html(shown(issued), layout_of(issued), draft=True),
    }
    return render(request, "inspections/issue.html", context, status=422 if form.is_bound else 200)


@require_safe
def three_books(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Minutes, dues and handbook of the inspected cell side by side, a year at a time."""
    found = access.access_inspection(request.actor, pk)
    today = timezone.localdate()
    year = asked_year(request, found.round.year)
    context = {
        "inspection": found,
        "round": found.round,
        "year": year,
        "previous": year - 1,
        "following": year + 1 if year < today.year else None,
        "books": books.books_of(request.actor, found.cell, year, today),
    }
    return render(request, "inspections/books.html", context)


@require_safe
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A unit's programme of a year: planned against done."""
    unit = access.access_programme(request.actor, pk)
    year, runs = asked_year(request), access.runs(request.actor, unit)
    found = programme.programme_of(unit, year, drafts=runs)
    context = {
        "unit": unit,
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "programme": found,
        "runs": runs,
        "edited": versions.programme(request.actor, unit, year),
    }
    return render(request, "inspections/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_line(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    """Add a line to the programme."""
    unit = access.access_unit_to_inspect(request.actor, pk)
    if year not in YEARS:
        raise Http404
    form = PlannedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carries_out(
        lambda: plan_actions.plan(unit=unit, by=request.actor, year=year, **form.given())
    ):
        undo.offer(request, _("Added to the programme."))
        return redirect(_plan_url(unit.pk, year))
    context = {"unit": unit, "year": year, "form": form, "back": _plan_url(unit.pk, year)}
    return render(request, "inspections/plan_line.html", context, status=422 if form.is_bound else 200)


@require_POST
def unplan(request: ActorRequest, pk: UUID) -> HttpResponse:
    line = access.access_planned(request.actor, pk)
    unit, year = line.plan.unit, line.plan.year
    versions.programme(request.actor, unit, year).carry_out(
        request, lambda: plan_actions.take_out(line=line, by=request.actor)
    )
    undo.offer(request, _("Taken out of the programme."))
    return redirect(_plan_url(unit.pk, year))


@require_POST
def make_programme(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    unit = access.access_unit_to_inspect(request.actor, pk)
    row = versions.programme(request.actor, unit, year).carry_out(
        request, lambda: paper_actions.make_programme(unit=unit, by=request.actor, year=year)
    )
    undo.offer(request, _("Composed from what is recorded. Fill in the empty parts, then issue it."))
    return redirect(row)


def _plan_url(unit: UUID, year: int) -> str:
    return f"{reverse('inspections:plan', args=[unit])}?year={year}"


def _about(row: RecordedPaper) -> dict[str, object]:
    """Where the paper belongs, for its pages to lead back to."""
    if row.inspection is not None:
        back = reverse("inspections:file", args=[row.inspection.pk])
        return {"row": row, "place": row.inspection.cell, "back": back, "about": row.inspection.cell.name}
    back = row.plan.get_absolute_url() if row.plan else reverse("inspections:home")
    return {"row": row, "place": row.cell, "back": back, "about": row.name}


def _signer(row: RecordedPaper) -> dict[str, str]:
    """What the form to sign begins with: on whose behalf and which post."""
    supervision = row.inspection is not None and row.inspection.round.kind == Round.Kind.SUPERVISION
    on_behalf, post = composing.block_of(row.by, row.cell.organ, supervision=supervision)
    return {"on_behalf": on_behalf, "post": post}
