"""Giving somebody a task between two meetings: asked for by apps above, done by the one that keeps tasks."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.members.models import Member
from sotay.units.models import Unit


class Give(Protocol):
    """Answers the address of the task's page."""

    def __call__(self, *, cell: Unit, by: Actor, to: Member, text: str, due_on: date) -> str: ...


GIVERS: Hook[Give] = Hook("meetings.givers", "how a member is given a task between two meetings")


def give_task(*, cell: Unit, by: Actor, to: Member, text: str, due_on: date) -> str:
    """Raises LookupError where no app keeps tasks."""
    for give in GIVERS:
        return give(cell=cell, by=by, to=to, text=text, due_on=due_on)
    raise LookupError("no app keeps tasks")
