"""What happens to units, told through the actions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel import clock
from sotay.kernel.actor import SYSTEM
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import parent as place_above
from sotay.units import actions, queries
from sotay.units.models import Kind, Unit

TODAY_PLUS_30 = timedelta(days=30)


def consistent() -> None:
    """Every path is its parent's and a label, and the commune key is the ward's."""
    for unit in Unit.objects.select_related("parent"):
        assert place_above(unit.path) == (unit.parent.path if unit.parent else "")
        if unit.parent is None or unit.kind in {"province", "commune"} or unit.parent.kind == "province":
            assert unit.commune_id == unit.pk
        else:
            assert unit.commune_id == unit.parent.commune_id


def test_a_cell_added_to_a_ward_gets_the_next_place_and_a_code(house):
    cell = actions.add(by=SYSTEM, parent=house.ward, kind=Kind.CELL, name="  Chi bộ  Trạm Y tế ")
    assert cell.name == "Chi bộ Trạm Y tế"
    assert cell.path == house.ward.path + "000003"
    assert cell.commune_id == house.ward.pk
    assert cell.code == "38.168.000.000.003"
    assert [v.name for v in queries.history(cell)] == ["Chi bộ Trạm Y tế"]
    consistent()


def test_codes_are_unique(house):
    with pytest.raises(Refusal) as refused:
        actions.add(by=SYSTEM, parent=house.ward, kind=Kind.CELL, name="X", code=house.cell.code)
    assert refused.value.field == "code"
    free = actions.add(by=SYSTEM, parent=house.ward, kind=Kind.CELL, name="X", code="38.168.000.000.004")
    assert actions.add(by=SYSTEM, parent=house.ward, kind=Kind.CELL, name="Y").code != free.code


@pytest.mark.parametrize(("above", "kind"), [("cell", "cell"), ("province", "cell"), ("ward", "group")])
def test_only_some_kinds_sit_below_others(house, above, kind):
    with pytest.raises(Refusal):
        actions.add(by=SYSTEM, parent=getattr(house, above), kind=kind, name="X")


def test_a_ward_can_be_a_root(db):
    ward = actions.add(by=SYSTEM, parent=None, kind=Kind.COMMUNE, name="Đảng bộ phường A", code="38.170")
    assert ward.path == "000001"
    assert ward.commune_id == ward.pk
    assert actions.add(by=SYSTEM, parent=None, kind=Kind.COMMUNE, name="B").path == "000002"


def test_a_committee_moves_with_its_cells(house):
    committee = actions.add(by=SYSTEM, parent=house.ward, kind=Kind.COMMITTEE, name="Đảng bộ Y tế")
    cells = [actions.add(by=SYSTEM, parent=committee, kind=Kind.CELL, name=f"Chi bộ {n}") for n in (1, 2)]
    group = actions.add(by=SYSTEM, parent=cells[0], kind=Kind.GROUP, name="Tổ 1")
    actions.move(unit=committee, by=SYSTEM, parent=house.other_ward, on=timezone.localdate())
    consistent()
    group.refresh_from_db()
    assert group.commune_id == house.other_ward.pk
    assert [unit.name for unit in queries.above(group)] == [
        house.province.name,
        house.other_ward.name,
        "Đảng bộ Y tế",
        "Chi bộ 1",
    ]
    assert AuditLine.objects.filter(code="unit.moved", unit_id=committee.pk).count() == 1


def test_a_unit_never_moves_below_itself(house):
    top = actions.add(by=SYSTEM, parent=house.ward, kind=Kind.COMMITTEE, name="Trên")
    low = actions.add(by=SYSTEM, parent=top, kind=Kind.COMMITTEE, name="Dưới")
    for target in (low, top):
        with pytest.raises(Refusal):
            actions.move(unit=top, by=SYSTEM, parent=target, on=timezone.localdate())
    consistent()


def test_a_move_of_a_later_day_waits_for_it(house):
    today = timezone.localdate()
    later = today + TODAY_PLUS_30
    version = actions.move(unit=house.cell, by=SYSTEM, parent=house.other_ward, on=later, reason="NQ 12")
    house.cell.refresh_from_db()
    assert house.cell.parent_id == house.ward.pk
    assert actions.apply_due(later - timedelta(days=1)) == 0
    assert actions.apply_due(later) == 1
    assert actions.apply_due(later) == 0
    house.cell.refresh_from_db()
    version.refresh_from_db()
    assert house.cell.parent_id == house.other_ward.pk
    assert version.applied
    consistent()


def test_a_rename_today_survives_a_move_planned_before(house):
    today = timezone.localdate()
    actions.move(unit=house.cell, by=SYSTEM, parent=house.other_ward, on=today + TODAY_PLUS_30)
    actions.rename(unit=house.cell, by=SYSTEM, name="Chi bộ tổ dân phố Hòa Bình 2", on=today)
    actions.apply_due(today + TODAY_PLUS_30)
    house.cell.refresh_from_db()
    assert house.cell.name == "Chi bộ tổ dân phố Hòa Bình 2"
    assert house.cell.name_fold == "chi bo to dan pho hoa binh 2"
    assert queries.known_on(house.cell, today - timedelta(days=1)).name == "Chi bộ tổ dân phố Hòa Bình"


def test_a_planned_change_can_be_taken_back(house):
    today = timezone.localdate()
    version = actions.rename(unit=house.cell, by=SYSTEM, name="Tên mới", on=today + TODAY_PLUS_30)
    actions.cancel_change(version=version, by=SYSTEM)
    assert actions.apply_due(today + TODAY_PLUS_30) == 0
    assert house.cell.versions.get().until_on is None
    with pytest.raises(Refusal):
        actions.cancel_change(version=version, by=SYSTEM)


def test_a_planned_move_to_a_unit_closed_meanwhile_is_dropped_and_told(house):
    later = timezone.localdate() + TODAY_PLUS_30
    empty = actions.add(by=SYSTEM, parent=house.ward, kind=Kind.COMMITTEE, name="Trống")
    actions.move(unit=house.cell, by=SYSTEM, parent=empty, on=later)
    actions.close(unit=empty, by=SYSTEM, on=timezone.localdate())
    assert actions.apply_due(later) == 0
    assert house.cell.versions.filter(applied=False).count() == 0
    assert AuditLine.objects.filter(code="unit.change_dropped", unit_id=house.cell.pk).exists()


def test_a_change_cannot_be_recorded_behind_a_later_one_or_change_nothing(house):
    actions.rename(unit=house.cell, by=SYSTEM, name="Tên B", on=date(2025, 6, 1))
    for name, on in (("Tên C", date(2025, 5, 1)), ("Tên B", date(2025, 7, 1)), ("Tên D", date(1990, 1, 1))):
        with pytest.raises(Refusal):
            actions.rename(unit=house.cell, by=SYSTEM, name=name, on=on)


def test_a_unit_with_open_units_below_stays_open(house):
    with pytest.raises(Refusal):
        actions.close(unit=house.ward, by=SYSTEM, on=timezone.localdate())
    actions.close(unit=house.cell, by=SYSTEM, on=timezone.localdate())
    house.cell.refresh_from_db()
    assert house.cell.closed_on == timezone.localdate()
    with pytest.raises(Refusal):
        actions.add(by=SYSTEM, parent=house.cell, kind=Kind.GROUP, name="Tổ 1")
    actions.reopen(unit=house.cell, by=SYSTEM)
    actions.close(unit=house.cell, by=SYSTEM, on=timezone.localdate())


def test_the_clock_makes_the_changes_that_are_due(house):
    later = timezone.localdate() + TODAY_PLUS_30
    actions.rename(unit=house.cell, by=SYSTEM, name="Tên mới", on=later)
    outcomes = {row.name: row for row in clock.run_due(timezone.now() + TODAY_PLUS_30)}
    assert outcomes["units.changes"].done == 1
    house.cell.refresh_from_db()
    assert house.cell.name == "Tên mới"


@pytest.mark.parametrize(
    ("organisation", "committee"),
    [
        ("Đảng bộ phường Bình Minh", "Đảng ủy phường Bình Minh"),
        ("Đảng bộ thành phố Sông Mã", "Thành ủy Sông Mã"),
        ("Đảng bộ tỉnh Sông Mã", "Tỉnh ủy Sông Mã"),
        ("Chi bộ thôn Đoài", "Chi bộ thôn Đoài"),
    ],
)
def test_the_committee_acts_for_an_organisation(organisation, committee):
    assert Unit(name=organisation).organ == committee
