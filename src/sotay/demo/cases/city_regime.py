"""S001: a city of 34 ward and commune committees and 311 cells through a year of its scheme 2023-2028."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.asking import actor_of_account
from sotay.demo.cases.model import Case, Compare, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.playing import work_off
from sotay.demo.cases.sitting import Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.figures import actions as figures_of_cells
from sotay.guidance import actions as guidance
from sotay.inspections import actions as inspections
from sotay.inspections import queries as inspection_lists
from sotay.inspections import rules as inspection_rules
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.members.queries import holders
from sotay.oversight import actions as oversight
from sotay.petitions import actions as petitions
from sotay.petitions import queries as petition_lists
from sotay.petitions.models import Petition
from sotay.reports import queries as reports
from sotay.scoring.periods import cells_by_band
from sotay.syntheses import actions as syntheses
from sotay.units.models import Kind, Unit
from sotay.units.queries import cells_below

COMMITTEES, CELLS, LEADERS = 34, 311, 612
START, MONTHS = Month(2025, 11), 12
SCORED = 2
"""Cells score one meeting of a quarter: every third month from January on."""
SIZE = 8
CODE = "42"


def play(
    say: Say = quietly, *, committees: int = COMMITTEES, months: int = MONTHS, cells_each: int = 10
) -> None:
    """`cells_each` is how many cells of each committee are there at most."""
    city = _City(committees, cells_each)
    for turn in range(months):
        say(START.plus(turn).label())
        city.month(START.plus(turn), turn)


class _City:
    """The committees of the city, and what all of them do in a month."""

    def __init__(self, committees: int, cells_each: int) -> None:
        day = START.plus(-1).first
        with at(_moment(day, 8)):
            self.company = company = Company("city-regime", day)
            self.root = company.unit(None, Kind.PROVINCE, "Đảng bộ thành phố Hàm Long", CODE)
            company.office(self.root, "tinh", "Văn phòng Thành ủy Hàm Long", Role.PROVINCE_OFFICE)
            name = "Ủy ban Kiểm tra Thành ủy Hàm Long"
            company.office(self.root, "kiemtra", name, Role.INSPECTION_COMMISSION)
            with figures_of_cells.gathered():
                self.committees = [
                    _Committee(company, self.root, number, cells_each) for number in range(1, committees + 1)
                ]
            first = self.committees[0]
            company.accounts({"bithu": first.members[0][0], "dangvien": first.members[0][5]})

    def month(self, month: Month, turn: int) -> None:
        """Figures are counted and added up in the story's days too, or all months until today would be."""
        for committee in self.committees:
            with at(_moment(month.day(5), 9)):
                with figures_of_cells.gathered():
                    committee.month(month, turn)
                work_off()
        for committee in self.committees:
            with at(_moment(month.day(20), 10)):
                committee.after(month, turn)
                work_off()


class _Committee:
    """A ward or commune: 9 or 10 cells, 8 members each, three who oversee them."""

    def __init__(self, company: Company, city: Unit, number: int, cells_each: int) -> None:
        self.company = company
        kind = "phường" if number <= 20 else "xã"
        self.name = f"{kind} Hàm Long {number}"
        self.unit = company.unit(city, Kind.COMMUNE, f"Đảng bộ {self.name}", f"{CODE}.{100 + number}")
        username = "phuong" if number == 1 else f"vp{number}"
        self.office = company.office(self.unit, username, f"Văn phòng Đảng ủy {self.name}", Role.WARD_OFFICE)
        places = range(1, min(cells_of(number), cells_each) + 1)
        self.members = [self._cell(number, place) for place in places]
        self.cells = [people[0].cell for people in self.members]
        for place, cell in enumerate(self.cells):  # three members oversee all, nobody their own
            overseer = self.members[(place % 3 + 3) % len(self.cells)][-1]
            if overseer.cell_id == cell.pk:
                overseer = self.members[0][-1]
            company.appoint(cell, Role.OVERSEER, overseer)

    def _cell(self, number: int, place: int) -> list[Member]:
        """Ten cells of the city are so small that they have no deputy: 311 and 301 make 612."""
        posts: tuple[Role, ...] = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
        if place == 1 and has_cell_without_deputy(number):
            posts = posts[:1]
        name = f"Chi bộ {'tổ dân phố' if number <= 20 else 'thôn'} {number}.{place}"
        return self.company.cell(self.unit, name, size=SIZE, posts=posts)

    def month(self, month: Month, turn: int) -> None:
        """Guidance before day 1, the cells on day 3."""
        title, text = words()["city"]["theme"]
        with at(_moment(month.first - timedelta(days=3), 9)):
            guidance.issue(unit=self.unit, by=self.office, month=month, title=title, text=text)
        for place, cell in enumerate(self.cells):
            asked = [(words()["city"]["petition"].replace("{n}", str(place + 3)), "ward")]
            meeting = Sitting(
                self.company,
                cell,
                month,
                absent=int((place + turn) % 4 == 0),
                speaking=0.3 + (place + turn) % 4 / 10,
                read_before=0.5,
                petitions=asked if (place + turn) % 3 == 0 else (),
                scores=turn % 3 == SCORED,
            ).play()
            if (place + turn) % 3 == 0:
                with at(_moment(month.day(5), 8)):
                    self._visited(cell, meeting)

    def _visited(self, cell: Unit, meeting: Meeting) -> None:
        by = self.company.actors[self.company.holder(cell, Role.OVERSEER)]
        text = words()["ward_month"]["visit"]
        oversight.keep(
            meeting=meeting, cell=cell, by=by, attended="whole", text=text, proposals="", send=True
        )

    def after(self, month: Month, turn: int) -> None:
        """Petitions by day 8, the synthesis by day 9, and each third month an inspection."""
        with at(_moment(month.day(8), 15)):
            for petition in petition_lists.waiting_for(self.office).filter(status=Petition.Status.OPEN):
                answer = words()["ward_month"]["answer"]
                petitions.answer(petition=petition, by=self.office, text=answer)
        with at(_moment(month.day(9), 10)):
            draft = syntheses.build(unit=self.unit, by=self.office, month=month)
            signed = syntheses.sign(
                synthesis=draft,
                by=self.office,
                on_behalf="T/M BAN THƯỜNG VỤ",
                post="BÍ THƯ",
                name="Mai Đức Quân",
            )
            syntheses.send(synthesis=signed, by=self.office)
        if turn % 3 == 1:
            self._inspect(month)

    def _inspect(self, month: Month) -> None:
        """The cell not inspected for the longest time; the conclusion is published to all."""
        said = words()["city"]
        with at(_moment(month.day(10), 8)):
            day = month.day(10)
            round_ = inspections.begin(
                unit=self.unit,
                by=self.office,
                kind="inspection",
                title=said["inspection"],
                year=month.year,
                quarter=Month.of(day).quarter,
                decision_number=f"{month.number:02}-QĐ/ĐU",
                decided_on=day,
                signed_by="Mai Đức Quân",
                report_by=month.day(15),
            )
            rule = inspection_rules.LONGEST
            offer = inspection_lists.offers(round_, rule, day)[0]
            inspections.choose(
                round_=round_,
                by=self.office,
                rule=rule,
                chosen={offer.cell: offer.reason},
            )
            for place, member in enumerate(self._team(offer.cell)):
                inspections.add_to_team(round_=round_, by=self.office, member=member, leads=place == 0)
            inspections.announce(round_=round_, by=self.office)
        inspection = round_.inspections.select_related("cell").get()
        with at(_moment(month.day(14), 20)):
            by = self.company.secretary(inspection.cell)
            lines = inspection_lists.outline(inspection, month.day(14))
            texts = {line.question.key: said["own_report"] for line in lines}
            inspections.report(inspection=inspection, by=by, texts=texts, send=True)
        with at(_moment(month.day(20), 9)):
            inspections.write(
                inspection=inspection,
                by=self.office,
                demands=[(said["demand"], month.plus(1).day(10))],
                conclude=True,
                verified_on=month.day(18),
                strengths=said["strengths"],
                weaknesses=said["weaknesses"],
                conclusion=said["concluded"],
            )
            inspections.publish(inspection=inspection, by=self.office)

    def _team(self, inspected: Unit) -> Sequence[Member]:
        return [people[3] for people in self.members if people[0].cell_id != inspected.pk][:2]


def has_cell_without_deputy(number: int) -> bool:
    return number % 3 == 0 and number <= 3 * (2 * CELLS - LEADERS)


def cells_of(number: int) -> int:
    """311 cells of 34 committees: five have ten, the others nine."""
    return 10 if number <= CELLS - 9 * COMMITTEES else 9


def figures() -> Figures:
    """From the board, the appointments of a day and the inspections that were published."""
    city = Unit.objects.get(code=CODE)
    day = START.plus(MONTHS - 1).last
    cells = list(cells_below(city.path))
    leaders = holders([cell.pk for cell in cells], Role.SECRETARY, Role.DEPUTY_SECRETARY, day=day)
    return {
        "committees": len(reports.month_of(city, START, _moment(START.last, 20)).rows),
        "cells": reports.month_of(city, START, _moment(START.last, 20)).total.cells,
        "secretaries_and_deputies": leaders.values("member").distinct().count(),
        "inspections_by_quarter": list(_by_quarter(actor_of_account("kiemtra", day))),
        "cells_by_band": cells_by_band(city, 2026, day),
    }


def _by_quarter(commission: Actor) -> Iterator[int]:
    """Published conclusions, quarter by quarter."""
    published = inspection_lists.published(commission).values_list("round__year", "round__quarter")
    counted = Counter(published)
    for quarter in sorted(counted):
        yield counted[quarter]


CASE = Case(
    name="city-regime",
    source="S001",
    title=_("A year of a city"),
    article="Đổi mới, nâng cao chất lượng sinh hoạt chi bộ phố, thôn (Baothanhhoa.vn)",
    about=_(
        "A city of 34 ward and commune committees with 311 cells, through a year: guidance and synthesis "
        "each month, cells on day 3, an inspection in each ward every quarter, published to all."
    ),
    expected=(
        Expected("committees", _("Ward and commune committees"), COMMITTEES, _("Overview of the month")),
        Expected("cells", _("Cells"), CELLS, _("Overview of the month")),
        Expected("secretaries_and_deputies", _("Secretaries and deputies"), LEADERS, _("Appointments")),
        Expected(
            "inspections_by_quarter",
            _("Inspections published, by quarter"),
            COMMITTEES,
            _("Inspections"),
            Compare.AT_LEAST,
        ),
        Expected(
            "cells_by_band",
            _("Cells by score band"),
            None,
            _("Scores"),
            Compare.SOME,
        ),
    ),
    play=play,
    figures=figures,
)
