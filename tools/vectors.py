"""Write src/sotay/meetings/vectors/*.json: logs, and the state each of them means.

    vectors.py [--check] [NAME...]

Scenarios are told here; their states are what the Python fold answers on the day they are written. From then
on the file is the truth, for every implementation: a scenario that is written again and comes out different
is a changed rule, to be read line by line before it is committed. --check writes nothing and names those.
How to add one: docs/meeting-log.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sotay.meetings.log.fold import fold
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import moment, plain
from sotay.meetings.tests.logs import VECTORS, counted, entry_of, rules_as_json
from sotay.votes.rules import BaseRule, Matter, RollRule, threshold_of

OPENED_AT = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)  # half past seven in the evening, in the hall
DAY = 24 * 60  # minutes
KIND = "0198e000-0000-7000-8000-{:012x}"
THU, LAM, AN, MAI, SAU, XA, HAI, SUSPENDED = (KIND.format(0xA0 + number) for number in range(8))
FOCUS, ANY_BUSINESS = KIND.format(0xB0), KIND.format(0xB1)
TASK = KIND.format(0xC0)
NOWHERE = KIND.format(0xFF)
SEATS = [
    {"member": THU, "name": "Lê Thị Thu", "role": "Bí thư"},
    {"member": LAM, "name": "Trần Văn Lâm"},
    {"member": AN, "name": "Phạm Thị An"},
]
ITEMS = [
    {"id": FOCUS, "title": "Thu gom rác ở ngõ 12", "minutes": 30},
    {"id": ANY_BUSINESS, "title": "Việc khác", "minutes": 10},
]
DAYS = ["Thứ bảy", "Chủ nhật", "Thứ hai", "Thứ ba"]
KEPT_COUNTS = ("figures", "base", "voters", "by_mode")
"""Of what is counted from a state, what a vector with rules holds."""
RULES = MeetingRules(thresholds={matter: threshold_of(">1/2") for matter in Matter})


class Log:
    """A log being told. `log(act, minutes, **data)` adds an entry and answers its id."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.rules: MeetingRules | None = None

    def __call__(self, act: str, minutes: float = 0, by: str = LAM, **data: Any) -> str:
        entry = KIND.format(len(self.entries) + 1)
        at = moment(OPENED_AT + timedelta(minutes=minutes))
        self.entries.append({"id": entry, "act": act, "data": data, "by": by, "at": at})
        return entry

    def open(self, minutes: float = 0, **data: Any) -> str:
        return self("opened", minutes, THU, **{"seats": SEATS, "items": ITEMS, **data})

    def mark(self, member: str, mark: str, minutes: float, round_: str = "start", **data: Any) -> str:
        return self("roll_marked", minutes, member=member, round=round_, mark=mark, **data)

    def motion(self, minutes: float = 10, **data: Any) -> str:
        frozen = {"method": "hands", "base": 3, "voters": 3, "threshold": ">1/2", **data}
        return self("motion_moved", minutes, THU, **{"text": "Nhất trí thu gom vào thứ bảy?", **frozen})

    def ballot(self, motion: str, member: str, choice: list[int], minutes: float) -> str:
        return self("ballot_cast", minutes, member, motion=motion, member=member, choice=choice)

    def again(self, entry: str) -> None:
        """The same entry arrives once more."""
        self.entries.append(next(each for each in self.entries if each["id"] == entry))


SCENARIOS: dict[str, tuple[str, Callable[[Log], None]]] = {}


def scenario(why: str) -> Callable[[Callable[[Log], None]], Callable[[Log], None]]:
    def told(tell: Callable[[Log], None]) -> Callable[[Log], None]:
        SCENARIOS[tell.__name__.replace("_", "-")] = why, tell
        return tell

    return told


# --- opening and closing ---


@scenario("An empty log is a meeting that has not begun.")
def opening_none(log: Log) -> None:
    pass


@scenario("The opening carries the roll and the agenda; what it leaves out has its default.")
def opening_full(log: Log) -> None:
    log.open(
        place="Nhà văn hóa tổ 4",
        reason="Lùi một ngày vì mưa to.",
        chair="Lê Thị Thu",
        chair_id=THU,
        minute_taker="Trần Văn Lâm",
        minute_taker_id=LAM,
        seats=[
            *SEATS,
            {"member": MAI, "name": "Trịnh Thị Mai", "full": False, "cell": "Chi bộ tổ 5"},
            {"member": SAU, "name": "Vũ Thị Sáu", "exempt": True},
            {"member": XA, "name": "Ngô Văn Xa", "away": True},
            {"member": HAI, "name": "Đỗ Văn Hải", "here": True, "suspended": True},
        ],
        items=[
            {**ITEMS[0], "presenter": "Trần Văn Lâm", "key": "focus", "text": "Đọc tờ trình."},
            {"id": ANY_BUSINESS, "title": "Chào cờ", "minutes": 2, "step": "open"},
        ],
        carried=[{"id": TASK, "kind": "task", "title": "Sửa đèn ngõ 12", "late": True}],
    )


@scenario("Without an opening there is no roll and no agenda, yet nothing that was written is lost.")
def opening_missing(log: Log) -> None:
    log.mark(AN, "present", 1)
    log("note_written", 2, text="Bắt đầu ghi trước khi máy của bí thư gửi lệnh mở.", item=FOCUS)
    log("item_begun", 3, item=FOCUS)


@scenario("Two devices open: the opening that is earlier by device time counts, whichever arrives first.")
def opening_twice(log: Log) -> None:
    log.open(2, place="Mở sau", seats=SEATS[:1])
    log.open(1, place="Mở trước")
    log.mark(AN, "present", 3)


@scenario("The opening is read before everything, so a clock that is days behind loses nothing.")
def opening_after_all(log: Log) -> None:
    log("item_begun", -2 * DAY, item=FOCUS)
    log.mark(AN, "present", -2 * DAY + 1)
    log.open()


@scenario("The earlier of two closings counts, and ends the item, the queue and the floor.")
def closing_twice(log: Log) -> None:
    log.open()
    log("item_begun", 1, item=FOCUS)
    log("floor_asked", 2, AN, member=AN)
    log("floor_given", 3, member=LAM)
    log("closed", 95, LAM)
    log("closed", 90, THU)


@scenario("A closing without a current item leaves the times of items alone.")
def closing_between_items(log: Log) -> None:
    log.open()
    log("item_begun", 1, item=FOCUS)
    log("item_ended", 20, item=FOCUS)
    log("closed", 90, THU)


@scenario("What a clock ahead dates after the closing is still read: nothing typed is dropped.")
def closing_before_a_clock_ahead(log: Log) -> None:
    log.open()
    log("closed", 90, THU)
    log("note_written", 2 * DAY, text="Máy chạy sớm hai ngày.")


@scenario("An opening, a closing, a withdrawal and an amendment cannot be withdrawn.")
def withdrawn_but_permanent(log: Log) -> None:
    opened = log.open()
    note = log("note_written", 1, text="Ghi nhầm.")
    withdrawn = log("withdrawn", 2, entry=note)
    closed = log("closed", 90, THU)
    amended = log("amended", 100, THU, text="Sửa: họp ở nhà văn hóa.")
    for minutes, entry in enumerate((opened, withdrawn, closed, amended), 110):
        log("withdrawn", minutes, entry=entry)


# --- order ---


@scenario("An entry that arrives twice is one entry.")
def order_same_entry_twice(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="Một lần thôi.")
    log.again(note)
    log.again(note)


@scenario("Entries are read by device time, whatever order they arrive in.")
def order_of_device_time(log: Log) -> None:
    log("note_written", 3, text="ba")
    log("note_written", 1, text="một")
    log.open()
    log("note_written", 2, text="hai")


@scenario("Of entries made at the same time the one with the smaller id is read first.")
def order_of_equal_times(log: Log) -> None:
    log.open()
    for text in ("một", "hai", "ba"):
        log("note_written", 1, text=text)
    log.mark(AN, "present", 2)
    log.mark(AN, "excused", 2, reason="Đi viện.")


@scenario("A millionth of a second is enough to be later.")
def order_of_microseconds(log: Log) -> None:
    log.open()
    log("note_written", 1 + 2e-6 / 60, text="sau")
    log("note_written", 1 + 1e-6 / 60, text="trước")
    log("note_written", 1 - 1e-6 / 60, text="trước nữa")


@scenario("A clock two days behind: what it writes stands before the rest, and nothing of it is lost.")
def clock_behind(log: Log) -> None:
    log.open()
    log("note_written", 5, text="Máy đúng giờ.")
    log("note_written", -2 * DAY, text="Máy chậm hai ngày.")
    log("statement_recorded", -2 * DAY + 1, text="Nhất trí.", speaker=AN)
    log("item_begun", -2 * DAY + 2, item=FOCUS)


@scenario("A clock three days ahead: of marks of one rank its mark is the later one, and counts.")
def clock_ahead(log: Log) -> None:
    log.open()
    log.mark(AN, "present", 3 * DAY)
    log.mark(AN, "excused", 5, reason="Báo bận.")
    log("note_written", 3 * DAY + 1, text="Máy nhanh ba ngày.")


@scenario("Hands counted on a clock behind that of the motion are counted: motions are read before counts.")
def clock_behind_the_motion(log: Log) -> None:
    log.open()
    motion = log.motion(10)
    log("hands_counted", -2 * DAY, motion=motion, votes_for=2)


# --- roll call ---


@scenario("A mark by the secretary or minute-taker outranks a self check-in, however late that is.")
def mark_of_an_officer(log: Log) -> None:
    log.open()
    log.mark(AN, "excused", 2, rank=2, reason="Báo ốm.")
    log.mark(AN, "present", 9, rank=1)
    log.mark(LAM, "present", 1, rank=1, mode="online")
    log.mark(LAM, "unexcused", 8, rank=2)


@scenario("Of two marks of one rank the later counts. A mark without a rank is an officer's.")
def mark_of_one_rank(log: Log) -> None:
    log.open()
    log.mark(THU, "present", 9)
    log.mark(THU, "excused", 5, rank=2)
    log.mark(LAM, "present", 3, rank=1, mode="hall")
    log.mark(LAM, "present", 4, rank=1, mode="online")


@scenario("The rounds at the start and at the end are two: each has its own marks.")
def mark_of_each_round(log: Log) -> None:
    log.open()
    log.mark(AN, "present", 1)
    log.mark(AN, "excused", 80, "end", reason="Con ốm, xin về.")
    log.mark(LAM, "present", 81, "end")
    log.rules = RULES


@scenario("Somebody late is late since they first came, and neither is missing from the roll at the start.")
def late_twice(log: Log) -> None:
    log.open()
    log("came_late", 20, member=AN)
    log("came_late", 15, member=AN)
    log.rules = RULES


@scenario("Somebody who left is out of the hall until they come back; coming back is not being late.")
def left_and_back(log: Log) -> None:
    log.open()
    for member in (THU, LAM, AN):
        log.mark(member, "present", 1)
    log("left_early", 30, member=AN)
    log("left_early", 31, member=LAM)
    log("came_late", 40, member=AN)
    log.rules = RULES


@scenario("Somebody late who left and came back has the time they first came.")
def late_left_and_back(log: Log) -> None:
    log.open()
    log("came_late", 10, member=AN)
    log("left_early", 30, member=AN)
    log("came_late", 40, member=AN)


@scenario("Leaving takes a member off the queue, and off the floor.")
def left_with_the_floor(log: Log) -> None:
    log.open()
    log("floor_given", 3, member=LAM)
    log("floor_asked", 4, member=AN)
    log("floor_asked", 5, member=THU)
    log("left_early", 6, member=LAM)
    log("left_early", 7, member=AN)


# --- opening business, items, the floor ---


@scenario("Guests and dues are noted whole and the later note counts. Adopting has its last time.")
def business_noted_again(log: Log) -> None:
    log.open()
    log("guests_noted", 1, guests=["Bà Đặng Thị Đào, Mặt trận phường"])
    log("guests_noted", 3, guests=["Bà Đặng Thị Đào, Mặt trận phường", "Ông Huỳnh Văn Út"])
    log("dues_noted", 2, paid=2, of=3)
    log("dues_noted", 4, paid=3, of=3)
    log("agenda_adopted", 5)
    log("agenda_adopted", 6)
    log("minutes_read", 88)


@scenario("Guests can be noted as none.")
def business_no_guests(log: Log) -> None:
    log.open()
    log("guests_noted", 1, guests=["Bà Đào"])
    log("guests_noted", 2)


@scenario("Beginning an item ends the one before; one that is begun again keeps when it first began.")
def items_begun_again(log: Log) -> None:
    log.open()
    log("item_begun", 1, item=FOCUS)
    log("item_begun", 11, item=ANY_BUSINESS)
    log("item_begun", 15, item=FOCUS)
    log.rules = RULES


@scenario("Ending an item that never began changes nothing; ending another keeps the current one.")
def items_ended(log: Log) -> None:
    log.open()
    log("item_ended", 1, item=ANY_BUSINESS)
    log("item_begun", 2, item=FOCUS)
    log("item_begun", 12, item=ANY_BUSINESS)
    log("item_ended", 13, item=FOCUS)


@scenario("Ending an item that nobody began leaves it as one that did not take place.")
def items_ended_never_begun(log: Log) -> None:
    log.open()
    log("item_ended", 5, item=FOCUS)
    log("closed", 90, THU)


@scenario("An item on no agenda becomes current, ends the one before and has no time of its own.")
def items_unknown(log: Log) -> None:
    log.open()
    log("item_begun", 2, item=FOCUS)
    log("item_begun", 5, item=NOWHERE)


@scenario("Those who ask stand in the order of asking; asking twice keeps the first place.")
def floor_in_order(log: Log) -> None:
    log.open()
    log("floor_asked", 3, AN, member=AN)
    log("floor_asked", 2, LAM, member=LAM)
    log("floor_asked", 5, LAM, member=LAM)


@scenario("Who is given the floor leaves the queue and takes it from another.")
def floor_taken_over(log: Log) -> None:
    log.open()
    log("floor_asked", 2, member=AN)
    log("floor_asked", 3, member=THU)
    log("floor_given", 4, member=LAM)
    log("floor_given", 6, member=AN)


@scenario("Who leaves the queue is out of it, who leaves the floor has it no more, and others stay.")
def floor_left_by_itself(log: Log) -> None:
    log.open()
    log("floor_asked", 1, member=AN)
    log("floor_asked", 2, member=THU)
    log("floor_given", 3, member=LAM)
    log("floor_left", 4, member=AN)
    log("floor_left", 5, member=LAM)
    log("floor_left", 6, member=LAM)


# --- words ---


@scenario("Words are kept as they are: Vietnamese marks, lines, quotes; composed and not are two texts.")
def words_of_every_kind(log: Log) -> None:
    log.open()
    log("note_written", 1, text="Đồng chí bí thư quán triệt Nghị quyết.\n\n“Rõ việc, rõ người”", item=FOCUS)
    log("note_written", 2, text='Hoà bình và hòa bình; ngã ba Đường Cổ Nhuế; ỨNG HOÀ \\ "ngoặc" <b> 🌾')
    log("note_written", 3, text="Ti\u00ea\u0301ng Vi\u1ec7t")
    log("note_written", 4, text="Ti\u1ebfng Vi\u1ec7t")
    log("praise_noted", 5, text="Khen tổ 4 giữ ngõ sạch.", item=ANY_BUSINESS)


@scenario("A statement has a speaker of the roll or a name; a letter that was read out is no speaking.")
def words_of_speakers(log: Log) -> None:
    log.open()
    for member in (THU, LAM, AN):
        log.mark(member, "present", 1)
    log("statement_recorded", 2, text="Tôi nhất trí.", speaker=AN, item=FOCUS)
    log("statement_recorded", 3, text="Tôi nói thêm.", speaker=AN)
    log("statement_recorded", 4, text="Phường sẽ hỗ trợ xe.", speaker_name="Bà Đào, Mặt trận")
    log("statement_recorded", 5, text="Thư gửi chi bộ.", speaker=LAM, written=True)
    log.rules = RULES


@scenario("A task, a report on one of before, and a petition, with and without what they may have.")
def words_that_leave(log: Log) -> None:
    log.open(carried=[{"id": TASK, "kind": "task", "title": "Sửa đèn"}])
    log("task_assigned", 1, text="Lắp biển ở đầu ngõ.", members=[LAM, AN], due_on="2026-12-20", item=FOCUS)
    log("task_assigned", 2, text="Mua chổi.")
    log("task_reported", 3, task=TASK, outcome="under_way", text="Đã xin vật tư.")
    log("task_reported", 4, task=TASK, outcome="done")
    log("petition_recorded", 5, text="Xin lắp đèn ngõ 12.", raised_by=AN, to_level="ward", item=ANY_BUSINESS)
    log("petition_recorded", 6, text="Xin thêm ghế.", raised_by_name="Bà Đào")


@scenario(
    "Matters set aside: undecided, put off, dropped, made a task or petition; of decisions the later counts."
)
def set_aside_and_settled(log: Log) -> None:
    log.open()
    log("matter_set_aside", 1, text="Xem lại giờ mở cửa nhà văn hóa.", raised_by=AN, item=FOCUS)
    later = log("matter_set_aside", 2, text="Trồng hoa ở ngõ 12.", raised_by_name="Bà Đào")
    dropped = log("matter_set_aside", 3, text="Chuyện hàng xóm.")
    task = log("matter_set_aside", 4, text="Mua chổi mới.", raised_by=LAM)
    asked = log("matter_set_aside", 5, text="Xin thêm thùng rác.", raised_by=AN)
    log("set_aside_settled", 6, matter=later, outcome="dropped")
    log("set_aside_settled", 7, matter=later, outcome="next_meeting")
    log("set_aside_settled", 8, matter=dropped, outcome="dropped")
    log("set_aside_settled", 9, matter=task, outcome="dropped")
    log("task_assigned", 10, text="Mua chổi mới.", members=[LAM], due_on="2026-12-20", set_aside=task)
    log("petition_recorded", 11, text="Xin thêm thùng rác.", raised_by=AN, to_level="ward", set_aside=asked)


@scenario("A decision dated before its matter is one all the same; taken back, the one before it counts.")
def set_aside_on_a_clock_behind(log: Log) -> None:
    log.open()
    matter = log("matter_set_aside", 30, text="Trồng hoa ở ngõ 12.")
    log("set_aside_settled", 20, matter=matter, outcome="next_meeting")
    dropped = log("set_aside_settled", 25, matter=matter, outcome="dropped")
    task = log("task_assigned", 10, text="Trồng hoa.", set_aside=matter)
    log("withdrawn", 31, entry=dropped)
    log("withdrawn", 32, entry=task)
    log("revised", 33, entry=matter, text="Trồng hoa ở ngõ 12 và ngõ 14.")


@scenario("An amendment after the closing stands in the state beside what was said.")
def words_amended(log: Log) -> None:
    log.open()
    log("closed", 90, THU)
    log("amended", DAY, THU, text="Số đảng viên dự họp là 3.", item=FOCUS)


# --- rewording ---


@scenario("A wording written over the one before it stands alone.")
def reworded_in_a_line(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một", item=FOCUS)
    first = log("revised", 2, entry=note, text="hai", over=[])
    log("revised", 3, entry=note, text="ba", over=[first])


@scenario("A wording that does not say what it is over is over all before it.")
def reworded_without_over(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    log("revised", 3, entry=note, text="ba")
    log("revised", 2, entry=note, text="hai")


@scenario("Two devices reword without knowing of each other: both wordings stay, until a person merges them.")
def reworded_twice(log: Log) -> None:
    log.open()
    said = log("statement_recorded", 1, text="Nhất trí.", speaker=AN, item=FOCUS)
    first = log("revised", 2, entry=said, text="Nhất trí thu gom.", over=[])
    log("revised", 5, THU, entry=said, text="Nhất trí, đề nghị thêm xe.", over=[first])
    log("revised", 4, LAM, entry=said, text="Nhất trí thu gom vào thứ bảy.", over=[first])


@scenario("Two devices that wrote the same words leave nothing to merge.")
def reworded_twice_alike(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    log("revised", 2, LAM, entry=note, text="hai", over=[])
    log("revised", 3, THU, entry=note, text="hai", over=[])


@scenario("Of three wordings two that are alike are shown once.")
def reworded_three_times(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    for minutes, (by, text) in enumerate(((LAM, "hai"), (THU, "ba"), (AN, "hai")), 2):
        log("revised", minutes, by, entry=note, text=text, over=[])


@scenario("A wording over both of two merges them.")
def reworded_and_merged(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    one = log("revised", 2, LAM, entry=note, text="hai", over=[])
    other = log("revised", 3, THU, entry=note, text="ba", over=[])
    log("revised", 4, LAM, entry=note, text="hai và ba", over=[one, other])


@scenario("Taking a merge back leaves two wordings again.")
def reworded_merge_withdrawn(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    one = log("revised", 2, LAM, entry=note, text="hai", over=[])
    other = log("revised", 3, THU, entry=note, text="ba", over=[])
    merged = log("revised", 4, LAM, entry=note, text="hai và ba", over=[one, other])
    log("withdrawn", 5, entry=merged)


@scenario("A wording made while another device merged two stays beside the merge.")
def reworded_beside_a_merge(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    one = log("revised", 2, LAM, entry=note, text="hai", over=[])
    other = log("revised", 3, THU, entry=note, text="ba", over=[])
    log("revised", 4, LAM, entry=note, text="hai và ba", over=[one, other])
    log("revised", 5, AN, entry=note, text="bốn", over=[one])


@scenario("Taking a wording back brings the one before it back, and at last the first words.")
def reworded_and_withdrawn(log: Log) -> None:
    log.open()
    for minutes, back in ((1, 1), (10, 2)):
        note = log("note_written", minutes, text="một")
        first = log("revised", minutes + 1, entry=note, text="hai", over=[])
        second = log("revised", minutes + 2, entry=note, text="ba", over=[first])
        for number, wording in enumerate((second, first)[:back]):
            log("withdrawn", minutes + 3 + number, entry=wording)


@scenario("Rewording reaches words whose clock was ahead of it; they keep their own time and place.")
def reworded_on_a_clock_behind(log: Log) -> None:
    log.open()
    task = log("task_assigned", 60, text="Lắp biển.", members=[AN], due_on="2026-12-20")
    log("revised", -2 * DAY, entry=task, text="Lắp biển ở đầu ngõ.", over=[])


@scenario("Of words that were taken back no wording stays, nor of words nobody wrote.")
def reworded_but_gone(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="một")
    log("revised", 2, LAM, entry=note, text="hai", over=[])
    log("withdrawn", 3, THU, entry=note)
    log("revised", 4, LAM, entry=NOWHERE, text="ba", over=[])


@scenario("Every kind of words can be reworded.")
def reworded_every_kind(log: Log) -> None:
    log.open()
    written = [
        log("note_written", 1, text="một"),
        log("praise_noted", 2, text="một"),
        log("statement_recorded", 3, text="một", speaker=AN),
        log.motion(4),
        log("task_assigned", 5, text="một", members=[AN], due_on="2026-12-20"),
        log("task_reported", 6, task=TASK, outcome="done", text="một"),
        log("petition_recorded", 7, text="một", raised_by=AN),
    ]
    for minutes, entry in enumerate(written, 10):
        log("revised", minutes, entry=entry, text=f"lời mới {minutes}", over=[])


# --- the conclusion ---


@scenario("A conclusion over the one before it stands alone.")
def concluded_in_a_line(log: Log) -> None:
    log.open()
    first = log("concluded", 80, THU, text="Kết luận lần đầu.", over=[])
    log("concluded", 85, THU, text="Kết luận đầy đủ.", over=[first])


@scenario("A conclusion that does not say what it is over is over all before it.")
def concluded_without_over(log: Log) -> None:
    log.open()
    log("concluded", 85, THU, text="Kết luận sau.")
    log("concluded", 80, THU, text="Kết luận trước.")


@scenario("Two devices conclude without knowing of each other: both stay, until a person merges them.")
def concluded_twice(log: Log) -> None:
    log.open()
    log("concluded", 85, THU, text="Bí thư kết luận.", over=[])
    log("concluded", 80, LAM, text="Thư ký ghi kết luận.", over=[])


@scenario("A conclusion over both of two merges them.")
def concluded_and_merged(log: Log) -> None:
    log.open()
    one = log("concluded", 80, THU, text="Bí thư kết luận.", over=[])
    other = log("concluded", 81, LAM, text="Thư ký ghi kết luận.", over=[])
    log("concluded", 82, THU, text="Kết luận chung.", over=[one, other])


@scenario("Taking a merged conclusion back leaves the two again; taking one of those back leaves the other.")
def concluded_and_withdrawn(log: Log) -> None:
    log.open()
    one = log("concluded", 80, THU, text="Bí thư kết luận.", over=[])
    other = log("concluded", 81, LAM, text="Thư ký ghi kết luận.", over=[])
    merged = log("concluded", 82, THU, text="Kết luận chung.", over=[one, other])
    log("withdrawn", 83, entry=merged)
    log("withdrawn", 84, entry=other)


@scenario("With its only conclusion taken back a meeting has none.")
def concluded_and_gone(log: Log) -> None:
    log.open()
    concluded = log("concluded", 80, THU, text="Kết luận.")
    log("withdrawn", 81, entry=concluded)


# --- taking back ---


@scenario("A withdrawn mark lets the one before it count, also one of a lower rank.")
def withdrawn_mark(log: Log) -> None:
    log.open()
    log.mark(AN, "present", 1, rank=1)
    officers = log.mark(AN, "unexcused", 2, rank=2)
    log.mark(LAM, "present", 3)
    second = log.mark(LAM, "excused", 4)
    for entry in (officers, second):
        log("withdrawn", 5, entry=entry)


@scenario("A withdrawal is read whenever it was made, also on a clock days behind what it takes back.")
def withdrawn_before_it_was_made(log: Log) -> None:
    log.open()
    note = log("note_written", 5, text="Ghi nhầm.")
    log("withdrawn", -2 * DAY, entry=note)


@scenario("Withdrawing twice, or what nobody made, changes nothing more.")
def withdrawn_twice(log: Log) -> None:
    log.open()
    note = log("note_written", 1, text="Ghi nhầm.")
    log("withdrawn", 2, THU, entry=note)
    log("withdrawn", 3, LAM, entry=note)
    log("withdrawn", 4, LAM, entry=NOWHERE)


@scenario("Everything that was done after the opening can be taken back, and leaves no trace in the state.")
def withdrawn_every_kind(log: Log) -> None:
    log.open()
    log.mark(AN, "present", 0.5)
    kept = log.motion(0.6, method="open")
    log("floor_asked", 0.7, member=AN)
    done = [
        log.mark(LAM, "present", 1),
        log("came_late", 2, member=LAM),
        log("left_early", 3, member=AN),
        log("guests_noted", 4, guests=["Bà Đào"]),
        log("dues_noted", 5, paid=1, of=3),
        log("agenda_adopted", 6),
        log("item_begun", 7, item=FOCUS),
        log("item_ended", 8, item=FOCUS),
        log("floor_asked", 9, member=LAM),
        log("floor_given", 10, member=AN),
        log("floor_left", 11, member=AN),
        log("note_written", 12, text="một"),
        log("praise_noted", 13, text="một"),
        log("statement_recorded", 14, text="một", speaker=AN),
        log.motion(15),
        log.ballot(kept, AN, [0], 16),
        log("vote_ended", 17, motion=kept),
        log("hands_counted", 18, motion=kept, votes_for=2),
        log("ballots_counted", 19, motion=kept, counts=[2, 0, 0]),
        log("task_assigned", 20, text="một", members=[AN], due_on="2026-12-20"),
        log("task_reported", 21, task=TASK, outcome="done"),
        log("petition_recorded", 22, text="một", raised_by=AN),
        log("concluded", 23, text="một"),
        log("minutes_read", 24),
    ]
    for minutes, entry in enumerate(done, 30):
        log("withdrawn", minutes, entry=entry)


# --- votes ---


@scenario("Hands not counted are none; a later count stands instead of the one before.")
def hands_counted_again(log: Log) -> None:
    log.open()
    motion = log.motion(10, item=FOCUS, matter="resolution", adopts=True)
    log("hands_counted", 12, motion=motion, votes_for=2, votes_against=1)
    log("hands_counted", 14, motion=motion, votes_for=1, votes_against=1, abstained=1)
    other = log.motion(20)
    log("hands_counted", 21, motion=other, votes_for=2)


@scenario("Exactly at the threshold: more than a share is not met by the share, at least a share is.")
def hands_at_the_threshold(log: Log) -> None:
    log.open()
    cases = (
        (">1/2", 4, 2),  # no
        (">1/2", 4, 3),
        (">1/2", 5, 3),
        (">=1/2", 4, 2),
        (">=2/3", 9, 6),
        (">=2/3", 9, 5),  # no
        (">2/3", 9, 6),  # no
        (">2/3", 9, 7),
        (">=2/3", 7, 5),  # 4 and two thirds, so 5
        (">=2/3", 7, 4),  # no
        (">=1/1", 3, 3),
        (">=1/1", 3, 2),  # no
    )
    for minutes, (threshold, base, votes_for) in enumerate(cases, 10):
        motion = log.motion(minutes, threshold=threshold, base=base, voters=base, text=f"{threshold} {base}")
        log("hands_counted", minutes + 0.5, motion=motion, votes_for=votes_for)


@scenario("Against nobody nothing passes.")
def hands_of_nobody(log: Log) -> None:
    log.open()
    motion = log.motion(10, base=0, voters=0, threshold=">=1/2")
    log("hands_counted", 11, motion=motion, votes_for=0)


@scenario("A motion without a threshold is counted and not judged.")
def hands_without_a_threshold(log: Log) -> None:
    log.open()
    motion = log("motion_moved", 10, THU, text="Nhất trí?")
    log("hands_counted", 11, motion=motion, votes_for=3)


@scenario("The base was frozen when the vote opened: who comes or goes after that does not change it.")
def base_is_frozen(log: Log) -> None:
    log.open()
    motion = log.motion(10, base=2, voters=2)
    log("came_late", 11, member=AN)
    log("left_early", 12, member=LAM)
    log("hands_counted", 13, motion=motion, votes_for=1)
    log.rules = RULES


@scenario("In an open vote the later choice of a member counts, until the vote is ended.")
def open_vote(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="open")
    log.ballot(motion, THU, [0], 11)
    log.ballot(motion, LAM, [1], 11)
    log.ballot(motion, LAM, [0], 12)
    log.ballot(motion, AN, [2], 12)
    log("vote_ended", 15, THU, motion=motion)
    log.ballot(motion, AN, [0], 16)
    log("vote_ended", 17, LAM, motion=motion)


@scenario("While an open vote runs its ballots are there and nothing is counted.")
def open_vote_running(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="open")
    log.ballot(motion, LAM, [1], 12)


@scenario("An open vote in which nobody chose has three noughts and does not pass.")
def open_vote_empty(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="open")
    log("vote_ended", 15, THU, motion=motion)


@scenario("Taking back the end of an open vote opens it again; taking back a choice brings the earlier back.")
def open_vote_reopened(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="open")
    log.ballot(motion, LAM, [0], 11)
    second = log.ballot(motion, LAM, [1], 12)
    ended = log("vote_ended", 13, THU, motion=motion)
    log.ballot(motion, AN, [0], 14)
    log("withdrawn", 15, THU, entry=ended)
    log("withdrawn", 16, LAM, entry=second)


@scenario("An open vote with options: several may be chosen, or none; the most voted of those that pass.")
def open_vote_with_options(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="open", options=DAYS, places=2, most=2)
    log.ballot(motion, THU, [1, 2], 11)
    log.ballot(motion, LAM, [1, 0], 11)
    log.ballot(motion, AN, [2, 3], 12)
    log.ballot(motion, MAI, [], 13)
    log("vote_ended", 15, THU, motion=motion)


@scenario("Choices are for open votes: a ballot or an end in a vote by hands or on paper changes nothing.")
def ballots_where_none_belong(log: Log) -> None:
    log.open()
    for minutes, method in ((10, "hands"), (20, "paper"), (30, "secret")):
        motion = log.motion(minutes, method=method)
        log.ballot(motion, AN, [0], minutes + 1)
        log("vote_ended", minutes + 2, THU, motion=motion)
    log.ballot(NOWHERE, AN, [0], 40)
    log("hands_counted", 41, motion=NOWHERE, votes_for=3)


@scenario("Ballots on paper: what was handed out, collected and invalid, by whom; the count judges them.")
def paper_ballots(log: Log) -> None:
    log.open()
    motion = log.motion(10, method="paper", matter="admission", threshold=">=2/3")
    counted = {"issued": 3, "collected": 3, "invalid": 1, "tellers": ["Phạm Thị An", "Trần Văn Lâm"]}
    log("ballots_counted", 15, THU, motion=motion, counts=[2, 0, 0], **counted)
    plain_count = log.motion(20, method="secret")
    log("ballots_counted", 21, THU, motion=plain_count, counts=[1, 2, 0])


@scenario("An election: at most as many as there are places, most votes first, each over the threshold.")
def election(log: Log) -> None:
    log.open()
    motion = _election(log, places=2)
    log("ballots_counted", 15, THU, motion=motion, counts=[5, 8, 3, 6])


@scenario("Fewer than the places reached the threshold: only they are elected.")
def election_not_full(log: Log) -> None:
    log.open()
    motion = _election(log, places=3)
    log("ballots_counted", 15, THU, motion=motion, counts=[4, 8, 3, 4])


@scenario("Level at the last place: nobody is elected to it, and the meeting votes again between them.")
def election_tied(log: Log) -> None:
    log.open()
    motion = _election(log, places=2)
    log("ballots_counted", 15, THU, motion=motion, counts=[6, 8, 6, 2])


@scenario("Level, and there is a place for each: both are elected, in the order they stand.")
def election_level_but_enough_places(log: Log) -> None:
    log.open()
    motion = _election(log, places=3)
    log("ballots_counted", 15, THU, motion=motion, counts=[6, 8, 6, 2])


@scenario("All level for one place: nobody is elected.")
def election_all_level(log: Log) -> None:
    log.open()
    motion = _election(log, places=1)
    log("ballots_counted", 15, THU, motion=motion, counts=[6, 6, 6, 6])


def _election(log: Log, places: int) -> str:
    options = ["Lê Thị Thu", "Trần Văn Lâm", "Phạm Thị An", "Bùi Thị Hà"]
    election = {"matter": "election", "method": "paper", "base": 9, "voters": 8}
    return log.motion(10, options=options, places=places, most=places, text="Bầu chi ủy", **election)


# --- the vote on the resolution ---


@scenario("Somebody says that an ordinary motion adopts the resolution, before it is counted or after.")
def adoption_said(log: Log) -> None:
    log.open()
    first = log.motion(10, text="Thông qua nghị quyết tháng 12")
    log("adoption_said", 11, THU, motion=first, adopts=True)
    log("hands_counted", 12, motion=first, votes_for=3)
    second = log.motion(20, text="Thông qua nghị quyết của đảng ủy phường")
    log("hands_counted", 21, motion=second, votes_for=2)
    log("adoption_said", 22, THU, motion=second, adopts=False)
    log.motion(30, text="Biểu quyết Nghị quyết")


@scenario("Of several answers the later counts; taken back, the one before it does.")
def adoption_said_again(log: Log) -> None:
    log.open()
    one, other = log.motion(10), log.motion(11)
    for motion in (one, other):
        log("adoption_said", 12, THU, motion=motion, adopts=True)
        taken = log("adoption_said", 13, LAM, motion=motion, adopts=False)
    log("withdrawn", 14, THU, entry=taken)


@scenario("The answer of a device whose clock is behind finds its motion all the same.")
def adoption_said_before_the_motion(log: Log) -> None:
    log.open()
    log("adoption_said", 2, LAM, motion=KIND.format(3), adopts=True)
    log.motion(10)


# --- what this version does not know ---


@scenario("Acts of a later version, or of nobody, change nothing.")
def unknown_acts(log: Log) -> None:
    log.open()
    for minutes, act in enumerate(("song_sung", "constructor", "__proto__", "toString", ""), 1):
        log(act, minutes, text="Hát Quốc ca.")
    log("note_written", 9, text="Ghi sau.")


# --- figures and who may vote ---

EVERYBODY = [
    *SEATS,
    {"member": MAI, "name": "Trịnh Thị Mai", "full": False},
    {"member": SAU, "name": "Vũ Thị Sáu", "exempt": True},
    {"member": XA, "name": "Ngô Văn Xa", "away": True},
    {"member": HAI, "name": "Đỗ Văn Hải", "here": True},
    {"member": SUSPENDED, "name": "Hồ Văn Đình", "suspended": True},
]


def _everybody(log: Log) -> None:
    log.open(seats=EVERYBODY)
    for member in (THU, LAM, MAI, SAU, HAI):
        log.mark(member, "present", 1)
    log.mark(AN, "excused", 1, reason="Đi công tác.")
    log("statement_recorded", 5, text="Nhất trí.", speaker=SAU)
    log("statement_recorded", 6, text="Nhất trí.", speaker=MAI)


@scenario(
    "The rules as they are: probationary members do not vote, the exempt count who came, those here do not."
)
def rules_of_today(log: Log) -> None:
    _everybody(log)
    log.rules = RULES


@scenario("An exempt member who did not come, or who left, is in no base; an absent full member is.")
def rules_for_the_exempt(log: Log) -> None:
    _everybody(log)
    log("left_early", 20, member=SAU)
    log("left_early", 21, member=LAM)
    log.rules = RULES


@scenario("Another meeting_rules: every rule the other way round counts other people.")
def rules_turned_round(log: Log) -> None:
    _everybody(log)
    log("came_late", 7, member=SUSPENDED)  # may not vote though, by these rules, a vote counts against them
    log.rules = MeetingRules(
        roll_calls=1,
        roll=RollRule(counts_exempt=True, counts_here=False, counts_suspended=True),
        base=BaseRule(
            excludes_away=False, exempt_only_if_present=False, counts_here=True, excludes_suspended=False
        ),
        thresholds={**RULES.thresholds, Matter.ADMISSION: threshold_of(">=2/3")},
    )


@scenario("Where exempt members who come are counted, one who is absent is still not among those summoned.")
def rules_for_the_exempt_who_come(log: Log) -> None:
    log.open(seats=[*EVERYBODY, {"member": NOWHERE, "name": "Mai Thị Già", "exempt": True}])
    for member in (THU, LAM, SAU):
        log.mark(member, "present", 1)
    log.mark(NOWHERE, "excused", 2, reason="Ốm.")
    log.rules = replace(RULES, roll=RollRule(counts_exempt=True))


@scenario("At a congress those absent throughout with a reason leave the base; who comes late is in it.")
def rules_for_the_excused_throughout(log: Log) -> None:
    log.open(seats=SEATS)
    for member, mark in ((THU, "present"), (LAM, "excused"), (AN, "excused")):
        log.mark(member, mark, 1)
    log("came_late", 9, member=AN)
    log.rules = replace(RULES, base=replace(RULES.base, excludes_excused=True))


@scenario(
    "A member of the committee who is on temporary transfer elsewhere is in the base only when present."
)
def rules_for_a_committee_member_elsewhere(log: Log) -> None:
    elsewhere = [
        {"member": MAI, "name": "Trịnh Thị Mai", "counts_if_present": True},
        {"member": SAU, "name": "Vũ Thị Sáu", "counts_if_present": True},
    ]
    log.open(seats=[*SEATS, *elsewhere])
    for member in (THU, LAM, MAI):
        log.mark(member, "present", 1)
    log.mark(AN, "excused", 1)
    log.mark(SAU, "excused", 1)
    log.rules = RULES


# --- in the hall and online ---


@scenario("Somebody absent at the first roll call and online at the second took part online.")
def mode_of_who_came_online_for_the_end(log: Log) -> None:
    log.open()
    log.mark(THU, "present", 1, mode="hall")
    log.mark(AN, "unexcused", 1)
    log.mark(AN, "present", 40, "end", mode="online")
    log.rules = RULES


@scenario(
    "A mark that says somebody was there decides how; of two, the first; of none, any mark that says how."
)
def mode_of_several_marks(log: Log) -> None:
    log.open()
    log.mark(THU, "unexcused", 1, mode="online")
    log.mark(THU, "present", 40, "end", mode="hall")
    log.mark(LAM, "present", 1, mode="online")
    log.mark(LAM, "present", 40, "end", mode="hall")
    log.mark(AN, "unexcused", 1, mode="online")
    log("came_late", 9, member=AN)
    log("came_late", 9, member=NOWHERE)  # on no roll, so in no count
    log.rules = RULES


@scenario("Before anybody is marked everybody who is expected is missing, and nobody may vote.")
def rules_before_the_roll(log: Log) -> None:
    log.open(seats=EVERYBODY)
    log.rules = RULES


# --- all together ---


@scenario("One evening on three devices, the minute-taker's with a clock half an hour behind.")
def evening(log: Log) -> None:
    log.open(seats=EVERYBODY, chair="Lê Thị Thu", chair_id=THU, carried=[{"id": TASK, "kind": "task"}])
    log.mark(AN, "present", -2, by=AN, rank=1, mode="hall")
    for member in (THU, LAM, MAI, HAI):
        log.mark(member, "present", 2, by=THU)
    log("guests_noted", 3, THU, guests=["Bà Đặng Thị Đào, Mặt trận phường"])
    log("agenda_adopted", 5, THU)
    log("item_begun", 6, THU, item=FOCUS)
    log("task_reported", -20, LAM, task=TASK, outcome="done", text="Đèn ngõ 12 đã sáng.")
    log("floor_asked", 8, AN, member=AN)
    log("floor_given", 9, THU, member=AN)
    said = log("statement_recorded", -18, LAM, text="Nhất trí thu gom.", speaker=AN, item=FOCUS)
    log("revised", -17, LAM, entry=said, text="Nhất trí thu gom vào thứ bảy.", over=[])
    log("floor_left", 12, THU, member=AN)
    log("came_late", 13, THU, member=SAU)
    motion = log.motion(14, item=FOCUS, method="open", base=4, voters=4, adopts=True)
    for member, choice in ((THU, 0), (AN, 0), (SAU, 0), (LAM, 1)):
        log.ballot(motion, member, [choice], 15)
    log("vote_ended", 17, THU, motion=motion)
    log("task_assigned", 18, LAM, text="Mượn xe.", members=[AN], due_on="2026-12-12", item=FOCUS)
    log("item_begun", 20, THU, item=ANY_BUSINESS)
    log("petition_recorded", 22, LAM, text="Xin thêm thùng rác.", raised_by=AN, to_level="ward")
    mistaken = log("note_written", 23, LAM, text="Nhầm cuộc họp.")
    log("withdrawn", 24, LAM, entry=mistaken)
    log("left_early", 25, THU, member=HAI)
    log("concluded", 30, THU, text="Cả chi bộ ra quân thứ bảy.", over=[])
    for member in (THU, LAM, AN, MAI, SAU):
        log.mark(member, "present", 31, "end", by=THU)
    log("minutes_read", 33, THU)
    log("closed", 35, THU)
    log.rules = RULES


# --- writing ---


def vector(name: str) -> dict[str, Any]:
    why, tell = SCENARIOS[name]
    log = Log()
    tell(log)
    state = fold(map(entry_of, log.entries))
    told = {"name": name, "why": why, "entries": log.entries, "state": plain(state)}
    if log.rules:
        counts = counted(state, log.rules)
        told |= {
            "rules": rules_as_json(log.rules),
            **{key: counts[key] for key in KEPT_COUNTS},
        }
    return told


def written(told: dict[str, Any]) -> str:
    """One line for each entry and each part of the state, for people to read."""
    parts = []
    for key, value in told.items():
        if key == "entries" and value:
            lines = ",\n".join(f"    {_json(each)}" for each in value)
            parts.append(f'  "entries": [\n{lines}\n  ]')
        elif key == "state":
            lines = ",\n".join(f"    {_json(name)}: {_json(each)}" for name, each in value.items())
            parts.append(f'  "state": {{\n{lines}\n  }}')
        else:
            parts.append(f"  {_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(words: list[str]) -> int:
    check = "--check" in words
    names = [word for word in words if not word.startswith("-")] or list(SCENARIOS)
    changed = []
    for name in names:
        file, text = VECTORS / f"{name}.json", written(vector(name))
        if not file.exists() or file.read_text() != text:
            changed.append(name)
            if not check:
                file.write_text(text)
    print("\n".join(changed) or "nothing changed")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
