"""Two people changing the tree at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from sotay.kernel.actor import SYSTEM
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import parent as place_above
from sotay.units import actions
from sotay.units.models import Kind, Unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*operations: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment; answers 'done' or 'refused' for each."""
    start, answers = Barrier(len(operations)), [""] * len(operations)

    def run(number: int, operation: Callable[[], object]) -> None:
        start.wait()
        try:
            operation()
            answers[number] = "done"
        except Refusal:
            answers[number] = "refused"
        finally:
            connection.close()

    threads = [Thread(target=run, args=row) for row in enumerate(operations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def a_tree() -> bool:
    units = list(Unit.objects.select_related("parent"))
    return all(place_above(unit.path) == (unit.parent.path if unit.parent else "") for unit in units)


def add(parent: Unit | None, kind: Kind, name: str) -> Unit:
    return actions.add(by=SYSTEM, parent=parent, kind=kind, name=name)


def test_children_added_at_once_get_places_and_codes_of_their_own():
    ward = add(None, Kind.COMMUNE, "Đảng bộ phường A")
    answers = at_once(*[lambda n=n: add(ward, Kind.CELL, f"Chi bộ {n}") for n in range(6)])
    assert answers == ["done"] * 6
    assert len({unit.path for unit in ward.children.all()}) == 6
    assert len({unit.code for unit in ward.children.all()}) == 6


def test_two_moves_at_once_never_make_a_circle():
    ward, today = add(None, Kind.COMMUNE, "Đảng bộ phường A"), timezone.localdate()
    one, two = add(ward, Kind.COMMITTEE, "Một"), add(ward, Kind.COMMITTEE, "Hai")
    answers = at_once(
        lambda: actions.move(unit=one, by=SYSTEM, parent=two, on=today),
        lambda: actions.move(unit=two, by=SYSTEM, parent=one, on=today),
    )
    assert sorted(answers) == ["done", "refused"]
    assert a_tree()


def test_a_unit_added_below_one_that_is_moving_moves_along():
    ward, today = add(None, Kind.COMMUNE, "Đảng bộ phường A"), timezone.localdate()
    one, two = add(ward, Kind.COMMITTEE, "Một"), add(ward, Kind.COMMITTEE, "Hai")
    answers = at_once(
        lambda: actions.move(unit=one, by=SYSTEM, parent=two, on=today),
        *[lambda n=n: add(one, Kind.CELL, f"Chi bộ {n}") for n in range(4)],
    )
    assert answers == ["done"] * 5
    assert a_tree()
