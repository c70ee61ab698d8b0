"""Who takes part in a meeting, by its kind: the committee, a group, the cell, or two cells together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sotay.kernel.actor import Role
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.meetings.preparation.kinds import Kind, shape_of
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.members.queries import RosterRow
from sotay.regulations import RuleBook
from sotay.regulations import on as rules_on
from sotay.units.models import Unit

POSTS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
"""Those of a cell's committee, the first who leads it."""
LEAST_FEW = 2
"""A committee or a group of one does not meet. Source: this program's proposal."""


@dataclass(frozen=True, slots=True)
class Place:
    """A person and the cell they are called with.

    `barred`: not summoned, because suspended, or prosecuted, charged or detained (294-QĐ/TW point 9.3.2).
    `counts_if_present`: a member of the committee on temporary transfer elsewhere (point 9.3.3).
    """

    cell: Unit
    row: RosterRow
    away: bool
    barred: bool
    counts_if_present: bool = False

    @property
    def comes(self) -> bool:
        return not (self.away or self.barred)


def places(meeting: Meeting, day: date) -> list[Place]:
    """Everybody who takes part on that day, cell by cell, in Vietnamese order of names."""
    book = rules_on(timezone.localdate(meeting.planned_at))
    barred = partial(_is_barred, book)
    if meeting.kind == Kind.COMMITTEE:
        # Somebody on temporary transfer stays a member of the committee at home (QĐ 294, 6.3.2c).
        leave = book.value("charter-implementation.base_absent_away_leave_committee")
        return [
            Place(meeting.cell, row, away=False, barred=barred(row), counts_if_present=row.away and leave)
            for row in _committee(meeting.cell, day)
        ]
    found = [
        Place(cell, row, row.away, barred(row))
        for cell in meeting.cells
        for row in members.roster(cell.pk, day)
    ]
    if meeting.is_joint:
        members.tell_apart(place.row.member for place in found)
    if meeting.kind == Kind.GROUP:
        chosen = set(meeting.participants.values_list("member_id", flat=True))
        return [place for place in found if place.row.member.pk in chosen]
    return found


def _committee(unit: Unit, day: date) -> list[members.RosterRow]:
    if not unit.is_cell:
        return members.committee(unit.pk, day)
    return [row for row in members.roster(unit.pk, day) if row.role in POSTS]


def _is_barred(book: RuleBook, row: RosterRow) -> bool:
    """Not summoned. Source: "charter-implementation", points `base_excludes_suspended`, `…_prosecuted`."""
    return row.suspended or (row.prosecuted and book.value("charter-implementation.base_excludes_prosecuted"))


def people(meeting: Meeting) -> list[Member]:
    """Those who can chair, take minutes, present: whoever takes part and may come."""
    day = timezone.localdate(meeting.planned_at)
    return [place.row.member for place in places(meeting, day) if place.comes]


def able(cell: Unit, day: date) -> list[Member]:
    """Those of a cell who may come to its meetings."""
    book = rules_on(day)
    return [row.member for row in members.roster(cell.pk, day) if not (row.away or _is_barred(book, row))]


def seats(meeting: Meeting, day: date) -> list[dict[str, Any]]:
    """The roll, as the opening writes it into the log."""
    return [_seat(meeting, place) for place in places(meeting, day)]


def _seat(meeting: Meeting, place: Place) -> dict[str, Any]:
    row = place.row
    return {
        "member": str(row.member.pk),
        "name": row.member.shown,
        "full": row.full,
        "exempt": row.exempt,
        "away": place.away,
        "here": row.here,
        "suspended": place.barred,
        "counts_if_present": place.counts_if_present,
        "role": row.role,
        "cell": called(meeting, place.cell),
    }


def called(meeting: Meeting, cell: Unit) -> str:
    """What a seat of a joint meeting calls its cell; of a meeting of one cell nothing."""
    if not meeting.is_joint:
        return ""
    alike = len({each.name for each in meeting.cells}) == 1
    return f"{cell.name} ({cell.code})" if alike else cell.name


def refuse_too_few(meeting: Meeting, seats: Iterable[dict[str, Any]]) -> None:
    """A cell with fewer full members than the Charter asks cannot meet to decide (Article 24.1). Those here
    for a while belong to another cell.
    """
    if not shape_of(meeting).of_the_cell:
        refuse_alone(len(list(seats)))
        return
    full = Counter(seat["cell"] for seat in seats if seat["full"] and not seat["here"])
    least = rules_on(timezone.localdate(meeting.planned_at)).value("cell-meeting.min_full_members")
    for cell in meeting.cells:
        _refuse_below(cell, full[called(meeting, cell)], least)


def refuse_alone(number: int) -> None:
    if number < LEAST_FEW:
        raise Refusal(
            _(
                "Fewer than two people take part in this meeting. Appoint the committee in the list of "
                "members, or choose who belongs to the group."
            )
        )


def _refuse_below(cell: Unit, full: int, least: int) -> None:
    if full < least:
        raise Refusal(
            ngettext(
                "%(cell)s has %(n)s full member and needs at least %(least)s to meet. "
                "Check the roster, or ask the committee above.",
                "%(cell)s has %(n)s full members and needs at least %(least)s to meet. "
                "Check the roster, or ask the committee above.",
                full,
            )
            % {"cell": cell.name, "n": full, "least": least}
        )
