"""What was recorded in a meeting, as the room shows it: each line with who said it and its wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotay.meetings.log.state import State, Statement, Text
from sotay.meetings.session.forms import ActForm


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several wordings, with who wrote it."""

    text: str
    at: Any
    who: str


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A line of the record, as the feed shows it."""

    entry: UUID
    kind: str
    words: Any
    who: str
    text: str
    at: Any
    over: str = ""  # wordings a new one is written over, for the form to carry
    wordings: tuple[Variant, ...] = ()
    form: ActForm | None = None  # the new wording just sent, when it was refused


def all_lines(state: State, standing: Mapping[UUID | None, str], refused: ActForm | None) -> list[FeedLine]:
    """Everything recorded so far, newest first.

    `standing` has the wordings a new one is written over; `refused` is a new wording that was not taken.
    """

    def line(text: Text, kind: str, words: Any, who: str = "") -> FeedLine:
        form = refused if refused is not None and refused.data.get("entry") == str(text.entry) else None
        over = standing.get(text.entry, "")
        return FeedLine(
            text.entry, kind, words, who, text.text, text.at, over, variants_of(state, text), form
        )

    found = [
        *(line(x, "note", _("Minutes")) for x in state.notes),
        *(line(x, "statement", _("Statement"), _speaker(state, x)) for x in state.statements),
        *(line(x, "praise", _("Praise, reminder")) for x in state.praises),
        *(line(x, "motion", _("Vote")) for x in state.motions),
        *(line(x, "task", _("Task"), _doers(state, x.members)) for x in state.tasks),
        *(line(x, "petition", _("Petition"), x.raised_by_name) for x in state.petitions),
        *(line(x, "set_aside", _("Matter set aside"), x.raised_by_name) for x in state.set_aside),
    ]
    return sorted(found, key=lambda each: (each.at, each.entry), reverse=True)


def variants_of(state: State, text: Text) -> tuple[Variant, ...]:
    """A text as several devices worded it, when they did not know of each other."""
    names = {seat.member: seat.name for seat in state.seats} if text.wordings else {}
    return tuple(
        Variant(each.text, each.at, names.get(each.by, "") if each.by else "") for each in text.wordings
    )


def _speaker(state: State, statement: Statement) -> str:
    seat = state.seat(statement.speaker) if statement.speaker else None
    return seat.name if seat else statement.speaker_name


def _doers(state: State, members: tuple[UUID, ...]) -> str:
    return ", ".join(seat.name for seat in state.seats if seat.member in members)
