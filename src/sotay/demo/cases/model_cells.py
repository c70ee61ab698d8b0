"""S003: a province in which 293 cells are recognised as model cells in 2023 and 519 take it up in 2024."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from sotay.demo.cases.asking import actor_of_account
from sotay.demo.cases.model import Case, Expected, Figures, Say, quietly
from sotay.demo.cases.people import Company, words
from sotay.demo.cases.registering import Registering, begin, call
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.kernel import jobs
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.schemes import counts, scheme_actions
from sotay.schemes.models import Scheme
from sotay.units.models import Kind, Unit

RECOGNISED, REGISTERED = 293, 519
COMMUNES, CELLS_EACH, SIZE = 18, 31, 4
CODE = "33"
FIRST = f"{CODE}.101"
"""The commune of the article: two cells in 2023, one recognised; four in 2024."""
YEARS = (2023, 2024)
ADOPTED = 3
"""The month of the meetings that adopt a registration."""


@dataclass(frozen=True, slots=True)
class Share:
    """A commune: its cells, those that registered and were recognised in 2023, those of 2024."""

    cells: int
    registered: int
    recognised: int
    following: int


def shares(communes: int = COMMUNES, cells_each: int = CELLS_EACH) -> list[Share]:
    """The commune of the article first; the others share the rest of the article's numbers evenly.

    Not known is how many registered in 2023: here one cell more in each of the first six of the others.
    """
    others = communes - 1
    found = [Share(8, 2, 1, 4)]
    for number in range(others):
        recognised = min(_part(RECOGNISED - 1, others, number), cells_each - 1)
        following = min(_part(REGISTERED - 4, others, number), cells_each)
        found.append(Share(cells_each, recognised + (number < 6), recognised, following))
    return found


def _part(whole: int, parts: int, number: int) -> int:
    return whole // parts + (number < whole % parts)


def play(say: Say = quietly, *, communes: int = COMMUNES, cells_each: int = CELLS_EACH) -> None:
    province = _Province(shares(communes, cells_each))
    for year in YEARS:
        say(str(year))
        province.call(year)
        for commune in province.communes:
            commune.register(year, province.scheme)
            say(f"{year} · {commune.unit.name}")
        jobs.work_off()
    jobs.work_off()


class _Province:
    def __init__(self, plan: list[Share]) -> None:
        day = date(2022, 12, 1)
        with at(_moment(day, 8)):
            company = Company("model-cells", day)
            self.root = company.unit(None, Kind.PROVINCE, "Đảng bộ tỉnh Trà Hải", CODE)
            office = "Văn phòng Tỉnh ủy Trà Hải"
            self.office = company.office(self.root, "tinh", office, Role.PROVINCE_OFFICE)
            self.communes = [
                _Commune(company, self.root, number, share) for number, share in enumerate(plan, 1)
            ]
            company.accounts({"bithu": self.communes[0].people[0][0]})
            said = words()["model_cells"]
            self.scheme = begin(self.root, self.office, said, (2022, 2025), Scheme.Decides.COMMUNE)

    def call(self, year: int) -> None:
        with at(_moment(date(year, 2, 10), 8)):
            called = call(self.scheme, self.office, date(year, 3, 31))
            self.scheme = called.scheme


class _Commune:
    """A commune with its cells, two of whose members oversee the others."""

    def __init__(self, company: Company, province: Unit, number: int, share: Share) -> None:
        self.company, self.share = company, share
        name = f"xã Trà Hải {number}"
        self.unit = company.unit(province, Kind.COMMUNE, f"Đảng bộ {name}", f"{CODE}.{100 + number}")
        username = "phuong" if number == 1 else f"vp{number}"
        self.office: Actor = company.office(
            self.unit, username, f"Văn phòng Đảng ủy {name}", Role.WARD_OFFICE
        )
        posts = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
        self.people = [
            company.cell(self.unit, f"Chi bộ thôn {number}.{place}", size=SIZE, posts=posts)
            for place in range(1, share.cells + 1)
        ]
        for place, people in enumerate(self.people):
            overseer = self.people[1 if place == 0 else 0][-1]
            company.appoint(people[0].cell, Role.OVERSEER, overseer)

    def register(self, year: int, scheme: Scheme) -> None:
        """Every cell of the year's share registers; those of the first year go on to the decision."""
        share, said = self.share, words()["model_cells"]
        row = scheme.years.select_related("scheme__unit").get(year=year)
        taking = self.people[: share.registered if year == YEARS[0] else share.following]
        cells = [Registering(self.company, row, people, said) for people in taking]
        for each in cells:
            each.adopt(Month(year, ADOPTED), speaking=0.5, tasks=0)
            each.accept(self.office, date(year, ADOPTED, 15))
        if year == YEARS[0]:
            for place, each in enumerate(cells):
                each.carry_out()
                each.conclude(self.office, recognised=place < share.recognised)
            if cells:
                with at(_moment(date(year, 12, 27), 9)):
                    scheme_actions.publish(year=row, unit=self.unit, by=self.office)


def figures() -> Figures:
    """From the counts of the province and of the commune, as their pages show them."""
    province, commune = Unit.objects.get(code=CODE), Unit.objects.get(code=FIRST)
    asked = counts.years_for(actor_of_account("tinh", date(2024, 12, 31)), province)
    years = {row.year: row for row in asked}
    whole = {year: counts.report_of(province, years[year]).total for year in YEARS}
    own = {year: counts.report_of(commune, years[year]).total for year in YEARS}
    return {
        "recognised_2023": whole[2023].recognised,
        "registered_2024": whole[2024].registered,
        "commune_registered_2023": own[2023].registered,
        "commune_recognised_2023": own[2023].recognised,
        "commune_registered_2024": own[2024].registered,
    }


COUNTS = _("How many cells")

CASE = Case(
    name="model-cells",
    source="S003",
    title=_("Model cells of a province"),
    article="Nâng cao chất lượng sinh hoạt chi bộ; chất lượng đội ngũ cán bộ, đảng viên (01/9/2024)",
    about=_(
        "A province calls its cells to become model cells. Each registers by the resolution of its meeting; "
        "communes accept, oversee, check and decide. In the second year more cells take part."
    ),
    expected=(
        Expected("recognised_2023", _("Cells recognised in 2023"), RECOGNISED, COUNTS),
        Expected("registered_2024", _("Cells registered in 2024"), REGISTERED, COUNTS),
        Expected("commune_registered_2023", _("Registered in one commune in 2023"), 2, COUNTS),
        Expected("commune_recognised_2023", _("Recognised in that commune in 2023"), 1, COUNTS),
        Expected("commune_registered_2024", _("Registered in that commune in 2024"), 4, COUNTS),
    ),
    play=play,
    figures=figures,
)
