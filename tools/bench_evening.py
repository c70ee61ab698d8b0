"""What an evening costs: `bench.py --only log,lane,evening`. Ratios within one run where they can be.

log      an act in a log of 100 entries and in one of 2,000, by turns: processor time, second to first
lane     on PostgreSQL: check-ins a second against single-row inserts by pgbench with as many clients; and 304
         answers a second against a bare "ok" of the same server
evening  processor seconds of the server for one meeting of 60 phones and ninety minutes, from a minute at
         real pace; and how many meetings of 25 phones are held with 95 of 100 answers under 200 ms

The phones are simulated on the same machine and take their part of its processors.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import phones
from phones import Book, Hall, Phone

CLIENTS, MEETINGS, SEATS = 32, 8, 60
LENGTHS, ACTS = (100, 2000), 40
MINUTE, EVENING, IDLE, JOINING = 60.0, 5400.0, 15.0, 10.0
"""Seconds. What happens once in an evening is not multiplied: checking in, a first look at each phone."""
PACE = 20.0
"""Seconds between two acts of a secretary: 270 in an evening."""
CLIMB, CLIMB_SECONDS, AIM_MS = (8, 24, 48, 90), 15.0, 200.0
CLIMB_IN_ALL = 240.0
"""Seconds after which nobody climbs higher: `stopped` says so."""


def measure(parts: set[str], server: str | None) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "log" in parts:
        told["log"] = alone("log", None)
    if "lane" in parts:
        told["lane"] = alone("lane", server) if server else {"skipped": "no PostgreSQL server answers"}
    if "evening" in parts:
        told["evening"] = alone("evening", None) | alone("held", None, "meetings_held_sqlite")
        if server:
            told["evening"] |= alone("held", server, "meetings_held_postgresql")
    return told


def alone(part: str, server: str | None, name: str = "") -> dict[str, Any]:
    """A part in a process of its own: Django is set up once for one database."""
    import json

    ran = subprocess.run(
        [sys.executable, __file__, part, server or "", name], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        return {"failed": ran.stderr.strip()[-500:]}
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def log_cost() -> dict[str, Any]:
    from django.utils import timezone

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.meetings import actions

    halls = phones.make_halls(2, 25)
    by = [
        actor_for(Account.objects.get(username=f"phone-{n}-0"), timezone.localdate())
        for n in range(len(halls))
    ]

    def one(place: int, number: int) -> float:
        hall, begun = halls[place], time.process_time()
        data = {"speaker": hall.ids[number % 25], "text": "Tôi nhất trí và đề nghị. " * 15}
        actions.record_one(meeting=hall.meeting, by=by[place], act="statement_recorded", **data)
        return time.process_time() - begun

    for place, length in enumerate(LENGTHS):
        entries = [
            actions.Submission(
                "statement_recorded", {"speaker": halls[place].ids[n % 25], "text": "Nhất trí. " * 30}
            )
            for n in range(length - halls[place].meeting.log_version)
        ]
        for first in range(0, len(entries), 100):
            actions.record(meeting=halls[place].meeting, by=by[place], entries=entries[first : first + 100])
    times = [[one(place, number) for place in range(2)] for number in range(ACTS)]
    short, long = (statistics.median(each[place] for each in times) for place in range(2))
    return {
        "act_cost_ratio": round(long / short, 2),
        "act_ms": {str(LENGTHS[0]): round(short * 1000, 1), str(LENGTHS[1]): round(long * 1000, 1)},
    }


def tickets_of(hall: Hall, round_: str) -> list[str]:
    from types import SimpleNamespace

    from django.utils import timezone, translation

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.meetings.lane import tickets

    accounts = {str(each.member_id): each for each in Account.objects.filter(member__in=hall.ids)}
    found = []
    with translation.override("vi"):
        for member, key in zip(hall.ids[1:], hall.members, strict=True):
            actor = actor_for(accounts[member], timezone.localdate())
            request: Any = SimpleNamespace(session=SimpleNamespace(session_key=key))
            found.append(tickets.issue(request, actor, hall.meeting.pk, round_))
    return found


async def many(port: int, work: list[Callable[[Phone], Any]], book: Book, sessions: list[str]) -> float:
    """All of the work by CLIENTS connections; seconds it took."""
    waiting = list(zip(work, sessions, strict=True))

    async def client() -> None:
        phone = Phone(port, "", book)
        while waiting:
            one, phone.session = waiting.pop()
            await one(phone)
        phone.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _each in range(CLIENTS)))
    return time.perf_counter() - begun


def lane(url: str) -> dict[str, Any]:
    halls = phones.make_halls(MEETINGS, SEATS)
    held = [
        (ticket, key)
        for hall in halls
        for ticket, key in zip(tickets_of(hall, "start"), hall.members, strict=True)
    ]
    random.shuffle(held)
    sessions, book = [key for _ticket, key in held], Book()
    with phones.server() as port:
        asyncio.run(phones.warm(port, halls[0]))
        asked = [
            lambda phone, ticket=ticket: phone.ask("version", "/lane/version/", X_Ticket=ticket)
            for ticket, _key in held
        ]
        asyncio.run(many(port, asked, book, sessions))  # holders are known, as by the page before
        taps = [
            lambda phone, ticket=ticket: phone.ask("check in", "/lane/check-in/", form={}, X_Ticket=ticket)
            for ticket, _key in held
        ]
        check_ins = len(taps) / asyncio.run(many(port, taps, book, sessions))
        version = f'"open-{_length(halls[0])}"'
        of_one = list(zip(tickets_of(halls[0], ""), halls[0].members, strict=True))
        same = [
            lambda phone, ticket=ticket: phone.ask(
                "same", "/lane/version/", good=(304,), X_Ticket=ticket, If_None_Match=version
            )
            for ticket, _key in of_one
        ] * 50
        time.sleep(1.5)
        asyncio.run(many(port, same[:600], book, [key for _ticket, key in of_one] * 10))
        not_modified = len(same) / asyncio.run(many(port, same, book, [key for _t, key in of_one] * 50))
    with bare() as port:
        ok = [lambda phone: phone.ask("bare", "/") for _each in same]
        asyncio.run(many(port, ok[:300], book, [""] * 300))
        bare_ok = len(ok) / asyncio.run(many(port, ok, book, [""] * len(ok)))
    inserts = pgbench(url)
    return {
        "checkins_vs_pgbench": round(check_ins / inserts, 3),
        "not_modified_vs_bare": round(not_modified / bare_ok, 2),
        "checkins_a_second": round(check_ins),
        "pgbench_a_second": round(inserts),
        "not_modified_a_second": round(not_modified),
        "bare_a_second": round(bare_ok),
        "errors": book.errors[:3],
    }


def _length(hall: Hall) -> int:
    hall.meeting.refresh_from_db()
    return int(hall.meeting.log_version)


@contextmanager
def bare() -> Any:
    """The same server with nothing behind it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    more = ["--blocking-threads", "32", "--no-ws", "--log-level", "warning", "bench_evening:nothing"]
    process = subprocess.Popen([*command, *more], cwd=Path(__file__).parent, stdout=subprocess.DEVNULL)
    try:
        for _once in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def nothing(_environ: Any, start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def pgbench(url: str) -> float:
    """Single-row durable inserts a second, by as many clients as check in."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, words text)")
    script = phones.PLACE / "insert.sql"
    script.write_text("INSERT INTO bench_row (words) VALUES ('Tôi có mặt');\n")
    command = ["pgbench", "-n", "-f", str(script), "-c", str(CLIENTS), "-j", "2", "-T", "5", url]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(re.findall(r"tps = ([\d.]+)", ran.stdout)[0])


def cpu_of(process: int) -> float:
    """Seconds of processor the process and those below it have used."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            fields = (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(each.name)
        children.setdefault(int(fields[1]), []).append(pid)
        used[pid] = (int(fields[11]) + int(fields[12])) / ticks
    waiting = [process]
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


async def follow(phone: Phone, ticket: str, until: float, first: float) -> None:
    """Ask as the page's script does: when the last answer said."""
    etag, pause = '""', first
    while time.perf_counter() + pause < until:
        await asyncio.sleep(pause)
        status, headers, _body = await phone.ask(
            "follow", "/lane/live/", good=(200, 304), X_Ticket=ticket, If_None_Match=etag
        )
        etag = headers.get("etag", etag) if status == 200 else etag  # noqa: PLR2004
        pause = float(headers.get("retry-after", 4)) * random.uniform(0.85, 1.15)
    phone.close()


async def conduct(phone: Phone, hall: Hall, until: float) -> None:
    number = 0
    await asyncio.sleep(random.uniform(0, PACE / 2))
    while time.perf_counter() < until:
        act, form = [
            ("statement_recorded", {"speaker": hall.ids[1 + number % 20], "text": "Tôi nhất trí. " * 20}),
            ("note_written", {"text": "Bí thư trình bày. " * 10}),
        ][number % 2]
        url = f"/meetings/{hall.meeting.pk}/record/{act}/"
        _status, headers, _body = await phone.ask("write", url, form=form, good=(302,))
        if headers.get("location"):
            await phone.ask("page", headers["location"].partition("#")[0])
        number += 1
        await asyncio.sleep(PACE)
    phone.close()


async def evening_of(port: int, held: list[tuple[Hall, list[str]]], seconds: float, book: Book) -> None:
    until = time.perf_counter() + seconds
    parts = [
        follow(Phone(port, key, book), ticket, until, random.uniform(0, 4))
        for hall, tickets in held
        for ticket, key in zip(tickets, hall.members, strict=True)
    ]
    parts += [conduct(Phone(port, hall.secretary, book), hall, until) for hall, _tickets in held]
    await asyncio.gather(*parts)


def evening() -> dict[str, Any]:
    (hall,) = phones.make_halls(1, SEATS)
    book = Book()
    with served() as (port, process):
        asyncio.run(phones.warm(port, hall))
        time.sleep(IDLE)  # what a server does at its start is over
        began = cpu_of(process)
        time.sleep(IDLE)
        before = cpu_of(process)
        taps = [
            lambda phone, ticket=ticket: phone.ask("check in", "/lane/check-in/", form={}, X_Ticket=ticket)
            for ticket in tickets_of(hall, "start")
        ]
        asyncio.run(many(port, taps, book, hall.members))
        checked_in = cpu_of(process)
        held = [(hall, tickets_of(hall, ""))]
        asyncio.run(evening_of(port, held, JOINING, book))  # each worker looks at each phone once
        joined = cpu_of(process)
        asyncio.run(evening_of(port, held, MINUTE, book))
        followed = cpu_of(process)
    idle = (before - began) / IDLE
    once = joined - before - idle * JOINING
    cost = once + ((followed - joined) / MINUTE - idle) * (EVENING - JOINING)
    return {
        "cpu_seconds_per_meeting": round(cost, 1),
        "idle_seconds": round(idle * EVENING, 1),
        "check_in_seconds": round(checked_in - before, 2),
        "once_seconds": round(once, 2),
        "kinds": {kind: phones.figures(sorted(times)) for kind, times in book.times.items()},
        "errors": book.errors[:3],
    }


@contextmanager
def served() -> Any:
    """A server of its own, and its process. What it uses with nobody there is measured and taken off: that is
    of the machine and not of a meeting.
    """
    with phones.server() as port:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        yield port, int(children[-1])


def held_at_once(name: str) -> dict[str, Any]:
    halls, found, seen, stopped = [], 0, {}, ""
    begun, book = time.perf_counter(), Book()
    with phones.server() as port:
        for meetings in CLIMB:
            if time.perf_counter() - begun > CLIMB_IN_ALL:
                stopped = f"no time for {meetings}"
                break
            halls += phones.make_halls(meetings - len(halls), 25, start=len(halls))
            held = [(hall, tickets_of(hall, "")) for hall in halls]
            asyncio.run(phones.warm(port, halls[0]))
            asyncio.run(evening_of(port, held, 6, Book()))
            book = Book()
            asyncio.run(evening_of(port, held, CLIMB_SECONDS, book))
            seen[str(meetings)] = phones.p95(book.all())
            if phones.p95(book.all()) > AIM_MS or book.errors:
                break
            found = meetings
    return {
        name: found,
        f"{name}_p95": seen,
        f"{name}_stopped": stopped,
        f"{name}_errors": book.errors[:3],
        f"{name}_load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    import json

    part, server, name = sys.argv[1:4]
    with phones.postgresql(server) if server else phones.sqlite_copy() as url:
        phones.set_up_django(url)
        if part == "lane":
            told = lane(url)
        elif part == "held":
            told = held_at_once(name)
        else:
            told = {"log": log_cost, "evening": evening}[part]()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
