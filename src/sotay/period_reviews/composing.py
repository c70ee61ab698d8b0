"""The words of a review as a paper. Pure; papers are in Vietnamese for every reader.

Tables and the opening come from figures; sentences are put under their headings by `arranged`, which keeps
the rest as it is. Each block keeps its key, so that words of a person stay where they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sotay.kernel.periods import QUARTER, Month, in_runs
from sotay.meetings.documents.parts import first_upper, percent
from sotay.papers.layout import ROMAN, Layout, place_of
from sotay.papers.structure import CHAIR, Block, Column, Header, Heading, Paper, Paragraph, Signature, Table
from sotay.period_reviews.rules import SECTIONS, YEAR, Figures, Period, Span, share, show

KINDS: Mapping[str, str] = {"interim": "Sơ kết", "final": "Tổng kết"}
TITLES: Mapping[str, str] = {
    "statistics": "Tình hình, số liệu",
    "strength": "Ưu điểm",
    "weakness": "Hạn chế",
    "cause": "Nguyên nhân",
    "solution": "Nhiệm vụ, giải pháp thời gian tới",
    "proposal": "Kiến nghị, đề xuất",
}
HEAD = ("opening", "missing", "compared")
"""Blocks before and between the tables that people may write over."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the statistics: its words, and its figure; with a `whole` it is a share."""

    words: str
    figure: str
    whole: str = ""
    meetings: str = "regular"


STATISTICS = (
    Row("Sinh hoạt thường kỳ đã họp/phải họp (cuộc)", "held", "meetings_due"),
    Row("Sinh hoạt thường kỳ đã lên lịch/phải họp (cuộc)", "with_meeting", "meetings_due"),
    Row("Các cuộc họp, sinh hoạt khác (cuộc)", "held_besides", meetings="all"),
    Row("Buổi sinh hoạt chuyên đề", "thematic", meetings="all"),
    Row("Đảng viên dự sinh hoạt thường kỳ (lượt)", "present", "base"),
    Row("Vắng mặt có lý do/tổng số vắng mặt (lượt)", "excused", "absent"),
    Row("Vắng mặt không có lý do/lượt đảng viên", "unexcused", "base"),
    Row("Đảng viên phát biểu/dự họp (lượt)", "spoke", "in_hall"),
    Row("Mở xem nội dung trước khi họp/được mời (lượt)", "read_ahead", "invited"),
    Row("Gửi tài liệu trước đúng hạn/đã khai mạc (cuộc)", "papers_ahead", "opened"),
    Row("Tiến hành đủ, đúng trình tự/đã họp (cuộc)", "in_order", "held"),
    Row("Báo cáo đúng hạn/đã báo cáo (cuộc)", "reported_in_time", "reported"),
    Row("Kiểm điểm nhiệm vụ/giao nhiệm vụ", "tasks_heard", "tasks_given"),
    Row("Nhiệm vụ hoàn thành/được kiểm điểm", "tasks_done", "tasks_heard"),
    Row("Nhiệm vụ hoàn thành đúng hạn/đến hạn", "tasks_met", "tasks_due", "all"),
    Row("Kiến nghị, đề xuất trong kỳ", "petitions_raised", meetings="all"),
    Row("Kiến nghị quá hạn trả lời cuối kỳ", "petitions_overdue", meetings="all"),
    Row("Cuộc xếp mức cao nhất/được chấm điểm", "score_rank_1", "scored"),
    Row("Cuộc xếp mức thấp nhất", "score_rank_4"),
    Row("Cuộc kiểm tra đã kết luận", "inspections", meetings="all"),
    Row("Cuộc giám sát đã kết luận", "supervisions", meetings="all"),
    Row("Yêu cầu sau kiểm tra, giám sát trong kỳ", "findings_made", meetings="all"),
    Row("Yêu cầu sau kiểm tra, giám sát chưa xong cuối kỳ", "findings_open", meetings="all"),
    Row("Đảng viên thuộc diện phân công nhiệm vụ cuối kỳ", "members_tasked", meetings="all"),
    Row("Đảng viên chưa được phân công nhiệm vụ cuối kỳ", "members_without_task", meetings="all"),
    Row("Hướng dẫn đã mở đọc/đã nhận (lượt)", "guidance_opened", "guidance_received", "all"),
)
"""Every figure that a rule is about has its line here. A figure that is not counted has none."""


@dataclass(frozen=True, slots=True)
class Below:
    """A unit below in the table."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """What the paper needs to know of the unit and its period."""

    unit: str
    organ: str
    is_cell: bool
    superior: str  # the organisation above, '' for none
    superior_organ: str
    kind: str
    title: str
    subject: str
    period: Period
    day: date
    layout: Layout
    figures: Figures
    below: tuple[Below, ...] = ()


def abstract_of(kind: str, title: str, period: Period) -> str:
    """'Sơ kết công tác xây dựng Đảng 6 tháng đầu năm 2026'; the word is not said twice."""
    word = KINDS[kind]
    bare = title[len(word) :].lstrip() if title.lower().startswith(word.lower()) else title
    return f"{word} {bare} {period.words()}".replace("  ", " ")


def compose(facts: Facts) -> Paper:
    """The paper without its sentences: what heads it, the opening and the statistics."""
    place = place_of(facts.superior if facts.is_cell else facts.unit)
    return Paper(
        kind="BC",
        header=Header(facts.superior.upper(), facts.unit.upper(), place, facts.day),
        title="BÁO CÁO",
        abstract=abstract_of(facts.kind, facts.title, facts.period),
        blocks=(
            Paragraph(_opening(facts), "opening"),
            Heading(1, f"{ROMAN[0]}- {TITLES['statistics'].upper()}", "part:statistics"),
            *_statistics(facts),
        ),
        signatures=(Signature(signed_for(facts.organ), role=CHAIR),),
        recipients=_recipients(facts),
    )


def signed_for(organ: str, post: str = "BÍ THƯ") -> tuple[str, str]:
    """'T/M ĐẢNG ỦY', 'BÍ THƯ': on whose behalf, and the post of who signs."""
    return f"T/M {' '.join(organ.split()[:2]).upper()}", post


def arranged(paper: Paper, sentences: Mapping[str, Sequence[tuple[str, str]]]) -> Paper:
    """The paper with these sentences (key and text) under the headings of their sections, and no others."""
    ours = {f"part:{section}" for section in SECTIONS}
    head: list[Block] = []
    for block in paper.blocks:
        if block.key in ours:
            break
        head.append(block)
    blocks = list(head)
    filled = [(section, sentences.get(section, ())) for section in SECTIONS if sentences.get(section)]
    for number, (section, several) in zip(ROMAN[1:], filled, strict=False):
        blocks.append(Heading(1, f"{number}- {TITLES[section].upper()}", f"part:{section}"))
        blocks.extend(Paragraph(text, key) for key, text in several)
    return replace(paper, blocks=tuple(blocks))


def _recipients(facts: Facts) -> tuple[str, ...]:
    if facts.is_cell:
        keeper = facts.layout.last_recipient
    else:
        keeper = f"Lưu Văn phòng {' '.join(facts.organ.split()[:2])}."
    return (f"{facts.superior_organ},", keeper) if facts.superior_organ else (keeper,)


def _opening(facts: Facts) -> str:
    carried = f", thực hiện {facts.subject}" if facts.subject else ""
    until = facts.figures.months[-1] if facts.figures.months else facts.period.first
    known = len(facts.figures.months) - len(facts.figures.missing)
    upto = "" if until == facts.period.last else f", đến hết tháng {until.label()}"
    return (
        f"{facts.organ} báo cáo {_lower(abstract_of(facts.kind, facts.title, facts.period))}{carried}. "
        f"Số liệu của {show(known, 'vi')} tháng{upto} như sau:"
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _statistics(facts: Facts) -> Iterator[Block]:
    figures = facts.figures
    if figures.missing:
        yield Paragraph(
            f"Phần mềm không có số liệu của {show(len(figures.missing), 'vi')} tháng: "
            f"{in_runs(figures.missing)}. "
            "Các nhận xét dưới đây chỉ dựa trên những tháng có số liệu.",
            "missing",
        )
    before = facts.period.begun(figures.today).before()
    if figures.compares:
        known = len(figures.before["regular"].months)
        yield Paragraph(
            f"Kỳ trước để so sánh: {before.words()}, có số liệu {show(known, 'vi')} tháng.", "compared"
        )
    columns = [Column("TT", 1, "center"), Column("Nội dung", 7), Column("Kỳ này", 3, "center")]
    if figures.compares:
        columns.append(Column("Kỳ trước", 3, "center"))
    rows: list[tuple[str, ...]] = []
    for line in lines_of(figures):
        cells = [str(len(rows) + 1), line.words, _cell(figures.now[line.meetings], line)]
        if figures.compares:
            cells.append(_cell(figures.before[line.meetings], line))
        rows.append(tuple(cells))
    yield Table(tuple(columns), tuple(rows), "statistics")
    yield from _over_time(figures)
    if facts.below:
        yield _below(facts)


def lines_of(figures: Figures) -> list[Row]:
    """The lines of the statistics whose figures are counted."""
    return [
        line
        for line in STATISTICS
        if line.figure in figures.kept and (not line.whole or line.whole in figures.kept)
    ]


def _cell(span: Span, line: Row) -> str:
    """'340/352 (96,6%)', a count, or a dash where nothing was kept."""
    if not span.months:
        return "–"
    number = span.total.get(line.figure, 0)
    return _of(number, span.total.get(line.whole, 0)) if line.whole else show(number, "vi")


def _of(part: int, whole: int) -> str:
    """A task is heard at several meetings: what is more than its whole is no share of it."""
    if not whole:
        return "–"
    of = f"{show(part, 'vi')}/{show(whole, 'vi')}"
    return of if part > whole else f"{of} ({percent(share(part, whole))})"


def _over_time(figures: Figures) -> Iterator[Block]:
    """By month up to a year, by quarter beyond."""
    by_month = len(figures.months) <= YEAR
    groups: dict[str, list[Month]] = {}
    for month in figures.months:
        name = month.label() if by_month else f"Quý {ROMAN[month.quarter - 1]}/{month.year}"
        groups.setdefault(name, []).append(month)
    known = figures.now["regular"].months
    rows = []
    for name, months in groups.items():
        sums = [known[month] for month in months if month in known]
        if not sums:
            rows.append((name, "không có số liệu", "–", "–"))
            continue
        total = {
            key: sum(each.get(key, 0) for each in sums)
            for key in ("held", "meetings_due", "present", "base", "spoke", "in_hall")
        }
        part = "" if by_month or len(sums) == QUARTER else f" ({len(sums)} tháng)"
        rows.append(
            (
                f"{name}{part}",
                f"{show(total['held'], 'vi')}/{show(total['meetings_due'], 'vi')}",
                _of(total["present"], total["base"]),
                _of(total["spoke"], total["in_hall"]),
            )
        )
    columns = (
        Column("Tháng" if by_month else "Quý", 3),
        Column("Đã họp/phải họp", 3, "center"),
        Column("Dự sinh hoạt", 4, "center"),
        Column("Phát biểu", 4, "center"),
    )
    yield Table(columns, tuple(rows), "months")


def _below(facts: Facts) -> Table:
    columns = (
        Column("TT", 1, "center"),
        Column("Đơn vị", 6),
        Column("Đã họp/phải họp", 3, "center"),
        Column("Dự sinh hoạt", 4, "center"),
        Column("Phát biểu", 4, "center"),
    )
    rows = []
    for number, each in enumerate(facts.below, start=1):
        total = each.span.total
        met = f"{show(total.get('held', 0), 'vi')}/{show(total.get('meetings_due', 0), 'vi')}"
        told = (met, _of(total.get("present", 0), total.get("base", 0)))
        spoke = _of(total.get("spoke", 0), total.get("in_hall", 0))
        row = (*told, spoke) if each.span.months else ("không có số liệu", "–", "–")
        rows.append((str(number), first_upper(each.name), *row))
    return Table(columns, tuple(rows), "below")
