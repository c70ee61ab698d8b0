"""A joint meeting is one log and two records: the same meeting, as each of its cells has it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from copy import copy
from dataclasses import replace
from uuid import UUID

from sotay.meetings.log import rules
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import missing_roles
from sotay.papers.structure import CHAIR
from sotay.units.models import Unit


def sides(meeting: Meeting, state: State) -> Iterator[tuple[Meeting, State]]:
    """The meeting and what it amounts to for each cell it is of; of most meetings there is one side.

    The second side's meeting is a copy to compose papers and keep tasks by. It must not be saved.
    """
    if meeting.partner is None:
        yield meeting, state
        return
    first, *second = rules.cells_of(state) or [""]
    yield meeting, rules.record_of(state, first)
    other = rules.record_of(state, second[0] if second else meeting.partner.name)
    chair = meeting.partner_chair
    named = replace(other, chair=chair.full_name, chair_id=chair.pk) if chair else other
    yield _as_partner(meeting, meeting.partner), named


PARTNER_CHAIR = "partner_chair"
"""The two chairs preside together; the second signs as chair of the other cell's record."""


def chair_role(meeting: Meeting, cell_id: UUID) -> str:
    """Whose signature the record of a cell waits for in the chair's place."""
    return PARTNER_CHAIR if cell_id == meeting.partner_id else CHAIR


def awaited(meeting: Meeting, paper: IssuedPaper, signed: Container[str] | None = None) -> set[str]:
    """Whose signatures the paper waits for; `signed` as of `missing_roles`."""
    chair = chair_role(meeting, paper.cell_id)
    return {chair if role == CHAIR else role for role in missing_roles(paper, signed)}


def _as_partner(meeting: Meeting, partner: Unit) -> Meeting:
    side = copy(meeting)
    side._state = copy(meeting._state)
    side._state.fields_cache = dict(meeting._state.fields_cache)
    for known in ("_rules_in_force", "_points"):  # those of the other cell
        side.__dict__.pop(known, None)
    side.cell, side.partner, side.commune_id = partner, meeting.cell, partner.commune_id
    side.chair = meeting.partner_chair
    return side
