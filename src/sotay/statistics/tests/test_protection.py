"""What a reader without names is shown of units, and what not."""

from __future__ import annotations

from conftest import make_member
from django.urls import reverse

from sotay.statistics.counting import MEMBERS
from sotay.statistics.queries import counts_of
from sotay.statistics.rules import Breakdown
from sotay.statistics.tables import ASKED
from sotay.statistics.tests.conftest import TODAY, men, women

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
    assert seen(tinh, house.province, SEX, "female").value == 16
    assert seen(tinh, house.ward, SEX, "female").value is None, "the other ward has two men"
    assert seen(binh, house.ward, SEX, "female").value == 7


def test_units_below_are_rounded_and_their_totals_too(house, binh, tinh):
    women(house.cell, 6)
    men(house.far_cell, 7)
    number = seen(tinh, house.ward, MEMBERS)
    assert (number.value, number.about) == (5, True)
    assert seen(tinh, house.province, MEMBERS).value == 15
    assert seen(binh, house.ward, MEMBERS).value == 7


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
