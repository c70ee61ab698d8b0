"""A unit's programme of a year: what is planned, and what of it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from sotay.inspections.models import PlannedRound, RecordedPaper, Round, YearPlan
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A planned round with the rounds begun from it: cells announced, and cells concluded."""

    planned: PlannedRound
    rounds: tuple[Round, ...]
    announced: int
    concluded: int

    @property
    def is_done(self) -> bool:
        return self.concluded >= self.planned.cells

    @property
    def lacking(self) -> int:
        return max(0, self.planned.cells - self.announced)


@dataclass(frozen=True, slots=True)
class Programme:
    plan: YearPlan | None
    lines: tuple[ProgrammeLine, ...]
    unplanned: tuple[Round, ...]
    paper: RecordedPaper | None

    @property
    def planned(self) -> int:
        return sum(line.planned.cells for line in self.lines)

    @property
    def concluded(self) -> int:
        return sum(line.concluded for line in self.lines)


def programme_of(unit: Unit, year: int, *, drafts: bool) -> Programme:
    """The programme with what is done of it; drafts of rounds only for their own office. Four queries."""
    rounds = Round.objects.filter(unit=unit, year=year).order_by("quarter", "created_at")
    if not drafts:
        rounds = rounds.filter(status=Round.Status.ANNOUNCED)
    counted = rounds.annotate(
        chosen=Count("inspections"),
        concluded=Count("inspections", filter=Q(inspections__concluded_at__isnull=False)),
    )
    every = list(counted)
    plan = YearPlan.objects.filter(unit=unit, year=year).first()
    lines = []
    for planned in plan.lines.all() if plan else ():
        own = [each for each in every if each.planned_id == planned.pk]
        announced = sum(each.chosen for each in own if not each.is_draft)
        lines.append(ProgrammeLine(planned, tuple(own), announced, sum(each.concluded for each in own)))
    known = {line.planned.pk for line in lines}
    paper = plan.papers.first() if plan else None
    return Programme(
        plan,
        tuple(lines),
        tuple(each for each in every if each.planned_id not in known),
        paper if paper and (drafts or paper.is_issued) else None,
    )
