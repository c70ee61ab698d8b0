"""What people type into the forms and the search of members is read as the roster import reads it."""

from __future__ import annotations

import pytest
from conftest import make_member

from sotay.members.models import Member
from sotay.members.roster import cells
from sotay.members.roster.problems import BadCell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    ["0912345678", "0912.345.678", "0912 345 678", "+84 912 345 678", "84912345678", "912345678", "345 678"],
)
def test_a_telephone_is_searched_however_it_is_written(thu, house, words):
    make_member(house.cell, "Nguyễn Thị Tìm", "01000200", phone="0912345678")
    make_member(house.cell, "Nguyễn Thị Khác", "01000201", phone="0987654321")
    page = thu.get("/members/", {"q": words}).content.decode()
    assert "Nguyễn Thị Tìm" in page
    assert "Nguyễn Thị Khác" not in page


def test_a_number_of_before_2018_finds_who_has_it_today(thu, house):
    make_member(house.cell, "Nguyễn Thị Tìm", phone="0392345685")
    assert "Nguyễn Thị Tìm" in thu.get("/members/", {"q": "Tìm 0169.2345685"}).content.decode()


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"born_on": "1900", "admitted_on": "1990"}, "years old. Check the year"),
        ({"born_on": "2020", "admitted_on": ""}, "only"),
        (
            {"born_on": "1980", "admitted_on": "1994", "full_on": "1995"},
            "only 14 years old on the day of admission",
        ),
        ({"born_on": "", "admitted_on": "1929"}, "before the Party was founded"),
    ],
)
def test_a_doubtful_date_is_said_and_blocks_nothing(thu, house, dates, said):
    thu.cookies["lang"] = "en"
    sent = {"full_name": "Lê Thị Ngờ", "cell": house.cell.pk, "from_on": "01/06/2026", **dates}
    answer = thu.post("/members/add/", sent, follow=True)
    assert said in answer.content.decode()
    member = Member.objects.get(full_name="Lê Thị Ngờ")
    assert said in thu.get(member.get_absolute_url()).content.decode()


def test_an_ordinary_date_is_not_doubted(thu, an):
    thu.cookies["lang"] = "en"
    page = thu.get(an.member.get_absolute_url()).content.decode()
    assert "Check the year" not in page
    assert "Check both dates" not in page


def test_a_record_with_an_odd_telephone_can_be_corrected_elsewhere(thu, an):
    """What was accepted once does not keep the rest of the record from being corrected."""
    Member.objects.filter(pk=an.member.pk).update(phone="0612345678", full_name="Nguyễn Văn 5")
    sent = {"full_name": "Nguyễn Văn 5", "phone": "0612345678", "address": "Số 5"}
    assert thu.post(f"/members/{an.member.pk}/edit/", sent).status_code == 302
    an.member.refresh_from_db()
    assert (an.member.address, an.member.phone) == ("Số 5", "0612345678")
    assert thu.post(f"/members/{an.member.pk}/edit/", {**sent, "phone": "0612345679"}).status_code == 422
    assert (
        thu.post(f"/members/{an.member.pk}/edit/", {**sent, "full_name": "Nguyễn Văn 6"}).status_code == 422
    )


@pytest.mark.parametrize("number", ["0612345678", "912345678", "01692345685"])
def test_the_form_and_the_roster_judge_a_telephone_alike(thu, house, number):
    sent = {"full_name": "Lê Thị Số", "cell": house.cell.pk, "from_on": "01/06/2026", "phone": number}
    taken = thu.post("/members/add/", sent).status_code == 302
    try:
        by_roster = cells.phone(number).number
    except BadCell:
        by_roster = ""
    assert taken == bool(by_roster)
    if taken:
        assert Member.objects.get(full_name="Lê Thị Số").phone == by_roster
