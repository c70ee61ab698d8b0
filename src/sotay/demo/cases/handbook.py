"""S003: every cell of a commune takes up the handbook; papers are read before, meetings become shorter."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.model import Case, Compare, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.sitting import Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.guidance import actions as guidance
from sotay.guidance.actions import Topic
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.oversight import actions as oversight
from sotay.reports import queries as reports
from sotay.reports.rules import Sums
from sotay.units.models import Kind, Unit

CELLS, SIZE = 6, 15
FIRST, BEFORE, AFTER = Month(2023, 11), 2, 2
"""Months in which papers are handed out in the hall, then months with everything read before."""
CODE = "44.301"


def play(say: Say = quietly, *, cells: int = CELLS) -> None:
    commune = _Commune(cells)
    for turn in range(BEFORE + AFTER):
        say(FIRST.plus(turn).label())
        commune.month(FIRST.plus(turn), turn >= BEFORE)


class _Commune:
    def __init__(self, cells: int) -> None:
        day = FIRST.plus(-2).first
        with at(_moment(day, 8)):
            self.company = company = Company("handbook", day)
            province = company.unit(None, Kind.PROVINCE, "Đảng bộ tỉnh Trà Giang", "44")
            company.office(province, "tinh", "Văn phòng Tỉnh ủy Trà Giang", Role.PROVINCE_OFFICE)
            self.unit = company.unit(province, Kind.COMMUNE, "Đảng bộ xã Quỳnh Lâm", CODE)
            self.office = company.office(self.unit, "phuong", "Văn phòng Đảng ủy xã", Role.WARD_OFFICE)
            names = [f"Chi bộ thôn Quỳnh Lâm {number}" for number in range(1, cells + 1)]
            self.members = [company.cell(self.unit, name, size=SIZE, exempt=1) for name in names]
            self.cells = [people[0].cell for people in self.members]
            for place, cell in enumerate(self.cells):  # officials who come to the cells on the one day
                company.appoint(cell, Role.OVERSEER, self.members[(place + 1) % cells][4])
            company.accounts({"bithu": self.members[0][0], "dangvien": self.members[0][6]})

    def month(self, month: Month, with_handbook: bool) -> None:
        """On day 3 all cells of the province meet. With the handbook everybody has read before."""
        said = words()["handbook"]
        if with_handbook:
            with at(_moment(month.first - timedelta(days=4), 9)):
                guidance.issue(
                    unit=self.unit,
                    by=self.office,
                    month=month,
                    title=said["title"],
                    text=said["text"],
                    topics=[Topic(said["topic"], said["text"], compulsory=True)],
                    questions=said["questions"],
                )
        for place, cell in enumerate(self.cells):
            absent, late = place % 2, 0 if with_handbook else 5 * (place % 3)
            sitting = (
                Sitting(self.company, cell, month, absent=absent, speaking=0.6, read_before=0.92, lasts=92)
                if with_handbook
                else Sitting(
                    self.company, cell, month, absent=absent, speaking=0.3, late=late, lasts=128, talks=2
                )
            )
            meeting = sitting.play()
            by = self.company.actors[self.company.holder(cell, Role.OVERSEER)]
            with at(_moment(month.day(5), 9)):
                oversight.keep(
                    meeting=meeting,
                    cell=cell,
                    by=by,
                    attended="whole",
                    text=said["visit"],
                    proposals="",
                    send=True,
                )
        jobs.work_off()


def figures() -> Figures:
    """From the board of each month: what was opened before, how long it took, the order of the agenda."""
    unit = Unit.objects.get(code=CODE)
    before, after = Sums(), Sums()
    for turn in range(BEFORE + AFTER):
        month = FIRST.plus(turn)
        total = reports.month_of(unit, month, _moment(month.last, 20)).total
        (before if turn < BEFORE else after).add(total)
    return {
        "opened_papers_before_rate": _number(after.reading),
        "minutes_of_meeting_before": round(before.minutes_held / before.held),
        "minutes_of_meeting_after": round(after.minutes_held / after.held),
        "steps_in_order_rate": _number(Fraction(after.in_order, after.held)),
    }


def _number(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)


BOARD = _("Overview of the month")

CASE = Case(
    name="handbook",
    source="S003",
    title=_("A commune takes up the handbook"),
    article="Nâng cao chất lượng sinh hoạt chi bộ; chất lượng đội ngũ cán bộ, đảng viên (01/9/2024)",
    about=_(
        "All cells of a commune take up the handbook: members read what will be discussed beforehand, the "
        "steps run in order, meetings are shorter. The province has one meeting day and officials attend."
    ),
    expected=(
        Expected(
            "opened_papers_before_rate", _("Opened the agenda before the meeting"), 0.9, BOARD,
            Compare.AT_LEAST,
        ),
        Expected(
            "minutes_of_meeting_before", _("Minutes of a meeting before the handbook"), None, BOARD,
            Compare.SOME,
        ),
        Expected(
            "minutes_of_meeting_after", _("Minutes of a meeting with the handbook"),
            "minutes_of_meeting_before", BOARD, Compare.BELOW,
        ),
        Expected("steps_in_order_rate", _("Meetings with every step in order"), 1.0, BOARD),
    ),
    play=play,
    figures=figures,
)  # fmt: skip
