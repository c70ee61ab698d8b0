"""How cells of a case go through a scheme: called, adopted by their meeting, sent, accepted, decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sotay.demo.cases.people import Company
from sotay.demo.cases.sitting import Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.schemes import actions as schemes
from sotay.schemes import scheme_actions
from sotay.schemes.models import Registration, Scheme, SchemeYear
from sotay.units.models import Unit


def begin(unit: Unit, by: Actor, said: dict[str, Any], years: tuple[int, int], decides: str) -> Scheme:
    """A scheme with the words and the criteria of the case."""
    asked = [(row["text"], row.get("measure", ""), row.get("least")) for row in said["criteria"]]
    return scheme_actions.begin(
        unit=unit,
        by=by,
        criteria=asked,
        name=said["name"],
        basis=said["basis"],
        text="",
        year_from=years[0],
        year_until=years[1],
        cell_types=[],
        decides=decides,
    )


def call(scheme: Scheme, by: Actor, register_by: date) -> SchemeYear:
    """The year of the day by which cells register, with the rest of its calendar until its end."""
    year = register_by.year
    row = scheme_actions.add_year(
        scheme=scheme,
        by=by,
        year=year,
        register_by=register_by,
        review_on=None,
        assess_from=date(year, 11, 15),
        assess_until=date(year, 12, 5),
        check_by=date(year, 12, 20),
        decide_by=date(year, 12, 28),
        valid_until=date(year, 12, 31),
    )
    return scheme_actions.call(year=row, by=by)


class Registering:
    """One cell in one year. Its people are the first of `people`, who hold its posts."""

    def __init__(
        self, company: Company, year: SchemeYear, people: list[Member], said: dict[str, Any]
    ) -> None:
        self.company, self.year, self.people, self.said = company, year, people, said
        self.cell = people[0].cell
        self.secretary = company.actors[people[0]]
        self.row: Registration

    def adopt(self, month: Month, **sitting: Any) -> None:
        """The secretary prepares the roadmap, the cell's meeting of the month adopts it, and it is sent."""
        with at(_moment(month.first - timedelta(days=6), 8)):
            responsible = [self.people[n % len(self.people)] for n in range(len(self.said["roadmap"]))]
            due = [date(self.year.year, month.number + 2 + 2 * n, 20) for n in range(len(responsible))]
            roadmap = list(zip(self.said["roadmap"], due, responsible, strict=True))
            self.row = schemes.register(
                year=self.year, cell=self.cell, by=self.secretary, aim=self.said["aim"], roadmap=roadmap
            )
            schemes.propose(registration=self.row, by=self.secretary)
        Sitting(self.company, self.cell, month, votes_on=schemes.SOURCE, **sitting).play()
        with at(_moment(month.day(6), 8)):
            schemes.send(registration=self.row, by=self.secretary)

    def accept(self, by: Actor, day: date) -> None:
        with at(_moment(day, 9)):
            overseer = self.company.holder(self.cell, Role.OVERSEER)
            schemes.accept(registration=self.row, by=by, overseer=overseer)

    def carry_out(self) -> None:
        """Each milestone is reached a day before its time and commented on by the overseer."""
        for milestone in self.row.milestones.select_related("responsible"):
            done_on = milestone.due_on - timedelta(days=1)
            with at(_moment(done_on, 20)):
                by = self.company.actors[milestone.responsible]
                schemes.report_done(milestone=milestone, by=by, text=self.said["done"], done_on=done_on)
                overseer = self.company.actors[self.company.holder(self.cell, Role.OVERSEER)]
                schemes.comment(milestone=milestone, by=overseer, text=self.said["comment"])

    def conclude(self, by: Actor, *, recognised: bool) -> None:
        """The cell assesses itself, is checked on the spot, and the unit above decides."""
        criteria, year = list(self.year.scheme.criteria.all()), self.year.year
        with at(_moment(date(year, 11, 20), 19)):
            claims = {each.pk: schemes.Claim(True, self.said["evidence"]) for each in criteria}
            schemes.assess(registration=self.row, by=self.secretary, claims=claims, final=True)
        with at(_moment(date(year, 12, 8), 9)):
            verdicts = {each.pk: schemes.Verdict(True) for each in criteria}
            if not recognised:
                verdicts[criteria[1].pk] = schemes.Verdict(False, self.said["missing"])
            schemes.check(
                registration=self.row,
                by=by,
                checked_on=date(year, 12, 8),
                checked_by=self.said["team"],
                verdicts=verdicts,
            )
        with at(_moment(date(year, 12, 20), 9)):
            schemes.decide(
                registration=self.row,
                by=by,
                recognised=recognised,
                decided_on=date(year, 12, 20),
                decision_number=f"{self.cell.code[-3:]}-QĐ/ĐU",
                reason="" if recognised else self.said["refused"],
            )
