"""Who may answer a petition, and where it goes. Pure: kinds and roles are the values of their enums.

A petition is held by one unit at a time. The unit that holds it answers it, passes it up or sends it back
down; an answer goes back to the cell, which tells the person and closes it. Source: the ward synthesises
petitions before day 10 and settles or passes up (S001); HD 42-HD/BTCTW, step 4 (petitions are answered).
"""

from __future__ import annotations

from collections.abc import Mapping

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"

SPEAKS_FOR: Mapping[str, frozenset[str]] = {
    "cell": frozenset({"secretary", "deputy_secretary"}),
    "committee": frozenset({"ward_office"}),
    "commune": frozenset({"ward_office"}),
    "province": frozenset({"province_office"}),
    "centre": frozenset({"province_office"}),
}
"""Roles that act for a unit of each kind. A grassroots committee works through a ward office's role."""

LEVEL_OF = {"ward": ("committee", "commune"), "province": ("province",)}
"""Kinds that may hold a petition to a level (`meetings.state.Asked.to_level`); 'cell' stays where it is."""

PASSES_TO = ("committee", "commune", "province", "centre")

MOVES: Mapping[str, Mapping[str, str]] = {
    "answer": {OPEN: ANSWERED},
    "pass_up": {OPEN: OPEN},
    "send_back": {OPEN: OPEN},
    "promise": {OPEN: OPEN},
    "close": {ANSWERED: CLOSED},
    "reopen": {ANSWERED: OPEN, CLOSED: OPEN},
}
"""For each thing that can be done, the states it can be done in and the state it leads to."""


def moved(state: str, move: str) -> str | None:
    """The state a move leads to; None when it cannot be done now."""
    return MOVES[move].get(state)


def speaks_for(role: str, kind: str) -> bool:
    return role in SPEAKS_FOR.get(kind, ())
