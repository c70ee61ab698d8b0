"""Members with a phone: checking in by the code on the screen, the live page, the floor, a letter."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from conftest import Person, make_member, make_person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kept import kept

from sotay.kernel import clock
from sotay.kernel.periods import Month
from sotay.meetings.models import CodeTry, Invitation, LogEntry, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.session import self_service
from sotay.members.models import Standing

UNUSABLE = "Mã này không dùng được với tài khoản của đồng chí."
OLD = "Mã đã đổi. Đề nghị quét mã đang hiện trên màn hình."


@kept
def meeting(house, thu, lam, an) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    return Meeting.objects.get()


@kept
def opened(meeting, thu) -> Meeting:
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def scanned(meeting: Meeting, round_: str = "start") -> str:
    return f"/c/{self_service.code_now(meeting, round_).token}/"


def typed(meeting: Meeting, round_: str = "start") -> str:
    return self_service.code_now(meeting, round_).digits


def wrong(meeting: Meeting) -> str:
    """Six digits that are nobody's now."""
    now = {typed(meeting, round_) for round_ in ("start", "end")}
    return next(digits for digits in ("000000", "111111", "222222") if digits not in now)


def act(person: Person, meeting: Meeting, name: str, **data):
    return person.post(f"/meetings/{meeting.pk}/record/{name}/", data)


def tap(person: Person, url: str):
    """Open what was scanned, and tap the button that is on the page."""
    page = person.get(url)
    ticket = re.search(r'name="ticket" value="(\w+)"', page.content.decode())
    return person.post(url, {"ticket": ticket.group(1) if ticket else ""})


def mark(meeting: Meeting, person: Person, round_: str = "start"):
    return load_state(meeting).mark(person.member.pk, round_)


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# checking in


def test_a_member_scans_and_is_present(opened, an):
    url = scanned(opened)
    assert "Tôi có mặt" in text(an.get(url))
    assert mark(opened, an) is None, "a preview of the link must not check anybody in"
    answer = tap(an, url)
    assert answer.status_code == 302
    assert answer["Location"] == f"/meetings/{opened.pk}/live/"
    assert (mark(opened, an).mark, mark(opened, an).rank) == ("present", 1)
    assert "Đồng chí đã điểm danh lúc" in text(an.get(answer["Location"]))
    entry = LogEntry.objects.get(act="roll_marked")
    assert (entry.member_id, entry.account_id) == (an.member.pk, an.account.pk)


def test_twice_is_once_and_says_since_when(opened, an):
    tap(an, scanned(opened))
    since = timezone.localtime(mark(opened, an).at).strftime("%H:%M")
    page = text(an.get(scanned(opened)))
    assert f"Đồng chí đã điểm danh lúc {since}" in page
    assert '<button class="btn primary block">' not in page
    again = an.post(scanned(opened), follow=True)
    assert f"Đồng chí đã điểm danh từ lúc {since}" in text(again)
    assert LogEntry.objects.filter(act="roll_marked").count() == 1


def test_what_the_secretary_marked_stays(opened, thu, an):
    act(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="excused")
    page = an.get(scanned(opened))
    assert "Bí thư đã ghi đồng chí vắng" in text(page)
    assert "Bí thư đã ghi đồng chí vắng" in text(an.get(f"/meetings/{opened.pk}/live/"))
    an.post(scanned(opened))
    assert mark(opened, an).mark == "excused"
    assert LogEntry.objects.filter(act="roll_marked").count() == 1


def test_a_secretary_overrules_a_check_in(opened, thu, an):
    tap(an, scanned(opened))
    act(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="unexcused")
    assert mark(opened, an).mark == "unexcused"


def test_a_code_that_has_changed_says_so(opened, an):
    url = scanned(opened)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        page = an.get(url)
        assert page.status_code == 409
        assert OLD in text(page)
        assert an.post(url).status_code == 409
    assert mark(opened, an) is None


def test_whoever_opened_it_in_time_may_read_for_a_while(opened, an, lam):
    url = scanned(opened)
    ticket = re.search(r'name="ticket" value="(\w+)"', text(an.get(url))).group(1)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert lam.post(url, {"ticket": ticket}).status_code == 409, "the ticket is another's"
        assert an.post(url, {"ticket": ticket}).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        assert lam.post(url, {"ticket": ticket}).status_code == 409
    assert mark(opened, an).mark == "present"
    assert mark(opened, lam) is None


def test_logging_in_first_leads_back_and_does_not_cost_the_code(opened, an):
    """An old member needs two minutes for a password; the code lives for one."""
    url, phone = scanned(opened), Client()
    answer = phone.get(url)
    assert answer["Location"] == f"/account/login/?next={url}"
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        logged_in = phone.post(answer["Location"], {"login": "an", "password": "mật khẩu để thử 1"})
        assert logged_in["Location"] == url
        page = text(phone.get(url))
        ticket = re.search(r'name="ticket" value="(\w+)"', page).group(1)
        assert phone.post(url, {"ticket": ticket}).status_code == 302
    assert mark(opened, an).mark == "present"


def test_a_browser_that_saw_no_code_gets_no_ticket(opened, an):
    url, phone = scanned(opened), Client()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        phone.get(url)
        phone.post(f"/account/login/?next={url}", {"login": "an", "password": "mật khẩu để thử 1"})
        assert phone.get(url).status_code == 409


@pytest.mark.parametrize("name", ["dung", "binh", "chi", "tinh", "van"])
def test_whoever_is_not_on_the_roll_learns_nothing(opened, request, name):
    person: Person = request.getfixturevalue(name)
    for url in (scanned(opened), scanned(opened, "end")):
        for answer in (person.get(url), person.post(url)):
            assert answer.status_code == 404
            assert UNUSABLE in text(answer)
            assert opened.cell.name not in text(answer)
    false = scanned(opened)[:-4] + "AAA/"
    other = Meeting(pk=opened.cell_id)
    assert {person.get(url).status_code for url in (false, scanned(other), "/c/x/")} == {404}
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert UNUSABLE in text(person.get(scanned(opened)))
    assert not LogEntry.objects.filter(act="roll_marked").exists()


def test_a_forged_code_is_of_no_use_to_a_member_either(opened, an):
    false = scanned(opened)[:-4] + "AAA/"
    assert UNUSABLE in text(an.get(false))
    assert an.post(false).status_code == 404


def test_a_code_of_one_meeting_opens_no_other(opened, an, thu, house):
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).plus(1).label()})
    other = Meeting.objects.exclude(pk=opened.pk).get()
    thu.post(f"/meetings/{other.pk}/open/")
    answer = an.post(f"/meetings/{other.pk}/check-in/", {"digits": typed(opened)})
    assert answer.status_code == 422
    assert mark(other, an) is None


def test_before_it_opens_and_after_it_closes(meeting, thu, an):
    token = scanned(meeting)
    assert an.get(token).status_code == 404, "nobody is on the roll before it opens"
    thu.post(f"/meetings/{meeting.pk}/open/")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    LogEntry.objects.filter(act="closed").delete()
    act(thu, meeting, "closed")
    answer = an.get(scanned(meeting))
    assert answer.status_code == 409
    assert "Buổi sinh hoạt đã kết thúc" in text(answer)


def test_the_first_round_is_over_when_the_second_is_called(opened, thu, an):
    act(thu, opened, "roll_marked", member=thu.member.pk, round="end", mark="present")
    answer = an.get(scanned(opened))
    assert answer.status_code == 409
    assert "Điểm danh đầu buổi đã xong" in text(answer)
    tap(an, scanned(opened, "end"))
    assert mark(opened, an, "end").mark == "present"
    assert mark(opened, an) is None


def test_away_and_suspended_are_not_called(house, meeting, thu):
    away = make_person(
        "xa", make_member(house.cell, "Ngô Văn Xa", "", Standing.Kind.FULL, Standing.Kind.AWAY)
    )
    thu.post(f"/meetings/{meeting.pk}/open/")
    answer = away.get(scanned(meeting))
    assert answer.status_code == 409
    assert "không có trong danh sách điểm danh" in text(answer)
    assert away.post(scanned(meeting)).status_code == 409
    assert mark(meeting, away) is None


# the six digits


def test_six_digits_do_the_same(opened, an):
    digits = typed(opened)
    answer = an.post(f"/meetings/{opened.pk}/check-in/", {"digits": f"{digits[:3]} {digits[3:]}"})
    assert answer.status_code == 302
    assert mark(opened, an).rank == 1
    assert not CodeTry.objects.exists()


def test_wrong_digits_say_so_and_five_are_enough(opened, an, lam):
    url = f"/meetings/{opened.pk}/check-in/"
    for _once in range(self_service.WRONG_EACH):
        answer = an.post(url, {"digits": wrong(opened)})
        assert answer.status_code == 422
        assert "Số này khác số đang hiện trên màn hình" in text(answer)
    answer = an.post(url, {"digits": typed(opened)})
    assert answer.status_code == 422
    assert "Đã gõ sai quá nhiều lần" in text(answer)
    assert lam.post(url, {"digits": typed(opened)}).status_code == 302, "others are not locked out"
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert an.post(url, {"digits": typed(opened)}).status_code == 302
    assert mark(opened, an).mark == "present"


def test_thirty_wrong_ones_in_a_meeting_are_enough_for_everybody(opened, an):
    owner = {"commune_id": opened.commune_id, "cell": opened.cell, "at": timezone.now()}
    opened.code_tries.bulk_create(
        CodeTry(meeting=opened, account_id=self_service.UUID(int=n), **owner)
        for n in range(self_service.WRONG_ALL)
    )
    answer = an.post(f"/meetings/{opened.pk}/check-in/", {"digits": typed(opened)})
    assert answer.status_code == 422
    later = timezone.now() + timedelta(seconds=61)
    assert {each.name: each.done for each in clock.run_due(later)}["meetings.forget_tries"] == 30
    assert not CodeTry.objects.exists()


@pytest.mark.parametrize("name", ["dung", "tinh", "van"])
def test_a_stranger_has_no_page_to_type_them_on(opened, request, name):
    person = request.getfixturevalue(name)
    assert person.post(f"/meetings/{opened.pk}/check-in/", {"digits": typed(opened)}).status_code == 404
    assert person.get(f"/meetings/{opened.pk}/live/").status_code == 404


def test_an_office_that_may_look_on_cannot_check_in(opened, binh):
    for digits in (typed(opened), wrong(opened)):
        answer = binh.post(f"/meetings/{opened.pk}/check-in/", {"digits": digits})
        assert answer.status_code == 422
    assert not CodeTry.objects.exists()
    assert not LogEntry.objects.filter(act="roll_marked").exists()


@pytest.mark.parametrize("digits", ["", "12", "x" * 30, "\x00", "1" * 9999, "²²²²²²"])
def test_odd_digits_are_only_wrong(opened, an, digits):
    assert an.post(f"/meetings/{opened.pk}/check-in/", {"digits": digits}).status_code == 422


# the code on the screen


def test_the_screen_shows_the_code_and_who_has_come(opened, thu, an):
    page = thu.get(f"/meetings/{opened.pk}/code/start/")
    url = re.search(r'data-code-url="http://testserver([^"]+)"', text(page)).group(1)
    assert tap(an, url).status_code == 302
    data = thu.get(f"/meetings/{opened.pk}/code/start/data/")
    shown = data.json()
    assert shown.keys() >= {"svg", "digits", "expires_in", "present", "base", "url"}
    assert (shown["present"], shown["base"], shown["missing"]) == (1, 3, 2)
    assert shown["digits"].replace(" ", "") == typed(opened)
    assert 0 < shown["expires_in"] <= 30
    assert "style" not in shown["svg"]
    same = thu.get(f"/meetings/{opened.pk}/code/start/data/", headers={"if-none-match": data["ETag"]})
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        fresh = thu.get(f"/meetings/{opened.pk}/code/start/data/", headers={"if-none-match": data["ETag"]})
    assert fresh.status_code == 200
    assert fresh.json()["url"] != shown["url"]
    assert same.status_code in {200, 304}  # 200 when the window changed meanwhile


@pytest.mark.parametrize("name", ["an", "chi", "binh", "dung"])
def test_only_who_conducts_sees_the_code(opened, request, name):
    person = request.getfixturevalue(name)
    for url in ("code/start/", "code/end/", "code/start/data/"):
        assert person.get(f"/meetings/{opened.pk}/{url}").status_code == 404


def test_there_is_no_code_for_a_meeting_that_is_not_open(meeting, thu):
    assert thu.get(f"/meetings/{meeting.pk}/code/start/").status_code == 302
    assert thu.get(f"/meetings/{meeting.pk}/code/start/data/").json() == {"over": True}
    assert thu.get(f"/meetings/{meeting.pk}/code/middle/").status_code == 404


# coming late, leaving early


def test_late_and_early_with_their_time_and_back(opened, thu, an):
    act(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="unexcused")
    assert "Đến muộn, ghi giờ này" in text(thu.get(f"/meetings/{opened.pk}/start/"))
    answer = act(thu, opened, "came_late", member=an.member.pk, round="start")
    assert answer["Location"].endswith("/start/#roll-start")
    page = text(thu.get(f"/meetings/{opened.pk}/start/"))
    assert "đến lúc" in page
    assert "1/3 có mặt" in page
    act(thu, opened, "left_early", member=an.member.pk, round="start")
    assert an.member.pk in load_state(opened).left
    assert "Đã quay lại" in text(thu.get(f"/meetings/{opened.pk}/start/"))
    for name in ("left_early", "came_late"):
        entry = LogEntry.objects.filter(act=name).latest("seq")
        page = text(thu.get(f"/meetings/{opened.pk}/start/"))
        assert f'name="entry" value="{entry.pk}"' in page
        act(thu, opened, "withdrawn", entry=entry.pk, round="start")
    state = load_state(opened)
    assert not state.late
    assert not state.left


def test_the_row_alone_comes_back_when_htmx_asks(opened, thu, an):
    act(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="unexcused")
    url = f"/meetings/{opened.pk}/record/came_late/"
    answer = thu.post(url, {"member": an.member.pk, "round": "start"}, headers={"hx-request": "true"})
    assert '<li class="roll-row"' in text(answer)
    assert "<html" not in text(answer)
    assert 'hx-swap-oob="true"' in text(answer)


# the floor


@kept
def present(opened, thu) -> Meeting:
    thu.post(f"/meetings/{opened.pk}/roll/start/rest/")
    return opened


def test_an_open_vote_comes_before_all_else_on_a_members_page(present, thu, an):
    live = f"/meetings/{present.pk}/live/"
    assert 'btn primary block"><svg' in text(an.get(live)), "to ask for the floor"
    act(thu, present, "motion_moved", text="Đồng ý?", matter="resolution", method="open")
    page = text(an.get(live))
    assert page.count("btn primary") == 1
    assert page.index("Mở trang biểu quyết") < page.index("Đăng ký phát biểu")
    url = f"/meetings/{present.pk}/votes/{load_state(present).motions[-1].entry}/"
    an.post(url, {"choice": "0"})
    assert "Về buổi sinh hoạt" in text(an.get(url))


def test_a_member_asks_waits_and_speaks(present, thu, an):
    live = f"/meetings/{present.pk}/live/"
    assert "Đăng ký phát biểu" in text(an.get(live))
    an.post(f"/meetings/{present.pk}/floor/ask/")
    an.post(f"/meetings/{present.pk}/floor/ask/")
    assert LogEntry.objects.filter(act="floor_asked").count() == 1
    assert "Đồng chí đứng thứ 1 trong danh sách chờ phát biểu." in text(an.get(live))
    conduct = f"/meetings/{present.pk}/conduct/"
    assert "Mời phát biểu" in text(thu.get(conduct))
    act(thu, present, "floor_given", member=an.member.pk)
    assert "Mời đồng chí phát biểu." in text(an.get(live))
    page = text(thu.get(conduct))
    assert f'<option value="{an.member.pk}" selected>' in page, "the statement form has the speaker chosen"
    assert "Đã phát biểu: 1/3 đồng chí" in page
    assert "Chưa phát biểu: 2" in page
    assert "Phạm Văn Lâm, Lê Thị Thu." in page
    act(thu, present, "floor_left", member=an.member.pk)
    assert load_state(present).speaking is None


def test_a_member_changes_their_mind(present, an):
    an.post(f"/meetings/{present.pk}/floor/ask/")
    an.post(f"/meetings/{present.pk}/floor/leave/")
    an.post(f"/meetings/{present.pk}/floor/leave/")
    assert load_state(present).queue == ()
    assert LogEntry.objects.filter(act="floor_left").count() == 1


def test_only_those_who_are_here_ask(opened, an, binh, chi, dung):
    answer = an.post(f"/meetings/{opened.pk}/floor/ask/")
    assert answer.status_code == 409
    assert "Đề nghị điểm danh trước" in text(answer)
    assert binh.post(f"/meetings/{opened.pk}/floor/ask/").status_code == 409
    assert chi.post(f"/meetings/{opened.pk}/floor/ask/").status_code == 409
    assert dung.post(f"/meetings/{opened.pk}/floor/ask/").status_code == 404
    assert not LogEntry.objects.filter(act="floor_asked").exists()


def test_nobody_fills_the_log_by_asking(present, an, monkeypatch):
    monkeypatch.setattr(self_service, "MOST_ASKED", 2)
    for _once in range(2):
        an.post(f"/meetings/{present.pk}/floor/ask/")
        an.post(f"/meetings/{present.pk}/floor/leave/")
    assert an.post(f"/meetings/{present.pk}/floor/ask/").status_code == 409


def test_a_secretary_adds_somebody_who_raised_a_hand(present, thu, lam):
    act(thu, present, "floor_asked", member=lam.member.pk)
    assert [each.member for each in load_state(present).queue] == [lam.member.pk]
    assert act(thu, present, "floor_asked", member=present.pk).status_code == 409


def test_the_silent_are_named_to_who_conducts_alone(present, thu, an):
    assert "Chưa phát biểu" in text(thu.get(f"/meetings/{present.pk}/conduct/"))
    for page in ("live", "conduct"):
        assert "Chưa phát biểu" not in text(an.get(f"/meetings/{present.pk}/{page}/"))


# letters


@kept
def letter(meeting, thu, an) -> Meeting:
    thu.post(f"/meetings/{meeting.pk}/invite/")
    url = f"/meetings/invitations/{Invitation.objects.get(member=an.member).pk}/"
    said = {"will_come": "no", "reason": "ốm", "statement": "Đề nghị sửa đèn đường  ngõ 5."}
    assert an.post(url, said).status_code == 302
    thu.post(f"/meetings/{meeting.pk}/open/")
    return meeting


def test_a_letter_is_read_into_the_minutes_once(letter, thu, an):
    conduct = f"/meetings/{letter.pk}/conduct/"
    assert "Ý kiến gửi bằng văn bản" in text(thu.get(conduct))
    assert "Đề nghị sửa đèn đường" not in text(an.get(conduct))
    item = next(item for item in load_state(letter).items if item.step == "conduct")
    act(thu, letter, "item_begun", item=item.id)
    sent = {"member": an.member.pk, "item": item.id}
    assert thu.post(f"/meetings/{letter.pk}/letter/", sent).status_code == 302
    assert thu.post(f"/meetings/{letter.pk}/letter/", sent).status_code == 302
    (statement,) = load_state(letter).statements
    assert (statement.written, statement.speaker, statement.item) == (True, an.member.pk, item.id)
    assert statement.text == "Đề nghị sửa đèn đường ngõ 5."
    assert "Ý kiến gửi bằng văn bản" not in text(thu.get(conduct))
    entry = LogEntry.objects.get(act="statement_recorded")
    act(thu, letter, "revised", entry=entry.pk, text="Đề nghị sửa đèn ngõ 5.")
    assert "Ý kiến gửi bằng văn bản" not in text(thu.get(conduct)), "reworded is still read"
    assert load_state(letter).speakers() == frozenset(), "a letter is not a speech"


def test_only_who_conducts_reads_a_letter(letter, an, chi, dung):
    for person, status in ((an, 404), (chi, 404), (dung, 404)):
        answer = person.post(f"/meetings/{letter.pk}/letter/", {"member": an.member.pk})
        assert answer.status_code == status


def test_whoever_comes_after_all_takes_the_letter_back(meeting, thu, an):
    thu.post(f"/meetings/{meeting.pk}/invite/")
    invitation = Invitation.objects.get(member=an.member)
    url = f"/meetings/invitations/{invitation.pk}/"
    an.post(url, {"will_come": "no", "reason": "ốm", "statement": "Ý kiến của tôi"})
    an.post(url, {"will_come": "yes"})
    invitation.refresh_from_db()
    assert invitation.statement == ""


# the live page


def test_the_live_page_shows_the_room(present, thu, an, binh):
    item = next(item for item in load_state(present).items if item.step == "conduct")
    act(thu, present, "item_begun", item=item.id)
    act(thu, present, "floor_asked", member=an.member.pk)
    page = text(an.get(f"/meetings/{present.pk}/live/"))
    for words in (item.title, "3/3 có mặt", "1. Nguyễn Văn An", f"0/{item.minutes} phút"):
        assert words in page
    above = text(binh.get(f"/meetings/{present.pk}/live/"))
    assert "Nguyễn Văn An" not in above, "who speaks is the cell's until it has reported"
    assert "3/3 có mặt" in above


def test_everybody_sees_whether_those_here_are_enough_for_a_resolution(house, meeting, thu, lam, an):
    """As they come; "too few" is said once the roll is complete. An exempt member counts when present."""
    old = make_member(house.cell, "Vũ Thị Sáu", "01000007", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    thu.post(f"/meetings/{meeting.pk}/open/")
    few = "Chưa đủ người để thông qua nghị quyết."

    def shown() -> list[tuple[int | bool, ...]]:
        pages = (thu.get(f"/meetings/{meeting.pk}/start/"), an.get(f"/meetings/{meeting.pk}/live/"))
        line = r"tính trên (\d+) đảng viên chính thức; (\d+) đồng chí.*?cần (\d+) phiếu"
        return [(*map(int, re.search(line, text(page)).groups()), few in text(page)) for page in pages]

    def marked(member, mark: str) -> None:
        act(thu, meeting, "roll_marked", member=member.pk, round="start", mark=mark)

    assert shown() == [(3, 0, 2, False)] * 2
    marked(thu.member, "present")
    marked(lam.member, "excused")
    assert shown() == [(3, 1, 2, False)] * 2
    marked(an.member, "excused")
    assert shown() == [(3, 1, 2, True)] * 2
    marked(old, "present")
    assert shown() == [(4, 2, 3, True)] * 2
    act(thu, meeting, "came_late", member=an.member.pk)
    assert shown() == [(4, 3, 3, False)] * 2


def test_the_parts_alone_come_when_asked_for(present, an):
    part = an.get(f"/meetings/{present.pk}/live/", headers={"x-fresh": "1"})
    assert "<html" not in text(part)
    assert part["Vary"] != ""
    whole = text(an.get(f"/meetings/{present.pk}/live/"))
    for region in ("own", "now", "votes", "floor", "roll"):
        assert f'id="live-{region}"' in text(part)
        assert f'id="live-{region}"' in whole


@pytest.mark.parametrize(("stage", "words"), [("preparing", "Chưa bắt đầu"), ("closed", "đã kết thúc")])
def test_before_and_after(meeting, an, stage, words):
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    assert words.lower() in text(an.get(f"/meetings/{meeting.pk}/live/")).lower()


def test_members_are_led_to_the_live_page_and_conductors_into_the_room(opened, thu, an):
    assert an.get(f"/meetings/{opened.pk}/")["Location"] == f"/meetings/{opened.pk}/live/"
    assert thu.get(f"/meetings/{opened.pk}/")["Location"] == f"/meetings/{opened.pk}/room/"
    assert f"/meetings/{opened.pk}/live/" in text(an.get(f"/meetings/{opened.pk}/start/"))


def test_asking_whether_something_changed_is_cheap(opened, thu, an, chi, dung):
    url = f"/meetings/{opened.pk}/version/"
    etag = an.get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert an.get(url, headers={"if-none-match": etag}).status_code == 304
    assert len(queries) <= 3, [each["sql"][:90] for each in queries]
    act(thu, opened, "note_written", text="Bắt đầu")
    assert an.get(url, headers={"if-none-match": etag}).status_code == 200
    assert chi.get(url).status_code == 200
    assert dung.get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_somebody_who_has_left_the_cell_hears_nothing(opened, an):
    an.member.memberships.update(until_on=timezone.localdate())
    assert an.get(f"/meetings/{opened.pk}/version/").status_code == 404


def test_the_live_page_asks_the_database_seldom(present, an):
    url = f"/meetings/{present.pk}/live/"
    an.get(url)
    with CaptureQueriesContext(connection) as whole:
        an.get(url)
    with CaptureQueriesContext(connection) as part:
        an.get(url, headers={"x-fresh": "1"})
    assert len(whole) <= 14, [each["sql"][:120] for each in whole]
    assert len(part) <= 12, [each["sql"][:120] for each in part]
