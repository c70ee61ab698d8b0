"""Reports read from a streaming replica, so that boards do not slow an evening's meetings down.

With REPLICA_URL, safe requests below `settings.REPLICA_PAGES` read tables of apps in `FROM_REPLICA` there.
Who asks and what they may see is read from the primary, and so is everything inside a transaction. A browser
that wrote something reads the primary until the replica has its write: a cookie keeps the position of the
primary's log after the write. Where the replica is away or too far behind, the primary answers.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sotay.kernel.hooks import Hook
from sotay.kernel.refusal import Refusal

Next = Callable[[HttpRequest], HttpResponse]

ALIAS = "replica"
COOKIE = "written"
SAFE = {"GET", "HEAD"}
MOST_BEHIND = 10.0
"""Seconds: a reader never sees less than what was there so long ago."""

LOOKED = 1.0
"""Seconds for which what was seen of the replica counts."""

AWAY = 10.0
"""Seconds in which a replica that did not answer is not asked again."""

FROM_REPLICA: Hook[str] = Hook("replica.apps", "an app whose tables reports read from the replica")

_reading: ContextVar[bool] = ContextVar("reading_from_the_replica", default=False)
_POSITION = re.compile(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})")


def position(text: str) -> int:
    """A place in the log, as PostgreSQL writes it ("0/16B3748"); 0 for anything else, a cookie say."""
    found = _POSITION.fullmatch(text)
    return (int(found[1], 16) << 32) + int(found[2], 16) if found else 0


class Router:
    """Django's router: writes and migrations go to the primary."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        if not _reading.get() or model._meta.app_label not in FROM_REPLICA:
            return None
        return None if connections[DEFAULT_DB_ALIAS].in_atomic_block else ALIAS

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app: str, **_hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


@dataclass
class Standing:
    """How far this process knows the replica to have come; `samples` are the primary's places and when."""

    samples: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=120))
    replayed: int = 0
    looked_at: float = float("-inf")
    away_until: float = float("-inf")
    lock: Lock = field(default_factory=Lock)

    def has(self, written: int, now: float) -> bool:
        """Whether the replica answers, has come past `written`, and is as it was at most MOST_BEHIND ago."""
        with self.lock:
            if now < self.away_until:
                return False
            if now - self.looked_at >= LOOKED or written > self.replayed:
                self._look(now)
            return self.replayed >= written and self.behind(now) <= MOST_BEHIND

    def behind(self, now: float) -> float:
        """Seconds since the newest moment of which the replica has everything, as far as was seen."""
        known = (at for at, place in reversed(self.samples) if place <= self.replayed)
        return now - next(known, float("-inf"))

    def leave(self, now: float) -> None:
        """It does not answer: let it alone for a while."""
        self.away_until = now + AWAY
        connections[ALIAS].close()

    def _look(self, now: float) -> None:
        self.looked_at = now
        try:
            place = ask(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_insert_lsn()::text")
            replayed = ask(ALIAS, "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text")
        except DatabaseError:
            self.replayed = 0
            self.leave(now)
            return
        self.samples.append((now, position(place)))
        self.replayed = position(replayed)


standing = Standing()
"""Of this process."""


def ask(alias: str, question: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        (found,) = cursor.fetchone()
    return str(found)


class ReadFromReplica:
    """Middleware, the last: it decides when everybody before it knows who asks."""

    def __init__(self, ask: Next) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ALIAS not in settings.DATABASES:
            return self.ask(request)
        token = _reading.set(False)
        try:
            response = self.ask(request)
        finally:
            _reading.reset(token)
        if request.method not in SAFE:
            remember(response)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        if ALIAS not in settings.DATABASES or not is_report(request):
            return
        actor = getattr(request, "actor", None)
        if actor is not None:
            actor.grants  # noqa: B018 - read for the first time here, from the primary
        written = position(request.COOKIES.get(COOKIE, ""))
        _reading.set(standing.has(written, time.monotonic()))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The replica went away, or ended a query to catch up: the primary answers the same request."""
        if not _reading.get() or not isinstance(exception, DatabaseError) or not request.resolver_match:
            return None
        standing.leave(time.monotonic())
        _reading.set(False)
        match = request.resolver_match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def is_report(request: HttpRequest) -> bool:
    return request.method in SAFE and request.path.startswith(tuple(settings.REPLICA_PAGES))


def remember(response: HttpResponse) -> None:
    """Keep how far the log had come after a write, for as long as a replica may be behind at most."""
    place = ask(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_insert_lsn()::text")
    response.set_cookie(
        COOKIE, place, max_age=3600, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def faults() -> list[str]:
    """What an operator has to know of the replica, if there is one."""
    if ALIAS not in settings.DATABASES:
        return []
    try:
        if ask(ALIAS, "SELECT pg_is_in_recovery()::text") != "true":
            return [
                _("REPLICA_URL names a server that is no replica; reports are read from it all the same.")
            ]
    except DatabaseError:
        return [_("The replica does not answer; reports are read from the primary.")]
    place = position(ask(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_insert_lsn()::text"))
    replayed = position(ask(ALIAS, "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text"))
    megabytes = (place - replayed) // 1_000_000
    if megabytes > MOST_MEGABYTES:
        return [
            _("The replica is %(count)s MB of the log behind; reports are read from the primary.")
            % {"count": megabytes}
        ]
    return []


MOST_MEGABYTES = 256


def watch(_now: object) -> int:
    """With the clock: a replica that is away is a job that failed, which the operator is told of."""
    for fault in faults():
        raise Refusal(fault)
    return 0
