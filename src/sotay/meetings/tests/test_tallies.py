"""Whether the steps of a meeting ran in the order of its agenda."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sotay.meetings.log.state import Item
from sotay.meetings.log.tallies import is_in_order

START = datetime(2026, 11, 3, 12, 30, tzinfo=UTC)


def items(*minutes: int | None) -> list[Item]:
    """Items of the proceedings by the minute each was begun; None for one that never was."""
    begun = [None if each is None else START + timedelta(minutes=each) for each in minutes]
    return [Item(id=uuid4(), title="", minutes=5, begun_at=at, step="conduct") for at in begun]


@pytest.mark.parametrize(
    ("minutes", "in_order"),
    [
        ((0,), True),
        ((0, 5, 9), True),
        ((0, 9, 5), False),
        ((0, None, 5), False),
        ((None,), False),
        ((), False),
    ],
)
def test_every_item_begun_one_after_the_other(minutes, in_order):
    assert is_in_order(items(*minutes)) is in_order
