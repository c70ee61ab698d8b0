"""How votes stand in the minutes: by every method, with base and threshold as they were frozen. Pure.

Source: DOMAIN 6.1 (the base is printed) and 6.2 (thresholds, and what follows below one).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sotay.meetings.documents.parts import Facts, num, percent
from sotay.meetings.log import rules
from sotay.meetings.log.state import HANDS, OPEN, PAPER, SECRET, Motion, State
from sotay.papers.structure import Block, Column, Paragraph, Table
from sotay.regulations.values import (
    Threshold,
)
from sotay.votes.rules import SENT_UP_AFTER_THREE, Matter, needed, threshold_of

_METHODS = {
    HANDS: "biểu quyết giơ tay",
    OPEN: "biểu quyết công khai trên điện thoại",
    SECRET: "bỏ phiếu kín trên điện thoại",
    PAPER: "bỏ phiếu kín bằng phiếu giấy",
}
_BY_CARD = frozenset({Matter.ADMISSION, Matter.FULL_STATUS, Matter.STRIKING_OFF})
"""Matters voted on by raised member card when not in secret. Source: HD 06-HD/TW, point 5.1."""
_BELOW = {"sent_up": "Chi bộ báo cáo kết quả và hồ sơ lên cấp ủy cấp trên trực tiếp xem xét, quyết định."}
"""Of the choices of "charter-implementation", points `below_*`, those that are a step of their own."""
_SHARES = {
    Fraction(1, 2): "một nửa",
    Fraction(1, 3): "một phần ba",
    Fraction(2, 3): "hai phần ba",
    Fraction(3, 4): "ba phần tư",
    Fraction(4, 5): "bốn phần năm",
    Fraction(1): "toàn bộ",
}


def votes(state: State, facts: Facts) -> Iterator[Block]:
    """Every motion with its count. `facts.below` says which of `_BELOW` follows below the threshold."""
    for motion in state.motions:
        yield Paragraph(f"{motion.text.rstrip('.')}: {_told(state, motion, facts)}", f"motion:{motion.entry}")
        if motion.options and not motion.is_open:
            yield _table(motion)
            yield Paragraph(_elected(motion), f"elected:{motion.entry}")


def threshold_words(threshold: Threshold) -> str:
    """'quá một nửa', 'từ hai phần ba trở lên'."""
    share = threshold.share
    words = _SHARES.get(share, f"{share.numerator}/{share.denominator}")
    if threshold.strict:
        return f"quá {words}"
    return words if share == 1 else f"từ {words} trở lên"


def _told(state: State, motion: Motion, facts: Facts) -> str:
    if motion.is_open:
        return "chưa biểu quyết." if motion.method in {HANDS, OPEN} else "chưa kiểm phiếu."
    by_card = motion.method == HANDS and motion.matter in _BY_CARD
    parts = ["biểu quyết giơ thẻ đảng viên" if by_card else _METHODS[motion.method], *_papers(motion)]
    if motion.options:
        parts += [_places(motion), _asked(motion, "phiếu")]
        return f"{'; '.join(filter(None, parts))}."
    parts += [
        f"tán thành {_of_base(motion, motion.votes_for or 0)}",
        f"không tán thành {num(motion.votes_against)}",
        f"không có ý kiến {num(motion.abstained)}",
        _asked(motion, f"{'phiếu' if motion.method in {SECRET, PAPER} else 'đồng chí'} tán thành"),
    ]
    return " ".join(filter(None, (f"{'; '.join(filter(None, parts))}.", _result(state, motion, facts))))


def _places(motion: Motion) -> str:
    of = num(len(motion.options))
    if motion.matter == Matter.ELECTION:
        return f"bầu {num(motion.places)} đồng chí trong danh sách {of} đồng chí"
    return f"chọn {num(motion.places)} trong {of} phương án"


def _papers(motion: Motion) -> Iterator[str]:
    """Ballots handed out, collected, valid and not; for a vote on phones how many took part."""
    if motion.method == PAPER:
        valid = motion.collected - motion.invalid
        yield (
            f"số phiếu phát ra {num(motion.issued)}, thu về {num(motion.collected)}, "
            f"hợp lệ {num(valid)}, không hợp lệ {num(motion.invalid)}"
        )
    elif motion.method in {OPEN, SECRET}:
        yield f"số phiếu thu về {num(motion.collected)}"
    if motion.tellers:
        yield f"kiểm phiếu: {_people(motion.tellers)}"


def _of_base(motion: Motion, count: int) -> str:
    share = percent(Fraction(count, motion.base) if motion.base else None)
    return f"{num(count)}/{num(motion.base)} đảng viên chính thức, đạt tỷ lệ {share}"


def _asked(motion: Motion, what: str) -> str:
    """What it took to pass, as frozen when the vote opened."""
    if not motion.threshold or not motion.base:
        return ""
    threshold = threshold_of(motion.threshold)
    return f"cần {threshold_words(threshold)} (ít nhất {num(needed(motion.base, threshold))} {what})"


def _result(state: State, motion: Motion, facts: Facts) -> str:
    if motion.passed is None:
        return ""
    if motion.passed:
        return "Kết quả: được thông qua."
    below = facts.below.get(motion.matter, "")
    follows = _short_again(state, motion, facts) if below == SENT_UP_AFTER_THREE else _BELOW.get(below, "")
    return f"Kết quả: không được thông qua. {facts.say(follows)}".strip()


def _short_again(state: State, motion: Motion, facts: Facts) -> str:
    """Which vote on the question this is that fell short, and what follows."""
    number = facts.short_before.get(motion.entry, 0) + rules.short_so_far(state, motion)
    if number >= facts.sent_up_after:
        return f"Đã {num(number)} lần biểu quyết không đủ tỷ lệ. {_BELOW['sent_up']}"
    return (
        f"Đây là lần biểu quyết thứ {number} không đủ tỷ lệ; kết quả được báo cáo cấp ủy cấp trên trực tiếp."
    )


def _table(motion: Motion) -> Table:
    """Every name or answer in the order of the ballot, with its votes and their share of the base."""
    rows = tuple(
        (
            str(place + 1),
            option,
            num(motion.counts[place]),
            percent(Fraction(motion.counts[place], motion.base) if motion.base else None),
            _standing(motion, place),
        )
        for place, option in enumerate(motion.options)
    )
    named = "Họ và tên" if motion.matter == Matter.ELECTION else "Nội dung"
    columns = (
        Column("TT", 1, "center"),
        Column(named, 6),
        Column("Số phiếu", 2, "center"),
        Column("Tỷ lệ", 2, "center"),
        Column("Kết quả", 3),
    )
    return Table(columns, rows, f"counted:{motion.entry}")


def _standing(motion: Motion, place: int) -> str:
    if place in motion.tied:
        return "Bằng phiếu"
    if place not in motion.elected:
        return ""
    return "Trúng cử" if motion.matter == Matter.ELECTION else "Được chọn"


def _elected(motion: Motion) -> str:
    """Who was elected, who stands level at the last place, and how many places nobody reached."""
    election = motion.matter == Matter.ELECTION
    chosen = [motion.options[place] for place in motion.elected]
    level = [motion.options[place] for place in motion.tied]
    lines = []
    if chosen:
        lines.append(f"{'Trúng cử' if election else 'Được chọn'}: {_named(chosen, election)}.")
    if level:
        lines.append(
            f"{_named(level, election, upper=True)} bằng phiếu nhau ở vị trí cuối, chưa xác định được "
            f"{'người trúng cử; chi bộ bầu' if election else 'kết quả; chi bộ biểu quyết'} lại."
        )
    elif missing := motion.places - len(chosen):
        lines.append(f"Còn {num(missing)} vị trí chưa đủ số phiếu theo quy định.")
    return " ".join(lines)


def _named(options: Sequence[str], people: bool, *, upper: bool = False) -> str:
    if people:
        text = _people(options)
        return text[:1].upper() + text[1:] if upper else text
    return "; ".join(options)


def _people(names: Sequence[str]) -> str:
    return f"{'các ' if len(names) > 1 else ''}đồng chí {', '.join(names)}"
