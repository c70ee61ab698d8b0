"""Numbers recorded twice: compared within what one may see, and told only to who may see both records."""

from __future__ import annotations

import pytest
from conftest import appoint, make_member, make_person
from django.utils import timezone

from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import subtree
from sotay.members import actions, queries
from sotay.members.models import Member, NumberClash, Standing

CITIZEN, CARD = "038085009999", "05000001"
PAGE = "/members/same-numbers/"
NUMBERS = [("citizen_id", CITIZEN), ("member_card_no", CARD)]


@pytest.fixture
def far(house):
    return make_member(house.far_cell, "Ngô Văn Xa", CARD, citizen_id=CITIZEN)


@pytest.fixture
def commission(house):
    """The inspection commission of the province, which sees the records of both wards."""
    person = make_person("uyban", make_member(house.far_cell, "Lý Thị Kiểm", "02000009"))
    appoint(house.province, Role.INSPECTION_COMMISSION, person.member)
    return person


def sent(house, **numbers: str) -> dict[str, str]:
    day = f"{timezone.localdate():%d/%m/%Y}"
    return {"cell": str(house.cell.pk), "from_on": day, "full_name": "Lê Văn Mới", **numbers}


@pytest.mark.parametrize(("field", "number"), NUMBERS)
@pytest.mark.parametrize("who", ["thu", "binh"])
def test_adding_somebody_with_a_number_of_another_ward_tells_nothing(house, request, far, who, field, number):
    person = request.getfixturevalue(who)
    free = person.post("/members/add/", sent(house))
    answer = person.post("/members/add/", sent(house, full_name="Lê Văn Hai", **{field: number}))
    assert (answer.status_code, answer.url) == (free.status_code, free.url)
    member = Member.objects.get(full_name="Lê Văn Hai")
    assert getattr(member, field) == number
    told = person.get(f"/members/{member.pk}/", {"lang": "en"}).content.decode()
    assert "Ngô Văn Xa" not in told
    assert "Another member" not in told
    assert list(NumberClash.objects.values_list("field", flat=True)) == [field]


@pytest.mark.parametrize(("field", "number"), NUMBERS)
def test_a_number_of_another_cell_one_does_not_see_tells_nothing_either(house, thu, field, number):
    make_member(house.neighbour, "Trần Văn Bảy", **{"card" if field == "member_card_no" else field: number})
    assert thu.post("/members/add/", sent(house, **{field: number})).status_code == 302


@pytest.mark.parametrize(("field", "number"), NUMBERS)
def test_a_number_of_somebody_one_sees_is_refused(house, thu, field, number):
    make_member(house.cell, "Trần Văn Bảy", **{"card" if field == "member_card_no" else field: number})
    answer = thu.post("/members/add/", sent(house, **{field: number}))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_correcting_a_record_tells_nothing_either(house, thu, an, far):
    actions.edit(member=an.member, by=thu.actor, citizen_id=CITIZEN)
    an.member.refresh_from_db()
    assert an.member.citizen_id == CITIZEN
    assert NumberClash.objects.get().field == "citizen_id"
    actions.edit(member=an.member, by=thu.actor, phone="0912345678")
    assert NumberClash.objects.count() == 1


def test_who_comes_back_with_a_number_given_elsewhere_meanwhile_comes_back(house, thu, binh, an, far):
    left = {"on": timezone.localdate(), "cause": Standing.Cause.TRANSFERRED}
    actions.leave(member=an.member, by=binh.actor, **left)
    far.member_card_no = an.member.member_card_no
    far.save()
    actions.come_back(member=an.member, by=binh.actor)
    assert NumberClash.objects.exists()


def test_the_record_of_somebody_who_left_makes_no_clash(house, thu, an, far):
    actions.leave(member=an.member, by=thu.actor, on=timezone.localdate(), cause="transferred")
    actions.edit(member=an.member, by=thu.actor, citizen_id=CITIZEN)
    assert not NumberClash.objects.exists()


def test_a_card_number_without_its_zero_is_the_same_number(house, thu, far):
    thu.post("/members/add/", sent(house, member_card_no="5000001"))
    assert [clash.field for clash in queries.clashes(subtree(house.province.path))] == ["member_card_no"]


def test_a_clash_is_told_to_who_may_see_both_and_to_nobody_else(
    house, thu, binh, dung, tinh, commission, far
):
    thu.post("/members/add/", sent(house, citizen_id=CITIZEN))
    page = commission.get(PAGE).content.decode()
    assert "Ngô Văn Xa" in page
    assert "Lê Văn Mới" in page
    assert "Ngô Văn Xa" not in binh.get(PAGE).content.decode()
    for person in (thu, dung, tinh):
        assert person.get(PAGE).status_code == 404
    for person in (binh, thu, commission):
        assert "same-numbers" not in person.get(f"/units/{house.cell.pk}/").content.decode()
    assert "same-numbers" not in binh.get(f"/units/{house.ward.pk}/").content.decode()
    assert PAGE in commission.get(f"/units/{house.province.pk}/").content.decode()


def test_an_office_that_sees_figures_but_no_records_learns_the_count_only(house, thu, tinh, far):
    thu.post("/members/add/", sent(house, citizen_id=CITIZEN))
    page = tinh.get(f"/units/{house.province.pk}/").content.decode()
    assert 'id="same-numbers"' in page
    assert PAGE not in page
    assert "Ngô Văn Xa" not in page


def test_the_ward_is_told_of_two_cells_of_its_own(house, thu, binh):
    make_member(house.neighbour, "Trần Văn Bảy", CARD)
    thu.post("/members/add/", sent(house, member_card_no=CARD))
    page = binh.get(PAGE).content.decode()
    assert "Trần Văn Bảy" in page
    assert "Lê Văn Mới" in page
    assert PAGE in binh.get(f"/units/{house.ward.pk}/").content.decode()


def test_a_clash_is_over_when_a_number_is_corrected_or_somebody_left(house, thu, binh, far):
    thu.post("/members/add/", sent(house, citizen_id=CITIZEN, member_card_no=CARD))
    whole = subtree(house.province.path)
    assert len(queries.clashes(whole)) == 2
    new = Member.objects.get(full_name="Lê Văn Mới")
    actions.edit(member=new, by=thu.actor, citizen_id="038085008888")
    assert [clash.field for clash in queries.clashes(whole)] == ["member_card_no"]
    actions.leave(member=far, by=SYSTEM, on=timezone.localdate(), cause=Standing.Cause.TRANSFERRED)
    assert queries.clashes(whole) == []


def test_a_transfer_moves_a_clash_to_where_both_are_seen(house, thu, far):
    thu.post("/members/add/", sent(house, citizen_id=CITIZEN))
    assert queries.clashes(subtree(house.ward.path)) == []
    actions.transfer(member=far, by=SYSTEM, to_cell=house.neighbour, on=timezone.localdate())
    assert len(queries.clashes(subtree(house.ward.path))) == 1


def test_no_constraint_of_the_database_tells_what_the_sentence_keeps_back():
    unique = [field for field in Member._meta.fields if field.unique and field.name != "id"]
    assert unique == []
    assert not [each for each in Member._meta.constraints if "no" in getattr(each, "fields", ())]


def test_the_same_sight_decides_for_programs(house, far):
    with pytest.raises(Refusal):
        actions.add(
            by=SYSTEM,
            cell=house.cell,
            full_name="Lê Văn Mới",
            from_on=timezone.localdate(),
            citizen_id=CITIZEN,
        )
