"""S004: 12 of 59 cells of a district take up "chi bộ điểm toàn diện"; one of them has four members."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from sotay.assignments import actions as assignments
from sotay.assignments.models import Task
from sotay.demo.cases.asking import actor_of_account
from sotay.demo.cases.model import Case, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.registering import Registering, begin, call
from sotay.demo.cases.sitting import Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.reports import queries as reports
from sotay.reviews import monthly_actions as monthly
from sotay.reviews.queries import members_rated_each_month
from sotay.schemes import counts
from sotay.schemes.models import Scheme
from sotay.units import settings as unit_settings
from sotay.units.models import CellType, Kind, Unit

CELLS, REGISTERED, SMALL = 59, 12, 4
CODE = "22"
ADOPTED, FOLLOWED = Month(2026, 8), Month(2026, 9)
"""The meeting that adopts the registration, and the month that is followed to its end. The article is of
2017; the rules of that year for reviewing members are not in the program, so it is played by those of
2026."""
SMALL_CELL = "Chi bộ Ban Tuyên giáo"


def play(say: Say = quietly, *, cells: int = CELLS, registered: int = REGISTERED) -> None:
    district = _District(cells)
    say(ADOPTED.label())
    taking = district.register(registered)
    for each in taking:
        each.adopt(ADOPTED, speaking=0.5, tasks=0)
        each.accept(district.office, ADOPTED.day(20))
    jobs.work_off()
    say(FOLLOWED.label())
    district.follow(FOLLOWED)
    jobs.work_off()


class _District:
    """A district with a grassroots committee of its offices and cells below it and beside it."""

    def __init__(self, cells: int) -> None:
        day = date(2026, 6, 1)
        with at(_moment(day, 8)):
            self.company = company = Company("all-round-cell", day)
            self.root = company.unit(None, Kind.COMMUNE, "Đảng bộ huyện Cát Vân", CODE)
            office = "Văn phòng Huyện ủy Cát Vân"
            self.office = company.office(self.root, "phuong", office, Role.WARD_OFFICE)
            bloc = company.unit(self.root, Kind.COMMITTEE, "Đảng bộ Khối đảng, đoàn thể", f"{CODE}.1")
            self.small = company.cell(
                bloc,
                SMALL_CELL,
                size=SMALL,
                posts=(Role.SECRETARY, Role.DEPUTY_SECRETARY),
                cell_type=CellType.OFFICE,
            )
            self.others = [self._cell(number) for number in range(2, cells + 1)]
            for people in [self.small, *self.others]:
                overseer = self.others[1 if people is self.others[0] else 0][-1]
                company.appoint(people[0].cell, Role.OVERSEER, overseer)
            company.accounts({"bithu": self.small[0], "dangvien": self.small[3]})
            said = words()["all_round"]
            self.scheme = begin(self.root, self.office, said, (2026, 2027), Scheme.Decides.ISSUER)

    def _cell(self, number: int) -> list[Member]:
        posts = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
        return self.company.cell(self.root, f"Chi bộ thôn {number}", size=SMALL + 2, posts=posts)

    def register(self, registered: int) -> list[Registering]:
        """The small cell and others, called before their meeting of the month."""
        with at(_moment(ADOPTED.first - timedelta(days=20), 8)):
            year = call(self.scheme, self.office, ADOPTED.last)
        said = words()["all_round"]
        taking = [self.small, *self.others[: registered - 1]]
        return [Registering(self.company, year, people, said) for people in taking]

    def follow(self, month: Month) -> None:
        """The small cell gives every member tasks of the week, of the month and at short notice; they report,
        the secretary confirms, and the meeting of the next month is held and reported."""
        Sitting(self.company, self.small[0].cell, month, speaking=1.0, tasks=SMALL).play()
        secretary = self.company.actors[self.small[0]]
        for place, member in enumerate(self.small):
            with at(_moment(month.day(5), 8)):
                text = words()["all_round"]["tasks"][place]
                task = assignments.give(
                    cell=member.cell, by=secretary, to=member, text=text, due_on=month.day(12)
                )
            with at(_moment(month.day(11), 17)):
                result = words()["all_round"]["result"]
                by = self.company.actors[member]
                assignments.report(task=task, by=by, done=True, text=result)
            with at(_moment(month.day(12), 8)):
                assignments.confirm(task=task, by=secretary)
        self._repeat(month)
        self._rate(month)

    def _repeat(self, month: Month) -> None:
        """A task of every week and one of every month, reported on as they come."""
        secretary, said = self.company.actors[self.small[0]], words()["all_round"]
        kinds = ((Task.Kind.WEEKLY, (6, 13, 20, 27)), (Task.Kind.MONTHLY, (26,)))
        for place, (kind, days) in enumerate(kinds):
            member = self.small[place]
            with at(_moment(month.day(4), 9)):
                task = assignments.hand_out(
                    cell=member.cell,
                    by=secretary,
                    people=[member],
                    text=said["tasks"][place],
                    due_on=month.last,
                    kind=kind,
                )
            for day in days:
                with at(_moment(month.day(day), 18)):
                    by = self.company.actors[member]
                    assignments.report(task=task, by=by, done=False, text=said["result"])

    def _rate(self, month: Month) -> None:
        """At the end of the month each of the small cell writes three lines, and the cell says what it
        thinks."""
        cell, secretary = self.small[0].cell, self.company.actors[self.small[0]]
        said = words()["all_round"]["review"]
        with at(_moment(month.day(25), 8)):
            unit_settings.set_setting(
                unit=cell, by=secretary, key="review.monthly", value=True, from_on=month.day(25)
            )
        with at(_moment(month.last, 20)):
            for member in self.small:
                by = self.company.actors[member]
                monthly.write(member=member, month=month, by=by, **said)
                monthly.rate(member=member, month=month, by=secretary, comment="", level=said["proposed"])


def figures() -> Figures:
    """From the counts of the district, and from the board and the tasks of the small cell."""
    district, cell = Unit.objects.get(code=CODE), Unit.objects.get(name=SMALL_CELL)
    (year,) = counts.years_for(actor_of_account("phuong", FOLLOWED.last), district)
    total = counts.report_of(district, year).total
    return {
        "registered": total.registered,
        "cells": total.cells,
        "members_rated_each_month": members_rated_each_month(cell, FOLLOWED, FOLLOWED),
        "four_member_cell_completed": _completed(cell),
    }


def _completed(cell: Unit) -> bool:
    """Whether the month's meeting was held by four and reported, and every member has done what they were
    given at short notice."""
    (row,) = reports.month_of(cell, FOLLOWED, _moment(FOLLOWED.last, 20)).rows
    done = Task.objects.filter(cell=cell, state=Task.State.DONE).values("members").distinct()
    held = row.month is not None and row.month.present == SMALL and row.month.reported == 1
    return held and done.count() == SMALL


CASE = Case(
    name="all-round-cell",
    source="S004",
    title=_("All-round cells of a district"),
    article="“Chi bộ điểm toàn diện” ở Cô Tô",
    about=_(
        "Twelve of 59 cells of a district register for a pilot scheme by their own resolution. One of four "
        "members gives tasks, follows them through the month and holds its meeting like any other."
    ),
    expected=(
        Expected("registered", _("Cells that registered"), REGISTERED, _("How many cells")),
        Expected("cells", _("Cells in all"), CELLS, _("How many cells")),
        Expected(
            "members_rated_each_month",
            _("Every member is rated in the month"),
            True,
            _("Reviews of the month"),
        ),
        Expected(
            "four_member_cell_completed",
            _("A cell of four members completes a month"),
            True,
            _("Overview of the month"),
        ),
    ),
    play=play,
    figures=figures,
)
