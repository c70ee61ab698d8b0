"""What may not be read leaves no trace: not in results, not in pages."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sotay.kernel.actor import Actor, Grant, Role
from sotay.search import rules
from sotay.search.queries import Cursor, find

SOMEBODY = Actor(None, None, "somebody")


def test_what_may_not_be_read_leaves_no_trace_in_pages(shelf):
    for number in range(500):
        pk = shelf.put(f"n{number}", "Một văn bản", day=date(2026, 1, 1))
        if number not in {3, 250, 499}:
            shelf.hidden.add(pk)
    shelf.index()
    results = find(SOMEBODY, rules.read("văn bản"), language="vi")
    assert {shelf.names[each.entry.object_id] for each in results.results} == {"n3", "n250", "n499"}
    assert results.next is None, "no way to a page that would be empty"
    two = find(SOMEBODY, rules.read("văn bản"), language="vi", size=2)
    rest = find(SOMEBODY, rules.read("văn bản"), language="vi", size=2, after=two.next)
    assert len(two.results), len(rest.results) == (2, 1)
    assert rest.next is None


def test_labels_narrow_down_by_unit_person_and_language(shelf):
    here, above, me = uuid4(), uuid4(), uuid4()
    shelf.put("here", "Văn bản", units=(here,))
    shelf.put("above", "Văn bản", units=(above,))
    shelf.put("mine", "Văn bản", members=(me,))
    shelf.put("vi", "Văn bản", language="vi")
    shelf.put("en", "Văn bản", language="en")
    shelf.index()

    def names(actor, language="vi"):
        results = find(actor, rules.read("văn bản"), language=language).results
        return {shelf.names[each.entry.object_id] for each in results}

    assert names(SOMEBODY) == {"vi"}
    assert names(SOMEBODY, "en") == {"en"}
    assert names(Actor(None, me, "me")) == {"vi", "mine"}
    assert names(Actor(None, None, "s", (Grant(Role.SECRETARY, here, "000001"),))) == {"vi", "here"}
    assert names(Actor(None, None, "s", (Grant(Role.WARD_OFFICE, above, "000001"),))) == {"vi", "above"}


def test_a_cursor_that_is_none_begins_anew():
    for text in ("", "x", "3-1", "-1-5", "1-", "1-9999999999999999999999", "0-١", "1-2-3"):
        assert Cursor.read(text) is None, text
    assert Cursor.read("1-5") == Cursor(1, 5)
