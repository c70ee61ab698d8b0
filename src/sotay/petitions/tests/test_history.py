"""The way of a petition through the levels, by the doors of the site, and who may not walk it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.notify import queries as notices
from sotay.petitions import actions, holding, queries, refusals, rules
from sotay.petitions.models import Petition, PetitionEvent
from sotay.petitions.tests.conftest import TEXT

LIST = "petitions:petitions"


@pytest.fixture
def tinh_alone(house, tinh):
    """The province office, from somewhere that is no cell of these tests."""
    tinh.member.memberships.all().delete()
    return tinh


def do(person, petition, operation: str, **fields):
    sent = {f"{operation}-{name}": value for name, value in fields.items()}
    return person.post(reverse(f"petitions:{operation}", args=[petition.pk]), sent)


def where(petition) -> tuple[str, str]:
    petition.refresh_from_db()
    return petition.status, petition.held_by.name


def test_the_cell_answers_what_it_can_and_closes_it(petition, thu, an, house):
    do(thu, petition, "answer", text="Tổ điện thay bóng thứ Bảy này")
    assert where(petition) == (Petition.Status.ANSWERED, house.cell.name)
    assert "Tổ điện thay bóng" in an.get(petition.get_absolute_url()).text
    assert [notice.code for notice in notices.of(an.actor)] == [
        "petition.answered",
        "petition.recorded",
    ]
    do(thu, petition, "close", text="Ông An đồng ý")
    assert where(petition) == (Petition.Status.CLOSED, house.cell.name)
    assert petition.closed_on == timezone.localdate()


def test_a_petition_climbs_to_the_province_and_its_answer_comes_straight_back(
    petition, thu, binh, tinh_alone, house
):
    do(thu, petition, "pass_up", because="Lưới điện do phường quản lý")
    assert where(petition) == (Petition.Status.OPEN, house.ward.name)
    do(binh, petition, "pass_up", because="Lưới điện do tỉnh đầu tư")
    assert where(petition) == (Petition.Status.OPEN, house.province.name)
    assert TEXT in tinh_alone.get(reverse(LIST)).text
    do(tinh_alone, petition, "answer", text="Sẽ thay trong tháng 12")
    assert where(petition) == (Petition.Status.ANSWERED, house.cell.name)
    assert TEXT in thu.get(reverse(LIST)).text
    whats = [event.what for event in queries.history(petition)]
    assert whats == [
        PetitionEvent.What.RECORDED,
        PetitionEvent.What.PASSED_UP,
        PetitionEvent.What.PASSED_UP,
        PetitionEvent.What.ANSWERED,
    ]
    codes = AuditLine.objects.filter(object_id=petition.pk).order_by("id").values_list("code", flat=True)
    assert list(codes) == ["petition.passed_up", "petition.passed_up", "petition.answered"]


def test_at_the_top_there_is_nobody_to_pass_it_to(ask, tinh_alone):
    page = do(tinh_alone, ask("province"), "pass_up", because="Khó")
    assert page.status_code == 422
    with pytest.raises(refusals.NothingAbove):
        actions.pass_up(petition=Petition.objects.get(), by=tinh_alone.actor, because="Khó")


def test_what_came_from_below_goes_back_the_way_it_came(petition, thu, binh, tinh_alone, house):
    do(thu, petition, "pass_up", because="Phường")
    do(binh, petition, "pass_up", because="Tỉnh")
    do(tinh_alone, petition, "send_back", because="Phường làm được")
    assert where(petition)[1] == house.ward.name
    do(binh, petition, "send_back", because="Cần vị trí cột đèn")
    assert where(petition)[1] == house.cell.name
    assert do(thu, petition, "send_back", because="Không").status_code == 422
    assert where(petition)[1] == house.cell.name


def test_what_the_meeting_sent_straight_up_goes_back_to_the_cell(ask, binh, house):
    petition = ask("ward")
    do(binh, petition, "send_back", because="Chi bộ tự làm được")
    assert where(petition)[1] == house.cell.name


def test_a_day_can_be_promised_but_not_a_past_one(ask, binh, an):
    petition = ask("ward")
    yesterday, later = timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=7)
    assert do(binh, petition, "promise", due_on=f"{yesterday:%d/%m/%Y}").status_code == 422
    assert do(binh, petition, "promise", due_on=f"{later:%d/%m/%Y}", text="Đang khảo sát").status_code == 302
    petition.refresh_from_db()
    assert petition.due_on == later
    assert f"{later:%d/%m/%Y}" in str(notices.unread(an.actor).first())


def test_an_answer_that_settles_nothing_goes_back_to_who_gave_it(ask, binh, an, house):
    petition = ask("ward")
    do(binh, petition, "answer", text="Đã tiếp thu")
    assert do(an, petition, "reopen", because="Đèn vẫn hỏng").status_code == 302
    assert where(petition) == (Petition.Status.OPEN, house.ward.name)
    assert "Đèn vẫn hỏng" in binh.get(petition.get_absolute_url()).text
    do(binh, petition, "answer", text="Đã thay bóng mới")
    do(an, petition, "close", text="Cảm ơn")
    assert where(petition)[0] == Petition.Status.CLOSED


def test_only_the_unit_that_holds_it_answers(ask, thu, an, lam, chi, binh, dung):
    petition = ask("ward")
    for person in (thu, lam):  # the cell is on its way: told that it has moved
        page = do(person, petition, "answer", text="Tôi trả lời")
        assert page.status_code == 422
        assert str(refusals.NotHeldHere(petition)) in page.text
        assert "Tôi trả lời" in page.text
    for person in (an, chi, dung):
        assert do(person, petition, "answer", text="Tôi trả lời").status_code == 404
    assert where(petition)[0] == Petition.Status.OPEN
    with pytest.raises(refusals.NotHeldHere):
        actions.answer(petition=petition, by=an.actor, text="Tôi trả lời")


def test_the_ward_does_not_close_for_the_cell(ask, binh, thu):
    petition = ask("ward")
    do(binh, petition, "answer", text="Đã thay")
    assert do(binh, petition, "close").status_code == 404
    with pytest.raises(refusals.NotHeldHere):
        actions.close(petition=petition, by=binh.actor)
    assert do(thu, petition, "close").status_code == 302


def test_two_people_at_once_the_second_is_told(petition, thu, lam, binh):
    seen_by_both = Petition.objects.get(pk=petition.pk)
    actions.answer(petition=petition, by=thu.actor, text="Một")
    with pytest.raises(refusals.PetitionHasMoved):
        actions.answer(petition=seen_by_both, by=lam.actor, text="Hai")
    with pytest.raises(refusals.PetitionHasMoved):
        actions.pass_up(petition=seen_by_both, by=lam.actor, because="Hai")
    actions.close(petition=petition, by=thu.actor)
    with pytest.raises(refusals.PetitionHasMoved):
        actions.close(petition=petition, by=lam.actor)
    assert petition.events.count() == 3


def test_a_petition_that_moved_a_second_ago_is_refused_to_who_held_it(petition, thu, lam):
    seen = Petition.objects.get(pk=petition.pk)
    actions.pass_up(petition=petition, by=thu.actor, because="Phường")
    with pytest.raises(refusals.NotHeldHere):
        actions.answer(petition=seen, by=lam.actor, text="Tôi trả lời")


def test_words_are_needed(petition, thu):
    for operation in ("answer", "pass_up", "send_back"):
        assert do(thu, petition, operation, text=" ", because=" ").status_code == 422
    with pytest.raises(refusals.NoWords):
        actions.answer(petition=petition, by=thu.actor, text="  ")


def test_a_stranger_cannot_learn_that_a_petition_exists(petition, dung, van):
    for person in (dung, van):
        assert person.get(petition.get_absolute_url()).status_code == 404
        assert TEXT not in person.get(reverse(LIST) + "?who=all&show=all").text


def test_the_province_sees_what_reaches_it_and_no_name_and_no_meeting(ask, tinh_alone, an, meeting):
    below, reached = ask("ward", "Chuyện của phường"), ask("province")
    assert tinh_alone.get(below.get_absolute_url()).status_code == 404
    assert "Chuyện của phường" not in tinh_alone.get(reverse(LIST) + "?who=all&show=all").text
    page = tinh_alone.get(reached.get_absolute_url()).text
    assert TEXT in page
    assert an.member.full_name not in page
    assert str(meeting.pk) not in page


def test_what_the_person_said_at_the_end_stays_in_the_cell(ask, tinh_alone, thu):
    petition = ask("province")
    do(tinh_alone, petition, "answer", text="Sẽ thay")
    do(thu, petition, "close", text="Ông An chưa vui")
    assert "chưa vui" in thu.get(petition.get_absolute_url()).text
    assert "chưa vui" not in tinh_alone.get(petition.get_absolute_url()).text


def test_each_lands_on_the_list_that_is_theirs(ask, an, lam, thu, binh, chi):
    own, other = ask("cell", "Của An"), ask("ward", "Của Lâm", person=lam)
    assert own.text in an.get(reverse(LIST)).text
    assert other.text not in an.get(reverse(LIST)).text
    assert other.text in an.get(reverse(LIST) + "?who=all").text
    inbox = thu.get(reverse(LIST)).text
    assert own.text in inbox
    assert other.text not in inbox
    assert other.text in binh.get(reverse(LIST)).text
    assert own.text not in binh.get(reverse(LIST)).text
    assert own.text in chi.get(reverse(LIST)).text
    assert queries.waiting_for(thu.actor).get() == own
    assert queries.counts(queries.in_sight(thu.actor), thu.actor) == queries.Counts(1, 2, 0, 0, 2)


def test_the_list_of_what_is_late(petition, house, thu):
    """Where boards lead: due before today, or before the month of the board while it runs."""
    url, today = reverse(LIST) + "?show=late", timezone.localdate()
    Petition.objects.filter(pk=petition.pk).update(due_on=today)
    assert TEXT not in thu.get(url).text
    late = today.replace(day=1) - timedelta(days=1)
    Petition.objects.filter(pk=petition.pk).update(due_on=late)
    assert TEXT in thu.get(url).text
    assert TEXT in thu.get(f"{url}&before={Month.of(today)}").text
    assert TEXT not in thu.get(f"{url}&before={Month.of(late)}").text
    assert thu.get(f"{url}&before=2026-13").status_code == 404


def test_the_list_is_narrowed_to_a_cell_one_may_see(petition, house, binh, dung):
    url = reverse(LIST)
    assert TEXT in binh.get(f"{url}?show=open&cell={house.cell.pk}").text
    assert TEXT not in binh.get(f"{url}?show=open&cell={house.neighbour.pk}").text
    assert dung.get(f"{url}?cell={house.cell.pk}").status_code == 404
    assert binh.get(f"{url}?cell=khong").status_code == 404
    assert binh.get(f"{url}?show=khong").status_code == 404
    for show in queries.SHOWN:
        assert binh.get(f"{url}?show={show}").status_code == 200


def test_pages_ask_the_same_number_of_queries_for_many_petitions(ask, binh):
    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert binh.get(url).status_code == 200
        return len(asked)

    petition = ask("ward")
    few = count(reverse(LIST))
    for number in range(12):
        ask("ward", f"Kiến nghị {number}")
    assert count(reverse(LIST)) == few <= 14
    one = count(petition.get_absolute_url())
    for _ in range(4):
        actions.promise(petition=petition, by=binh.actor, due_on=timezone.localdate())
    assert count(petition.get_absolute_url()) == one <= 20


def test_every_office_is_a_role_of_the_house():
    assert {role for roles in rules.SPEAKS_FOR.values() for role in roles} == {
        str(role) for role in holding.OFFICES
    }
    assert Role.OVERSEER not in holding.OFFICES
