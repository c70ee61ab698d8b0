"""Reading surveys: whom one asks, which wait for an answer, and what came of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS
from sotay.members import queries as members
from sotay.members.models import CellMembership
from sotay.opinions import rules
from sotay.opinions.models import Survey, SurveyMember, SurveyQuestion
from sotay.units.models import Unit
from sotay.units.queries import units_at
from sotay.units.settings import setting

LISTED = 10


def to_answer(member_id: UUID, day: date) -> list[Survey]:
    """Surveys that wait for the member, what ends first before the rest. One query."""
    own = SurveyMember.objects.filter(member=member_id, has_answered=False, survey__ends_on__gte=day)
    rows = own.select_related("survey__unit").order_by("survey__ends_on", "survey_id")
    return [row.survey for row in rows[:LISTED]]


def makers(actor: Actor) -> list[Unit]:
    """The units in whose name the actor makes surveys."""
    units = units_at(actor, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.WARD_OFFICE)
    return [unit for unit in units if actor.may(Can.CONDUCT if unit.is_cell else Can.GUIDE, unit.path)]


def readable(actor: Actor, units: Iterable[Unit]) -> QuerySet[Survey]:
    """Surveys of these units, without those about the actor."""
    led = [grant.unit_id for grant in actor.holds(*LEADERS)]
    rows = Survey.objects.filter(unit__in=[unit.pk for unit in units])
    return rows.exclude(Q(about_leaders=True) & Q(cell__in=led)).select_related("unit", "cell")


def asked_in(cells: Iterable[UUID], day: date) -> Mapping[UUID, list[UUID]]:
    """The members who formally sit in each cell. One query."""
    rows = CellMembership.objects.filter(
        members.in_force(day), cell__in=list(cells), kind=CellMembership.Kind.FORMAL
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for cell, member in rows.order_by().values_list("cell", "member"):
        found[cell].append(member)
    return found


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a survey; `questions` only once they may be shown."""

    is_over: bool
    asked: int
    answered: int  # 0 while it runs
    least: int
    questions: list[SurveyQuestion]


def results_of(survey: Survey) -> Results:
    """Four queries, however many answered."""
    day = timezone.localdate()
    least: int = setting(survey.unit, "cell-meeting.survey_answers_shown_from", day)
    places = list(survey.members.order_by().values_list("has_answered", flat=True))
    answered, is_over = sum(places), day > survey.ends_on
    shown = rules.results_are_shown(day, survey.ends_on, answered, least)
    questions = list(survey.questions.prefetch_related("texts")) if shown else []
    return Results(is_over, len(places), answered if is_over else 0, least, questions)
