"""Pages of a meeting's score."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest, download
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.queries import facts_of
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES
from sotay.scoring import actions, form_paper, page, versions
from sotay.scoring.access import (
    access_score,
    access_to_score,
    access_to_verify,
    may_verify,
    verified_by,
)
from sotay.scoring.forms import AnswerForm, BecauseForm, OtherFormForm, RowsForm, VerifyForm
from sotay.scoring.forms_in_force import choices_for
from sotay.scoring.queries import Scored, asked_of_people, counted, is_said, scored

ASKED = "asked"
"""Sent by a form that has only the rows people answer: those the records prove stay as they are."""


@require_safe
def sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The score of a meeting; before its end, the points still to be had."""
    meeting = access_score(request.actor, pk)
    found, actor = scored(meeting), request.actor
    scores = may(actor, meeting, Can.CONDUCT)
    verifies = may_verify(actor, meeting)
    kept = found.sheet
    context = {
        "meeting": meeting,
        "found": found,
        "score": found.score,
        "rating": found.score.rating.text.of(get_language() or "vi"),
        "sheet": kept,
        "scores": scores,
        "verifies": verifies and kept is not None and kept.is_proposed and not kept.is_verified,
        "reopens": verifies and kept is not None and kept.is_verified,
        "verified_by": verified_by(meeting),
        "waits": any(row.waits for row in found.score.rows),
    }
    if not meeting.is_over:
        ahead = {"ahead": page.ahead_of(found), "elapsed": page.elapsed_minutes(found)}
        return render(request, "scoring/ahead.html", context | ahead)
    context |= {
        "blocks": page.blocks_of(found),
        "suggestions": list(page.suggestions_of(found.score, found.records)) if scores else [],
        "history": page.history_of(found),
    }
    return render(request, "scoring/sheet.html", context)


@require_safe
def form_file(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    """The form as a paper to print and sign, "pdf" or "docx"."""
    meeting = access_score(request.actor, pk)
    if ending not in FILES:
        raise Http404
    facts, chair = facts_of(meeting), meeting.chair
    paper = form_paper.compose(scored(meeting).score, facts, chair.full_name if chair else "")
    name = f"phieu-cham-diem-{meeting.month}.{ending}"
    return download(printed(ending, paper, facts.layout), name, FILES[ending][1])


def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cell scores its meeting: what records prove is filled in, the rest is asked."""
    meeting = access_to_score(request.actor, pk)
    found = scored(meeting)
    if found.sheet is not None and found.sheet.is_verified and request.method != "POST":
        return redirect("scoring:sheet", meeting.pk)
    form = _form(request, AnswerForm, found)
    hands_in = "hand_in" in request.POST

    def do() -> None:
        actions.say(meeting=meeting, by=request.actor, answers=form.answers(), hand_in=hands_in)

    if form.is_bound and form.is_valid() and is_said(found, form.answers(), hands_in=hands_in):
        return redirect("scoring:sheet" if hands_in else "scoring:answer", meeting.pk)

    if request.method == "POST" and form.carries_out(do):
        kept = (
            _("The score is handed in.")
            if hands_in
            else _("Kept. Hand the score in when every row is answered.")
        )
        undo.offer(request, kept)
        return redirect("scoring:sheet" if hands_in else "scoring:answer", meeting.pk)
    return _rows(request, "scoring/answer.html", meeting, found, form)


def verify(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Look at each row and say where the score should be another."""
    meeting = access_to_verify(request.actor, pk)
    found = scored(meeting)
    if (found.sheet is None or found.sheet.is_verified) and request.method != "POST":
        return redirect("scoring:sheet", meeting.pk)
    form = _form(request, VerifyForm, found)

    def do() -> None:
        actions.verify(meeting=meeting, by=request.actor, answers=form.answers())

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("The score is verified. The cell has been told."))
        return redirect("scoring:sheet", meeting.pk)
    return _rows(request, "scoring/verify.html", meeting, found, form)


def _form(request: ActorRequest, kind: type[RowsForm], found: Scored) -> RowsForm:
    rows = asked_of_people(found.score) if request.POST.get("rows") == ASKED else counted(found)
    form = kind(
        request.POST if request.method == "POST" else None, rows=rows, deducts=found.score.form.deducts
    )
    form.made_from(versions.score(request.actor, found.meeting))
    return form


def _rows(
    request: ActorRequest, template: str, meeting: Meeting, found: Scored, form: RowsForm
) -> HttpResponse:
    blocks = [
        (block, [(row, list(form.fields_of(row))) for row in block.rows]) for block in page.blocks_of(found)
    ]
    context = {
        "meeting": meeting,
        "found": found,
        "score": found.score,
        "form": form,
        "blocks": blocks,
        "asked": [(row, fields) for _block, rows in blocks for row, fields in rows if row.row.is_asked],
        "proved": [(row, fields) for _block, rows in blocks for row, fields in rows if not row.row.is_asked],
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take a verification back, with the reason."""
    meeting = access_to_verify(request.actor, pk)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.score(request.actor, meeting))
    if request.method == "POST" and form.carries_out(
        lambda: actions.reopen(meeting=meeting, by=request.actor, **form.cleaned_data)
    ):
        undo.offer(request, _("The verification is taken back; the cell's own score stands again."))
        return redirect("scoring:sheet", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "scoring/reopen.html", context, status=422 if form.is_bound else 200)


def other_form(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Score the meeting by another form; every answer stays."""
    meeting = access_to_verify(request.actor, pk)
    choices = {str(each.own.pk) if each.own else each.key: each for each in choices_for(meeting)}
    form = OtherFormForm(request.POST if request.method == "POST" else None)
    form.offer("form", [(key, each.name) for key, each in choices.items()])
    form.made_from(versions.score(request.actor, meeting))

    def do() -> None:
        given = form.cleaned_data
        actions.score_by(
            meeting=meeting, by=request.actor, used=choices[given["form"]], because=given["because"]
        )

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Scored by that form. Nothing that was answered is lost."))
        return redirect("scoring:sheet", meeting.pk)
    context = {"meeting": meeting, "form": form, "found": scored(meeting)}
    return render(request, "scoring/other_form.html", context, status=422 if form.is_bound else 200)
