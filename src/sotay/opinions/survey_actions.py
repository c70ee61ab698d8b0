"""Making surveys, answering and withdrawing them.

Who has answered is kept apart from what was answered. Nothing here may bring the two together: an answer
leaves no audit line, no notice and no time, and writes all rows of both anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.opinions import rules, survey_queries
from sotay.opinions.models import Survey, SurveyMember, SurveyQuestion, SurveyText
from sotay.units.models import Unit
from sotay.units.queries import cells_below


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers; none for words of one's own."""

    text: str
    options: Sequence[str] = ()


@transaction.atomic
def make(
    *,
    unit: Unit,
    by: Actor,
    title: str,
    intro: str,
    ends_on: date,
    questions: Sequence[Question],
    about_leaders: bool = False,
    key: UUID,
) -> list[Survey]:
    """Ask the members of a cell, or of all cells below a unit; the same `key` again changes nothing.

    About leaders each cell has a survey of its own, answered by the others and read by `unit`, the level
    above.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    day = timezone.localdate()
    _refuse_unfit(unit, day, ends_on, questions, about_leaders)
    cells = [unit] if unit.is_cell else list(cells_below(unit.path))
    asked = survey_queries.asked_in([cell.pk for cell in cells], day)
    groups: list[tuple[Unit | None, list[UUID]]]
    if about_leaders:
        leaders = _leaders(cells, day)
        groups = [
            (cell, [pk for pk in asked.get(cell.pk, []) if (cell.pk, pk) not in leaders]) for cell in cells
        ]
    else:
        groups = [(unit if unit.is_cell else None, [pk for several in asked.values() for pk in several])]
    made = []
    for cell, people in groups:
        pk = uuid5(unit.pk, f"{key} {cell.pk if cell else ''}")
        if not people or Survey.objects.filter(pk=pk).exists():
            continue
        survey = Survey.objects.create(
            id=pk,
            unit=unit,
            cell=cell,
            title=tidy(title),
            intro=intro.strip(),
            about_leaders=about_leaders,
            made_on=day,
            made_by_name=by.name,
            ends_on=ends_on,
        )
        _ask(survey, by, people, questions)
        made.append(survey)
    return made


def _ask(survey: Survey, by: Actor, people: Sequence[UUID], questions: Sequence[Question]) -> None:
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey,
            position=position,
            text=tidy(each.text),
            options=list(each.options),
            counts=[0] * len(each.options),
        )
        for position, each in enumerate(questions, start=1)
    )
    places = {uuid4(): member for member in dict.fromkeys(people)}
    SurveyMember.objects.bulk_create(
        (SurveyMember(id=pk, survey=survey, member_id=places[pk]) for pk in sorted(places)), batch_size=500
    )
    words = {"day": as_day(survey.ends_on)}
    audit.record(by, "survey.sent", survey, **words)  # type: ignore[arg-type]
    url = reverse("opinions:survey_answer", args=[survey.pk])
    notify.tell(people, "survey.sent", url, by=by, unit=survey.unit.organ, title=survey.title, **words)


@sensitive_variables()
@transaction.atomic
def answer(*, survey: Survey, member_id: UUID, chosen: Mapping[UUID, int], texts: Mapping[UUID, str]) -> None:
    """Count what a member chose and keep what they wrote, by question. Once only.

    Raises Refusal after the end, a second time, or for an answer that is not offered.
    """
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    place = row.members.filter(member=member_id).first()
    if place is None or timezone.localdate() > row.ends_on:
        raise Refusal(_("This survey is over."))
    if place.has_answered:
        raise Refusal(_("You have answered already. Nobody knows which answers are yours, so they stay."))
    questions = list(row.questions.all())
    for question in questions:
        if question.options:
            option = chosen.get(question.pk, -1)
            if not 0 <= option < len(question.options):
                raise Refusal(_("Choose one of the answers to every question."))
            question.counts = rules.added(question.counts, len(question.options), option)
    SurveyQuestion.objects.bulk_update(questions, ["counts"])
    _write_anew(questions, texts)
    # One statement that treats every row alike, so that none shows which was the newest.
    now = Case(When(member=member_id, then=Value(True)), default=F("has_answered"))
    row.members.update(has_answered=now)


@sensitive_variables()
def _write_anew(questions: Sequence[SurveyQuestion], texts: Mapping[UUID, str]) -> None:
    """All texts of a survey with the new ones, under new ids and in their order."""
    kept = SurveyText.objects.filter(question__in=questions)
    said = list(kept.values_list("question_id", "text"))
    said += [(each.pk, text) for each in questions if (text := texts.get(each.pk, "").strip())]
    kept.delete()
    rows = {uuid4(): one for one in said}
    SurveyText.objects.bulk_create(
        (SurveyText(id=pk, question_id=rows[pk][0], text=rows[pk][1]) for pk in sorted(rows)), batch_size=500
    )


@transaction.atomic
def withdraw(*, survey: Survey, by: Actor) -> None:
    """Delete a survey and all its answers. Raises Refusal once it has ended."""
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    if timezone.localdate() > row.ends_on:
        raise Refusal(_("This survey is over."))
    audit.record(by, "survey.withdrawn", row)
    notify.take_back(reverse("opinions:survey_answer", args=[row.pk]))
    row.delete()


def _leaders(cells: Sequence[Unit], day: date) -> set[tuple[UUID, UUID | None]]:
    """Who leads which of the cells. One query."""
    held = members.holders([cell.pk for cell in cells], *LEADERS, day=day)
    return set(held.order_by().values_list("unit", "member"))


def _refuse_unfit(
    unit: Unit, day: date, ends_on: date, questions: Sequence[Question], about_leaders: bool
) -> None:
    if ends_on < day:
        raise Refusal(_("Choose a day that is still to come."), field="ends_on")
    if not questions or len(questions) > rules.QUESTIONS:
        raise Refusal(_("Ask at least one question."), field="question_1")
    if any(len(each.options) == 1 for each in questions):
        raise Refusal(_("One answer alone is no choice: write two or more, or none."))
    if about_leaders and unit.is_cell:
        raise Refusal(_("Comments on a committee and its secretary are asked for by the level above."))
