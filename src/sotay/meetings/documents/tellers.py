"""The tellers' record (biên bản kiểm phiếu) of a secret vote. Pure: a motion and facts in, a paper out.

Layout as for every paper; who signs is the tellers with the chair, and where no tellers counted, because
the ballots were on phones, the minute-taker with the chair.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sotay.kernel.periods import spoken_time
from sotay.meetings.documents.parts import Clock, Facts, header, num, numbered, percent, signatures
from sotay.meetings.log.state import SECRET, Motion, State
from sotay.papers.structure import (
    Block,
    Column,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
)
from sotay.votes.rules import Matter, needed, threshold_of

TELLERS = "tellers"
ANSWERS = ("Tán thành", "Không tán thành", "Không có ý kiến")


def compose(state: State, motion: Motion, facts: Facts, clock: Clock, below: str = "") -> Paper:
    """`below` says what follows when the vote fell short, in the words of the rules."""
    parts: list[tuple[str, list[Block]]] = [
        ("Việc bỏ phiếu", list(_voting(state, motion))),
        ("Kết quả kiểm phiếu", list(_count(motion))),
        ("Kết luận", [Items(tuple(_conclusions(motion, below)), "conclusion")]),
    ]
    return Paper(
        kind="BB",
        header=header(facts),
        title="BIÊN BẢN",
        abstract=f"Kiểm phiếu: {motion.text.rstrip('.')}",
        blocks=(
            Paragraph(_opening(state, motion, facts, clock), "opening"),
            *numbered(parts),
            Paragraph(
                f"Biên bản này được công bố tại {facts.sitting} và lưu cùng biên bản {facts.sitting}.",
                "closing",
            ),
        ),
        signatures=(_first_place(state, motion, facts), signatures(state, facts)[1]),
    )


def _first_place(state: State, motion: Motion, facts: Facts) -> Signature:
    if motion.method == SECRET:
        return signatures(state, facts)[0]
    head = motion.tellers[0] if motion.tellers else ""
    return Signature(("T/M TỔ KIỂM PHIẾU",), head, role=TELLERS)


def _opening(state: State, motion: Motion, facts: Facts, clock: Clock) -> str:
    moment = clock(motion.counted_at) if motion.counted_at else None
    when = f"{spoken_time(moment)}, {facts.layout.date_line(moment.date())}" if moment else "…"
    where = f", tại {state.place}" if state.place else ""
    return (
        f"Vào hồi {when}{where}, {facts.cell} tiến hành bỏ phiếu kín và kiểm phiếu tại {facts.sitting} "
        f"về nội dung: {motion.text.rstrip('.')}."
    )


def _voting(state: State, motion: Motion) -> Iterator[Block]:
    lines = [
        f"Số đảng viên chính thức để tính kết quả: {num(motion.base)} đồng chí.",
        f"Số đảng viên chính thức có mặt, được bỏ phiếu: {num(motion.voters)} đồng chí.",
    ]
    if motion.method == SECRET:
        lines.append("Hình thức: bỏ phiếu kín trên điện thoại, phần mềm kiểm đếm khi kết thúc bỏ phiếu.")
    else:
        lines.append("Hình thức: bỏ phiếu kín bằng phiếu giấy.")
        lines.append(f"Tổ kiểm phiếu: {_comrades(motion)}.")
    if motion.options and motion.most > 1:
        lines.append(f"Mỗi phiếu chọn không quá {num(motion.most)} {_chosen(motion)}.")
    yield Items(tuple(lines), "voting")


def _chosen(motion: Motion) -> str:
    return "đồng chí" if motion.matter == Matter.ELECTION else "phương án"


def _comrades(motion: Motion) -> str:
    return ", ".join(f"đồng chí {name}" for name in motion.tellers) or "…"


def _count(motion: Motion) -> Iterator[Block]:
    valid = motion.collected - motion.invalid
    yield Items(
        (
            f"Số phiếu phát ra: {num(motion.issued)} phiếu.",
            f"Số phiếu thu về: {num(motion.collected)} phiếu.",
            f"Số phiếu hợp lệ: {num(valid)} phiếu; số phiếu không hợp lệ: {num(motion.invalid)} phiếu.",
        ),
        "ballots",
    )
    columns = (
        Column("TT", 1, "center"),
        Column(_what(motion), 6),
        Column("Số phiếu", 2, "center"),
        Column("Tỷ lệ", 2, "center"),
    )
    rows = tuple(
        (str(number), words, num(votes), percent(Fraction(votes, motion.base) if motion.base else None))
        for number, (words, votes) in enumerate(zip(motion.options or ANSWERS, motion.counts, strict=True), 1)
    )
    yield Table(columns, rows, "counts")


def _what(motion: Motion) -> str:
    if not motion.options:
        return "Ý kiến"
    return "Họ và tên" if motion.matter == Matter.ELECTION else "Phương án"


def _conclusions(motion: Motion, below: str) -> Iterator[str]:
    least = num(needed(motion.base, threshold_of(motion.threshold)))
    election = motion.matter == Matter.ELECTION
    to_what = "trúng cử" if election else "được chọn" if motion.options else "được thông qua"
    yield f"Cần ít nhất {least} phiếu trên tổng số {num(motion.base)} đảng viên chính thức để {to_what}."
    if not motion.options:
        yield "Kết quả: được thông qua." if motion.passed else "Kết quả: không đủ số phiếu để được thông qua."
    elif motion.elected:
        names = "; ".join(motion.options[place] for place in motion.elected)
        yield f"Kết quả: đủ số phiếu và {to_what}: {names}."
    else:
        yield f"Kết quả: không có {_chosen(motion)} nào đủ số phiếu."
    if motion.tied:
        names = "; ".join(motion.options[place] for place in motion.tied)
        yield f"Bằng phiếu nhau ở vị trí cuối: {names}. Chi bộ {'bầu' if election else 'biểu quyết'} lại."
    if below:
        yield below
