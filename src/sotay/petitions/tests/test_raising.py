"""A petition raised between two meetings: who reads it, who reads the name, and pressing the button twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.meetings.agenda_sources import open_for
from sotay.notify import queries as notices
from sotay.petitions import actions, refusals
from sotay.petitions.models import Petition, PetitionEvent

RAISE = "/petitions/raise/"
TEXT = "Cống thoát nước ngõ 7 bị tắc"


def given(**fields) -> dict[str, object]:
    return {"text": TEXT, "level": "cell", "shown_to": "all", "key": str(new_id()), **fields}


@pytest.fixture
def raised(thu, an):
    """Raise one as An; where the page leads afterwards."""

    def one(who=an, **fields) -> Petition:
        answer = who.post(RAISE, given(**fields))
        assert answer.status_code == 302, answer.text
        return Petition.objects.get(pk=answer.headers["Location"].split("/")[2])

    return one


def test_it_goes_to_the_level_that_was_chosen_and_is_told(raised, an, thu, binh, house):
    petition = raised(level="ward", field="Giao thông, điện, nước", place="Ngõ 7", is_urgent="on")
    assert (petition.held_by, petition.status) == (house.ward, Petition.Status.OPEN)
    assert petition.reply_by > timezone.localdate()
    assert [notice.code for notice in notices.of(binh.actor)] == ["petition.waiting"]
    for person in (an, thu, binh):
        page = person.get(petition.get_absolute_url())
        assert page.status_code == 200
        assert "Ngõ 7" in page.text
    assert an.member.full_name in thu.get(petition.get_absolute_url()).text


def test_members_of_the_cell_and_the_ward_do_not_read_what_was_not_put_to_them(raised, binh, chi):
    petition = raised()
    for person in (binh, chi):
        assert person.get(petition.get_absolute_url()).status_code == 404
        assert TEXT not in person.get("/petitions/?who=all&show=all").text


@pytest.mark.parametrize("shown_to", ["leaders", "nobody"])
def test_a_name_is_read_by_nobody_beyond_those_who_were_chosen(raised, an, thu, binh, shown_to):
    petition = raised(shown_to=shown_to, level="ward")
    name = an.member.full_name
    assert (name in thu.get(petition.get_absolute_url()).text) is (shown_to == "leaders")
    assert name not in binh.get(petition.get_absolute_url()).text
    actions.answer(petition=petition, by=binh.actor, text="Đã thông cống")
    answered = Petition.objects.get(pk=petition.pk)
    actions.reopen(petition=answered, by=an.actor, because="Vẫn tắc")
    assert not PetitionEvent.objects.filter(petition=petition, by_name=name).exists()
    assert not AuditLine.objects.filter(object_id=petition.pk, actor_name=name).exists()
    for person in (thu, binh):
        assert name not in "".join(str(notice.data) for notice in notices.of(person.actor))
    assert "Vẫn tắc" in an.get(petition.get_absolute_url()).text


def test_pressed_twice_it_is_one(an, house):
    fields = given()
    first, second = an.post(RAISE, fields), an.post(RAISE, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert Petition.objects.count() == PetitionEvent.objects.count() == 1


def test_the_key_of_somebody_else_opens_nothing(raised, thu):
    petition = raised()
    answer = thu.post(RAISE, given(key=str(petition.entry_id)))
    assert answer.status_code == 422
    assert Petition.objects.count() == 1


def test_a_leader_writes_it_down_for_a_member_without_a_phone(raised, thu, an):
    petition = raised(thu, person=str(an.member.pk))
    assert (petition.raised_by, petition.raised_by_name) == (an.member, an.member.full_name)
    line = AuditLine.objects.get(object_id=petition.pk)
    assert (line.assisted_member_id, line.account_id) == (an.member.pk, thu.account.pk)
    assert [notice.code for notice in notices.of(an.actor)] == ["petition.recorded"]


def test_a_member_cannot_write_in_the_name_of_another(raised, an, thu):
    petition = raised(an, person=str(thu.member.pk))
    assert petition.raised_by == an.member


@pytest.mark.parametrize("left_out", ["text", "level", "shown_to", "key"])
def test_what_is_needed_is_asked_for(an, left_out):
    answer = an.post(RAISE, given(**{left_out: ""}))
    assert answer.status_code == 422
    assert not Petition.objects.exists()


def test_a_cell_of_others_is_no_place_to_raise_one(an, van, house):
    assert an.get(f"{RAISE}?cell={house.neighbour.pk}").status_code == 404
    assert an.get(f"{RAISE}?cell=x").status_code == 404
    assert van.get(RAISE).status_code == 404


def test_it_is_taken_back_while_nobody_has_acted(raised, an, thu, binh):
    petition = raised(level="ward")
    actions.withdraw(petition=petition, by=an.actor)
    assert Petition.objects.get(pk=petition.pk).status == Petition.Status.CLOSED
    with pytest.raises(refusals.PetitionHasMoved):
        actions.withdraw(petition=petition, by=an.actor)
    other = raised()
    with pytest.raises(refusals.NotYours):
        actions.withdraw(petition=other, by=thu.actor)
    actions.answer(petition=other, by=thu.actor, text="Đã xong")
    with pytest.raises(refusals.PetitionHasMoved):
        actions.withdraw(petition=other, by=an.actor)


def test_it_comes_to_the_next_agenda_without_a_name(raised, meeting, an):
    raised(shown_to="nobody")
    (carried,) = open_for(meeting, timezone.localdate())
    assert carried.text == TEXT
    assert an.member.full_name not in f"{carried.detail} {carried.standing}"


def test_the_page_asks_few_queries(an, thu, django_assert_max_num_queries):
    for person in (an, thu):
        with django_assert_max_num_queries(15):
            person.get(RAISE)
