"""Minutes and resolution say what the log says, in the words and order of the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sotay.kernel.periods import Month
from sotay.meetings.documents import minutes, read_back, resolution
from sotay.meetings.documents import parts as paper_parts
from sotay.meetings.documents import votes as paper_votes
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import END, START, State
from sotay.papers.layout import Layout
from sotay.papers.structure import Heading, Items, Paper, Paragraph, Table, filled, with_edits
from sotay.votes.rules import Matter, threshold_of

THU, LAM, AN, HOA, TAM = (UUID(int=number) for number in range(1, 6))
DISCUSSION, LAST_MONTH = UUID(int=100), UUID(int=101)
OPENED_AT = datetime(2026, 12, 3, 12, 31, tzinfo=UTC)
CLOCK = paper_parts.Clock(ZoneInfo("Asia/Ho_Chi_Minh"))
FACTS = paper_parts.Facts(
    cell="Chi bộ tổ dân phố Hòa Bình",
    superior="Đảng bộ phường Bình Minh",
    month=Month(2026, 12),
    title="sinh hoạt chi bộ thường kỳ",
    day=date(2026, 12, 3),
    meeting_rules=MeetingRules(),
    layout=Layout(),
    committee="Đảng ủy phường Bình Minh",
    overseer="Trần Văn Tuấn",
)


def seat(member: UUID, name: str, **more: object) -> dict[str, object]:
    return {"member": str(member), "name": name, **more}


OPENING = {
    "place": "Nhà văn hóa",
    "chair": "Lê Thị Thu",
    "minute_taker": "Phạm Văn Lâm",
    "seats": [
        seat(THU, "Lê Thị Thu"),
        seat(LAM, "Phạm Văn Lâm"),
        seat(AN, "Nguyễn Văn An", full=False),
        seat(HOA, "Cụ Hòa", exempt=True),
        seat(TAM, "Đỗ Tâm", away=True),
    ],
    "items": [
        {"id": str(LAST_MONTH), "title": "Kết quả tháng trước", "minutes": 10, "key": "last_month"},
        {"id": str(DISCUSSION), "title": "Thảo luận", "minutes": 20, "key": "discussion"},
    ],
    "carried": [
        {
            "kind": "task",
            "id": str(UUID(int=500)),
            "text": "Rà soát hộ nghèo",
            "detail": "",
            "standing": "Đang làm",
        }
    ],
}


def log(*acts: tuple[str, dict[str, object]]) -> State:
    entries = [Entry(UUID(int=1000), "opened", OPENING, THU, OPENED_AT)]
    for number, (act, data) in enumerate(acts, 1):
        entries.append(Entry(UUID(int=1000 + number), act, data, THU, OPENED_AT + timedelta(minutes=number)))
    return fold(entries)


def mark(member: UUID, kind: str, reason: str = "", round_: str = START) -> tuple[str, dict[str, object]]:
    return "roll_marked", {"member": str(member), "round": round_, "mark": kind, "reason": reason}


def said(paper: Paper) -> str:
    lines = []
    for block in paper.blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                lines.append(text)
            case Items(texts=texts):
                lines += texts
            case Table(rows=rows):
                lines += [" | ".join(row) for row in rows]
    return "\n".join(lines)


@pytest.fixture
def evening() -> State:
    return log(
        mark(THU, "present"),
        mark(LAM, "present"),
        mark(AN, "excused", "đi viện"),
        ("dues_noted", {"paid": 3, "of": 4}),
        ("item_begun", {"item": str(LAST_MONTH)}),
        ("task_reported", {"task": str(UUID(int=500)), "outcome": "done", "text": "12 hộ"}),
        ("item_begun", {"item": str(DISCUSSION)}),
        ("statement_recorded", {"speaker": str(LAM), "text": "Đề nghị sửa đèn.", "item": str(DISCUSSION)}),
        (
            "task_assigned",
            {"text": "Thăm gia đình chính sách", "members": [str(LAM)], "due_on": "2026-12-20"},
        ),
        (
            "petition_recorded",
            {"text": "Sửa đèn ngõ 5", "raised_by_name": "Phạm Văn Lâm", "to_level": "ward"},
        ),
        ("motion_moved", {"text": "Thông qua nghị quyết", "adopts": True, "base": 2, "threshold": ">1/2"}),
        ("hands_counted", {"motion": str(UUID(int=1011)), "votes_for": 2}),
        ("concluded", {"text": "Nhất trí."}),
        mark(THU, "present", round_=END),
        ("minutes_read", {}),
        ("closed", {}),
    )


def test_attendance_leaves_out_the_exempt_and_the_away(evening):
    text = said(minutes.compose(evening, FACTS, CLOCK))
    assert "Có mặt: 02/03 đồng chí, đạt tỷ lệ 66,7% (không tính đảng viên được miễn" in text
    assert "Đảng viên được triệu tập: 03 đồng chí (chính thức: 02; dự bị: 01)." in text
    assert "Vắng có lý do: 01 đồng chí (Nguyễn Văn An: đi viện)." in text
    assert "Sinh hoạt tạm thời ở nơi khác: 01 đồng chí." in text


def test_the_minutes_tell_the_evening_in_order(evening):
    text = said(minutes.compose(evening, FACTS, CLOCK))
    for earlier, later in (
        ("Vào hồi 19 giờ 31 phút, ngày 03 tháng 12 năm 2026", "I- THÀNH PHẦN"),
        ("I- THÀNH PHẦN", "Rà soát hộ nghèo | Đang làm | Đã hoàn thành. 12 hộ"),
        ("Rà soát hộ nghèo", "Đồng chí Phạm Văn Lâm: Đề nghị sửa đèn."),
        ("Đề nghị sửa đèn.", "tán thành 02/02 đảng viên chính thức, đạt tỷ lệ 100%"),
        ("100%", "Thăm gia đình chính sách | Phạm Văn Lâm | 20/12/2026"),
        ("20/12/2026", "Sửa đèn ngõ 5 (đồng chí Phạm Văn Lâm nêu; đề nghị cấp ủy cấp trên"),
        ("Sửa đèn ngõ 5", "Nhất trí."),
        ("Nhất trí.", "thời lượng 16 phút"),
    ):
        assert -1 < text.index(earlier) < text.index(later)


def test_headings_are_numbered_without_gaps():
    paper = minutes.compose(log(mark(THU, "present"), ("concluded", {"text": "Xong."})), FACTS, CLOCK)
    headings = [block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings == ["I- THÀNH PHẦN", "II- KẾT LUẬN CỦA CHỦ TRÌ"]


def test_praise_stands_in_the_minutes_and_in_the_resolution():
    state = log(("praise_noted", {"text": "Biểu dương đồng chí Lâm."}))
    for paper in (
        minutes.compose(state, FACTS, CLOCK),
        resolution.compose(state, FACTS, CLOCK),
    ):
        assert "Biểu dương đồng chí Lâm." in said(paper)


def test_a_result_is_in_the_minutes_though_nobody_noted_that_the_item_began():
    state = log(("task_reported", {"task": str(UUID(int=500)), "outcome": "done", "text": "12 hộ"}))
    assert "Rà soát hộ nghèo | Đang làm | Đã hoàn thành. 12 hộ" in said(minutes.compose(state, FACTS, CLOCK))


def test_what_was_prepared_about_last_month_is_kept_and_the_tasks_are_told_once(monkeypatch):
    drafted = "- Rà soát hộ nghèo (hạn 20/11/2026)\nChi bộ thu xong quỹ đền ơn đáp nghĩa."
    items = [{**item, "text": drafted} for item in OPENING["items"][:1]]
    monkeypatch.setitem(OPENING, "items", items)
    text = said(minutes.compose(log(("item_begun", {"item": str(LAST_MONTH)})), FACTS, CLOCK))
    assert "Chi bộ thu xong quỹ đền ơn đáp nghĩa." in text
    assert text.count("Rà soát hộ nghèo") == 1


def test_what_was_prepared_for_opening_and_closing_is_told_where_it_belongs(monkeypatch):
    first = {"id": str(UUID(int=102)), "title": "Ổn định tổ chức", "minutes": 5, "step": "open"}
    last = {"id": str(UUID(int=103)), "title": "Bế mạc", "minutes": 5, "step": "close"}
    items = [
        {**first, "text": "Tuyên bố lý do, giới thiệu đại biểu.", "presenter": "Phạm Văn Lâm"},
        *OPENING["items"],
        {**last, "text": "Nhắc lịch tháng sau:\n- ngày 03/01"},
        {**last, "id": str(UUID(int=104)), "title": "Chào cờ"},
    ]
    monkeypatch.setitem(OPENING, "items", items)
    acts = (
        ("agenda_adopted", {}),
        ("item_begun", {"item": str(DISCUSSION)}),
        ("concluded", {"text": "Nhất trí."}),
    )
    paper = minutes.compose(log(*acts), FACTS, CLOCK)
    text = said(paper)
    told = (
        "Chi bộ thông qua chương trình buổi sinh hoạt.",
        "Ổn định tổ chức (đồng chí Phạm Văn Lâm trình bày): Tuyên bố lý do, giới thiệu đại biểu.",
        "II- NỘI DUNG",
        "Nhất trí.",
        "Bế mạc:\nNhắc lịch tháng sau:\n- ngày 03/01",
        "Buổi sinh hoạt đang diễn ra.",
    )
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert "Chào cờ" not in text, "nothing was written for it, so there is nothing to tell"
    keys = [block.key for block in paper.blocks]
    assert len(keys) == len(set(keys))


def test_a_resolution_needs_a_vote(evening):
    paper = resolution.compose(evening, FACTS, CLOCK)
    assert (paper.kind, paper.title) == ("NQ", "NGHỊ QUYẾT")
    assert "với 02/02 đồng chí tán thành, đạt tỷ lệ 100%" in said(paper)
    assert paper.signatures[0].caption == ("T/M CHI BỘ", "BÍ THƯ")
    assert paper.recipients[-1] == "Lưu Chi bộ."
    conclusion = resolution.compose(log(("concluded", {"text": "Nhất trí."})), FACTS, CLOCK)
    assert (conclusion.kind, conclusion.title) == ("KL", "KẾT LUẬN")


OFFICERS = [
    seat(THU, "Lê Thị Thu", role="secretary"),
    seat(LAM, "Phạm Văn Lâm", role="deputy_secretary"),
    seat(AN, "Nguyễn Văn An", role="committee_member"),
]


def test_officers_stand_with_their_posts_and_the_deputy_who_chairs_signs_as_deputy(monkeypatch):
    monkeypatch.setitem(OPENING, "seats", OFFICERS)
    monkeypatch.setitem(OPENING, "chair_id", str(LAM))
    monkeypatch.setitem(OPENING, "chair", "Phạm Văn Lâm")
    monkeypatch.setitem(OPENING, "minute_taker_id", str(AN))
    monkeypatch.setitem(OPENING, "minute_taker", "Nguyễn Văn An")
    state = log(mark(THU, "present"))
    text = said(minutes.compose(state, FACTS, CLOCK))
    assert "Chủ trì: đồng chí Phạm Văn Lâm, Phó Bí thư Chi bộ." in text
    assert "Thư ký: đồng chí Nguyễn Văn An, Chi ủy viên." in text
    assert resolution.compose(state, FACTS, CLOCK).signatures[0].caption == ("T/M CHI BỘ", "PHÓ BÍ THƯ")


def test_the_committee_signs_for_itself_and_its_meeting_is_called_one(monkeypatch):
    monkeypatch.setitem(OPENING, "seats", OFFICERS)
    facts = replace(FACTS, body="chi ủy", sitting="cuộc họp", title="họp chi ủy", fronts="Các đoàn thể")
    state = log(("closed", {}))
    text = said(minutes.compose(state, facts, CLOCK))
    assert "Chi ủy viên được triệu tập: 03 đồng chí." in text
    assert "Cuộc họp kết thúc vào hồi" in text
    paper = resolution.compose(state, facts, CLOCK)
    assert paper.signatures[0].caption == ("T/M CHI ỦY", "BÍ THƯ")
    assert paper.recipients[-2:] == ("Các đồng chí chi ủy viên,", "Lưu Chi bộ.")
    assert "Sổ tay đảng viên điện tử" not in said(paper), "what the committee concludes is not posted"


def test_a_resolution_opens_with_who_came_goes_to_who_has_to_know_and_is_spelt_as_the_house_spells(evening):
    facts = replace(FACTS, fronts="Ban công tác Mặt trận và các đoàn thể", layout=Layout(uy_spelling="uỷ"))
    paper = resolution.compose(evening, facts, CLOCK)
    text = said(paper)
    assert text.startswith(
        "Ngày 03 tháng 12 năm 2026, tại Nhà văn hóa, Chi bộ tổ dân phố Hòa Bình tổ chức sinh hoạt chi bộ "
        "thường kỳ tháng 12 năm 2026, thời lượng 16 phút. Tổng số được triệu tập: 03 đồng chí; có mặt "
        "02/03 đồng chí, đạt tỷ lệ 66,7%; vắng có lý do 01 đồng chí, vắng không có lý do 00 đồng chí; "
        "được miễn công tác và sinh hoạt đảng: 01 đồng chí. Đồng chí Lê Thị Thu chủ trì; đồng chí "
        "Phạm Văn Lâm làm thư ký. Tình hình đóng đảng phí: 03/04 đảng viên đã đóng."
    )
    assert "Sau khi thảo luận, chi bộ quyết nghị những nội dung sau:" in text
    assert "Chi uỷ, bí thư chi bộ chỉ đạo" in text
    assert "báo cáo Đảng ủy phường Bình Minh chậm nhất 02 ngày sau buổi sinh hoạt." in text
    assert paper.recipients == (
        "Đảng ủy phường Bình Minh (để báo cáo),",
        "Đồng chí Trần Văn Tuấn, cấp uỷ viên phụ trách,",
        "Ban công tác Mặt trận và các đoàn thể (để phối hợp),",
        "Các đồng chí đảng viên trong chi bộ,",
        "Sổ tay đảng viên điện tử,",
        "Lưu Chi bộ.",
    )


def test_what_became_of_earlier_petitions_stands_before_the_new_ones(monkeypatch):
    item = {"id": str(UUID(int=105)), "title": "Trả lời kiến nghị", "minutes": 5, "step": "close"}
    told_before = {**item, "key": "petitions", "text": "- Sửa cống (chưa có trả lời)"}
    monkeypatch.setitem(OPENING, "items", [*OPENING["items"], told_before])
    asked = ("petition_recorded", {"text": "Sửa đèn ngõ 5", "to_level": "ward"})
    text = said(minutes.compose(log(asked, ("concluded", {"text": "Nhất trí."})), FACTS, CLOCK))
    told = ("KIẾN NGHỊ, ĐỀ XUẤT", "Trả lời kiến nghị:\n- Sửa cống", "Sửa đèn ngõ 5", "Nhất trí.")
    places = [text.index(words) for words in told]
    assert places == sorted(places)


def test_every_log_makes_papers():
    """Even one nobody wrote anything into: a meeting can be read back at any moment."""
    for state in (log(), log(("item_begun", {"item": str(DISCUSSION)}))):
        assert minutes.compose(state, FACTS, CLOCK).blocks
        assert resolution.compose(state, FACTS, CLOCK).blocks


# --- votes ---

ADMIT = {"text": "Kết nạp quần chúng Mai", "base": 16, "voters": 15, "threshold": ">=2/3"}
MOTION_1, MOTION_2 = str(UUID(int=1001)), str(UUID(int=1002))


def told(*acts: tuple[str, dict[str, object]], facts: paper_parts.Facts = FACTS) -> str:
    return said(minutes.compose(log(*acts), facts, CLOCK))


def test_a_secret_vote_on_paper_is_told_with_its_ballots_and_what_it_took():
    text = told(
        ("motion_moved", {**ADMIT, "method": "paper"}),
        (
            "ballots_counted",
            {
                "motion": MOTION_1,
                "counts": [12, 1, 1],
                "issued": 15,
                "collected": 15,
                "invalid": 1,
                "tellers": ["Lê Thị Thu", "Phạm Văn Lâm"],
            },
        ),
    )
    assert (
        "Kết nạp quần chúng Mai: bỏ phiếu kín bằng phiếu giấy; số phiếu phát ra 15, thu về 15, hợp lệ 14, "
        "không hợp lệ 01; kiểm phiếu: các đồng chí Lê Thị Thu, Phạm Văn Lâm; tán thành 12/16 đảng viên chính "
        "thức, đạt tỷ lệ 75%; không tán thành 01; không có ý kiến 01; cần từ hai phần ba trở lên "
        "(ít nhất 11 phiếu tán thành). Kết quả: được thông qua."
    ) in text


def test_votes_on_phones_say_whether_they_were_open_or_secret():
    ballots = [
        ("ballot_cast", {"motion": MOTION_1, "member": str(who), "choice": [place]})
        for who, place in ((THU, 0), (LAM, 1))
    ]
    openly = {**ADMIT, "base": 2, "method": "open", "threshold": ">1/2"}
    text = told(("motion_moved", openly), *ballots, ("vote_ended", {"motion": MOTION_1}))
    assert "biểu quyết công khai trên điện thoại; số phiếu thu về 02; tán thành 01/02" in text
    assert "cần quá một nửa (ít nhất 02 đồng chí tán thành). Kết quả: không được thông qua." in text
    secretly = ("motion_moved", {**ADMIT, "method": "secret"})
    assert "Kết nạp quần chúng Mai: chưa kiểm phiếu." in told(secretly)
    counted = ("ballots_counted", {"motion": MOTION_1, "counts": [11, 3, 1], "collected": 15})
    assert "bỏ phiếu kín trên điện thoại; số phiếu thu về 15; tán thành 11/16" in told(secretly, counted)


def test_what_follows_below_the_threshold_is_said():
    expel = ("motion_moved", {**ADMIT, "text": "Đề nghị khai trừ", "matter": "expulsion"})
    hands = ("hands_counted", {"motion": MOTION_1, "votes_for": 10, "votes_against": 5})
    sends = "Chi bộ báo cáo kết quả và hồ sơ lên cấp ủy cấp trên trực tiếp xem xét, quyết định."
    text = told(expel, hands, facts=replace(FACTS, below={"expulsion": "sent_up"}))
    assert f"Kết quả: không được thông qua. {sends}" in text
    assert sends not in told(expel, hands)


def election(*counts: int, places: int = 2) -> str:
    names = ["Lê Thị Thu", "Phạm Văn Lâm", "Nguyễn Văn An"]
    vote = {**ADMIT, "text": "Bầu chi ủy", "matter": "election", "method": "paper", "threshold": ">1/2"}
    moved = ("motion_moved", {**vote, "options": names, "places": places, "most": places})
    ballots = {"counts": list(counts), "issued": 15, "collected": 15}
    return told(moved, ("ballots_counted", {"motion": MOTION_1, **ballots}))


def test_an_election_names_each_with_votes_and_share():
    text = election(14, 9, 3)
    assert "bầu 02 đồng chí trong danh sách 03 đồng chí; cần quá một nửa (ít nhất 09 phiếu)." in text
    assert "1 | Lê Thị Thu | 14 | 87,5% | Trúng cử" in text
    assert "3 | Nguyễn Văn An | 03 | 18,8% | " in text
    assert "Trúng cử: các đồng chí Lê Thị Thu, Phạm Văn Lâm." in text


def test_level_votes_and_places_nobody_reached_are_said_plainly():
    text = election(14, 9, 9)
    assert "2 | Phạm Văn Lâm | 09 | 56,3% | Bằng phiếu" in text
    assert "Trúng cử: đồng chí Lê Thị Thu. Các đồng chí Phạm Văn Lâm, Nguyễn Văn An bằng phiếu" in text
    assert "Còn 02 vị trí chưa đủ số phiếu theo quy định." in election(8, 8, 8)


@pytest.mark.parametrize(
    ("frozen", "words"),
    [
        (">1/2", "quá một nửa"),
        (">=2/3", "từ hai phần ba trở lên"),
        (">=1/1", "toàn bộ"),
        (">3/5", "quá 3/5"),
    ],
)
def test_a_threshold_in_words(frozen, words):
    assert paper_votes.threshold_words(threshold_of(frozen)) == words


# --- who was there, and how ---


def test_late_early_and_ways_of_taking_part_are_told():
    online = mark(LAM, "present")[1] | {"mode": "online"}
    text = told(
        mark(THU, "present"),
        ("roll_marked", online),
        ("came_late", {"member": str(AN)}),
        ("left_early", {"member": str(LAM)}),
    )
    assert "Dự tại hội trường: 02 đồng chí; dự trực tuyến: 01 đồng chí." in text
    assert "Đến muộn: 01 đồng chí (Nguyễn Văn An: 19 giờ 34 phút)." in text
    assert "Về sớm: 01 đồng chí (Phạm Văn Lâm: 19 giờ 35 phút)." in text
    assert "trực tuyến" not in told(mark(THU, "present"))


def test_a_letter_read_into_the_record_says_that_it_was_one():
    text = told(("statement_recorded", {"speaker": str(AN), "text": "Đồng ý.", "written": True}))
    assert "Đồng chí Nguyễn Văn An (gửi ý kiến bằng văn bản): Đồng ý." in text


def test_two_wordings_stand_one_below_the_other():
    text = told(
        ("note_written", {"text": "Một"}),
        ("revised", {"entry": MOTION_1, "text": "Hai", "over": []}),
        ("revised", {"entry": MOTION_1, "text": "Ba", "over": []}),
    )
    assert "Hai\n\nBa" in text


def test_a_closing_time_of_a_clock_days_off_is_not_told():
    entries = [Entry(UUID(int=1), "opened", OPENING, THU, OPENED_AT)]
    for after, words in (
        (timedelta(days=-2), "Buổi sinh hoạt đã kết thúc."),
        (timedelta(days=3), "Buổi sinh hoạt đã kết thúc."),
        (timedelta(hours=6), "vào hồi 1 giờ 31 phút ngày 04/12/2026, thời lượng 360 phút."),
    ):
        closed = Entry(UUID(int=2), "closed", {}, THU, OPENED_AT + after)
        assert words in said(minutes.compose(fold([*entries, closed]), FACTS, CLOCK))


def test_the_minutes_are_read_out_in_chapters(evening):
    chapters = read_back.chapters(minutes.compose(evening, FACTS, CLOCK), read_back.recorded(evening))
    assert [each.title for each in chapters] == [
        "Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026",
        "I- THÀNH PHẦN",
        "1. Kết quả tháng trước",
        "2. Thảo luận",
        "III- BIỂU QUYẾT",
        "IV- PHÂN CÔNG NHIỆM VỤ",
        "V- KIẾN NGHỊ, ĐỀ XUẤT",
        "VI- KẾT LUẬN CỦA CHỦ TRÌ",
        "Kết thúc",
    ]
    (carried,) = chapters[2].rows
    assert carried.texts == ["Rà soát hộ nghèo. Tình trạng đầu kỳ: Đang làm. Kết quả: Đã hoàn thành. 12 hộ."]
    assert carried.place == read_back.Place("conduct", "tasks-back", evening.carried[0]["id"])


@pytest.mark.parametrize("compose", [minutes.compose, resolution.compose])
def test_each_line_read_out_leads_to_its_entry_or_its_place(evening, compose):
    known = read_back.recorded(evening)
    chapters = read_back.chapters(compose(evening, FACTS, CLOCK), known)
    found = [line for chapter in chapters for line in (*chapter.lines, *chapter.rows)]
    anchors = [line.anchor for line in found] + [chapter.anchor for chapter in chapters]
    assert len(set(anchors)) == len(anchors)
    assert all(map(read_back.is_anchor, anchors))
    texts = [*evening.notes, *evening.statements, *evening.motions, *evening.tasks, *evening.petitions]
    known_entries = {text.entry: text.text for text in texts}
    for line in found:
        if line.entry:
            assert known_entries[line.entry].rstrip(".") in " ".join(line.texts)
    fixed = ("opening", "lead", "text-", "presenter-", "carry-out", "post-and-report", "tasks-lead")
    lost = [line for line in found if not (line.entry or line.place or line.is_conclusion)]
    assert [line.anchor for line in lost if not line.anchor.removeprefix("p1-").startswith(fixed)] == []
    if compose is minutes.compose:
        assert {line.entry for line in found} - {None} == known_entries.keys()


def test_a_motion_keeps_its_matter():
    state = log(("motion_moved", {"text": "Kết nạp", "matter": "admission"}))
    assert state.motions[0].matter == Matter.ADMISSION


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        ("Đảng bộ phường Bình Minh", "Bình Minh"),
        ("Đảng bộ xã Công Hải", "Công Hải"),
        ("Đảng bộ Khối", "Đảng bộ Khối"),
    ],
)
def test_the_place_of_a_paper_comes_from_the_unit_above(unit, place):
    assert paper_parts.place_of(unit) == place


def test_opinions_go_with_the_resolution_only_where_the_unit_wants_them(evening):
    assert resolution.compose(evening, FACTS, CLOCK).annexes == ()
    facts = replace(FACTS, layout=Layout(opinions_annex="opinions"))
    [annex] = resolution.compose(evening, facts, CLOCK).annexes
    assert len(annex.blocks) == len(evening.statements)
    assert "Đề nghị sửa đèn." in annex.blocks[0].text


def test_a_resolution_has_room_for_weaknesses_which_nobody_has_to_fill(evening):
    paper = resolution.compose(evening, FACTS, CLOCK)
    assert "Hạn chế và nguyên nhân" not in " ".join(
        block.text for block in filled(paper.blocks) if isinstance(block, Heading)
    )
    said_so = with_edits(paper, {"weaknesses": "Thu gom rác còn chậm vì thiếu xe."})
    texts = [getattr(block, "text", "") for block in filled(said_so.blocks)]
    place = texts.index("Thu gom rác còn chậm vì thiếu xe.")
    assert texts[place - 1].endswith(". Hạn chế và nguyên nhân")
