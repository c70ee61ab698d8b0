"""An observation from the first word to the cell's answer: who writes, who reads, who answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import appoint, make_member, make_person
from django.urls import reverse
from django.utils import timezone
from tests.filling import opened, sent

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.notify.models import Notice
from sotay.oversight import actions
from sotay.oversight.models import Observation, Recommendation
from sotay.oversight.needs import needs_of
from sotay.oversight.tests.conftest import FIRST, SECOND, SEEN, a_meeting, write


def url(name, thing):
    return reverse(f"oversight:{name}", args=[thing.pk])


def soon():
    return timezone.localdate() + timedelta(days=10)


def codes(person):
    return [need.code for need in needs_of(person.actor, timezone.localdate())]


def answer(row, person, **more):
    given = {"accepted": True, "text": "Làm ngay", "due_on": soon(), **more}
    return actions.answer(recommendation=row, by=person.actor, **given)


# --- writing ---


def test_overseer_keeps_a_draft_that_nobody_else_sees_then_sends_it(meeting, thu, binh, chi):
    page = url("observe", meeting)
    given = {"attended": "part", "text": SEEN, "proposals": f"{FIRST}\n{SECOND}"}
    assert chi.post(page, given).status_code == 302
    draft = Observation.objects.get()
    assert not draft.is_sent
    assert SEEN in chi.get(page).content.decode()
    for person in (thu, binh):
        assert person.get(url("observation", draft)).status_code == 404
    assert not Notice.objects.exists()
    assert chi.post(page, {**given, "attended": "whole", "send": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.is_sent
    assert draft.attended == "whole"
    assert [(each.number, each.text) for each in draft.recommendations.all()] == [(1, FIRST), (2, SECOND)]
    assert Notice.objects.filter(member=thu.member, code="observation.sent").count() == 1


def test_what_was_sent_is_not_changed_any_more(meeting, observation, chi):
    with pytest.raises(Refusal):
        write(chi, meeting, text="Khác")
    assert chi.post(url("observe", meeting), {"attended": "not", "text": "Khác"}).status_code == 422
    assert chi.get(url("observe", meeting)).url == observation.get_absolute_url()
    observation.refresh_from_db()
    assert observation.text == SEEN


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"attended": ""}, "Đề nghị chọn đồng chí có dự hay không."),
        ({"attended": "whole", "text": " "}, "điều đồng chí thấy"),
        ({"proposals": "\n".join(f"Việc {n}" for n in range(21))}, "Có hơn 20 khuyến nghị"),
        ({"proposals": "a" * 501}, "không quá 500 ký tự"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_what_was_typed(meeting, chi, changes, says):
    given = {"attended": "whole", "text": SEEN, "proposals": FIRST, "send": "1"}
    refused = chi.post(url("observe", meeting), given | changes)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not Observation.objects.exists()


def test_a_meeting_that_has_not_begun_is_not_observed(house, chi):
    meeting = a_meeting(house.cell, days=-3, stage=Meeting.Stage.PREPARING)
    assert "Buổi sinh hoạt này chưa bắt đầu" in chi.get(url("observe", meeting)).content.decode()
    with pytest.raises(Refusal):
        write(chi, meeting)


def test_only_overseers_of_the_cell_observe(house, meeting, thu, an, binh, dung):
    for person in (thu, an, binh, dung):
        assert person.get(url("observe", meeting)).status_code == 404
    assert make_person("khac").get(url("observe", meeting)).status_code == 404


def test_meetings_of_a_group_are_not_observed(house, chi):
    assert chi.get(url("observe", a_meeting(house.cell, kind=Meeting.Kind.GROUP))).status_code == 404


def test_two_overseers_write_one_each(house, meeting, observation, thu):
    other = make_member(house.neighbour, "Ngô Văn Hai")
    appoint(house.cell, Role.OVERSEER, other)
    second = make_person("hai", other)
    row = write(second, meeting, text="Cần nhanh hơn", proposals="")
    assert Observation.objects.count() == 2
    assert thu.get(row.get_absolute_url()).status_code == 200


def test_an_official_who_is_in_no_cell_writes_one_too(house, meeting, thu):
    official = make_person("canbo", display_name="Cán bộ cấp trên")
    appoint(house.cell, Role.OVERSEER, account=official.account)
    row = write(official, meeting)
    assert (row.member, row.account) == (None, official.account)
    assert official.get(row.get_absolute_url()).status_code == 200
    answer(row.recommendations.first(), thu)
    assert Notice.objects.filter(account=official.account, code="recommendation.answered").exists()
    assert codes(official) == ["answers"]


def test_more_is_added_to_what_was_sent_and_numbered_on(observation, thu, chi):
    page = url("add", observation)
    assert chi.post(page, {"text": " ", "proposals": " "}).status_code == 422
    assert chi.post(page, {"text": "Đã xem biên bản", "proposals": "Ký biên bản ngay"}).status_code == 302
    assert observation.remarks.get().text == "Đã xem biên bản"
    assert observation.recommendations.last().number == 3
    assert Notice.objects.filter(member=thu.member, code="observation.added").exists()
    assert "Đã xem biên bản" in thu.get(observation.get_absolute_url()).content.decode()
    assert thu.get(page).status_code == 404


# --- reading ---


def test_leaders_and_the_ward_read_it_others_do_not(observation, thu, lam, an, binh, dung, tinh, van):
    for person in (thu, lam, binh):
        assert SEEN in person.get(observation.get_absolute_url()).content.decode()
    for person in (an, dung, tinh, van):
        assert person.get(observation.get_absolute_url()).status_code == 404
        assert person.get(url("cell", observation.cell)).status_code == 404


def test_a_leader_of_another_cell_of_the_ward_reads_nothing(house, observation):
    member = make_member(house.neighbour, "Ngô Văn Ba")
    appoint(house.neighbour, Role.SECRETARY, member)
    assert make_person("ba", member).get(observation.get_absolute_url()).status_code == 404


def test_audit_lines_and_notices_repeat_none_of_its_words(observation, thu, chi):
    first, second = observation.recommendations.all()
    answer(first, thu, text="Lời đáp rất riêng")
    answer(second, thu, accepted=False, text="Lý do rất riêng")
    actions.acknowledge(observation=observation, by=chi.actor)
    actions.add(observation=observation, by=chi.actor, text="Bổ sung rất riêng", proposals="Thêm một việc")
    said = " ".join(str(line.data) for line in AuditLine.objects.all())
    said += " ".join(str(notice.data) for notice in Notice.objects.all())
    for words in (SEEN, FIRST, SECOND, "rất riêng", "Thêm một việc"):
        assert words not in said


# --- answering ---


def test_leaders_answer_each_and_the_overseer_hears_of_it(observation, thu, chi):
    first, second = observation.recommendations.all()
    assert codes(thu) == ["recommendations"]
    given = {"decision": "accepted", "text": "Gửi từ tháng sau", "due_on": f"{soon():%d/%m/%Y}"}
    assert thu.post(url("answer", first), given).status_code == 302
    assert (
        thu.post(url("answer", second), {"decision": "declined", "text": "Chưa đủ người"}).status_code == 302
    )
    assert codes(thu) == []
    assert codes(chi) == ["answers"]
    page = chi.get(observation.get_absolute_url()).content.decode()
    assert "Gửi từ tháng sau" in page
    assert "Chưa đủ người" in page
    assert Notice.objects.filter(member=chi.member, code="recommendation.answered").count() == 2
    assert chi.post(url("acknowledge", observation)).status_code == 302
    assert codes(chi) == []
    assert chi.post(url("acknowledge", observation)).status_code == 409, "once"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"decision": "accepted", "text": "Làm"}, "Đề nghị ghi ngày hoàn thành."),
        ({"decision": "accepted", "text": "Làm", "due_on": "01/02/2020"}, "Ngày này đã qua"),
        ({"decision": "declined", "text": " "}, "lý do không tiếp thu"),
        ({"decision": "", "text": "Làm"}, "Đề nghị chọn chi bộ có tiếp thu hay không."),
        ({"decision": "có", "text": "Làm"}, "Làm"),
    ],
)
def test_an_answer_says_what_is_done_and_by_when_or_why_not(observation, thu, given, says):
    row = observation.recommendations.first()
    refused = thu.post(url("answer", row), given)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    row.refresh_from_db()
    assert row.is_open


def test_answering_twice_changes_nothing(observation, thu, lam):
    row = observation.recommendations.first()
    answer(row, thu)
    with pytest.raises(Refusal) as refused:
        answer(row, lam, text="Khác")
    assert "Lê Thị Thu" in str(refused.value)
    assert lam.post(url("answer", row), {"decision": "declined", "text": "Khác"}).status_code == 422
    row.refresh_from_db()
    assert row.answer == "Làm ngay"


def test_an_answer_is_taken_back_until_the_overseer_took_note(observation, thu, chi):
    first, second = observation.recommendations.all()
    answer(first, thu)
    for _twice in range(2):
        assert thu.post(url("take_back", first)).status_code == 302
    first.refresh_from_db()
    assert (first.status, first.answer, first.due_on, first.answered_by_name) == ("open", "", None, "")
    answer(second, thu)
    actions.acknowledge(observation=observation, by=chi.actor)
    assert thu.post(url("take_back", second)).status_code == 409
    second.refresh_from_db()
    assert second.status == "accepted"


def test_undo_is_offered_after_an_answer(observation, thu, chi):
    row = observation.recommendations.first()
    due = f"{soon():%d/%m/%Y}"
    done = thu.post(url("answer", row), {"decision": "accepted", "text": "Làm", "due_on": due}, follow=True)
    assert url("take_back", row) in done.content.decode()


def test_members_overseers_and_the_ward_answer_nothing(observation, an, chi, binh, dung):
    row = observation.recommendations.first()
    for person in (an, chi, binh, dung):
        for name in ("answer", "take_back"):
            assert person.post(url(name, row), {"decision": "declined", "text": "Không"}).status_code == 404
    assert Recommendation.objects.filter(status="open").count() == 2


def test_who_took_the_cell_over_reads_and_takes_note(house, observation, thu, chi):
    answer(observation.recommendations.first(), thu)
    other = make_member(house.neighbour, "Ngô Văn Hai")
    appoint(house.cell, Role.OVERSEER, other)
    chi.member.appointments.update(until_on=timezone.localdate())
    second = make_person("hai", other)
    assert second.post(url("acknowledge", observation)).status_code == 302
    assert chi.get(observation.get_absolute_url()).status_code == 200, (
        "what one wrote stays one's own to read"
    )
    assert chi.get(url("add", observation)).status_code == 404


# --- Today ---


def test_overseer_is_reminded_until_the_observation_is_sent(house, meeting, thu, chi):
    assert codes(chi) == ["observe"]
    write(chi, meeting, send=False)
    (need,) = needs_of(chi.actor, timezone.localdate())
    assert "Viết tiếp" in need.title
    write(chi, meeting)
    assert codes(chi) == []
    assert chi.get("/").status_code == 200
    assert "Khuyến nghị của người phụ trách cần trả lời: 2" in thu.get("/").content.decode()


def test_reminders_end_when_the_meeting_is_long_ago(house, chi):
    a_meeting(house.cell, days=50)
    assert codes(chi) == []


# --- two at once, two cells ---


def test_two_tabs_of_one_overseer_do_not_write_over_each_other(meeting, thu, chi):
    page = url("observe", meeting)
    first, second = opened(chi, page), opened(chi, page)
    assert sent(chi, first, attended="whole", text=SEEN, proposals=FIRST).status_code == 302
    refused = sent(chi, second, attended="part", text="Khác", proposals="")
    assert refused.status_code == 422
    assert "Khác" in refused.content.decode(), "what was typed stays"
    assert Observation.objects.get().text == SEEN


def test_second_leader_on_an_old_page_is_told_who_answered(observation, thu, lam):
    page = url("answer", observation.recommendations.first())
    first, second = opened(thu, page), opened(lam, page)
    given = {"decision": "declined", "text": "Chưa đủ người", "due_on": ""}
    assert sent(thu, first, **given).status_code == 302
    refused = sent(lam, second, **given | {"text": "Lý do khác"})
    assert refused.status_code == 422
    assert "Lê Thị Thu" in refused.content.decode()


def test_of_a_joint_meeting_each_overseer_writes_for_their_own_cell(house, thu, chi):
    member = make_member(house.cell, "Ngô Văn Tư")
    appoint(house.neighbour, Role.OVERSEER, member)
    other = make_person("tu", member)
    meeting = a_meeting(house.cell, kind=Meeting.Kind.JOINT, partner=house.neighbour)
    for person in (chi, other):
        given = {"attended": "whole", "text": SEEN, "proposals": FIRST, "send": "1"}
        assert person.post(url("observe", meeting), given).status_code == 302
    cells = dict(Observation.objects.values_list("by_name", "cell__name"))
    assert cells == {"Đỗ Thị Chi": house.cell.name, "Ngô Văn Tư": house.neighbour.name}
    of_neighbour = Observation.objects.get(cell=house.neighbour)
    assert thu.get(of_neighbour.get_absolute_url()).status_code == 404
