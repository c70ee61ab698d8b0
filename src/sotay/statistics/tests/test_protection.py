"""What a reader without names is shown of units, and what not."""

from __future__ import annotations

from datetime import date

import time_machine
from conftest import make_member
from django.urls import reverse

from sotay.statistics import queries
from sotay.statistics.counting import MEMBERS
from sotay.statistics.queries import counts_of
from sotay.statistics.rules import Breakdown, Period, could_be
from sotay.statistics.tables import ASKED
from sotay.statistics.tests.conftest import TODAY, a_form, men, women

SEX = Breakdown("members", "sex")


def seen(person, unit, what, category=""):
    return counts_of(person.actor, unit, TODAY, ASKED).number(what, category)


def test_a_small_number_hides_the_breakdown_of_all_sisters(house, binh, tinh):
    women(house.cell, 7)
    men(house.cell, 8)
    women(house.far_cell, 9)
    make_member(house.far_cell, "Lê Văn Một", sex="male")
    assert seen(tinh, house.province, SEX, "female").value is None, "two of unknown sex: binh and tinh"
    for member in (binh.member, tinh.member):
        member.sex = "male"
        member.save()
    assert could_be(16, seen(tinh, house.province, SEX, "female").value, 5)
    assert seen(tinh, house.ward, SEX, "female").value is None, "the other ward has two men"
    assert seen(binh, house.ward, SEX, "female").value == 7


def test_every_number_of_people_is_rounded(house, binh, tinh):
    women(house.cell, 6)
    men(house.far_cell, 7)
    for unit, exactly in ((house.ward, 7), (house.province, 15)):
        number = seen(tinh, unit, MEMBERS)
        assert (number.value % 5, number.about, could_be(exactly, number.value, 5)) == (0, True, True)
    assert seen(tinh, house.ward, MEMBERS) == seen(tinh, house.ward, MEMBERS), "asked again it tells no more"
    assert seen(binh, house.ward, MEMBERS).value == 7


def test_without_names_every_day_is_the_end_of_its_quarter(house, binh, tinh):
    women(house.cell, 7)
    men(house.cell, 7)
    url = reverse("statistics:unit", args=[house.province.pk])
    pages = [tinh.get(url, {"day": day}) for day in ("30/09/2026", "01/10/2026", "09/12/2026", "10/12/2026")]
    assert {page.context["day"] for page in pages} == {date(2026, 9, 30)}
    shown = [[table.lines for table in page.context["people"]] for page in pages]
    assert all(each == shown[0] for each in shown)
    assert binh.get(reverse("statistics:unit", args=[house.ward.pk])).context["day"] == TODAY


def test_a_draft_of_a_quarter_that_runs_tells_nothing_of_people(house, tinh):
    """It could be counted again every day."""
    women(house.cell, 7)
    men(house.cell, 8)
    row = a_form(house.province, tinh, "hn-2", Period.parse("2026-Q4"))
    seen_of = queries.shown_form(tinh.actor, row).numbers
    assert seen_of["sex_female.total"] is None
    with time_machine.travel("2027-01-02T08:00:00+07:00", tick=False):
        row = a_form(house.province, tinh, "hn-2", Period.parse("2026-Q4"))
        form = queries.shown_form(tinh.actor, row)
    assert form.rounds


def test_the_page_and_its_workbook_say_the_same(house, thu, an, binh, tinh):
    women(house.cell, 4)
    page = tinh.get(reverse("statistics:unit", args=[house.ward.pk]))
    assert page.status_code == 200
    assert "Only counts are shown here" in page.content.decode()
    assert not page.context["typed"]
    assert tinh.get(reverse("statistics:workbook", args=[house.ward.pk])).status_code == 200


def test_a_cell_is_opened_only_to_who_sees_its_names(house, thu, chi, binh, tinh, dung):
    url = reverse("statistics:unit", args=[house.cell.pk])
    assert [person.get(url).status_code for person in (thu, binh, chi, tinh, dung)] == [
        200,
        200,
        404,
        404,
        404,
    ]


def test_no_page_names_a_member(house, thu, an, lam, binh):
    for unit in (house.ward, house.cell):
        text = binh.get(reverse("statistics:unit", args=[unit.pk])).content.decode()
        for member in (thu.member, an.member, lam.member):
            assert member.full_name not in text
