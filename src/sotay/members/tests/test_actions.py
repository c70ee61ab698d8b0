"""What happens to members, told through the actions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import PartialDate
from sotay.kernel.refusal import Refusal
from sotay.members import actions, queries
from sotay.members.models import Appointment, CellMembership, Member, Standing
from sotay.units import actions as unit_actions
from sotay.units.models import Kind

MONTH = timedelta(days=30)


@pytest.fixture
def today():
    return timezone.localdate()


def status(cell, member, day):
    """The member's row on the cell's roll, or None."""
    return next((row for row in queries.roster(cell.pk, day) if row.member.pk == member.pk), None)


def test_a_new_member_is_on_the_roll_as_full_or_probationary(house, today):
    full = actions.add(
        by=SYSTEM,
        cell=house.cell,
        full_name="  TRẦN  VĂN ĐỨC ",
        from_on=today,
        born_on=PartialDate(1960),
        admitted_on=PartialDate(1990, 5, 1),
        full_on=PartialDate(1991, 5, 1),
        phone="0912345678",
    )
    new = actions.add(
        by=SYSTEM, cell=house.cell, full_name="Lê Thị Ơn", from_on=today, admitted_on=PartialDate(2026, 1, 9)
    )
    assert full.full_name == "Trần Văn Đức"
    assert full.commune_id == house.ward.pk
    assert status(house.cell, full, today).full
    row = status(house.cell, new, today)
    assert row.probationary
    assert not row.full
    assert AuditLine.objects.filter(code="member.added").count() == 2


def test_a_card_number_belongs_to_one_member(house, an, today):
    with pytest.raises(Refusal) as refused:
        actions.add(
            by=SYSTEM,
            cell=house.far_cell,
            full_name="X Y",
            from_on=today,
            member_card_no=an.member.member_card_no,
        )
    assert refused.value.field == "member_card_no"
    assert an.member.full_name not in str(refused.value)
    assert Member.objects.filter(cell=house.far_cell).count() == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"born_on": PartialDate(2090)}, "born_on"),
        ({"admitted_on": PartialDate(1990), "full_on": PartialDate(1980)}, "full_on"),
        ({"citizen_id": "12"}, "citizen_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(house, today, facts, field):
    with pytest.raises(Refusal) as refused:
        actions.add(by=SYSTEM, cell=house.cell, full_name="X Y", from_on=today, **facts)
    assert refused.value.field == field


def test_correcting_the_full_status_date_moves_the_standing(house, an, today):
    actions.edit(member=an.member, by=SYSTEM, full_on=PartialDate(1992, 6, 1))
    kinds = {row.kind: row for row in an.member.standings.all()}
    assert kinds["full"].from_on == date(1992, 6, 1)
    assert kinds["probationary"].until_on == date(1992, 6, 1)
    assert status(house.cell, an.member, today).full


def test_a_formal_transfer_moves_the_member_and_ends_what_belonged_to_the_old_cell(house, thu, today):
    thu.member.refresh_from_db()
    actions.transfer(member=thu.member, by=SYSTEM, to_cell=house.far_cell, on=today, reason="GT số 3")
    member = Member.objects.get(pk=thu.member.pk)
    assert (member.cell_id, member.commune_id) == (house.far_cell.pk, house.other_ward.pk)
    assert status(house.cell, member, today) is None
    assert status(house.cell, member, today - timedelta(days=1)).full
    assert status(house.far_cell, member, today).full
    assert not queries.holders([house.cell.pk], Role.SECRETARY, day=today).exists()
    assert not thu.actor.holds(Role.SECRETARY)
    assert {row.commune_id for row in member.standings.filter(until_on=None)} == {house.other_ward.pk}


def test_a_transfer_made_by_mistake_is_taken_back_by_one_the_same_day(house, an, today):
    actions.transfer(member=an.member, by=SYSTEM, to_cell=house.neighbour, on=today)
    actions.transfer(member=an.member, by=SYSTEM, to_cell=house.cell, on=today)
    sits = list(an.member.memberships.all())
    assert [(row.cell_id, row.until_on) for row in sits] == [(house.cell.pk, None)]


def held(person):
    return sorted((grant.role, grant.unit_id) for grant in person.actor.grants)


def test_a_transfer_taken_back_gives_back_the_roles_it_ended(house, thu, an, today):
    end = today + 12 * MONTH
    planned = actions.appoint(
        by=SYSTEM, unit=house.cell, role=Role.DEPUTY_SECRETARY, member=an.member, from_on=today + MONTH
    )
    Appointment.objects.filter(member=thu.member).update(until_on=end)
    before = held(thu)
    for member in (thu.member, an.member):
        actions.transfer(member=member, by=SYSTEM, to_cell=house.neighbour, on=today)
        actions.transfer(member=member, by=SYSTEM, to_cell=house.cell, on=today)
    assert held(thu) == before
    assert thu.member.appointments.get(role=Role.SECRETARY).until_on == end
    planned.refresh_from_db()
    assert (planned.from_on, planned.until_on) == (today + MONTH, None)
    assert AuditLine.objects.filter(code="member.role_given_back").count() == 2


def test_a_role_given_to_somebody_else_meanwhile_stays_with_them(house, thu, an, today):
    actions.leave(member=thu.member, by=SYSTEM, on=today, cause="resigned")
    actions.appoint(by=SYSTEM, unit=house.cell, role=Role.SECRETARY, member=an.member, from_on=today)
    actions.come_back(member=thu.member, by=SYSTEM)
    assert [row.member for row in queries.holders([house.cell.pk], Role.SECRETARY, day=today)] == [an.member]


def test_who_leaves_the_new_cell_on_the_day_of_the_transfer_gets_nothing_back_in_the_old(house, thu, today):
    actions.transfer(member=thu.member, by=SYSTEM, to_cell=house.neighbour, on=today)
    actions.leave(member=thu.member, by=SYSTEM, on=today, cause="resigned")
    actions.come_back(member=thu.member, by=SYSTEM)
    assert held(thu) == [(Role.MEMBER, house.neighbour.pk)]


@pytest.mark.parametrize("where", ["cell", "ward"])
def test_a_transfer_goes_to_another_open_cell(house, an, today, where):
    with pytest.raises(Refusal):
        actions.transfer(member=an.member, by=SYSTEM, to_cell=getattr(house, where), on=today)


def test_a_transfer_is_recorded_when_it_happens(house, an, today):
    for on in (today + timedelta(days=1), date(2019, 1, 1)):
        with pytest.raises(Refusal):
            actions.transfer(member=an.member, by=SYSTEM, to_cell=house.neighbour, on=on)


def test_on_temporary_transfer_one_is_away_at_home_and_here_at_the_host(house, thu, today):
    actions.transfer_temporarily(
        member=thu.member, by=SYSTEM, to_cell=house.neighbour, from_on=today, until_on=today + MONTH
    )
    assert status(house.cell, thu.member, today).away
    guest = status(house.neighbour, thu.member, today)
    assert guest.here
    assert guest.full
    assert not guest.away
    assert guest.role == "", "a role at home is no role at the host"
    assert thu.actor.holds(Role.SECRETARY), "QĐ 294, 6.3.2c: the role at home stays"
    assert status(house.neighbour, thu.member, today + MONTH) is None
    assert not status(house.cell, thu.member, today + MONTH).away


def test_a_temporary_transfer_ended_early_ends_on_both_sides(house, an, today):
    away = actions.transfer_temporarily(
        member=an.member, by=SYSTEM, to_cell=house.neighbour, from_on=today - MONTH, until_on=today + MONTH
    )
    actions.end_standing(standing=away, by=SYSTEM, on=today)
    assert status(house.neighbour, an.member, today) is None
    assert not status(house.cell, an.member, today).away


def test_one_is_in_one_other_place_at_a_time_and_it_has_a_name(house, an, today):
    give = {"member": an.member, "by": SYSTEM, "from_on": today, "until_on": None}
    with pytest.raises(Refusal):
        actions.transfer_temporarily(**give)
    actions.transfer_temporarily(**give, elsewhere="Chi bộ thôn Đông, xã An Phú")
    with pytest.raises(Refusal):
        actions.transfer_temporarily(**give, to_cell=house.neighbour)


def test_full_status_follows_probation_and_only_once(house, today):
    new = actions.add(
        by=SYSTEM, cell=house.cell, full_name="Lê Ơn", from_on=today, admitted_on=PartialDate(2025, 10, 20)
    )
    recognise = {"member": new, "by": SYSTEM, "kind": Standing.Kind.FULL}
    for day in (date(2025, 10, 20), today + timedelta(days=1)):
        with pytest.raises(Refusal):
            actions.set_standing(**recognise, from_on=day)
    actions.set_standing(**recognise, from_on=date(2026, 10, 20))
    new.refresh_from_db()
    assert new.full_on == PartialDate(2026, 10, 20)
    assert status(house.cell, new, today).full
    with pytest.raises(Refusal):
        actions.set_standing(**recognise, from_on=today)


def test_an_exemption_begins_ends_and_does_not_overlap(house, an, today):
    give = {"member": an.member, "by": SYSTEM, "kind": Standing.Kind.EXEMPT}
    row = actions.set_standing(**give, from_on=today - MONTH)
    assert status(house.cell, an.member, today).exempt
    with pytest.raises(Refusal):
        actions.set_standing(**give, from_on=today)
    actions.end_standing(standing=row, by=SYSTEM, on=today)
    assert not status(house.cell, an.member, today).exempt
    actions.set_standing(**give, from_on=today)


def test_who_leaves_is_off_the_roll_and_loses_every_role(house, thu, today):
    actions.leave(member=thu.member, by=SYSTEM, on=today, cause="resigned", note="QĐ 5")
    assert status(house.cell, thu.member, today) is None
    assert status(house.cell, thu.member, today - timedelta(days=1)) is not None
    assert not thu.actor.grants
    assert Member.objects.get(pk=thu.member.pk).left_on == today
    with pytest.raises(Refusal):
        actions.set_standing(member=thu.member, by=SYSTEM, kind=Standing.Kind.EXEMPT, from_on=today)


def test_a_leaving_by_mistake_is_as_if_it_had_never_been(house, thu, chi, an, today):
    for person in (thu, chi):
        had = held(person)
        actions.leave(member=person.member, by=SYSTEM, on=today, cause="deceased")
        assert held(person) == []
        actions.come_back(member=person.member, by=SYSTEM)
        assert held(person) == had
    before = sorted(an.member.standings.values_list("kind", "from_on", "until_on"))
    actions.leave(member=an.member, by=SYSTEM, on=today, cause="deceased")
    actions.come_back(member=an.member, by=SYSTEM)
    assert sorted(an.member.standings.values_list("kind", "from_on", "until_on")) == before
    assert an.member.memberships.get().until_on is None
    assert status(house.cell, an.member, today).full


def test_who_comes_back_later_was_away_in_between(house, an, today):
    actions.leave(member=an.member, by=SYSTEM, on=today - MONTH, cause="transferred")
    actions.come_back(member=an.member, by=SYSTEM, on=today, cell=house.neighbour)
    assert held(an) == [(Role.MEMBER, house.neighbour.pk)]
    assert status(house.cell, an.member, today) is None
    assert status(house.neighbour, an.member, today).full
    assert status(house.neighbour, an.member, today - timedelta(days=1)) is None


def test_a_cell_has_one_secretary_at_a_time(house, thu, an, today):
    give = {"by": SYSTEM, "unit": house.cell, "role": Role.SECRETARY, "member": an.member, "from_on": today}
    with pytest.raises(Refusal) as refused:
        actions.appoint(**give)
    assert refused.value.field == "replace"
    actions.appoint(**give, replace=True)
    now = queries.holders([house.cell.pk], Role.SECRETARY, day=today)
    assert [row.member.full_name for row in now] == [an.member.full_name]
    before = queries.holders([house.cell.pk], Role.SECRETARY, day=today - timedelta(days=1))
    assert [row.member.full_name for row in before] == [thu.member.full_name]


def test_cell_roles_are_for_full_members_of_the_cell(house, an, dung, today):
    new = actions.add(by=SYSTEM, cell=house.cell, full_name="Lê Ơn", from_on=today)
    actions.set_standing(member=an.member, by=SYSTEM, kind=Standing.Kind.SUSPENDED, from_on=today)
    for member in (new, an.member, dung.member):
        with pytest.raises(Refusal):
            actions.appoint(
                by=SYSTEM, unit=house.cell, role=Role.COMMITTEE_MEMBER, member=member, from_on=today
            )
    actions.appoint(by=SYSTEM, unit=house.cell, role=Role.OVERSEER, member=dung.member, from_on=today)


def test_roles_belong_to_kinds_of_units(house, an, today):
    for unit, role in (
        (house.province, Role.SECRETARY),
        (house.cell, Role.WARD_OFFICE),
        (house.cell, Role.MEMBER),
    ):
        with pytest.raises(Refusal):
            actions.appoint(by=SYSTEM, unit=unit, role=role, member=an.member, from_on=today)


def test_nobody_appoints_themselves(house, binh, van, today):
    with pytest.raises(Refusal):
        actions.appoint(by=binh.actor, unit=house.cell, role=Role.OVERSEER, member=binh.member, from_on=today)
    with pytest.raises(Refusal):
        actions.appoint(
            by=van.actor, unit=house.ward, role=Role.WARD_OFFICE, account=van.account, from_on=today
        )


def test_an_appointment_reaches_from_its_first_day_until_it_ends(house, an, today):
    row = actions.appoint(
        by=SYSTEM, unit=house.cell, role=Role.COMMITTEE_MEMBER, member=an.member, from_on=today + MONTH
    )
    assert not an.actor.holds(Role.COMMITTEE_MEMBER)
    actions.end_appointment(appointment=row, by=SYSTEM, on=today)
    row.refresh_from_db()
    assert row.until_on == row.from_on, "ended before it began, it never takes effect"
    now = actions.appoint(
        by=SYSTEM, unit=house.cell, role=Role.COMMITTEE_MEMBER, member=an.member, from_on=today
    )
    assert an.actor.holds(Role.COMMITTEE_MEMBER)
    actions.end_appointment(appointment=now, by=SYSTEM, on=today + timedelta(days=1))
    with pytest.raises(Refusal):
        actions.end_appointment(appointment=now, by=SYSTEM, on=today + MONTH)


def test_a_unit_with_members_or_roles_stays_open(house, an, today):
    with pytest.raises(Refusal):
        unit_actions.close(unit=house.cell, by=SYSTEM, on=today)
    actions.leave(member=an.member, by=SYSTEM, on=today, cause="resigned")
    unit_actions.close(unit=house.cell, by=SYSTEM, on=today)


def test_a_moved_cell_takes_its_rows_to_the_new_ward(house, thu, an, today):
    actions.transfer_temporarily(
        member=an.member, by=SYSTEM, to_cell=house.neighbour, from_on=today, until_on=None
    )
    unit_actions.move(unit=house.cell, by=SYSTEM, parent=house.other_ward, on=today)
    for model in (Member, Standing, CellMembership):
        for row in model.objects.select_related("cell"):
            assert row.commune_id == row.cell.commune_id
    assert Appointment.objects.get(unit=house.cell).commune_id == house.other_ward.pk
    committee = unit_actions.add(by=SYSTEM, parent=house.ward, kind=Kind.COMMITTEE, name="Đảng bộ X")
    unit_actions.move(unit=house.cell, by=SYSTEM, parent=committee, on=today)
    assert set(Member.objects.filter(cell=house.cell).values_list("commune_id", flat=True)) == {house.ward.pk}
