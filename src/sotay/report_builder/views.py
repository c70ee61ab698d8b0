"""Asking for a report, the report at its address, and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from sotay.figures.queries import Tree
from sotay.kernel.http import NOT_KEPT, ActorRequest, download
from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.papers.printing import printed
from sotay.papers.queries import layout_for
from sotay.papers.renderers import FILES
from sotay.report_builder import composing, queries, sheets, words
from sotay.report_builder.access import access_figures, readable_by
from sotay.report_builder.definitions import SHARES, address, grouped
from sotay.report_builder.forms import ReportForm
from sotay.report_builder.models import SavedReport
from sotay.report_builder.queries import ReportTable
from sotay.units.models import Unit

ENDINGS = (*sheets.MEDIA_TYPES, *FILES)


@require_safe
def new(request: ActorRequest) -> HttpResponse:
    """Choose what a report is to hold; begun with what the address holds already."""
    unit = access_figures(request.actor, request.GET.get("unit", ""))
    form = form_of(request, unit, request.GET, bound=False)
    return render(request, "report_builder/new.html", choices(request, unit, form))


@require_safe
def report(request: ActorRequest) -> HttpResponse:
    """The report its address asks for; one that asks in another order is led to the same, in ours."""
    unit = access_figures(request.actor, request.GET.get("unit", ""))
    form = form_of(request, unit, request.GET)
    table = table_of(request, unit, form)
    if table is None:
        return render(request, "report_builder/new.html", choices(request, unit, form), status=422)
    here = address(unit.pk, table.definition)
    # Compared as it is understood: programs on the way may write a comma as %2C.
    if list(request.GET.lists()) != list(QueryDict(here.partition("?")[2]).lists()):
        return redirect(here)
    return render(request, "report_builder/report.html", page_of(request, table, title_of(table)))


@require_safe
def report_file(request: ActorRequest, ending: str) -> HttpResponse:
    """The report as a workbook, an OpenDocument sheet, CSV or a paper; the form when the address is wrong."""
    if ending not in ENDINGS:
        raise Http404
    unit = access_figures(request.actor, request.GET.get("unit", ""))
    form = form_of(request, unit, request.GET)
    table = table_of(request, unit, form)
    if table is None:
        return render(request, "report_builder/new.html", choices(request, unit, form), status=422)
    name = f"so-lieu-{table.span.first}-{table.span.last}.{ending}"
    kept = kept_name(request)
    if ending in sheets.MEDIA_TYPES:
        return download(
            sheets.file_of(table, kept or title_of(table), ending), name, sheets.MEDIA_TYPES[ending], NOT_KEPT
        )
    day = timezone.localdate()
    layout = layout_for(unit, day)
    paper = composing.compose(table, kept or _title_in_vietnamese(table), layout, day)
    return download(printed(ending, paper, layout), name, FILES[ending][1], NOT_KEPT)


def kept_name(request: ActorRequest) -> str:
    """The name of the kept report that a file is of; '' for one without a name, or not for this reader."""
    try:
        pk = UUID(request.GET.get("saved", ""))
    except ValueError:
        return ""
    report = get_or_none(SavedReport.objects.filter(readable_by(request.actor)), pk)
    return report.name if report else ""


def _title_in_vietnamese(table: ReportTable) -> str:
    with override("vi"):
        return title_of(table)


def form_of(request: ActorRequest, unit: Unit, query: QueryDict, *, bound: bool = True) -> ReportForm:
    given: dict[str, Any] = {"actor": request.actor, "unit": unit, "today": timezone.localdate()}
    if bound:
        return ReportForm(query, **given)
    chosen = {name: query.get(name, "") for name in ("period", "by", "kind", "tree")}
    several = {name: query.get(name, "").split(",") for name in ("figures", "shares")}
    return ReportForm(initial={**chosen, **several}, **given)


def table_of(request: ActorRequest, unit: Unit, form: ReportForm) -> ReportTable | None:
    """None with the reason in the form."""
    if not form.is_valid() or form.span is None:
        return None
    try:
        return queries.table_of(unit, form.definition, form.span, timezone.localdate(), request.actor)
    except Refusal as refusal:
        form.add_refusal(refusal)
        return None


def choices(request: ActorRequest, unit: Unit, form: ReportForm) -> dict[str, Any]:
    """What the page with the form shows."""
    groups = []
    for group, columns in grouped(form.columns.values()):
        boxes = [(column, form.is_chosen(column), _name(column.is_share)) for column in columns]
        groups.append((group, boxes, any(chosen for _column, chosen, _of in boxes)))
    return {
        "unit": unit,
        "form": form,
        "groups": groups,
        "units": queries.near(request.actor, unit),
        "edits_period": form["period"].value() == "free",
    }


def _name(is_share: bool) -> str:
    return SHARES if is_share else "figures"


def page_of(
    request: ActorRequest, table: ReportTable, title: str, kept: SavedReport | None = None
) -> dict[str, Any]:
    """What the page of a report shows. The name of a kept one goes into its files."""
    definition, pk = table.definition, table.unit.pk
    of_kept = f"&saved={kept.pk}" if kept else ""
    files = {ending: address(pk, definition, "report_builder:file", ending) + of_kept for ending in ENDINGS}
    return {
        "unit": table.unit,
        "table": table,
        "title": title,
        "about": words.about(definition, table.span),
        "head": words.head_of(definition),
        "readings": _readings(table),
        "rows": [(line, [column.of(line.counts) for column in table.columns]) for line in table.lines],
        "total": [column.of(table.total) for column in table.columns],
        "files": files,
        "here": request.build_absolute_uri(address(pk, definition)),
        "change_url": address(pk, definition, "report_builder:new"),
        "save_url": address(pk, definition, "report_builder:save"),
    }


def _readings(table: ReportTable) -> list[tuple[str, str, bool]]:
    """The two readings of a tree that changed: words, address, whether it is this one."""
    if not table.differs:
        return []
    words_of = ((Tree.THEN, _("Where they lay then")), (Tree.TODAY, _("Where they lie today")))
    return [
        (said, address(table.unit.pk, replace(table.definition, tree=tree)), table.definition.tree is tree)
        for tree, said in words_of
    ]


def title_of(table: ReportTable) -> str:
    """What a report without a name is called: its unit and its time."""
    return _("Figures of %(unit)s, %(period)s") % {
        "unit": table.unit.name,
        "period": words.span_words(table.span),
    }
