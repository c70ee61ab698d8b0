"""Writes of a meeting's log: everything in the room, closing.

`record` is the one way into the log; the page, the API and the offline sync all call it.
Opening is in `session.opening`; signing, reporting and what is added later in modules of those names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id, uuid_or_none
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
    states,
)
from sotay.meetings.attendance import alerts
from sotay.meetings.device_time import DEVICE_SAID
from sotay.meetings.joint import sides
from sotay.meetings.lane import watching
from sotay.meetings.log import acts, chain, rules
from sotay.meetings.log.conditions import Context
from sotay.meetings.log.fold import PERMANENT, Entry
from sotay.meetings.log.folding import Folded, add
from sotay.meetings.log.state import OPEN, SECRET, State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.rules_in_force import rules_in_force


@dataclass(frozen=True, slots=True)
class Submission:
    """An entry as a device sends it. `at` is the device's own time.

    `seen` is how much of the log the device had when it made the entry (`log_version`); None for an
    entry made on the network, which has seen everything. `device_said` is the time the device named, when
    that cannot be and `at` is ours. `by` is who made it, where that is not whoever records the others.
    """

    act: str
    data: Mapping[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=new_id)
    at: datetime = field(default_factory=timezone.now)
    seen: int | None = None
    device_said: str = ""
    by: Actor | None = None


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
    held = locking.locked(meeting)
    (done,) = record_together([Batch(held, by, entries, device, own)])
    locking.bring_up_to_date(meeting, held)
    return done


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries for the log of one meeting, which the caller has locked and read with its cell and figures."""

    meeting: Meeting
    by: Actor
    entries: Sequence[Submission]
    device: str = ""
    own: bool = False


def record_together(batches: Sequence[Batch]) -> list[tuple[list[SubmissionResult], State]]:
    """As `record`, for several meetings, part of the transaction that locked them. What every entry needs is
    asked and written once for all of them.
    """
    named = _named_in([sent for batch in batches for sent in batch.entries])
    books = [LogWriter(each.meeting, each.by, each.device, own=each.own, named=named) for each in batches]
    found = []
    for batch, book in zip(batches, books, strict=True):
        before = book.state if book.misses_others(batch.entries) else None
        found.append(([book.take(sent) for sent in batch.entries], before))
    writing = [(book, before) for book, (_told, before) in zip(books, found, strict=True) if book.fresh]
    if writing:
        _write(writing)
    return [(told, book.state) for book, (told, _before) in zip(books, found, strict=True)]


def _write(writing: Sequence[tuple[LogWriter, State | None]]) -> None:
    """`State`: what the log meant before, where others are to be told of what changes."""
    LogEntry.objects.bulk_create([row for book, _before in writing for row in book.fresh])
    before_it = {book.meeting.pk: _columns(book.meeting) for book, _before in writing}
    lengths = {book.meeting.pk: book.meeting.log_version for book, _before in writing}
    with figures.gathered():
        for book, before in writing:
            meeting, was_closed = book.meeting, book.meeting.stage == Meeting.Stage.CLOSED
            meeting.log_version, meeting.log_head = book.fresh[-1].seq, book.fresh[-1].link
            _follow(meeting, book, book.by)
            if was_closed:
                _follow_what_came_late(meeting, book, book.by)
            if before is not None:
                merged.keep(meeting, before, book.state, by=book.by, device=book.device)
            states.keep(meeting, book.all.folded)
            states.store_when_due(meeting, lengths[meeting.pk], book.all.folded)
            transaction.on_commit(partial(watching.noted, meeting))
        _save_changed({book.meeting: before_it[book.meeting.pk] for book, _before in writing})
        figures.keep_together([(book.meeting, book.state) for book, _before in writing])


def _columns(meeting: Meeting) -> dict[str, Any]:
    return {each.attname: getattr(meeting, each.attname) for each in meeting._meta.concrete_fields}


_GROWN = {"log_version", "log_head"}


def _save_changed(meetings: Mapping[Meeting, Mapping[str, Any]]) -> None:
    """The columns that differ from what they were. Of most meetings the log only grew: one statement."""
    grown = []
    for meeting, before in meetings.items():
        changed = {name for name, value in _columns(meeting).items() if before[name] != value}
        if changed == _GROWN:
            grown.append((meeting.log_version, meeting.log_head, _pk(meeting)))
        elif changed:
            meeting.save(update_fields=changed)
    if grown:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE meetings_meeting SET log_version = %s, log_head = %s WHERE id = %s", grown
            )


def _pk(meeting: Meeting) -> Any:
    return Meeting._meta.pk.get_db_prep_value(meeting.pk, connection)


def _named_in(entries: Sequence[Submission]) -> dict[UUID, LogEntry]:
    """Rows of any log that have the id of one of the entries, or that one of them names. One query."""
    named = {sent.id for sent in entries}
    for sent in entries:
        over = sent.data.get("over")
        texts = [sent.data.get("entry"), *(over if isinstance(over, list) else ())]
        named |= {found for text in texts if isinstance(text, str) and (found := uuid_or_none(text))}
    return LogEntry.objects.in_bulk(named)


class DeviceLog:
    """A part of the log and what it means, as one device knows it or as all of it is.

    `read` answers what the part in the database means together with entries that are not there yet.
    """

    def __init__(self, read: Callable[[Sequence[Entry]], Folded]) -> None:
        self._read = read
        self._fresh: list[Entry] = []
        self._loose: list[Entry] = []
        self._folded: Folded | None = None

    @property
    def folded(self) -> Folded:
        """Worked out when somebody asks: a batch of old entries would have it done for each of them."""
        if self._folded is None:
            self._folded = self._read(self._fresh)
        elif self._loose:
            self._folded = add(self._folded, self._loose) or self._read(self._fresh)
        self._loose = []
        return self._folded

    @property
    def state(self) -> State:
        return self.folded.state

    def add(self, entry: Entry) -> None:
        self._fresh.append(entry)
        self._loose.append(entry)


class LogWriter:
    """The log being written: what it holds, what it means, and what is new in it.

    `named` has the rows the entries name, by id.
    """

    def __init__(
        self, meeting: Meeting, by: Actor, device: str, *, own: bool, named: Mapping[UUID, LogEntry]
    ) -> None:
        self.meeting, self.by, self.device, self.own = meeting, by, tidy(device[:40]), own
        self.rows = {id: row for id, row in named.items() if row.meeting_id == meeting.pk}
        self.elsewhere = named.keys() - self.rows.keys()
        self.all = DeviceLog(self._read_all)
        self.views: dict[int, DeviceLog] = {}
        self.fresh: list[LogEntry] = []

    @property
    def state(self) -> State:
        return self.all.state

    def _read_all(self, fresh: Sequence[Entry]) -> Folded:
        return states.read(self.meeting, more=fresh) if fresh else states.folded(self.meeting)

    def view(self, seen: int | None) -> DeviceLog:
        """What the device knew: all of the log, or that up to `seen` with its own entries."""
        if seen is None or seen >= self.meeting.log_version:
            return self.all
        if seen not in self.views:
            # Only the newest is kept up to date: a batch that names five hundred would take minutes.
            view = DeviceLog(partial(self._read_view, seen))
            for row in self.fresh:
                view.add(row.entry())
            self.views = {seen: view}
        return self.views[seen]

    def _read_view(self, seen: int, fresh: Sequence[Entry]) -> Folded:
        return states.read(self.meeting, upto=seen, visible=self._is_own, more=fresh)

    def _is_own(self, row: LogEntry) -> bool:
        return bool(row.device) and row.device == self.device

    def target(self, id: UUID, seen: int | None) -> Entry | None:
        """The entry with the id, when the device knew it."""
        row = self.rows.get(id)
        if row is None:
            return None
        is_fresh = row.seq > self.meeting.log_version
        known = seen is None or row.seq <= seen or is_fresh or self._is_own(row)
        return row.entry() if known else None

    def misses_others(self, entries: Sequence[Submission]) -> bool:
        """Whether any of the entries was made without knowing what another device had written before."""
        known = min((sent.seen for sent in entries if sent.seen is not None), default=None)
        if known is None or known >= self.meeting.log_version:
            return False
        return self.meeting.log.filter(seq__gt=known).exclude(device=self.device).exists()

    def take(self, sent: Submission) -> SubmissionResult:
        if sent.id in self.rows:
            return SubmissionResult(sent.id, "known")
        try:
            row = self._checked(sent)
        except Refusal as refusal:
            return SubmissionResult(sent.id, "refused", refusal)
        self.fresh.append(row)
        self.rows[row.pk] = row
        for view in (self.all, *self.views.values()):
            view.add(row.entry())
        return SubmissionResult(sent.id, "accepted")

    def _checked(self, sent: Submission) -> LogEntry:
        if self.meeting.stage == Meeting.Stage.CANCELLED:
            raise Refusal(_("This meeting was cancelled. Set up a new one."))
        self._refuse_when_full(sent.act)
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
            _refuse_unless_it_can_change(self.target(UUID(data["entry"]), sent.seen), sent.act)
        if "over" in data:
            # Only what is in the log: two wordings written over each other would both be gone.
            data["over"] = [each for each in dict.fromkeys(data["over"]) if UUID(each) in self.rows]
        if sent.id in self.elsewhere:
            raise Refusal(_("This was sent for another meeting already."))
        return self._row(sent, {**data, DEVICE_SAID: sent.device_said} if sent.device_said else data)

    def _refuse_when_full(self, act: str) -> None:
        length = self.meeting.log_version + len(self.fresh)
        if length >= MOST_ENTRIES + (KEPT_FREE if act in TO_THE_END else 0):
            raise Refusal(
                _(
                    "This meeting has %(n)d records, which is as many as one meeting takes. Conclude and "
                    "close it, and go on in another meeting."
                )
                % {"n": length}
            )

    def _with_mode(self, sent: Submission) -> Mapping[str, Any]:
        """Whoever takes part in an online meeting does so online; nobody has to say it of each."""
        if sent.act == "roll_marked" and self.meeting.mode == Meeting.Mode.ONLINE:
            return {"mode": rules.ONLINE, **sent.data}
        return sent.data

    def _row(self, sent: Submission, data: dict[str, Any]) -> LogEntry:
        by = sent.by or self.by
        row = LogEntry(
            id=sent.id,
            commune_id=self.meeting.commune_id,
            cell_id=self.meeting.cell_id,
            meeting=self.meeting,
            seq=self.meeting.log_version + len(self.fresh) + 1,
            act=sent.act,
            data=data,
            account_id=by.account_id,
            member_id=by.member_id,
            device=self.device,
            device_at=sent.at,
            server_at=timezone.now(),
        )
        row.link = chain.link(self.fresh[-1].link if self.fresh else self.meeting.log_head, row.row())
        return row


MOST_ENTRIES = 5_000
"""Entries a log takes: ten long evenings of a large cell. At that size a page of the meeting still opens in
under a second, and its papers are composed; what lies beyond nobody has tried.
"""
KEPT_FREE = 500
"""Entries more for what brings a meeting to its end."""
TO_THE_END = frozenset(
    {"roll_marked", "hands_counted", "vote_ended", "ballots_counted", "adoption_said", "item_ended"}
    | {"set_aside_settled", "withdrawn", "revised", "concluded", "minutes_read", "closed", "amended"}
)

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
