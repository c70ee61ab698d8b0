"""What an evening costs: `bench.py --only log,lane,evening`. Ratios within one run where they can be.

log      an act in a log of 100 entries and in one of 2,000, by turns: processor time, second to first; and
         seconds for a parcel of 500 entries of a device that was away since entry 700 of 1,000
lane     on PostgreSQL: check-ins a second against single-row inserts by pgbench with as many clients; and 304
         answers a second against a bare "ok" of the same server
evening  processor seconds of the server for one meeting of 60 phones and ninety minutes, from a minute at
         real pace; and how many meetings of 25 phones are held with 95 of 100 answers under 200 ms, each
         number tried with a server of its own and told under `seen`

Phones, server and PostgreSQL share the machine: of each number tried `server` and `phones` say how many
processors each of these kept busy. Both databases are migrated once, side by side. Progress is on stderr.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import phones
from phones import Book, Hall, Phone

CLIENTS, MEETINGS, SEATS = 32, 8, 60
LENGTHS, ACTS = (100, 2000), 40
SEEN, LENGTH, PARCEL = 700, 1000, 500
MINUTE, EVENING, IDLE, JOINING = 60.0, 5400.0, 15.0, 10.0
"""Seconds. What happens once in an evening is not multiplied: checking in, a first look at each phone."""
REST, RESTLESS = 0.05, 12
"""Processors a server at rest may use, and how often it is looked at until it is."""
PACE = 20.0
"""Seconds between two acts of a secretary: 270 in an evening."""
SIZES = (8, 16, 32, 60, 90, 120, 150)
"""Numbers of meetings that may be tried, of which halving tries three."""
HELD_JOINING, HELD_SECONDS, HELD_PHONES, AIM_MS = 14.0, 12.0, 25, 200.0
PATIENCE = 30.0
"""Seconds after the end in which the last answers must have come."""


def measure(parts: set[str], server: str | None) -> dict[str, Any]:
    with ExitStack() as stack:
        sqlite = stack.enter_context(phones.sqlite_copy())
        postgresql = stack.enter_context(phones.postgresql(server)) if server else ""
        migrate([sqlite, postgresql])
        told: dict[str, Any] = {}
        if "log" in parts:
            told["log"] = alone("log", sqlite)
            if postgresql:
                told["log"] |= alone("parcel", postgresql)
        if "lane" in parts:
            skipped = {"skipped": "no PostgreSQL server answers"}
            told["lane"] = alone("lane", postgresql) if postgresql else skipped
        if "evening" in parts:
            told["evening"] = alone("evening", sqlite) | alone("held", sqlite)
            if postgresql:
                told["evening"] |= alone("held", postgresql)
        return told


def migrate(urls: list[str]) -> None:
    """Side by side: the most of it is arithmetic, and as much as half a minute of it."""
    say("migrating")
    command = [*phones.COMMAND, "manage", "migrate", "-v0"]
    running = [
        subprocess.Popen(command, env=os.environ | phones.environment(url), stdout=sys.stderr)
        for url in urls
        if url
    ]
    if sum([process.wait() for process in running]):
        sys.exit("the databases could not be migrated")


def alone(part: str, url: str) -> dict[str, Any]:
    """A part in a process of its own: Django is set up once for one database."""
    import json

    say(f"{part} on {url.partition(':')[0]}")
    ran = subprocess.run(
        [sys.executable, __file__, part, url], stdout=subprocess.PIPE, text=True, check=False
    )
    if ran.returncode:
        return {"failed": f"{part} left with {ran.returncode}, see above"}
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def say(words: str) -> None:
    print(time.strftime("%H:%M:%S", time.gmtime()), words, file=sys.stderr, flush=True)


def log_cost() -> dict[str, Any]:
    halls = phones.make_halls(2, 25)
    for hall, length in zip(halls, LENGTHS, strict=True):
        fill(hall, length)
    writers = [writer(hall) for hall in halls]

    def one(place: int, number: int) -> float:
        entry = statement(halls[place], number)
        return timed(lambda: writers[place](entries=[entry]))[1]

    times = [[one(place, number) for place in range(2)] for number in range(ACTS)]
    short, long = (statistics.median(each[place] for each in times) for place in range(2))
    return {
        "act_cost_ratio": round(long / short, 2),
        "act_ms": {str(LENGTHS[0]): round(short * 1000, 1), str(LENGTHS[1]): round(long * 1000, 1)},
        **parcel(),
    }


def parcel() -> dict[str, Any]:
    """What a device wrote while it was away comes at once, to a process that has read nothing of the log."""
    from django.utils import timezone

    from sotay.meetings import states

    (hall,) = phones.make_halls(1, 25)
    fill(hall, SEEN)
    away = timezone.now()
    fill(hall, LENGTH)
    entries = [statement(hall, n, at=away + timedelta(microseconds=n), seen=SEEN) for n in range(PARCEL)]
    write, outcomes = writer(hall), []
    states.forget()
    wall, work = timed(lambda: outcomes.extend(write(entries=entries, device="away")[0]))
    if any(each.result != "accepted" for each in outcomes):
        sys.exit("the parcel was refused")
    return {f"parcel_{phones.database()}": {"seconds": round(wall, 2), "work": round(work, 2)}}


def fill(hall: Hall, length: int) -> None:
    write = writer(hall)
    while (missing := length - hall.meeting.log_version) > 0:
        write(entries=[statement(hall, number) for number in range(min(100, missing))])


def writer(hall: Hall) -> Callable[..., Any]:
    from django.utils import timezone

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.meetings import actions

    by = actor_for(Account.objects.get(member=hall.ids[0]), timezone.localdate())
    return partial(actions.record, meeting=hall.meeting, by=by)


def statement(hall: Hall, number: int, **more: Any) -> Any:
    from sotay.meetings.actions import Submission

    data = {"speaker": hall.ids[number % 25], "text": "Tôi nhất trí và đề nghị. " * 15}
    return Submission("statement_recorded", data, **more)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of this process's own work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


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


def lane() -> dict[str, Any]:
    halls = phones.make_halls(MEETINGS, SEATS)
    held = [
        (ticket, key)
        for hall in halls
        for ticket, key in zip(tickets_of(hall, "start"), hall.members, strict=True)
    ]
    random.shuffle(held)
    sessions, book = [key for _ticket, key in held], Book()
    with phones.server() as (port, _process):
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
    inserts = pgbench()
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


def pgbench() -> float:
    """Single-row durable inserts a second, by as many clients as check in."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, words text)")
    script = phones.PLACE / "insert.sql"
    script.write_text("INSERT INTO bench_row (words) VALUES ('Tôi có mặt');\n")
    command = ["pgbench", "-n", "-f", str(script), "-c", str(CLIENTS), "-j", "2", "-T", "5"]
    command.append(os.environ["DATABASE_URL"])
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(re.findall(r"tps = ([\d.]+)", ran.stdout)[0])


def cpu_of(process: int) -> float:
    """Seconds of processor the process and those below it have used."""
    below = (each.read_text().split() for each in Path(f"/proc/{process}/task").glob("*/children"))
    own = time.clock_gettime(~process << 3 | 2)  # its CLOCK_PROCESS_CPUTIME_ID, in the kernel's numbering
    return own + sum(cpu_of(int(each)) for each in chain.from_iterable(below))


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
    number, next_at = 0, time.perf_counter() + random.uniform(0, PACE)
    while next_at < until:
        await asyncio.sleep(next_at - time.perf_counter())
        act, form = [
            ("statement_recorded", {"speaker": hall.ids[1 + number % 20], "text": "Tôi nhất trí. " * 20}),
            ("note_written", {"text": "Bí thư trình bày. " * 10}),
        ][number % 2]
        url = f"/meetings/{hall.meeting.pk}/record/{act}/"
        _status, headers, _body = await phone.ask("write", url, form=form, good=(302,))
        if headers.get("location"):
            await phone.ask("page", headers["location"].partition("#")[0])
        number, next_at = number + 1, next_at + PACE
    phone.close()


async def evening_of(
    port: int, process: int, halls: list[Hall], tickets: list[list[str]], joining: float, seconds: float
) -> tuple[Book, float, float]:
    """What was asked in the seconds after all had joined, and the processor the server and the phones used in
    them.
    """
    book, before = Book(), (0.0, 0.0)
    until = time.perf_counter() + joining + seconds

    async def joined() -> None:
        nonlocal before
        await asyncio.sleep(joining)
        book.times.clear()
        before = cpu_of(process), time.process_time()

    parts = [
        follow(Phone(port, key, book), ticket, until, random.uniform(0, joining / 2))
        for hall, of_hall in zip(halls, tickets, strict=True)
        for ticket, key in zip(of_hall, hall.members, strict=True)
    ]
    parts += [conduct(Phone(port, hall.secretary, book), hall, until) for hall in halls]
    try:
        async with asyncio.timeout(joining + seconds + PATIENCE):
            await asyncio.gather(joined(), *parts)
    except TimeoutError:
        book.errors.append(f"not answered {PATIENCE:.0f} s after the end")
    return book, cpu_of(process) - before[0], time.process_time() - before[1]


def evening() -> dict[str, Any]:
    """What the server uses with nobody there is measured and taken off: that is of the machine and not of a
    meeting.
    """
    (hall,) = phones.make_halls(1, SEATS)
    with phones.server() as (port, process):
        asyncio.run(phones.warm(port, hall))
        idle = at_rest(process)
        before, since, checking_in = cpu_of(process), time.perf_counter(), Book()
        taps = [
            lambda phone, ticket=ticket: phone.ask("check in", "/lane/check-in/", form={}, X_Ticket=ticket)
            for ticket in tickets_of(hall, "start")
        ]
        asyncio.run(many(port, taps, checking_in, hall.members))
        checked_in = cpu_of(process)
        say("checked in, following")
        book, followed, _phones = asyncio.run(
            evening_of(port, process, [hall], [tickets_of(hall, "")], JOINING, MINUTE)
        )
        once = cpu_of(process) - before - followed - idle * (time.perf_counter() - since - MINUTE)
    cost = once + (followed / MINUTE - idle) * (EVENING - JOINING)
    return {
        "cpu_seconds_per_meeting": round(cost, 1),
        "idle_seconds": round(idle * EVENING, 1),
        "check_in_seconds": round(checked_in - before, 2),
        "once_seconds": round(once, 2),
        "kinds": {kind: phones.figures(sorted(times)) for kind, times in book.times.items()},
        "errors": (checking_in.errors + book.errors)[:3],
    }


def at_rest(process: int) -> float:
    """Processor seconds a second with nobody there, once the jobs that making the hall left are done."""
    for _once in range(RESTLESS):
        began = cpu_of(process)
        time.sleep(IDLE)
        idle = (cpu_of(process) - began) / IDLE
        if idle < REST:
            return idle
    raise SystemExit(
        "the server did not come to rest: what a meeting costs cannot be told from its other work"
    )


def held_at_once() -> dict[str, Any]:
    halls: list[Hall] = []
    seen: dict[str, Any] = {}
    low, high = 0, len(SIZES)
    while low < high:
        number = SIZES[(low + high) // 2]
        halls += phones.make_halls(max(0, number - len(halls)), HELD_PHONES)
        seen[str(number)] = tried = held(halls[:number])
        say(f"{number} meetings: {tried}")
        if tried["p95"] <= AIM_MS and not tried["errors"]:
            low = SIZES.index(number) + 1
        else:
            high = SIZES.index(number)
    name = f"meetings_held_{phones.database()}"
    return {name: SIZES[low - 1] if low else 0, f"{name}_seen": seen}


def held(halls: list[Hall]) -> dict[str, Any]:
    tickets = [tickets_of(hall, "") for hall in halls]
    with phones.server() as (port, process):
        asyncio.run(phones.warm(port, halls[0]))
        book, server, clients = asyncio.run(
            evening_of(port, process, halls, tickets, HELD_JOINING, HELD_SECONDS)
        )
    return {
        "p95": phones.p95(book.all()),
        "requests": len(book.all()),
        "by_kind": {kind: phones.p95(sorted(times)) for kind, times in book.times.items()},
        "errors": book.errors[:3],
        "server": round(server / HELD_SECONDS, 2),
        "phones": round(clients / HELD_SECONDS, 2),
        "load": round(os.getloadavg()[0], 1),
    }


PARTS = {"log": log_cost, "parcel": parcel, "lane": lane, "evening": evening, "held": held_at_once}


def main() -> None:
    import json

    part, url = sys.argv[1:]
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each phone holds a connection
    phones.set_up_django(url)
    print(json.dumps(PARTS[part]()))


if __name__ == "__main__":
    main()
