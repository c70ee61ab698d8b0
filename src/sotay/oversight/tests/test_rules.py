"""What is read out of a text of recommendations, and in which order cells are looked at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.oversight import rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n\t\n", []),
        ("Gửi tài liệu", ["Gửi tài liệu"]),
        ("1. Một\n2) Hai\n- Ba\n• Bốn", ["Một", "Hai", "Ba", "Bốn"]),
        ("3 buổi một quý\n12/2026 xong", ["3 buổi một quý", "12/2026 xong"]),
        ("-\n1.\nMột   việc", ["1.", "Một việc"]),
    ],
)
def test_each_line_is_a_recommendation_without_its_bullet(text, found):
    assert rules.recommendations_in(text) == found


@given(st.text())
def test_reading_again_what_was_read_changes_nothing(text):
    found = rules.recommendations_in(text)
    assert all(each and each == " ".join(each.split()) for each in found)
    assert rules.recommendations_in("\n".join(found)) == [
        again for each in found for again in rules.recommendations_in(each)
    ]


@pytest.mark.parametrize(
    ("attended", "text", "proposals", "known", "fault"),
    [
        ("whole", "Tốt", [], 0, ""),
        ("part", "  ", ["a"], 0, "text"),
        ("not", "", ["a"], 0, ""),
        ("not", "", ["a"], rules.MOST, "many"),
        ("whole", "Tốt", ["a" * (rules.LONGEST + 1)], 0, "long"),
    ],
)
def test_whoever_attended_says_what_they_saw(attended, text, proposals, known, fault):
    assert rules.fault_of(attended, text, proposals, known) == fault


@pytest.mark.parametrize(
    ("status", "acknowledged", "can"),
    [("open", False, False), ("accepted", False, True), ("declined", False, True), ("accepted", True, False)],
)
def test_an_answer_is_taken_back_until_it_was_taken_note_of(status, acknowledged, can):
    assert rules.can_take_back(status, acknowledged=acknowledged) is can


def test_cells_without_an_overseer_come_first_then_never_then_the_longest_ago():
    cells = {"lately": (1, 3), "never": (1, None), "without": (0, None), "long": (2, 90)}
    assert sorted(cells, key=lambda name: rules.attention(*cells[name])) == [
        "without",
        "never",
        "long",
        "lately",
    ]


def test_days_since_a_visit():
    assert rules.days_since(None, date(2026, 5, 1)) is None
    assert rules.days_since(date(2026, 4, 1), date(2026, 5, 1)) == 30
    assert rules.days_since(date(2026, 5, 2), date(2026, 5, 1)) == 0
