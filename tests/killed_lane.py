"""A hall checks in by the lane while its server is killed again and again, to be run as a program.

    killed_lane.py '{"rounds": 30, "seed": 1}'

Each round the hall checks in at once, and a moment later, chosen at random, the server is killed. Who was
answered must be in the log. The server is started again and the others send once more, as a phone does; then
everybody is in the log, and once. The secretary takes the marks back, and the next round begins. Prints as
JSON what was seen.

The server is forked from this process, which has loaded Django, and is the application itself (lanes, gate
and Django) behind a socket with a thread for each connection. With "database" a PostgreSQL server of the test
is killed instead, by the words "kill" and "start" on this program's output, each answered with a line.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import sys
import time
from contextlib import suppress
from socketserver import ThreadingMixIn
from threading import Barrier, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

MEMBERS = 8


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


def build() -> tuple[Any, list[Any], list[str]]:
    """A meeting that is open, the accounts of its members (the secretary first), and a session of each."""
    from conftest import appoint, make_member, make_unit
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.kernel.actor import Role
    from sotay.kernel.periods import Month
    from sotay.meetings.preparation import preparing
    from sotay.meetings.session import opening
    from sotay.units.models import CellType, Kind

    ward = make_unit(None, 1, Kind.COMMUNE, "38.168", "Đảng bộ phường Bình Minh")
    cell = make_unit(ward, 1, Kind.CELL, "38.168.001", "Chi bộ 1", cell_type=CellType.RESIDENTIAL)
    people = [make_member(cell, f"Nguyễn Văn A{n}", f"0100000{n}") for n in range(MEMBERS + 1)]
    accounts = [Account.objects.create_user(f"a{n}", member=each) for n, each in enumerate(people)]
    appoint(cell, Role.SECRETARY, people[0])
    by = actor_for(accounts[0], timezone.localdate())
    meeting = preparing.set_up(cell=cell, by=by, month=Month.of(timezone.localdate()))
    meeting.chair, meeting.minute_taker = people[0], people[1]
    meeting.save()
    opening.open_meeting(meeting=meeting, by=by)
    keys = []
    for account in accounts:
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.create()
        keys.append(str(store.session_key))
    return meeting, accounts, keys


def serve(listening: socket.socket) -> int:
    """The process id of a server that answers on the socket."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        from sotay.config.wsgi import application

        server = Server(listening.getsockname()[:2], Quiet, bind_and_activate=False)
        server.socket = listening
        server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
        server.setup_environ()
        server.set_app(application)
        server.serve_forever(poll_interval=0.05)
    finally:
        os._exit(1)


def tickets_of(meeting: Any, accounts: list[Any], keys: list[str]) -> list[str]:
    """What the pages of the members carry; the pages themselves are drawn in another test."""
    from types import SimpleNamespace

    from django.utils import timezone, translation

    from sotay.accounts.queries import actor_for
    from sotay.meetings.lane import tickets

    found = []
    with translation.override("vi"):
        for account, key in zip(accounts, keys, strict=True):
            request = SimpleNamespace(session=SimpleNamespace(session_key=key))
            found.append(
                tickets.issue(request, actor_for(account, timezone.localdate()), meeting.pk, "start")  # type: ignore[arg-type]
            )
    return found


def check_in(port: int, key: str, ticket: str) -> int:
    """The status of the answer; 0 where none came."""
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {
            "Cookie": f"sessionid={key}",
            "X-Ticket": ticket,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/lane/check-in/", "", headers)
        answer = connection.getresponse()
        told = answer.read()
        return answer.status if b'"done": true' in told else 0
    return 0


def all_at_once(
    port: int, phones: list[tuple[str, str]], cut: Any = lambda: None, turn_away: Any = lambda: None
) -> list[int]:
    """What each of them is answered, while `cut` happens and those who come too late are turned away."""
    told, start = [0] * len(phones), Barrier(len(phones) + 1)

    def tap(place: int) -> None:
        start.wait()
        told[place] = check_in(port, *phones[place])

    taps = [Thread(target=tap, args=(place,)) for place in range(len(phones))]
    for each in taps:
        each.start()
    start.wait()
    cut()
    while any(each.is_alive() for each in taps):
        turn_away()
        time.sleep(0.01)
    return told


def marked(meeting: Any) -> list[str]:
    from sotay.meetings.models import LogEntry

    marks = LogEntry.objects.filter(meeting=meeting, act="roll_marked", data__rank=1)
    taken_back = {row.data["entry"] for row in LogEntry.objects.filter(meeting=meeting, act="withdrawn")}
    return [str(row.member_id) for row in marks if str(row.pk) not in taken_back]


def take_back(meeting: Any, by: Any) -> None:
    from sotay.meetings import actions
    from sotay.meetings.models import LogEntry

    taken_back = {row.data["entry"] for row in LogEntry.objects.filter(meeting=meeting, act="withdrawn")}
    marks = LogEntry.objects.filter(meeting=meeting, act="roll_marked")
    entries = [
        actions.Submission("withdrawn", {"entry": str(row.pk)})
        for row in marks
        if str(row.pk) not in taken_back
    ]
    outcomes, _state = actions.record(meeting=meeting, by=by, entries=entries)
    assert {each.result for each in outcomes} == {"accepted"}


def start_again(meeting: Any, secretary: Any) -> None:
    from django.utils import timezone

    from sotay.accounts.queries import actor_for

    meeting.refresh_from_db()
    take_back(meeting, actor_for(secretary, timezone.localdate()))


class Deaths:
    """What is killed, and brought back."""

    def __init__(self, listening: socket.socket, chance: random.Random, *, database: bool) -> None:
        self.listening, self.chance, self.database = listening, chance, database
        self.pid = serve(listening)
        self.whole = 0.0

    def cut(self) -> None:
        """At any moment of the time a whole hall takes, or a little later."""
        time.sleep(self.chance.uniform(0, 1.2 * self.whole))
        if self.database:
            ask("kill")
        else:
            self.end()

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def turn_away(self) -> None:
        """Who still knocks where nobody is would wait for as long as a phone has patience."""
        if self.database:
            return
        self.listening.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.listening.accept()[0].close()
        self.listening.setblocking(True)

    def come_back(self) -> None:
        if self.database:
            ask("start")
        else:
            self.pid = serve(self.listening)


def ask(what: str) -> None:
    print(what, flush=True)
    sys.stdin.readline()


def until_all_are_in(port: int, phones: list[tuple[str, str]], told: list[int]) -> int:
    """Who was not told sends again, as a phone does. How many askings it took."""
    again, deadline = 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        waiting = [place for place, status in enumerate(told) if status != 200]
        if not waiting:
            return again
        for place in waiting:
            told[place] = check_in(port, *phones[place])
            again += 1
        time.sleep(0.02)
    raise AssertionError(f"never answered: {told}")


def main() -> None:
    asked = json.loads(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    from sotay.config.commands.base import start_django

    start_django()
    from django.db import connections

    import sotay.config.wsgi  # so that a server that is forked begins at once

    assert sotay.config.wsgi.application
    for each in connections.all():
        each.settings_dict["OPTIONS"].pop("pool", None)  # a pool's threads do not outlive a fork
    meeting, accounts, keys = build()
    phones = list(zip(keys[1:], tickets_of(meeting, accounts[1:], keys[1:]), strict=True))
    names = [str(account.member_id) for account in accounts[1:]]
    chance = random.Random(asked["seed"])
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listening.getsockname()[1]
    deaths = Deaths(listening, chance, database=asked.get("database", False))
    begun = time.monotonic()
    told = all_at_once(port, phones)
    deaths.whole = time.monotonic() - begun  # as long as a whole hall takes here and now
    assert until_all_are_in(port, phones, told) == 0
    start_again(meeting, accounts[0])
    seen = {"rounds": 0, "answered": 0, "cut": 0, "again": 0, "lost": 0, "doubled": 0}
    for _round in range(asked["rounds"]):
        told = all_at_once(port, phones, deaths.cut, deaths.turn_away)
        connections.close_all()
        deaths.come_back()
        meeting.refresh_from_db()
        there = marked(meeting)
        answered = [name for name, status in zip(names, told, strict=True) if status == 200]
        seen["lost"] += len(set(answered) - set(there))
        seen["answered"] += len(answered)
        seen["cut"] += len(names) - len(answered)
        seen["again"] += until_all_are_in(port, phones, told)
        there = marked(meeting)
        seen["doubled"] += len(there) - len(set(there))
        seen["lost"] += len(set(names) - set(there))
        seen["rounds"] += 1
        start_again(meeting, accounts[0])
        if meeting.log_version > 4000:
            raise AssertionError("too many rounds for one meeting")
        phones = list(zip(keys[1:], tickets_of(meeting, accounts[1:], keys[1:]), strict=True))
    deaths.end()
    print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
