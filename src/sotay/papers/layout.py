"""How a paper looks and is numbered: figures that come from the regulation "document-layout".

The defaults are those of HD 05-HD/VPTW (27/5/2026) as far as they are known, so that a paper can be
made where a regulation leaves a point out. Source: DOMAIN 5.1 and 5.2. A point of the regulation
carries the name of the field it fills.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal, Self

from sotay.kernel.periods import Month
from sotay.papers.structure import NATIONAL_TITLE, Paper, Signature

BLANK_NUMBER = "…"
WITHOUT_NUMBER = frozenset({"PL"})
"""Kinds of papers that go with another and carry no number of their own: annexes."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_PLACE = re.compile(r"(?:phường|xã|thị trấn|đặc khu|tỉnh|thành phố)\s+(.+)$", re.IGNORECASE)
_OLD_UY = re.compile(r"(?<![qQ])([uU])([ỳỷỹýỵỲỶỸÝỴ])(?!\w)")
_NEW_UY = re.compile(r"(?<![qQ])([ùủũúụÙỦŨÚỤ])([yY])(?!\w)")

TYPE_CODES: Mapping[str, str] = {
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "KL": "kết luận",
    "QC": "quy chế",
    "TB": "thông báo",
    "BC": "báo cáo",
    "KH": "kế hoạch",
    "CTr": "chương trình",
    "TTr": "tờ trình",
    "CV": "công văn",
    "BB": "biên bản",
    "ĐA": "đề án",
    "PA": "phương án",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures in millimetres (`_mm`) or points (`_pt`)."""

    margin_top_mm: float = 20
    margin_bottom_mm: float = 20
    margin_left_mm: float = 30
    margin_right_mm: float = 15
    font: str = "Times New Roman"
    size_pt: float = 14
    line_spacing_pt: float = 18
    paragraph_gap_pt: float = 6
    first_line_indent_mm: float = 10
    national_title: str = NATIONAL_TITLE
    heading_marks: tuple[str, ...] = ("I-", "1.", "a)")
    point_letters: str = "abcdđeghik"
    signature_block: tuple[str, ...] = ("T/M CHI BỘ", "BÍ THƯ")
    minutes_signatures: tuple[str, ...] = ("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ")
    last_recipient: str = "Lưu Chi bộ."
    opinions_annex: Literal["none", "opinions"] = "none"
    uy_spelling: str = "ủy"
    numbering: Literal["by_term", "by_year"] = "by_term"
    number_format: str = "Số {number}-{kind}/{organisation}"
    organisation_code: str = "CB"
    leading_zero_below: int = 10
    leading_zero_months: int = 2
    rule_below_abstract: str = "-----"
    type_codes: Mapping[str, str] = field(default_factory=lambda: TYPE_CODES, hash=False)

    @classmethod
    def from_mapping(cls, points: Mapping[str, Any]) -> Self:
        """From the points of a regulation. Points about other matters are passed over."""
        known = {field.name for field in fields(cls)}
        given: dict[str, Any] = {}
        for name in known & points.keys():
            given[name] = tuple(points[name]) if isinstance(points[name], list) else points[name]
        return cls(**given)

    def number_text(self, kind: str, number: int | None) -> str:
        """ "Số 05-NQ/CB"; with room left for the number while there is none."""
        shown = BLANK_NUMBER if number is None else self.padded(number)
        return self.number_format.format(number=shown, kind=kind, organisation=self.organisation_code)

    def padded(self, number: int) -> str:
        return f"0{number}" if number < self.leading_zero_below else str(number)

    def month_line(self, month: Month) -> str:
        """ "tháng 02 năm 2026": a zero before months 1 and 2."""
        number = f"0{month.number}" if month.number <= self.leading_zero_months else str(month.number)
        return f"tháng {number} năm {month.year}"

    def date_line(self, day: date) -> str:
        """ "ngày 05 tháng 02 năm 2026": a zero before days below 10 too."""
        return f"ngày {self.padded(day.day)} {self.month_line(Month.of(day))}"

    def place_and_date(self, paper: Paper) -> str:
        place = paper.header.place
        return f"{place}, {self.date_line(paper.header.day)}" if place else self.date_line(paper.header.day)

    def number_line(self, paper: Paper) -> str:
        """Its number, room for one while there is none; nothing for a paper that carries none."""
        if paper.kind in WITHOUT_NUMBER:
            return ""
        return paper.header.number or self.number_text(paper.kind, None)

    def mark(self, level: int, number: int) -> str:
        """The mark of a heading, as `heading_marks` have it: "I- ", "1. ", "a) ". Levels and numbers from 1.

        Source: regulation "document-layout", points "heading_marks" and "point_letters".
        """
        pattern = self.heading_marks[level - 1]
        letters = self.point_letters
        for sign, signs in (("I", ROMAN), ("a", letters), ("1", None)):
            if sign in pattern:
                shown = str(number) if signs is None else signs[min(number, len(signs)) - 1]
                return f"{pattern.replace(sign, shown, 1)} "
        return f"{pattern} "

    def annex_note(self, paper: Paper) -> str:
        """ "(Kèm theo Nghị quyết số 05-NQ/CB, ngày 03 tháng 02 năm 2026)": what an annex belongs to."""
        number = self.number_line(paper)
        words = f"{paper.title.capitalize()} {number[:1].lower()}{number[1:]}".strip()
        return f"(Kèm theo {words}, {self.date_line(paper.header.day)})"

    def spell(self, text: str) -> str:
        """The house spelling of "ủy" or "uỷ", for words the program composes.

        Never use it on what people wrote or on names: Thuỷ and Thủy are two people.
        """
        if self.uy_spelling == "uỷ":
            return _NEW_UY.sub(lambda m: _bare(m[1]) + _compose(m[2], _tone(m[1])), text)
        return _OLD_UY.sub(lambda m: _compose(m[1], _tone(m[2])) + _bare(m[2]), text)


@dataclass(frozen=True, slots=True)
class FootRow:
    """What stands side by side below the text: recipients or a signature, and a signature on the right."""

    left: Signature | tuple[str, ...] | None
    right: Signature | None


def place_of(unit_name: str) -> str:
    """'Bình Minh' from 'Đảng bộ phường Bình Minh', for the line with the date."""
    found = _PLACE.search(unit_name)
    return found[1] if found else unit_name


def foot(paper: Paper) -> tuple[FootRow, ...]:
    """Arrange signatures and recipients.

    One signature stands on the right with the recipients beside it. Of several, the last stands on
    the right, as the chair of a meeting does beside the minute-taker, and the recipients come below.
    """
    signatures, recipients = paper.signatures, paper.recipients or None
    if len(signatures) <= 1:
        row = FootRow(recipients, signatures[0] if signatures else None)
        return (row,) if row.left or row.right else ()
    odd = len(signatures) % 2
    rows = [FootRow(None, signatures[0])] if odd else []
    rest = signatures[odd:]
    rows += [FootRow(left, right) for left, right in zip(rest[::2], rest[1::2], strict=True)]
    if recipients:
        rows.append(FootRow(recipients, None))
    return tuple(rows)


CLOSER: tuple[tuple[float, float, float], ...] = (
    (0, 0, 0),
    (0, 0, -2),
    (0, -1, -3),
    (-1, -2, -3),
    (-1, -2.5, -4),
    (-2, -4, -5),
)
"""How a form of one page is drawn closer, step by step: change of letters, lines and paragraphs, in points.
The house's choice: at least 12 points, as smaller letters are hard to read for the people of a cell."""


def closer(layout: Layout) -> tuple[Layout, ...]:
    """The layout, then each closer one, for a paper whose form demands one page."""
    return tuple(
        replace(
            layout,
            size_pt=layout.size_pt + size,
            line_spacing_pt=layout.line_spacing_pt + line,
            paragraph_gap_pt=max(layout.paragraph_gap_pt + gap, 0),
        )
        for size, line, gap in CLOSER
    )


def _tone(char: str) -> str:
    return unicodedata.normalize("NFD", char)[1:]


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def _compose(base: str, tone: str) -> str:
    return unicodedata.normalize("NFC", base + tone)
