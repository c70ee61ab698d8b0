"""Measure what the size of the country costs: pages at 311 cells and at 250,000, loading, room and memory.

    bench_size.py [--size SIZES] [--pages-of URL] [--boards] [--repeats N] [--json]

Every board and report page of every level is asked for in three installations: 311 cells on SQLite, the same
on PostgreSQL, and SIZES on PostgreSQL. The first two tell what the database changes, the last two what size
does. The trees of both sizes have as many lines on the pages that are measured (docs/size.md). `work` is what
the program worked, `time` what passed with the database's part in it; both are the least of the repeats,
because other work on the machine only adds. New pages of the named apps that take nothing or a unit are found
by themselves.

Loading is compared with COPY of the same rows, from files into tables with the same indexes. Databases are
made where TEST_DATABASE_URL or a server on this machine is and dropped at the end; --pages-of measures one
that is there already and leaves it. The country takes 8 GB and from ten minutes on.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var" / "bench"
COUNTRY = "cells=250000,members=5600000,months=12"
SMALL = "cells=311,members=6966,months=12"
TO_COPY = "cells=4000,members=89600,months=12"
APPS = ("reports",)
AIM_WORK, AIM_COPY = 1.5, 3.0
OK, NO_CONTENT = 200, 204
LEVELS = {"centre": "trunguong", "province": "tinh", "commune": "phuong", "cell": "bithu"}
TABLES = (
    "units_unit",
    "units_unitversion",
    "members_member",
    "members_cellmembership",
    "members_standing",
    "figures_cellmonth",
)
"""What is copied plainly; offices and sums, some hundredths of the rows, are left out on both sides."""


def measure(
    size: str = COUNTRY, there: str = "", *, boards_only: bool = False, repeats: int = 15
) -> dict[str, Any]:
    """Everything as one object. `there` is the address of a loaded database to measure, not a new one."""
    from suite import postgresql

    server = postgresql()
    if not server:
        return {"skipped": "no PostgreSQL server answers"}
    PLACE.mkdir(parents=True, exist_ok=True)
    small = f"sqlite:///{PLACE / 'size.sqlite3'}"
    sotay(small, "demo", "--size", SMALL)
    told: dict[str, Any] = {"size": size, "small": SMALL}
    with database(server, "small") as beside, database(server, "large", there) as large:
        sotay(beside, "demo", "--size", SMALL)
        loaded = json.loads(sotay(large, "demo", "--size", size, "--json"))
        pages = {name: pages_in(url, repeats) for name, url in
                 (("sqlite", small), ("small", beside), ("large", large))}  # fmt: skip
        told |= {"pages": compared(pages), "login": {name: one["login"] for name, one in pages.items()}}
        told["not_measured"] = pages["large"]["not_measured"]
        if not boards_only:
            told |= {"loading": loaded, "room": room(large)}
    if not boards_only:
        told["copy"] = against_copy(server)
    told["rss_mb"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return told


def compared(pages: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """A line a page: queries, work and time in the three installations, and how size changes them."""
    lines = []
    for key, large in pages["large"]["pages"].items():
        others = {name: pages[name]["pages"].get(key) for name in ("sqlite", "small")}
        if not all(others.values()):
            continue
        level, _space, name = key.partition(" ")
        line: dict[str, Any] = {"level": level, "page": name}
        for each, row in (*others.items(), ("large", large)):
            line |= {f"{each}_{what}": number for what, number in row.items()}
        line["work"] = round(large["cpu_ms"] / others["small"]["cpu_ms"], 2)
        line["work_of_sqlite"] = round(large["cpu_ms"] / others["sqlite"]["cpu_ms"], 2)
        line["time"] = round(large["ms"] / others["small"]["ms"], 2)
        line["of_login"] = round(large["cpu_ms"] / pages["large"]["login"]["cpu_ms"], 2)
        line["more_queries"] = large["queries"] > min(row["queries"] for row in others.values())
        lines.append(line)
    return lines


# --- in a process of its own, because a process knows one database ---------------------------------------


def pages_in(url: str, repeats: int) -> dict[str, Any]:
    return json.loads(run(url, str(Path(__file__)), "--one", "--repeats", str(repeats)))


def ask_pages(repeats: int) -> dict[str, Any]:
    import django

    django.setup()
    from bench import logged_in

    from sotay.figures.models import CellMonth
    from sotay.units.models import Unit

    login = least(anybody(), "/accounts/login/", repeats)
    month = CellMonth.objects.order_by("-month").values_list("month", flat=True)[0]
    found: dict[str, Any] = {}
    left: list[str] = []
    for level, username in LEVELS.items():
        unit = Unit.objects.filter(kind=level).order_by("path")[0]
        client = logged_in(username)
        for name, url in addresses(unit, month):
            answer = client.get(url)
            if answer.status_code == OK and "text/html" in answer.get("Content-Type", ""):
                found[f"{level} {name}"] = least(client, url, repeats)
                print(f"  {level} {name}: {found[f'{level} {name}']}", file=sys.stderr, flush=True)
            elif answer.status_code not in {NO_CONTENT, OK}:
                left.append(f"{level} {name}: {answer.status_code}")
    return {"pages": found, "login": login, "not_measured": left}


def addresses(unit: Any, month: Any) -> Iterator[tuple[str, str]]:
    """Today, and of APPS whatever takes nothing or a unit."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    yield "today", "/"
    resolver = get_resolver()
    for app in APPS:
        _prefix, patterns = resolver.namespace_dict[app]
        for name in sorted(
            {pattern.name for pattern in patterns.url_patterns if getattr(pattern, "name", None)}
        ):
            for given in ({"pk": unit.pk}, {}):
                try:
                    url = reverse(f"{app}:{name}", kwargs=given)
                except NoReverseMatch:
                    continue
                yield f"{app}:{name}", f"{url}?month={month}&day={month.day(3)}"
                break


def anybody() -> Any:
    from django.test import Client

    return Client(SERVER_NAME="localhost")


def least(client: Any, url: str, repeats: int) -> dict[str, Any]:
    """Queries of a page, and the least work and time of several times."""
    from bench import count_queries, timed_both

    for _once in range(2):
        client.get(url)
    asked = [timed_both(lambda: client.get(url)) for _once in range(repeats)]
    return {
        "queries": count_queries(client, url),
        "ms": round(min(wall for wall, _cpu in asked), 2),
        "cpu_ms": round(min(cpu for _wall, cpu in asked), 2),
    }


# --- loading against COPY, room -----------------------------------------------------------------------


def against_copy(server: str) -> dict[str, Any]:
    """Seconds of loading, and of COPY of the same rows from files into tables with the same indexes."""
    with database(server, "from") as source, database(server, "to") as target:
        told = json.loads(sotay(source, "demo", "--size", TO_COPY, "--json"))
        sotay(target, "manage", "migrate", "-v0")
        sotay(target, "partitions")
        months = json.loads(sotay(source, "partitions", "--json"))["months"]
        for part in months:
            psql(target, partition_sql(part))
        files = {table: PLACE / f"{table}.copy" for table in TABLES}
        for table, file in files.items():
            psql(source, f"\\copy (SELECT * FROM {table}) TO '{file}'")
        started = time.perf_counter()
        for table, file in files.items():
            psql(target, f"\\copy {table} FROM '{file}'")
        copied = time.perf_counter() - started
        for file in files.values():
            file.unlink()
    rows = sum(count for table, count in told["rows"].items() if table in TABLES)
    return {
        "size": TO_COPY,
        "rows": rows,
        "load_seconds": told["seconds_of_rows"],
        "copy_seconds": round(copied, 1),
        "ratio": round(told["seconds_of_rows"] / copied, 2),
        "aim": AIM_COPY,
    }


def partition_sql(part: dict[str, Any]) -> str:
    year, number = (int(piece) for piece in part["month"].split("-"))
    following = f"{year + number // 12:04d}-{number % 12 + 1:02d}"
    return (
        f"CREATE TABLE IF NOT EXISTS {part['table']} PARTITION OF figures_cellmonth "
        f"FOR VALUES FROM ('{part['month']}') TO ('{following}')"
    )


def room(url: str) -> dict[str, Any]:
    """Bytes of the database and of its largest tables, indexes included."""
    import psycopg

    with psycopg.connect(url) as connection:
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        tables = connection.execute(
            "SELECT regexp_replace(relname, '_[0-9]{4}_[0-9]{2}$', ''), "
            "sum(pg_total_relation_size(oid))::bigint "
            "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "GROUP BY 1 ORDER BY 2 DESC LIMIT 8"
        ).fetchall()
    return {"database_mb": round(size / 1e6), "tables_mb": {name: round(n / 1e6) for name, n in tables}}


@contextmanager
def database(server: str, name: str, there: str = "") -> Iterator[str]:
    """An empty database for a while; or the one that is there, which stays."""
    import psycopg

    if there:
        yield there
        return
    called = f"{server.rpartition('/')[2]}_size_{name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {called} ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield f"{server.rpartition('/')[0]}/{called}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {called} WITH (FORCE)")


def sotay(url: str, *arguments: str) -> str:
    return run(url, "-m", "sotay.config.cli", *arguments)


def run(url: str, *arguments: str) -> str:
    surroundings = {
        "DJANGO_SETTINGS_MODULE": "sotay.config.settings",
        "SOTAY_DEMO": "1",
        "DATABASE_URL": url,
        "SOTAY_MEDIA": str(PLACE / "size-media"),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tools")]),
    }
    ran = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | surroundings,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode:
        sys.exit(f"{' '.join(arguments)}: {ran.returncode}")
    return ran.stdout


def psql(url: str, statement: str) -> None:
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", url, "-c", statement], check=True)


def as_text(told: dict[str, Any]) -> str:
    if "skipped" in told:
        return f"not measured: {told['skipped']}"
    width = max(len(line["page"]) for line in told["pages"])
    lines = [
        f"{told['small']} beside {told['size']}",
        f"{'level':<9} {'page':<{width}} queries      work at 311    at size  ratio  time ratio  of log-in",
    ]
    for line in told["pages"]:
        over = "" if not line["more_queries"] and line["work"] <= AIM_WORK else "  <-- over the aim"
        queries = f"{line['sqlite_queries']}/{line['small_queries']}/{line['large_queries']}"
        lines.append(
            f"{line['level']:<9} {line['page']:<{width}} {queries:<10} {line['small_cpu_ms']:>8.1f} ms "
            f"{line['large_cpu_ms']:>8.1f} ms  {line['work']:>5} {line['time']:>10} {line['of_login']:>10}"
            f"{over}"
        )
    lines += [f"not measured: {each}" for each in told["not_measured"]]
    lines += [f"{name}: {told[name]}" for name in ("loading", "room", "copy", "rss_mb") if name in told]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", default=COUNTRY, help="what is made on PostgreSQL")
    parser.add_argument("--pages-of", default="", metavar="URL", help="a loaded database")
    parser.add_argument("--boards", action="store_true", help="the pages alone")
    parser.add_argument("--repeats", type=int, default=15, help="times each page is asked for")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(ask_pages(args.repeats)))
        return 0
    told = measure(args.size, args.pages_of, boards_only=args.boards, repeats=args.repeats)
    print(json.dumps(told) if args.json else as_text(told))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
