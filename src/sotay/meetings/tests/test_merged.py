"""What entries from another device changed is told to who conducts, until each of them has seen it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from kept import kept

from sotay.meetings import actions, merged
from sotay.meetings.log.fold import fold
from sotay.meetings.log.merge import changes
from sotay.meetings.models import Meeting, MergedChanges
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls
from sotay.meetings.tests.devices import Device
from sotay.meetings.tests.logs import MEMBERS, OPENING, entry

LANGUAGE = {"HTTP_ACCEPT_LANGUAGE": "vi"}
OPENED = entry(0, "opened", 0, **OPENING)
AN = str(MEMBERS[2])


@pytest.mark.parametrize(
    ("known", "arrived", "codes"),
    [
        (
            [entry(1, "roll_marked", 1, member=AN, round="start", mark="present")],
            [entry(2, "roll_marked", 2, member=AN, round="start", mark="unexcused")],
            ["mark"],
        ),
        ([], [entry(2, "roll_marked", 2, member=AN, round="start", mark="present")], []),
        (
            [entry(1, "roll_marked", 1, member=AN, round="start", mark="present")],
            [entry(2, "roll_marked", 0.5, member=AN, round="start", mark="unexcused")],
            [],
        ),
        ([entry(1, "note_written", 1, text="a")], [entry(2, "note_written", 2, text="b")], []),
        (
            [entry(1, "note_written", 1, text="a")],
            [entry(2, "revised", 2, entry=str(entry(1, "", 0).id), text="b")],
            ["wording"],
        ),
        (
            [entry(1, "note_written", 1, text="a")],
            [entry(2, "withdrawn", 2, entry=str(entry(1, "", 0).id))],
            ["gone"],
        ),
        ([entry(1, "concluded", 1, text="a")], [entry(2, "concluded", 2, text="b", over=[])], ["wording"]),
        ([entry(1, "dues_noted", 1, paid=3, of=4)], [entry(2, "dues_noted", 2, paid=4, of=4)], ["dues"]),
        ([], [entry(2, "closed", 9)], ["closed"]),
        ([entry(1, "item_begun", 1, item=OPENING["items"][0]["id"])], [entry(2, "closed", 9)], ["closed"]),
        (
            [entry(1, "item_begun", 1, item=OPENING["items"][0]["id"])],
            [entry(2, "item_begun", 2, item=OPENING["items"][1]["id"])],
            ["item"],
        ),
    ],
)
def test_only_what_became_something_else_is_a_change(known, arrived, codes):
    before, after = fold([OPENED, *known]), fold([OPENED, *known, *arrived])
    assert [change["code"] for change in changes(before, after)] == codes
    assert changes(after, after) == []


def test_count_and_its_vote_are_told_with_their_numbers():
    motion = str(entry(1, "", 0).id)
    moved = entry(1, "motion_moved", 1, text="Nhất trí?", base=5, threshold=">1/2")
    first = entry(2, "hands_counted", 2, motion=motion, votes_for=4, votes_against=1)
    second = entry(3, "hands_counted", 3, motion=motion, votes_for=1, votes_against=4)
    assert changes(fold([OPENED, moved]), fold([OPENED, moved, first])) == [
        {"code": "counted", "question": "Nhất trí?", "now": "4-1-0"}
    ]
    assert changes(fold([OPENED, moved, first]), fold([OPENED, moved, first, second])) == [
        {"code": "count", "question": "Nhất trí?", "was": "4-1-0", "now": "1-4-0"}
    ]


# --- on the pages ---


@kept
def meeting(house, thu, lam, an) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": f"{timezone.localdate():%m/%Y}"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def marked_absent_by_a_device_that_was_away(meeting, thu, lam, an) -> None:
    """The minute-taker's device knows only the opening; meanwhile the secretary marks everybody present."""
    away = Device("máy tính", lam.actor, 7)
    away.pull(meeting)
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    later = timezone.now() + timedelta(seconds=5)
    away.write("roll_marked", later, member=str(an.member.pk), round="start", mark="unexcused")
    meeting.refresh_from_db()
    away.send(meeting)
    assert load_state(meeting).mark(an.member.pk).mark == "unexcused"


def page(person, meeting, step="start") -> str:
    text = person.get(f"/meetings/{meeting.pk}/{step}/", **LANGUAGE).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


SAID = "Đồng chí Nguyễn Văn An, điểm danh đầu buổi: từ “Có mặt” thành “Vắng không lý do”"


def test_mark_that_went_from_present_to_absent_is_told_until_it_is_put_away(meeting, thu, lam, an):
    marked_absent_by_a_device_that_was_away(meeting, thu, lam, an)
    for step in ("start", "conduct", "close"):
        shown = page(thu, meeting, step)
        assert "Có thay đổi từ máy khác" in shown
        assert re.search("Nguyễn Văn An, điểm danh đầu buổi: từ “Có mặt” thành “", shown)
    assert "Có thay đổi từ máy khác" not in page(an, meeting)
    [row] = MergedChanges.objects.all()
    assert an.post(f"/meetings/{meeting.pk}/merged/", {"seen": row.pk}).status_code == 404
    assert thu.post(f"/meetings/{meeting.pk}/merged/", {"seen": [row.pk, "x"]}).status_code == 302
    assert "Có thay đổi từ máy khác" not in page(thu, meeting)
    assert "Có thay đổi từ máy khác" in page(lam, meeting)


def test_entries_that_knew_of_everything_are_no_merge(meeting, thu, lam, an):
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    meeting.refresh_from_db()
    knows = Device("máy tính", lam.actor, 7)
    knows.pull(meeting)
    knows.write("roll_marked", timezone.now(), member=str(an.member.pk), round="start", mark="unexcused")
    knows.send(meeting)
    assert not MergedChanges.objects.exists()


def test_own_unsent_entries_of_one_device_are_no_merge(meeting, thu, an):
    """A device that sends in two batches has not seen its own first one come back."""
    hall = Device("điện thoại", thu.actor, 3)
    hall.pull(meeting)
    mark = {"member": str(an.member.pk), "round": "start"}
    hall.write("roll_marked", timezone.now(), **mark, mark="present")
    hall.send(meeting)
    hall.write("roll_marked", timezone.now(), **mark, mark="unexcused")
    hall.send(meeting)
    assert not MergedChanges.objects.exists()


def test_what_was_told_goes_when_the_minutes_are_signed(meeting, thu, lam, an):
    marked_absent_by_a_device_that_was_away(meeting, thu, lam, an)
    Meeting.objects.update(chair=thu.member, minute_taker=lam.member)
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    thu.post(f"/meetings/{meeting.pk}/record/closed/")
    meeting.refresh_from_db()
    halls.sign(lam, meeting, "minute_taker")
    halls.sign(thu, meeting, "chair")
    assert meeting.is_sealed
    assert not MergedChanges.objects.exists()


def test_each_change_has_its_sentence(meeting, thu):
    told = [
        {"code": "closed"},
        {"code": "seats"},
        {"code": "mark", "name": "An", "round": "start", "was": "present", "now": ""},
        {"code": "dues", "was": "3/4", "now": ""},
        {"code": "guests", "was": "a", "now": "b"},
        {"code": "not_adopted"},
        {"code": "item", "title": "Mục {0}"},
        {"code": "counted", "question": "?", "now": "1-0-0"},
        {"code": "count", "question": "?", "was": "1-0-0", "now": "0-1-0"},
        {"code": "adopts", "question": "?"},
        {"code": "adopts_not", "question": "?"},
        {"code": "outcome", "text": "t", "was": "done", "now": "under_way"},
        {"code": "became", "text": "t", "was": "dropped", "now": "next_meeting"},
        {"code": "gone", "kind": "note", "was": "x"},
        {"code": "wording", "kind": "conclusion", "was": "x", "now": "y"},
    ]
    assert {change["code"] for change in told} == merged.WORDS.keys()
    assert all(merged.sentences(told))
    room = thu.get(f"/meetings/{meeting.pk}/room/").content.decode()
    assert all(f"merged_{code}" in room for code in merged.WORDS)


def test_change_of_long_words_is_kept_short(meeting, thu):
    state = fold([OPENED, entry(1, "note_written", 1, text="a" * 9000)])
    merged.keep(meeting, state, fold([OPENED]), by=thu.actor, device="x")
    [row] = MergedChanges.objects.all()
    assert len(row.changes[0]["was"]) == merged.LONGEST + 1
    assert actions.Submission  # the row belongs to the transaction of `record`
