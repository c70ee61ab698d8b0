"""What somebody is told of their own tasks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sotay.assignments.rules import FEW, NEAR, own_tasks

TODAY = date(2026, 11, 3)
DAYS = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))


@given(st.lists(st.tuples(st.uuids(), DAYS, st.none() | DAYS), unique_by=lambda task: task[0], max_size=8))
def test_every_task_is_in_one_part(tasks: list[tuple[UUID, date, date | None]]) -> None:
    parts = own_tasks(tasks, TODAY)
    told = [*parts.late, *parts.near, *parts.new, *parts.other]
    assert sorted(told) == sorted(pk for pk, *_ in tasks)
    due = {pk: day for pk, _given, day in tasks}
    assert all(due[pk] and due[pk] < TODAY for pk in parts.late)
    assert [due[pk] for pk in parts.late] == sorted(due[pk] for pk in parts.late)
    assert len(parts.near) <= 1
    assert all(TODAY <= due[pk] <= TODAY + NEAR for pk in parts.near)
    assert len(parts.new) <= FEW


def test_a_task_given_today_is_told_whatever_its_deadline() -> None:
    far, without = UUID(int=1), UUID(int=2)
    parts = own_tasks([(far, TODAY, TODAY + timedelta(days=90)), (without, TODAY, None)], TODAY)
    assert set(parts.new) == {far, without}
