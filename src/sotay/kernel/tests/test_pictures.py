"""Pictures show the numbers of their tables: what is drawn is measured and held against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.pictures import (
    Bar,
    HeatRow,
    Leaf,
    Mark,
    Picture,
    Point,
    Series,
    Tile,
    bars,
    heat_matrix,
    heat_strip,
    multiples,
    sparkline,
    squarify,
    treemap,
)
from sotay.kernel.pictures.structure import LEVELS, plain, shortened

SHARES = st.fractions(0, 1, max_denominator=500)
SIZES = st.lists(st.integers(1, 5000), min_size=1, max_size=120)


def number(attribute: str) -> float:
    return float(attribute.removesuffix("%").removesuffix("em"))


def every(marks: Iterable[Mark], look: str = "") -> Iterator[Mark]:
    for mark in marks:
        if not look or look in mark.look.split():
            yield mark
        yield from every(mark.marks, look)


def point(index: int, value: Fraction | None, level: str = "") -> Point:
    return Point(f"m{index}", value, "–" if value is None else f"{float(value):.6f}", level)


# the map


@given(SIZES, st.floats(1, 200), st.floats(1, 200))
def test_tiles_fill_the_box_in_proportion_and_never_overlap(sizes, width, height):
    box = Tile(0, 0, width, height)
    tiles = squarify([float(size) for size in sizes], box)
    slack = 1e-6 * max(width, height)
    assert len(tiles) == len(sizes)
    for size, tile in zip(sizes, tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(size / sum(sizes) * width * height, rel=1e-6)
        assert -slack <= tile.x <= tile.x + tile.width <= width + slack
        assert -slack <= tile.y <= tile.y + tile.height <= height + slack
    for index, one in enumerate(tiles):
        for other in tiles[:index]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across <= slack or down <= slack


def test_equal_tiles_are_nearly_square():
    tiles = squarify([1.0] * 12, Tile(0, 0, 40, 30))
    assert max(max(t.width / t.height, t.height / t.width) for t in tiles) < 1.5


def test_no_tile_of_nothing():
    assert squarify([], Tile(0, 0, 10, 10)) == []
    assert treemap("", [Leaf("a", 0, "0", "–")], desc="", head=["", "", ""]).panels[0].marks == []


@given(st.lists(st.integers(0, 900), min_size=1, max_size=40).filter(any))
def test_areas_of_the_map_are_the_sizes_of_its_table(sizes):
    leaves = [Leaf(f"u{index}", size, str(size), f"{index}%") for index, size in enumerate(sizes)]
    drawn = treemap("", leaves, desc="", head=["unit", "size", "share"])
    tiles = list(drawn.panels[0].marks)
    rows = drawn.table.rows
    assert [row.cells[0] for row in rows] == [str(size) for size in sorted(sizes, reverse=True)]
    areas = [number(t.at["width"]) * number(t.at["height"]) for t in tiles]
    for row, tile, area in zip(rows, tiles, areas, strict=False):
        assert area / sum(areas) == pytest.approx(int(row.cells[0]) / sum(sizes), rel=0.02, abs=1e-4)
        assert tile.marks[0].words == f"{row.head}: {row.cells[0]}, {row.cells[1]}"
    assert len(tiles) == sum(size > 0 for size in sizes)


# bars


@given(st.lists(SHARES, min_size=1, max_size=30))
def test_lengths_of_bars_are_the_numbers_of_their_table(shares):
    rows = [Bar(f"u{n}", share, f"{float(share):.6f}") for n, share in enumerate(shares)]
    drawn = bars("", rows, desc="", head=["unit", "share"], most=1)
    marks = list(every(drawn.panels[0].marks, "bar"))
    assert len(marks) == len(drawn.table.rows) == len(shares)
    for mark, row in zip(marks, drawn.table.rows, strict=True):
        assert number(mark.at["width"]) / 100 == pytest.approx(float(row.cells[0]), abs=1e-5)
        assert mark.words == f"{row.head}: {row.cells[0]}"
    written = [mark.words for mark in every(drawn.panels[0].marks, "number")]
    assert written == [row.cells[0] for row in drawn.table.rows]


def test_an_interval_lies_where_it_says_and_what_is_not_known_has_no_bar():
    rows = [Bar("a", Fraction(1, 2), "50%", 0.25, 0.75), Bar("b", None, "–")]
    marks = bars("", rows, desc="", head=["", ""], most=1).panels[0].marks
    line = next(mark for mark in every(marks, "interval") if mark.at["y1"] == mark.at["y2"])
    assert (line.at["x1"], line.at["x2"]) == ("25%", "75%")
    assert len(list(every(marks, "bar"))) == 1
    assert len(list(every(marks, "track"))) == 2


def test_counts_are_drawn_against_the_largest():
    drawn = bars("", [Bar("a", 4, "4"), Bar("b", 8, "8"), Bar("c", 0, "0")], desc="", head=["", ""])
    assert [m.at["width"] for m in every(drawn.panels[0].marks, "bar")] == ["50%", "100%", "0%"]
    nothing = bars("", [Bar("a", 0, "0")], desc="", head=["", ""])
    assert list(every(nothing.panels[0].marks, "bar")) == []


# lines


@given(st.lists(st.none() | SHARES, min_size=1, max_size=24))
def test_dots_of_a_line_lie_as_high_as_the_numbers_of_its_table(shares):
    drawn = sparkline(
        Series("s", [point(n, share) for n, share in enumerate(shares)], least=0, most=1), desc="", head="m"
    )
    dots = list(every(drawn.panels[0].marks, "dot"))
    rows = [row for row in drawn.table.rows if row.cells[0] != "–"]
    assert len(drawn.table.rows) == len(shares)
    assert len(dots) == len(rows)
    zero, one = 3.7, 0.5  # where nought and one lie, in letters' heights
    for dot, row in zip(dots, rows, strict=True):
        share = (zero - number(dot.at["cy"])) / (zero - one)
        assert share == pytest.approx(float(row.cells[0]), abs=1e-3)
        assert dot.words == f"{row.head}: {row.cells[0]}"
    assert len(list(every(drawn.panels[0].marks, "newest"))) == (1 if rows else 0)


def test_no_line_crosses_a_gap():
    values = [Fraction(1, 2), Fraction(1, 3), None, Fraction(1, 4), Fraction(1, 5), None, Fraction(1)]
    drawn = sparkline(Series("s", [point(n, v) for n, v in enumerate(values)]), desc="", head="")
    lines = [mark.at["points"].split() for mark in every(drawn.panels[0].marks, "trend")]
    assert [len(line) for line in lines] == [2, 2]


@given(st.lists(st.lists(SHARES, min_size=6, max_size=6), min_size=1, max_size=5))
def test_small_multiples_share_scale_and_table(several):
    series = [
        Series(f"s{n}", [point(i, v) for i, v in enumerate(vs)], "", 0, 1) for n, vs in enumerate(several)
    ]
    drawn = multiples("", series, desc="", head="m")
    for column, panel in enumerate(drawn.panels):
        for dot, row in zip(every(panel.marks, "dot"), drawn.table.rows, strict=True):
            assert (3.7 - number(dot.at["cy"])) / 3.2 == pytest.approx(float(row.cells[column]), abs=1e-3)
        assert panel.text == drawn.table.rows[-1].cells[column]


# levels


def boxes(path: str) -> dict[int, float]:
    """Of a path of boxes: how high each is, by its index."""
    found = re.findall(r"M(\d+) [\d.]+v-([\d.]+)H", path)
    return {int(left) // 10: float(tall) for left, tall in found}


@given(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=24))
def test_boxes_of_a_strip_are_the_levels_of_its_points(levels):
    points = [point(n, None, level) for n, level in enumerate(levels)]
    marks = list(every(heat_strip("", points, desc="", head=["", ""]).panels[0].marks))
    tall = {"g3": 12, "g2": 8.64, "g1": 5.52, "low": 2.64}
    for level, height in tall.items():
        drawn = {n: high for mark in marks if mark.look == level for n, high in boxes(mark.at["d"]).items()}
        assert drawn == {n: height for n, each in enumerate(levels) if each == level}
    crossed = {int(x) // 10 for m in marks if m.look == "none" for x in re.findall(r"M(\d+) 1L", m.at["d"])}
    assert crossed == {n for n, each in enumerate(levels) if each == "none"}
    frames = next(mark for mark in marks if mark.look == "box")
    assert set(boxes(frames.at["d"])) == set(range(len(levels)))


def test_a_matrix_has_a_strip_and_a_line_of_its_table_for_each_row():
    rows = [HeatRow(name, [point(n, Fraction(n, 3), "g1") for n in range(3)]) for name in ("a", "b")]
    drawn = heat_matrix("t", rows, ["x", "y", "z"], desc="", head="unit", short=["1", "2", "3"])
    assert [panel.title for panel in drawn.panels] == ["a", "b"]
    assert drawn.table.head == ["unit", "x", "y", "z"]
    assert [list(row.cells) for row in drawn.table.rows] == [["0.000000", "0.333333", "0.666667"]] * 2


# how they are written


def drawn(picture: Picture) -> str:
    return Template("{% load pictures %}{% picture p %}").render(Context({"p": picture}))


def test_a_picture_is_said_to_who_does_not_see_it():
    several = [Series(name, [Point("m", 1, "1")], f"{name} in words") for name in ("a", "b")]
    text = drawn(multiples("t", several, desc="d", head="m"))
    svgs = re.findall(r'<svg class="drawing" role="img"[^>]*>(.{0,200})', text)
    assert [re.match(r"<title>(.*?)</title><desc>(.*?)</desc>", svg).groups() for svg in svgs] == [
        ("a", "a in words"),
        ("b", "b in words"),
    ]
    assert '<th scope="row">m</th>' in text


def test_names_cannot_break_out_of_a_drawing():
    bad = '"><script>alert(1)</script>&'
    for picture in (
        bars(bad, [Bar(bad, 1, bad, url=bad)], desc=bad, head=[bad, bad]),
        treemap(bad, [Leaf(bad, 1, bad, bad)], desc=bad, head=[bad, bad, bad]),
        sparkline(Series(bad, [Point(bad, 1, bad)]), desc=bad, head=bad),
        heat_matrix(bad, [HeatRow(bad, [Point(bad, 1, bad)])], [bad], desc=bad, head=bad, short=[bad]),
    ):
        text = drawn(picture)
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_numbers_are_written_short_and_names_are_cut_with_a_sign():
    assert [plain(n) for n in (0, -0.0001, 1.5, 1 / 3, 100)] == ["0", "0", "1.5", "0.333", "100"]
    assert shortened("Hòa Bình", 8) == "Hòa Bình"
    assert shortened("Hòa Bình", 5) == "Hòa…"
