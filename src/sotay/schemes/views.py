"""Pages of a cell's registration: the cell prepares and carries out, the unit above accepts and decides."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor
from sotay.kernel.forms import BaseForm
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import as_day
from sotay.kernel.versions import Edited
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.papers.access import readable_by as readable_papers
from sotay.schemes import access, actions, queries, rules, versions
from sotay.schemes.forms import (
    ACCEPT,
    AnswerForm,
    AssessForm,
    CheckForm,
    CommentForm,
    DecideForm,
    DoneForm,
    OverseerForm,
    ReasonForm,
    RoadmapForm,
    SendForm,
)
from sotay.schemes.models import Milestone, Registration, RegistrationEvent
from sotay.schemes.rules import Move, Status
from sotay.schemes.scheme_views import standing
from sotay.units.models import Unit

PAPERS_OFFERED = 24


def register(request: ActorRequest, pk: UUID, cell: UUID) -> HttpResponse:
    """Begin a cell's registration with its roadmap."""
    year, held = access.access_registering(request.actor, pk, cell)
    form = RoadmapForm(request.POST if request.method == "POST" else None, people=_people(held))
    made: list[Registration] = []

    def do() -> None:
        given = {"aim": form.cleaned_data["aim"], "roadmap": form.roadmap()}
        made.append(actions.register(year=year, cell=held, by=request.actor, **given))

    if request.method == "POST" and form.carries_out(do):
        return redirect(made[0])
    context = {"year": year, "scheme": year.scheme, "cell": held, "form": form, "registration": None}
    return render(request, "schemes/roadmap.html", context, status=422 if form.is_bound else 200)


def _people(cell: Unit) -> list[Member]:
    return [row.member for row in members.roster(cell.pk, timezone.localdate())]


def roadmap(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Change the roadmap while the cell prepares it."""
    row = access.access_to_lead(request.actor, pk)
    if Status(row.status) not in rules.WRITABLE and request.method != "POST":
        return redirect(row)
    form = RoadmapForm(request.POST if request.method == "POST" else None, people=_people(row.cell))
    form.made_from(versions.roadmap(request.actor, row))

    def do() -> None:
        given = {"aim": form.cleaned_data["aim"], "roadmap": form.roadmap()}
        actions.write_roadmap(registration=row, by=request.actor, **given)

    if request.method == "POST" and form.carries_out(do):
        return redirect(row)
    context = {
        "year": row.year,
        "scheme": row.year.scheme,
        "cell": row.cell,
        "form": form,
        "registration": row,
    }
    return render(request, "schemes/roadmap.html", context, status=422 if form.is_bound else 200)


@require_safe
def registration(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A cell's registration with its roadmap, its criteria and its history, and what the reader can do."""
    actor, day = request.actor, timezone.localdate()
    row = access.access_registration(actor, pk)
    status, shows_people = Status(row.status), access.shows_people(actor, row)
    newest = queries.newest_move(row)
    context = {
        "registration": row,
        "year": row.year,
        "scheme": row.year.scheme,
        "standing": standing(actor, row),
        "milestones": [
            (each, each.days_late(day), _reporting(actor, row, each)) for each in queries.milestones_of(row)
        ],
        "shows_people": shows_people,
        "lines": _criteria_for(row, status),
        "history": _history_for(actor, row),
        "decision_shown": row.recognised is not None and access.sees_decision(actor, row),
        "paper": _paper_for(actor, row),
        "comments": access.checks(actor, row)
        and not access.sits_in(actor, row.cell_id)
        and status in {Status.ACCEPTED, Status.ASSESSED, Status.CHECKED},
        "undoes": newest is not None and access.may_undo(actor, row, newest.move),
        "newest": newest,
        "assess_due": day >= row.year.assess_from,
        "edited": versions.registration(actor, row),
        **_ways(actor, row, status),
    }
    return render(request, "schemes/registration.html", context)


def _reporting(actor: Actor, row: Registration, milestone: Milestone) -> Edited[Milestone] | None:
    """What the reader's button on a milestone is made from; None for who reports nothing of it."""
    milestone.registration = row
    if row.status != Status.ACCEPTED or not access.reports(actor, milestone):
        return None
    return versions.milestone(actor, milestone)


def _criteria_for(row: Registration, status: Status) -> list[queries.CriterionLine]:
    return queries.criterion_lines(row) if status not in rules.IN_THE_CELL else []


def _history_for(actor: Actor, row: Registration) -> list[RegistrationEvent]:
    """Decisions only for who may know them; one that was taken back only for who decides or checks."""
    shown, office = access.sees_decision(actor, row), access.checks(actor, row)
    decisions = {Move.RECOGNISE, Move.REFUSE}
    return [
        each
        for each in queries.history_of(row)
        if each.move not in decisions or (shown and (office or each.undone_at is None))
    ]


def _paper_for(actor: Actor, row: Registration) -> str:
    """The address of the resolution for who may read it, '' for others."""
    if row.resolution_id is None:
        return ""
    rows = queries.resolutions(row.cell).filter(readable_papers(actor), pk=row.resolution_id)
    return reverse("papers:paper", args=[row.resolution_id]) if rows.exists() else ""


def _ways(actor: Actor, row: Registration, status: Status) -> dict[str, bool]:
    """What the reader can do now, by the names of the buttons."""
    led = access.leads(actor, row.cell)
    foreign = not access.sits_in(actor, row.cell_id)
    above, checks = access.above(actor, row) and foreign, access.checks(actor, row) and foreign
    return {
        "leads": led,
        "writes": led and status in rules.WRITABLE,
        "proposes": led and rules.possible(Move.PROPOSE, status),
        "recalls": led and rules.possible(Move.RECALL, status),
        "sends": led and rules.possible(Move.SEND, status),
        "drops": led and rules.possible(Move.DROP, status),
        "assesses": led and rules.possible(Move.ASSESS, status),
        "answers": above and rules.possible(Move.ACCEPT, status),
        "oversees": above and rules.possible(Move.OVERSEE, status),
        "checks": checks and rules.possible(Move.CHECK, status),
        "decides": above and rules.possible(Move.RECOGNISE, status),
        "withdraws": above and rules.possible(Move.WITHDRAW, status),
    }


@require_POST
def propose(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_lead(request.actor, pk)
    versions.registration(request.actor, row).carry_out(
        request, lambda: actions.propose(registration=row, by=request.actor)
    )
    undo.offer(
        request, _("It comes into the agenda of the next meeting. A motion there adopts it."), _recall(row)
    )
    return redirect(row)


def _recall(row: Registration) -> str:
    return reverse("schemes:recall", args=[row.pk])


@require_POST
def recall(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_lead(request.actor, pk)
    versions.registration(request.actor, row).carry_out(
        request, lambda: actions.recall(registration=row, by=request.actor)
    )
    undo.offer(request, _("Taken back. You can change the roadmap again."))
    return redirect(row)


def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Name the resolution and send the registration to the unit above."""
    row = access.access_to_lead(request.actor, pk)
    if not rules.possible(Move.SEND, row.status) and request.method != "POST":
        return redirect(row)
    papers = queries.resolutions(row.cell)[:PAPERS_OFFERED]
    form = SendForm(request.POST if request.method == "POST" else None, papers=papers, adopted=_adopted(row))
    form.made_from(versions.registration(request.actor, row))

    def do() -> None:
        actions.send(registration=row, by=request.actor, paper=form.paper_chosen())

    words = _("Sent. The committee above has been told.")
    return _step(request, row, form, do, words, _("Send the registration"), "schemes/send.html")


def _adopted(row: Registration) -> str:
    if row.adopted_on is None:
        return ""
    return _("The cell's meeting of %(day)s adopted it") % {"day": as_day(row.adopted_on)}


def _step(
    request: ActorRequest,
    row: Registration,
    form: BaseForm,
    do: Callable[[], object],
    words: str,
    title: str,
    template: str = "schemes/step.html",
    **context: object,
) -> HttpResponse:
    """A page with one form about a registration: carried out, or shown with what is wrong."""
    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, words)
        return redirect(row)
    shown = {
        "registration": row,
        "year": row.year,
        "scheme": row.year.scheme,
        "form": form,
        "title": title,
        **context,
    }
    return render(request, template, shown, status=422 if form.is_bound else 200)


def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cell gives up."""
    row = access.access_to_lead(request.actor, pk)
    if not rules.possible(Move.DROP, row.status) and request.method != "POST":
        return redirect(row)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.registration(request.actor, row))

    def do() -> None:
        actions.drop(registration=row, by=request.actor, **form.cleaned_data)

    return _step(request, row, form, do, _("The cell has given up."), _("Give up the registration"))


def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Accept a registration with an overseer named, or send it back with a reason."""
    row = access.access_to_decide(request.actor, pk)
    if not rules.possible(Move.ACCEPT, row.status) and request.method != "POST":
        return redirect(row)
    people = queries.overseers_for(row.cell)
    form = AnswerForm(request.POST if request.method == "POST" else None, overseers=people)
    form.made_from(versions.registration(request.actor, row))

    def do() -> None:
        text = form.cleaned_data["text"]
        if form.cleaned_data["decision"] == ACCEPT:
            chosen = form.overseer_chosen()
            actions.accept(registration=row, by=request.actor, overseer=chosen, text=text)
        else:
            actions.send_back(registration=row, by=request.actor, text=text)

    words, title = _("Recorded. The leaders of the cell have been told."), _("Accept or send back")
    over = [each for each in queries.quota_lines(row.year, row.held_by) if each.concerns(row)]
    template = "schemes/answer.html"
    more = {"quotas": over, "none": not people}
    return _step(request, row, form, do, words, title, template, **more)


def overseer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Name another overseer."""
    row = access.access_to_decide(request.actor, pk)
    if not rules.possible(Move.OVERSEE, row.status) and request.method != "POST":
        return redirect(row)
    people = queries.overseers_for(row.cell)
    form = OverseerForm(request.POST if request.method == "POST" else None, overseers=people)
    form.made_from(versions.registration(request.actor, row))

    def do() -> None:
        actions.name_overseer(registration=row, by=request.actor, overseer=form.overseer_chosen())

    words = _("Named. The overseer has been told.")
    return _step(request, row, form, do, words, _("Name another overseer"))


def assess(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cell assesses itself, criterion by criterion; `send` sends it to be checked."""
    row = access.access_to_lead(request.actor, pk)
    if not rules.possible(Move.ASSESS, row.status) and request.method != "POST":
        return redirect(row)
    lines = queries.criterion_lines(row)
    form = AssessForm(request.POST if request.method == "POST" else None, lines=lines)
    form.made_from(versions.assessment(request.actor, row))
    final = "send" in request.POST

    def do() -> None:
        text = form.cleaned_data["text"]
        actions.assess(registration=row, by=request.actor, claims=form.claims(), text=text, final=final)

    words = (
        _("Sent. The cell is checked next.") if final else _("Kept. Nobody above sees it until you send it.")
    )
    title, template = _("The cell assesses itself"), "schemes/assess.html"
    late = timezone.localdate() > row.year.assess_until
    early = timezone.localdate() < row.year.assess_from
    return _step(request, row, form, do, words, title, template, late=late, early=early)


def check(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The check on the spot, criterion by criterion."""
    row = access.access_to_check(request.actor, pk)
    if not rules.possible(Move.CHECK, row.status) and request.method != "POST":
        return redirect(row)
    lines = queries.criterion_lines(row)
    form = CheckForm(request.POST if request.method == "POST" else None, lines=lines)
    form.made_from(versions.check(request.actor, row))
    if not form.is_bound:
        form.initial.setdefault("checked_by", request.actor.name)

    def do() -> None:
        data = form.cleaned_data
        given = {name: data[name] for name in ("checked_on", "checked_by", "text")}
        actions.check(registration=row, by=request.actor, verdicts=form.verdicts(), **given)

    words, title = _("Recorded. The decision comes next."), _("Check on the spot")
    return _step(request, row, form, do, words, title, "schemes/check.html")


def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_decide(request.actor, pk)
    if not rules.possible(Move.RECOGNISE, row.status) and request.method != "POST":
        return redirect(row)
    form = DecideForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.registration(request.actor, row))
    if not form.is_bound:
        form.initial["decided_on"] = timezone.localdate()

    def do() -> None:
        actions.decide(registration=row, by=request.actor, **form.given())

    words = _("Recorded. The cell reads it once you publish the decisions of the year.")
    lines = queries.criterion_lines(row)
    return _step(request, row, form, do, words, _("Decide"), "schemes/decide.html", lines=lines)


def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_to_decide(request.actor, pk)
    if not rules.possible(Move.WITHDRAW, row.status) and request.method != "POST":
        return redirect(row)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.registration(request.actor, row))

    def do() -> None:
        actions.withdraw(registration=row, by=request.actor, **form.cleaned_data)

    words = _("Withdrawn. A cell whose recognition was published has been told.")
    return _step(request, row, form, do, words, _("Withdraw the recognition"))


@require_POST
def undo_(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back the newest step."""
    row = access.access_to_undo(request.actor, pk)

    def may(move: str) -> bool:
        return access.may_undo(request.actor, row, move)

    versions.registration(request.actor, row).carry_out(
        request, lambda: actions.undo(registration=row, by=request.actor, may=may)
    )
    undo.offer(request, _("Taken back. It stays in the history."))
    return redirect("schemes:registration", row.pk)


def done(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Report a milestone as reached."""
    milestone = access.access_to_report(request.actor, pk)
    row = milestone.registration
    if (milestone.done_on or row.status != Status.ACCEPTED) and request.method != "POST":
        return redirect(row)
    form = DoneForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.milestone(request.actor, milestone))
    if not form.is_bound:
        form.initial["done_on"] = timezone.localdate()

    def do() -> None:
        actions.report_done(milestone=milestone, by=request.actor, **form.cleaned_data)

    if request.method == "POST" and form.carries_out(do):
        back = reverse("schemes:not_done", args=[milestone.pk])
        undo.offer(request, _("Reported. The overseer has been told."), back)
        return redirect(row)
    return _milestone_page(request, milestone, form, _("Report a milestone as reached"))


def _milestone_page(request: ActorRequest, milestone: Milestone, form: BaseForm, title: str) -> HttpResponse:
    row = milestone.registration
    shown = {"milestone": milestone, "registration": row, "scheme": row.year.scheme, "year": row.year}
    context = {**shown, "form": form, "title": title}
    return render(request, "schemes/step.html", context, status=422 if form.is_bound else 200)


@require_POST
def not_done(request: ActorRequest, pk: UUID) -> HttpResponse:
    milestone = access.access_to_report(request.actor, pk)
    versions.milestone(request.actor, milestone).carry_out(
        request, lambda: actions.take_back_done(milestone=milestone, by=request.actor)
    )
    undo.offer(request, _("Taken back: the milestone is not reached."))
    return redirect(milestone.registration)


def comment(request: ActorRequest, pk: UUID) -> HttpResponse:
    milestone = access.access_to_comment(request.actor, pk)
    form = CommentForm(request.POST if request.method == "POST" else None)

    def do() -> None:
        actions.comment(milestone=milestone, by=request.actor, **form.cleaned_data)

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Your comment was added."))
        return redirect(milestone.registration)
    return _milestone_page(request, milestone, form, _("Comment on a milestone"))
