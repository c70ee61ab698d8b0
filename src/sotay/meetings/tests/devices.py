"""Devices without a network, for tests: each writes for itself and sends when it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sotay.kernel.actor import Actor
from sotay.meetings import actions
from sotay.meetings.actions import Submission
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting


@dataclass
class Device:
    """`skew` is how wrong its clock is; `seen` how much of the log it has pulled."""

    name: str
    actor: Actor
    number: int
    skew: timedelta = timedelta()
    seen: int = 0
    pulled: list[Entry] = field(default_factory=list)
    own: list[Submission] = field(default_factory=list)
    outbox: list[Submission] = field(default_factory=list)
    refused: set[UUID] = field(default_factory=set)
    last: datetime | None = None

    @property
    def state(self) -> State:
        """What this device shows: what it pulled and what it wrote itself."""
        own = [_entry(sent, self.actor) for sent in self.own if sent.id not in self.refused]
        return fold([*self.pulled, *own])

    @property
    def log(self) -> list[Entry]:
        return [*self.pulled, *(_entry(sent, self.actor) for sent in self.own)]

    def write(self, act: str, at: datetime, **data: Any) -> UUID:
        """An entry made now: later than all this device wrote before, whatever its clock did."""
        shown = at + self.skew
        if self.last is not None and shown <= self.last:
            shown = self.last + timedelta(milliseconds=1)
        self.last = shown
        sent = Submission(act, data, UUID(int=(self.number << 64) + len(self.own) + 1), shown, self.seen)
        self.own.append(sent)
        self.outbox.append(sent)
        return sent.id

    def send(self, meeting: Meeting, count: int | None = None) -> list[actions.SubmissionResult]:
        """Send the oldest `count` entries of the outbox, or all of them."""
        batch = self.outbox[:count]
        self.outbox = self.outbox[len(batch) :]
        return self.batch(meeting, batch)

    def batch(self, meeting: Meeting, batch: list[Submission]) -> list[actions.SubmissionResult]:
        outcomes, _state = actions.record(meeting=meeting, by=self.actor, entries=batch, device=self.name)
        self.refused |= {each.id for each in outcomes if each.result == "refused"}
        return outcomes

    def pull(self, meeting: Meeting) -> None:
        rows = list(meeting.log.order_by("seq"))
        self.seen = rows[-1].seq if rows else 0
        self.pulled = [row.entry() for row in rows]


def _entry(sent: Submission, actor: Actor) -> Entry:
    return Entry(sent.id, sent.act, sent.data, actor.member_id, sent.at)
