"""What the ward's workbook does not say of its members: religion, education, political theory, occupation,
the ground of an exemption, and which Party group they are of. Now and then a record says nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

from sotay.demo.size.people import OTHER_WORK, WORK
from sotay.kernel.actor import SYSTEM
from sotay.kernel.periods import age_on
from sotay.members.models import Education, Member, Standing, Theory
from sotay.units import actions as units
from sotay.units.models import CellType, Kind, Unit

UNSAID = 0.05
OLD = 70
RETIRED = 60
GROUPED = 35
"""From how many members on a cell is divided into groups."""

_RELIGIONS = {"Không": 90, "Phật giáo": 6, "Công giáo": 4}
_THEORY = {Theory.ELEMENTARY: 62, Theory.INTERMEDIATE: 30, Theory.ADVANCED: 8}
_EDUCATION = {
    Education.LOWER_SECONDARY: 8,
    Education.UPPER_SECONDARY: 22,
    Education.VOCATIONAL: 16,
    Education.COLLEGE: 14,
    Education.UNIVERSITY: 34,
    Education.POSTGRADUATE: 6,
}
_EDUCATION_OF_THE_OLD = {
    Education.PRIMARY: 6,
    Education.LOWER_SECONDARY: 28,
    Education.UPPER_SECONDARY: 34,
    Education.VOCATIONAL: 18,
    Education.COLLEGE: 5,
    Education.UNIVERSITY: 9,
}
_GROUNDS = {Standing.Ground.WEAKNESS: 6, Standing.Ground.TREATMENT: 2, Standing.Ground.ITINERANT: 1}


def divide(cells: list[Unit], day: date) -> None:
    """Big cells have two groups, in which nobody is yet."""
    for cell in cells:
        if Member.objects.filter(cell=cell).count() >= GROUPED:
            for number in (1, 2):
                units.add(
                    by=SYSTEM, parent=cell, kind=Kind.GROUP, name=f"Tổ đảng số {number}", founded_on=day
                )


def fill(today: date) -> None:
    """Written without an action for each of hundreds of records: nobody did this on a day of the story."""
    groups: dict[object, list[Unit]] = {}
    for group in Unit.objects.filter(kind=Kind.GROUP).order_by("path"):
        groups.setdefault(group.parent_id, []).append(group)
    members = list(Member.objects.select_related("cell").order_by("member_card_no", "pk"))
    for place, member in enumerate(members):
        _describe(member, today)
        if own := groups.get(member.cell_id):
            member.group = own[place % len(own)]
    Member.objects.bulk_update(
        members, ["religion", "education", "theory", "occupation", "group"], batch_size=200
    )
    ages = {member.pk: _age(member, today) for member in members}
    exempt = list(Standing.objects.filter(kind=Standing.Kind.EXEMPT, ground="").select_related("member"))
    for row in exempt:
        chance = _chance(row.member)
        old = ages.get(row.member_id, 0) >= OLD
        row.ground = (
            "" if chance.random() < 2 * UNSAID else Standing.Ground.AGE if old else _one(_GROUNDS, chance)
        )
    Standing.objects.bulk_update(exempt, ["ground"])


def _describe(member: Member, today: date) -> None:
    chance, age = _chance(member), _age(member, today)
    work = WORK.get(CellType(member.cell.cell_type), OTHER_WORK)
    retired = member.cell.cell_type == CellType.RESIDENTIAL and age >= RETIRED
    member.religion = _said(_RELIGIONS, chance)
    member.education = _said(_EDUCATION_OF_THE_OLD if age >= OLD else _EDUCATION, chance)
    member.theory = _said(_THEORY, chance)
    works = dict.fromkeys((one for one in work if one != "Hưu trí"), 1)
    occupation = _said({"Hưu trí": 1} if retired else works, chance)
    member.occupation = member.occupation or occupation


def _said(weights: Mapping[Any, int], chance: random.Random) -> str:
    return "" if chance.random() < UNSAID else _one(weights, chance)


def _one(weights: Mapping[Any, int], chance: random.Random) -> str:
    found: str = chance.choices(list(weights), list(weights.values()))[0]
    return found


def _chance(member: Member) -> random.Random:
    """The same for a member each time, whoever else there is."""
    return random.Random(member.member_card_no or member.full_name)


def _age(member: Member, today: date) -> int:
    return (age_on(member.born_on, today) if member.born_on else None) or 0
