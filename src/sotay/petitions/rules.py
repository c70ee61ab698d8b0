"""Who may answer a petition, and where it goes. Pure: kinds and roles are the values of their enums.

A petition is held by one unit at a time. The unit that holds it answers it, passes it up or sends it back
down; an answer goes back to the cell, which tells the person and closes it. Source: the ward synthesises
petitions before day 10 and settles or passes up (S001); HD 42-HD/BTCTW, step 4 (petitions are answered);
terms of answers: QĐ 294-QĐ/TW, point 2.3. Petitions alike are joined: the answer to one answers all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sotay.kernel.text import search_key

OPEN, ANSWERED, CLOSED, JOINED = "open", "answered", "closed", "joined"

SPEAKS_FOR: Mapping[str, frozenset[str]] = {
    "cell": frozenset({"secretary", "deputy_secretary"}),
    "committee": frozenset({"ward_office"}),
    "commune": frozenset({"ward_office"}),
    "province": frozenset({"province_office"}),
    "centre": frozenset({"centre_office"}),
}
"""Roles that act for a unit of each kind. A grassroots committee works through a ward office's role."""

LEVEL_OF = {"ward": ("committee", "commune"), "province": ("province",)}
"""Kinds that may hold a petition to a level (`meetings.state.Asked.to_level`); 'cell' stays where it is."""

REPLY_TERM = {
    "cell": "reply_days_grassroots",
    "committee": "reply_days_grassroots",
    "commune": "reply_days_above",
    "province": "reply_days_above",
    "centre": "reply_days_centre",
}
"""Point of the regulation "charter-implementation" with the working days a unit of each kind has."""

PASSES_TO = ("committee", "commune", "province", "centre")

MOVES: Mapping[str, Mapping[str, str]] = {
    "answer": {OPEN: ANSWERED},
    "pass_up": {OPEN: OPEN},
    "send_back": {OPEN: OPEN},
    "promise": {OPEN: OPEN},
    "close": {ANSWERED: CLOSED},
    "reopen": {ANSWERED: OPEN, CLOSED: OPEN},
    "decline": {OPEN: ANSWERED},
    "join": {OPEN: JOINED},
    "separate": {JOINED: OPEN},
    "withdraw": {OPEN: CLOSED},
}
"""For each thing that can be done, the states it can be done in and the state it leads to."""


def moved(state: str, move: str) -> str | None:
    """The state a move leads to; None when it cannot be done now."""
    return MOVES[move].get(state)


def speaks_for(role: str, kind: str) -> bool:
    return role in SPEAKS_FOR.get(kind, ())


ALIKE = 0.3
"""From this likeness on two petitions are offered for joining. Offered, never done: somebody reads both."""


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of groups of three letters they have in common, without
    marks and capitals (the measure of PostgreSQL's pg_trgm, Dice's coefficient).
    """
    left, right = _trigrams(one), _trigrams(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def most_alike(text: str, others: Iterable[tuple[UUID, str]], count: int = 5) -> list[UUID]:
    """The petitions most like a text, the likest first; those less alike than ALIKE are left out."""
    found = ((likeness(text, other), pk) for pk, other in others)
    return [pk for how, pk in sorted(found, key=lambda each: -each[0]) if how >= ALIKE][:count]


def _trigrams(text: str) -> set[str]:
    padded = (f"  {word} " for word in search_key(text).split())
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}
