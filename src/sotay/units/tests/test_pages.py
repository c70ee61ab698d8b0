"""The pages of the tree: who sees how much of it, and what changing it does."""

from __future__ import annotations

from datetime import timedelta

from conftest import make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.units.models import Kind, Unit, UnitVersion


def url(name, *args):
    return reverse(f"units:{name}", args=args)


def day(offset=0):
    return f"{timezone.localdate() + timedelta(days=offset):%d/%m/%Y}"


def test_everybody_sees_their_part_of_the_tree(thu, an, chi, binh, dung, tinh, van):
    def seen(person):
        page = person.get(url("units")).content.decode()
        return [
            name for name in ("tỉnh Sông Mã", "phường Bình Minh", "Hòa Bình", "thôn Đông") if name in page
        ]

    assert seen(thu) == seen(an) == ["Hòa Bình"]
    assert seen(binh) == seen(van) == ["phường Bình Minh", "Hòa Bình"]
    assert seen(dung) == ["thôn Đông"]
    assert seen(tinh) == ["tỉnh Sông Mã", "phường Bình Minh", "Hòa Bình", "thôn Đông"]


def test_a_stranger_cannot_learn_that_a_unit_exists(house, thu, dung):
    assert dung.get(url("unit", house.cell.pk)).status_code == 404
    assert thu.get(url("unit", house.ward.pk)).status_code == 404


def test_the_unit_page_tells_its_people_without_opening_their_records(house, thu, chi):
    page = chi.get(url("unit", house.cell.pk)).content.decode()
    assert "Lê Thị Thu" in page
    assert reverse("members:member", args=[thu.member.pk]) not in page
    assert (
        reverse("members:member", args=[thu.member.pk])
        in thu.get(url("unit", house.cell.pk)).content.decode()
    )


def test_search_finds_a_unit_without_marks(binh):
    page = binh.get(url("units"), {"q": "hoa binh"}).content.decode()
    assert "Chi bộ tổ dân phố Hòa Bình" in page
    assert "Nam Sơn" not in page


def test_only_offices_and_operators_change_the_tree(house, thu, chi, tinh, dung):
    for name in ("add", "edit", "rename", "move", "close"):
        for person in (thu, chi, tinh, dung):
            assert person.get(url(name, house.cell.pk)).status_code == 404


PAPER = {"decision_no": "05-QĐ/ĐU", "decision_on": "01/02/2020", "decided_by": "Đảng ủy phường Bình Minh"}


def test_the_ward_adds_renames_moves_closes_and_reopens(house, binh):
    binh.post(url("add", house.ward.pk), {"kind": "committee", "name": "Đảng bộ Trường Cao đẳng"})
    committee = Unit.objects.get(name="Đảng bộ Trường Cao đẳng")
    binh.post(url("add", committee.pk), {"kind": "cell", "name": "Chi bộ Phòng Đào tạo"})
    cell = Unit.objects.get(name="Chi bộ Phòng Đào tạo")
    binh.post(url("rename", cell.pk), {"name": "Chi bộ Đào tạo", "on": day()})
    answer = binh.post(url("move", cell.pk), {"parent": house.ward.pk, "on": day(30)}, follow=True)
    assert "Hủy thay đổi này" in answer.content.decode()
    binh.post(url("cancel_change", UnitVersion.objects.get(applied=False).pk))
    binh.post(url("move", cell.pk), {"parent": house.ward.pk, "on": day()})
    cell.refresh_from_db()
    assert (cell.name, cell.parent_id) == ("Chi bộ Đào tạo", house.ward.pk)
    answer = binh.post(url("close", committee.pk), {"on": day(), **PAPER}, follow=True)
    assert url("reopen", committee.pk) in answer.content.decode()
    binh.post(url("reopen", committee.pk))
    committee.refresh_from_db()
    assert committee.closed_on is None


def test_a_ward_moves_nothing_out_of_its_reach(house, binh):
    answer = binh.post(url("move", house.cell.pk), {"parent": house.other_ward.pk, "on": day()})
    assert answer.status_code == 422
    house.cell.refresh_from_db()
    assert house.cell.parent_id == house.ward.pk


def test_a_refused_change_says_why_in_the_page(house, thu, binh):
    answer = binh.post(url("close", house.cell.pk), {"on": day(), **PAPER})
    assert answer.status_code == 422
    assert "còn đảng viên" in answer.content.decode()


def test_a_group_is_seen_by_its_cell(house, an, dung):
    group = make_unit(house.cell, 1, Kind.GROUP, "38.168.001.01", "Tổ đảng số 1")
    assert an.get(url("unit", group.pk)).status_code == 200
    assert dung.get(url("unit", group.pk)).status_code == 404


def test_pages_take_as_many_queries_for_many_units_as_for_few(house, binh):
    def count(address):
        with CaptureQueriesContext(connection) as seen:
            assert binh.get(address).status_code == 200
        return len(seen)

    for number, address in enumerate((url("units"), url("unit", house.ward.pk), url("units") + "?q=chi")):
        few = count(address)
        for n in range(10):
            make_unit(house.ward, 10 + number * 10 + n, Kind.CELL, f"X{number}{n}", f"Chi bộ {n}")
        assert count(address) == few
        assert few < 20
