"""Reports kept under a name: the list, keeping one, opening, changing, deleting and bringing back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of as page_of_list
from sotay.report_builder import actions, queries, versions, views, words
from sotay.report_builder.access import access_figures, access_own, access_report, readable_by, unit_for
from sotay.report_builder.definitions import address
from sotay.report_builder.forms import SaveForm
from sotay.report_builder.models import SavedReport


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The reports one kept and those shared with one; and the way to a new one."""
    unit = next(iter(queries.homes(request.actor)), None)
    rows = SavedReport.objects.filter(readable_by(request.actor)).select_related("unit")
    page = page_of_list(rows, request)
    if unit is None and not page.object_list:  # an owner who left the office still has what they kept
        raise Http404
    context = {"page": page, "unit": unit, "mine": request.actor.account_id}
    return render(request, "report_builder/home.html", context)


def save(request: ActorRequest) -> HttpResponse:
    """Keep the report of an address under a name."""
    unit = access_figures(request.actor, request.GET.get("unit", ""))
    asked = views.form_of(request, unit, request.GET)
    if not asked.is_valid() or asked.span is None:
        return render(request, "report_builder/new.html", views.choices(request, unit, asked), status=422)
    form = SaveForm(request.POST if request.method == "POST" else None, unit=unit)
    kept: list[SavedReport] = []

    def do() -> None:
        kept.append(actions.save(unit=unit, by=request.actor, definition=asked.definition, **form.given()))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Kept. You find it in your list of reports."))
        return redirect(kept[-1])
    context = {
        "unit": unit,
        "form": form,
        "about": words.about(asked.definition, asked.span),
        "back": address(unit.pk, asked.definition),
    }
    return render(request, "report_builder/save.html", context, status=422 if form.is_bound else 200)


@require_safe
def saved(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A kept report as its figures are today, of its unit or of the reader's own unit below it."""
    report = access_report(request.actor, pk)
    actions.note_opened(report=report, by=request.actor)
    unit = unit_for(request.actor, report)
    own = report.owner_id == request.actor.account_id
    kept = {"report": report, "own": own, "edited": versions.report(request.actor, report) if own else None}
    if unit is None:
        return render(request, "report_builder/out_of_sight.html", {"unit": report.unit, **kept})
    form = views.form_of(request, unit, QueryDict(report.query))
    table = views.table_of(request, unit, form)
    if table is None:
        context = views.choices(request, unit, form) | kept
        return render(request, "report_builder/new.html", context, status=422)
    context = views.page_of(request, table, report.name, report) | kept
    context["elsewhere"] = unit != report.unit
    return render(request, "report_builder/report.html", context)


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Another name, other readers, another day of the month."""
    report = access_own(request.actor, pk)
    form = SaveForm(request.POST if request.method == "POST" else None, unit=report.unit, exists=True)
    form.made_from(versions.report(request.actor, report))
    if request.method == "POST" and form.carries_out(
        lambda: actions.change(report=report, by=request.actor, **form.given())
    ):
        undo.offer(request, _("Saved."))
        return redirect(report)
    context = {"unit": report.unit, "report": report, "form": form, "back": report.get_absolute_url()}
    return render(request, "report_builder/save.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = access_own(request.actor, pk)
    versions.report(request.actor, report).carry_out(
        request, lambda: actions.delete(report=report, by=request.actor)
    )
    sentence = _("“%(name)s” is deleted.") % {"name": report.name}
    undo.offer(request, sentence, reverse("report_builder:restore", args=[report.pk]))
    return redirect("report_builder:home")


@require_POST
def restore(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The undo of a deletion."""
    report = access_own(request.actor, pk, deleted=True)
    actions.restore(report=report, by=request.actor)
    undo.offer(request, _("“%(name)s” is back.") % {"name": report.name})
    return redirect(report)
