"""Party groups of a cell: who is in which, and what happens when somebody goes."""

from __future__ import annotations

import pytest
from conftest import make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.refusal import Refusal
from sotay.members import actions
from sotay.members.models import Standing
from sotay.units import actions as units
from sotay.units.models import Kind, Unit


@pytest.fixture
def group(house) -> Unit:
    return make_unit(house.cell, 1, Kind.GROUP, "38.168.001.1", "Tổ đảng số 1")


def record(member, **changes):
    """What the form of a record sends."""
    facts = {"full_name": member.full_name, "born_on": "1960", "admitted_on": "1990", "full_on": "1991"}
    return {**facts, "member_card_no": member.member_card_no, **changes}


def edit(person, member, **changes):
    return person.post(reverse("members:edit", args=[member.pk]), record(member, **changes))


def test_a_member_is_put_into_a_group_and_out_of_it(group, thu, an, binh):
    assert edit(thu, an.member, group=group.pk).status_code == 302
    an.member.refresh_from_db()
    assert an.member.group == group
    assert "Tổ đảng số 1" in an.get(an.member.get_absolute_url()).content.decode()
    for reader in (thu, binh):
        assert "Nguyễn Văn An" in reader.get(group.get_absolute_url()).content.decode()
    edit(thu, an.member, group="")
    an.member.refresh_from_db()
    assert an.member.group is None


def test_who_may_not_see_the_roll_does_not_see_it_by_its_groups(group, thu, an, dung, van):
    actions.edit(member=an.member, by=thu.actor, group=group)
    page = van.get(group.get_absolute_url())
    assert "Nguyễn Văn An" not in page.content.decode()
    assert dung.get(group.get_absolute_url()).status_code == 404


def test_a_group_of_another_cell_is_refused(house, group, thu, an):
    far = make_unit(house.far_cell, 1, Kind.GROUP, "38.169.001.1", "Tổ đảng xa")
    assert edit(thu, an.member, group=far.pk).status_code == 422
    with pytest.raises(Refusal) as refused:
        actions.edit(member=an.member, by=thu.actor, group=far)
    assert refused.value.field == "group"


def test_a_cell_without_groups_does_not_ask(thu, an):
    page = thu.get(reverse("members:edit", args=[an.member.pk])).content.decode()
    assert 'name="group"' not in page


def test_leaving_the_cell_leaves_the_group(house, group, thu, an, lam, binh):
    today = timezone.localdate()
    for person in (an, lam):
        actions.edit(member=person.member, by=thu.actor, group=group)
    actions.transfer(member=an.member, by=binh.actor, to_cell=house.neighbour, on=today)
    actions.leave(member=lam.member, by=thu.actor, on=today, cause=Standing.Cause.TRANSFERRED)
    for person in (an, lam):
        person.member.refresh_from_db()
        assert person.member.group is None


def test_a_group_with_members_is_not_closed(group, thu, an, binh):
    actions.edit(member=an.member, by=thu.actor, group=group)
    with pytest.raises(Refusal):
        units.close(unit=group, by=binh.actor, on=timezone.localdate())
    actions.edit(member=an.member, by=thu.actor, group=None)
    units.close(unit=group, by=binh.actor, on=timezone.localdate())
