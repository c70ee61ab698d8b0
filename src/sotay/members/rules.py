"""What follows from a member's dates: standing, seniority, the end of probation. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sotay.kernel.periods import PartialDate, age_on

PROBATIONARY, FULL, EXEMPT = "probationary", "full", "exempt"
AWAY, HERE, SUSPENDED, LEFT = "away", "here", "suspended", "left"
PROSECUTED = "prosecuted"

OF_ONE_CELL = frozenset({AWAY, HERE})
"""Standings that mean something only in the cell they were recorded for."""


FACTS = (
    "full_name",
    "born_on",
    "sex",
    "ethnicity",
    "admitted_on",
    "full_on",
    "member_card_no",
    "citizen_id",
    "phone",
    "email",
    "address",
    "occupation",
    "note",
)
"""What a record says of a member, by the names of the model's fields."""


BACKGROUND = ("religion", "education", "theory")
"""Facts that only the statistics of members need: on the record and its form, in no roster."""

NUMBERS = ("member_card_no", "citizen_id")
"""Facts that belong to one person only."""


def bare(number: str) -> str:
    """A number without the zeros Excel likes to lose."""
    return number.lstrip("0")


def spellings(number: str) -> set[str]:
    """A number with and without those zeros: card numbers have 8 digits, citizen IDs 9 or 12."""
    short = bare(number)
    return {number, short, *(short.zfill(length) for length in (8, 9, 12))} - {""}


class Stretch(Protocol):
    """Anything that holds from a day up to but not including another."""

    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...


class Period(Stretch, Protocol):
    """A stretch of one standing, recorded for a cell."""

    @property
    def kind(self) -> str: ...
    @property
    def cell_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Status:
    """What a member is in one cell on one day. Full and probationary exclude each other."""

    full: bool = False
    probationary: bool = False
    exempt: bool = False
    away: bool = False
    here: bool = False
    suspended: bool = False
    prosecuted: bool = False
    left: bool = False


def in_force(period: Stretch, day: date) -> bool:
    return period.from_on <= day and (period.until_on is None or day < period.until_on)


ENDABLE = frozenset({EXEMPT, SUSPENDED, PROSECUTED, AWAY})
"""Standings somebody can end; the others end by what comes after them."""


RESTRICTED = frozenset({SUSPENDED, PROSECUTED})
"""Standings that only those who may see the roster learn of; an audit line does not say which."""


def can_be_ended(period: Period, day: date) -> bool:
    """Whether a standing still has days to come that could be taken from it."""
    return period.kind in ENDABLE and (period.until_on is None or period.until_on > day)


def overlaps(period: Stretch, from_on: date, until_on: date | None) -> bool:
    """Whether a period shares a day with [from_on, until_on)."""
    starts_before_its_end = period.until_on is None or from_on < period.until_on
    ends_after_its_start = until_on is None or period.from_on < until_on
    return starts_before_its_end and ends_after_its_start


def standing_on(periods: Iterable[Period], day: date, cell_id: UUID | None = None) -> Status:
    """The member's status on `day`, as the cell `cell_id` sees it.

    Away counts at home and here at the host; without a cell both count. Whoever left is nothing else.
    A member with no record of full status is probationary only when that is recorded.
    """
    kinds = {
        period.kind
        for period in periods
        if in_force(period, day)
        and (cell_id is None or period.kind not in OF_ONE_CELL or period.cell_id == cell_id)
    }
    if LEFT in kinds:
        return Status(left=True)
    return Status(
        full=FULL in kinds,
        probationary=PROBATIONARY in kinds and FULL not in kinds,
        exempt=EXEMPT in kinds,
        away=AWAY in kinds,
        here=HERE in kinds,
        suspended=SUSPENDED in kinds,
        prosecuted=PROSECUTED in kinds,
    )


def age(born_on: PartialDate | None, day: date) -> int | None:
    return age_on(born_on, day) if born_on else None


def party_seniority_years(admitted_on: PartialDate | None, day: date) -> int | None:
    """Whole years since the date on the admission decision.

    Source: regulation "charter-implementation" (DOMAIN 6.4 [P]).
    """
    return max(0, age_on(admitted_on, day)) if admitted_on else None


def probation_due(admitted_on: PartialDate | None, months: int) -> date | None:
    """The day probation ends; full status counts from it even when the paperwork is late.

    None when the day of admission is not known. Source: regulation "charter-implementation", point
    "probation_months" (DOMAIN 6.4 [P]).
    """
    if admitted_on is None or admitted_on.exact is None:
        return None
    return plus_months(admitted_on.exact, months)


def plus_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


POSTS = ("secretary", "deputy_secretary", "committee_member")
"""Posts in the committee of a cell, or of a unit above cells."""

ROLES_AT: Mapping[str, tuple[str, ...]] = {
    "centre": ("centre_office", "inspection_commission", "operator"),
    "province": ("province_office", "inspection_commission", "operator"),
    "commune": (*POSTS, "ward_office", "inspection_commission", "operator"),
    "committee": (*POSTS, "ward_office", "inspection_commission"),
    "cell": (*POSTS, "overseer"),
    "group": (),
}
"""Roles that exist at a unit of each kind. A grassroots organisation's office does for the cells below it
what a ward's office does, so it holds the same role."""

FROM_THE_CELL = frozenset(POSTS)
"""Roles only a full member who sits in the cell, or in a cell below the unit, can hold (Charter art. 3.4:
probationary members do not stand for election [P]; that appointed secretaries must sit there too is a doubt
[R])."""

ONE_AT_A_TIME = frozenset({"secretary"})

MAY_APPOINT: Mapping[str, frozenset[str]] = {
    "ward_office": frozenset(
        {
            "secretary",
            "deputy_secretary",
            "committee_member",
            "overseer",
            "ward_office",
            "inspection_commission",
        }
    ),
    "operator": frozenset(
        {"ward_office", "province_office", "centre_office", "inspection_commission", "operator"}
    ),
}
"""Who hands out what: an operator opens the offices, and the offices appoint in their cells."""


def seniority_line(order: str) -> int:
    """Where a role stands in a list of a cell's people: the secretary first."""
    return POSTS.index(order) if order in FROM_THE_CELL else len(POSTS)


@dataclass(frozen=True, slots=True)
class DateFault:
    """A date that cannot be: the field it stands in and what is wrong with it."""

    field: str
    what: str


def fault_of_dates(
    born_on: PartialDate | None, admitted_on: PartialDate | None, full_on: PartialDate | None, today: date
) -> DateFault | None:
    """The first thing wrong with a member's dates.

    That is 'future', 'admitted_before_birth' or 'full_before_admission'.
    """
    for field, day in (("born_on", born_on), ("admitted_on", admitted_on), ("full_on", full_on)):
        if day is not None and day.earliest > today:
            return DateFault(field, "future")
    if surely_before(admitted_on, born_on):
        return DateFault("admitted_on", "admitted_before_birth")
    if surely_before(full_on, admitted_on):
        return DateFault("full_on", "full_before_admission")
    return None


OLDEST = 105
"""Years of age beyond which a birth is asked about; the oldest members known are a little over a hundred."""
PARTY_FOUNDED = date(1930, 2, 3)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A date that can be but hardly is: the field, what is strange, and the age or the day to say with it."""

    field: str
    what: str
    said: str


def doubts_of_dates(
    born_on: PartialDate | None, admitted_on: PartialDate | None, today: date, youngest: int
) -> list[Doubt]:
    """What is strange about a member's dates. It is said and blocks nothing.

    'very_old', 'very_young' (not yet `youngest` years old today), 'before_party', 'young_at_admission'.
    `youngest` is the age at admission of the regulation "charter-implementation".
    """
    found: list[Doubt] = []
    years = age(born_on, today)
    if years is not None and years > OLDEST:
        found.append(Doubt("born_on", "very_old", str(years)))
    if years is not None and 0 <= years < youngest:
        found.append(Doubt("born_on", "very_young", str(years)))
    if admitted_on is not None and surely_before(admitted_on, PartialDate.of(PARTY_FOUNDED)):
        found.append(Doubt("admitted_on", "before_party", admitted_on.label()))
    if born_on is not None and admitted_on is not None:
        at_admission = _age_at(born_on, admitted_on)
        if 0 <= at_admission < youngest:
            found.append(Doubt("admitted_on", "young_at_admission", str(at_admission)))
    return found


def _age_at(born: PartialDate, day: PartialDate) -> int:
    """The age on a day; by years alone when either is not exact."""
    return age_on(born, day.earliest) if born.exact and day.exact else day.year - born.year


def surely_before(one: PartialDate | None, other: PartialDate | None) -> bool:
    """Whether `one` lies before `other` as far as both are known: 1990 is not before 05/1990."""
    if one is None or other is None:
        return False
    known = min(len(str(one)), len(str(other)))
    return str(one)[:known] < str(other)[:known]


def needs_more(number: int, least: int, has_it: bool) -> bool:
    """Whether a cell of so many members is to have what it has not: Party groups, or a committee."""
    return number >= least and not has_it
