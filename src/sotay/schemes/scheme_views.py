"""Pages of the office that issues a scheme, and the counts and results everybody above reads."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.ids import uuid_or_none
from sotay.kernel.navigation import ABOVE_CELLS, LEADERS, OFFICES
from sotay.kernel.paging import page_of
from sotay.kernel.versions import Edited
from sotay.schemes import access, counts, queries, rules, scheme_actions, versions
from sotay.schemes.examples import examples
from sotay.schemes.models import LABELS, TONES, Registration, Scheme, SchemeYear
from sotay.schemes.scheme_forms import DAY_WORDS, CriteriaForm, DaysForm, QuotasForm, SchemeForm, usual_days
from sotay.units.models import Unit
from sotay.units.queries import units_at

SHOWN = 20


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Schemes the reader may open; for leaders what their cells take part in and can register for."""
    actor, day = request.actor, timezone.localdate()
    issue = [unit for unit in units_at(actor, *OFFICES) if not unit.is_cell]
    count = [unit for unit in units_at(actor, *ABOVE_CELLS) if not unit.is_cell]
    led = [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]
    if not (issue or count or actor.holds(*access.IN_CELLS)):
        raise Http404
    own = queries.of_cells([unit.pk for unit in led]) if led else Registration.objects.none()
    context = {
        "issue": issue,
        "count": count,
        "led": led,
        "open": queries.open_for(led, day) if led else [],
        "own": [(row, *standing(actor, row)) for row in own[:SHOWN]],
        "page": page_of(queries.schemes(actor), request, size=SHOWN),
    }
    return render(request, "schemes/home.html", context)


def standing(actor: Actor, row: Registration) -> tuple[str, str]:
    """(tone, words) of how a registration stands today, as the reader may know it."""
    known = access.status_for(actor, row, timezone.localdate())
    return TONES[known], str(LABELS[known])


def begin(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a scheme of a unit, from a blank page or, by `?example=`, from a worked example."""
    unit = access.access_issuer(request.actor, pk)
    example = examples().get(request.GET.get("example", ""))
    form = SchemeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        this = timezone.localdate().year
        form.initial.update(year_from=this, year_until=this, decides=Scheme.Decides.COMMUNE)
        if example is not None:
            form.initial.update(
                name=example.name, basis=example.basis, text=example.text, cell_types=example.cell_types
            )

    def do() -> None:
        asked, origin = (example.criteria, example.origin) if example else ((), "")
        about = {**form.cleaned_data, "origin": origin}
        made.append(scheme_actions.begin(unit=unit, by=request.actor, criteria=asked, **about))

    made: list[Scheme] = []
    if request.method == "POST" and form.carries_out(do):
        return redirect(made[0])
    context = {
        "unit": unit,
        "form": form,
        "scheme": None,
        "example": example,
        "examples": list(examples().values()),
    }
    return render(request, "schemes/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
def scheme(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What a scheme asks, its quotas and its years; for its office the way on."""
    row = access.access_scheme(request.actor, pk)
    runs = access.runs(request.actor, row.unit_id)
    years = [year for year in row.years.all() if runs or year.called_at]
    context = {
        "scheme": row,
        "criteria": list(row.criteria.all()),
        "quotas": list(row.quotas.all()),
        "years": years,
        "runs": runs,
        "edits": runs and row.is_draft,
        "edited": versions.scheme(request.actor, row),
    }
    return render(request, "schemes/scheme.html", context)


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    if not row.is_draft and request.method != "POST":
        return redirect(row)
    form = SchemeForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.about(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: scheme_actions.change(scheme=row, by=request.actor, **form.cleaned_data)
    ):
        return redirect(row)
    context = {"unit": row.unit, "form": form, "scheme": row}
    return render(request, "schemes/edit.html", context, status=422 if form.is_bound else 200)


def criteria(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    if not row.is_draft and request.method != "POST":
        return redirect(row)
    form = CriteriaForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.criteria(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: scheme_actions.write_criteria(scheme=row, by=request.actor, criteria=form.criteria())
    ):
        return redirect(row)
    context = {"scheme": row, "form": form, "title": _("What the scheme asks")}
    return render(request, "schemes/lines.html", context, status=422 if form.is_bound else 200)


def quotas(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    form = QuotasForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.quotas(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: scheme_actions.set_quotas(scheme=row, by=request.actor, quotas=form.quotas())
    ):
        return redirect(row)
    hint = _("A quota warns when more cells are accepted. It stops nobody.")
    context = {"scheme": row, "form": form, "title": _("Quotas"), "hint": hint}
    return render(request, "schemes/lines.html", context, status=422 if form.is_bound else 200)


def _button(
    request: ActorRequest, edited: Edited[Scheme], act: Callable[[], object], words: str, back: str = ""
) -> None:
    edited.carry_out(request, act)
    undo.offer(request, words, back)


@require_POST
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    edited = versions.scheme(request.actor, row)
    words = _("The draft was thrown away.")
    _button(request, edited, lambda: scheme_actions.discard(scheme=row, by=request.actor), words)
    return redirect("schemes:home")


@require_POST
def copy(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    made = scheme_actions.copy(scheme=row, by=request.actor)
    undo.offer(request, _("A new draft was begun from it."))
    return redirect(made)


@require_POST
def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    edited, back = versions.scheme(request.actor, row), reverse("schemes:reopen", args=[row.pk])
    words = _("The scheme has ended.")
    _button(request, edited, lambda: scheme_actions.close(scheme=row, by=request.actor), words, back)
    return redirect(row)


@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    edited, words = versions.scheme(request.actor, row), _("The scheme runs on.")
    _button(request, edited, lambda: scheme_actions.reopen(scheme=row, by=request.actor), words)
    return redirect(row)


def year_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Plan a year; the first days proposed are usual ones."""
    row = access.access_to_run(request.actor, pk)
    form = DaysForm(request.POST if request.method == "POST" else None, with_year=True)
    if not form.is_bound:
        taken = set(row.years.values_list("year", flat=True))
        free = [year for year in range(row.year_from, row.year_until + 1) if year not in taken]
        proposed = free[0] if free else row.year_until
        form.initial.update(year=proposed, **usual_days(proposed))

    def do() -> None:
        made.append(scheme_actions.add_year(scheme=row, by=request.actor, **form.cleaned_data))

    made: list[SchemeYear] = []
    if request.method == "POST" and form.carries_out(do):
        return redirect(made[0])
    context = {"scheme": row, "form": form, "year": None}
    return render(request, "schemes/days.html", context, status=422 if form.is_bound else 200)


def days(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_year_to_run(request.actor, pk)
    form = DaysForm(request.POST if request.method == "POST" else None, with_year=False)
    form.made_from(versions.days(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: scheme_actions.set_days(year=row, by=request.actor, **form.cleaned_data)
    ):
        return redirect(row)
    context = {"scheme": row.scheme, "form": form, "year": row}
    return render(request, "schemes/days.html", context, status=422 if form.is_bound else 200)


@require_POST
def year_remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_year_to_run(request.actor, pk)
    versions.year(request.actor, row).carry_out(
        request, lambda: scheme_actions.remove_year(year=row, by=request.actor)
    )
    undo.offer(request, _("The year was taken out."))
    return redirect(row.scheme)


@require_POST
def call(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_year_to_run(request.actor, pk)
    versions.year(request.actor, row).carry_out(
        request, lambda: scheme_actions.call(year=row, by=request.actor)
    )
    undo.offer(request, _("Called. The leaders of the cells and the offices below have been told."))
    return redirect(row)


@require_safe
def year(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A year with its days and the registrations the reader may open; `?status=` narrows them."""
    actor = request.actor
    row = access.access_year(actor, pk)
    mine = queries.in_year(actor, row)
    above = [unit for unit in units_at(actor, *ABOVE_CELLS) if not unit.is_cell]
    wanted = request.GET.get("status", "") if above else ""
    found = mine.filter(status=wanted) if wanted in set(rules.Status) else mine
    led = [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]
    page = page_of(found, request)
    for each in page:
        each.year = row
    runs = access.runs(actor, row.scheme.unit_id)
    context = {
        "year": row,
        "scheme": row.scheme,
        "days": [(words, getattr(row, name)) for name, words in DAY_WORDS.items()],
        "page": page,
        "lines": [(each, *standing(actor, each)) for each in page],
        "status": wanted,
        "statuses": _statuses(mine) if above else [],
        "runs": runs,
        "quotas": queries.quota_lines(row, None if runs else above[0]) if above else [],
        "open": [each for each in queries.open_for(led, timezone.localdate()) if each.year == row],
        "publishes": _publishable(request, row),
        "above": above,
        "edited": versions.year(actor, row),
    }
    return render(request, "schemes/year.html", context)


def _statuses(rows: QuerySet[Registration]) -> list[tuple[str, str, int]]:
    """(status, words, how many) of the registrations, in the order of the way."""
    found = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return [(each.value, str(LABELS[each]), found[each]) for each in rules.Status if each in found]


def _publishable(request: ActorRequest, row: SchemeYear) -> list[tuple[Unit, int]]:
    """The reader's units that have decisions to publish, with how many."""
    units = {unit.pk: unit for unit in units_at(request.actor, *OFFICES) if not unit.is_cell}
    found = queries.unpublished(row, units)
    return [(units[pk], n) for pk, n in found.items()]


@require_POST
def publish(request: ActorRequest, pk: UUID, unit: UUID) -> HttpResponse:
    row, held = access.access_publishing(request.actor, pk, unit)
    done: list[int] = []
    versions.year(request.actor, row).carry_out(
        request, lambda: done.append(scheme_actions.publish(year=row, unit=held, by=request.actor))
    )
    n = done[0]
    words = ngettext("Published for %(n)s cell.", "Published for %(n)s cells.", n)
    undo.offer(request, words % {"n": n})
    return redirect("schemes:results", row.pk)


@require_safe
def results(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cells that were recognised and those that were not, as published."""
    row = access.access_year(request.actor, pk)
    page = page_of(queries.published(row), request)
    for each in page:
        each.year = row
    context = {
        "year": row,
        "scheme": row.scheme,
        "page": page,
        "lines": [(each, *standing(request.actor, each)) for each in page],
    }
    return render(request, "schemes/results.html", context)


@require_safe
def counted(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Both counts of a unit for the year `?year=` asks for, else the newest."""
    unit = access.access_counted(request.actor, pk)
    years = list(counts.years_for(request.actor, unit)[:SHOWN])
    chosen = _asked_year(request, unit)
    found = counts.report_of(unit, chosen) if chosen else None
    context = {"unit": unit, "years": years, "chosen": chosen, "report": found, "head": counts.header()}
    return render(request, "schemes/counts.html", context)


def _asked_year(request: ActorRequest, unit: Unit) -> SchemeYear | None:
    """The year `?year=` asks for, else the newest."""
    asked = request.GET.get("year")
    pk = uuid_or_none(asked) if asked else None
    if asked and pk is None:
        raise Http404
    return counts.asked_year(request.actor, unit, pk)


@require_safe
def counted_workbook(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access.access_counted(request.actor, pk)
    chosen = _asked_year(request, unit)
    if chosen is None:
        return redirect("schemes:counts", unit.pk)
    content = counts.as_workbook(counts.report_of(unit, chosen))
    return download(content, f"mo-hinh-{unit.code}-{chosen.year}.xlsx", XLSX, NOT_KEPT)
