"""Measure a hall full of phones: everybody checks in at once, then follows a whole meeting by polling.

    phones.py [--phones N] [--seconds S] [--json]          one meeting on SQLite
    phones.py --database URL --climb [--phones N] [--json] 1, 2, 4, ... meetings at once, until it is too slow

A server of our own (`sotay serve`, two workers) answers on loopback. Phones are logged in by sessions made
beforehand; each opens the code's address, taps "I am here" within ten seconds of the others, and then asks
every four seconds whether something changed, as the page's script does, and fetches what changed. Meanwhile a
secretary conducts: roll, items, the floor, statements, a vote, the close. An evening of ninety minutes is
played in a minute, so almost every question finds something new: in earnest far less is asked of the server.

The phones are simulated by this program on the same machine, so part of the processors is theirs; the figure
`client` says how much of one. The SQLite run measures a copy of the demo ward, the climb an otherwise empty
database made for it on the server that --database names, and removed afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "bench"
COMMAND = [sys.executable, "-m", "sotay.config.cli"]
WORKERS = 2
AIM_MS = 200.0
POLL, CHECK_IN = 4.0, 10.0  # seconds
CLIMB_SECONDS, CLIMB_IN_ALL = 11.0, 58.0
CLIMB_PAUSE = 5.0
"""Between two acts of a secretary in the climb: still five times as many as in an evening."""
CSRF = "c" * 32
OK, FOUND, NOT_MODIFIED = 200, 302, 304
ASKING = 0.2  # the share of phones that ask for the floor


@dataclass
class Hall:
    """One meeting, its secretary's session and those of its members."""

    meeting: Any
    secretary: str
    members: list[str]
    items: list[str]
    ids: list[str]


@dataclass
class Book:
    """What every request took, by kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def all(self) -> list[float]:
        return sorted(each for times in self.times.values() for each in times)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the meeting is played")
    parser.add_argument("--database", default="", help="a PostgreSQL address to make a database at")
    parser.add_argument("--climb", action="store_true", help="more and more meetings at once")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args()
    with postgresql(args.database) if args.database else sqlite_copy() as url:
        set_up_django(url)
        told = climb(args.phones) if args.climb else one_meeting(args.phones, args.seconds)
    print(json.dumps(told, ensure_ascii=False) if args.json else as_text(told))
    return int(any(run["errors"] for run in told["runs"]) and not args.climb)


# where it is measured


@contextmanager
def sqlite_copy() -> Iterator[str]:
    """A copy of the bench's demo ward, or an empty database where there is none."""
    PLACE.mkdir(parents=True, exist_ok=True)
    file, ward = PLACE / f"phones-{os.getpid()}.sqlite3", PLACE / "demo.sqlite3"
    if ward.exists():
        shutil.copy(ward, file)
    try:
        yield f"sqlite:///{file}"
    finally:
        for left in PLACE.glob(f"{file.name}*"):
            left.unlink()


@contextmanager
def postgresql(server: str) -> Iterator[str]:
    import psycopg

    name = f"sotay_phones_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def set_up_django(url: str) -> None:
    os.environ |= environment(url)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def environment(url: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "sotay.config.settings",
        "SOTAY_DEMO": "1",
        "DATABASE_URL": url,
        "SOTAY_MEDIA": str(PLACE / "phones-media"),
    }


def make_halls(number: int, phones: int) -> list[Hall]:
    """More cells of `phones` members and a secretary, each with a meeting that is open and nobody marked."""
    from django.db import transaction

    from sotay.units.models import Kind, Unit

    ward = Unit.objects.filter(code="99.777").first()
    if ward is None:
        ward = Unit(path="Z001", kind=Kind.COMMUNE, code="99.777", name="Đảng bộ phường Đo Thử")
        ward.commune_id = ward.pk
        ward.save()
        first_version(ward)
    start = Unit.objects.filter(parent=ward).count()
    with transaction.atomic():
        return [make_hall(ward, start + n, phones) for n in range(number)]


def first_version(unit: Any) -> None:
    from sotay.units.models import UnitVersion

    UnitVersion.objects.create(
        unit=unit, parent=unit.parent, name=unit.name, kind=unit.kind, from_on=long_ago()
    )


def long_ago() -> Any:
    from datetime import date

    return date(2020, 1, 1)


def make_hall(ward: Any, number: int, phones: int) -> Hall:
    from django.utils import timezone, translation

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.kernel.actor import Role
    from sotay.kernel.periods import Month, PartialDate
    from sotay.kernel.tree import child
    from sotay.meetings import queries
    from sotay.meetings.preparation import preparing
    from sotay.meetings.session import opening
    from sotay.members.models import Appointment, CellMembership, Member, Standing
    from sotay.units.models import CellType, Kind, Unit

    cell = Unit(
        parent=ward, path=child(ward.path, number + 1), kind=Kind.CELL, code=f"99.777.{number:03}",
        name=f"Chi bộ đo thử {number + 1}", cell_type=CellType.RESIDENTIAL, commune_id=ward.pk,
    )  # fmt: skip
    cell.save()
    first_version(cell)
    owned = {"commune_id": ward.pk, "cell": cell}
    people = [
        Member.objects.create(
            **owned, full_name=f"Nguyễn Văn {number}-{n}", born_on=PartialDate(1960, 5, 1),
            admitted_on=PartialDate(1990, 5, 1), full_on=PartialDate(1991, 5, 1),
        )
        for n in range(phones + 1)
    ]  # fmt: skip
    for model, more in ((CellMembership, {}), (Standing, {"kind": Standing.Kind.FULL})):
        model.objects.bulk_create(model(**owned, member=one, from_on=long_ago(), **more) for one in people)
    accounts = Account.objects.bulk_create(
        Account(username=f"phone-{number}-{n}", password="!", member=one) for n, one in enumerate(people)
    )
    Appointment.objects.create(
        commune_id=ward.pk, unit=cell, role=Role.SECRETARY, member=people[0], from_on=long_ago()
    )
    by, now = actor_for(accounts[0], timezone.localdate()), timezone.now()
    with translation.override("vi"):
        meeting = preparing.set_up(cell=cell, by=by, month=Month.of(timezone.localdate(now)))
        meeting.chair, meeting.minute_taker = people[0], people[1]
        meeting.save()
        opening.open_meeting(meeting=meeting, by=by)
    items = [str(item.id) for item in queries.load_state(meeting).items if item.step == "conduct"]
    secretary, *members = sessions_of(accounts)
    return Hall(meeting, secretary, members, items, [str(one.pk) for one in people])


def sessions_of(accounts: list[Any]) -> list[str]:
    """Log-ins, without the log-in: what is measured begins after it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.base import VALID_KEY_CHARS
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    store, keys, rows = SessionStore(), [], []
    for account in accounts:
        data = {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
        }
        keys.append(get_random_string(32, VALID_KEY_CHARS))  # without asking whether there is one
        until = timezone.now() + timedelta(days=1)
        rows.append(Session(session_key=keys[-1], session_data=store.encode(data), expire_date=until))
    Session.objects.bulk_create(rows)
    return keys


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """`sotay serve` on a free port, and its process, until the measuring is done."""
    from django.db import connections

    connections.close_all()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--workers", str(WORKERS)], stdout=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the server went away")
                time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        connections.close_all()


# a phone


class Phone:
    """One browser: a connection that stays open, a session, and the last ETag it saw."""

    def __init__(self, port: int, session: str, book: Book) -> None:
        self.port, self.session, self.book = port, session, book
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(
        self, kind: str, path: str, *, form: dict[str, str] | None = None, good: tuple[int, ...] = (OK,),
        **headers: str,
    ) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
        started = time.perf_counter()
        try:
            status, found, body = await self._once(path, form, headers)
        except (OSError, asyncio.IncompleteReadError, ValueError) as wrong:
            self.close()
            self.book.errors.append(f"{kind}: {type(wrong).__name__} {wrong}")
            return 0, {}, b""
        self.book.times[kind].append((time.perf_counter() - started) * 1000)
        if status not in good:
            self.book.errors.append(f"{kind}: {status} {path}")
        return status, found, body

    async def _once(
        self, path: str, form: dict[str, str] | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        body = urlencode({"csrfmiddlewaretoken": CSRF, **form}).encode() if form is not None else b""
        lines = [
            f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Cookie: sessionid={self.session}; csrftoken={CSRF}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in head[1:])}
        return int(head[0].split()[1]), found, await self._body(int(head[0].split()[1]), found)

    async def _body(self, status: int, headers: dict[str, str]) -> bytes:
        assert self.reader is not None
        if status == NOT_MODIFIED:
            return b""
        if headers.get("transfer-encoding") != "chunked":
            return await self.reader.readexactly(int(headers.get("content-length", 0)))
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.writer = None

    async def take_part(self, hall: Hall, seconds: float, within: float, begun: float) -> None:
        """Check in some time in the first seconds, then follow until the end."""
        pk = hall.meeting.pk
        await asyncio.sleep(random.uniform(0, within))
        await self.check_in(hall)
        _status, _headers, page = await self.ask("live page", f"/meetings/{pk}/live/")
        etag = etag_in(page)
        asks_at = begun + random.uniform(0.3, 0.8) * seconds if random.random() < ASKING else math.inf
        while True:
            pause = POLL * random.uniform(0.85, 1.15)
            if time.perf_counter() - begun + pause > seconds:
                break
            await asyncio.sleep(pause)
            if time.perf_counter() > asks_at:
                asks_at = math.inf
                # 409 when the meeting was closed a moment before
                await self.ask("ask for the floor", f"/meetings/{pk}/floor/ask/", form={}, good=(FOUND, 409))
            status, headers, _body = await self.ask(
                "poll", f"/meetings/{pk}/version/", good=(OK, NOT_MODIFIED), If_None_Match=etag
            )
            if status == OK:
                etag = headers.get("etag", etag)
                await self.ask("live parts", f"/meetings/{pk}/live/", X_Fresh="1")
        self.close()

    async def check_in(self, hall: Hall) -> None:
        from sotay.meetings.session import self_service

        url = f"/c/{self_service.code_now(hall.meeting, 'start').token}/"
        _status, _headers, page = await self.ask("check-in page", url)
        ticket = re.search(rb'name="ticket" value="(\w+)"', page)
        form = {"ticket": ticket.group(1).decode()} if ticket else {}
        await self.ask("check in", url, form=form, good=(FOUND,))

    async def show_code(self, hall: Hall, seconds: float) -> None:
        """The screen in the hall, while people come."""
        begun, etag = time.perf_counter(), '""'
        while time.perf_counter() - begun < seconds:
            url = f"/meetings/{hall.meeting.pk}/code/start/data/"
            _status, headers, _body = await self.ask(
                "code on the screen", url, good=(OK, NOT_MODIFIED), If_None_Match=etag
            )
            etag = headers.get("etag", etag)
            await asyncio.sleep(POLL)
        self.close()

    async def conduct(self, hall: Hall, seconds: float, within: float, *, pause: float | None) -> None:
        """The secretary's evening; each act leads to a page of the secretary's.

        Without a `pause` all of it is spread over the time there is; with one it goes as far as it gets.
        """
        begun = time.perf_counter()
        await asyncio.sleep(within * 1.1 if pause is None else 0)
        acts = list(evening(hall))
        to_the_end, pause = pause is None, pause or max(0.0, (seconds - within * 1.2) / (len(acts) + 1))
        for path, form in acts:
            url = f"/meetings/{hall.meeting.pk}/{path}/"
            _status, headers, _body = await self.ask("secretary writes", url, form=form, good=(FOUND,))
            if headers.get("location"):
                await self.ask("secretary's page", headers["location"].partition("#")[0])
            if not to_the_end and time.perf_counter() - begun + pause > seconds:
                break
            await asyncio.sleep(pause)
        self.close()


def evening(hall: Hall) -> Iterator[tuple[str, dict[str, str]]]:
    """What the secretary records: everything a meeting has, in its order."""
    yield "roll/start/rest", {}
    yield "record/dues_noted", {"paid": "60", "of": "61"}
    yield "record/agenda_adopted", {}
    for place, item in enumerate(hall.items):
        yield "record/item_begun", {"item": item}
        yield "record/note_written", {"item": item, "text": "Bí thư trình bày. " * 20}
        for speaker in hall.ids[place * 3 + 2 : place * 3 + 5]:
            yield "record/floor_given", {"member": speaker}
            yield (
                "record/statement_recorded",
                {"item": item, "speaker": speaker, "text": "Tôi nhất trí và đề nghị. " * 15},
            )
            yield "record/floor_left", {"member": speaker}
    yield "record/motion_moved", {"text": "Thông qua nghị quyết", "matter": "resolution", "adopts": "1"}
    yield "record/concluded", {"text": "Chi bộ nhất trí. " * 20}
    yield "roll/end/rest", {}
    yield "record/closed", {}


def etag_in(page: bytes) -> str:
    found = re.search(rb'data-fresh-etag="(?:&quot;)?([\w-]+)', page)
    return f'"{found.group(1).decode()}"' if found else '""'


# runs


def one_meeting(phones: int, seconds: float) -> dict[str, Any]:
    halls = make_halls(1, phones)
    with server() as (port, _process):
        asyncio.run(warm(port, halls[0]))
        return {"runs": [run(port, halls, seconds, CHECK_IN)], "database": database()}


def climb(phones: int) -> dict[str, Any]:
    """Twice as many meetings each time, while all is well and there is time."""
    runs: list[dict[str, Any]] = []
    halls = make_halls(1, phones)
    with server() as (port, _process):
        asyncio.run(warm(port, halls[0]))
        begun = time.perf_counter()
        while time.perf_counter() - begun < CLIMB_IN_ALL - CLIMB_SECONDS:
            runs.append(run(port, halls, CLIMB_SECONDS, CHECK_IN, CLIMB_PAUSE))
            if runs[-1]["p95"] > AIM_MS or runs[-1]["errors"]:
                break
            halls = make_halls(len(halls) * 2, phones)
    return {"runs": runs, "database": database(), "climbed": True}


def run(
    port: int, halls: list[Hall], seconds: float, within: float, pause: float | None = None
) -> dict[str, Any]:
    book, cpu, begun = Book(), time.process_time(), time.perf_counter()

    async def everybody() -> None:
        parts: list[Awaitable[None]] = []
        for hall in halls:
            parts += [
                Phone(port, each, book).take_part(hall, seconds, within, begun) for each in hall.members
            ]
            parts.append(Phone(port, hall.secretary, book).conduct(hall, seconds, within, pause=pause))
            parts.append(Phone(port, hall.secretary, book).show_code(hall, within))
        await asyncio.gather(*parts)

    asyncio.run(everybody())
    took = time.perf_counter() - begun
    everything = book.all()
    return {
        "meetings": len(halls),
        "phones": sum(len(hall.members) for hall in halls),
        "seconds": round(took, 1),
        "requests": len(everything),
        "p95": p95(everything),
        "errors": len(book.errors),
        "first_errors": book.errors[:5],
        "client": round((time.process_time() - cpu) / took, 2),
        "load": round(os.getloadavg()[0], 1),
        "kinds": {kind: figures(sorted(times)) for kind, times in book.times.items()},
    }


async def warm(port: int, hall: Hall) -> None:
    """A worker reads its templates and rules at its first requests; a server has long done so by evening."""
    pk, unheard = hall.meeting.pk, Book()
    paths = [f"/meetings/{pk}/{page}/" for page in ("live", "version", "start", "code/start/data")] + [
        "/c/x/"
    ]
    for path in paths * 2:
        phones = [Phone(port, hall.secretary, unheard) for _each in range(WORKERS * 4)]
        await asyncio.gather(*(phone.ask("warm", path) for phone in phones))
        for phone in phones:
            phone.close()


def figures(times: list[float]) -> dict[str, float]:
    return {
        "n": len(times),
        "p50": round(times[len(times) // 2], 1),
        "p95": p95(times),
        "max": round(times[-1], 1),
    }


def p95(ordered: list[float]) -> float:
    return round(ordered[math.ceil(len(ordered) * 0.95) - 1], 1) if ordered else 0.0


def database() -> str:
    from django.db import connection

    return str(connection.vendor)


def as_text(told: dict[str, Any]) -> str:
    lines = [summary(each, told["database"]) for each in told["runs"]]
    if told.get("climbed"):
        good = [each["meetings"] for each in told["runs"] if each["p95"] <= AIM_MS and not each["errors"]]
        return "\n".join([*lines, f"held under {AIM_MS:.0f} ms: {max(good, default=0)} meetings at once"])
    (only,) = told["runs"]
    rows = [f"{'':<20} {'n':>6} {'p50':>8} {'p95':>8} {'max':>8}"]
    rows += [
        f"{kind:<20} {of['n']:>6} {of['p50']:>8} {of['p95']:>8} {of['max']:>8}"
        f"{'  <-- over the aim' if of['p95'] > AIM_MS else ''}"
        for kind, of in sorted(only["kinds"].items())
    ]
    return "\n".join([*lines, *rows, *only["first_errors"]])


def summary(run: dict[str, Any], on: str) -> str:
    return (
        f"{run['meetings']} meetings, {run['phones']} phones on {on}: {run['requests']} requests in "
        f"{run['seconds']} s, p95 {run['p95']} ms, {run['errors']} errors "
        f"(the phones took {run['client']} of a processor, load {run['load']})"
    )


if __name__ == "__main__":
    sys.exit(main())
