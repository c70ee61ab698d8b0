"""The words of papers of an inspection's file and of a year's programme, from what is recorded. Papers are
Vietnamese for every reader.

Where no form is known the paper carries its name, its header, what the program knows, and sections to be
filled in (`EMPTY`). Blocks keep their keys when a paper is composed again, so that a person's words stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sotay.meetings.documents.parts import num, numbered
from sotay.papers.layout import Layout, place_of
from sotay.papers.structure import (
    CHAIR,
    MINUTE_TAKER,
    Block,
    Column,
    Header,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    lines,
)

EMPTY = "………………………"
PLAN, REPORT, MINUTES, NOTICE, ANNEX, PROGRAMME = "KH", "BC", "BB", "TB", "PL", "CTr"
TITLES: Mapping[str, str] = {
    PLAN: "KẾ HOẠCH",
    REPORT: "BÁO CÁO",
    MINUTES: "BIÊN BẢN",
    NOTICE: "THÔNG BÁO",
    ANNEX: "PHỤ LỤC",
    PROGRAMME: "CHƯƠNG TRÌNH",
}
SIGNED_ON_PRINT = "Ký vào bản in"
"""The note where somebody signs the printed paper by hand and the program records no signature."""


@dataclass(frozen=True, slots=True)
class Demanded:
    number: int
    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the outline with what the program and the cell answered."""

    question: str
    program: str
    text: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper of the file: its name in the set, what it is, its number and day once it is issued."""

    key: str
    name: str
    number: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of the inspection of a cell when a paper is composed."""

    kind: str  # type code of the paper
    content: str
    name: str
    by: str
    to_cell: bool
    day: date
    layout: Layout
    unit: str
    organ: str
    superior: str
    superior_organ: str
    cell: str
    title: str
    supervision: bool
    decision: str
    decided_on: date
    decided_by: str
    quarter: int
    year: int
    report_by: date
    leader: str = ""
    team: tuple[str, ...] = ()
    verified_on: date | None = None
    strengths: str = ""
    weaknesses: str = ""
    conclusion: str = ""
    questions: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    demands: tuple[Demanded, ...] = ()
    filed: tuple[Filed, ...] = ()

    @property
    def what(self) -> str:
        return "giám sát" if self.supervision else "kiểm tra"


def compose(facts: Facts) -> Paper:
    own = facts.by == "cell"
    issuer, superior = (facts.cell, facts.unit) if own else (facts.unit, facts.superior)
    return Paper(
        kind=facts.kind,
        header=Header(superior.upper(), issuer.upper(), place_of(facts.unit), facts.day),
        title=TITLES[facts.kind],
        abstract=f"{_subject(facts)} đối với {facts.cell}",
        blocks=(Paragraph(_opening(facts), "opening"), *numbered(_parts(facts))),
        signatures=_places(facts),
        recipients=_recipients(facts),
    )


def _subject(facts: Facts) -> str:
    """The name of the paper without its type, which stands above it in capitals."""
    kind, name = TITLES[facts.kind].lower(), facts.name
    rest = name[len(kind) :].strip() if name.lower().startswith(kind) else name
    return f"{rest[:1].upper()}{rest[1:]}" if rest else facts.what.capitalize()


def _opening(facts: Facts) -> str:
    why = (
        f"Căn cứ Quyết định số {facts.decision} ngày {facts.decided_on:%d/%m/%Y} do đồng chí "
        f"{facts.decided_by} ký, về {facts.what} {facts.cell} (“{facts.title}”)"
    )
    who = {"unit": facts.organ, "cell": facts.cell}.get(facts.by, f"Đoàn {facts.what}")
    verb = {MINUTES: "lập biên bản", REPORT: "báo cáo", NOTICE: "thông báo"}.get(
        facts.kind, "lập văn bản này"
    )
    return facts.layout.spell(f"{why}, {who} {verb} như sau:")


def _parts(facts: Facts) -> list[tuple[str, list[Block]]]:
    made: Mapping[str, Iterable[tuple[str, list[Block]]]] = {
        "plan": _plan(facts),
        "outline": [("Nội dung báo cáo", [Items(facts.questions, "questions")])],
        "notice": _plan(facts),
        "launch": [*_people(facts), ("Nội dung triển khai", _days(facts)), _blank("Ý kiến của chi bộ")],
        "self_report": [*_report(facts), _blank("Kiến nghị, đề xuất của chi bộ")],
        "talk": [
            *_people(facts),
            _blank("Đảng viên làm việc với đoàn"),
            _blank("Nội dung làm việc"),
        ],
        "verification": [
            *_people(facts),
            *_report(facts),
            *_findings(facts),
            _blank("Ý kiến của chi bộ"),
        ],
        "team_report": [
            *_people(facts),
            *_findings(facts),
            ("Nhận xét, đề nghị kết luận", [_text(facts.conclusion, "conclusion")]),
            ("Kiến nghị", _demands(facts)),
        ],
        "extract": [
            _blank("Thời gian, thành phần"),
            _blank("Ý kiến thảo luận về kết quả kiểm tra, giám sát"),
            _blank("Kết luận của chi bộ"),
        ],
        "conclusion": [
            *_findings(facts),
            ("Kết luận", [_text(facts.conclusion, "conclusion")]),
            ("Yêu cầu đối với chi bộ", _demands(facts)),
        ],
        "announcing": [
            *_people(facts),
            ("Nội dung đã thông báo", [_text(facts.conclusion, "conclusion")]),
            ("Yêu cầu đối với chi bộ", _demands(facts)),
            _blank("Ý kiến tiếp thu của chi bộ"),
        ],
        "index": [("Văn bản trong hồ sơ", [_index(facts)])],
    }
    return list(made[facts.content])


def _blank(title: str) -> tuple[str, list[Block]]:
    return title, [Paragraph(EMPTY, f"blank:{title}")]


def _text(text: str, key: str) -> Block:
    return Paragraph(text or EMPTY, key)


def _items(text: str, key: str) -> Block:
    """One item a line, as the record asks for them."""
    return Items(tuple(lines(text)), key) if lines(text) else Paragraph(EMPTY, key)


def _plan(facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    yield _blank("Mục đích, yêu cầu")
    yield (
        "Nội dung, đối tượng",
        [Paragraph(f"{facts.title}; đối tượng: {facts.cell}; quý {facts.quarter} năm {facts.year}.", "what")],
    )
    yield from _people(facts)
    yield "Thời gian", _days(facts)
    yield _blank("Tổ chức thực hiện")


def _days(facts: Facts) -> list[Block]:
    said = f"Chi bộ gửi báo cáo tự {facts.what} trước hết ngày {facts.report_by:%d/%m/%Y}."
    if facts.verified_on:
        said = f"{said} Đoàn làm việc với chi bộ ngày {facts.verified_on:%d/%m/%Y}."
    return [Paragraph(said, "days")]


def _people(facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    team = [f"Đồng chí {facts.leader}, trưởng đoàn"] if facts.leader else []
    team += [f"Đồng chí {name}, thành viên" for name in facts.team]
    blocks: list[Block] = [Items(tuple(team), "team")] if team else []
    if facts.kind == MINUTES:
        blocks.append(Paragraph(f"Đại diện {facts.cell}: {EMPTY}", "cell_side"))
    yield f"Đoàn {facts.what}" if facts.kind != MINUTES else "Thành phần", blocks


def _report(facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    columns = (
        Column("TT", 1, "center"),
        Column("Nội dung", 5),
        Column("Số liệu của phần mềm", 4),
        Column("Chi bộ báo cáo", 5),
    )
    rows = tuple(
        (str(number), each.question, each.program or "–", each.text or "–")
        for number, each in enumerate(facts.answers, 1)
    )
    blocks: list[Block] = [Table(columns, rows, "answers")] if rows else [Paragraph(EMPTY, "answers")]
    yield f"Nội dung tự {facts.what}", blocks


def _findings(facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    if facts.verified_on:
        yield (
            "Thời gian thẩm tra, xác minh",
            [Paragraph(f"Ngày {facts.verified_on:%d/%m/%Y}, tại {facts.cell}.", "verified")],
        )
    yield "Ưu điểm", [_items(facts.strengths, "strengths")]
    yield "Hạn chế, khuyết điểm", [_items(facts.weaknesses, "weaknesses")]


def _demands(facts: Facts) -> list[Block]:
    if not facts.demands:
        return [Paragraph("Không có yêu cầu.", "demands")]
    columns = (Column("TT", 1, "center"), Column("Yêu cầu", 9), Column("Hạn báo cáo", 3, "center"))
    rows = tuple(
        (str(each.number), each.text, f"{each.due_on:%d/%m/%Y}" if each.due_on else "")
        for each in facts.demands
    )
    return [Table(columns, rows, "demands")]


def _index(facts: Facts) -> Block:
    columns = (
        Column("TT", 1, "center"),
        Column("Ký hiệu", 2, "center"),
        Column("Tên văn bản", 7),
        Column("Số", 4),
        Column("Ngày", 3, "center"),
    )
    rows = tuple(
        (
            str(number),
            each.key,
            each.name,
            each.number or ("–" if each.day else "chưa ban hành"),
            f"{each.day:%d/%m/%Y}" if each.day else "",
        )
        for number, each in enumerate(facts.filed, 1)
    )
    return Table(columns, rows, "filed")


def block_of(by: str, organ: str, *, supervision: bool) -> tuple[str, str]:
    """On whose behalf a paper is signed, and the post: what the form to sign begins with."""
    if by == "cell":
        return "T/M CHI BỘ", "BÍ THƯ"
    if by == "team":
        return ("ĐOÀN GIÁM SÁT" if supervision else "ĐOÀN KIỂM TRA"), "TRƯỞNG ĐOÀN"
    return f"T/M {' '.join(organ.split()[:2]).upper()}", "BÍ THƯ"


def _places(facts: Facts) -> tuple[Signature, ...]:
    """Minutes of the team are signed for the cell too, on the printed paper."""
    chair = Signature(block_of(facts.by, facts.organ, supervision=facts.supervision), role=CHAIR)
    if facts.kind == MINUTES and facts.by == "team":
        beside = Signature(("ĐẠI DIỆN CHI BỘ",), signed_note=SIGNED_ON_PRINT, role=MINUTE_TAKER)
        return beside, chair
    return (chair,)


def _recipients(facts: Facts) -> tuple[str, ...]:
    if facts.by == "cell":
        return f"{facts.organ},", facts.layout.last_recipient
    above = (f"{facts.superior_organ},",) if facts.superior_organ and facts.content == "conclusion" else ()
    cell = (f"{facts.cell},",) if facts.to_cell else ()
    return (*above, *cell, f"Lưu hồ sơ {facts.what}.")


@dataclass(frozen=True, slots=True)
class PlannedLine:
    quarter: int
    kind: str
    subject: str
    cells: int


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A unit's programme of a year."""

    unit: str
    organ: str
    superior: str
    superior_organ: str
    year: int
    day: date
    layout: Layout
    lines: tuple[PlannedLine, ...]


def compose_year(facts: YearFacts) -> Paper:
    """Its lines by quarter; purpose and organisation are for the unit to write."""
    columns = (
        Column("TT", 1, "center"),
        Column("Quý", 1.5, "center"),
        Column("Hình thức", 2.5),
        Column("Nội dung", 8),
        Column("Số chi bộ", 2, "center"),
    )
    rows = tuple(
        (str(number), ("I", "II", "III", "IV")[each.quarter - 1], each.kind, each.subject, num(each.cells))
        for number, each in enumerate(facts.lines, 1)
    )
    parts: list[tuple[str, list[Block]]] = [
        _blank("Mục đích, yêu cầu"),
        ("Nội dung các cuộc kiểm tra, giám sát", [Table(columns, rows, "lines")]),
        _blank("Tổ chức thực hiện"),
    ]
    keeper = f"Lưu Văn phòng {' '.join(facts.organ.split()[:2])}."
    opening = f"{facts.organ} đề ra chương trình kiểm tra, giám sát năm {facts.year} như sau:"
    return Paper(
        kind=PROGRAMME,
        header=Header(facts.superior.upper(), facts.unit.upper(), place_of(facts.unit), facts.day),
        title=TITLES[PROGRAMME],
        abstract=f"Kiểm tra, giám sát năm {facts.year}",
        blocks=(Paragraph(facts.layout.spell(opening), "opening"), *numbered(parts)),
        signatures=(Signature(block_of("unit", facts.organ, supervision=False), role=CHAIR),),
        recipients=(f"{facts.superior_organ},", keeper) if facts.superior_organ else (keeper,),
    )
