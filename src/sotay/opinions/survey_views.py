"""Pages of surveys: those that wait for an answer, making one, answering it, and what came of it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.opinions import survey_actions, survey_queries, versions
from sotay.opinions.access import access_survey, access_survey_to_answer, access_survey_unit
from sotay.opinions.survey_forms import ABOUT_LEADERS, AnswerForm, SurveyForm


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Surveys to answer, and those of the units the reader makes them for."""
    actor, day = request.actor, timezone.localdate()
    units = survey_queries.makers(actor)
    context = {
        "waiting": survey_queries.to_answer(actor.member_id, day) if actor.member_id else [],
        "units": units,
        "page": page_of(survey_queries.readable(actor, units), request),
        "day": day,
    }
    return render(request, "opinions/surveys.html", context)


def make(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Make a survey and send it; `?about=leaders` begins from the template, for the level above."""
    unit = access_survey_unit(request.actor, pk)
    about_leaders = request.GET.get("about") == "leaders" and not unit.is_cell
    form = SurveyForm(request.POST or None, initial=ABOUT_LEADERS if about_leaders else None)

    def do() -> None:
        survey_actions.make(unit=unit, by=request.actor, about_leaders=about_leaders, **form.given())

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("The survey is sent. You see what came of it after its end."))
        return redirect("opinions:surveys")
    context = {"unit": unit, "form": form, "about_leaders": about_leaders}
    return render(request, "opinions/survey_make.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Answer once, without a name."""
    place = access_survey_to_answer(request.actor, pk)
    survey = place.survey
    given = request.POST if request.method == "POST" else None
    form = AnswerForm(given, questions=list(survey.questions.all()))

    def do() -> None:
        member = cast(UUID, request.actor.member_id)
        survey_actions.answer(survey=survey, member_id=member, chosen=form.chosen, texts=form.texts)

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Thank you. Your answers are counted without your name."))
        return redirect("opinions:surveys")
    context = {
        "survey": survey,
        "form": form,
        "is_open": timezone.localdate() <= survey.ends_on,
        "has_answered": place.has_answered,
    }
    return render(request, "opinions/survey_answer.html", context, status=422 if form.is_bound else 200)


@require_safe
def results(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What came of a survey: after its end, and only when enough have answered."""
    survey = access_survey(request.actor, pk)
    found = survey_queries.results_of(survey)
    rows = [
        (each, list(zip(each.options, each.counts, strict=True)), list(each.texts.all()))
        for each in found.questions
    ]
    context = {"survey": survey, "results": found, "rows": rows}
    context["edited"] = versions.survey(request.actor, survey)
    return render(request, "opinions/survey_results.html", context)


@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    survey = access_survey(request.actor, pk)
    versions.survey(request.actor, survey).carry_out(
        request, lambda: survey_actions.withdraw(survey=survey, by=request.actor)
    )
    undo.offer(request, _("The survey is withdrawn and all its answers are deleted."))
    return redirect("opinions:surveys")
