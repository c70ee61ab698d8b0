"""The list downloaded as a workbook and imported again into the same database changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import appoint, make_member, make_unit
from django.urls import reverse
from django.utils import timezone, translation

from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import PartialDate
from sotay.members import actions
from sotay.members.models import Appointment, CellMembership, Member, Standing
from sotay.members.roster import phrases, workbook
from sotay.members.roster.apply import import_roster
from sotay.members.roster.entries import RowStatus
from sotay.members.roster.existing import Rights
from sotay.units.models import Kind

pytestmark = pytest.mark.django_db
K = Standing.Kind


@pytest.fixture
def everybody(house, thu, lam, chi, binh):
    """A cell with every standing there is, and with records that were written by hand in many ways."""
    cell, today = house.cell, timezone.localdate()
    make_member(cell, "Lê Miễn", "01000100", K.FULL, K.EXEMPT)
    make_member(cell, "Lê Đình Chỉ", "01000101", K.FULL, K.SUSPENDED)
    away = make_member(cell, "Lê Vắng", "01000102")
    in_a_year = today + timedelta(days=365)
    actions.transfer_temporarily(
        member=away, by=SYSTEM, from_on=today, until_on=in_a_year, to_cell=house.neighbour
    )
    elsewhere = make_member(cell, "Lê Đi Xa", "01000103")
    actions.transfer_temporarily(
        member=elsewhere, by=SYSTEM, from_on=today, until_on=None, elsewhere="Chi bộ thôn Đông, xã An Phú"
    )
    guest = make_member(house.far_cell, "Phạm Khách", "02000100")
    actions.transfer_temporarily(member=guest, by=SYSTEM, from_on=today, until_on=in_a_year, to_cell=cell)
    nameless = make_member(house.far_cell, "Phạm Khách Hai")
    actions.transfer_temporarily(member=nameless, by=SYSTEM, from_on=today, until_on=None, to_cell=cell)
    group = make_unit(cell, 1, Kind.GROUP, "38.168.001.1", "Tổ đảng số 1")
    new = make_member(cell, "Lê Dự Bị", "01000104", K.PROBATIONARY, group=group)
    Member.objects.filter(pk=new.pk).update(full_on=None, admitted_on=PartialDate(2026, 5))
    dates = make_member(cell, "Lê Một Phần", "")
    Member.objects.filter(pk=dates.pk).update(
        born_on=PartialDate(1950), admitted_on=PartialDate(1970, 2), full_on=None
    )
    unknown = make_member(cell, "Lê Không Ngày", "")
    Member.objects.filter(pk=unknown.pk).update(born_on=None, admitted_on=None, full_on=None)
    for year in (1970, 1972):
        twin = make_member(cell, "Lê Cùng Tên", "")
        Member.objects.filter(pk=twin.pk).update(born_on=PartialDate(1950), admitted_on=PartialDate(year))
    make_member(
        cell,
        "Nguyễn Thị A (tức Ba) - cũ",
        "38AV004567",
        sex="female",
        ethnicity="Thái",
        citizen_id="171234567",
        phone="0612345678",
        address="Số 5, tổ 2; phường Mẫu",
        occupation="Hiệu trưởng, Trường Tiểu học",
        note="Miễn sinh hoạt từ 2020. Bố hy sinh, mẹ đã mất; SĐT cũ 01692345685",
    )
    make_member(cell, "H'hen Niê", "", phone="01692345685", note="Đã chuyển đi rồi về")
    make_member(house.neighbour, "Ông Ích Khiêm", "01000105", sex="male", phone="0912345678")
    appoint(cell, Role.COMMITTEE_MEMBER, Member.objects.get(full_name="Lê Miễn"))
    gone = make_member(cell, "Lê Đã Đi", "01000106")
    make_member(cell, "Lê Đi Mất", "")
    for member in (gone, Member.objects.get(full_name="Lê Đi Mất")):
        actions.leave(member=member, by=SYSTEM, on=today, cause=Standing.Cause.DECEASED)
    return house


def stored() -> list[list[tuple[object, ...]]]:
    """Everything an import can write."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Member, CellMembership, Standing, Appointment)
    ]


def imported_again(person, tmp_path: Path, unit, query: str = ""):
    file = tmp_path / "back.xlsx"
    file.write_bytes(person.get(reverse("members:workbook") + query).content)
    sheets = workbook.sheets(workbook.read(file))
    return import_roster(by=SYSTEM, unit=unit, sheets=sheets, rights=Rights(create_cells=True, appoint=True))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["", "?standing=left", "?standing=exempt"])
def test_a_wards_workbook_imported_again_changes_nothing(everybody, binh, tmp_path, language, query):
    binh.cookies["lang"] = language
    before = stored()
    with translation.override(language):
        plan = imported_again(binh, tmp_path, everybody.ward, query)
    told = [(e.facts.full_name, e.status, e.changes, e.reading.refusals) for e in plan.entries]
    assert [one for one in told if one[1] is not RowStatus.UNCHANGED] == []
    assert [one for entry in plan.entries for one in entry.reading.to_complete] == []
    assert plan.questions == plan.notices == []
    assert plan.new_cells == []
    assert len(plan.entries) == {"": 18, "?standing=left": 2, "?standing=exempt": 1}[query]
    assert stored() == before


def test_a_cells_workbook_imported_again_changes_nothing(everybody, thu, tmp_path):
    before = stored()
    plan = imported_again(thu, tmp_path, everybody.cell)
    assert {entry.facts.full_name for entry in plan.entries} >= {"Phạm Khách", "Phạm Khách Hai", "Lê Vắng"}
    assert [entry.facts.full_name for entry in plan.entries if entry.status is not RowStatus.UNCHANGED] == []
    assert stored() == before


def test_the_workbook_makes_the_same_members_elsewhere(everybody, binh, tmp_path):
    """In an empty ward the standings, posts and dates come out as they were."""
    file = tmp_path / "back.xlsx"
    file.write_bytes(binh.get(reverse("members:workbook") + f"?cell={everybody.cell.pk}").content)
    sheets = workbook.sheets(workbook.read(file))
    Appointment.objects.all().delete()
    Member.objects.all().delete()
    import_roster(
        by=SYSTEM, unit=everybody.ward, sheets=sheets, rights=Rights(appoint=True, create_cells=True)
    )
    by_name = {member.full_name: member for member in Member.objects.all()}
    kinds = {
        name: set(member.standings.filter(until_on=None).values_list("kind", flat=True))
        for name, member in by_name.items()
    }
    assert kinds["Lê Miễn"] == {"full", "exempt"}
    assert kinds["Lê Đình Chỉ"] == {"full", "suspended"}
    assert kinds["Lê Vắng"] == {"full", "away"}
    assert kinds["Lê Dự Bị"] == {"probationary"}
    assert kinds["Lê Một Phần"] == {"full"}
    assert str(by_name["Lê Một Phần"].admitted_on) == "1970-02"
    assert Appointment.objects.get(member=by_name["Lê Thị Thu"]).role == Role.SECRETARY


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_our_own_list_are_understood(language):
    """A standing or role whose label changes has to be taught to the import as well."""
    with translation.override(language):
        for kind in Standing.Kind:
            spoken = phrases.status(str(kind.label))
            assert ([meaning.kind for meaning in spoken.meanings], spoken.rest) == ([kind], "")
        for role in Role:
            assert phrases.post(str(role.label)).other == ""
        for role in (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER):
            assert phrases.post(str(role.label)).role == role
