"""Pages of one review: reading it, the self-review, the cell's comment, and a second look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor
from sotay.kernel.http import ActorRequest
from sotay.regulations.values import (
    ReviewRow,
)
from sotay.reviews import access, looking, queries, review_actions, rules, versions
from sotay.reviews.evidence import Evidence, cell_evidence, evidence
from sotay.reviews.forms import TextForm
from sotay.reviews.models import Review
from sotay.reviews.review_forms import AnswerAppealForm, CommentForm, WriteForm
from sotay.reviews.words import in_language, level_words
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import Settings, settings_of


def _line(row: Review, here: Settings) -> queries.Line:
    first, last = row.cell_round.round.period
    if row.member_id:
        seen = evidence([row.member_id], first, last)[row.member_id]
    else:
        seen = cell_evidence(row.cell, first, last)
    return queries.line(row, seen, here["review.levels"], here["review.judged_collective"])


def _of_months(seen: Evidence, here: Settings) -> dict[str, Any]:
    """Levels of the period's months and quarters, in words."""
    return {
        "monthly": [(level_words(here, key), n) for key, n in seen.months.items()],
        "quarterly": [(name, level_words(here, key)) for name, key in seen.quarters],
    }


def _note(row: Review, actor: Actor) -> None:
    if row.member is not None:
        looking.note_one(row.member, actor)


@never_cache
@require_safe
def review(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A review as far as the reader may see it."""
    row, actor = access.access_review(request.actor, pk), request.actor
    _note(row, actor)
    here = settings_of(row.cell, row.cell_round.round.opened_on)
    own, leads = access.is_own(actor, row), access.leads(actor, row.cell)
    writes = (own or leads) and row.cell_round.status == rules.OPEN and not row.left_out and not row.ballot_id
    announced = row.cell_round.announced_at is not None
    line = _line(row, here)
    context: dict[str, Any] = {
        "row": row,
        "round": row.cell_round.round,
        "cell": row.cell,
        "line": line,
        "sheet": _sheet(row, here) if access.reads_words(actor, row) else None,
        "own": own,
        "leads": leads,
        "decides": access.decides(actor, row.cell),
        "writes": writes,
        "comments": leads and row.cell_round.status == rules.OPEN,
        "shows_result": leads or access.decides(actor, row.cell) or announced,
        "own_level": level_words(here, row.own_level),
        "decided": level_words(here, row.decided),
        "voted": level_words(here, row.voted),
        "edited": versions.appeal(actor, row),
        "events": [
            (event, level_words(here, event.was), level_words(here, event.level))
            for event in row.events.all()
        ],
        "may_appeal": (own or leads) and row.is_of_member and announced and not row.appealed_at,
        **_of_months(line.evidence, here),
    }
    return render(request, "reviews/review.html", context)


def _sheet(row: Review, here: Settings) -> dict[str, Any]:
    """The self-review by its form: headings with words, criteria with points."""
    shape = queries.form_of(row, here)
    return {
        "headings": [(in_language(each.text), row.words.get(each.key, "")) for each in shape.headings],
        "parts": [(part, _criteria(row, shape.of(part))) for part in ("common", "tasks")],
    }


def _criteria(row: Review, criteria: Iterable[ReviewRow]) -> list[tuple[str, int | None, int]]:
    return [(in_language(each.text), row.points.get(each.key), each.max_points) for each in criteria]


@never_cache
def write(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write a self-review: kept as often as one likes, then sent."""
    row, actor = access.access_review_to_write(request.actor, pk), request.actor
    here = settings_of(row.cell, row.cell_round.round.opened_on)
    shape = queries.form_of(row, here)
    _note(row, actor)
    form = WriteForm(request.POST or None, shape=shape, levels=here["review.levels"])
    form.made_from(versions.self_review(actor, row, shape))
    sends = request.POST.get("what") == "send"

    def do() -> None:
        review_actions.write(review=row, by=actor, form=shape, send=sends, **form.given())

    if request.method == "POST" and form.carries_out(do):
        if sends:
            url = reverse("reviews:reopen", args=[row.pk])
            undo.offer(request, _("Sent to the leaders of the cell."), url)
            return redirect(row)
        undo.offer(request, _("Kept. Send it when it is finished."))
        return redirect("reviews:write", pk=row.pk)
    line = _line(row, here)
    closed = row.cell_round.status != rules.OPEN or bool(row.left_out) or bool(row.ballot_id)
    context = {
        "row": row,
        "round": row.cell_round.round,
        "cell": row.cell,
        "form": form,
        "own": access.is_own(actor, row),
        "line": line,
        "closed": closed,
        **_of_months(line.evidence, here),
        "shows_form": not closed and not row.sent_at,
    }
    return render(request, "reviews/write.html", context, status=422 if form.is_bound else 200)


@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take a sent self-review back to change it; also the undo of sending."""
    row = access.access_review_to_write(request.actor, pk)
    versions.appeal(request.actor, row).carry_out(
        request, lambda: review_actions.reopen(review=row, by=request.actor)
    )
    undo.offer(request, _("Taken back. Change it, then send it again."))
    return redirect("reviews:write", pk=row.pk)


def comment(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the cell says of somebody."""
    row, actor = access.access_review_to_comment(request.actor, pk), request.actor
    here = settings_of(row.cell, row.cell_round.round.opened_on)
    shape = queries.form_of(row, here)
    _note(row, actor)
    form = CommentForm(request.POST or None, review=row, shape=shape).made_from(versions.comment(actor, row))
    operation = Operation(
        title=_("What the cell says of %(name)s") % {"name": row.name},
        button=_("Save"),
        back=row.get_absolute_url(),
        back_words=row.name,
        done=_("Saved."),
        about=row.cell,
    )

    def do() -> None:
        review_actions.comment(review=row, by=actor, shape=shape, **form.given())

    line = _line(row, here)
    more = {"line": line, "row": row, **_of_months(line.evidence, here)}
    return carry_out(request, operation, form, do, template="reviews/comment.html", more=more)


def appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Ask the level above for a second look at one's rating."""
    row = access.access_review_of_person(request.actor, pk)
    _note(row, request.actor)
    form = TextForm(request.POST or None, label=_("What should be looked at again, and why"))
    form.made_from(versions.appeal(request.actor, row))
    operation = Operation(
        title=_("Ask for a second look"),
        button=_("Send to the level above"),
        back=row.get_absolute_url(),
        back_words=str(row.cell_round.round),
        done=_("Sent. The level above answers you here."),
        about=row.cell,
        effects=[
            _("The office that decided the rating reads it and answers; it may give another level."),
            _("The leaders of your cell can read it too."),
        ],
    )

    def do() -> None:
        review_actions.appeal(review=row, by=request.actor, text=form.cleaned_data["text"])

    return carry_out(request, operation, form, do)


@require_POST
def withdraw_appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_review_of_person(request.actor, pk)
    versions.appeal(request.actor, row).carry_out(
        request, lambda: review_actions.withdraw_appeal(review=row, by=request.actor)
    )
    undo.offer(request, _("Your request is taken back."))
    return redirect(row)


def answer_appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The answer of the level above, with the level from now on."""
    row, actor = access.access_review_to_answer(request.actor, pk), request.actor
    here = settings_of(row.cell, row.cell_round.round.opened_on)
    _note(row, actor)
    levels = here["review.levels"]
    form = AnswerAppealForm(request.POST or None, levels=levels, initial={"level": row.decided})
    form.made_from(versions.appeal(actor, row))
    operation = Operation(
        title=_("A second look at the rating of %(name)s") % {"name": row.name},
        button=_("Send the answer"),
        back=row.get_absolute_url(),
        back_words=row.name,
        done=_("Answered. The person and the leaders of the cell were told."),
        about=row.cell,
    )

    def do() -> None:
        given = form.cleaned_data
        review_actions.answer_appeal(review=row, by=actor, text=given["text"], level=given["level"])

    line = _line(row, here)
    more = {"row": row, "line": line, **_of_months(line.evidence, here)}
    return carry_out(request, operation, form, do, template="reviews/answer_appeal.html", more=more)
