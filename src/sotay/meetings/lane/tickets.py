"""The ticket a page carries: with it a phone asks ahead of middleware whether something changed.

It names the meeting, the account and the page's language, and for whom a code was good the round that they
may check in for. It is worth something only beside the session it was given in, of which it holds a keyed
hash, and only for as long as `holders` finds that session, its account and its right to the meeting.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language

from sotay.kernel.actor import Actor
from sotay.meetings.log.state import END, START
from sotay.meetings.session.codes import PATIENCE, WINDOW

_SALT = "sotay.meetings.lane"
LIFE = 8 * 3600
"""Seconds a page may be left open and still ask: longer than any evening."""
TO_CHECK_IN = PATIENCE * WINDOW
"""Seconds somebody who opened a good code has for tapping the button, as without the lane."""
READ_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Ticket:
    """`session` is the keyed hash of a session's key; `round` the round to check in for, '' for none;
    `until` seconds since 1970.
    """

    meeting: UUID
    account: UUID
    session: str
    language: str
    round: str
    until: int


def issue(request: HttpRequest, actor: Actor, meeting: UUID, round_: str = "") -> str:
    """A ticket for this reader; '' for who is not logged in by a session."""
    key = request.session.session_key if hasattr(request, "session") else None
    if not key or actor.account_id is None:
        return ""
    until = int(time.time()) + (TO_CHECK_IN if round_ else LIFE)
    said = [meeting.hex, actor.account_id.hex, _hash(key), get_language() or "", round_, until]
    return signing.dumps(said, salt=_SALT)


_read: OrderedDict[str, Ticket] = OrderedDict()


def read(text: str) -> Ticket | None:
    """The ticket, when we made it and its time has not passed. What was read once is not checked again."""
    ticket = _read.get(text)
    if ticket is None:
        try:
            meeting, account, session, language, round_, until = signing.loads(text, salt=_SALT)
            ticket = Ticket(UUID(meeting), UUID(account), session, language, round_, until)
        except (signing.BadSignature, ValueError, TypeError, AttributeError):
            return None
        if ticket.round not in {"", START, END} or language not in dict(settings.LANGUAGES):
            return None
        _read[text] = ticket
        while len(_read) > READ_KEPT:
            _read.popitem(last=False)
    return ticket if ticket.until > time.time() else None


def is_of(ticket: Ticket, session_key: str) -> bool:
    return constant_time_compare(ticket.session, _hash(session_key))


def _hash(session_key: str) -> str:
    return salted_hmac(_SALT, session_key, algorithm="sha256").hexdigest()[:32]
