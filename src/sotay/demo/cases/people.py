"""Units, members and posts of a case, through the actions that make them in life."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from sotay.accounts.actions import open_demo_account
from sotay.accounts.queries import actor_for
from sotay.accounts.rules import opaque
from sotay.demo.year import DATA, People
from sotay.kernel.actor import SYSTEM, Actor, Role
from sotay.kernel.periods import PartialDate
from sotay.members import actions as members
from sotay.members.models import Member, Standing
from sotay.members.queries import holders
from sotay.units import actions as units
from sotay.units.models import CellType, Kind, Unit


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((DATA / "cases.toml").read_text(encoding="utf-8"))


def names(seed: str) -> Iterator[str]:
    """Invented names, the same for a seed on every machine, each once before any comes again."""
    known = [" ".join(parts) for parts in product(words()["family"], words()["middle"], words()["given"])]
    random.Random(seed).shuffle(known)
    while True:
        yield from known


class Company:
    """The people of a case. Nobody gains or loses a post once the story has begun."""

    def __init__(self, seed: str, day: date) -> None:
        self.day = day
        self.actors = People()
        self._names = names(seed)
        self._number = 0

    def unit(self, parent: Unit | None, kind: Kind, name: str, code: str = "") -> Unit:
        return units.add(by=SYSTEM, parent=parent, kind=kind, name=name, code=code, founded_on=self.day)

    def cell(
        self,
        parent: Unit,
        name: str,
        *,
        size: int,
        posts: tuple[Role, ...] = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER),
        cell_type: CellType = CellType.RESIDENTIAL,
        founded_on: date | None = None,
        exempt: int = 0,
    ) -> list[Member]:
        """A cell with its members, the holders of its posts first, those exempt from meetings last."""
        day = founded_on or self.day
        cell = units.add(
            by=SYSTEM, parent=parent, kind=Kind.CELL, name=name, cell_type=cell_type, founded_on=day
        )
        people = [self.member(cell, day) for _ in range(size)]
        for role, member in zip(posts, people, strict=False):
            members.appoint(by=SYSTEM, unit=cell, role=role, member=member, from_on=day)
        for member in people[size - exempt :]:
            members.set_standing(member=member, by=SYSTEM, kind=Standing.Kind.EXEMPT, from_on=day)
        return people

    def member(self, cell: Unit, day: date) -> Member:
        self._number += 1
        admitted = PartialDate(day.year - 5 - self._number % 25, 1 + self._number % 12, 3)
        return members.add(
            by=SYSTEM,
            cell=cell,
            full_name=next(self._names),
            from_on=day,
            born_on=PartialDate(day.year - 30 - self._number % 40, 1 + self._number % 12, 2),
            admitted_on=admitted,
            full_on=PartialDate(admitted.year + 1, admitted.month, 3),
            phone=f"0900{self._number:06}" if self._number % 4 else "",
        )

    def appoint(self, unit: Unit, role: Role, member: Member) -> Actor:
        members.appoint(by=SYSTEM, unit=unit, role=role, member=member, from_on=self.day)
        return self.actors[member]

    def office(self, unit: Unit, username: str, name: str, *roles: Role) -> Actor:
        """Somebody in no cell who works for a unit, with an account."""
        account = open_demo_account(username=username, hashed=_hashed(), display_name=name)
        for role in roles:
            members.appoint(by=SYSTEM, unit=unit, role=role, account=account, from_on=self.day)
        return actor_for(account, self.day)

    def accounts(self, people: Mapping[str, Member]) -> None:
        """Accounts for looking around in the case's database."""
        for username, member in people.items():
            open_demo_account(username=username, hashed=_hashed(), member=member)

    def secretary(self, cell: Unit) -> Actor:
        return self.actors[self.holder(cell, Role.SECRETARY)]

    def holder(self, unit: Unit, role: Role) -> Member:
        held = holders([unit.pk], role, day=self.day).first()
        if held is None or held.member is None:
            held = unit.appointments.select_related("member").get(role=role)
        assert held.member is not None
        return held.member


@cache
def _hashed() -> str:
    return make_password(opaque(settings.DEMO_PASSWORD))
