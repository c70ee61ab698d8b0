"""A unit's reviews, those that came from below, and a review from its start to its correction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.kernel import undo
from sotay.kernel.asked import asked_year
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import YEARS, in_runs
from sotay.kernel.refusal import Refusal
from sotay.kernel.versions import digest
from sotay.papers.forms import SignForm
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import gaps, layout_of, shown
from sotay.papers.renderers import render_html
from sotay.period_reviews import actions, composing, facts, queries, rules, versions, words
from sotay.period_reviews.access import access_home, access_own, access_review, can_issue, can_write
from sotay.period_reviews.forms import CorrectForm, DescribeForm
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.refusals import SECTION_WORDS, NotADraft


@require_safe
def unit(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's own reviews, and what the units below sent in a year."""
    homes = queries.homes(request.actor)
    unit = access_home(request.actor, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    year = asked_year(request)
    writes = can_write(request.actor, unit)
    own = queries.reviews_of(unit, sent_only=not writes) if unit.kind in rules.KINDS_OF_UNIT else []
    for row in own:
        row.unit = unit
    came = queries.received(unit, year)
    context = {
        "unit": unit,
        "year": year,
        "previous": year - 1 if year - 1 in YEARS else None,
        "following": year + 1 if year < timezone.localdate().year else None,
        "writes": writes,
        "own": own,
        "today": timezone.localdate(),
        "received": came,
        "arrived": sum(bool(row.reviews) for row in came),
        "others": [home for home in homes if home != unit],
    }
    return render(request, "period_reviews/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_own(request.actor, pk)
    form = DescribeForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    made: list[PeriodReview] = []

    def do() -> None:
        made.append(actions.start(unit=unit, by=request.actor, **form.asked()))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(
            request, _("Drafted from the figures. Read each sentence: keep it, change it or leave it out.")
        )
        return redirect(made[-1])
    context = {"unit": unit, "form": form}
    return render(request, "period_reviews/describe.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Title, subject, period and day of a draft."""
    found = access_draft(request, pk)
    form = DescribeForm(
        request.POST if request.method == "POST" else None, today=timezone.localdate(), review=found
    )
    form.made_from(versions.description(request.actor, found))
    if request.method == "POST" and form.carries_out(
        lambda: actions.describe(review=found, by=request.actor, **form.asked())
    ):
        undo.offer(request, _("Saved, and drafted again. What you wrote has stayed."))
        return redirect(found)
    context = {"unit": found.unit, "form": form, "review": found}
    return render(request, "period_reviews/describe.html", context, status=422 if form.is_bound else 200)


@require_safe
def review(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The review as a paper; a draft with its sentences to keep, change, move and leave out."""
    found = access_review(request.actor, pk)
    actions.note_opened(review=found, by=request.actor)
    paper = queries.paper_of(found)
    writes = can_write(request.actor, found.unit)
    context = {
        "review": found,
        "unit": found.unit,
        "paper": paper,
        "writes": writes,
        "issues": can_issue(request.actor, found.unit),
        "edited": versions.whole(request.actor, found) if writes else None,
        "versions": queries.versions_of(found, sent_only=not writes),
        "body": render_html(shown(paper), layout_of(paper), draft=not paper.is_frozen),
    }
    if found.is_draft:
        context |= _draft(request, found, paper)
    elif found.status == PeriodReview.Status.DROPPED:
        context["status_edited"] = versions.status(request.actor, found)
    else:
        context["receiver"] = queries.receiver_of(found.unit)
    return render(request, "period_reviews/review.html", context)


def _draft(request: ActorRequest, found: PeriodReview, paper: IssuedPaper) -> dict[str, Any]:
    """What a draft shows besides its paper. What buttons were made from comes from the lines that are read
    already: the number of queries does not grow with the sentences."""
    lines = queries.lines_of(found, paper)
    fresh = facts.facts_of(found, timezone.now())
    changed = queries.changed_since(found, paper, fresh)
    known = {each["key"] for each in facts.drafted(fresh)}
    sections = []
    for name in rules.SECTIONS:
        several = [line for line in lines if line.section == name and not line.removed]
        shown = [
            {
                "line": line,
                "why": words.why(line, found.last.last),
                "seen": digest(versions.values_of_line(line)),
                "first": place == 0,
                "last": place == len(several) - 1,
                "gone": not line.is_own and line.key not in known,
                "differs": line.key in changed.keys and line.key in known,
            }
            for place, line in enumerate(several)
        ]
        order = digest(versions.values_of_order([line.key for line in several]))
        sections.append({"name": name, "words": SECTION_WORDS[name], "lines": shown, "order": order})
    return {
        "head": queries.head_lines(found, paper),
        "sections": sections,
        "removed": [(line, digest(versions.values_of_line(line))) for line in lines if line.removed],
        "changed": changed,
        "missing": in_runs(fresh.figures.missing),
        "lacking": words.sections(queries.lacking(found, lines)),
        "gaps": gaps(paper),
    }


@require_POST
def build(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_draft(request, pk)
    versions.whole(request.actor, found).carry_out(
        request, lambda: actions.build(review=found, by=request.actor)
    )
    undo.offer(request, _("Drafted again from the figures as they are now. What you wrote has stayed."))
    return redirect(found)


@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_review(request.actor, pk, write=True)
    dropped = versions.whole(request.actor, found).carry_out(
        request, lambda: actions.drop(review=found, by=request.actor)
    )
    back = undo.only_as_seen(
        reverse("period_reviews:take_up", args=[found.pk]), versions.status(request.actor, dropped)
    )
    undo.offer(request, _("The review was given up."), back)
    return redirect("period_reviews:unit", found.unit_id)


@require_POST
def take_up(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_review(request.actor, pk, write=True)
    versions.status(request.actor, found).carry_out(
        request, lambda: actions.take_up(review=found, by=request.actor)
    )
    undo.offer(request, _("The review was taken up again."))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The whole text to read, and under it who signs. Whoever records it has shown who they are."""
    found = access_draft(request, pk, issue=True)
    here = reverse("period_reviews:sign", args=[found.pk])
    if not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    edited = versions.whole(request.actor, found)
    on_behalf, post = composing.signed_for(found.unit.organ)
    initial = {"on_behalf": on_behalf, "post": post}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(
                review=found,
                by=request.actor,
                unchanged=lambda: edited.refuse_if_changed(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("The review is signed and numbered. Now send it up."))
            return redirect(found)
    paper = queries.paper_of(found)
    context = {
        "review": found,
        "unit": found.unit,
        "form": form,
        "edited": versions.whole(request.actor, found),
        "here": here,
        "lacking": words.sections(queries.lacking(found, queries.lines_of(found, paper))),
        "body": render_html(shown(paper), layout_of(paper), draft=True),
    }
    return render(request, "period_reviews/sign.html", context, status=422 if form.is_bound else 200)


@require_POST
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_review(request.actor, pk, issue=True)
    versions.whole(request.actor, found).carry_out(
        request, lambda: actions.send(review=found, by=request.actor)
    )
    undo.offer(request, _("Sent. The unit above has been told."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a correction of what was sent, with the reason."""
    found = access_review(request.actor, pk, issue=True)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.whole(request.actor, found))
    made: list[PeriodReview] = []

    def do() -> None:
        made.append(actions.correct(review=found, by=request.actor, **form.cleaned_data))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("A new version is begun. Sign it and send it up."))
        return redirect(made[-1])
    context = {"review": found, "unit": found.unit, "form": form}
    return render(request, "period_reviews/correct.html", context, status=422 if form.is_bound else 200)


def access_draft(request: ActorRequest, pk: UUID, *, issue: bool = False) -> PeriodReview:
    """A review that can be changed. Raises NotADraft, which the reader sees as a sentence."""
    found = access_review(request.actor, pk, write=not issue, issue=issue)
    if not found.is_draft:
        raise NotADraft
    return found
