"""Kinds of meeting: what each asks for, whose it is, and which agenda it starts from. Pure data.

Only a regular meeting is the month's meeting: a thematic one does not replace it, and a cell's meeting
is never merged with another (HD 42-HD/BTCTW, DOMAIN 2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import ABOVE_CELLS
from sotay.meetings.models import Meeting
from sotay.units.models import Unit

Kind = Meeting.Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """`asks` names what has to be known to set one up: "theme", "because", "people" or "partner".

    `agenda` is the short key of its template, nothing for the template of the cell's own type.
    `of_the_cell`: the whole cell sits in it, so the Charter's least number of members holds.
    """

    sentence: str | Promise
    agenda: str = ""
    asks: str = ""
    of_the_cell: bool = True

    @property
    def roll_calls(self) -> int | None:
        """A few people around a table are called once; None: as often as the regulation wants."""
        return None if self.of_the_cell else 1


SHAPES: Mapping[str, Shape] = {
    Kind.REGULAR: Shape(
        _("Once a month, for the whole cell. A thematic part can be held with it."),
    ),
    Kind.THEMATIC: Shape(
        _("On one theme, at least once a quarter. It does not replace the regular meeting."),
        agenda="thematic",
        asks="theme",
    ),
    Kind.COMMITTEE: Shape(
        _("The secretary, the deputy and the committee members agree what the cell will discuss."),
        agenda="committee",
        of_the_cell=False,
    ),
    Kind.GROUP: Shape(
        _("In a large cell: the members of one group, whom you choose from the roster."),
        agenda="group",
        asks="people",
        of_the_cell=False,
    ),
    Kind.JOINT: Shape(
        _(
            "With another cell of your ward. Each cell gets its own minutes and conclusion; "
            "votes are left to each cell's own meeting."
        ),
        agenda="joint",
        asks="partner",
    ),
    Kind.CONFERENCE: Shape(
        _("For reviews, asking for opinions, elections. The whole cell comes."),
        agenda="conference",
    ),
    Kind.EXTRAORDINARY: Shape(
        _("Called out of turn because something cannot wait. Say why."),
        agenda="extraordinary",
        asks="because",
    ),
}


OF_A_UNIT = Shape(
    _("The secretary, the deputy and the members of the committee lead the organisation together."),
    agenda="unit_committee",
    of_the_cell=False,
)
"""The meeting of the committee of a unit above cells: the only one that is held there."""


def kinds_of(unit: Unit) -> list[Kind]:
    """Which meetings a unit holds: a cell all kinds, a unit above cells those of its committee."""
    if unit.is_cell:
        return list(Kind)
    return [Kind.COMMITTEE] if unit.kind in ABOVE_CELLS else []


def describe(kind: str, unit: Unit) -> tuple[str, str]:
    """What a kind of meeting is called at a unit, and a sentence that says what it is for."""
    of = Meeting(kind=kind, cell=unit)
    return of.get_kind_display(), str(shape_of(of).sentence)


def shape_of(meeting: Meeting) -> Shape:
    return OF_A_UNIT if meeting.is_of_unit_committee else SHAPES[meeting.kind]
