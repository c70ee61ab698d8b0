"""Who counts, what a matter asks for, and what a count or a tap can still be put right by."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from conftest import make_member, make_person
from django.utils import timezone
from hypothesis import given
from kept import kept

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.documents import minutes, resolution
from sotay.meetings.documents.parts import Clock
from sotay.meetings.log import rules
from sotay.meetings.log.fold import fold
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.queries import facts_of, load_state
from sotay.meetings.rules_in_force import rules_in_force
from sotay.meetings.session.meeting_page import MeetingPage
from sotay.meetings.tests.logs import logs, rule_sets
from sotay.members.models import Appointment, Standing
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import Items, Paper, Paragraph
from sotay.regulations import on as rules_on
from sotay.units.settings import set_setting
from sotay.votes.rules import Matter, Seat, in_base, threshold_text, voting_base

LANGUAGE = {"HTTP_ACCEPT_LANGUAGE": "vi"}


@kept
def meeting(house, thu, lam, an, chi) -> Meeting:
    """Set up for this month."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    return Meeting.objects.get()


@kept
def opened(meeting, thu) -> Meeting:
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    meeting.refresh_from_db()
    return meeting


def record(person, meeting, act, **data):
    return person.post(f"/meetings/{meeting.pk}/record/{act}/", data, **LANGUAGE)


def moved(person, meeting, **data):
    answer = record(person, meeting, "motion_moved", **data)
    assert answer.status_code == 302, words(answer)
    return load_state(meeting).motions[-1]


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def step(person, meeting, name) -> str:
    return words(person.get(f"/meetings/{meeting.pk}/{name}/", **LANGUAGE))


def text_of(paper: Paper) -> str:
    lines = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    return "\n".join(
        [*lines, *(line for each in paper.blocks if isinstance(each, Items) for line in each.texts)]
    )


# --- who counts ---


def give(member, kind, **more):
    owned = {"commune_id": member.commune_id, "cell": member.cell, "member": member}
    today = timezone.localdate()
    return Standing.objects.create(kind=kind, from_on=today - timedelta(days=9), **owned, **more)


def test_prosecuted_member_is_outside_the_base_and_not_called(house, thu, lam, an, meeting):
    ha = make_member(house.cell, "Bùi Thị Hà")
    give(ha, Standing.Kind.PROSECUTED)
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    state = load_state(meeting)
    assert ha.pk not in state.present_at_all()
    assert voting_base(rules.ballot_seats(state)) == 3
    facts = facts_of(Meeting.objects.get())
    text = text_of(minutes.compose(state, facts, Clock(timezone.get_current_timezone())))
    assert "được triệu tập: 03 đồng chí" in text
    assert "Bùi Thị Hà" not in text
    refused = record(thu, meeting, "roll_marked", member=ha.pk, round="start", mark="present")
    assert "không thuộc diện được triệu tập" in words(refused)


def test_prosecution_is_named_only_where_the_roster_is_seen(house, thu, lam, an, chi, van, meeting):
    ha = make_member(house.cell, "Bùi Thị Hà")
    thu.post(f"/members/{ha.pk}/prosecuted/", {"from_on": "01/10/2026", "note": "Quyết định số 5"})
    assert ha.standings.get(kind=Standing.Kind.PROSECUTED).note == "Quyết định số 5"
    said = "khởi tố"
    assert said in words(thu.get(f"/members/{ha.pk}/", **LANGUAGE))
    assert an.get(f"/members/{ha.pk}/").status_code == 404
    Meeting.objects.update(minute_taker=an.member)  # who conducts without seeing the roster
    thu.post(f"/meetings/{meeting.pk}/open/")
    for person, named in ((thu, True), (an, True), (chi, False)):
        page = step(person, meeting, "start")
        assert said not in page
        assert ("Bùi Thị Hà" in page) is named, person.account.username
    [line] = AuditLine.objects.filter(code="member.standing_set")
    assert said not in str(line.data)


@pytest.mark.parametrize(("present", "base"), [(True, 3), (False, 2)])
def test_committee_member_elsewhere_counts_only_when_present(house, thu, lam, present, base):
    ha = make_member(house.cell, "Bùi Thị Hà")
    Appointment.objects.create(
        commune_id=house.ward.pk, unit=house.cell, role=Role.COMMITTEE_MEMBER, member=ha, from_on="2020-01-01"
    )
    give(ha, Standing.Kind.AWAY)
    day = timezone.localdate()
    held = preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(day), kind=Meeting.Kind.COMMITTEE)
    Meeting.objects.update(chair=thu.member, minute_taker=lam.member)
    thu.post(f"/meetings/{held.pk}/open/")
    record(thu, held, "roll_marked", member=ha.pk, round="start", mark="present" if present else "excused")
    thu.post(f"/meetings/{held.pk}/roll/start/rest/")
    assert voting_base(rules.ballot_seats(load_state(held))) == base


def test_guest_on_temporary_transfer_does_not_vote_at_the_host_whatever_a_unit_wants():
    for day in ("2025-08-01", "2026-08-01"):
        point = rules_on(timezone.datetime.fromisoformat(day).date()).point(
            "charter-implementation.base_counts_here"
        )
        assert point.value is False
        assert not point.overridable
    assert not in_base(Seat(full=True, present=True, here=True))


@given(logs(), rule_sets)
def test_number_summoned_is_the_base_of_the_attendance(log, meeting_rules):
    state = fold(log)
    counted = rules.figures(state, meeting_rules).attendance
    assert len(rules.summoned(state, meeting_rules)) == counted.base
    absent = {seat.member for seat in state.seats if seat.exempt} - state.present_at_all()
    assert absent.isdisjoint(seat.member for seat in rules.summoned(state, meeting_rules))


def test_one_number_is_summoned_on_every_page_and_paper(house, thu, lam, an, binh, meeting):
    """Two exempt members, of whom one comes: 3 are summoned, and the exempt are told apart."""
    for name in ("Bùi Thị Hà", "Đinh Văn Quang"):
        make_member(house.cell, name, "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    thu.post(f"/meetings/{meeting.pk}/open/")
    state = load_state(meeting)
    exempt = [seat for seat in state.seats if seat.exempt]
    for seat, mark in zip(exempt, ("present", "excused"), strict=True):
        record(thu, meeting, "roll_marked", member=seat.member, round="start", mark=mark)
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    page = step(thu, meeting, "start")
    assert "3/3 có mặt" in page
    assert "2 đồng chí được miễn, không tính" in page
    assert "trong đó 1 đồng chí có mặt" in page
    state, facts = load_state(meeting), facts_of(Meeting.objects.get())
    clock = Clock(timezone.get_current_timezone())
    told = "03 đồng chí"
    exempt_words = "miễn công tác và sinh hoạt đảng: 02 đồng chí, trong đó 01 đồng chí có mặt"
    for paper, summoned in (
        (minutes.compose(state, facts, clock), f"Đảng viên được triệu tập: {told}"),
        (resolution.compose(state, facts, clock), f"Tổng số được triệu tập: {told}"),
    ):
        text = text_of(paper)
        assert summoned in text
        assert "03/03 đồng chí" in text
        assert exempt_words in text
    kept_figures = Meeting.objects.get().figures
    assert (kept_figures.base, kept_figures.present) == (3, 3)
    bundle = thu.get(f"/api/v1/meetings/{meeting.pk}/bundle").json()
    assert bundle["rules"]["roll"]["counts_exempt"] is False


# --- what a matter asks for ---


def test_striking_off_takes_two_thirds_and_says_so(opened, thu):
    motion = moved(thu, opened, text="Xóa tên đồng chí Hải", matter="striking_off", method="paper")
    assert motion.threshold == ">=2/3"
    for day in ("2025-08-01", "2026-08-01"):
        book = rules_on(timezone.datetime.fromisoformat(day).date())
        for matter in (Matter.ADMISSION, Matter.FULL_STATUS, Matter.STRIKING_OFF, Matter.EXPULSION):
            assert threshold_text(book.value(matter.threshold_key)) == ">=2/3"


@pytest.mark.parametrize("matter", ["admission", "full_status", "striking_off"])
def test_meeting_decides_how_such_a_matter_is_voted(opened, thu, matter):
    asked = record(thu, opened, "motion_moved", text="Kết nạp", matter=matter)
    assert asked.status_code == 422
    assert "do hội nghị quyết định" in words(asked)
    for method in ("hands", "paper"):
        assert moved(thu, opened, text="Kết nạp", matter=matter, method=method).method == method


@pytest.mark.parametrize("matter", ["discipline", "expulsion"])
@pytest.mark.parametrize("method", ["hands", "open"])
def test_discipline_is_not_voted_on_openly(opened, thu, matter, method):
    asked = record(thu, opened, "motion_moved", text="Khiển trách", matter=matter, method=method)
    assert asked.status_code == 422
    assert "phải bỏ phiếu kín" in words(asked)
    assert moved(thu, opened, text="Khiển trách", matter=matter).method == "paper"


def test_after_three_votes_short_of_two_thirds_the_level_above_decides(opened, thu):
    told = []
    for text in (
        "Kết nạp quần chúng Hoa",
        "Kết nạp quần chúng Hoa (lần 2)",
        "kết nạp quần chúng HOA lần thứ ba.",
    ):
        motion = moved(thu, opened, text=text, matter="admission", method="hands")
        record(thu, opened, "hands_counted", motion=motion.entry, votes_for=1, votes_against=2, abstained=0)
        told.append(words(thu.get(f"/meetings/{opened.pk}/votes/{motion.entry}/", **LANGUAGE)))
    other = moved(thu, opened, text="Kết nạp quần chúng Mai", matter="admission", method="hands")
    record(thu, opened, "hands_counted", motion=other.entry, votes_for=1, votes_against=2, abstained=0)
    assert "lần biểu quyết thứ 1 không đủ" in told[0]
    assert "lần biểu quyết thứ 2 không đủ" in told[1]
    assert "Đã 3 lần biểu quyết không đủ tỷ lệ" in told[2]
    state = load_state(opened)
    facts = facts_of(Meeting.objects.get(), state)
    text = text_of(minutes.compose(state, facts, Clock(timezone.get_current_timezone())))
    assert text.count("lần biểu quyết thứ 1 không đủ") == 2  # the other question begins anew
    assert "Đã 03 lần biểu quyết không đủ tỷ lệ. Chi bộ báo cáo" in text
    assert "biểu quyết giơ thẻ đảng viên" in text


def test_votes_short_in_earlier_meetings_are_counted_too(house, opened, thu, lam):
    Meeting.objects.update(planned_at=timezone.now() - timedelta(days=35), month="2026-01")
    for _time in range(2):
        motion = moved(thu, opened, text="Công nhận đồng chí Mai", matter="full_status", method="hands")
        record(thu, opened, "hands_counted", motion=motion.entry, votes_for=0, votes_against=3, abstained=0)
    day = timezone.localdate()
    preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(day))
    now = Meeting.objects.exclude(pk=opened.pk).get()
    Meeting.objects.filter(pk=now.pk).update(chair=thu.member, minute_taker=lam.member)
    thu.post(f"/meetings/{now.pk}/open/")
    thu.post(f"/meetings/{now.pk}/roll/start/rest/")
    motion = moved(thu, now, text="Công nhận đồng chí Mai", matter="full_status", method="hands")
    record(thu, now, "hands_counted", motion=motion.entry, votes_for=0, votes_against=3, abstained=0)
    page = words(thu.get(f"/meetings/{now.pk}/votes/{motion.entry}/", **LANGUAGE))
    assert "Đã 3 lần biểu quyết không đủ tỷ lệ" in page


# --- the vote on the resolution ---


def close(thu, meeting):
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    assert record(thu, meeting, "closed").status_code == 302


def kinds(meeting) -> set[str]:
    return set(IssuedPaper.objects.filter(about_id=meeting.pk).values_list("kind", flat=True))


def test_motion_typed_as_the_resolution_is_asked_about_and_then_makes_one(opened, thu):
    """The paper became a Kết luận, and closing asked for a second vote."""
    motion = moved(thu, opened, text="Biểu quyết thông qua Nghị quyết tháng 12", matter="resolution")
    question = "Đây có phải là biểu quyết thông qua nghị quyết của chi bộ không?"
    for name in ("conduct", "close"):
        page = step(thu, opened, name)
        assert question in page
        assert "Biểu quyết nghị quyết" not in page  # no second vote is offered meanwhile
    record(thu, opened, "hands_counted", motion=motion.entry, votes_for=3, votes_against=0, abstained=0)
    assert question in step(thu, opened, "close")
    assert record(thu, opened, "adoption_said", motion=motion.entry, adopts="yes").status_code == 302
    assert load_state(opened).motions[0].adopts
    assert question not in step(thu, opened, "close")
    close(thu, opened)
    assert kinds(opened) == {"BB", "NQ"}


def test_answer_no_is_remembered_and_the_vote_is_offered_again(opened, thu):
    motion = moved(thu, opened, text="Thông qua nghị quyết của đảng ủy phường", matter="resolution")
    record(thu, opened, "adoption_said", motion=motion.entry, adopts="no")
    page = step(thu, opened, "close")
    assert "Đây có phải là" not in page
    assert 'name="adopts"' in thu.get(f"/meetings/{opened.pk}/close/").content.decode()
    close(thu, opened)
    assert kinds(opened) == {"BB", "KL"}


def test_after_closing_one_tap_makes_the_conclusion_a_resolution(opened, thu, an):
    motion = moved(thu, opened, text="Thông qua nghị quyết", matter="resolution")
    record(thu, opened, "hands_counted", motion=motion.entry, votes_for=3, votes_against=0, abstained=0)
    close(thu, opened)
    assert kinds(opened) == {"BB", "KL"}
    assert "Đây có phải là biểu quyết" in step(thu, opened, "after")
    assert "Đây có phải là biểu quyết" not in step(an, opened, "after")
    record(thu, opened, "adoption_said", motion=motion.entry, adopts="yes", back="after")
    assert kinds(opened) == {"BB", "NQ"}


def test_vote_on_the_resolution_is_offered_in_the_proceedings_and_among_the_matters(opened, thu):
    page = thu.get(f"/meetings/{opened.pk}/conduct/").content.decode()
    assert 'name="adopts" value="1"' in page
    assert moved(thu, opened, text="Nghị quyết quý", matter="adoption").adopts
    assert 'name="adopts" value="1"' not in thu.get(f"/meetings/{opened.pk}/conduct/").content.decode()


def test_failed_or_other_vote_is_not_taken_for_the_resolution(opened, thu):
    motion = moved(thu, opened, text="Thông qua nghị quyết", matter="resolution")
    record(thu, opened, "hands_counted", motion=motion.entry, votes_for=0, votes_against=3, abstained=0)
    assert "Đây có phải là" not in step(thu, opened, "close")
    secret = moved(thu, opened, text="Thông qua nghị quyết kỷ luật", matter="discipline", method="paper")
    assert "Đây có phải là" not in step(thu, opened, "close")
    refused = record(thu, opened, "adoption_said", motion=secret.entry, adopts="yes")
    assert refused.status_code == 422
    adopts = record(thu, opened, "motion_moved", text="x", matter="admission", method="hands", adopts="1")
    assert adopts.status_code == 422


# --- put right ---


def test_rest_is_taken_back_by_one_undo_and_marks_made_since_stay(opened, thu, lam, an):
    record(thu, opened, "roll_marked", member=an.member.pk, round="start", mark="unexcused")
    first = opened.log.filter(act="roll_marked").order_by("seq").first()
    answer = thu.post(f"/meetings/{opened.pk}/roll/start/rest/{first.pk}/undo/", follow=True)
    assert answer.status_code == 200
    state = load_state(opened)
    assert {member: mark.mark for member, mark in state.roll["start"].items()} == {an.member.pk: "unexcused"}
    again = thu.post(f"/meetings/{opened.pk}/roll/start/rest/{first.pk}/undo/", follow=True)
    assert again.status_code == 200
    assert load_state(opened) == state


def test_undo_of_the_roll_stands_beside_what_was_done(meeting, thu):
    thu.post(f"/meetings/{meeting.pk}/open/")
    page = thu.post(f"/meetings/{meeting.pk}/roll/start/rest/", follow=True).content.decode()
    [undo] = re.findall(r'action="(/meetings/[^"]+/rest/[^"]+/undo/)"', page)
    thu.post(undo)
    assert load_state(meeting).roll["start"] == {}


def test_apologies_without_a_reason_are_excused_all_the_same(meeting, thu, an):
    thu.post(f"/meetings/{meeting.pk}/invite/")
    Invitation.objects.filter(member=an.member).update(answer=Invitation.Answer.CANNOT, reason="")
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    assert load_state(meeting).mark(an.member.pk).mark == "excused"


def test_corrected_count_stands_and_both_are_kept(opened, thu, lam):
    motion = moved(thu, opened, text="Nhất trí?", matter="resolution")
    url = f"/meetings/{opened.pk}/votes/{motion.entry}/"
    record(thu, opened, "hands_counted", motion=motion.entry, votes_for=1, votes_against=2, abstained=0)
    assert "Sửa số đếm" in step(lam, opened, "conduct")
    assert "Sửa số đếm" in words(thu.get(url, **LANGUAGE))
    record(lam, opened, "hands_counted", motion=motion.entry, votes_for=2, votes_against=1, abstained=0)
    counted = load_state(opened).motion(motion.entry)
    assert (counted.counts, counted.passed) == ((2, 1, 0), True)
    assert opened.log.filter(act="hands_counted").count() == 2
    page = words(thu.get(url, **LANGUAGE))
    assert re.search(r"Các lần đếm trước: \d\d:\d\d: 1, 2, 0", page)


def test_tellers_count_is_corrected_too(opened, thu):
    motion = moved(thu, opened, text="Khiển trách", matter="discipline")
    url = f"/meetings/{opened.pk}/votes/{motion.entry}/counted/"
    figures = {"issued": 3, "collected": 3, "invalid": 0, "tellers": "Bùi Thị Hà"}
    thu.post(url, {**figures, "count_0": 1, "count_1": 2, "count_2": 0})
    page = thu.get(f"/meetings/{opened.pk}/votes/{motion.entry}/").content.decode()
    assert "Bùi Thị Hà" in page
    thu.post(url, {**figures, "count_0": 2, "count_1": 1, "count_2": 0})
    assert load_state(opened).motion(motion.entry).counts == (2, 1, 0)


@pytest.mark.parametrize("method", ["open", "secret"])
def test_vote_on_phones_asks_before_it_ends_and_goes_on_meanwhile(house, meeting, thu, lam, an, method):
    ha = make_person("ha", make_member(house.cell, "Bùi Thị Hà"))
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    motion = moved(thu, meeting, text="Nhất trí?", matter="election", method=method)
    url = f"/meetings/{meeting.pk}/votes/{motion.entry}/"
    for person in (thu, lam, an):
        assert person.post(url, {"choice": "0"}).status_code == 302
    asked = thu.post(f"{url}end/", **LANGUAGE)
    assert asked.status_code == 422
    assert "Đã có 3/4 đồng chí biểu quyết; còn 1 đồng chí chưa" in words(asked)
    assert load_state(meeting).motion(motion.entry).is_open
    assert ha.post(url, {"choice": "0"}).status_code == 302
    assert thu.post(f"{url}end/").status_code == 302  # nobody is waited for, so nothing is asked
    assert load_state(meeting).motion(motion.entry).counts == (4, 0, 0)


def test_who_has_no_account_is_named_before_a_vote_on_phones_opens(house, meeting, thu, lam, an):
    ha = make_member(house.cell, "Bùi Thị Hà")
    closed = make_person("quang", make_member(house.cell, "Đinh Văn Quang"))
    closed.account.is_active = False
    closed.account.save()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    page = step(thu, meeting, "conduct")
    [named] = re.findall(r"Chưa có tài khoản: ([^.]*)\.", page)
    assert {name.strip() for name in named.split(",")} == {"Bùi Thị Hà", "Đinh Văn Quang"}
    motion = moved(thu, meeting, text="Nhất trí?", matter="resolution", method="open")
    assert "Chưa có tài khoản: " in words(
        thu.get(f"/meetings/{meeting.pk}/votes/{motion.entry}/", **LANGUAGE)
    )
    bundle = thu.get(f"/api/v1/meetings/{meeting.pk}/bundle").json()
    assert str(ha.pk) in bundle["without_login"]
    assert str(thu.member.pk) not in bundle["without_login"]


def test_opening_is_done_only_when_roll_dues_and_agenda_are(opened, thu):
    item = next(item for item in load_state(opened).items if item.step == "conduct")
    record(thu, opened, "item_begun", item=item.id)

    def done() -> bool:
        page = MeetingPage(Meeting.objects.get(), thu.actor)
        return next(each["done"] for each in page.steps("start") if each["name"] == "start")

    assert not done()
    assert "Phần mở đầu còn:" in step(thu, opened, "start")
    record(thu, opened, "dues_noted", paid=3, of=3)
    assert not done()
    record(thu, opened, "agenda_adopted")
    assert done()
    assert "Phần mở đầu còn:" not in step(thu, opened, "start")


@pytest.mark.parametrize(
    ("kind", "wanted", "base"),
    [
        (Meeting.Kind.CONFERENCE, True, 2),
        (Meeting.Kind.CONFERENCE, False, 3),
        (Meeting.Kind.REGULAR, True, 3),
    ],
)
def test_absent_throughout_with_a_reason_leaves_the_base_of_a_conference_alone(
    house, thu, lam, an, binh, kind, wanted, base
):
    day = timezone.localdate()
    if wanted:
        key = "charter-implementation.base_excludes_excused"
        set_setting(unit=house.ward, by=binh.actor, key=key, value=True, from_on=day)
    held = preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(day).plus(1), kind=kind)
    Meeting.objects.update(chair=thu.member, minute_taker=lam.member)
    thu.post(f"/meetings/{held.pk}/open/")
    record(thu, held, "roll_marked", member=an.member.pk, round="start", mark="excused", reason="Ốm")
    thu.post(f"/meetings/{held.pk}/roll/start/rest/")
    held.refresh_from_db()
    seats = rules.ballot_seats(load_state(held))
    assert voting_base(seats, rules_in_force(held).base) == base
