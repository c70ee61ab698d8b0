"""What somebody holds on a day is asked in SQL; `in_force` says the same in Django's words."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta
from itertools import product

import pytest
from conftest import appoint, make_member, make_person
from django.utils import timezone

from sotay.accounts.queries import grants_of, make_grant
from sotay.kernel.actor import Role
from sotay.members.models import Appointment, CellMembership
from sotay.members.queries import in_force

TODAY = date(2026, 5, 4)
ENDS = [None, *(TODAY + timedelta(days=days) for days in (-1, 0, 1))]
STARTS = [TODAY + timedelta(days=days) for days in (-1, 0, 1)]


@pytest.mark.parametrize("held", ["by a member", "by an account"])
def test_it_holds_from_its_first_day_up_to_its_last(house, held):
    member = make_member(house.cell, "Nguyễn Văn An") if held == "by a member" else None
    account = make_person("an", member, display_name="An").account
    holder = {"member": member} if member else {"account": account}
    for number, (from_on, until_on) in enumerate(product(STARTS, ENDS)):
        role = list(Role)[number % len(Role)]
        row = appoint(house.ward, role, **holder)
        Appointment.objects.filter(pk=row.pk).update(from_on=from_on, until_on=until_on)
        if member:
            owned = {"commune_id": house.ward.pk, "cell": house.neighbour, "member": member}
            CellMembership.objects.create(from_on=from_on, until_on=until_on, **owned)
    expected = [
        *(grant(row.role, row.unit) for row in Appointment.objects.filter(in_force(TODAY))),
        *(grant(Role.MEMBER, row.cell) for row in CellMembership.objects.filter(in_force(TODAY))),
    ]
    assert sorted(grants_of(account, TODAY), key=astuple) == sorted(expected, key=astuple)
    assert len(expected) == (4 + 4 + 1 if member else 4)


def grant(role, unit):
    return make_grant(role, unit.pk, unit.path, unit.kind, unit.name)


@pytest.mark.parametrize("held", ["by a member", "by an account"])
def test_nothing_is_held_at_a_unit_that_was_closed(house, held):
    member = make_member(house.cell, "Nguyễn Văn An") if held == "by a member" else None
    account = make_person("an", member, display_name="An").account
    appoint(house.neighbour, Role.OVERSEER, member, None if member else account)
    house.neighbour.closed_on = TODAY
    house.neighbour.save()
    assert [grant.role for grant in grants_of(account, TODAY)] == ([Role.MEMBER] if member else [])


def test_who_left_holds_nothing_whatever_is_on_paper(house):
    member = make_member(house.cell, "Nguyễn Văn An")
    appoint(house.cell, Role.SECRETARY, member)
    account = make_person("an", member).account
    assert grants_of(account, timezone.localdate())
    member.left_on = timezone.localdate()
    assert grants_of(account, timezone.localdate()) == []
