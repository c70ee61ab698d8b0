"""The sentences of a draft: changed, added, moved, left out and put back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.period_reviews import queries, rules, sentences, versions, words
from sotay.period_reviews.forms import SentenceForm
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.refusals import SECTION_WORDS
from sotay.period_reviews.views import access_draft


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActorRequest, pk: UUID, section: str) -> HttpResponse:
    """A sentence of one's own."""
    found = access_draft(request, pk)
    if section not in rules.SECTIONS:
        raise Http404
    form = SentenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carries_out(
        lambda: sentences.add(review=found, by=request.actor, section=section, text=form.cleaned_data["text"])
    ):
        undo.offer(request, _("Added the sentence."))
        return _back(found, section)
    context = {"review": found, "unit": found.unit, "form": form, "section": SECTION_WORDS[section]}
    return render(request, "period_reviews/sentence.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sentence(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    """The words of one sentence, with what the program wrote and why."""
    found = access_draft(request, pk)
    line = queries.line_of(found, queries.paper_of(found), key)
    if line is None:
        raise Http404
    edited = versions.sentence(request.actor, found, key)
    form = SentenceForm(request.POST if request.method == "POST" else None).made_from(edited)
    if request.method == "POST" and form.carries_out(
        lambda: sentences.edit(review=found, by=request.actor, key=key, text=form.cleaned_data["text"])
    ):
        back = (
            ""
            if line.edited
            else undo.only_as_seen(
                reverse("period_reviews:revert", args=[found.pk, key]),
                versions.sentence(request.actor, found, key),
            )
        )
        undo.offer(request, _("Saved the new words."), back)
        return _back(found, line.section)
    context = {
        "review": found,
        "unit": found.unit,
        "form": form,
        "section": SECTION_WORDS[line.section],
        "line": line,
        "why": words.why(line, found.last.last),
        "edited": versions.sentence(request.actor, found, key),
    }
    return render(request, "period_reviews/sentence.html", context, status=422 if form.is_bound else 200)


@require_POST
def revert(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    found = access_draft(request, pk)
    versions.sentence(request.actor, found, key).carry_out(
        request, lambda: sentences.revert(review=found, by=request.actor, key=key)
    )
    undo.offer(request, _("The drafted words are back."))
    return redirect(found)


@require_POST
def leave_out(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    found = access_draft(request, pk)
    left = versions.sentence(request.actor, found, key).carry_out(
        request, lambda: sentences.leave_out(review=found, by=request.actor, key=key)
    )
    back = undo.only_as_seen(
        reverse("period_reviews:put_back", args=[found.pk, key]), versions.sentence(request.actor, left, key)
    )
    undo.offer(request, _("Left the sentence out."), back)
    return redirect(found)


@require_POST
def put_back(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    found = access_draft(request, pk)
    versions.sentence(request.actor, found, key).carry_out(
        request, lambda: sentences.put_back(review=found, by=request.actor, key=key)
    )
    undo.offer(request, _("The sentence is back."))
    return redirect(found)


@require_POST
def move(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    """`to` is "up" or "down"."""
    found = access_draft(request, pk)
    to = sentences.UP if request.POST.get("to") == sentences.UP else sentences.DOWN
    versions.order(request.actor, found, key).carry_out(
        request, lambda: sentences.move(review=found, by=request.actor, key=key, to=to)
    )
    return redirect(f"{found.get_absolute_url()}#sentence-{key}")


def _back(found: PeriodReview, section: str) -> HttpResponse:
    return redirect(f"{found.get_absolute_url()}#{section}")
