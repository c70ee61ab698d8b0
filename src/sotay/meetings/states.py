"""What the log of a meeting means, without reading it from the beginning.

Each process keeps the states it has met (`_Kept`), and now and then one is written beside the meeting
(`LogCheckpoint`) for a process that knows none. A state stands for the log up to one entry and carries that
entry's link, which stands for everything before it: it is taken only where the log still has that link.
So all of this is a cache. Throwing it away (`forget`, `drop_stored`) changes nothing; `sotay check` compares
what is stored with the log itself (`faults`).
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from threading import Lock
from uuid import UUID

from django.db.models import Q
from pydantic import TypeAdapter, ValidationError

from sotay.meetings.log import fold as folds
from sotay.meetings.log import folding
from sotay.meetings.log import state as states
from sotay.meetings.log.fold import Entry
from sotay.meetings.log.folding import Folded, add
from sotay.meetings.log.state import State
from sotay.meetings.models import LogCheckpoint, LogEntry, Meeting
from sotay.votes import rules as votes

MEETINGS_KEPT = 128
"""Meetings a process keeps states of: a ward's evening. One of two hundred entries takes some 200 kB."""
STEP = 64
"""Entries between two checkpoints of a short log; of a long one more, about a twelfth of it."""
STORED = 6
"""Checkpoints that stay beside a meeting, the newest: what devices without a network bring lies near them."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log means up to entry number `seq`, whose link is `link`. Of an empty log it is 0 and ''."""

    seq: int
    link: str
    folded: Folded


BEGINNING = Checkpoint(0, "", Folded())
Visible = Callable[[LogEntry], bool]


def state(meeting: Meeting) -> State:
    """What the meeting's log means, up to its `log_version`."""
    return folded(meeting).state


def folded(meeting: Meeting) -> Folded:
    """As `state`, with what later entries can reach back to."""
    if not meeting.log_version:
        return BEGINNING.folded
    known = _kept.exactly(meeting.pk, meeting.log_head)
    return known if known is not None else keep(meeting, read(meeting))


def keep(meeting: Meeting, found: Folded) -> Folded:
    """Keep what the meeting's log means as it is now. One that is not committed nobody asks for."""
    _kept.put(meeting.pk, Checkpoint(meeting.log_version, meeting.log_head, found))
    return found


def catch_up(meetings: Iterable[Meeting]) -> None:
    """Know what the logs of several meetings mean, by one query for those that grew since we met them last.

    Of one that does not lead on from there nothing is known yet: `folded` reads it.
    """
    behind: dict[UUID, tuple[Meeting, Checkpoint]] = {}
    for meeting in meetings:
        if meeting.log_version and _kept.exactly(meeting.pk, meeting.log_head) is None:
            for base in _kept.upto(meeting.pk, meeting.log_version)[:1]:
                behind[meeting.pk] = meeting, base
    if not behind:
        return
    later = [Q(meeting=pk, seq__gte=base.seq) for pk, (_meeting, base) in behind.items()]
    rows: dict[UUID, list[LogEntry]] = {}
    for row in LogEntry.objects.filter(reduce(or_, later)).order_by("meeting", "seq"):
        rows.setdefault(row.meeting_id, []).append(row)
    for pk, (meeting, base) in behind.items():
        since = rows.get(pk, [])
        if since and (since[0].seq, since[0].link) == (base.seq, base.link):
            found = add(base.folded, [row.entry() for row in since[1:] if row.seq <= meeting.log_version])
            if found is not None:
                keep(meeting, found)


def read(
    meeting: Meeting,
    *,
    upto: int | None = None,
    visible: Visible | None = None,
    more: Sequence[Entry] = (),
) -> Folded:
    """What entries of the log and `more` mean together, read from the nearest state that leads there.

    With `visible` only those entries after number `upto` that it lets in, else only those up to `upto`.
    """
    last = meeting.log_version if upto is None else upto
    rows: list[LogEntry] = []
    for base in _bases(meeting, last):
        rows = _rows(meeting, base.seq, rows, None if visible else last)
        if base.seq and not (rows and rows[0].seq == base.seq and rows[0].link == base.link):
            continue  # kept in a transaction that was never committed, or of a log that was restored
        since = (row for row in rows if row.seq > base.seq)
        entries = [row.entry() for row in since if row.seq <= last or (visible and visible(row))]
        found = add(base.folded, [*entries, *more])
        if found is not None:
            return found
    raise AssertionError("from the beginning everything can be added")


def _bases(meeting: Meeting, last: int) -> Iterator[Checkpoint]:
    """States of the log up to entry `last` or fewer, the newest first; at last that of an empty log."""
    least = last + 1
    for known in _kept.upto(meeting.pk, last):
        least = known.seq
        yield known
    for row in LogCheckpoint.objects.filter(meeting=meeting.pk, seq__lt=least).order_by("-seq"):
        stored = _stored(row)
        if stored is not None:
            _kept.put(meeting.pk, stored)
            yield stored
    yield BEGINNING


def _rows(meeting: Meeting, first: int, known: list[LogEntry], last: int | None) -> list[LogEntry]:
    """Rows from entry number `first` on, those that are read already not again."""
    missing = LogEntry.objects.filter(meeting=meeting.pk, seq__gte=first).order_by("seq")
    if known:
        return [*missing.filter(seq__lt=known[0].seq), *known]
    return list(missing if last is None else missing.filter(seq__lte=last))


class _Kept:
    """States of a process, by meeting. Of each some, farther apart the older they are."""

    def __init__(self) -> None:
        self.meetings: OrderedDict[UUID, list[Checkpoint]] = OrderedDict()
        self.lock = Lock()

    def exactly(self, meeting: UUID, link: str) -> Folded | None:
        return next((each.folded for each in self.meetings.get(meeting, ()) if each.link == link), None)

    def upto(self, meeting: UUID, last: int) -> list[Checkpoint]:
        known = [each for each in self.meetings.get(meeting, ()) if each.seq <= last]
        return sorted(known, key=lambda each: -each.seq)

    def put(self, meeting: UUID, one: Checkpoint) -> None:
        if not one.link:
            return
        with self.lock:
            known = [each for each in self.meetings.pop(meeting, ()) if each.seq != one.seq]
            self.meetings[meeting] = _thinned([one, *known])
            while len(self.meetings) > MEETINGS_KEPT:
                self.meetings.popitem(last=False)


def _thinned(known: list[Checkpoint]) -> list[Checkpoint]:
    """The newest, and one of each distance from it: 1, 2 or 3, 4 to 7, and so on, the farthest of each."""
    newest = max(each.seq for each in known)
    by_distance: dict[int, Checkpoint] = {}
    for each in sorted(known, key=lambda each: -each.seq):
        by_distance[(newest - each.seq).bit_length()] = each
    return list(by_distance.values())


_kept = _Kept()


# Stored beside the meeting

_SHAPE = TypeAdapter(Folded)


def _program() -> str:
    """Names the code that folds: a state another version of it has left is not taken."""
    files = (module.__file__ for module in (folds, folding, states, votes))
    return hashlib.sha256(b"".join(Path(str(file)).read_bytes() for file in files)).hexdigest()[:16]


PROGRAM = _program()


def store_when_due(meeting: Meeting, before: int, found: Folded) -> None:
    """Store what the log means when it grew past the next mark since it had `before` entries."""
    now = meeting.log_version
    step = max(STEP, 1 << now.bit_length() >> 4)
    if before // step == now // step:
        return
    LogCheckpoint.objects.update_or_create(
        meeting=meeting,
        seq=now,
        defaults={
            "commune_id": meeting.commune_id,
            "cell_id": meeting.cell_id,
            "link": meeting.log_head,
            "program": PROGRAM,
            "folded": _SHAPE.dump_json(found).decode(),
        },
    )
    kept = LogCheckpoint.objects.filter(meeting=meeting).order_by("-seq").values_list("pk", flat=True)
    old = list(kept[STORED:])
    if old:
        LogCheckpoint.objects.filter(pk__in=old).delete()


def _stored(row: LogCheckpoint) -> Checkpoint | None:
    if row.program != PROGRAM:
        return None
    try:
        return Checkpoint(row.seq, row.link, _SHAPE.validate_json(row.folded))
    except ValidationError:
        return None


def drop_stored(meeting: Meeting | None = None) -> int:
    """Delete what is stored of a meeting, or of all: it is worked out again from the log."""
    found = LogCheckpoint.objects.all() if meeting is None else LogCheckpoint.objects.filter(meeting=meeting)
    return found.delete()[0]


def forget() -> None:
    """Know nothing, as a process that has just started."""
    _kept.meetings.clear()


def faults() -> Iterator[str]:
    """Stored states that are not what the log says, for `sotay check`. One log is read at a time."""
    rows = LogCheckpoint.objects.filter(program=PROGRAM).select_related("meeting__cell")
    for row in rows.order_by("meeting", "seq").iterator(chunk_size=50):
        known = _stored(row)
        entries = [each.entry() for each in row.meeting.log.filter(seq__lte=row.seq)]
        link = row.meeting.log.filter(seq=row.seq).values_list("link", flat=True).first()
        if link != row.link:
            continue  # of a log that is no more: never taken
        if known is None or known.folded.state != folds.fold(entries):
            yield (
                f"{row.meeting.cell.name}, {row.meeting}: the state kept of entry {row.seq} is not what the "
                "log says; `sotay manage forget_states` drops what is kept"
            )
