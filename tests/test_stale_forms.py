"""Two people with the same page: the second is told what the first saved, loses nothing of what was typed,
and writes over it only by choosing to.

A page is opened by both before either sends it. What only one of them changed is merged in silence.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from conftest import Person, appoint, make_member, make_person
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from kept import kept
from tests.crawl import Form, Page
from tests.filling import choices, form_in, opened, sent, told

from sotay.assignments.models import Task
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.queries import load_state, papers_of
from sotay.members.models import Appointment, Standing
from sotay.petitions.models import Petition
from sotay.units.settings import setting

HALL = 22
DECISION = {"decision_no": "05-QĐ/ĐU", "decision_on": "01/02/2026", "decided_by": "Đảng ủy phường Bình Minh"}


# Records


def test_corrected_phone_does_not_go_back(house, thu, lam, an):
    """An address is corrected on a page that was opened before the phone was."""
    url = f"/members/{an.member.pk}/edit/"
    first, second = opened(thu, url), opened(lam, url)
    assert sent(thu, first, phone="0912 345 678").status_code == 302
    assert sent(lam, second, address="Số 5, phố Nhỏ").status_code == 302
    an.member.refresh_from_db()
    assert (an.member.phone, an.member.address) == ("0912345678", "Số 5, phố Nhỏ")


def test_phone_changed_by_two_is_shown_with_both_values_and_a_choice(house, thu, lam, an):
    url = f"/members/{an.member.pk}/edit/"
    first, second = opened(thu, url), opened(lam, url)
    sent(thu, first, phone="0912345678")
    answer = sent(lam, second, phone="0987654321", note="Đổi máy")
    assert answer.status_code == 422
    said = told(answer)
    assert "Lê Thị Thu đã đổi thành “0912345678” lúc " in said
    assert "đồng chí nhập “0987654321”" in said
    an.member.refresh_from_db()
    assert (an.member.phone, an.member.note) == ("0912345678", "")
    again = form_in(answer, url, url)
    data = again.data()
    assert (data["phone"], data["note"]) == (["0987654321"], ["Đổi máy"])
    assert sent(lam, again).status_code == 422, "sent again without choosing"
    _theirs, mine = choices(answer)["keep-phone"]
    assert sent(lam, again, **{"keep-phone": mine}).status_code == 302
    an.member.refresh_from_db()
    assert (an.member.phone, an.member.note) == ("0987654321", "Đổi máy")


def test_choosing_what_the_other_saved_keeps_the_rest_of_what_was_typed(house, thu, lam, an):
    url = f"/members/{an.member.pk}/edit/"
    first, second = opened(thu, url), opened(lam, url)
    sent(thu, first, phone="0912345678", sex="female")
    answer = sent(lam, second, phone="0987654321", note="Đổi máy")
    assert "keep-sex" not in choices(answer), "only one of them touched it"
    again = form_in(answer, url, url)
    assert again.data()["sex"] == ["female"], "what others changed meanwhile is shown"
    sent(lam, again, **{"keep-phone": "theirs"})
    an.member.refresh_from_db()
    assert (an.member.phone, an.member.sex, an.member.note) == ("0912345678", "female", "Đổi máy")


def test_choice_is_over_the_value_that_was_shown_and_no_newer_one(house, thu, lam, an):
    url = f"/members/{an.member.pk}/edit/"
    first, second, third = opened(thu, url), opened(lam, url), opened(thu, url)
    sent(thu, first, phone="0912345678")
    answer = sent(lam, second, phone="0987654321")
    newer = sent(thu, third, phone="0900000000")
    sent(thu, form_in(newer, url, url), **{"keep-phone": choices(newer)["keep-phone"][1]})
    _theirs, mine = choices(answer)["keep-phone"]
    answer = sent(lam, form_in(answer, url, url), **{"keep-phone": mine})
    assert answer.status_code == 422
    assert "“0900000000”" in told(answer)


def test_same_correction_by_two_is_no_conflict(house, thu, lam, an):
    url = f"/members/{an.member.pk}/edit/"
    first, second = opened(thu, url), opened(lam, url)
    for person, form in ((thu, first), (lam, second)):
        assert sent(person, form, phone="0912345678").status_code == 302


def test_own_other_tab_is_named_as_such(house, thu, an):
    url = f"/members/{an.member.pk}/edit/"
    first, second = opened(thu, url), opened(thu, url)
    sent(thu, first, phone="0912345678")
    assert "ở một trang khác" in told(sent(thu, second, phone="0987654321"))


def test_transfer_by_an_old_page_is_told_of_the_other_transfer(house, binh, an):
    """Two officers of the ward send the same member to two cells."""
    other = make_person("hai", make_member(house.neighbour, "Ngô Văn Hai"))
    appoint(house.ward, Role.WARD_OFFICE, other.member)
    appoint(house.neighbour, Role.SECRETARY, other.member)
    appoint(house.cell, Role.SECRETARY, other.member)
    appoint(house.cell, Role.DEPUTY_SECRETARY, binh.member)
    appoint(house.neighbour, Role.DEPUTY_SECRETARY, binh.member)
    url = f"/members/{an.member.pk}/leave/"
    first, second = opened(binh, url), opened(other, f"/members/{an.member.pk}/transfer/")
    assert sent(binh, first, cause="resigned", **DECISION).status_code == 302
    answer = sent(other, second, to_cell=house.neighbour.pk)
    assert answer.status_code == 422
    assert "Trần Văn Bình" in told(answer)
    an.member.refresh_from_db()
    assert an.member.cell == house.cell


def test_undo_takes_back_nothing_that_came_after(house, thu, lam, an):
    form = opened(thu, f"/members/{an.member.pk}/leave/")
    page = thu.get(sent(thu, form, cause="transferred").url)
    undo = re.search(r'action="([^"]*undo[^"]*)"', page.content.decode())[1]
    sent(lam, opened(lam, reverse("members:come_back", args=[an.member.pk])))
    again = opened(lam, f"/members/{an.member.pk}/leave/")
    sent(lam, again, cause="deceased")
    assert thu.post(html.unescape(undo)).status_code == 409
    an.member.refresh_from_db()
    assert an.member.left_on is not None


def test_exemption_ended_by_two(house, thu, lam, an):
    today = timezone.localdate()
    standing = an.member.standings.create(
        commune_id=house.cell.commune_id,
        cell=house.cell,
        kind=Standing.Kind.EXEMPT,
        from_on=today - timedelta(30),
    )
    url = reverse("members:end_standing", args=[standing.pk])
    first, second = opened(thu, url), opened(lam, url)
    sent(thu, first, last_on=f"{today:%d/%m/%Y}")
    answer = sent(lam, second, last_on=f"{today - timedelta(5):%d/%m/%Y}")
    assert answer.status_code == 422
    assert "Lê Thị Thu" in told(answer)
    assert sent(lam, form_in(answer, url, url)).status_code == 302, "sent again after reading"


def test_secretary_appointed_by_two(house, binh, van, thu, lam, an):
    url = reverse("members:appoint", args=[house.cell.pk])
    first, second = opened(binh, url), opened(binh, url)
    choice = {"role": "secretary", "replace": "on"}
    assert sent(binh, first, person=f"member:{lam.member.pk}", **choice).status_code == 302
    answer = sent(binh, second, person=f"member:{an.member.pk}", **choice)
    assert answer.status_code == 422
    today = timezone.localdate()
    held = Appointment.objects.filter(unit=house.cell, role=Role.SECRETARY, from_on__lte=today)
    assert [row.member for row in held.exclude(until_on__lte=today)] == [lam.member]


# Units


def test_two_correct_the_details_of_a_unit(house, binh):
    url = f"/units/{house.cell.pk}/edit/"
    first, second = opened(binh, url), opened(binh, url)
    sent(binh, first, phone="0912345678")
    assert sent(binh, second, address="Nhà văn hóa").status_code == 302
    house.cell.refresh_from_db()
    assert (house.cell.phone, house.cell.address) == ("0912345678", "Nhà văn hóa")


def test_two_rename_a_unit(house, binh):
    url = f"/units/{house.cell.pk}/rename/"
    first, second = opened(binh, url), opened(binh, url)
    sent(binh, first, name="Chi bộ tổ dân phố 1")
    answer = sent(binh, second, name="Chi bộ tổ dân phố 2")
    assert answer.status_code == 422
    assert "“Chi bộ tổ dân phố 1”" in told(answer)
    house.cell.refresh_from_db()
    assert house.cell.name == "Chi bộ tổ dân phố 1"


def test_two_set_the_same_point(house, thu, lam):
    url = reverse("units:setting", args=[house.cell.pk, "cell-meeting.start_time"])
    first, second = opened(thu, url), opened(lam, url)
    assert sent(thu, first, value="19:00").status_code == 302
    answer = sent(lam, second, value="20:15")
    assert answer.status_code == 422
    assert "“19:00”" in told(answer)
    assert f"{setting(house.cell, 'cell-meeting.start_time', timezone.localdate()):%H:%M}" == "19:00"


def test_change_of_a_setting_is_taken_back_as_it_was_shown(house, thu, lam):
    """A second value for the same day stands in the same row as the first."""
    url = reverse("units:setting", args=[house.cell.pk, "cell-meeting.start_time"])
    sent(thu, opened(thu, url), value="19:00")
    row = house.cell.settings.get()
    back = opened(thu, url, reverse("units:setting_take_back", args=[row.pk]))
    sent(lam, opened(lam, url), value="20:15")
    assert sent(thu, back).status_code == 409
    assert house.cell.settings.get().value == "20:15"


# Preparing


@kept
def planned(house, thu, lam, an, chi, binh) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/invite/")
    return meeting


def test_two_arrange_a_meeting(planned, thu, lam):
    url = f"/meetings/{planned.pk}/arrange/"
    first, second = opened(thu, url), opened(lam, url)
    assert sent(thu, first, place="Nhà văn hóa", clock="19:00").status_code == 302
    answer = sent(lam, second, place="Trường Tiểu học")
    assert answer.status_code == 422
    assert "“Nhà văn hóa”" in told(answer)
    sent(lam, form_in(answer, url, url), **{"keep-place": "theirs"})
    planned.refresh_from_db()
    assert planned.place == "Nhà văn hóa"
    assert f"{timezone.localtime(planned.planned_at):%H:%M}" == "19:00", "the hour nobody else touched"


def test_two_word_an_item(planned, thu, lam):
    item = planned.agenda.filter(step="conduct").first()
    url = f"/meetings/items/{item.pk}/"
    first, second = opened(thu, url), opened(lam, url)
    sent(thu, first, text="Số liệu tháng này.\nKết quả thu quỹ.", minutes="20")
    answer = sent(lam, second, text="Báo cáo miệng.")
    assert answer.status_code == 422
    assert "Kết quả thu quỹ." in told(answer)
    item.refresh_from_db()
    assert (item.text, item.minutes) == ("Số liệu tháng này.\nKết quả thu quỹ.", 20)
    again = form_in(answer, url, url)
    assert again.data()["text"] == ["Báo cáo miệng."]
    sent(lam, again, text="Báo cáo miệng. Kết quả thu quỹ.", **{"keep-text": choices(answer)["keep-text"][1]})
    item.refresh_from_db()
    assert (item.text, item.minutes) == ("Báo cáo miệng. Kết quả thu quỹ.", 20)


def test_two_move_items(planned, thu, lam):
    items = list(planned.agenda.filter(step="conduct"))
    url = f"/meetings/{planned.pk}/prepare/"
    move = f"/meetings/items/{items[1].pk}/move/"
    first, second = opened(thu, url, move), opened(lam, url, move)
    assert sent(thu, first, up="").status_code == 302
    assert sent(lam, second, up="").status_code == 409
    assert list(planned.agenda.filter(step="conduct"))[:2] == [items[1], items[0]]


def test_item_that_was_reworded_is_not_taken_off_unread(planned, thu, lam):
    item = planned.agenda.filter(step="conduct").first()
    url = f"/meetings/items/{item.pk}/"
    remove = opened(lam, url, f"{url}remove/")
    sent(thu, opened(thu, url), text="Số liệu tháng này.")
    assert sent(lam, remove).status_code == 409
    assert planned.agenda.filter(pk=item.pk).exists()


def test_member_and_secretary_answer_an_invitation(planned, thu, an):
    """The member says they will come; the secretary, who has not seen it, that they are ill."""
    invitation = planned.invitations.get(member=an.member)
    url = f"/meetings/invitations/{invitation.pk}/"
    first, second = opened(an, url), opened(thu, url)
    assert sent(an, first, will_come="yes").status_code == 302
    answer = sent(thu, second, will_come="no", reason="Ốm")
    assert answer.status_code == 422
    assert "Nguyễn Văn An" in told(answer)
    invitation.refresh_from_db()
    assert invitation.answer == "will"


def test_one_tap_on_today_does_not_change_what_the_secretary_noted(planned, thu, an):
    Meeting.objects.update(planned_at=timezone.now() + timedelta(days=2))
    invitation = planned.invitations.get(member=an.member)
    url = f"/meetings/invitations/{invitation.pk}/"
    tap = opened(an, "/", url)
    sent(thu, opened(thu, url), will_come="no", reason="Ốm")
    answer = sent(an, tap)
    assert answer.status_code == 422
    assert "Lê Thị Thu" in told(answer)
    invitation.refresh_from_db()
    assert invitation.answer == "cannot"


# In session


@kept
def hall(planned, house, thu) -> Meeting:
    """Open, with 22 people who can vote."""
    for number in range(HALL - planned.invitations.filter(as_overseer=False).count()):
        make_member(house.cell, f"Đảng viên {number}", f"0900{number:04}")
    thu.post(f"/meetings/{planned.pk}/open/")
    thu.post(f"/meetings/{planned.pk}/roll/start/rest/")
    thu.post(f"/meetings/{planned.pk}/record/motion_moved/", {"text": "Góp quỹ", "matter": "resolution"})
    planned.refresh_from_db()
    return planned


def hands(meeting: Meeting, page: str = "conduct") -> tuple[str, str]:
    motion = load_state(meeting).motions[-1].entry
    where = f"votes/{motion}" if page == "vote" else page
    return f"/meetings/{meeting.pk}/{where}/", f"/meetings/{meeting.pk}/record/hands_counted/"


def counted(person: Person, form: Form, *votes: int, **more: Any) -> HttpResponse:
    names = ("votes_for", "votes_against", "abstained")
    return sent(person, form, **dict(zip(names, map(str, votes), strict=True)), **more)


@pytest.mark.parametrize("page", ["conduct", "close", "vote"])
def test_hands_counted_by_two(hall, thu, lam, page):
    """14-4-4 was passed; the second count made it 4-14-4, failed, and the minutes printed it."""
    url, action = hands(hall, page)
    first, second = opened(thu, url, action), opened(lam, url, action)
    assert counted(thu, first, 14, 4, 4).status_code == 302
    answer = counted(lam, second, 4, 14, 4)
    assert answer.status_code == 422
    said = told(answer)
    assert "Lê Thị Thu đã đổi thành “Tán thành: 14, Không tán thành: 4, Không có ý kiến: 4” lúc " in said
    assert load_state(hall).motions[-1].counts == (14, 4, 4)
    again = form_in(answer, url, action)
    assert again.data()["votes_for"] == ["4"], "what was typed is still there"
    assert sent(lam, again, **{"keep-votes_for": "theirs"}).status_code == 302
    assert LogEntry.objects.filter(act="hands_counted").count() == 1, "nothing to note"
    assert load_state(hall).motions[-1].passed


def test_second_count_by_choice_names_the_count_it_corrects(hall, thu, lam):
    url, action = hands(hall)
    first, second = opened(thu, url, action), opened(lam, url, action)
    counted(thu, first, 14, 4, 4)
    answer = counted(lam, second, 4, 14, 4)
    choice = {"keep-votes_for": choices(answer)["keep-votes_for"][1]}
    assert sent(lam, form_in(answer, url, action), **choice).status_code == 302
    assert load_state(hall).motions[-1].counts == (4, 14, 4)
    one, two = LogEntry.objects.filter(act="hands_counted").order_by("seq")
    assert (one.data["votes_for"], two.data["votes_for"]) == (14, 4), "the log keeps both"
    assert two.data["over"] == [str(one.pk)]
    assert one.data["over"] == []


def test_same_count_by_two_is_one(hall, thu, lam):
    url, action = hands(hall)
    first, second = opened(thu, url, action), opened(lam, url, action)
    for person, form in ((thu, first), (lam, second)):
        assert counted(person, form, 14, 4, 4).status_code == 302
    assert LogEntry.objects.filter(act="hands_counted").count() == 1


def test_tellers_count_by_two(hall, thu, lam):
    moved = {"text": "Bầu tổ trưởng", "method": "paper", "matter": "election", "options": "An\nBình"}
    thu.post(f"/meetings/{hall.pk}/record/motion_moved/", moved)
    url = hands(hall, "vote")[0]
    action = f"{url}counted/"
    first, second = opened(thu, url, action), opened(lam, url, action)
    ballots = {"issued": "20", "collected": "20", "invalid": "0", "tellers": "An"}
    assert sent(thu, first, **ballots, count_0="15", count_1="5").status_code == 302
    answer = sent(lam, second, **ballots, count_0="5", count_1="15")
    assert answer.status_code == 422
    assert "Lê Thị Thu" in told(answer)
    assert load_state(hall).motions[-1].counts == (15, 5)
    assert form_in(answer, url, action).data()["count_0"] == ["5"]


def test_dues_and_guests_noted_by_two(hall, thu, lam):
    url = f"/meetings/{hall.pk}/start/"
    for act, mine, theirs in (
        ("dues_noted", {"paid": "20", "of": "22"}, {"paid": "19", "of": "22"}),
        ("guests_noted", {"guests": "Ông Tư"}, {"guests": "Bà Năm"}),
    ):
        action = f"/meetings/{hall.pk}/record/{act}/"
        first, second = opened(thu, url, action), opened(lam, url, action)
        assert sent(thu, first, **mine).status_code == 302
        answer = sent(lam, second, **theirs)
        assert answer.status_code == 422
        assert "Lê Thị Thu" in told(answer)
    state = load_state(hall)
    assert state.dues == {"paid": 20, "of": 22}
    assert state.guests == ("Ông Tư",)


def test_mark_on_the_roll_by_an_old_page(hall, thu, lam, an):
    url, action = f"/meetings/{hall.pk}/start/", f"/meetings/{hall.pk}/record/roll_marked/"
    first, second = (opened(person, url, action, str(an.member.pk)) for person in (thu, lam))
    assert sent(thu, first, mark="excused", reason="Ốm").status_code == 302
    answer = sent(lam, second, mark="unexcused")
    assert answer.status_code == 409
    swapped = lam.post(action, {**second.data(), "mark": "unexcused"}, headers={"HX-Request": "true"})
    assert swapped.status_code == 409
    assert "Lê Thị Thu" in told(swapped)
    assert load_state(hall).mark(an.member.pk).mark == "excused"
    fresh = form_in(swapped, url, action)
    assert sent(lam, fresh, mark="unexcused").status_code == 302
    assert load_state(hall).mark(an.member.pk).mark == "unexcused"


def test_same_mark_twice_is_no_conflict(hall, thu, lam, an):
    url, action = f"/meetings/{hall.pk}/start/", f"/meetings/{hall.pk}/record/roll_marked/"
    first, second = (opened(person, url, action, str(an.member.pk)) for person in (thu, lam))
    for person, form in ((thu, first), (lam, second)):
        assert sent(person, form, mark="excused").status_code == 302


def test_item_begun_by_an_old_page(hall, thu, lam):
    url, action = f"/meetings/{hall.pk}/conduct/", f"/meetings/{hall.pk}/record/item_begun/"
    first, second = opened(thu, url, action), opened(lam, url, action)
    assert sent(thu, first).status_code == 302
    sent(thu, opened(thu, url, action))
    assert sent(lam, second).status_code == 409


def test_minutes_are_agreed_to_as_they_were_read_out(hall, thu, lam):
    url, action = f"/meetings/{hall.pk}/read/", f"/meetings/{hall.pk}/record/minutes_read/"
    form = opened(thu, url, action)
    lam.post(f"/meetings/{hall.pk}/record/note_written/", {"text": "Thêm một ý"})
    assert sent(thu, form).status_code == 409
    assert load_state(hall).minutes_read_at is None
    assert sent(thu, opened(thu, url, action)).status_code == 302


# Afterwards


def test_two_word_a_part_of_the_minutes(hall, thu, lam):
    thu.post(f"/meetings/{hall.pk}/record/concluded/", {"text": "Nhất trí"})
    counted(thu, opened(thu, *hands(hall)), 14, 4, 4)
    thu.post(f"/meetings/{hall.pk}/roll/end/rest/")
    assert thu.post(f"/meetings/{hall.pk}/record/closed/").status_code == 302
    paper = papers_of(hall)[0]
    links = Page("", thu.get(f"/papers/{paper.pk}/words/").content.decode()).links
    url = next(link for link in links if link.startswith(f"/papers/{paper.pk}/words/"))
    first, second = opened(thu, url), opened(lam, url)
    assert sent(thu, first, text="Lời của Thu").status_code == 302
    answer = sent(lam, second, text="Lời của Lâm")
    assert answer.status_code == 422
    assert "Lời của Thu" in told(answer)
    revert = opened(lam, url, f"{url}revert/")
    sent(thu, opened(thu, url), text="Lời khác của Thu")
    assert sent(lam, revert).status_code == 409
    assert "Lời khác của Thu" in str(papers_of(hall)[0].edits)


@kept
def task(house, thu, an) -> Task:
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    task = Task.objects.create(**owned, text="Rà soát hộ nghèo", given_on=timezone.localdate())
    task.given_to.create(**owned, member=an.member)
    return task


def test_deadline_extended_by_two(task, thu, lam):
    url, action = f"/tasks/{task.pk}/", f"/tasks/{task.pk}/extend"
    first, second = opened(thu, url, action), opened(lam, url, action)
    far = {"extend-due_on": "25/12/2099", "extend-because": "Chờ số liệu"}
    assert sent(thu, first, **far).status_code == 302
    answer = sent(lam, second, **{**far, "extend-due_on": "31/12/2099"})
    assert answer.status_code == 422
    assert "Lê Thị Thu" in told(answer)
    task.refresh_from_db()
    assert f"{task.due_on:%d/%m}" == "25/12"
    assert sent(lam, form_in(answer, url, action)).status_code == 302, "sent again after reading"


def test_report_on_a_task_that_was_settled_meanwhile_keeps_what_was_written(task, thu, an):
    url, action = f"/tasks/{task.pk}/", f"/tasks/{task.pk}/report"
    form = opened(an, url, action)
    sent(thu, opened(thu, url, f"/tasks/{task.pk}/drop"), **{"drop-because": "Không cần nữa"})
    answer = sent(an, form, **{"report-text": "Đã đi 12 hộ", "report-done": "yes"})
    assert answer.status_code == 422
    assert "Lê Thị Thu" in told(answer)
    assert "Đã đi 12 hộ" in told(answer)


def test_day_promised_by_two(house, binh, thu, an):
    other = make_person("hai", make_member(house.neighbour, "Ngô Văn Hai"))
    appoint(house.ward, Role.WARD_OFFICE, other.member)
    owned = {"commune_id": house.cell.commune_id, "cell": house.cell}
    asked = {"text": "Đèn đường", "raised_on": timezone.localdate(), "raised_by": an.member}
    petition = Petition.objects.create(**owned, **asked, held_by=house.ward)
    url, action = f"/petitions/{petition.pk}/", f"/petitions/{petition.pk}/promise"
    first, second = opened(binh, url, action), opened(other, url, action)
    assert sent(binh, first, **{"promise-due_on": "25/12/2099"}).status_code == 302
    answer = sent(other, second, **{"promise-due_on": "31/12/2099", "promise-text": "Đang khảo sát"})
    assert answer.status_code == 422
    assert "Trần Văn Bình" in told(answer)
    petition.refresh_from_db()
    assert f"{petition.due_on:%d/%m}" == "25/12"
    assert form_in(answer, url, action).data()["promise-text"] == ["Đang khảo sát"]


# Accounts


def test_slip_printed_by_two(house, thu, binh, an):
    """The second slip ends the first, which somebody may be carrying to the person."""
    url = f"/account/{an.account.pk}/"
    first, second = opened(thu, url, f"{url}slip/"), opened(thu, url, f"{url}slip/")
    assert sent(thu, first).status_code == 200
    assert sent(thu, second).status_code == 409
    assert an.account.login_tokens.count() == 1


def test_account_closed_by_one_and_opened_by_the_other(house, thu, an):
    url = f"/account/{an.account.pk}/"
    close, password = opened(thu, url, f"{url}close/"), opened(thu, url, f"{url}password/")
    page = thu.get(sent(thu, close).url)
    assert sent(thu, password).status_code == 409
    undo = re.search(r'action="([^"]*reopen[^"]*)"', page.content.decode())[1]
    assert thu.post(html.unescape(undo)).status_code == 302


# Without a page


def test_program_that_sends_no_version_is_not_asked_for_one(house, thu, an):
    data = {"full_name": "Nguyễn Văn An", "phone": "0912345678"}
    assert thu.post(f"/members/{an.member.pk}/edit/", data).status_code == 302
    an.member.refresh_from_db()
    assert an.member.phone == "0912345678"
