"""What a board draws of figures: levels, scales and names."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.reports import drawings, measures, words
from sotay.reports.measures import Measure
from sotay.reports.queries import Row
from sotay.reports.rules import Sums
from sotay.units.models import Unit

BANDS = [(Fraction(9, 10), "g3"), (Fraction(3, 4), "g2"), (Fraction(1, 2), "g1")]
MONTHS = [Month(2026, 1).plus(n) for n in range(12)]
HEIGHTS = {"12": "g3", "8.64": "g2", "5.52": "g1", "2.64": "low"}
ATTENDANCE = measures.kept()["attendance"]


def met(present: int, base: int = 40) -> Sums:
    return Sums(1, 1, counts=Counter(reported=1, present=present, base=base))


@given(st.lists(st.none() | st.integers(0, 40), min_size=12, max_size=12))
def test_boxes_of_a_heat_map_are_the_levels_of_the_numbers_in_its_table(present):
    figures = {month: Sums(1) if n is None else met(n) for month, n in zip(MONTHS, present, strict=True)}
    unit = Unit(pk=new_id(), name="Chi bộ")
    with time_machine.travel("2027-02-01"), translation.override("en"):
        drawn = drawings.matrix("t", ATTENDANCE, [(Row(unit, Sums(), []), figures)], MONTHS, BANDS)
    boxes = {}
    for mark in drawn.panels[0].marks[0].marks:
        if mark.look in HEIGHTS.values():
            for left, tall in re.findall(r"M(\d+) [\d.]+v-([\d.]+)H", mark.at["d"]):
                boxes[int(left) // 10] = HEIGHTS[tall]
        elif mark.look == "none":
            boxes |= {int(left) // 10: "none" for left in re.findall(r"M(\d+) 1L", mark.at["d"])}
    for index, written in enumerate(drawn.table.rows[0].cells):
        if written == "–":
            assert boxes[index] == "none"
        else:
            share = Fraction(written.removesuffix("%")) / 100
            assert boxes[index] == next((look for low, look in BANDS if share >= low), "low")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Chi bộ tổ dân phố Nam Sơn", "TDP Nam Sơn"),
        ("Đảng bộ phường Bình Minh", "Phường Bình Minh"),
        ("Chi bộ ", "Chi bộ "),
        ("Trạm Y tế", "Trạm Y tế"),
    ],
)
def test_names_are_shorter_where_every_letter_counts(name, short):
    assert words.short(name) == short


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (met(36), met(32), "+10 điểm %"),
        (met(35), met(36), "−2,5 điểm %"),
        (met(36), met(36), "không đổi"),
        (met(8001, 10000), met(8000, 10000), "không đổi"),
        (met(36), None, ""),
        (None, met(36), ""),
    ],
)
def test_how_far_a_share_has_moved(now, before, said):
    with translation.override("vi"):
        assert ATTENDANCE.difference(now, before) == said


def test_a_measure_is_offered_when_its_figures_are_kept():
    assert "petitions_overdue" in measures.kept({"petitions_overdue"})
    assert "petitions_overdue" not in measures.kept({"petitions_raised"})
    assert "attendance" not in measures.kept({"present"}), "it needs what it is a share of"


def test_nothing_known_is_a_dash_and_nothing_done_is_nought():
    share, count = ATTENDANCE, Measure("tasks", "", "tasks_given")
    assert (share.written(None), count.written(None)) == ("–", "–")
    assert (share.written(Sums(1)), count.written(Sums(1))) == ("–", "0")
    assert measures.kept()["held"].written(Sums(3)) == "0%"


def test_months_that_end_at_the_top_keep_a_scale():
    totals = {month: met(40) for month in MONTHS}
    with translation.override("en"):
        drawn = drawings.trend("t", [ATTENDANCE], MONTHS, totals)
    assert drawn.desc == "Shares are drawn on one scale, from 90% to 100%."
    empty = drawings.trend("t", [ATTENDANCE], MONTHS, {})
    assert (empty.desc, empty.panels[0].text) == ("", "")


def test_size_of_a_tile_is_members_of_a_cell_and_cells_of_a_unit():
    unit = SimpleNamespace(pk=new_id(), name="Chi bộ A")
    row = Row(unit, Sums(7, 1, counts=Counter(reported=1, present=30, base=40)), [])
    with translation.override("en"):
        cell = drawings.tree_map("t", ATTENDANCE, [(row, {})], MONTHS[0], BANDS, of_cells=True)
        ward = drawings.tree_map("t", ATTENDANCE, [(row, {})], MONTHS[0], BANDS, of_cells=False)
    assert list(cell.table.rows[0].cells) == ["40 members", "75%"]
    assert list(ward.table.rows[0].cells) == ["7 cells", "75%"]
