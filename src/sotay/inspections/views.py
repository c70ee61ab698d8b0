"""Pages of the office that inspects, of its team, and of the cell."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.inspections import access, actions, queries, rules, versions
from sotay.inspections.forms import (
    LEADS,
    AnswerForm,
    ChooseForm,
    JudgeForm,
    RecordForm,
    RoundForm,
    SelfReportForm,
    TeamForm,
)
from sotay.inspections.models import Inspection, PlannedRound
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.navigation import LEADERS
from sotay.kernel.paging import page_of
from sotay.kernel.text import tidy
from sotay.units.models import Unit
from sotay.units.queries import units_at

RULES = (rules.LONGEST, rules.LATE, rules.RANDOM, rules.HAND)
SHOWN = 20


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Rounds for those who run them and their teams; a cell's inspections for its leaders; what is
    published."""
    actor = request.actor
    run = [unit for unit in units_at(actor, *access.RUN_BY) if not unit.is_cell]
    led = [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]
    found = queries.rounds(actor)
    if not run and not led and not found.exists():
        raise Http404
    context = {
        "run": run,
        "page": page_of(found, request, size=SHOWN),
        "of_cells": list(queries.of_cells([unit.pk for unit in led])[:SHOWN]),
        "led": led,
        "published": list(queries.published(actor)[:SHOWN]),
    }
    return render(request, "inspections/home.html", context)


def begin(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a round of a unit."""
    unit = access.access_unit_to_inspect(request.actor, pk)
    form = RoundForm(request.POST if request.method == "POST" else None)
    planned = _planned(request, unit)
    if not form.is_bound:
        form.initial["year"] = planned.plan.year if planned else timezone.localdate().year
        if planned is not None:
            form.initial.update(kind=planned.kind, title=planned.subject, quarter=planned.quarter)

    def do() -> None:
        row = actions.begin(unit=unit, by=request.actor, planned=planned, **form.given())
        made.append(row.pk)

    made: list[UUID] = []
    if request.method == "POST" and form.carries_out(do):
        return redirect("inspections:round", made[0])
    context = {"unit": unit, "form": form, "round": None}
    return render(request, "inspections/edit.html", context, status=422 if form.is_bound else 200)


def _planned(request: ActorRequest, unit: Unit) -> PlannedRound | None:
    """The line of the unit's programme that the round is begun from, by `?planned=`."""
    if not (text := request.GET.get("planned")):
        return None
    try:
        line = access.access_planned(request.actor, UUID(text))
    except ValueError:
        raise Http404 from None
    if line.plan.unit_id != unit.pk:
        raise Http404
    return line


@require_safe
def round_(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_round(request.actor, pk)
    context = {
        "round": row,
        "team": queries.team(row),
        "lines": queries.cell_lines(row, timezone.localdate()),
        "edits": row.is_draft and access.runs(request.actor, row.unit),
        "edited": versions.round_(request.actor, row),
        "seed_used": row.inspections.filter(basis=rules.RANDOM).exists(),
    }
    return render(request, "inspections/round.html", context)


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Change a draft's decision and days."""
    row = access.access_to_run(request.actor, pk)
    if not row.is_draft and request.method != "POST":
        return redirect(row)
    form = RoundForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.about(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.change(round_=row, by=request.actor, **form.given())
    ):
        return redirect(row)
    context = {"unit": row.unit, "form": form, "round": row}
    return render(request, "inspections/edit.html", context, status=422 if form.is_bound else 200)


def team(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put somebody into the team; `?q=` finds people."""
    row = access.access_to_run(request.actor, pk)
    if not row.is_draft and request.method != "POST":
        return redirect(row)
    words = tidy(request.GET.get("q", ""))[:100]
    people = {str(each.pk): each for each in queries.people(row, words, timezone.localdate())}
    lines = [(pk_, f"{each.shown} · {each.cell.name}") for pk_, each in people.items()]
    form = TeamForm(request.POST if request.method == "POST" else None, people=lines)
    form.made_from(versions.round_(request.actor, row))

    def do() -> None:
        data = form.cleaned_data
        actions.add_to_team(
            round_=row, by=request.actor, member=people[data["person"]], leads=data["part"] == LEADS
        )

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Added to the team."))
        return redirect(row)
    context = {"round": row, "form": form, "q": words}
    return render(request, "inspections/team.html", context, status=422 if form.is_bound else 200)


@require_POST
def leave_team(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access.access_team_member(request.actor, pk)
    versions.round_(request.actor, found.round).carry_out(
        request, lambda: actions.leave_team(team_member=found, by=request.actor)
    )
    return redirect(found.round)


def choose(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose cells by the rule in `?by=`, each with its reason."""
    row = access.access_to_run(request.actor, pk)
    if not row.is_draft and request.method != "POST":
        return redirect(row)
    rule = request.GET.get("by") or rules.LONGEST
    if rule not in RULES:
        raise Http404
    offers = {str(each.cell.pk): each for each in queries.offers(row, rule, timezone.localdate())}
    lines = [(key, f"{each.cell.name} · {each.reason}") for key, each in offers.items()]
    form = ChooseForm(
        request.POST if request.method == "POST" else None, cells=lines, by_hand=rule == rules.HAND
    )
    form.made_from(versions.round_(request.actor, row))

    def do() -> None:
        chosen = {offers[key].cell: offers[key].reason for key in form.cleaned_data["cells"]}
        actions.choose(
            round_=row,
            by=request.actor,
            rule=rule,
            chosen=chosen,
            reason=form.cleaned_data.get("reason", ""),
        )

    if request.method == "POST" and form.carries_out(do):
        n = len(form.cleaned_data["cells"])
        undo.offer(request, ngettext("%(n)s cell chosen.", "%(n)s cells chosen.", n) % {"n": n})
        return redirect(row)
    labels = dict(Inspection.Basis.choices)
    context = {
        "round": row,
        "form": form,
        "rule": rule,
        "rules": [(name, labels[name]) for name in RULES],
        "any": bool(offers),
    }
    return render(request, "inspections/choose.html", context, status=422 if form.is_bound else 200)


@require_POST
def leave_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access.access_chosen(request.actor, pk)
    versions.round_(request.actor, found.round).carry_out(
        request, lambda: actions.leave_out(inspection=found, by=request.actor)
    )
    return redirect(found.round)


@require_POST
def announce(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    versions.round_(request.actor, row).carry_out(
        request, lambda: actions.announce(round_=row, by=request.actor)
    )
    undo.offer(request, _("Announced. The leaders of the cells and the team have been told."))
    return redirect(row)


@require_POST
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_run(request.actor, pk)
    versions.round_(request.actor, row).carry_out(
        request, lambda: actions.discard(round_=row, by=request.actor)
    )
    undo.offer(request, _("The draft was thrown away."))
    return redirect("inspections:home")


@require_safe
def inspection(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A cell's inspection: its report, and the record as far as the reader may see it."""
    actor = request.actor
    row = access.access_inspection(actor, pk)
    day = timezone.localdate()
    led, verifies = access.leads(actor, row.cell), access.verifies(actor, row)
    shows_report = led or row.reported_at is not None
    demands = list(row.demands.prefetch_related("events")) if row.is_concluded else []
    context = {
        "inspection": row,
        "round": row.round,
        "lines": queries.outline(row, day) if shows_report else [],
        "team": queries.team(row.round),
        "opens_round": access.works_on(actor, row),
        "opens_proofs": actor.may(Can.SEE_FIGURES, row.cell.path),
        "reports": led and row.reported_at is None and not row.is_concluded,
        "verifies": verifies and not row.is_concluded,
        "publishes": row.is_concluded
        and not row.published_at
        and access.runs(actor, row.round.unit)
        and verifies,
        "demands": [(each, each.days_late(day)) for each in demands],
        "answers": led,
        "judges": verifies,
        "edited": versions.conclusion(actor, row),
    }
    return render(request, "inspections/inspection.html", context)


def self_report(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cell completes what the program answered, and sends it."""
    row = access.access_to_report(request.actor, pk)
    if (row.reported_at or row.is_concluded) and request.method != "POST":
        return redirect(row)
    lines = queries.outline(row, timezone.localdate())
    form = SelfReportForm(request.POST if request.method == "POST" else None, lines=lines)
    form.made_from(versions.self_report(request.actor, row))
    sends = "send" in request.POST

    def do() -> None:
        actions.report(inspection=row, by=request.actor, texts=form.texts(), send=sends)

    if request.method == "POST" and form.carries_out(do):
        if not sends:
            undo.offer(request, _("Kept. The team does not see it until you send it."))
            return redirect("inspections:self_report", row.pk)
        undo.offer(request, _("Sent. The team has been told."))
        return redirect(row)
    context = {"inspection": row, "round": row.round, "form": form}
    return render(request, "inspections/self_report.html", context, status=422 if form.is_bound else 200)


def record(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The team writes what it found; `conclude` sends the conclusion to the cell."""
    row = access.access_to_verify(request.actor, pk)
    if row.is_concluded and request.method != "POST":
        return redirect(row)
    form = RecordForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.record(request.actor, row))
    concludes = "conclude" in request.POST

    def do() -> None:
        given = form.given()
        actions.write(inspection=row, by=request.actor, demands=form.demands(), conclude=concludes, **given)

    if request.method == "POST" and form.carries_out(do):
        if not concludes:
            undo.offer(request, _("Kept. The cell does not see it until the conclusion is sent."))
            return redirect("inspections:record", row.pk)
        undo.offer(request, _("Sent. The leaders of the cell have been told."))
        return redirect(row)
    context = {"inspection": row, "round": row.round, "form": form}
    return render(request, "inspections/record.html", context, status=422 if form.is_bound else 200)


@require_POST
def publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_publish(request.actor, pk)
    versions.conclusion(request.actor, row).carry_out(
        request, lambda: actions.publish(inspection=row, by=request.actor)
    )
    undo.offer(request, _("Published. The leaders of every cell here can read the conclusion."))
    return redirect(row)


def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Report for the cell on a demand."""
    row = access.access_demand_to_answer(request.actor, pk)
    if not rules.can_answer(row.status) and request.method != "POST":
        return redirect(row.inspection)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.demand(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.answer(demand=row, by=request.actor, **form.cleaned_data)
    ):
        undo.offer(request, _("Sent. The team has been told."))
        return redirect(row.inspection)
    context = {"demand": row, "form": form}
    return render(request, "inspections/answer.html", context, status=422 if form.is_bound else 200)


def judge(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Accept what a cell reported on a demand, or send it back."""
    row = access.access_demand_to_judge(request.actor, pk)
    if not rules.can_judge(row.status) and request.method != "POST":
        return redirect(row.inspection)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.demand(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.judge(demand=row, by=request.actor, **form.given())
    ):
        undo.offer(request, _("Recorded. The leaders of the cell have been told."))
        return redirect(row.inspection)
    context = {"demand": row, "form": form, "events": row.events.all()}
    return render(request, "inspections/judge.html", context, status=422 if form.is_bound else 200)


@require_safe
def conclusion(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A conclusion that is published, as leaders of other cells read it."""
    row = access.access_published(request.actor, pk)
    context = {"inspection": row, "round": row.round, "demands": row.demands.all()}
    return render(request, "inspections/conclusion.html", context)
