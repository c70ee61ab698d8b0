"""What the lanes answer: the doors of `config.lanes`, without HTTP."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sotay.kernel.refusal import Refusal
from sotay.meetings.lane import collecting, drawing, holders, tickets, watching
from sotay.meetings.lane.holders import Holder
from sotay.meetings.lane.tickets import Ticket
from sotay.meetings.log import rules
from sotay.meetings.session.checked_in import sentence_of
from sotay.meetings.session.forms_part import DigitsForm
from sotay.meetings.session.self_service import CheckIn


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that lets in, and who holds it."""

    ticket: Ticket
    holder: Holder


@dataclass(frozen=True, slots=True)
class Seen:
    """A version as an ETag, for how many seconds nothing has changed, and what `drawing.snapshot` goes by."""

    etag: str
    quiet_for: float
    stage: str
    head: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a check-in, in the language of the page. `done`: they are checked in."""

    sentence: str
    done: bool


def enter(text: str, session_key: str) -> Held | None:
    """Who asks; None for a ticket that does not let in, whatever the reason."""
    ticket = tickets.read(text) if text and session_key else None
    holder = holders.holder_of(ticket, session_key) if ticket is not None else None
    return Held(ticket, holder) if ticket is not None and holder is not None else None


def version(held: Held) -> Seen | None:
    found = watching.version(held.ticket.meeting)
    return _seen(found) if found is not None else None


def _seen(found: watching.Version) -> Seen:
    return Seen(found.etag, time.monotonic() - found.changed, found.stage, found.head)


def live(held: Held, seen: Seen, token: str) -> tuple[str, str] | None:
    """The version and the live page's changing parts; None when the meeting is gone."""
    shown = drawing.snapshot(held.ticket.meeting, seen.stage, seen.head)
    if shown is None:
        return None
    parts = drawing.live(shown, reader=held.holder.actor, reads=held.holder.reads, token=token)
    return shown.version, parts


def check_in(held: Held, *, typed: str, mode: str) -> Told:
    """Check in by the digits, or by the round of the ticket where it has one."""
    by, round_ = held.holder.actor, held.ticket.round
    if round_:
        asked = CheckIn(by, round=round_, mode=mode if mode in rules.MODES else "")
    else:
        form = DigitsForm({"digits": typed})
        if not form.is_valid():  # as on the page, where it is no try at a number
            return Told(" ".join(map(str, form.errors["digits"])), done=False)
        asked = CheckIn(by, typed=form.cleaned_data["digits"])
    told = collecting.check_in(held.ticket.meeting, asked)
    if isinstance(told, Refusal):
        return Told(str(told.sentence), done=False)
    return Told(sentence_of(told), done=True)
