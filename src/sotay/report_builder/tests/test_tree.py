"""Reports over a time in which units moved: by the tree of each month, and by today's."""

from __future__ import annotations

import pytest
import time_machine

from sotay.kernel.actor import SYSTEM
from sotay.kernel.periods import Month
from sotay.report_builder.tests.made import ask, keep, said, table
from sotay.units import actions as units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _end_of_november():
    with time_machine.travel("2026-11-30T03:00:00+00:00"):
        yield


@pytest.fixture
def moved(house):
    """A cell of the other ward that lies here from 1 November on."""
    keep(house.cell, "2026-10", present=8, base=10)
    keep(house.far_cell, "2026-10", present=6, base=10)
    units.move(unit=house.far_cell, by=SYSTEM, parent=house.ward, on=Month(2026, 11).first)
    house.far_cell.refresh_from_db()
    keep(house.far_cell, "2026-11", present=7, base=10)
    return house


def test_a_cell_counts_where_it_lay_in_each_month_unless_asked_otherwise(moved, binh):
    both = {"period": "2026-10..2026-11", "figures": "present"}
    answer = ask(binh, moved.ward, **both)
    found = table(answer)
    assert found[moved.cell.name] == ["8"]
    assert found[moved.far_cell.name] == ["7"], "its October is the other ward's"
    assert found["Together"] == ["15"]
    assert "Each counts where it lay at the end of each month." in said(answer)
    now = ask(binh, moved.ward, **both, tree="today")
    assert table(now)[moved.far_cell.name] == ["13"]
    assert table(now)["Together"] == ["21"]
    assert "Each counts where it lies today" in said(now)
    assert "tree=today" in answer.content.decode()


def test_the_sums_of_a_province_are_the_same_both_ways_and_their_lines_differ(moved, tinh):
    then = table(ask(tinh, moved.province, period="2026-10", figures="present"))
    now = table(ask(tinh, moved.province, period="2026-10", figures="present", tree="today"))
    assert (then[moved.ward.name], then[moved.other_ward.name]) == (["8"], ["6"])
    assert now[moved.ward.name] == ["14"]
    assert then["Together"] == now["Together"] == ["14"]


@pytest.mark.parametrize(("by", "line"), [("month", "10/2026"), ("type", "Together")])
def test_months_and_types_follow_the_tree_too(moved, binh, by, line):
    asked = {"period": "2026-10", "by": by, "figures": "present"}
    assert table(ask(binh, moved.ward, **asked))[line] == ["8"]
    assert table(ask(binh, moved.ward, **asked, tree="today"))[line] == ["14"]


def test_nothing_is_said_where_nothing_moved(house, binh):
    keep(house.cell, "2026-10", present=8, base=10)
    answer = ask(binh, house.ward, figures="present")
    assert "moved, merged or split" not in said(answer)


def test_a_tree_that_is_none_is_asked_again(moved, binh):
    assert ask(binh, moved.ward, figures="present", tree="yesterday").status_code == 422
