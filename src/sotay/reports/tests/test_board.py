"""The board: who may open it, what stands on it, and what never does."""

from __future__ import annotations

import pytest
from conftest import make_member, make_unit
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.meetings.session import opening
from sotay.reports import queries
from sotay.reports.tests import stories
from sotay.units.models import CellType, Kind

pytestmark = pytest.mark.django_db


def read(person, address="/reports/"):
    answer = person.get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_ward_sees_its_cells_live(house, thu, lam, an, binh):
    assert "2 cells: 2 not set up yet" in read(binh)
    meeting = stories.set_up(house.cell, thu.actor)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    assert "1 in session" in read(binh)
    version = binh.get(f"/reports/{house.ward.pk}/version/")
    again = binh.get(f"/reports/{house.ward.pk}/version/", headers={"If-None-Match": version["ETag"]})
    assert again.status_code == 304
    stories.call_roll(meeting, thu.actor)
    moved = binh.get(f"/reports/{house.ward.pk}/version/", headers={"If-None-Match": version["ETag"]})
    assert moved.status_code == 200
    assert "3 / 3" in read(binh)
    assert f"/meetings/{meeting.pk}/" in read(binh)
    assert f"/guidance/units/{house.ward.pk}/" in read(binh)


def test_figures_hold_nothing_of_what_was_said(house, thu, lam, an, binh, tinh):
    stories.whole(house.cell, thu.actor)
    for person, address in (
        (binh, "/reports/"),
        (tinh, "/reports/"),
        (tinh, f"/reports/{house.ward.pk}/"),
        (tinh, f"/reports/{house.cell.pk}/"),
    ):
        text = read(person, address)
        assert "sửa đèn" not in text
        assert "Đèn ngõ" not in text
        assert an.member.full_name not in text


def test_the_province_drills_down_but_not_into_a_meeting(house, thu, lam, an, tinh):
    meeting = stories.whole(house.cell, thu.actor)
    assert f"/reports/{house.ward.pk}/" in read(tinh)
    ward = read(tinh, f"/reports/{house.ward.pk}/")
    assert f"/reports/{house.cell.pk}/" in ward
    assert str(meeting.pk) not in ward
    assert str(meeting.pk) not in read(tinh, f"/reports/{house.cell.pk}/")


def test_a_secretary_sees_the_own_year_and_no_neighbour(house, thu, lam, an):
    stories.whole(house.cell, thu.actor)
    assert "report in time" in read(thu)
    assert '<td data-label="Where it stands">Reported</td>' in read(thu)
    assert thu.get(f"/reports/{house.neighbour.pk}/").status_code == 404
    assert thu.get(f"/reports/{house.ward.pk}/").status_code == 404


def test_who_has_no_figures_finds_no_board(house, thu, an, van, dung):
    for person in (an, van):
        assert person.get("/reports/").status_code == 404
    assert an.get(f"/reports/{house.cell.pk}/").status_code == 404
    assert dung.get(f"/reports/{house.cell.pk}/").status_code == 404
    assert dung.get(f"/reports/{house.ward.pk}/version/").status_code == 404


def test_a_month_of_which_nothing_is_known_says_so(house, binh):
    assert "Nothing known of this month" in read(binh, "/reports/?month=2020-01")
    assert binh.get("/reports/?month=soon").status_code == 404


def test_an_overseer_is_named(house, thu, chi, binh):
    assert chi.member.full_name in read(binh)


def test_the_board_asks_the_same_number_of_queries_however_many_cells(
    house, thu, lam, an, binh, tinh, django_assert_max_num_queries
):
    stories.whole(house.cell, thu.actor)
    with django_assert_max_num_queries(19) as few:
        binh.get("/reports/")
    with django_assert_max_num_queries(19) as few_above:
        tinh.get("/reports/")
    for number in range(10, 22):
        cell = make_unit(
            house.ward,
            number,
            Kind.CELL,
            f"38.168.{number}",
            f"Chi bộ {number}",
            cell_type=CellType.RESIDENTIAL,
        )
        make_member(cell, f"Lê Văn Số {number}")
        stories.set_up(cell, thu.actor)
    with django_assert_max_num_queries(len(few)):
        binh.get("/reports/")
    with django_assert_max_num_queries(len(few_above)):
        tinh.get("/reports/")
    picture = queries.month_of(house.ward, Month.of(timezone.localdate()), timezone.now())
    assert picture.total.cells == 14
