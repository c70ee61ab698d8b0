from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.regulations.loader import library
from sotay.regulations.reading import KINDS, BadValue, read
from sotay.regulations.rules import required_minutes
from sotay.regulations.values import (
    Agenda,
    AgendaItem,
    Words,
)

json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(KINDS)), json_like)
def test_whatever_is_written_is_read_or_refused(kind: str, written: object):
    """A unit's setting comes from a form: nothing in it may break the reader."""
    with contextlib.suppress(BadValue):
        read(kind, written, {"min": 0, "max": 9, "options": {"a": Words("a", "a")}})


@given(st.data())
def test_a_value_with_a_piece_changed_is_read_or_refused(data: st.DataObject):
    points = [point for text in library().regulations for point in text.points.values()]
    point = data.draw(st.sampled_from(points))
    with contextlib.suppress(BadValue):
        read(point.type, changed(data, point.written), point.limits)


def changed(data: st.DataObject, written: object) -> object:
    """The written value with one piece of it, chosen at any depth, made something else."""
    if isinstance(written, list | dict) and written and data.draw(st.booleans()):
        pieces = dict(enumerate(written)) if isinstance(written, list) else dict(written)
        where = data.draw(st.sampled_from(list(pieces)))
        pieces[where] = changed(data, pieces[where])
        return list(pieces.values()) if isinstance(written, list) else pieces
    return data.draw(json_like)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("90 %", Fraction(9, 10)),
        ("90%", Fraction(9, 10)),
        ("2/3", Fraction(2, 3)),
        ("62,5 %", Fraction(5, 8)),
    ],
)
def test_a_share_is_written_as_people_write_it(written: str, share: Fraction):
    assert read("share", written, {}) == share


@pytest.mark.parametrize("written", ["3/2", "101 %", "1/0", "90", 0.9, ""])
def test_what_is_no_share_is_refused(written: object):
    with pytest.raises(BadValue):
        read("share", written, {})


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=1, max_size=12), st.integers(1, 300))
def test_a_longer_meeting_gives_its_time_to_the_items_that_stretch(
    items: list[tuple[int, bool]], minutes: int
):
    agenda = Agenda(
        tuple(
            AgendaItem(f"k{n}", "conduct", "discussion", Words("a", "a"), length, "members", True, stretch)
            for n, (length, stretch) in enumerate(items)
        )
    )
    longer = agenda.lasting(minutes)
    if any(stretch for _length, stretch in items):
        assert longer.minutes == max(agenda.minutes, minutes)
    for before, after in zip(agenda.items, longer.items, strict=True):
        assert after.minutes == before.minutes or (before.stretch and after.minutes > before.minutes)


@pytest.mark.parametrize(
    ("rule", "members", "thematic", "own", "minutes"),
    [
        ("by_size", 29, True, (0, 0), 90),
        ("by_size", 30, False, (0, 0), 120),
        ("by_thematic", 80, False, (0, 0), 90),
        ("by_thematic", 5, True, (0, 0), 120),
        ("by_thematic", 5, False, (60, 9), 60),
        ("by_thematic", 9, False, (60, 9), 60),
        ("by_thematic", 10, False, (60, 9), 90),
        ("by_thematic", 40, False, (60, 0), 60),
        ("by_thematic", 5, True, (60, 9), 120),
        ("by_size", 40, False, (75, 0), 75),
    ],
)
def test_the_least_duration_by_either_reading_and_by_a_minimum_of_its_own(
    rule: str, members: int, thematic: bool, own: tuple[int, int], minutes: int
):
    settings = {
        "cell-meeting.duration_minutes_own": own[0],
        "cell-meeting.duration_own_up_to": own[1],
        "cell-meeting.duration_rule": rule,
        "cell-meeting.duration_minutes": 90,
        "cell-meeting.duration_minutes_large": 120,
        "cell-meeting.duration_minutes_combined": 120,
        "cell-meeting.duration_large_from": 30,
    }
    assert required_minutes(settings, members=members, thematic=thematic) == minutes
