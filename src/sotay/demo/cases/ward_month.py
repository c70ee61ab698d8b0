"""S001: a month of a ward with eleven cells of residential groups, from the guidance to the synthesis."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.asking import actor_of_account, lowest
from sotay.demo.cases.model import Case, Compare, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.sitting import Kind, Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.guidance import actions as guidance
from sotay.guidance import queries as letters
from sotay.guidance.actions import Topic
from sotay.guidance.models import Guidance
from sotay.kernel import jobs
from sotay.kernel.actor import Actor, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings import queries as meeting_lists
from sotay.meetings.models import Meeting
from sotay.meetings.preparation.likeness import repeats_last
from sotay.members.models import Member
from sotay.opinions import actions as opinions
from sotay.oversight import actions as oversight
from sotay.petitions import actions as petitions
from sotay.petitions import queries as petition_lists
from sotay.petitions.models import Petition
from sotay.reports import queries as reports
from sotay.reports.day_board import Asked, day_of, others
from sotay.reports.queries import Row
from sotay.syntheses import actions as syntheses
from sotay.syntheses import queries as received
from sotay.units.models import Kind as UnitKind
from sotay.units.models import Unit
from sotay.units.settings import settings_of

CELLS, SIZE, EXEMPT = 11, 22, 2
MONTH = Month(2024, 6)
"""The second month that is played: what repeats is held against the first."""
CODE, CITY = "41.101", "41"
WANTED_RATE = 0.9


def play(say: Say = quietly, *, cells: int = CELLS) -> None:
    story = _Story(cells)
    for turn, month in enumerate((MONTH.plus(-1), MONTH)):
        say(month.label())
        story.month(month, turn)


class _Story:
    """The people of the ward and what they do in a month."""

    def __init__(self, cells: int) -> None:
        day = MONTH.plus(-3).first
        with at(_moment(day, 8)):
            company = self.company = Company("ward-month", day)
            self.city = company.unit(None, UnitKind.PROVINCE, "Đảng bộ thành phố Sông Thao", CITY)
            self.ward = company.unit(self.city, UnitKind.COMMUNE, "Đảng bộ phường An Hòa", CODE)
            self.members = [
                company.cell(
                    self.ward, f"Chi bộ tổ dân phố An Hòa {number}", size=SIZE, exempt=EXEMPT
                )
                for number in range(1, cells + 1)
            ]  # fmt: skip
            self.cells = [people[0].cell for people in self.members]
            self.office = company.appoint(self.ward, Role.WARD_OFFICE, self.members[0][4])
            self.city_office = company.office(
                self.city, "tinh", "Văn phòng Thành ủy Sông Thao", Role.PROVINCE_OFFICE
            )
            for number, cell in enumerate(self.cells):  # of the next cell, so that nobody oversees their own
                company.appoint(cell, Role.OVERSEER, self.members[(number + 1) % cells][5])
            company.accounts(self._accounts())

    def _accounts(self) -> dict[str, Member]:
        first = self.members[0]
        overseer = self.company.holder(self.cells[0], Role.OVERSEER)
        return {
            "phuong": first[4],
            "bithu": first[0],
            "thuky": first[1],
            "dangvien": first[6],
            "phutrach": overseer,
        }

    def month(self, month: Month, turn: int) -> None:
        self._guide(month, turn)
        for number, cell in enumerate(self.cells):
            self._committee(cell, month)
            self._meeting(cell, month, number, words()["ward_month"]["theme"][turn][0] if turn else "")
        with at(_moment(month.day(8), 15)):
            self._settle(month)
        self._sum_up(month)
        jobs.work_off()

    def _guide(self, month: Month, turn: int) -> None:
        """Before the first of the month: what was done, what comes, topics and questions."""
        said = words()["ward_month"]
        title, text = said["theme"][turn]
        with at(_moment(month.first - timedelta(days=3), 9)):
            draft = guidance.begin(
                unit=self.ward, by=self.office, month=month, kind=Guidance.Kind.GUIDANCE, as_before=False
            )
            guidance.save(
                guidance=draft,
                by=self.office,
                month=month,
                title=f"Định hướng sinh hoạt chi bộ tháng {month.label()}",
                summary=said["summary"][turn],
                orientation=text,
                cell_types=(),
                topics=[Topic(title, text, compulsory=True)],
                questions=said["questions"][turn],
            )
            letter = guidance.send(guidance=draft, by=self.office)
        with at(_moment(month.first - timedelta(days=2), 20)):
            for cell, people in zip(self.cells, self.members, strict=True):
                guidance.mark_opened(guidance=letter, cells=[cell], member_id=people[0].pk)

    def _committee(self, cell: Unit, month: Month) -> None:
        """The second of the month, with the overseer."""
        sitting = Sitting(self.company, cell, month, Kind.COMMITTEE, speaking=1, lasts=40, tasks=0)
        self._visited(cell, sitting.play(), proposals="")

    def _meeting(self, cell: Unit, month: Month, number: int, theme: str) -> None:
        """The third of the month: one of twenty is away, nine of ten who came speak. In the last month of the
        quarter there is a thematic part."""
        text, level = words()["ward_month"]["petitions"][number % 4]
        sitting = Sitting(
            self.company,
            cell,
            month,
            asked={"theme": theme},
            absent=1,
            speaking=WANTED_RATE,
            lasts=125 if theme else 95,
            read_before=0.8,
            petitions=[(text.replace("{n}", str(number * 2 + 3)), level)],
            prepared_days=2,
        )
        meeting = sitting.prepare()
        with at(_moment(month.first, 19)):
            self._opinion(meeting, number)
        sitting.finish(meeting, sitting.hold(meeting))
        proposal = words()["ward_month"]["proposal"] if number % 5 == 0 else ""
        self._visited(cell, meeting, proposals=proposal)

    def _opinion(self, meeting: Meeting, number: int) -> None:
        writer = self.members[number][7]
        text, key = words()["ward_month"]["opinion"], new_id()
        by = self.company.actors[writer]
        opinions.write(meeting=meeting, by=by, member=writer, subject=None, text=text, key=key)

    def _visited(self, cell: Unit, meeting: Meeting, *, proposals: str) -> None:
        """The overseer attended and leaves an observation."""
        by = self.company.actors[self.company.holder(cell, Role.OVERSEER)]
        with at(_moment(timezone.localdate(meeting.planned_at) + timedelta(days=2), 8)):
            oversight.keep(
                meeting=meeting,
                cell=cell,
                by=by,
                attended="whole",
                text=words()["ward_month"]["visit"],
                proposals=proposals,
                send=True,
            )

    def _settle(self, month: Month) -> None:
        """What is the ward's own is answered, what is beyond it is passed up and the city answers one."""
        said = words()["ward_month"]
        for petition in petition_lists.waiting_for(self.office):
            if "thành phố" in petition.text:
                petitions.pass_up(petition=petition, by=self.office, because=said["passed"])
            else:
                petitions.answer(petition=petition, by=self.office, text=said["answer"])
        for cell in self.cells[::2]:
            self._tell_people(self.company.secretary(cell))

    def _tell_people(self, secretary: Actor) -> None:
        for petition in petition_lists.waiting_for(secretary).filter(status=Petition.Status.ANSWERED):
            petitions.close(petition=petition, by=secretary)

    def _sum_up(self, month: Month) -> None:
        """Before the tenth the ward signs its synthesis and sends it to the city."""
        jobs.work_off()
        with at(_moment(month.day(9), 10)):
            draft = syntheses.build(unit=self.ward, by=self.office, month=month)
            signed = syntheses.sign(
                synthesis=draft,
                by=self.office,
                on_behalf="T/M BAN THƯỜNG VỤ",
                post="BÍ THƯ",
                name="Mai Đức Quân",
            )
            syntheses.send(synthesis=signed, by=self.office)


def figures() -> Figures:
    """From the boards of the month and of its days, and the lists of guidance and petitions."""
    ward = Unit.objects.select_related("parent").get(code=CODE)
    now, points = _moment(MONTH.last, 20), settings_of(ward, MONTH.first)
    office = actor_of_account("phuong", MONTH.last)
    month = reports.month_of(ward, MONTH, now)
    committee_day, meeting_day = (
        MONTH.day(points[f"cell-meeting.{key}"]) for key in ("committee_day", "meeting_day")
    )
    committees = others(Asked.of(ward, committee_day), office)
    cells = day_of(Asked.of(ward, meeting_day), now)
    return {
        "cells": len(month.rows),
        "cells_held": month.total.held,
        "attendance_rate": lowest(row.sums.attendance for row in month.rows),
        "speaking_rate": lowest(row.sums.speaking for row in month.rows),
        "petitions": _petitions(ward, office),
        "guidance_on_time": _guided_in_time(month.rows, points["cell-meeting.guidance_before_day"]),
        "committee_on_day": sum(each.kind == Kind.COMMITTEE and each.is_over for each in committees),
        "cells_on_day": cells.total.held,
        "synthesis_on_time": _synthesis_in_time(ward),
        "repeated_content": sum(len(repeats_last(each)) for each in _regular(ward, office)),
    }


def _petitions(ward: Unit, office: Actor) -> dict[str, int]:
    """Of both months as the office's list has them by status; of the month as its synthesis says."""
    counted = petition_lists.counts(petition_lists.in_sight(office), office)
    sent = received.latest_sent([ward], MONTH)[ward.pk].figures
    return {
        "open": counted.open,
        "answered": counted.answered,
        "closed": counted.closed,
        "raised_in_month": sent["petitions_raised"],
        "settled_here": sent["petitions_settled"],
        "passed_up": sent["petitions_up"],
    }


def _guided_in_time(rows: list[Row], day: int) -> bool:
    """Every cell has guidance of the month, all of it sent before that day."""
    last = MONTH.day(day)
    sent = [[each.sent_at for each in letters.letters_of(row.unit, MONTH)] for row in rows]
    return all(days and all(at and timezone.localdate(at) < last for at in days) for days in sent)


def _synthesis_in_time(ward: Unit) -> bool:
    assert ward.parent is not None
    row = next(row for row in received.received(ward.parent, MONTH, MONTH.last) if row.unit == ward)
    return row.synthesis is not None and not row.late


def _regular(ward: Unit, office: Actor) -> list[Meeting]:
    seen = meeting_lists.seen_by(office).filter(month=MONTH, kind=Kind.REGULAR, cell__parent=ward)
    return list(seen)


BOARD, DAY = _("Overview of the month"), _("Meetings of a day")

CASE = Case(
    name="ward-month",
    source="S001",
    title=_("A month of a ward"),
    article="Đổi mới, nâng cao chất lượng sinh hoạt chi bộ phố, thôn (Baothanhhoa.vn)",
    about=_(
        "A ward with 11 cells of residential groups. Before day 1 it sends summary and guidance; on day 2 "
        "the committee meets, on day 3 the cell, both with the overseer; the roll is called twice; before "
        "day 10 the ward has settled petitions or passed them up, and sends its synthesis."
    ),
    expected=(
        Expected("cells", _("Cells"), CELLS, BOARD),
        Expected("cells_held", _("Cells that met"), CELLS, BOARD),
        Expected("attendance_rate", _("Attendance, lowest cell"), 0.9, BOARD, Compare.AT_LEAST),
        Expected("speaking_rate", _("Spoke of those there, lowest cell"), 0.9, BOARD, Compare.AT_LEAST),
        Expected(
            "petitions",
            _("Petitions by status"),
            {"settled_here": 1, "passed_up": 1},
            _("List of petitions, synthesis"),
            Compare.AT_LEAST,
            parts={
                "open": _("open"),
                "answered": _("answered"),
                "closed": _("closed"),
                "raised_in_month": _("raised in the month"),
                "settled_here": _("settled here"),
                "passed_up": _("passed up"),
            },
        ),
        Expected("guidance_on_time", _("Guidance sent before day 1"), True, _("Guidance of a cell")),
        Expected("committee_on_day", _("Cell committees that met on day 2"), CELLS, DAY),
        Expected("cells_on_day", _("Cells that met on day 3"), CELLS, DAY),
        Expected("synthesis_on_time", _("Synthesis sent before day 10"), True, _("Syntheses received")),
        Expected("repeated_content", _("Items that repeat last month"), 0, _("Check of the agenda")),
    ),
    play=play,
    figures=figures,
)
