"""The books of the demo ward: half a year of dues of the home cell, and a bit of every other book."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from sotay.demo.clock import at
from sotay.demo.year import _moment, actor_of, holder_of
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.members import rules
from sotay.members.models import Member
from sotay.members.queries import RosterRow
from sotay.members.queries import roster as roll_of
from sotay.registers.discipline import actions as discipline
from sotay.registers.dues import actions as dues
from sotay.registers.dues.queries import month_list
from sotay.registers.honours import actions as honours
from sotay.registers.honours import queries as badges
from sotay.registers.posts import actions as posts
from sotay.registers.training import actions as training
from sotay.units.decisions import Decision
from sotay.units.models import Unit

MONTHS = 6
"""Months of dues, the newest of which is still being collected."""
NEWCOMER = 15_000
"""VND of a month for those whose group nobody has entered yet."""
WAITING = 7
"""Members who have not paid the newest month yet."""


def play(ward: Unit, home: Unit, last: Month, start: date) -> None:
    """Fill the books of `home` for the months up to `last`, not before `start`."""
    first = max(last.plus(1 - MONTHS), Month.of(start))
    with at(_moment(first.first, 9)):
        people = _People(home)
        _terms(home, people, first)
    month = first
    while month <= last:
        _dues(home, people, month, is_last=month == last)
        month = month.plus(1)
    with at(_moment(last.day(6), 9)):
        _others(ward, home, people, last)


class _People:
    """The roll of the cell, its secretary, and its members without a role, by name."""

    def __init__(self, home: Unit) -> None:
        secretary = holder_of(home, Role.SECRETARY)
        self.by: Actor = actor_of(secretary)
        self.rows: list[RosterRow] = roll_of(home.pk, timezone.localdate())
        self.plain = [row.member for row in self.rows if row.full and not row.role and not row.exempt]


def _terms(home: Unit, people: _People, month: Month) -> None:
    """Pensioners, insured, a few not insured; those 50 years in the Party and a poor household exempt."""
    for row in people.rows:
        if row.away:
            continue
        chance = random.Random(row.member.full_name)
        age = rules.age(row.member.born_on, month.first) or 50
        group = "pensioner" if age >= 60 else chance.choice(["insured", "insured", "uninsured"])
        income = (
            100_000 * chance.randint(36, 72) if group == "pensioner" else 100_000 * chance.randint(60, 110)
        )
        years = rules.party_seniority_years(row.member.admitted_on, month.first) or 0
        given: dict[str, Any] = {"cell": home, "by": people.by, "member": row.member, "from_month": month}
        if years >= 50:
            dues.set_terms(group="exempt", ground="fifty_years", **given)
        elif row.member == people.plain[-3]:
            dues.set_terms(
                group="exempt", ground="poor_household", until_month=month.plus(MONTHS + 5), **given
            )
        else:
            dues.set_terms(group=group, income=income, **given)


def _dues(home: Unit, people: _People, month: Month, *, is_last: bool) -> None:
    """Most pay on the day of the meeting, one through the family; the month is remitted two days later."""
    day = month.day(3)
    with at(_moment(day, 20)):
        waiting = {line.member: line.amount or NEWCOMER for line in month_list(home, month).waiting}
        by_family = people.plain[-2]
        paid = [member for member in waiting if member != by_family]
        paid = paid[: len(paid) - WAITING] if is_last else paid
        given: dict[str, Any] = {"cell": home, "by": people.by, "month": month, "on": day}
        if paid:
            dues.collect(paid={member: waiting[member] for member in paid}, **given)
        if by_family in waiting:
            family: dict[str, Any] = {"payer": "family", "payer_name": "Con gái", "manner": "bank"}
            dues.pay(member=by_family, amount=20_000, **family, **given)
    if not is_last:
        with at(_moment(day + timedelta(days=2), 8)):
            dues.remit(cell=home, by=people.by, month=month, on=day + timedelta(days=2))


def _others(ward: Unit, home: Unit, people: _People, last: Month) -> None:
    """One reprimand, praise and a letter, posts, a course of the ward, a badge on its way."""
    office, by, today = actor_of(holder_of(ward, Role.WARD_OFFICE)), people.by, last.day(6)
    one, two, three = people.plain[1], people.plain[2], people.plain[3]
    votes: dict[str, Any] = {"votes_base": len(people.plain), "votes_for": len(people.plain) - 3}
    about: dict[str, Any] = {
        "level": "reprimand",
        "ground": "responsibility",
        "text": "Bỏ ca trực tuần tra, không báo cáo.",
    }
    discipline.record(member=people.plain[-1], by=by, decider="cell", on=today, **about, **votes)
    honours.commend(
        cell=home, by=by, kind="praise", member=one, on=today, reason="Vận động 12 hộ hiến đất mở ngõ"
    )
    paper = Decision("45/QĐ-UBND", today - timedelta(days=20), "UBND phường Bình Minh")
    honours.commend(
        cell=home, by=by, kind="merit", on=today, reason="Giữ sạch đường phố năm nay", decision=paper
    )
    held: dict[str, Any] = {"side": "mass", "place": "Tổ dân phố Hòa Bình", "from_on": last.plus(-8).day(1)}
    posts.enter(member=two, by=by, kind="held", title="Trưởng ban công tác Mặt trận", **held)
    chief: dict[str, Any] = {"is_chief": True, "is_local": False, "place_unit": ward, "came_by": "rotated"}
    posts.enter(
        member=three,
        by=office,
        kind="held",
        side="state",
        title="Phó Chủ tịch UBND phường",
        place="Phường Bình Minh",
        from_on=last.plus(-4).day(1),
        **chief,
    )
    posts.enter(
        member=one, by=by, kind="planned", side="party", title="Phó Bí thư chi bộ", place=home.name,
        from_on=today, term="2030-2035",
    )  # fmt: skip
    _course(ward, home, people, office, today)
    _badge(home, by)


def _course(ward: Unit, home: Unit, people: _People, office: Actor, today: date) -> None:
    course = training.add(
        unit=ward,
        by=office,
        title="Bồi dưỡng nghiệp vụ công tác đảng cho chi ủy",
        kind="party",
        held_by="Trung tâm Chính trị thành phố",
        from_on=today - timedelta(days=40),
        until_on=today - timedelta(days=38),
    )
    marks: dict[Member, tuple[str, str]] = {
        member: ("done", f"CN-{number:03}") for number, member in enumerate(people.plain[:4], 1)
    }
    marks[people.plain[4]] = ("partly", "")
    training.mark(course=course, cell=home, by=people.by, marks=marks)


def _badge(home: Unit, by: Actor) -> None:
    """The cell has proposed the first that comes near; the others wait."""
    day = timezone.localdate()
    near = [row for row in badges.of_unit(home, day) if row.milestone.ceremony_on > day]
    if near:
        honours.propose(member=near[0].member, by=by, years=near[0].milestone.years)
