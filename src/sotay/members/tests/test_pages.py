"""The pages of members: who sees what, what they do, and that lists do not slow down as they grow."""

from __future__ import annotations

import io

import pytest
from conftest import make_member
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from sotay.kernel.actor import SYSTEM, Role
from sotay.members import actions, queries, views
from sotay.members.models import Appointment, Member, Standing

OPERATIONS = (
    "edit",
    "transfer",
    "transfer_temporarily",
    "full_status",
    "exempt",
    "suspend",
    "leave",
    "come_back",
)


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def today():
    return f"{timezone.localdate():%d/%m/%Y}"


def test_the_secretary_sees_her_own_cell_and_nobody_else(thu, an, dung):
    page = thu.get(url("members")).content.decode()
    assert "Nguyễn Văn An" in page
    assert "Hoàng Văn Dũng" not in page


def test_search_without_marks_in_the_page(thu, house):
    make_member(house.cell, "Nguyễn Văn Đức")
    page = thu.get(url("members"), {"q": "duc"}).content.decode()
    assert "Nguyễn Văn Đức" in page
    assert "Lê Thị Thu</a>" not in page
    assert "Không tìm thấy ai" in thu.get(url("members"), {"q": "khong co"}).content.decode()


def test_the_list_is_for_those_who_keep_or_may_read_a_roll(thu, an, chi, binh, dung, van, tinh):
    seen = {
        p.account.username: p.get(url("members")).status_code for p in (thu, an, chi, binh, dung, van, tinh)
    }
    assert seen == {"thu": 200, "an": 404, "chi": 404, "binh": 200, "dung": 200, "van": 404, "tinh": 404}


def test_a_record_is_for_the_member_and_those_who_keep_the_roll(house, thu, an, chi, binh, dung, van):
    mate = make_member(house.cell, "Bạn Cùng Chi Bộ")
    codes = {
        p.account.username: (
            p.get(url("member", an.member.pk)).status_code,
            p.get(url("member", mate.pk)).status_code,
        )
        for p in (thu, an, chi, binh, dung, van)
    }
    assert codes == {
        "thu": (200, 200),
        "an": (200, 404),
        "chi": (404, 404),
        "binh": (200, 200),
        "dung": (404, 404),
        "van": (404, 404),
    }


def test_a_record_of_another_ward_does_not_show_that_it_exists(thu, dung):
    for name in ("member", *OPERATIONS):
        assert thu.get(url(name, dung.member.pk)).status_code == 404


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_member_changes_nothing_in_their_own_record(an, name):
    assert an.get(url(name, an.member.pk)).status_code == 404
    assert an.post(url(name, an.member.pk), {"on": today()}).status_code == 404


def test_a_host_sees_its_guest_without_the_citizen_id_and_changes_nothing(house, thu, dung):
    Member.objects.filter(pk=dung.member.pk).update(citizen_id="038000000123", phone="0912345678")
    actions.transfer_temporarily(
        member=dung.member, by=SYSTEM, to_cell=house.cell, from_on=timezone.localdate(), until_on=None
    )
    page = thu.get(url("member", dung.member.pk)).content.decode()
    assert "0912345678" in page
    assert "038000000123" not in page
    assert thu.get(url("edit", dung.member.pk)).status_code == 404


def test_adding_a_member(thu, house):
    form = thu.get(url("add"))
    assert form.status_code == 200
    given = {
        "cell": house.cell.pk,
        "from_on": today(),
        "full_name": "TRẦN VĂN ĐỨC",
        "born_on": "1960",
        "admitted_on": "03/02/1986",
        "full_on": "02/1987",
        "member_card_no": "01234567",
        "phone": "912345678".rjust(10, "0"),
    }
    answer = thu.post(url("add"), given, follow=True)
    assert "Trần Văn Đức" in answer.content.decode()
    again = thu.post(url("add"), given)
    assert again.status_code == 422
    assert "số thẻ này" in again.content.decode()
    assert Member.objects.filter(member_card_no="01234567").count() == 1


def test_nobody_adds_a_member_to_a_cell_whose_roll_they_do_not_keep(thu, house):
    given = {"cell": house.far_cell.pk, "from_on": today(), "full_name": "Trần Văn Đức"}
    assert thu.post(url("add"), given).status_code == 422
    assert thu.get(url("add"), {"cell": house.far_cell.pk}).status_code == 404
    assert Member.objects.filter(cell=house.far_cell).count() == 0


def test_leaving_and_taking_it_back(thu, an):
    page = thu.get(url("leave", an.member.pk)).content.decode()
    assert "Có thể rút lại" in page
    answer = thu.post(url("leave", an.member.pk), {"cause": "transferred", "on": today()}, follow=True)
    assert url("undo_leave", an.member.pk) in answer.content.decode()
    thu.post(url("undo_leave", an.member.pk))
    an.member.refresh_from_db()
    assert an.member.left_on is None


def test_the_ward_transfers_and_takes_it_back_and_the_secretary_cannot(house, thu, binh, an):
    given = {"to_cell": house.neighbour.pk, "on": today()}
    assert thu.post(url("transfer", an.member.pk), given).status_code == 422
    binh.post(url("transfer", an.member.pk), given)
    an.member.refresh_from_db()
    assert an.member.cell_id == house.neighbour.pk
    binh.post(url("undo_transfer", an.member.pk))
    an.member.refresh_from_db()
    assert an.member.cell_id == house.cell.pk
    assert binh.post(url("undo_transfer", an.member.pk)).status_code == 409


def test_the_page_of_a_transfer_says_what_will_end(thu, binh):
    page = binh.get(url("transfer", thu.member.pk)).content.decode()
    assert "Thôi giữ chức vụ: Bí thư" in page


def test_the_secretary_sends_a_member_elsewhere_in_words_and_ends_it(thu, an):
    given = {"elsewhere": "Chi bộ thôn Đông, xã An Phú", "from_on": today(), "last_on": today()}
    thu.post(url("transfer_temporarily", an.member.pk), given)
    away = an.member.standings.get(kind=Standing.Kind.AWAY)
    assert (away.until_on - away.from_on).days == 1
    wrong = thu.post(url("end_standing", away.pk), {"last_on": "01/01/2001"})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("who", "name", "kind"), [("thu", "exempt", "exempt"), ("binh", "suspend", "suspended")]
)
def test_giving_and_ending_a_standing(request, an, dung, who, name, kind):
    person = request.getfixturevalue(who)
    paper = {"decision_no": "05-QĐ/ĐU", "decision_on": "01/10/2026", "decided_by": "Đảng ủy phường"}
    person.post(url(name, an.member.pk), {"ground": "age", "from_on": "01/10/2026", "note": "NQ 5", **paper})
    row = an.member.standings.get(kind=kind)
    assert dung.get(url("end_standing", row.pk)).status_code == 404
    person.post(url("end_standing", row.pk), {"last_on": "31/10/2026"})
    row.refresh_from_db()
    assert f"{row.until_on:%d/%m/%Y}" == "01/11/2026"


def test_wrong_dates_keep_what_was_typed(thu, an):
    answer = thu.post(url("exempt", an.member.pk), {"from_on": "31/02/2026", "note": "NQ số 5"})
    assert answer.status_code == 422
    assert "NQ số 5" in answer.content.decode()


def test_the_ward_appoints_and_ends(house, thu, binh, an):
    page = binh.get(url("appoint", house.cell.pk)).content.decode()
    assert "Nguyễn Văn An" in page
    given = {"role": Role.SECRETARY, "person": f"member:{an.member.pk}", "from_on": today()}
    taken = binh.post(url("appoint", house.cell.pk), given)
    assert taken.status_code == 422
    assert "Lê Thị Thu" in taken.content.decode()
    binh.post(url("appoint", house.cell.pk), {**given, "replace": "on"})
    row = Appointment.objects.get(member=an.member, role=Role.SECRETARY)
    binh.post(url("end_appointment", row.pk), {"last_on": today()})
    row.refresh_from_db()
    assert row.until_on is not None


def test_a_secretary_appoints_nobody_and_an_office_only_what_is_its_to_give(house, thu, binh, van, chi, an):
    assert thu.get(url("appoint", house.cell.pk)).status_code == 404
    assert chi.get(url("appoint", house.cell.pk)).status_code == 404
    assert van.get(url("appoint", house.cell.pk)).status_code == 404, "an operator opens offices, not cells"
    page = van.get(url("appoint", house.ward.pk)).content.decode()
    assert "Nguyễn Văn An" not in van.get(url("appoint", house.ward.pk), {"q": "an"}).content.decode()
    assert 'value="operator"' in page
    given = {"role": "operator", "person": f"member:{an.member.pk}", "from_on": today()}
    assert binh.post(url("appoint", house.ward.pk) + "?q=an", given).status_code == 422
    row = Appointment.objects.get(role=Role.OPERATOR)
    assert binh.get(url("end_appointment", row.pk)).status_code == 404


def test_a_person_out_of_sight_cannot_be_appointed_by_id(house, binh, dung):
    given = {"role": Role.OVERSEER, "person": f"member:{dung.member.pk}", "from_on": today()}
    assert binh.post(url("appoint", house.cell.pk), given).status_code == 422
    assert not Appointment.objects.filter(member=dung.member, unit=house.cell).exists()


def test_the_workbook_holds_the_list_and_formulas_stay_text(house, thu, an):
    Member.objects.filter(pk=an.member.pk).update(note="=1+1", phone="0912345678")
    answer = thu.get(url("workbook"), {"q": "an"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][1] == "Họ và tên"
    assert rows[1][1] == "Nguyễn Văn An"
    assert "=1+1" in rows[1]
    assert sheet.cell(4, 16).data_type == "s"
    assert rows[1][9] == "0912345678"


def test_the_pages_take_as_many_queries_for_many_members_as_for_few(house, binh, an):
    def count(address):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert binh.get(address).status_code == 200
        return len(seen)

    for address in (url("members"), url("members") + "?print=1", url("member", an.member.pk)):
        binh.get(address)  # the first look of a day is noted
        few = count(address)
        for n in range(12):
            make_member(house.cell, f"Lê Văn A{n}", "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
        assert count(address) == few
        assert few < 20


def test_the_print_holds_everybody(house, thu):
    for n in range(60):
        make_member(house.cell, f"Lê Văn A{n}")
    assert len(queries.roster(house.cell.pk, timezone.localdate())) == 61
    assert thu.get(url("members")).content.decode().count('<th scope="row">') == 50
    assert thu.get(url("members"), {"print": 1}).content.decode().count('<th scope="row">') == 61


def test_a_list_too_long_for_one_print_says_so(house, thu, monkeypatch):
    monkeypatch.setattr(views, "PRINTED", 2)
    for n in range(3):
        make_member(house.cell, f"Lê Văn A{n}")
    page = thu.get(url("members"), {"print": 1}).content.decode()
    assert "in làm nhiều phần" in page
    assert 'rel="next"' in page
