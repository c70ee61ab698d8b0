"""How what a meeting decides leaves it, and comes back to the next one (DESIGN, ideas 6 and 7).

Apps on the floors above hand in an `AgendaSource` from `AppConfig.ready`. A meeting asks them what is still
open and what they propose when its agenda is drafted, tells them what of it is left out, and hands them its
state in the very transaction that closes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.meetings.log.state import State
from sotay.meetings.models import AgendaItem, Meeting
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


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item an app above puts on a drafted agenda. The words go into papers, so they are Vietnamese."""

    kind: str  # of the source
    id: UUID
    title: str
    text: str
    label: str  # who proposes it, as the agenda shows it
    compulsory: bool = False  # it is not taken off without a reason
    placed: bool = False  # it is drafted also where the template has no item for it


class AgendaSource(Protocol):
    """`agenda_key` names the item of the agenda that speaks of what the source has, as templates name it.
    With `only_proposes` that item is left out when nothing is proposed.
    """

    kind: str
    agenda_key: str
    only_proposes: bool = False

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """What the cell still follows on `day`, oldest first."""
        return []

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Keep what the closing meeting recorded; called again after an amendment, so keyed by entry id."""
        return

    def proposes(self, meeting: Meeting) -> list[Proposal]:
        """Items for the agenda of a meeting in preparation, without those it left out."""
        return []

    def left_out(self, item: AgendaItem, reason: str, by: Actor) -> None:
        """A proposed item is taken off the agenda; `reason` is there when it was compulsory."""
        return

    def put_back(self, item: AgendaItem, by: Actor) -> None:
        """An item that was left out is on the agenda again."""
        return


AGENDA_SOURCES: Hook[AgendaSource] = Hook(
    "meetings.agenda_sources",
    "what comes to a meeting and goes out of it: matters that are open, items that are proposed",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What members are asked to think over before a meeting."""

    id: UUID
    text: str


QUESTIONS: Hook[Callable[[Meeting], Iterable[Question]]] = Hook(
    "meetings.questions", "questions that members think over before a meeting and may answer in writing"
)


def questions_for(meeting: Meeting) -> list[Question]:
    return [question for ask in QUESTIONS for question in ask(meeting)]


Announcement = Callable[[Actor, date], Mapping[tuple[UUID, Month], str]]

ANNOUNCEMENTS: Hook[Announcement] = Hook(
    "meetings.announcements",
    "a sentence on Today about what waits for the agendas of the cells the reader leads, by cell and month",
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


def proposals_for(meeting: Meeting) -> dict[str, list[Proposal]]:
    """What is proposed for the meeting's agenda, by the item of the regulation that it takes the place of."""
    found: dict[str, list[Proposal]] = {}
    for source in AGENDA_SOURCES:
        if proposals := source.proposes(meeting):
            found.setdefault(source.agenda_key, []).extend(proposals)
    return found


def only_proposed() -> set[str]:
    """Items of the regulation's agenda that are there only when something is proposed."""
    return {source.agenda_key for source in AGENDA_SOURCES if source.only_proposes}


def key_of(kind: str) -> str:
    """The item of the regulation's agenda under which a source shows what it has."""
    return next((source.agenda_key for source in AGENDA_SOURCES if source.kind == kind), "")


def left_out(item: AgendaItem, reason: str, by: Actor) -> None:
    for source in AGENDA_SOURCES:
        if item.source and source.kind == item.source:
            source.left_out(item, reason, by)


def put_back(item: AgendaItem, by: Actor) -> None:
    for source in AGENDA_SOURCES:
        if item.source and source.kind == item.source:
            source.put_back(item, by)
