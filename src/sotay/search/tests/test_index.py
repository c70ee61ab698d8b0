"""The index by itself."""

from __future__ import annotations

from datetime import date

from sotay.search import actions, rules
from sotay.search.models import SearchEntry


def test_two_things_with_the_same_mark_both_have_a_place(shelf, monkeypatch):
    monkeypatch.setattr(rules, "_HASH_BITS", 3)
    for number in range(6):
        shelf.put(f"n{number}", "Một", day=date(2026, 1, 1))
    shelf.index()
    assert SearchEntry.objects.count() == 6
    assert not actions.update(shelf.source, shelf.things.keys())
