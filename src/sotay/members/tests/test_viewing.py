"""Who looked at a record: a line for the member to see, once a day, with the role it was done in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from conftest import appoint, make_member, make_person
from django.utils import timezone
from django.utils.translation import override

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.members import viewing


def record(member) -> str:
    return f"/members/{member.pk}/"


def viewed() -> list[AuditLine]:
    return list(AuditLine.objects.filter(code="member.viewed").order_by("at"))


def test_opening_a_record_leaves_one_line_a_day(an, thu):
    with time_machine.travel(timezone.now().replace(hour=3), tick=False) as clock:
        for _time in range(3):
            thu.get(record(an.member))
        thu.get(f"{record(an.member)}edit/")
        assert len(viewed()) == 1
        clock.shift(timedelta(days=1))
        thu.get(record(an.member))
        assert len(viewed()) == 2


def test_each_viewer_has_a_line_with_the_role_and_unit(an, thu, binh, house):
    thu.get(record(an.member))
    binh.get(record(an.member))
    told = [(line.actor_name, line.data["role"], line.data["unit"]) for line in viewed()]
    assert told == [
        ("Lê Thị Thu", "secretary", house.cell.name),
        ("Trần Văn Bình", "ward_office", house.ward.name),
    ]
    with override("vi"):
        assert "Bí thư" in viewed()[0].sentence
    with override("en"):
        assert "Secretary" in viewed()[0].sentence


def test_the_inspection_commission_and_a_host_cell_leave_a_line_too(an, dung, house):
    person = make_person("kiemtra", make_member(house.neighbour, "Lý Văn Tra"))
    appoint(house.ward, Role.INSPECTION_COMMISSION, person.member)
    assert person.get(record(an.member)).status_code == 200
    stay = {"from_on": timezone.localdate(), "until_on": None, "to_cell": house.far_cell}
    from sotay.kernel.actor import SYSTEM
    from sotay.members import actions

    actions.transfer_temporarily(member=an.member, by=SYSTEM, **stay)
    assert dung.get(record(an.member)).status_code == 200
    assert [line.data["role"] for line in viewed()] == ["inspection_commission", "secretary"]


def test_ones_own_record_and_a_closed_door_leave_no_line(an, dung):
    an.get(record(an.member))
    assert dung.get(record(an.member)).status_code == 404
    assert viewed() == []


def test_lists_are_noted_once_a_day_and_prints_and_workbooks_each_time(thu, an, house):
    for _time in range(2):
        thu.get("/members/")
        thu.get("/members/?print=1")
        thu.get("/members/workbook")
    codes = list(AuditLine.objects.order_by("code").values_list("code", flat=True))
    assert codes == [
        *["member.list_exported"] * 2,
        *["member.list_printed"] * 2,
        "member.list_viewed",
    ]
    assert {line.unit_id for line in AuditLine.objects.all()} == {house.cell.pk}


def test_the_member_sees_who_looked_on_pages_of_their_own(an, thu, binh, dung):
    thu.get(record(an.member))
    binh.get("/members/workbook")
    dung.get("/members/workbook")
    an.cookies["lang"] = "en"
    page = an.get("/account/looked/").content.decode()
    assert "opened the record of Nguyễn Văn An as Secretary of" in page
    assert "Trần Văn Bình" in page
    assert "Hoàng Văn Dũng" not in page, "a list of another ward does not hold them"
    assert "/account/looked/" in an.get("/account/").content.decode()
    assert "/account/looked/" in an.get(record(an.member)).content.decode()


def test_lists_of_before_one_came_are_no_lists_with_oneself(house, thu):
    from sotay.kernel.actor import SYSTEM
    from sotay.members import actions

    with time_machine.travel(timezone.now() - timedelta(days=3)):
        thu.get("/members/workbook")
    new = actions.add(by=SYSTEM, cell=house.cell, full_name="Lê Văn Mới", from_on=timezone.localdate())
    assert list(viewing.seen_by(new)) == []


def test_an_operator_in_no_cell_has_a_page_without_lines(van):
    assert van.get("/account/looked/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_leave_one_line(an, thu):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def look(_n: int) -> None:
        try:
            viewing.note_record(an.member, thu.actor)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(look, range(4)))
    assert len(viewed()) == 1
