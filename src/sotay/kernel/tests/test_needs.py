"""Today's order: by urgency, then by day, each matter once."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.hooks import Hook
from sotay.kernel.needs import Need, Urgency, in_order


def need(urgency: Urgency, matter: object, due: object = None, code: str = "x") -> Need:
    return Need(code, urgency, "Title", "Sentence.", "Button", "/", matter, due)


DUE = st.one_of(st.none(), st.dates(), st.datetimes(timezones=st.just(UTC)))
SOME = st.builds(need, st.sampled_from(Urgency), st.integers(0, 3), DUE)


@given(st.lists(SOME, max_size=12))
def test_needs_are_in_order_of_urgency_and_each_matter_stands_once(needs: list[Need]) -> None:
    found = in_order(needs)
    assert [each.urgency for each in found] == sorted(each.urgency for each in found)
    assert {each.matter for each in found} == {each.matter for each in needs}
    assert len({each.matter for each in found}) == len(found)
    for each in found:
        assert each.urgency == min(other.urgency for other in needs if other.matter == each.matter)


def test_of_two_needs_about_one_matter_the_one_named_first_stands() -> None:
    conduct = need(Urgency.HAPPENING, "meeting", code="conduct")
    join = need(Urgency.HAPPENING, "meeting", code="join")
    assert in_order([conduct, join]) == [conduct]


def test_hook_keeps_each_item_once_in_order() -> None:
    hook: Hook[str] = Hook("test", "what is done with them")
    for item in ("b", "a", "b"):
        hook.register(item)
    assert list(hook) == ["b", "a"]
