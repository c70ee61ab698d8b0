"""The pictures of the style guide. Their words are samples, so nobody translates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sotay.kernel.figures import per_cent
from sotay.kernel.pictures import (
    Bar,
    HeatRow,
    Leaf,
    Picture,
    Point,
    Series,
    bars,
    heat_matrix,
    heat_strip,
    multiples,
    sparkline,
    treemap,
)

MONTHS = [f"{number:02}/2026" for number in range(1, 13)]
PRESENT = [91, 88, None, 94, 92, 90, 86, 81, 78, 84, 93, 95]
SPOKE = [22, 25, None, 31, 28, 30, 27, 24, 26, 33, 35, 38]
LEVELS = ["g3", "g2", "none", "g3", "g3", "g3", "g2", "g1", "low", "g2", "g3", ""]
CELLS = [
    ("TDP Hòa Bình", 96, 26),
    ("TDP Nam Sơn", 71, 34),
    ("Trạm Y tế", 100, 4),
    ("Trường Tiểu học", 58, 12),
]


def pictures() -> Mapping[str, Picture]:
    """One of every kind, by the names of their samples."""
    year = "Đảng viên có mặt, 12 tháng năm 2026"
    lows = "Thấp nhất 78% tháng 9, cao nhất 95% tháng 12; tháng 3 không sinh hoạt."
    return {
        "sparkline": sparkline(Series(year, _points(PRESENT)), desc=lows, head="Tháng"),
        "bars": bars(
            "Chi bộ theo tỷ lệ có mặt",
            [
                Bar(name, _share(share), f"{share}%", _share(share - 9), min(_share(share + 4), Fraction(1)))
                for name, share, _members in CELLS
            ],
            desc="Từ 0 đến 100%.",
            head=["Chi bộ", "Có mặt"],
            most=1,
        ),
        "heat_strip": heat_strip(year, _points(PRESENT, LEVELS), desc=lows, head=["Tháng", "Có mặt"]),
        "heat_matrix": heat_matrix(
            "Có mặt theo tháng",
            [
                HeatRow("TDP Hòa Bình", _points(PRESENT, LEVELS), lows),
                HeatRow("Trạm Y tế", _points([100] * 12, ["g3"] * 12), "100% cả 12 tháng."),
            ],
            MONTHS,
            desc="Ô càng đầy, càng đậm thì tháng đó càng tốt.",
            head="Chi bộ",
            short=[str(number) for number in range(1, 13)],
        ),
        "multiples": multiples(
            "Năm 2026",
            [
                Series("Có mặt", _points(PRESENT), lows, 0, 1),
                Series("Phát biểu", _points(SPOKE), "Từ 22% lên 38%.", 0, 1),
            ],
            desc="Cùng một thang, từ 0 đến 100%.",
            head="Tháng",
        ),
        "treemap": treemap(
            "Chi bộ theo số đảng viên",
            [
                Leaf(name, members, f"{members} đảng viên", f"{share}%", _level(share))
                for name, share, members in CELLS
            ],
            desc="Ô càng rộng thì càng đông đảng viên; càng đậm thì tỷ lệ có mặt càng cao.",
            head=["Chi bộ", "Đảng viên", "Có mặt"],
        ),
    }


def _points(values: Sequence[int | None], levels: Sequence[str] = ("",) * 12) -> list[Point]:
    return [
        Point(month, None if value is None else _share(value), _text(value), level)
        for month, value, level in zip(MONTHS, values, levels, strict=True)
    ]


def _share(hundredths: int) -> Fraction:
    return Fraction(hundredths, 100)


def _text(value: int | None) -> str:
    return "–" if value is None else f"{per_cent(_share(value))}%"


def _level(share: int) -> str:
    bands = ((90, "g3"), (75, "g2"), (65, "g1"))
    return next((level for low, level in bands if share >= low), "low")
