"""How what a meeting decides leaves it, and comes back to the next one (DESIGN, ideas 6 and 7).

Apps on the floors above hand in an `AgendaSource` (tasks, petitions) from `AppConfig.ready`. A meeting asks
them what is still open when its agenda is drafted, and hands them its state in the very transaction that
closes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class Carried:
    """Something still open: a task (with its people) or a petition (with who holds it)."""

    kind: str  # of its source: "task", "petition", ...
    id: UUID
    text: str
    detail: str  # people, or the unit that holds it, in words
    since: date
    due_on: date | None = None
    standing: str = ""  # where it is now, in words
    meeting_id: UUID | None = None  # that it came of


class AgendaSource(Protocol):
    """`agenda_key` names the item of the agenda that speaks of what is open, as templates name it."""

    kind: str
    agenda_key: str

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """What the cell still follows on `day`, oldest first."""

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Keep what the closing meeting recorded; called again after an amendment, so keyed by entry id."""


AGENDA_SOURCES: Hook[AgendaSource] = Hook(
    "meetings.agenda_sources", "what a meeting comes back to until it is settled"
)


def open_for(meeting: Meeting, day: date) -> list[Carried]:
    """What the meeting's cell still follows on `day`. What a committee decided comes back to the committee:
    the agenda of any other meeting is read by the whole cell.
    """
    sources = sorted(AGENDA_SOURCES, key=lambda source: source.kind, reverse=True)
    found = [item for source in sources for item in source.open_for(meeting.cell, day)]
    if meeting.kind == Meeting.Kind.COMMITTEE:
        return found
    asked = Meeting.objects.filter(pk__in={each.meeting_id for each in found if each.meeting_id})
    committees = set(asked.filter(kind=Meeting.Kind.COMMITTEE).values_list("pk", flat=True))
    return [each for each in found if each.meeting_id not in committees]


def keys() -> dict[str, str]:
    """The item of the agenda that each kind of open matter stands under."""
    return {source.kind: source.agenda_key for source in AGENDA_SOURCES}


def take_up(meeting: Meeting, state: State, by: Actor) -> None:
    for source in AGENDA_SOURCES:
        source.take_up(meeting, state, by)
