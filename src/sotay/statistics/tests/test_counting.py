"""What is counted of members, cells and committees as of a day; and how often the database is asked."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import appoint, make_member, make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sotay.kernel.actor import Role
from sotay.kernel.periods import PartialDate
from sotay.members import actions as members
from sotay.members.models import Standing
from sotay.members.rules import age
from sotay.statistics import official
from sotay.statistics.counting import BIG, DIVIDED, KNOWN, MOVED, count
from sotay.statistics.queries import count_form, frame_of, templates_for
from sotay.statistics.rules import Breakdown, Period
from sotay.statistics.tables import ASKED, OF_ORGANISATIONS
from sotay.statistics.tests.conftest import TODAY, born, exempt, men, women
from sotay.units.models import CellType, Kind

OF_SOME_KINDS = {"hn-2b", "hn-2c", "hn-10-shd", "hn-11-shd"}
"""Forms that are of some kinds of cell and leave the others out."""


def numbers(unit, what: Breakdown, day: date = TODAY) -> dict[str, int]:
    return dict(count(frame_of(unit, day), [what]).own[what])


def test_members_by_sex_ethnicity_and_what_they_learned(house):
    women(house.cell, 2, ethnicity="Kinh", religion="Không", education="university", theory="advanced")
    men(house.neighbour, 3, ethnicity="Tày", religion="Công giáo")
    assert numbers(house.ward, Breakdown("members", "sex")) == {"female": 2, "male": 3}
    assert numbers(house.ward, Breakdown("members", "ethnicity")) == {"kinh": 2, "minority": 3}
    assert numbers(house.ward, Breakdown("members", "religion")) == {"none": 2, "religious": 3}
    assert numbers(house.ward, Breakdown("members", "education")) == {"university": 2, "unknown": 3}
    assert numbers(house.ward, Breakdown("members", "theory")) == {"advanced": 2, "unknown": 3}
    assert numbers(house.ward, Breakdown("minority", "sex")) == {"male": 3}


@pytest.mark.parametrize(
    "when",
    [born(1985, 12, 10), born(1985, 12, 11), born(1995, 12), born(1995), born(1966, 2, 28), born(2008, 1, 1)],
    ids=str,
)
def test_the_database_tells_an_age_as_the_rule_does(house, when):
    make_member(house.cell, "Vũ Thị Bích")
    house.cell.refresh_from_db()
    from sotay.members.models import Member

    Member.objects.update(born_on=when)
    (band,) = numbers(house.ward, Breakdown("members", "age"))
    low, high = ([int(end) if end else None for end in band.split("-", 1)] + [None])[:2]
    years = age(when, TODAY)
    assert low is None or years >= low
    assert high is None or years <= high


def test_who_is_counted_sits_formally_in_a_cell_on_the_day(house, thu, binh):
    an = make_member(house.cell, "Nguyễn Văn An", "01000003")
    before = numbers(house.ward, Breakdown("members"))[""]
    members.leave(member=an, by=binh.actor, on=TODAY, cause=Standing.Cause.DECEASED)
    assert numbers(house.ward, Breakdown("members"))[""] == before - 1
    assert numbers(house.ward, Breakdown("members"), date(2026, 12, 9))[""] == before
    assert numbers(house.ward, MOVED) == {"deceased": 1}


def test_a_transfer_within_a_unit_is_none_of_its_own(house, thu, binh):
    an = make_member(house.cell, "Nguyễn Văn An", "01000003")
    members.transfer(member=an, by=binh.actor, to_cell=house.neighbour, on=TODAY)
    found = count(frame_of(house.ward, TODAY), [MOVED])
    assert found.own[MOVED] == {}
    assert found.children[house.cell.path][MOVED] == {"out": 1}
    assert found.children[house.neighbour.path][MOVED] == {"in": 1}


def test_a_transfer_out_of_a_unit_counts_on_both_sides(house):
    an = make_member(house.cell, "Nguyễn Văn An", "01000003")
    row = an.memberships.get()
    row.until_on = TODAY
    row.save()
    an.memberships.create(commune_id=house.far_cell.commune_id, cell=house.far_cell, from_on=TODAY)
    assert numbers(house.ward, MOVED) == {"out": 1}
    assert numbers(house.other_ward, MOVED) == {"in": 1}
    assert numbers(house.province, MOVED) == {}


def test_standings_and_how_often_somebody_was_exempt(house):
    once, twice, thrice = (make_member(house.cell, f"Bùi Thị {at}") for at in range(3))
    exempt(once)
    exempt(twice, since=date(2024, 1, 1), until=date(2025, 1, 1))
    exempt(twice, ground="abroad")
    for year in (2022, 2023):
        exempt(thrice, since=date(year, 1, 1), until=date(year, 6, 1))
    exempt(thrice, ground="")
    make_member(house.cell, "Hồ Văn Mới", "", Standing.Kind.PROBATIONARY)
    make_member(house.cell, "Hồ Văn Đi", "", Standing.Kind.FULL, Standing.Kind.AWAY)
    assert numbers(house.ward, Breakdown("members", "status")) == {"full": 4, "probationary": 1}
    assert numbers(house.ward, Breakdown("exempt")) == {"": 3}
    assert numbers(house.ward, Breakdown("exempt", "ground")) == {"age": 1, "other": 1, "unknown": 1}
    assert numbers(house.ward, Breakdown("exempt", "times")) == {"1": 1, "2": 1, "3-": 1}
    assert numbers(house.ward, Breakdown("away")) == {"": 1}


@pytest.mark.parametrize(
    ("admitted", "in_quarter", "in_year"),
    [
        (born(2026, 10, 1), 1, 1),
        (born(2026, 9, 30), 0, 1),
        (born(2026, 10), 1, 1),
        (born(2026), 0, 1),
        (born(2025, 12, 31), 0, 0),
    ],
    ids=str,
)
def test_admitted_in_the_quarter_and_since_the_year_began(house, admitted, in_quarter, in_year):
    member = make_member(house.cell, "Lê Văn Trẻ")
    member.admitted_on = admitted
    member.save()
    found = count(frame_of(house.ward, TODAY), [Breakdown("admitted"), Breakdown("admitted_in_year")])
    assert (found.number(Breakdown("admitted")), found.number(Breakdown("admitted_in_year"))) == (
        in_quarter,
        in_year,
    )


def test_badges_that_fall_due_this_year(house):
    for year, day in (
        (1996, PartialDate(1996, 12, 31)),
        (1986, PartialDate(1986, 1, 1)),
        (1996, PartialDate(1996)),
    ):
        member = make_member(house.cell, f"Đỗ Thị {year}")
        member.admitted_on = day
        member.save()
    assert numbers(house.ward, Breakdown("badges", "years")) == {"30": 1, "40": 1}


def test_cells_by_size_and_big_ones_with_groups(house):
    men(house.cell, 31)
    women(house.neighbour, 4)
    make_unit(house.cell, 1, Kind.GROUP, "38.168.001.1", "Tổ đảng 1")
    assert numbers(house.ward, Breakdown("cells", "size")) == {"30-100": 1, "3-5": 1}
    assert numbers(house.ward, BIG) == {"30-49": 1}
    assert numbers(house.ward, DIVIDED) == {"30-49": 1}
    assert numbers(house.ward, Breakdown("groups")) == {"": 1}


def test_secretaries_and_committees(house, thu, lam):
    appoint(house.cell, Role.COMMITTEE_MEMBER, make_member(house.cell, "Vũ Thị Bích", sex="female"))
    assert numbers(house.ward, Breakdown("committee", "sex")) == {"unknown": 2, "female": 1}
    assert numbers(house.ward, Breakdown("secretaries", "sex")) == {"unknown": 1}
    assert numbers(house.ward, Breakdown("committee", "committee_age")) == {"56-": 3}


def test_an_unknown_breakdown_is_refused(house):
    with pytest.raises(KeyError):
        count(frame_of(house.ward, TODAY), [Breakdown("members", "shoe_size")])


def test_every_template_counts_what_is_known_and_names_real_categories(house):
    women(house.cell, 3)
    for template in official.every():
        assert template.asked <= KNOWN, template.id
        counted = count(frame_of(house.province, TODAY), template.asked)
        named: dict[Breakdown, set[str]] = {}
        for _key, _row, _column, cell in template.cells():
            if cell.what is not None and cell.category:
                named.setdefault(cell.what, set()).add(cell.category)
        for what, categories in named.items():
            if what.by == "kind" and template.id in OF_SOME_KINDS:
                assert categories <= {*CellType.values}, template.id
                continue
            assert counted.own[what].keys() <= categories, (template.id, what)


def test_the_parts_of_a_form_add_up_to_its_total(house, thu, an):
    women(house.cell, 4)
    numbers_of = count_form(house.ward, official.find("hn-2", TODAY), Period.parse("2026-Q4"), TODAY).numbers
    for of in ("sex", "ethnicity", "religion", "age", "seniority", "education", "theory"):
        parts = [n for key, n in numbers_of.items() if key.startswith(f"{of}_") and key.endswith(".total")]
        assert sum(parts) == numbers_of["total.total"] == 6


def test_the_database_is_asked_as_often_for_many_as_for_few(house):
    def asked() -> list[int]:
        found = []
        for what in (
            ASKED | OF_ORGANISATIONS,
            *(each.asked for each in templates_for(Period.parse("2026-Y"))),
        ):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                count(frame_of(house.province, TODAY), what)
            found.append(len(queries))
        return found

    few = asked()
    women(house.cell, 12)
    men(house.far_cell, 12)
    assert asked() == few
    assert few[0] == 13


def test_pages_ask_as_often_for_many_as_for_few(house, thu, binh, tinh):
    """With names, and without: then the units above are counted too."""

    def asked(person, unit) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert person.get(reverse("statistics:unit", args=[unit.pk])).status_code == 200
        return len(queries)

    pages = ((binh, house.ward), (thu, house.cell), (tinh, house.province), (tinh, house.ward))
    few = [asked(*page) for page in pages]
    women(house.cell, 10)
    men(house.neighbour, 10)
    men(house.far_cell, 10)
    assert [asked(*page) for page in pages] == few
