"""Whether a document is in force: as a table, as properties, and the same in SQL."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sotay.library import effects, entries
from sotay.library.models import LibraryEntry
from sotay.library.tests.shelf import DAY, add, relate

D = date


@pytest.mark.parametrize(
    ("term", "day", "state"),
    [
        (effects.Term(D(2025, 1, 10)), D(2025, 1, 9), effects.COMING),
        (effects.Term(D(2025, 1, 10)), D(2025, 1, 10), effects.IN_FORCE),
        (effects.Term(D(2025, 1, 10), begins=D(2025, 7, 1)), D(2025, 6, 30), effects.COMING),
        (effects.Term(D(2025, 1, 10), begins=D(2025, 7, 1)), D(2025, 7, 1), effects.IN_FORCE),
        (effects.Term(D(2025, 1, 10), ends=D(2025, 12, 31)), D(2025, 12, 31), effects.IN_FORCE),
        (effects.Term(D(2025, 1, 10), ends=D(2025, 12, 31)), D(2026, 1, 1), effects.ENDED),
        (effects.Term(D(2025, 1, 10), replaced_on=D(2025, 5, 1)), D(2025, 4, 30), effects.IN_FORCE),
        (effects.Term(D(2025, 1, 10), replaced_on=D(2025, 5, 1)), D(2025, 5, 1), effects.REPLACED),
        (effects.Term(D(2025, 1, 10), lays_down=False), D(2025, 5, 1), effects.NONE),
        (effects.Term(D(2025, 1, 10), ends=D(2025, 4, 1), lays_down=False), D(2025, 5, 1), effects.ENDED),
        (effects.Term(D(2025, 1, 10), replaced_on=D(2025, 4, 1), lays_down=False), D(2025, 5, 1), "replaced"),
    ],
)
def test_state_of_a_document_on_a_day(term, day, state):
    assert effects.effect(term, day) == state


days = some.dates(D(2000, 1, 1), D(2040, 1, 1))
spans = some.integers(0, 3000).map(timedelta)


@given(days, spans, spans, spans)
def test_in_force_is_one_span_of_days(dated, wait, length, step):
    """Never in force twice: once it is over it stays so, and before its first day it is not yet."""
    begins = dated + wait
    term = effects.Term(dated, begins, begins + length)
    states = [effects.effect(term, dated + step * number) for number in range(4)]
    order = [effects.COMING, effects.IN_FORCE, effects.ENDED]
    assert [order.index(state) for state in states] == sorted(order.index(state) for state in states)


@given(days, spans, spans)
def test_a_replaced_document_never_holds_again(dated, wait, later):
    term = effects.Term(dated, replaced_on=dated + wait)
    assert effects.effect(term, dated + wait + later) == effects.REPLACED


nodes = some.integers(0, 6)


@given(some.lists(some.tuples(nodes, nodes), max_size=25))
def test_relations_that_are_let_in_never_form_a_circle(pairs):
    """Whatever is recorded in whatever order: from no document does a way lead back to it."""
    edges: dict[int, list[int]] = {}
    for source, target in pairs:
        if not effects.closes_a_circle(edges, source, target):
            edges.setdefault(source, []).append(target)
    for start, targets in edges.items():
        seen, waiting = set(), list(targets)
        while waiting:
            node = waiting.pop()
            assert node != start
            if node not in seen:
                seen.add(node)
                waiting.extend(edges.get(node, []))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("21-NQ/TW", "21 NQ/TW"),
        ("Số 05-NQ/ĐU", "5-nq/đu"),
        ("05 – NQ / ĐU", "05-NQ/ĐU"),
        ("08-KH/ĐU", "08-KH/DU"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(one, other):
    assert effects.number_key(one) == effects.number_key(other)


def test_other_numbers_stay_apart():
    keys = {effects.number_key(each) for each in ("1-NQ/TW", "11-NQ/TW", "1-NQ/TU", "1-QĐ/TW", "10-NQ/TW")}
    assert len(keys) == 5


def test_the_list_and_the_rule_agree_on_what_is_in_force(house, thu):
    """`entries.in_force` in SQL is `effects.effect`, over all kinds of terms and days around them."""
    week = timedelta(days=7)
    for number, (kind, begins, ends) in enumerate(
        (kind, begins, ends)
        for kind in ("NQ", "BT")
        for begins in (None, DAY - week, DAY + week)
        for ends in (None, DAY + week * 2)
    ):
        more = {"in_force_from": begins, "in_force_until": ends}
        add(house.cell, thu, number=f"{number}-{kind}", kind=kind, dated=DAY - week * 2, **more)
    every = list(LibraryEntry.objects.order_by("pk"))
    for newer, older in zip(every[1::3], every[::3], strict=True):
        if newer.term().first_day >= older.dated:
            relate(newer, thu, "replaces", older)
    for shift in range(-22, 23, 1):
        day = DAY + timedelta(days=shift)
        replaced = entries.first_replacements([entry.pk for entry in every])
        by_rule = {
            entry.pk
            for entry in every
            if effects.effect(entry.term(replaced.get(entry.pk)), day) == effects.IN_FORCE
        }
        assert set(entries.in_force(LibraryEntry.objects.all(), day).values_list("pk", flat=True)) == by_rule
