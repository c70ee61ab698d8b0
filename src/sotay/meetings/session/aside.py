"""Matters set aside in an open meeting, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited
from sotay.meetings.log import rules
from sotay.meetings.log.state import DROPPED, NEXT_MEETING, SetAside, State
from sotay.meetings.models import Meeting
from sotay.meetings.session import versions
from sotay.meetings.words import BECAME

TONES = {"": "wait", NEXT_MEETING: "info", rules.TASK: "ok", rules.PETITION: "ok", DROPPED: "off"}


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A matter set aside. `edited` is what the buttons to decide on it were shown for."""

    matter: SetAside
    became: str
    edited: Edited[State] | None

    @property
    def words(self) -> Any:
        return BECAME[self.became]

    @property
    def tone(self) -> str:
        return TONES[self.became]

    @property
    def is_made(self) -> bool:
        """A task or a petition: decided by taking that back, and by nothing else."""
        return self.became in {rules.TASK, rules.PETITION}


def rows_of(actor: Actor, meeting: Meeting, state: State) -> list[AsideRow]:
    return [
        AsideRow(
            matter,
            rules.became(state, matter.entry),
            versions.noted(actor, meeting, state, "set_aside_settled", str(matter.entry)),
        )
        for matter in state.set_aside
    ]
