"""S002: the Party organisation of an office from September 2015 to April 2018, until its interim review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.asking import actor_of_account, lowest
from sotay.demo.cases.model import Case, Compare, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.sitting import Kind, Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.inspections import actions as inspections
from sotay.inspections import queries as inspection_lists
from sotay.inspections import rules as inspection_rules
from sotay.inspections.models import Inspection
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.papers.printing import printed
from sotay.papers.queries import layout_of, shown
from sotay.period_reviews import actions as period_reviews
from sotay.period_reviews import queries as review_lists
from sotay.period_reviews import sentences
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import Period
from sotay.reports import queries as reports
from sotay.reports.themes import quarters
from sotay.syntheses import queries as syntheses
from sotay.syntheses.composing import UNIT_COMMITTEE
from sotay.units.models import CellType, Unit
from sotay.units.models import Kind as UnitKind

FIRST, MONTHS = Month(2015, 9), 32
LAST = FIRST.plus(MONTHS - 1)
THIRD_FROM = 7
"""Two cells of 32 months and one of 25, founded in April 2016, make the 89 meetings of the article."""
SIZE = 12
THEMES = {4: 0, 12: 1, 19: 0, 26: 2}
"""In which month which cell holds a thematic meeting: few, as the article says."""
INSPECTED = {2: 0, 16: 1}
TWICE_IN = 31
"""In the month of the review the organisation's committee meets once more: 33 times in 32 months."""
CODE = "43.201"


def play(say: Say = quietly, *, months: int = MONTHS) -> None:
    office = _Office()
    for turn in range(months):
        if turn % 4 == 0:
            say(FIRST.plus(turn).label())
        office.month(FIRST.plus(turn), turn)
    office.review(FIRST.plus(months - 1))


class _Office:
    """The organisation, its office, and two cells; the third comes later."""

    def __init__(self) -> None:
        day = FIRST.plus(-1).first
        with at(_moment(day, 8)):
            self.company = company = Company("office-review", day)
            bloc = company.unit(None, UnitKind.PROVINCE, "Đảng bộ Khối các cơ quan tỉnh Sông Lam", "43")
            name = "Đảng bộ Văn phòng Ủy ban nhân dân tỉnh Sông Lam"
            self.unit = company.unit(bloc, UnitKind.COMMITTEE, name, CODE)
            roles = (Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
            self.by = company.office(self.unit, "phuong", "Văn phòng Đảng ủy", *roles)
            self.members = [self._cell("Hành chính – Tổ chức"), self._cell("Tổng hợp")]
            self._appoint_committee()
            company.accounts({"bithu": self.members[0][0], "dangvien": self.members[0][6]})

    def _appoint_committee(self) -> None:
        """The organisation's committee: two of one cell and three of the other."""
        first, second = self.members
        self.company.appoint(self.unit, Role.SECRETARY, first[0])
        self.company.appoint(self.unit, Role.DEPUTY_SECRETARY, second[0])
        for member in (first[3], second[3], second[4]):
            self.company.appoint(self.unit, Role.COMMITTEE_MEMBER, member)

    def _cell(self, name: str, month: Month | None = None) -> list[Member]:
        founded_on = month.first if month else None
        return self.company.cell(
            self.unit, f"Chi bộ {name}", size=SIZE, cell_type=CellType.OFFICE, founded_on=founded_on
        )

    def month(self, month: Month, turn: int) -> None:
        if turn == THIRD_FROM:
            with at(_moment(month.first, 8)):
                self.members.append(self._cell("Trung tâm Phục vụ hành chính công", month))
        self._committee(month, 1, 14)
        if turn == TWICE_IN:
            self._committee(month, 24, 14)
        for place, people in enumerate(self.members):
            cell = people[0].cell
            early = 0 if turn == THIRD_FROM and cell.founded_on == month.first else 3
            Sitting(
                self.company, cell, month, Kind.COMMITTEE, speaking=1, lasts=40, tasks=0, prepared_days=early
            ).play()
            absent = int((place + turn) % 3 == 0)
            Sitting(self.company, cell, month, absent=absent, speaking=0.4, prepared_days=early).play()
        if turn in THEMES:
            self._theme(month, THEMES[turn])
        if turn in INSPECTED:
            self._inspect(month, INSPECTED[turn])
        jobs.work_off()

    def _committee(self, month: Month, day: int, hour: int) -> None:
        """The committee of the organisation meets."""
        when = _moment(month.day(day), hour)
        Sitting(self.company, self.unit, month, Kind.COMMITTEE, at=when, speaking=1, lasts=90, tasks=1).play()

    def _theme(self, month: Month, place: int) -> None:
        themes = words()["office"]["themes"]
        cell = self.members[place][0].cell
        when = _moment(month.day(16), 14)
        theme = themes[month.number % len(themes)]
        Sitting(
            self.company, cell, month, Kind.THEMATIC, at=when, asked={"theme": theme}, speaking=0.5
        ).play()

    def _inspect(self, month: Month, place: int) -> None:
        """The committee and its commission look at how one cell meets."""
        said, day = words()["office"], month.day(10)
        cell = self.members[place][0].cell
        with at(_moment(day, 8)):
            round_ = inspections.begin(
                unit=self.unit,
                by=self.by,
                kind="inspection",
                title=said["inspection"],
                year=month.year,
                quarter=Month.of(day).quarter,
                decision_number=f"{month.number:02}-QĐ/ĐU",
                decided_on=day,
                signed_by="Cao Hữu Khánh",
                report_by=month.day(18),
            )
            chosen = {cell: ""}
            inspections.choose(
                round_=round_, by=self.by, rule=inspection_rules.HAND, chosen=chosen, reason=said["why"]
            )
            others = [people for people in self.members if people[0].cell_id != cell.pk]
            for number, member in enumerate((others[0][3], others[0][4])):
                inspections.add_to_team(round_=round_, by=self.by, member=member, leads=number == 0)
            inspections.announce(round_=round_, by=self.by)
        inspection = round_.inspections.select_related("cell").get()
        with at(_moment(month.day(15), 9)):
            self._report(inspection)
        with at(_moment(month.day(22), 9)):
            inspections.write(
                inspection=inspection,
                by=self.by,
                demands=[(said["demand"], month.plus(1).day(20))],
                conclude=True,
                verified_on=month.day(21),
                strengths=said["strengths"],
                weaknesses=said["weaknesses"],
                conclusion=said["concluded"],
            )
            inspections.publish(inspection=inspection, by=self.by)

    def review(self, last: Month) -> None:
        """The interim review of the resolution: drafted from figures, with a cause people add, and signed."""
        said = words()["office"]
        with at(_moment(last.plus(1).day(10), 8)):
            review = period_reviews.start(
                unit=self.unit,
                by=self.by,
                kind="interim",
                title=said["review"],
                subject=said["resolution"],
                period=Period("months", FIRST, last),
            )
            sentences.add(review=review, by=self.by, section="cause", text=said["cause"])
            period_reviews.sign(
                review=review, by=self.by, on_behalf="T/M ĐẢNG ỦY", post="BÍ THƯ", name="Cao Hữu Khánh"
            )

    def _report(self, inspection: Inspection) -> None:
        lines = inspection_lists.outline(inspection, inspection.round.report_by)
        texts = {line.question.key: words()["office"]["own_report"] for line in lines}
        by = self.company.secretary(inspection.cell)
        inspections.report(inspection=inspection, by=by, texts=texts, send=True)


def figures() -> Figures:
    """From the boards and syntheses of the months, the quarters, and the inspections published."""
    unit = Unit.objects.get(code=CODE)
    boards = [reports.month_of(unit, month, _moment(LAST.last, 20)) for month in _months()]
    found = list(quarters(unit, FIRST, LAST, LAST.last))
    published = inspection_lists.published(actor_of_account("phuong", LAST.last))
    return {
        "committee_meetings": sum(_others(unit, month).get(UNIT_COMMITTEE, 0) for month in _months()),
        "cell_committee_meetings": sum(_others(unit, month).get(Kind.COMMITTEE, 0) for month in _months()),
        "cell_meetings": sum(board.total.held for board in boards),
        "attendance_rate": lowest(board.total.attendance for board in boards),
        "inspections": published.values("round").distinct().count(),
        "inspected_cells": published.values("cell").distinct().count(),
        "thematic_meetings": sum(quarter.held for quarter in found),
        "thematic_warning": any(quarter.warns for quarter in found),
        "review_sentences": _review_sentences(unit),
        "review_paper": _review_paper(unit),
    }


def _review_sentences(unit: Unit) -> dict[str, int]:
    """How many sentences the review has in each of its parts."""
    review = PeriodReview.objects.get(unit=unit)
    lines = review_lists.lines_of(review, review_lists.paper_of(review))
    return dict(Counter(line.section for line in lines if not line.removed))


def _review_paper(unit: Unit) -> str:
    """Where the review lies as a DOCX, beside the files of the case."""
    paper = review_lists.paper_of(PeriodReview.objects.get(unit=unit))
    file = Path(settings.MEDIA_ROOT) / "office-review.docx"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(printed("docx", shown(paper), layout_of(paper)))
    return str(file)


def _months() -> list[Month]:
    return [FIRST.plus(turn) for turn in range(MONTHS)]


def _others(unit: Unit, month: Month) -> Mapping[str, int]:
    """Meetings besides the regular ones, as a synthesis of the month counts them."""
    return syntheses.facts_of(unit, month, _moment(LAST.last, 20)).kinds


BOARD = _("Overview of the month")

CASE = Case(
    name="office-review",
    source="S002",
    title=_("Thirty-two months of an office"),
    article="Sơ kết “nâng cao chất lượng sinh hoạt chi bộ” theo Nghị quyết số 01-NQ/ĐUK (18/1/2021)",
    about=_(
        "The Party organisation of an office with three cells, 32 months from September 2015 to April 2018: "
        "committees and cells meet every month, two cells are inspected, thematic meetings are few."
    ),
    expected=(
        Expected(
            "committee_meetings", _("Meetings of the organisation's committee"), 33, _("Synthesis of a month")
        ),
        Expected("cell_committee_meetings", _("Meetings of cell committees"), 89, _("Synthesis of a month")),
        Expected("cell_meetings", _("Meetings of cells"), 89, BOARD),
        Expected("attendance_rate", _("Attendance, lowest month"), 0.9, BOARD, Compare.AT_LEAST),
        Expected("inspections", _("Inspections published"), 2, _("Inspections")),
        Expected("inspected_cells", _("Cells inspected"), 2, _("Inspections")),
        Expected("thematic_meetings", _("Thematic meetings"), None, BOARD, Compare.SOME),
        Expected("thematic_warning", _("Warning that thematic meetings are few"), True, BOARD),
        Expected(
            "review_sentences",
            _("Sentences of the interim review"),
            {"strength": 1, "weakness": 1, "cause": 1, "solution": 1},
            _("Interim review"),
            Compare.AT_LEAST,
            parts={
                "strength": _("strengths"),
                "weakness": _("weaknesses"),
                "cause": _("causes"),
                "solution": _("solutions"),
            },
        ),
        Expected(
            "review_paper",
            _("Interim review, as a paper"),
            None,
            _("Interim review"),
            Compare.SOME,
        ),
    ),
    play=play,
    figures=figures,
)
