"""Acts that end a membership or a unit ask for their paper, and for the level that decides them."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import appoint, make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import PartialDate
from sotay.kernel.refusal import Refusal
from sotay.members import actions
from sotay.members.models import Standing
from sotay.units import actions as units
from sotay.units.decisions import Decision
from sotay.units.models import Kind

PAPER = {"decision_no": "05-QĐ/ĐU", "decision_on": "01/02/2026", "decided_by": "Đảng ủy phường Bình Minh"}
DECISION = Decision("05-QĐ/ĐU", date(2026, 2, 1), "Đảng ủy phường Bình Minh")
DECIDED = ("expelled", "struck_off", "resigned")


def url(name: str, pk: object) -> str:
    return reverse(f"members:{name}", args=[pk])


def today() -> date:
    return timezone.localdate()


def day() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"


@pytest.mark.parametrize("cause", DECIDED)
def test_the_secretary_does_not_record_what_the_level_above_decides(thu, an, cause):
    page = thu.get(url("leave", an.member.pk)).content.decode()
    assert f'value="{cause}"' not in page
    assert thu.post(url("leave", an.member.pk), {"cause": cause, "on": day(), **PAPER}).status_code == 422
    with pytest.raises(Refusal, match=r"do cấp trên|level above"):
        actions.leave(member=an.member, by=thu.actor, on=today(), cause=cause, decision=DECISION)
    an.member.refresh_from_db()
    assert an.member.left_on is None


@pytest.mark.parametrize("cause", DECIDED)
@pytest.mark.parametrize("missing", list(PAPER))
def test_the_office_needs_number_date_and_issuer_of_the_decision(binh, an, cause, missing):
    given = {"cause": cause, "on": day(), **PAPER, missing: ""}
    answer = binh.post(url("leave", an.member.pk), given)
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors


@pytest.mark.parametrize("cause", DECIDED)
def test_the_decision_is_kept_and_shown(binh, an, cause):
    assert binh.post(url("leave", an.member.pk), {"cause": cause, "on": day(), **PAPER}).status_code == 302
    left = an.member.standings.get(kind=Standing.Kind.LEFT)
    assert (left.decision_no, f"{left.decision_on:%d/%m/%Y}", left.decided_by) == tuple(PAPER.values())
    assert "05-QĐ/ĐU" in binh.get(url("member", an.member.pk)).content.decode()


@pytest.mark.parametrize("cause", ["transferred", "deceased"])
def test_other_ways_of_leaving_need_no_decision(thu, an, cause):
    assert thu.post(url("leave", an.member.pk), {"cause": cause, "on": day()}).status_code == 302
    assert an.member.standings.get(kind=Standing.Kind.LEFT).decision_no == ""


def test_what_the_level_above_decided_is_not_taken_back_in_the_cell(binh, thu, an):
    actions.leave(member=an.member, by=binh.actor, on=today(), cause="expelled", decision=DECISION)
    assert thu.post(url("undo_leave", an.member.pk)).status_code == 409
    assert (
        thu.post(url("come_back", an.member.pk), {"on": day(), "cell": an.member.cell_id}).status_code == 422
    )
    assert binh.post(url("undo_leave", an.member.pk)).status_code == 302


def test_a_decision_of_tomorrow_is_no_decision(binh, an):
    later = Decision("05-QĐ/ĐU", today().replace(year=today().year + 1, day=1), "Đảng ủy phường")
    with pytest.raises(Refusal) as refused:
        actions.leave(member=an.member, by=binh.actor, on=today(), cause="expelled", decision=later)
    assert refused.value.field == "decision_on"


def test_a_suspension_is_recorded_above_the_cell_with_its_decision(thu, binh, an):
    assert url("suspend", an.member.pk) not in thu.get(url("member", an.member.pk)).content.decode()
    given = {"from_on": day(), **PAPER}
    assert thu.post(url("suspend", an.member.pk), given).status_code == 422
    assert binh.post(url("suspend", an.member.pk), {"from_on": day()}).status_code == 422
    assert binh.post(url("suspend", an.member.pk), given).status_code == 302
    row = an.member.standings.get(kind=Standing.Kind.SUSPENDED)
    assert row.decision_no == "05-QĐ/ĐU"
    assert url("end_standing", row.pk) not in thu.get(url("member", an.member.pk)).content.decode()
    assert thu.post(url("end_standing", row.pk), {"last_on": day()}).status_code == 422


# --- oneself ----------------------------------------------------------------------------------------------


def test_nobody_records_their_own_leaving_exemption_or_transfer(house, thu, lam, binh):
    member, by = thu.member, thu.actor
    for act in (
        lambda: actions.leave(member=member, by=by, on=today(), cause="transferred"),
        lambda: actions.set_standing(member=member, by=by, kind="exempt", from_on=today()),
        lambda: actions.transfer(member=binh.member, by=binh.actor, to_cell=house.cell, on=today()),
        lambda: actions.edit(member=member, by=by, full_on=PartialDate(1990, 1, 1)),
        lambda: actions.edit(member=member, by=by, admitted_on=PartialDate(1980, 1, 1)),
        lambda: actions.end_appointment(appointment=thu.member.appointments.get(), by=by, on=today()),
        lambda: actions.appoint(
            by=binh.actor, unit=house.ward, role=Role.WARD_OFFICE, member=binh.member, from_on=today()
        ),
    ):
        with pytest.raises(Refusal):
            act()
    member.refresh_from_db()
    assert member.left_on is None
    assert thu.post(url("leave", member.pk), {"cause": "transferred", "on": day()}).status_code == 422
    actions.leave(member=member, by=lam.actor, on=today(), cause="transferred")


def test_nobody_ends_their_own_exemption(thu, lam):
    row = actions.set_standing(member=thu.member, by=lam.actor, kind="exempt", from_on=today().replace(day=1))
    with pytest.raises(Refusal):
        actions.end_standing(standing=row, by=thu.actor, on=today())


def test_facts_that_change_nothing_of_ones_standing_are_ones_own_to_correct(thu):
    actions.edit(member=thu.member, by=thu.actor, phone="0912345678")
    page = thu.get(url("member", thu.member.pk)).content.decode()
    assert url("leave", thu.member.pk) not in page


def test_an_operator_does_not_end_the_own_appointment_either(van):
    with pytest.raises(Refusal):
        actions.end_appointment(appointment=van.account.appointments.get(), by=van.actor, on=today())


# --- units ------------------------------------------------------------------------------------------------


def empty(house):
    return make_unit(house.ward, 9, Kind.CELL, "38.168.009", "Chi bộ đã sáp nhập")


def test_a_ward_does_not_end_itself(house, binh, van):
    ward = make_unit(house.province, 9, Kind.COMMUNE, "38.170", "Đảng bộ phường Cũ")
    appoint(ward, Role.WARD_OFFICE, binh.member)
    appoint(ward, Role.OPERATOR, account=van.account)
    for person in (binh, van):
        answer = person.post(reverse("units:close", args=[ward.pk]), {"on": day(), **PAPER})
        assert answer.status_code == 422
    ward.appointments.update(until_on=today())
    appoint(house.province, Role.OPERATOR, account=van.account)
    assert van.post(reverse("units:close", args=[ward.pk]), {"on": day(), **PAPER}).status_code == 302
    ward.refresh_from_db()
    assert (ward.closed_on, ward.decision_no) == (today(), "05-QĐ/ĐU")
    with pytest.raises(Refusal):
        units.reopen(unit=ward, by=binh.actor)


def test_closing_a_unit_needs_the_decision(house, binh):
    cell = empty(house)
    for missing in PAPER:
        given = {"on": day(), **PAPER, missing: ""}
        assert binh.post(reverse("units:close", args=[cell.pk]), given).status_code == 422
    assert binh.post(reverse("units:close", args=[cell.pk]), {"on": day(), **PAPER}).status_code == 302
    line = AuditLine.objects.get(code="unit.closed")
    assert line.data["decision"] == "05-QĐ/ĐU, 01/02/2026, Đảng ủy phường Bình Minh"
    units.reopen(unit=cell, by=binh.actor)
    cell.refresh_from_db()
    assert (cell.closed_on, cell.decision_no, cell.decision_on) == (None, "", None)


def test_a_group_is_ended_without_a_paper_of_a_level_above(house, binh):
    group = make_unit(house.cell, 1, Kind.GROUP, "38.168.001.01", "Tổ đảng số 1")
    assert binh.post(reverse("units:close", args=[group.pk]), {"on": day()}).status_code == 302


def test_programs_bring_what_was_decided_long_ago(house, an):
    actions.leave(member=an.member, by=SYSTEM, on=today(), cause="expelled")
    units.close(unit=empty(house), by=SYSTEM, on=today())
