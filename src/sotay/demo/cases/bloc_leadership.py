"""S000: a bloc of agencies and enterprises renews how it leads its cells, through half a year."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from sotay.demo import ratings
from sotay.demo.cases.asking import actor_of_account
from sotay.demo.cases.model import Case, Compare, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.sitting import Kind, Sitting
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.guidance import actions as guidance
from sotay.guidance import queries as letters
from sotay.guidance.models import Guidance
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM, Actor, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.members import actions as members
from sotay.opinions import survey_actions, survey_queries
from sotay.opinions.models import Survey
from sotay.opinions.survey_actions import Question
from sotay.oversight import actions as oversight
from sotay.oversight import queries as oversight_lists
from sotay.reports import queries as reports
from sotay.reviews import queries as reviews
from sotay.reviews import round_actions
from sotay.schedules.queries import schedule_of
from sotay.units.models import CellType, Unit
from sotay.units.models import Kind as UnitKind

FIRST, MONTHS = Month(2023, 4), 6
NAMES = (
    ("Chi bộ 2 Báo Đắk Sơn", CellType.OFFICE, 10),
    ("Chi bộ Phòng Văn hóa Đắk Sơn", CellType.OFFICE, 8),
    ("Chi bộ Đội khảo sát Công ty Điện gió", CellType.STATE_ENTERPRISE, 9),
    ("Chi bộ Nhà máy Chế biến Cao su", CellType.STATE_ENTERPRISE, 32),
)
PRESS, CULTURE, SURVEYORS, FACTORY = range(4)
CODE = "45.401"


def play(say: Say = quietly, *, months: int = MONTHS) -> None:
    bloc = _Bloc()
    for turn in range(months):
        say(FIRST.plus(turn).label())
        bloc.month(FIRST.plus(turn), turn)
    say("xếp loại")
    bloc.rate(FIRST.plus(months - 1))


class _Bloc:
    def __init__(self) -> None:
        day = FIRST.plus(-1).first
        with at(_moment(day, 8)):
            self.company = company = Company("bloc-leadership", day)
            province = company.unit(None, UnitKind.PROVINCE, "Đảng bộ tỉnh Đắk Sơn", "45")
            name = "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Đắk Sơn"
            self.unit = company.unit(province, UnitKind.COMMUNE, name, CODE)
            self.office = company.office(self.unit, "phuong", "Văn phòng Đảng ủy Khối", Role.WARD_OFFICE)
            self.members = [
                company.cell(self.unit, name, size=size, cell_type=kind) for name, kind, size in NAMES
            ]
            self.cells = [people[0].cell for people in self.members]
            self.groups = [self._group(number) for number in (1, 2)]
            company.accounts({"bithu": self.members[PRESS][0], "dangvien": self.members[PRESS][6]})
        with at(_moment(day + timedelta(days=5), 9)):
            self._assign()

    def _group(self, number: int) -> Unit:
        """Half of the factory's members each."""
        group = self.company.unit(self.cells[FACTORY], UnitKind.GROUP, f"Tổ đảng số {number}")
        for member in self.members[FACTORY][16 * (number - 1) : 16 * number]:
            members.edit(member=member, by=SYSTEM, group=group)
        return group

    def _assign(self) -> None:
        """Each cell is given to a member of the bloc's committee, who sits in the next one."""
        for place, cell in enumerate(self.cells):
            overseer = self.members[(place + 1) % len(self.cells)][4]
            oversight.hand_over(cell=cell, by=self.office, to=overseer, on=self.company.day)

    def month(self, month: Month, turn: int) -> None:
        said = words()["bloc"]
        with at(_moment(month.first - timedelta(days=4), 9)):
            guidance.issue(
                unit=self.unit,
                by=self.office,
                month=month,
                title=f"Bản tin sinh hoạt nội bộ tháng {month.label()}",
                text=said["bulletins"][turn % len(said["bulletins"])],
                kind=Guidance.Kind.BULLETIN,
            )
        for place, cell in enumerate(self.cells):
            online = place == SURVEYORS and turn % 2 == 0
            asked = {"mode": "online", "video_link": "https://hop.dak-son.example/khao-sat"} if online else {}
            meeting = Sitting(self.company, cell, month, asked=asked, absent=turn % 2, speaking=0.4).play()
            self._visited(cell, meeting, month.day(6))
        if turn == 1:
            self._joint(month)
        if turn % 2:
            self._by_group(month)
        if turn == MONTHS // 2 - 1:
            self._comment(month)
        jobs.work_off()

    def rate(self, month: Month) -> None:
        """The year is rated at the end of the story: each cell votes, the bloc decides and announces."""
        said = words()["bloc"]
        with at(_moment(month.day(26), 9)):
            round_ = ratings.open_for(self.unit, self.office, "year", month, month.day(26))
        for part in round_.cells.select_related("cell", "round"):
            secretary = self.company.secretary(part.cell)
            with at(_moment(month.day(27), 15)):
                ratings.write_and_vote(part, secretary, said["self_review"])
                round_actions.send(cell_round=part, by=secretary)
            with at(_moment(month.day(28), 9)):
                ratings.decide(part, self.office, said["decision"], said["why"])
                round_actions.announce(cell_round=part, by=self.office)

    def _visited(self, cell: Unit, meeting: Meeting, day: date) -> None:
        by = self.company.actors[self.company.holder(cell, Role.OVERSEER)]
        text = words()["ward_month"]["visit"]
        with at(_moment(day, 9)):
            oversight.keep(
                meeting=meeting, cell=cell, by=by, attended="whole", text=text, proposals="", send=True
            )

    def _joint(self, month: Month) -> None:
        """The newspaper's second cell with the culture office, on one theme."""
        asked = {"partner": self.cells[CULTURE], "theme": words()["bloc"]["theme"]}
        when, cell = _moment(month.day(20), 14), self.cells[PRESS]
        Sitting(self.company, cell, month, Kind.JOINT, at=when, asked=asked, speaking=0.5, tasks=0).play()

    def _by_group(self, month: Month) -> None:
        for number, group in enumerate(self.groups):
            when = _moment(month.day(12 + number), 16)
            cell, asked = self.cells[FACTORY], {"group": group}
            Sitting(self.company, cell, month, Kind.GROUP, at=when, asked=asked, lasts=60).play()

    def _comment(self, month: Month) -> None:
        """Members comment on the committee and the secretary of their cell; six of each cell write."""
        said = words()["bloc"]
        with at(_moment(month.day(10), 9)):
            surveys = survey_actions.make(
                unit=self.unit,
                by=self.office,
                title=said["survey"],
                intro=said["intro"],
                ends_on=month.day(20),
                questions=[
                    Question(said["questions"][0], said["options"]),
                    Question(said["questions"][1]),
                ],
                about_leaders=True,
                key=new_id(),
            )
        with at(_moment(month.day(12), 20)):
            for survey in surveys:
                self._answer(survey)

    def _answer(self, survey: Survey) -> None:
        choice, text = survey.questions.all()
        asked = [place.member_id for place in survey.members.order_by("member__name_sort", "member_id")]
        for number, member_id in enumerate(asked[:6]):
            texts = {text.pk: words()["bloc"]["comment"]} if number % 2 else {}
            survey_actions.answer(
                survey=survey, member_id=member_id, chosen={choice.pk: number % 3}, texts=texts
            )


def figures() -> Figures:
    """From the lists of overseers and bulletins, the schedule, the boards and the surveys."""
    unit = Unit.objects.get(code=CODE)
    last = FIRST.plus(MONTHS - 1)
    office = actor_of_account("phuong", last.last)
    months = [FIRST.plus(turn) for turn in range(MONTHS)]
    others = [each for month in months for each in schedule_of(unit, month, office).others if each.is_over]
    boards = [reports.month_of(unit, month, _moment(last.last, 20)) for month in months]
    lines = oversight_lists.ward_lines(unit, last.last)
    bulletin = letters.last_sent(unit, Guidance.Kind.BULLETIN)
    return {
        "overseers": len({each.name for line in lines for each in line.overseers}),
        "bulletins": bulletin.number if bulletin else 0,
        "joint_thematic_meetings": sum(each.is_joint and each.has_theme for each in others),
        "online_meetings": sum(board.total.online for board in boards),
        "group_meetings": sum(each.kind == Kind.GROUP for each in others),
        "ratings_published": reviews.announced(unit, last.year).count(),
        "comments_on_secretary": _comments(unit, office),
    }


def _comments(unit: Unit, office: Actor) -> int:
    """What members wrote of their leaders, in surveys whose results are shown."""
    about = survey_queries.readable(office, [unit]).filter(about_leaders=True)
    shown = [survey_queries.results_of(survey).questions for survey in about]
    return sum(len(question.texts.all()) for questions in shown for question in questions)


CASE = Case(
    name="bloc-leadership",
    source="S000",
    title=_("How a bloc leads its cells"),
    article="Đổi mới nội dung, phương thức lãnh đạo của tổ chức cơ sở đảng (Đảng ủy Khối, 8/3/2023)",
    about=_(
        "A bloc of agencies and enterprises: overseers for its cells, an internal bulletin, a joint thematic "
        "meeting of two cells, a pilot of online meetings, meetings by Party group in a large cell, comments "
        "on committees and secretaries."
    ),
    expected=(
        Expected("overseers", _("Overseers of cells"), None, _("Overseers of the unit"), Compare.SOME),
        Expected("bulletins", _("Bulletins sent"), None, _("Guidance and bulletins"), Compare.SOME),
        Expected(
            "joint_thematic_meetings", _("Joint thematic meetings"), None, _("Schedule"), Compare.SOME
        ),
        Expected("online_meetings", _("Meetings online"), None, _("Overview of the month"), Compare.SOME),
        Expected("group_meetings", _("Meetings by Party group"), None, _("Schedule"), Compare.SOME),
        Expected(
            "ratings_published", _("Yearly ratings announced"), None, _("Reviews and ratings"), Compare.SOME
        ),
        Expected(
            "comments_on_secretary", _("Comments on committee and secretary"), None, _("Surveys"),
            Compare.SOME,
        ),
    ),
    play=play,
    figures=figures,
)  # fmt: skip
