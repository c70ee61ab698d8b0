"""Boards where units moved and merged: as it was then, and as it is now; lines and sums agree in both."""

from __future__ import annotations

import pytest
import time_machine
from conftest import make_unit
from django.utils import timezone

from sotay.figures.models import UnitMonth
from sotay.figures.queries import Tree
from sotay.kernel.actor import SYSTEM
from sotay.kernel.periods import Month
from sotay.reports import queries
from sotay.reports.by_type import MOST_CELLS
from sotay.reports.history import history_of
from sotay.reports.queries import Narrowing
from sotay.reports.tests.kept_months import keep, month_row
from sotay.reports.tests.test_boards import read, section_table
from sotay.units import actions as units
from sotay.units.models import CellType, Kind, Unit

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def moved(house):
    """A cell of the other ward that moved here on 1 November, with months before and after."""
    keep(
        month_row(house.cell, OCTOBER, 8, 10),
        month_row(house.cell, NOVEMBER, 9, 10),
        month_row(house.far_cell, SEPTEMBER, 5, 10),
        month_row(house.far_cell, OCTOBER, 6, 10),
    )
    units.move(unit=house.far_cell, by=SYSTEM, parent=house.ward, on=NOVEMBER.first)
    house.far_cell.refresh_from_db()
    keep(month_row(house.far_cell, NOVEMBER, 7, 10))
    return house


@pytest.fixture
def merged(house):
    """The other ward was merged into this one on 1 November: its cell moved, and it was closed."""
    keep(month_row(house.cell, OCTOBER, 8, 10), month_row(house.far_cell, OCTOBER, 6, 10))
    units.move(unit=house.far_cell, by=SYSTEM, parent=house.ward, on=NOVEMBER.first)
    units.close(unit=house.other_ward, by=SYSTEM, on=NOVEMBER.first)
    return house


def board(unit, month, tree=Tree.THEN, **narrowed):
    return queries.month_of(unit, month, timezone.now(), None, Narrowing(**narrowed), tree)


def lines(report):
    return {row.unit.name: (row.sums.present, row.sums.base) for row in report.rows if row.sums.rows}


def agree(report):
    """The lines add up to the board, and the months of the trend to the lines' own."""
    assert report.total.present == sum(row.sums.present for row in report.rows)
    assert report.total.cells == sum(row.sums.cells for row in report.rows)
    return report


def test_a_cell_that_moved_is_listed_where_it_lay_in_the_month(moved):
    october = agree(board(moved.ward, OCTOBER))
    assert lines(october) == {moved.cell.name: (8, 10)}
    assert lines(agree(board(moved.other_ward, OCTOBER))) == {moved.far_cell.name: (6, 10)}
    now = agree(board(moved.ward, OCTOBER, Tree.TODAY))
    assert lines(now) == {moved.cell.name: (8, 10), moved.far_cell.name: (6, 10)}
    assert lines(agree(board(moved.other_ward, OCTOBER, Tree.TODAY))) == {}
    assert october.differs
    assert now.differs


def test_months_before_a_cell_came_count_where_it_lay(moved):
    november = agree(board(moved.ward, NOVEMBER))
    assert lines(november) == {moved.cell.name: (9, 10), moved.far_cell.name: (7, 10)}
    assert november.before.present == 8, "the other ward's October"
    history = history_of(november, timezone.now(), queries.work_of(november))
    assert (history.total[OCTOBER].present, history.total[NOVEMBER].present) == (8, 16)
    left = board(moved.other_ward, NOVEMBER)
    trend = history_of(left, timezone.now(), queries.work_of(left)).total
    assert (trend[SEPTEMBER].present, trend[OCTOBER].present, trend[NOVEMBER].present) == (5, 6, 0)
    today = board(moved.ward, NOVEMBER, Tree.TODAY)
    assert history_of(today, timezone.now(), queries.work_of(today)).total[OCTOBER].present == 14


def test_the_months_of_a_ward_s_board_are_those_its_province_reads(moved):
    for ward in (moved.ward, moved.other_ward):
        report = board(ward, NOVEMBER)
        trend = history_of(report, timezone.now(), queries.work_of(report)).total
        for month in (SEPTEMBER, OCTOBER):
            kept = UnitMonth.objects.filter(unit=ward, month=month).first()
            assert trend[month].present == (kept.present if kept else 0), (ward.name, month)


def test_a_province_reads_the_sums_of_wards_both_ways(moved):
    then = agree(board(moved.province, OCTOBER))
    assert lines(then) == {moved.ward.name: (8, 10), moved.other_ward.name: (6, 10)}
    now = agree(board(moved.province, OCTOBER, Tree.TODAY))
    assert lines(now) == {moved.ward.name: (14, 20)}
    assert then.total.present == now.total.present == 14
    trend = history_of(now, timezone.now(), queries.work_of(now)).total
    assert (trend[SEPTEMBER].present, trend[OCTOBER].present) == (5, 14)


def test_a_ward_that_was_merged_keeps_its_months_and_gives_them_up_as_it_is_now(merged):
    then = agree(board(merged.province, OCTOBER))
    assert lines(then) == {merged.ward.name: (8, 10), merged.other_ward.name: (6, 10)}
    now = agree(board(merged.province, OCTOBER, Tree.TODAY))
    assert lines(now) == {merged.ward.name: (14, 20)}
    assert lines(board(merged.ward, OCTOBER)) == {merged.cell.name: (8, 10)}
    assert set(lines(board(merged.ward, OCTOBER, Tree.TODAY))) == {merged.cell.name, merged.far_cell.name}


def test_a_whole_ward_that_moved_is_listed_by_the_province_it_lay_in(moved):
    other = make_unit(None, 40, Kind.PROVINCE, "40", "Tỉnh Mới")
    units.move(unit=moved.other_ward, by=SYSTEM, parent=other, on=NOVEMBER.day(10))
    then = board(moved.province, OCTOBER)
    assert set(lines(then)) == {moved.ward.name, moved.other_ward.name}
    assert lines(board(other, OCTOBER)) == {}
    now = board(moved.province, OCTOBER, Tree.TODAY)
    assert lines(now) == {moved.ward.name: (14, 20)}, "the cell that moved here before stays"
    ward = Unit.objects.get(pk=moved.other_ward.pk)
    assert lines(board(ward, OCTOBER)) == {moved.far_cell.name: (6, 10)}


def test_nothing_is_said_where_nothing_moved(house, binh):
    keep(month_row(house.cell, OCTOBER))
    assert not board(house.ward, OCTOBER).differs
    assert "As it was then" not in read(binh, "/reports/?month=2026-10")


def test_a_rename_is_no_move(house):
    keep(month_row(house.cell, OCTOBER))
    units.rename(unit=house.cell, by=SYSTEM, name="Chi bộ Hòa Bình 1", on=NOVEMBER.first)
    assert not board(house.ward, OCTOBER).differs


def test_the_choice_stands_in_the_address_and_goes_along(moved, binh, tinh):
    at = f"/reports/{moved.ward.pk}/?month=2026-10"
    html = read(binh, at)
    assert "Each counts here where it lay then." in html
    assert moved.far_cell.name not in section_table(html)
    assert "&amp;tree=today" in html
    html = read(binh, f"{at}&tree=today")
    assert "Each counts here where it lies today." in html
    assert moved.far_cell.name in section_table(html)
    assert f'/reports/{moved.far_cell.pk}/?month=2026-10&amp;tree=today"' in html
    for page in ("ranking/", "compare/"):
        here = f"/reports/{moved.province.pk}/{page}?month=2026-10"
        chosen = f"&unit={moved.ward.pk}&unit={moved.other_ward.pk}" if page == "compare/" else ""
        assert "where it lay then" in read(tinh, here + chosen)
        assert "where it lies today" in read(tinh, f"{here}{chosen}&tree=today")
    assert binh.get(f"{at}&tree=yesterday").status_code == 404


# by type of cell


@pytest.fixture
def types(moved):
    Unit.objects.filter(pk=moved.cell.pk).update(cell_type=CellType.OFFICE)
    Unit.objects.filter(pk=moved.far_cell.pk).update(cell_type=CellType.RESIDENTIAL)
    Unit.objects.filter(pk=moved.neighbour.pk).update(cell_type=CellType.OFFICE)
    return moved


@pytest.mark.parametrize("tree", list(Tree))
@pytest.mark.parametrize("month", [OCTOBER, NOVEMBER], ids=str)
def test_types_of_a_province_add_up_to_all_of_it(types, tree, month):
    whole = board(types.province, month, tree)
    parts = [agree(board(types.province, month, tree, cell_type=each)) for each in CellType]
    for name in ("present", "base", "reported", "rows"):
        assert sum(getattr(part.total, name) for part in parts) == getattr(whole.total, name), name
    by_unit = {row.unit.pk: row.sums.present for row in whole.rows}
    added = dict.fromkeys(by_unit, 0)
    for part in parts:
        for row in part.rows:
            added[row.unit.pk] = added.get(row.unit.pk, 0) + row.sums.present
    assert {pk: n for pk, n in added.items() if n} == {pk: n for pk, n in by_unit.items() if n}


def test_a_province_is_narrowed_to_cells_of_a_type(types, tinh):
    report = board(types.province, OCTOBER, cell_type="office")
    assert lines(report) == {types.ward.name: (8, 10)}
    assert report.total.cells == 2, "the one that has not met too"
    html = read(tinh, f"/reports/{types.province.pk}/?month=2026-10&type=office")
    assert "Only their cells of the type" in html
    assert types.other_ward.name not in section_table(html)
    assert tinh.get(f"/reports/{types.province.pk}/ranking/?type=office&over=1").status_code == 200
    assert tinh.get(f"/reports/{types.province.pk}/?type=nonsense").status_code == 404


def test_narrowing_takes_as_many_queries_for_many_cells_as_for_few(
    types, tinh, django_assert_max_num_queries
):
    at = f"/reports/{types.province.pk}/?month=2026-10&type=office"
    tinh.get(at)
    with django_assert_max_num_queries(30) as few:
        tinh.get(at)
    cells = [
        make_unit(types.ward, 60 + n, Kind.CELL, f"38.168.8{n:02}", f"Chi bộ {n}", cell_type="office")
        for n in range(30)
    ]
    keep(*(month_row(cell, OCTOBER) for cell in cells))
    with django_assert_max_num_queries(len(few)):
        tinh.get(at)


def test_a_unit_of_too_many_cells_is_not_narrowed_by_type(types, tinh, monkeypatch):
    assert MOST_CELLS > 10_000
    monkeypatch.setattr("sotay.reports.by_type.MOST_CELLS", 2)
    assert "Only their cells of the type" not in read(tinh, f"/reports/{types.province.pk}/")
    assert tinh.get(f"/reports/{types.province.pk}/?type=office").status_code == 404
