"""Writes of a meeting's log: everything in the room, closing.

`record` is the one way into the log; the page, the API and the offline sync all call it.
Opening is in `session.opening`; signing, reporting and what is added later in modules of those names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import (
    agenda_sources,
    amendments,
    attendance_marks,
    ballot_box,
    composing,
    figures,
    locking,
    merged,
    queries,
)
from sotay.meetings.attendance import alerts
from sotay.meetings.device_time import DEVICE_SAID
from sotay.meetings.joint import sides
from sotay.meetings.log import acts, chain, rules
from sotay.meetings.log.conditions import Context
from sotay.meetings.log.fold import CHANGING, PERMANENT, Entry, after, fold, moment_of
from sotay.meetings.log.state import OPEN, SECRET, State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.rules_in_force import rules_in_force


@dataclass(frozen=True, slots=True)
class Submission:
    """An entry as a device sends it. `at` is the device's own time.

    `seen` is how much of the log the device had when it made the entry (`log_version`); None for an
    entry made on the network, which has seen everything. `device_said` is the time the device named, when
    that cannot be and `at` is ours.
    """

    act: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)
    at: datetime = field(default_factory=timezone.now)
    seen: int | None = None
    device_said: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """What became of an entry: accepted, known (sent before) or refused with a reason to act on."""

    id: UUID
    result: str
    refusal: Refusal | None = None


def record_one(
    *, meeting: Meeting, by: Actor, act: str, id: UUID | None = None, own: bool = False, **data: Any
) -> State:
    """Record one act that happens now; the state after it. Raises the Refusal when it may not happen."""
    sent = Submission(act, data, id or new_id())
    outcomes, state = record(meeting=meeting, by=by, entries=[sent], own=own)
    if outcomes[0].refusal:
        raise outcomes[0].refusal
    return state


def mark_the_rest(*, meeting: Meeting, by: Actor, round_: str) -> list[UUID]:
    """Mark everybody the round still lacks as what they most likely are, as of one moment.

    Answers the entries that were made; `unmark` takes them back together.
    """
    state, excuses, now = queries.cached_state(meeting), queries.excuses(meeting), timezone.now()
    entries = []
    for seat in rules.the_rest(state, round_):
        mark = rules.likely(state, seat.member, round_, excuses.get(seat.member))
        data = {"member": str(seat.member), "round": round_, **mark}
        entries.append(Submission("roll_marked", data, new_id(), now))
    outcomes, _state = record(meeting=meeting, by=by, entries=entries)
    return [each.id for each in outcomes if each.result == "accepted"]


def unmark(*, meeting: Meeting, by: Actor, entry: UUID) -> State:
    """Take back the marks that one tap made: those of one moment and one account, `entry` among them.

    What somebody marked one by one since then stays.
    """
    marks = meeting.log.filter(act="roll_marked", device="")
    one = marks.filter(pk=entry).first()
    if one is None:
        raise Refusal(_("What you want to change is not in this meeting."))
    gone = {row.data["entry"] for row in meeting.log.filter(act="withdrawn")}
    together = marks.filter(device_at=one.device_at, account_id=one.account_id)
    taken = [Submission("withdrawn", {"entry": str(row.pk)}) for row in together if str(row.pk) not in gone]
    return record(meeting=meeting, by=by, entries=taken)[1]


@transaction.atomic
def record(
    *, meeting: Meeting, by: Actor, entries: Sequence[Submission], device: str = "", own: bool = False
) -> tuple[list[SubmissionResult], State]:
    """Add entries to the log, each on its own merits, and keep the meeting's figures in step.

    Each is judged by what its device knew: the log up to `seen` and that device's own entries. So
    it does not matter which of two devices reaches us first. `own` is for entries that only the
    server may make. The lock on the meeting makes two people who close it at once take turns: the
    second gets a refusal that says it is closed. `meeting` is brought up to date in place.
    """
    locked = locking.locked(meeting)
    book = LogWriter(locked, by, device, own=own, elsewhere=_used_elsewhere(locked, entries))
    before = book.state if book.misses_others(entries) else None
    outcomes = [book.take(sent) for sent in entries]
    if book.fresh:
        was_closed = locked.stage == Meeting.Stage.CLOSED
        LogEntry.objects.bulk_create(book.fresh)
        locked.log_version, locked.log_head = book.fresh[-1].seq, book.fresh[-1].link
        with figures.gathered():
            _follow(locked, book, by)
            if was_closed:
                _follow_what_came_late(locked, book, by)
            locked.save()
            if before is not None:
                merged.keep(locked, before, book.state, by=by, device=book.device)
            queries.keep_state(locked, book.state)
            figures.keep(locked, book.state)
    locking.bring_up_to_date(meeting, locked)
    return outcomes, book.state


def _used_elsewhere(meeting: Meeting, entries: Sequence[Submission]) -> set[UUID]:
    """Ids another meeting's log holds already."""
    sent = LogEntry.objects.filter(pk__in=[each.id for each in entries])
    return set(sent.exclude(meeting=meeting).values_list("pk", flat=True))


_LONG_AGO = (datetime.min.replace(tzinfo=UTC), UUID(int=0))


class DeviceLog:
    """A part of the log and what it means, as one device knows it or as all of it is."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.log = {entry.id: entry for entry in entries}
        self.newest = max(map(moment_of, self.log.values()), default=_LONG_AGO)
        self._state: State | None = None

    @property
    def state(self) -> State:
        """Folded when somebody asks: a batch of old entries would have it done for each of them."""
        if self._state is None:
            self._state = fold(self.log.values())
        return self._state

    def add(self, entry: Entry) -> None:
        """An entry later than all others only adds to the state; any other is folded in with them."""
        self.log[entry.id] = entry
        if entry.act in CHANGING or moment_of(entry) < self.newest:
            self._state = None
        elif self._state is not None:
            self._state = after(self._state, entry)
        self.newest = max(self.newest, moment_of(entry))


class LogWriter:
    """The log being written: what it holds, what it means, and what is new in it."""

    def __init__(self, meeting: Meeting, by: Actor, device: str, *, own: bool, elsewhere: set[UUID]) -> None:
        self.meeting, self.by, self.device, self.own = meeting, by, tidy(device[:40]), own
        self.elsewhere = elsewhere
        self.rows = list(meeting.log.all())
        self.all = DeviceLog(row.entry() for row in self.rows)
        self.views: dict[int, DeviceLog] = {}
        self.fresh: list[LogEntry] = []

    @property
    def state(self) -> State:
        return self.all.state

    def view(self, seen: int | None) -> DeviceLog:
        """What the device knew: all of the log, or that up to `seen` with its own entries."""
        if seen is None or seen >= self.meeting.log_version:
            return self.all
        if seen not in self.views:
            # Only the newest is kept up to date: a batch that names five hundred would take minutes.
            known = [
                *(row for row in self.rows if row.seq <= seen or (row.device and row.device == self.device)),
                *self.fresh,
            ]
            self.views = {seen: DeviceLog(row.entry() for row in known)}
        return self.views[seen]

    def misses_others(self, entries: Sequence[Submission]) -> bool:
        """Whether any of the entries was made without knowing what another device had written before."""
        known = min((sent.seen for sent in entries if sent.seen is not None), default=None)
        if known is None or known >= self.meeting.log_version:
            return False
        return any(row.seq > known and row.device != self.device for row in self.rows)

    def take(self, sent: Submission) -> SubmissionResult:
        if sent.id in self.all.log:
            return SubmissionResult(sent.id, "known")
        try:
            row = self._checked(sent)
        except Refusal as refusal:
            return SubmissionResult(sent.id, "refused", refusal)
        self.fresh.append(row)
        for view in (self.all, *self.views.values()):
            view.add(row.entry())
        return SubmissionResult(sent.id, "accepted")

    def _checked(self, sent: Submission) -> LogEntry:
        if self.meeting.stage == Meeting.Stage.CANCELLED:
            raise Refusal(_("This meeting was cancelled. Set up a new one."))
        view = self.view(sent.seen)
        context = Context(
            view.state,
            timezone.localdate(sent.at),
            rules_in_force(self.meeting),
            live=sent.seen is None,
            own=self.own,
            sealed=self.meeting.is_sealed,
        )
        data = acts.check(sent.act, self._with_mode(sent), context)
        if sent.act in {"withdrawn", "revised"}:
            _refuse_unless_it_can_change(view.log.get(UUID(data["entry"])), sent.act)
        if "over" in data:
            # Only what is in the log: two wordings written over each other would both be gone.
            data["over"] = [each for each in dict.fromkeys(data["over"]) if UUID(each) in self.all.log]
        if sent.id in self.elsewhere:
            raise Refusal(_("This was sent for another meeting already."))
        return self._row(sent, {**data, DEVICE_SAID: sent.device_said} if sent.device_said else data)

    def _with_mode(self, sent: Submission) -> Mapping[str, Any]:
        """Whoever takes part in an online meeting does so online; nobody has to say it of each."""
        if sent.act == "roll_marked" and self.meeting.mode == Meeting.Mode.ONLINE:
            return {"mode": rules.ONLINE, **sent.data}
        return sent.data

    def _row(self, sent: Submission, data: dict[str, Any]) -> LogEntry:
        row = LogEntry(
            id=sent.id,
            commune_id=self.meeting.commune_id,
            cell_id=self.meeting.cell_id,
            meeting=self.meeting,
            seq=self.meeting.log_version + len(self.fresh) + 1,
            act=sent.act,
            data=data,
            account_id=self.by.account_id,
            member_id=self.by.member_id,
            device=self.device,
            device_at=sent.at,
            server_at=timezone.now(),
        )
        row.link = chain.link(self.fresh[-1].link if self.fresh else self.meeting.log_head, row.row())
        return row


_FOR_GOOD = PERMANENT | {"ballot_cast", "vote_ended"}
"""Nobody takes out what another has voted, nor opens a vote again whose result is known."""


def _refuse_unless_it_can_change(target: Entry | None, act: str) -> None:
    if target is None:
        raise Refusal(_("What you want to change is not in this meeting."))
    reworded = act == "revised"
    if target.act in _FOR_GOOD or (
        reworded and (target.act in {"revised", "concluded"} or "text" not in target.data)
    ):
        raise Refusal(_("This cannot be taken back or reworded."))
    if reworded and target.act == "motion_moved" and target.data.get("method") in {OPEN, SECRET}:
        raise Refusal(
            _("People vote on their phones on these very words. Take the motion back and move it again.")
        )


def _follow(meeting: Meeting, book: LogWriter, by: Actor) -> None:
    """Figures, and what opening, voting and closing set in motion."""
    ballot_box.follow(meeting, book.state, book.fresh)
    acts_done = {row.act for row in book.fresh}
    if "opened" in acts_done and meeting.stage == Meeting.Stage.PREPARING:
        meeting.stage = Meeting.Stage.OPEN
        audit.record(by, "meeting.opened", meeting, title=str(meeting))
    meeting.opened_at, meeting.closed_at = book.state.opened_at, book.state.closed_at
    if "closed" in acts_done and meeting.stage == Meeting.Stage.OPEN:
        meeting.stage = Meeting.Stage.CLOSED
        _close(meeting, book, by)
        audit.record(by, "meeting.closed", meeting, title=str(meeting))
    if "amended" in acts_done:
        audit.record(by, "meeting.amended", meeting, title=str(meeting))
        amendments.tell_of_amendment(meeting, by)


def _close(meeting: Meeting, book: LogWriter, by: Actor) -> None:
    meeting.save()
    for side, state in sides(meeting, book.state):
        agenda_sources.take_up(side, state, by)
    attendance_marks.keep(meeting, book.state)
    alerts.raise_for(meeting, by)
    composing.write_papers(meeting, book.state, by)


def _follow_what_came_late(meeting: Meeting, book: LogWriter, by: Actor) -> None:
    """A device that was without a network when another closed the meeting has sent what it holds."""
    _close(meeting, book, by)
    audit.record(by, "meeting.added_late", meeting, title=str(meeting), n=len(book.fresh))
