"""S003: three years of discipline in a district, and the chiefs and rotation of another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.model import Case, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.kernel.actor import Role
from sotay.members.models import Member
from sotay.registers.discipline import actions as discipline
from sotay.registers.discipline import queries as disciplined
from sotay.registers.posts import actions as posts
from sotay.registers.posts import queries as posted
from sotay.units.decisions import Decision
from sotay.units.models import Kind, Unit

FIRST, LAST = date(2021, 9, 1), date(2024, 8, 31)
"""The three years the article speaks of."""
LEVELS = {"reprimand": 107, "warning": 11, "dismissal": 6, "expulsion": 23}
MORAL_DECLINE = 26
COMMUNES, NOT_LOCAL, ROTATED = 36, 25, 4
CELLS, SIZE = 8, 24
COAST, RICE = "45.101", "46"
GROUNDS = ("responsibility", "principles", "population", "activities", "state_law")
BY_CELL = frozenset({"reprimand", "warning", "dismissal"})


def play(say: Say = quietly, *, cells: int = CELLS, part: int = 1) -> None:
    """`part` divides the numbers of the article, for a play that is short."""
    with at(_moment(FIRST - timedelta(days=30), 8)):
        company = Company("cadres", FIRST - timedelta(days=30))
        province = company.unit(None, Kind.PROVINCE, "Đảng bộ tỉnh Trà Giang", "45")
        company.office(province, "tinh", "Văn phòng Tỉnh ủy Trà Giang", Role.PROVINCE_OFFICE)
    say("discipline")
    _Discipline(company, province, cells).play(part)
    say("posts")
    _Chiefs(company).play(part)


class _Discipline:
    """A district whose cells decide, or propose to its committee, through three years."""

    def __init__(self, company: Company, province: Unit, cells: int) -> None:
        self.company = company
        with at(_moment(company.day, 9)):
            self.district = company.unit(province, Kind.COMMITTEE, "Đảng bộ huyện Hải Lăng", COAST)
            office = (Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
            self.office = company.office(self.district, "phuong", "Văn phòng Huyện ủy", *office)
            self.cells = [
                company.cell(self.district, f"Chi bộ thôn Hải Lăng {number}", size=SIZE)
                for number in range(1, cells + 1)
            ]
            company.accounts({"bithu": self.cells[0][0], "dangvien": self.cells[0][8]})

    def play(self, part: int) -> None:
        """Level by level, the days spread over the three years; every so many for moral decline."""
        levels = [level for level, n in LEVELS.items() for _ in range(-(-n // part))]
        moral = -(-MORAL_DECLINE // part)
        declined = {turn * len(levels) // moral for turn in range(moral)}
        step = (LAST - FIRST).days // len(levels)
        people = self._people()
        for number, level in enumerate(levels):
            ground = "moral_decline" if number in declined else GROUNDS[number % len(GROUNDS)]
            member = self._for_dismissal(number) if level == "dismissal" else next(people)
            self._discipline(member, level, ground, FIRST + timedelta(days=step * number))

    def _people(self) -> Iterator[Member]:
        """Members of the cells in turn who hold no post: one may be disciplined more than once, but whoever
        is expelled comes last and once."""
        plain = [members[3 + turn] for turn in range(SIZE - 3) for members in self.cells]
        while True:
            yield from (member for member in plain if not self._has_left(member))

    def _has_left(self, member: Member) -> bool:
        member.refresh_from_db(fields=["left_on"])
        return member.left_on is not None

    def _for_dismissal(self, number: int) -> Member:
        """Somebody with a post: a member of a cell's committee."""
        return self.cells[number % len(self.cells)][2]

    def _discipline(self, member: Member, level: str, ground: str, day: date) -> None:
        """The cell decides up to a dismissal; an expulsion it proposes, and the committee above decides."""
        by = self.company.secretary(member.cell)
        base = SIZE
        given: dict[str, Any] = {"level": level, "ground": ground}
        with at(_moment(day, 20)):
            decider = "cell" if level in BY_CELL else "proposed"
            row = discipline.record(
                member=member, by=by, decider=decider, on=day, votes_for=base - 4, votes_base=base, **given
            )
        if decider == "proposed":
            later = day + timedelta(days=3)
            with at(_moment(later, 9)):
                paper = Decision(f"{row.pk.hex[-4:]}-QĐ/HU", later, "Ban Thường vụ Huyện ủy Hải Lăng")
                discipline.decide(discipline=row, by=self.office, disciplined=True, on=later, decision=paper)


class _Chiefs:
    """Another district with 36 communes: who leads each, where from, and who was rotated there.

    Districts are no level of the tree any more, so it stands there as a province does: right above communes.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        with at(_moment(company.day, 10)):
            self.district = company.unit(None, Kind.PROVINCE, "Đảng bộ huyện Thái Bình Hải", RICE)
            self.office = company.office(self.district, "huyen", "Văn phòng Huyện ủy", Role.PROVINCE_OFFICE)

    def play(self, part: int) -> None:
        communes, not_local = -(-COMMUNES // part), -(-NOT_LOCAL // part)
        rotated = -(-ROTATED // part)
        for number in range(communes):
            with at(_moment(self.company.day, 11)):
                name, code = f"Đảng bộ xã Thái Hải {number + 1}", f"{RICE}.{number + 1:03}"
                commune = self.company.unit(self.district, Kind.COMMUNE, name, code)
                members = self.company.cell(commune, f"Chi bộ thôn Thái Hải {number + 1}", size=3)
            local = number >= not_local
            day = FIRST + timedelta(days=30 * (number % 30))
            with at(_moment(day, 8)):
                posts.enter(
                    member=members[0],
                    by=self.office,
                    kind="held",
                    side="party",
                    title="Bí thư Đảng ủy xã",
                    place=name,
                    place_unit=commune,
                    is_chief=True,
                    is_local=local,
                    came_by="rotated" if number < rotated else "elected",
                    from_on=day,
                )


def figures() -> Figures:
    """From the counts of the two districts over the three years."""
    counted = disciplined.report(Unit.objects.get(code=COAST), FIRST, LAST)
    chiefs = posted.report(Unit.objects.get(code=RICE), FIRST, LAST)
    return {
        "disciplined": counted.members,
        **{level: counted.by_level[level] for level in LEVELS},
        "moral_decline": counted.of_ground("moral_decline"),
        "chiefs_not_local": chiefs.chiefs_not_local,
        "communes": chiefs.communes,
        "rotated": chiefs.rotated,
    }


COUNTS = _("Counts of the books")

CASE = Case(
    name="cadres-discipline",
    source="S003",
    title=_("Discipline and rotation of officials in two districts"),
    article="Nâng cao chất lượng sinh hoạt chi bộ; chất lượng đội ngũ cán bộ, đảng viên (01/9/2024)",
    about=_(
        "Over three years the cells of a district decide on discipline or propose it to the committee above. "
        "In another district the chiefs of most communes do not come from there, and officials are rotated."
    ),
    expected=(
        Expected("disciplined", _("Members disciplined"), sum(LEVELS.values()), COUNTS),
        Expected("reprimand", _("Reprimanded"), LEVELS["reprimand"], COUNTS),
        Expected("warning", _("Warned"), LEVELS["warning"], COUNTS),
        Expected("dismissal", _("Dismissed from a post"), LEVELS["dismissal"], COUNTS),
        Expected("expulsion", _("Expelled"), LEVELS["expulsion"], COUNTS),
        Expected("moral_decline", _("Of them for moral decline"), MORAL_DECLINE, COUNTS),
        Expected("chiefs_not_local", _("Communes with a chief not from the place"), NOT_LOCAL, COUNTS),
        Expected("communes", _("Communes"), COMMUNES, COUNTS),
        Expected("rotated", _("Officials rotated"), ROTATED, COUNTS),
    ),
    play=play,
    figures=figures,
)  # fmt: skip
