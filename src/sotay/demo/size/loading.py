"""Filling a database commune by commune, each in one transaction, so that it can be stopped and gone on with.

A table of the loader's own, in databases it fills, says what is being made and which communes are done; a
commune's line is written with its rows. Of several at once each takes the communes that nobody is at, so
doing it twice, or two at once, makes nothing twice.
"""

from __future__ import annotations

import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from sotay.accounts.actions import open_demo_account
from sotay.accounts.models import Account
from sotay.accounts.rules import opaque
from sotay.demo.size import people, sums
from sotay.demo.size.ids import ids_of
from sotay.demo.size.months import MonthRows
from sotay.demo.size.months import table as table_of_months
from sotay.demo.size.people import CommuneRows, Tables
from sotay.demo.size.shape import Commune, Sizes, bytes_needed, communes
from sotay.demo.size.writing import Row
from sotay.demo.ward import last_month
from sotay.figures import partitions
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import Month
from sotay.members import actions as members
from sotay.members.models import Appointment, Member
from sotay.units.models import Kind, Unit

PROGRESS = "demo_size"
"""The loader's own table: what is made (`sizes`, `last`), and what is done (`units`, `sums`, a path each)."""

TOLD_EVERY = 5.0
"""Seconds between two lines of progress."""

Say = Callable[[str], None]


class Refused(Exception):  # noqa: N818 - an answer to the operator
    """Nothing can be loaded; the text says why and what to do."""


@dataclass(slots=True)
class Loaded:
    """What came of a run."""

    sizes: Sizes
    last: Month
    rows: Counter[str] = field(default_factory=Counter)
    communes: int = 0
    earlier: int = 0  # communes that were there already
    seconds: float = 0.0
    seconds_of_rows: float = 0.0  # of communes alone, without sums and statistics

    @property
    def as_json(self) -> dict[str, Any]:
        written = sum(self.rows.values())
        return {
            "cells": self.sizes.cells,
            "members": self.sizes.members,
            "months": self.sizes.months,
            "last_month": str(self.last),
            "communes": self.communes,
            "communes_found": self.earlier,
            "rows": dict(self.rows),
            "seconds": round(self.seconds, 1),
            "seconds_of_rows": round(self.seconds_of_rows, 1),
            "rows_per_second": round(written / self.seconds) if self.seconds else 0,
            "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "database_mb": round(database_bytes() / 1e6),
        }


def load(sizes: Sizes, say: Say = lambda line: None) -> Loaded:
    """Fill the database, or go on where an earlier run stopped. Raises Refused, with nothing changed."""
    started = time.monotonic()
    last = _begin(sizes)
    run = Loaded(sizes, last)
    plan = communes(sizes)
    done = _done()
    run.communes, run.earlier = len(plan), sum(path in done for path in map(_path, plan))
    if run.earlier < len(plan):
        _need_room(sizes, 1 - run.earlier / len(plan))
    if run.earlier:
        say(f"{run.earlier:,} of {len(plan):,} communes are there; going on with the others")
    first = last.plus(1 - sizes.months)
    _make_partitions(first, last)
    _units_above(plan, first.first, run)
    begun = time.monotonic()
    _communes(plan, done, first, last, run, say)
    run.seconds_of_rows = time.monotonic() - begun
    if "sums" not in done:
        say("adding up what lies above cells")
        _finish(first.first, run)
    run.seconds = time.monotonic() - started
    return run


def is_there() -> bool:
    return PROGRESS in connection.introspection.table_names()


def _begin(sizes: Sizes) -> Month:
    """The newest month to be made, written down the first time. Raises Refused for a database in use."""
    if not is_there() and (Unit.objects.exists() or Account.objects.exists()):
        raise Refused("the database holds data already; name an empty one in DATABASE_URL")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {PROGRESS} (what varchar(40) PRIMARY KEY, value varchar(200))"
        )
        _write(cursor, "sizes", str(sizes))
        _write(cursor, "last", str(last_month(timezone.localdate())))
        known = dict(_read(cursor))
    if known["sizes"] != str(sizes):
        raise Refused(
            f"the database was begun with {known['sizes']}; ask for the same again, or name an empty one"
        )
    return Month.parse(known["last"])


def _write(cursor: CursorWrapper, what: str, value: str = "") -> bool:
    """Whether it was not there yet."""
    cursor.execute(
        f"INSERT INTO {PROGRESS} (what, value) VALUES (%s, %s) ON CONFLICT (what) DO NOTHING",  # noqa: S608 - a name of ours
        [what, value],
    )
    return bool(cursor.rowcount == 1)


def _read(cursor: CursorWrapper) -> list[tuple[str, str]]:
    cursor.execute(f"SELECT what, value FROM {PROGRESS}")  # noqa: S608 - a name of ours
    return [(str(what), str(value)) for what, value in cursor.fetchall()]


def _done() -> set[str]:
    with connection.cursor() as cursor:
        return {what for what, _value in _read(cursor)}


def _need_room(sizes: Sizes, share: float) -> None:
    needed, place = int(bytes_needed(sizes) * share), database_folder()
    if place is None:
        return
    free = shutil.disk_usage(place).free
    if free < needed:
        raise Refused(
            f"not enough room: {sizes.cells:,} cells, {sizes.members:,} members and {sizes.months} months "
            f"take about {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free in {place}"
        )


def database_folder() -> Path | None:
    """Where the database lies; None when it is on another machine, or when the server does not tell."""
    if connection.vendor != "postgresql":
        return Path(settings.DATABASES["default"]["NAME"]).absolute().parent
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('data_directory', true), inet_server_addr() IS NULL "
                           "OR inet_server_addr() << '127.0.0.0/8'")  # fmt: skip
            folder, here = cursor.fetchone()
    except DatabaseError:  # it does not tell everybody
        return None
    return Path(folder) if folder and here and Path(folder).is_dir() else None


def database_bytes() -> int:
    if connection.vendor != "postgresql":
        return Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _make_partitions(first: Month, last: Month) -> None:
    partitions.make([first.plus(n) for n in range(_between(first, last) + 1)])


def _between(first: Month, last: Month) -> int:
    return (last.year - first.year) * 12 + last.number - first.number


def _path(commune: Commune) -> str:
    return f"000001{commune.province:06d}{commune.number:06d}"


@transaction.atomic
def _units_above(plan: list[Commune], day: date, run: Loaded) -> None:
    with connection.cursor() as cursor:
        if not _write(cursor, "units"):
            return
        _soon(cursor)
        tables, rows = Tables(), list(people.above(day, plan))
        new = ids_of(0x7FFF, day)
        run.rows[tables.units.name] += tables.units.write(cursor, rows)
        versions = (people.version_of(row, new) for row in rows)
        run.rows[tables.versions.name] += tables.versions.write(cursor, versions)


def _soon(cursor: CursorWrapper) -> None:
    """A commune that is lost with the power is made again, so nobody waits until it is on the disk."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL synchronous_commit = off")


def _communes(plan: list[Commune], done: set[str], first: Month, last: Month, run: Loaded, say: Say) -> None:
    known = {
        path: (pk.hex, code)
        for path, pk, code in Unit.objects.filter(kind=Kind.COMMUNE).values_list("path", "pk", "code")
    }
    left = [commune for commune in plan if _path(commune) not in done]
    progress = _Progress(len(left), say)
    now, zone = timezone.now(), timezone.get_current_timezone()
    months = [first.plus(n) for n in range(_between(first, last) + 1)]
    tables, of_months = Tables(), table_of_months()

    def make(commune: Commune, *, wait: bool) -> bool:
        """Whether the commune is there now; not when somebody else is at it and nobody waits for that."""
        path = _path(commune)
        with transaction.atomic(), connection.cursor() as cursor:
            if not wait and not _is_free(cursor, path):
                return False
            if _write(cursor, path):
                _soon(cursor)
                made = CommuneRows(commune, *_named(path, known), first.first, last.last)
                for name, count in _write_commune(cursor, tables, made):
                    run.rows[name] += count
                rows = MonthRows(commune, months, zone, now).rows(made.cells)
                run.rows[of_months.name] += of_months.write(cursor, rows)
        progress.step(sum(run.rows.values()))
        return True

    for commune in [commune for commune in left if not make(commune, wait=False)]:
        make(commune, wait=True)


def _is_free(cursor: CursorWrapper, path: str) -> bool:
    """Whether nobody else is making it; until the transaction ends it is ours. SQLite lets one write at a
    time."""
    if connection.vendor != "postgresql":
        return True
    cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"{PROGRESS} {path}"])
    return bool(cursor.fetchone()[0])


def _named(path: str, known: dict[str, tuple[str, str]]) -> tuple[str, str, str]:
    own, code = known[path]
    return own, path, code


def _write_commune(cursor: CursorWrapper, tables: Tables, made: CommuneRows) -> Iterator[tuple[str, int]]:
    units: list[Row] = list(made.units())
    for table, rows in (
        (tables.units, iter(units)),
        (tables.versions, made.versions(units)),
        (tables.members, made.members()),
        (tables.memberships, made.memberships()),
        (tables.standings, made.standings()),
        (tables.offices, made.offices()),
    ):
        yield table.name, table.write(cursor, rows)


class _Progress:
    """Tells how far it is, how fast and how long it will take."""

    def __init__(self, total: int, say: Say) -> None:
        self.total, self.say, self.count = total, say, 0
        self.started = self.told = time.monotonic()

    def step(self, rows: int) -> None:
        self.count += 1
        now = time.monotonic()
        if now - self.told < TOLD_EVERY and self.count < self.total:
            return
        self.told = now
        took = max(now - self.started, 0.001)
        left = took / self.count * (self.total - self.count)
        self.say(
            f"{self.count:,} of {self.total:,} communes, {rows:,} rows, {rows / took:,.0f} a second"
            + (f", about {_spoken(left)} left" if self.count < self.total else "")
        )


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def _finish(day: date, run: Loaded) -> None:
    """Sums and accounts together, so that a database with accounts is whole; statistics for the planner."""
    hashed = make_password(opaque(settings.DEMO_PASSWORD))
    with transaction.atomic(), connection.cursor() as cursor:
        if _write(cursor, "sums"):
            _soon(cursor)
            run.rows.update(sums.add_up(timezone.now()))
            _accounts(day, hashed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _accounts(day: date, hashed: str) -> None:
    """The demo's accounts, at the first places of the tree."""
    centre, province, commune, cell = (
        Unit.objects.filter(kind=kind).order_by("path")[0]
        for kind in (Kind.CENTRE, Kind.PROVINCE, Kind.COMMUNE, Kind.CELL)
    )
    for username, name, unit, role in (
        ("trunguong", "Văn phòng Trung ương", centre, Role.CENTRE_OFFICE),
        ("tinh", province.organ, province, Role.PROVINCE_OFFICE),
        ("phuong", commune.organ, commune, Role.WARD_OFFICE),
        ("phutrach", "Cấp ủy viên phụ trách", cell, Role.OVERSEER),
        ("quantri", "Quản trị hệ thống", centre, Role.OPERATOR),
    ):
        account = open_demo_account(username=username, hashed=hashed, display_name=name)
        members.appoint(by=SYSTEM, unit=unit, role=role, account=account, from_on=day)
    held = {
        office.role: office.member
        for office in Appointment.objects.filter(unit=cell).select_related("member")
    }
    secretary = held[Role.SECRETARY]
    assert secretary is not None
    others = Member.objects.filter(cell=cell).exclude(pk=secretary.pk).order_by("pk")[:2]
    for username, member in zip(("bithu", "thuky", "dangvien"), (secretary, *others), strict=True):
        open_demo_account(username=username, hashed=hashed, member=member)
    far = Appointment.objects.filter(role=Role.SECRETARY).exclude(unit__parent=commune).order_by("pk").first()
    open_demo_account(
        username="nguoingoai", hashed=hashed, member=far.member if far else None, display_name="Người ngoài"
    )
