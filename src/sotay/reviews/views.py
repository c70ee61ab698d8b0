"""Pages of rounds: the way in, a round over all cells, and a cell's part from the count to the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.http import ActorRequest
from sotay.kernel.navigation import LEADERS
from sotay.kernel.paging import page_of
from sotay.kernel.periods import Month
from sotay.members.queries import roster
from sotay.reviews import access, caps, looking, queries, review_actions, round_actions, rules, versions
from sotay.reviews.forms import DaysForm, RoundForm
from sotay.reviews.monthly_actions import MONTHLY
from sotay.reviews.review_forms import BallotForm, DecideForm
from sotay.reviews.words import in_language
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out
from sotay.units.queries import units_at
from sotay.units.settings import settings_for, settings_of


@dataclass(frozen=True, slots=True)
class MonthCard:
    """The month of a cell on the way in: whether it is reviewed, and what the reader does in it."""

    cell: Unit
    month: Month
    is_on: bool
    sits: bool
    leads: bool


@never_cache
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the reader writes now, the months and rounds of their cells, and rounds of an office."""
    actor, day = request.actor, timezone.localdate()
    led = [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]
    offices = [unit for unit in units_at(actor, Role.WARD_OFFICE) if not unit.is_cell]
    opens = [unit for unit in [*led, *offices] if access.opens(actor, unit)]
    own = list(queries.own_reviews(actor.member_id)[:10])
    context = {
        "own": [(row, row.cell_round.status == rules.OPEN and not row.left_out) for row in own],
        "months": _months(actor, led, day),
        "opens": opens,
        "page": page_of(queries.rounds_for(actor), request),
        "member_id": actor.member_id,
    }
    return render(request, "reviews/home.html", context)


def _months(actor: Actor, led: list[Unit], day: date) -> list[MonthCard]:
    """The monthly review of the cells one sits in or leads. Two queries."""
    sits = {unit.pk for unit in units_at(actor, Role.MEMBER)}
    cells = {unit.pk: unit for unit in [*led, *units_at(actor, Role.MEMBER)] if unit.is_cell}
    here = settings_for(cells.values(), day)
    leads = {unit.pk for unit in led}
    return [
        MonthCard(
            cell=cell,
            month=rules.month_to_review(day, here[pk]["review.monthly_from_day"]),
            is_on=here[pk][MONTHLY],
            sits=pk in sits,
            leads=pk in leads,
        )
        for pk, cell in cells.items()
    ]


def open_round(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access.access_unit_to_open(request.actor, pk)
    today = timezone.localdate()
    form = RoundForm(request.POST or None, initial={"year": today.year})
    operation = Operation(
        title=_("Open a review"),
        button=_("Open it and tell everybody"),
        back=reverse("reviews:home"),
        back_words=_("Reviews and ratings"),
        done=_("The review is open, and everybody in it was told."),
        about=unit,
        effects=[
            _("Every member of the cells who is to be rated gets a page for their self-review."),
            _("Exempt members are left out; a cell can say why somebody else is."),
            _("What people write of themselves is read by the leaders of their cell, and by nobody above."),
        ],
    )

    def do() -> None:
        round_actions.open_round(unit=unit, by=request.actor, **form.given())

    return carry_out(request, operation, form, do)


@never_cache
@require_safe
def round_(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How far each cell has come, and where the cap is passed."""
    found, actor = access.access_round(request.actor, pk), request.actor
    here = settings_of(found.unit, found.opened_on)
    best = here["review.levels"][0]
    cells = queries.cell_lines(found, best.key).filter(access.in_reach(actor))
    changes = access.opens(actor, found.unit)
    office = actor.may_from_above(Can.GUIDE, found.unit.path) or (changes and not found.unit.is_cell)
    page = page_of(cells, request, size=100)
    groups = caps.of_round(found) if office else []
    context = {
        "round": found,
        "best": in_language(best.text),
        "page": page,
        "over": [group for group in groups if group.cap.over],
        "within": [group for group in groups if not group.cap.over],
        "changes": changes,
        "is_fresh": not any(row.written or row.voted for row in page),
        "edited": versions.round_(actor, found),
        "day": timezone.localdate(),
    }
    return render(request, "reviews/round.html", context)


def days(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access.access_round_to_change(request.actor, pk)
    form = DaysForm(request.POST or None).made_from(versions.round_(request.actor, found))
    operation = Operation(
        title=_("Days of the review"),
        button=_("Save"),
        back=found.get_absolute_url(),
        back_words=str(found),
        done=_("Saved."),
        about=found.unit,
    )

    def do() -> None:
        round_actions.change_days(round_=found, by=request.actor, **form.cleaned_data)

    return carry_out(request, operation, form, do)


@require_POST
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access.access_round_to_change(request.actor, pk)
    versions.round_(request.actor, found).carry_out(
        request, lambda: round_actions.discard(round_=found, by=request.actor)
    )
    undo.offer(request, _("The review is thrown away."))
    return redirect("reviews:home")


@never_cache
@require_safe
def cell_round(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A cell's part of a round: for its leaders and the office above; its members read announced levels."""
    row, actor = access.access_cell_round(request.actor, pk), request.actor
    here = settings_of(row.cell, row.round.opened_on)
    leads, decides = access.leads(actor, row.cell), access.decides(actor, row.cell)
    context: dict[str, Any] = {"row": row, "round": row.round, "cell": row.cell}
    if not (leads or decides):
        context["lines"] = queries.lines(row, here)
        return render(request, "reviews/announced.html", context)
    looking.note_list(row.cell, actor)
    lines = queries.lines(row, here)
    context |= {
        "lines": [line for line in lines if not line.review.left_out],
        "left_out": [line.review for line in lines if line.review.left_out],
        "ballots": row.ballots.all(),
        "caps": [(group, group.sentence()) for group in caps.of_cell(row)],
        "leads": leads,
        "sends": actor.may(Can.CONDUCT, row.cell.path),
        "decides": decides,
        "edited": versions.cell_round(actor, row),
        "to_vote": [line for line in lines if not line.review.left_out and not line.review.ballot_id],
    }
    return render(request, "reviews/cell_round.html", context)


@never_cache
@require_safe
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ratings of a cell on paper, with the counts and the tellers."""
    row = access.access_cell_round_on_paper(request.actor, pk)
    here = settings_of(row.cell, row.round.opened_on)
    looking.note_list(row.cell, request.actor)
    lines = queries.lines(row, here)
    context = {
        "row": row,
        "round": row.round,
        "cell": row.cell,
        "levels": [in_language(level.text) for level in here["review.levels"]],
        "lines": [line for line in lines if not line.review.left_out],
        "left_out": [line.review for line in lines if line.review.left_out],
        "ballots": row.ballots.all(),
    }
    return render(request, "reviews/paper.html", context)


@require_POST
def add_missing(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_cell_round_to_lead(request.actor, pk)
    n = versions.cell_round(request.actor, row).carry_out(
        request, lambda: round_actions.add_missing(cell_round=row, by=request.actor)
    )
    undo.offer(request, _("Members added: %(n)s.") % {"n": n})
    return redirect(row)


@never_cache
def ballot(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Enter a count of the secret vote as the tellers gave it."""
    row = access.access_cell_round_to_lead(request.actor, pk)
    today = timezone.localdate()
    waiting = row.reviews.filter(left_out="", ballot=None).order_by("member__name_sort", "id")
    reviews = sorted(waiting, key=lambda review: review.is_of_member)
    people = {
        each.member.pk: each.member for each in roster(row.cell_id, today) if each.full and not each.here
    }
    levels = queries.levels_of(row.round, row.cell)
    form = BallotForm(request.POST or None, reviews=reviews, people=people, levels=levels)
    form.made_from(versions.cell_round(request.actor, row))

    def do() -> None:
        review_actions.record_ballot(cell_round=row, by=request.actor, **form.given())

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("The count is recorded."))
        return redirect(row)
    context = {
        "row": row,
        "cell": row.cell,
        "form": form,
        "base": review_actions.base_of(row.cell, today),
        "columns": [str(words) for _key, words in form.answers],
    }
    return render(request, "reviews/ballot.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back_ballot(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access.access_ballot(request.actor, pk)
    row = found.cell_round
    versions.cell_round(request.actor, row).carry_out(
        request, lambda: review_actions.take_back_ballot(ballot=found, by=request.actor)
    )
    undo.offer(request, _("The count is taken back. Record it again."))
    return redirect(row)


@require_POST
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_cell_round_to_send(request.actor, pk)
    versions.cell_round(request.actor, row).carry_out(
        request, lambda: round_actions.send(cell_round=row, by=request.actor)
    )
    undo.offer(
        request, _("Sent up. You are told when it is decided."), reverse("reviews:recall", args=[row.pk])
    )
    return redirect(row)


@require_POST
def recall(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_cell_round_to_send(request.actor, pk)
    versions.cell_round(request.actor, row).carry_out(
        request, lambda: round_actions.recall(cell_round=row, by=request.actor)
    )
    undo.offer(request, _("The list is back with the cell."))
    return redirect(row)


@never_cache
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The standing committee's levels for everybody of a cell."""
    row = access.access_cell_round_to_decide(request.actor, pk)
    here = settings_of(row.cell, row.round.opened_on)
    lines = [line for line in queries.lines(row, here) if not line.review.left_out]
    reviews = [line.review for line in lines]
    form = DecideForm(request.POST or None, reviews=reviews, levels=here["review.levels"])
    form.made_from(versions.cell_round(request.actor, row))
    looking.note_list(row.cell, request.actor)

    def do() -> None:
        round_actions.decide(cell_round=row, by=request.actor, **form.given())

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Decided. Announce it when the cell is to know."))
        return redirect(row)
    context = {
        "row": row,
        "cell": row.cell,
        "form": form,
        "rows": list(zip(form.rows, lines, strict=True)),
        "caps": [(group, group.sentence()) for group in caps.of_cell(row)],
    }
    return render(request, "reviews/decide.html", context, status=422 if form.is_bound else 200)


@require_POST
def announce(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_cell_round_to_announce(request.actor, pk)
    versions.cell_round(request.actor, row).carry_out(
        request, lambda: round_actions.announce(cell_round=row, by=request.actor)
    )
    undo.offer(request, _("Announced. Each person was told."))
    return redirect(row)
