"""Writes of a meeting's log: opening, everything in the room, closing.

`record` is the one way into the log; the page, the API and the offline sync all call it.
Preparing is in `preparing`, papers and reporting in `afterwards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.meetings import acts, afterwards, loops, rules
from sotay.meetings.law import law_of
from sotay.meetings.log import Entry, State, fold
from sotay.meetings.models import LogEntry, Meeting


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry as a device sends it. `at` is the device's own time."""

    act: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry: accepted, known (sent before) or refused with a reason to act on."""

    id: UUID
    result: str
    refusal: Refusal | None = None


def one(*, meeting: Meeting, by: Actor, act: str, id: UUID | None = None, **data: Any) -> State:  # noqa: A002
    """Record one act that happens now; the state after it. Raises the Refusal when it may not happen."""
    sent = Sent(act, data, id or new_id())
    outcomes, state = record(meeting=meeting, by=by, entries=[sent])
    if outcomes[0].refusal:
        raise outcomes[0].refusal
    return state


@transaction.atomic
def record(
    *, meeting: Meeting, by: Actor, entries: Iterable[Sent], device: str = ""
) -> tuple[list[Outcome], State]:
    """Add entries to the log, each on its own merits, and keep the meeting's figures in step.

    The lock on the meeting makes two people who close it at once take turns: the second gets a
    refusal that says it is closed. `meeting` is brought up to date in place.
    """
    locked = Meeting.objects.select_for_update(of=("self",)).select_related("cell__parent").get(pk=meeting.pk)
    log = {row.id: row.entry() for row in locked.log.all()}
    state, outcomes = fold(log.values()), []
    for sent in entries:
        if sent.id in log:
            outcomes.append(Outcome(sent.id, "known"))
            continue
        try:
            entry = _accept(locked, state, log, sent, by, device)
        except Refusal as refusal:
            outcomes.append(Outcome(sent.id, "refused", refusal))
            continue
        log[entry.id] = entry
        state = fold(log.values())
        _follow(locked, state, entry, by)
        outcomes.append(Outcome(sent.id, "accepted"))
    if any(outcome.result == "accepted" for outcome in outcomes):
        _keep_figures(locked, state)
        locked.save()
        loops.tell(locked)
    for each in locked._meta.concrete_fields:
        setattr(meeting, each.attname, getattr(locked, each.attname))
    return outcomes, state


def _accept(
    meeting: Meeting, state: State, log: Mapping[UUID, Entry], sent: Sent, by: Actor, device: str
) -> Entry:
    room = acts.Room(state, timezone.localdate(sent.at), law_of(meeting))
    data = acts.check(sent.act, sent.data, room)
    if sent.act in {"withdrawn", "revised"}:
        _refuse_unless_it_can_change(log.get(UUID(data["entry"])), sent.act)
    if LogEntry.objects.filter(pk=sent.id).exists():
        raise Refusal(_("This was sent for another meeting already."))
    meeting.log_version += 1
    row = LogEntry.objects.create(
        id=sent.id,
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        seq=meeting.log_version,
        act=sent.act,
        data=data,
        account_id=by.account_id,
        member_id=by.member_id,
        device=device[:40],
        device_at=sent.at,
    )
    return row.entry()


def _refuse_unless_it_can_change(target: Entry | None, act: str) -> None:
    if target is None:
        raise Refusal(_("What you want to change is not in this meeting."))
    if target.act in {"opened", "closed", "withdrawn"} or (act == "revised" and "text" not in target.data):
        raise Refusal(_("This cannot be taken back or reworded."))


def _follow(meeting: Meeting, state: State, entry: Entry, by: Actor) -> None:
    """What opening and closing set in motion."""
    if entry.act == "opened":
        meeting.stage, meeting.opened_at = Meeting.Stage.OPEN, entry.at
        audit.record(by, "meeting.opened", meeting, title=str(meeting))
    if entry.act == "closed":
        meeting.stage, meeting.closed_at = Meeting.Stage.CLOSED, entry.at
        _keep_figures(meeting, state)
        meeting.save()
        loops.take_up(meeting, state, by)
        afterwards.write_papers(meeting, state, by)
        audit.record(by, "meeting.closed", meeting, title=str(meeting))


def _keep_figures(meeting: Meeting, state: State) -> None:
    figures = rules.figures(state, law_of(meeting))
    counted = figures.attendance
    meeting.attendance_base, meeting.present = counted.base, counted.present
    meeting.excused, meeting.unexcused = counted.excused, counted.unexcused
    meeting.in_hall, meeting.spoke = figures.in_hall, figures.spoke
    meeting.items = len(state.items)
    meeting.items_begun = sum(item.begun_at is not None for item in state.items)
