"""Who is asking, and what the roles they hold let them do.

An `Actor` is plain data: it is made once a request from the appointments in force today, and
everything below asks it. It reaches a unit when one of its grants does; see `docs/access.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sotay.kernel.tree import Range, subtree

T = TypeVar("T")


class Role(TextChoices):
    """What a person can be appointed to; MEMBER comes from sitting in a cell, never by appointment."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    COMMITTEE_MEMBER = "committee_member", _("Cell-committee member")
    OVERSEER = "overseer", _("Overseer")
    WARD_OFFICE = "ward_office", _("Ward or commune Party office")
    PROVINCE_OFFICE = "province_office", _("Province Party office")
    CENTRE_OFFICE = "centre_office", _("Office of the Central Committee")
    INSPECTION_COMMISSION = "inspection_commission", _("Inspection commission")
    OPERATOR = "operator", _("System operator")
    MEMBER = "member", _("Party member")


class Can(Enum):
    """The needs a door can ask for. Each is asked of one unit."""

    SEE_UNIT = auto()
    EDIT_UNIT = auto()
    SEE_ROSTER = auto()  # names and the full personal record
    EDIT_ROSTER = auto()
    APPOINT = auto()
    ISSUE_LOGIN = auto()
    SEE_MEETING = auto()  # agenda, papers, minutes
    PREPARE = auto()
    CONDUCT = auto()
    OBSERVE = auto()
    GUIDE = auto()  # decide on what cells below propose: dates, ratings, themes
    SEND_GUIDANCE = auto()  # write to the cells below in the unit's name
    SEE_FIGURES = auto()
    SEE_AUDIT = auto()
    SEE_DISCIPLINE = auto()  # who was disciplined, and why: the narrowest of all


_CELL_LEADER = frozenset(
    {
        Can.SEE_UNIT,
        Can.SEE_ROSTER,
        Can.EDIT_ROSTER,
        Can.ISSUE_LOGIN,
        Can.SEE_MEETING,
        Can.PREPARE,
        Can.CONDUCT,
        Can.SEE_FIGURES,
        Can.SEE_AUDIT,
        Can.SEE_DISCIPLINE,
    }
)
_WATCHER = frozenset({Can.SEE_UNIT, Can.SEE_MEETING, Can.SEE_FIGURES})

_HOLDS_MEETINGS = _WATCHER | {Can.PREPARE, Can.CONDUCT}

HERE: dict[str, frozenset[Can]] = {
    Role.SECRETARY: _CELL_LEADER,
    Role.DEPUTY_SECRETARY: _CELL_LEADER,
    Role.COMMITTEE_MEMBER: frozenset(
        {Can.SEE_UNIT, Can.SEE_ROSTER, Can.SEE_MEETING, Can.PREPARE, Can.SEE_FIGURES}
    ),
    Role.OVERSEER: _WATCHER | {Can.OBSERVE},
    Role.MEMBER: frozenset({Can.SEE_UNIT, Can.SEE_MEETING}),
    Role.PROVINCE_OFFICE: frozenset({Can.SEND_GUIDANCE}),
    Role.CENTRE_OFFICE: frozenset({Can.SEND_GUIDANCE}),
}
HERE_ABOVE_CELLS: dict[str, frozenset[Can]] = {
    Role.SECRETARY: _HOLDS_MEETINGS,
    Role.DEPUTY_SECRETARY: _HOLDS_MEETINGS,
    Role.COMMITTEE_MEMBER: _WATCHER,
}
"""The same posts in the committee of a unit above cells: they hold its meetings. What its cells do is the
office's, and the cells' own."""
ABOVE_CELLS = frozenset({"commune", "committee"})
"""Kinds of unit whose committee meets in the program."""
BELOW: dict[str, frozenset[Can]] = {
    Role.WARD_OFFICE: _WATCHER
    | {Can.EDIT_UNIT, Can.SEE_ROSTER, Can.EDIT_ROSTER}
    | {Can.APPOINT, Can.ISSUE_LOGIN, Can.GUIDE, Can.SEND_GUIDANCE, Can.SEE_AUDIT, Can.SEE_DISCIPLINE},
    Role.PROVINCE_OFFICE: frozenset({Can.SEE_UNIT, Can.SEE_FIGURES}),
    Role.CENTRE_OFFICE: frozenset({Can.SEE_UNIT, Can.SEE_FIGURES}),
    Role.INSPECTION_COMMISSION: _WATCHER | {Can.SEE_ROSTER, Can.SEE_AUDIT, Can.SEE_DISCIPLINE},
    Role.OPERATOR: frozenset({Can.SEE_UNIT, Can.EDIT_UNIT, Can.APPOINT, Can.ISSUE_LOGIN, Can.SEE_AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a unit. `path` is the unit's place in the tree, `name` what it is called, and `acts_for`
    whom the holder speaks for there: an office's committee, else the unit itself."""

    role: str
    unit_id: UUID
    path: str
    kind: str = ""
    name: str = ""
    acts_for: str = ""

    @property
    def here(self) -> frozenset[Can]:
        """What the role allows at its own unit."""
        return (HERE_ABOVE_CELLS if self.kind in ABOVE_CELLS else HERE).get(self.role, frozenset())

    def allows(self, need: Can, path: str) -> bool:
        if path == self.path and need in self.here:
            return True
        return need in BELOW.get(self.role, ()) and subtree(self.path).holds(path)

    def reaches(self, path: str) -> bool:
        """Whether the role is about the unit at `path`, whatever it allows there."""
        return path == self.path or (self.role in BELOW and subtree(self.path).holds(path))


_FIRST_FOR = (
    *(Role.CENTRE_OFFICE, Role.PROVINCE_OFFICE, Role.WARD_OFFICE),
    *(Role.INSPECTION_COMMISSION, Role.OPERATOR),
    *(Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.MEMBER, Role.OVERSEER),
)
"""Whom somebody with several roles acts for where a page is about no unit. An overseer looks after cells that
are not theirs, so the cell they sit in comes first."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the door. `member_id` is None for somebody who is in no cell (an operator, say)."""

    account_id: UUID | None
    member_id: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    _read: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def may(self, need: Can, path: str) -> bool:
        return any(grant.allows(need, path) for grant in self.grants)

    def may_from_above(self, need: Can, path: str) -> bool:
        """Whether the need is met from a unit above this place, and not by who belongs to it themselves."""
        return any(
            grant.path != path and need in BELOW.get(grant.role, ()) and subtree(grant.path).holds(path)
            for grant in self.grants
        )

    def reach(self, need: Can) -> list[Range]:
        """The parts of the tree where `need` is met, for scoping a list."""
        here = [Range.only(g.path) for g in self.grants if need in g.here]
        below = [subtree(g.path) for g in self.grants if need in BELOW.get(g.role, ())]
        return here + below

    def only(self, *roles: Role) -> Actor:
        """The same person as far as these roles go, to ask what they alone let in."""
        kept = tuple(grant for grant in self.grants if grant.role in roles)
        return Actor(self.account_id, self.member_id, self.name, kept)

    def without(self, *roles: Role) -> Actor:
        """The same person as if they did not hold these roles."""
        kept = tuple(grant for grant in self.grants if grant.role not in roles)
        return Actor(self.account_id, self.member_id, self.name, kept)

    def holds(self, *roles: Role) -> list[Grant]:
        return [grant for grant in self.grants if grant.role in roles]

    def acting(self, path: str = "") -> list[Grant]:
        """The grants by which the actor stands before a page about the unit at `path`: those nearest to it.

        Without a path, or where none reaches it, those of the first of their roles. Several only for who
        holds that role at several units.
        """
        near = [grant for grant in self.grants if path and grant.reaches(path)]
        if near:
            longest = max(len(grant.path) for grant in near)
            return [next(grant for grant in near if len(grant.path) == longest)]
        role = next((role for role in _FIRST_FOR if self.holds(role)), None)
        return self.holds(role) if role else []

    def once(self, key: object, read: Callable[[], T]) -> T:
        """What `read` answers, asked once for this actor, that is once a request: Today's needs and its lists
        read the same rows. Only for pages that change nothing.
        """
        if key not in self._read:
            self._read[key] = read()
        found: T = self._read[key]
        return found


SYSTEM = Actor(account_id=None, member_id=None, name="sotay")
"""The clock and the command line. It goes through no door, so it holds no grant."""
