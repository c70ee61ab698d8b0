"""A primary and its streaming replica: reports read from it, one's own writes seen, and a failover.

Two PostgreSQL servers of the test's own; see `clusters`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from clusters import DURABLE, Cluster, at, until
from conftest import House, Person, appoint, make_member, make_person, make_unit
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.config import env
from sotay.figures.models import CellMonth
from sotay.kernel import replica
from sotay.kernel.actor import Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.units.models import CellType, Kind


@dataclass
class Pair:
    primary: Cluster
    replica: Cluster
    house: House
    people: dict[str, Person]


@pytest.fixture
def pair(empty_cluster: Cluster, django_db_blocker: Any) -> Iterator[Pair]:
    with django_db_blocker.unblock():
        made = [empty_cluster.copy("primary")]
        try:
            made[0].start()
            with at(made[0]):
                house, people = live_in()
            made.append(made[0].follower("follower"))
            yield Pair(*made, house, people)
        finally:
            for cluster in made:
                cluster.end()
                shutil.rmtree(cluster.data, ignore_errors=True)


def live_in() -> tuple[House, dict[str, Person]]:
    province = make_unit(None, 1, Kind.PROVINCE, "38", "Đảng bộ tỉnh Sông Mã")
    ward = make_unit(province, 1, Kind.COMMUNE, "38.168", "Đảng bộ phường Bình Minh")
    cells = [
        make_unit(ward, n, Kind.CELL, f"38.168.00{n}", f"Chi bộ {n}", cell_type=CellType.RESIDENTIAL)
        for n in (1, 2)
    ]
    secretary, office = (
        make_member(cells[0], "Lê Thị Thu", "01"),
        make_member(cells[1], "Trần Văn Bình", "02"),
    )
    appoint(cells[0], Role.SECRETARY, secretary)
    appoint(ward, Role.WARD_OFFICE, office)
    house = House(province, ward, cells[0], cells[1], ward, cells[1])
    return house, {"thu": make_person("thu", secretary), "binh": make_person("binh", office)}


@contextmanager
def with_replica(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Django on the primary, with REPLICA_URL set."""
    with at(pair.primary):
        there = {**connection.settings_dict, "PORT": str(pair.replica.port)}
        monkeypatch.setitem(settings.DATABASES, replica.ALIAS, there)
        monkeypatch.setitem(connections.settings, replica.ALIAS, there)
        monkeypatch.setattr(replica, "standing", replica.Standing())
        try:
            yield
        finally:
            connections[replica.ALIAS].close()
            del connections[replica.ALIAS]


def board(person: Person, unit: Any) -> tuple[str, int]:
    """The page of a unit's board, and how many of its queries the replica answered."""
    with CaptureQueriesContext(connections[replica.ALIAS]) as asked:
        answer = person.get(f"/reports/{unit.pk}/")
    assert answer.status_code == 200
    return answer.content.decode(), sum("figures_" in query["sql"] for query in asked)


@pytest.mark.clusters
def test_a_primary_and_its_replica(pair, monkeypatch):
    """One pair for all chapters: it takes longer to make than to play."""
    reports_come_from_the_replica_and_whoever_wrote_sees_it_at_once(pair, monkeypatch)
    reports_are_answered_by_the_primary_when_the_replica_is_away(pair, monkeypatch)
    a_failover_loses_nothing_that_was_acknowledged_and_the_program_goes_on_by_itself(pair)


def reports_come_from_the_replica_and_whoever_wrote_sees_it_at_once(pair, monkeypatch):
    thu, binh, cell, ward = pair.people["thu"], pair.people["binh"], pair.house.cell, pair.house.ward
    with with_replica(pair, monkeypatch):
        until(lambda: board(binh, ward)[1], "reports are read from the replica")
        pair.replica.sql("SELECT pg_wal_replay_pause()")

        thu.post(f"/meetings/set-up/{cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
        assert CellMonth.objects.count() == 1
        seen, asked = board(thu, cell)
        assert asked == 0, "the replica has not got her write yet"
        other, asked = board(binh, ward)
        assert asked, "somebody else may read what was true a moment ago"
        assert connections[replica.ALIAS].cursor().execute(
            "SELECT count(*) FROM figures_cellmonth"
        ).fetchone() == (0,)
        monkeypatch.setattr(replica, "MOST_BEHIND", -1.0)
        newest, asked = board(binh, ward)
        assert asked == 0, "but not of longer ago than is allowed"
        assert newest != other
        monkeypatch.undo()

    with with_replica(pair, monkeypatch):
        pair.replica.sql("SELECT pg_wal_replay_resume()")
        until(lambda: board(thu, cell)[1], "the replica has her write, so she reads it there")
        assert stripped(board(thu, cell)[0]) == stripped(seen)


def stripped(page: str) -> list[str]:
    """A page without what is new in each answer."""
    return [line for line in page.splitlines() if "nonce" not in line and "csrf" not in line.lower()]


def reports_are_answered_by_the_primary_when_the_replica_is_away(pair, monkeypatch):
    binh, ward = pair.people["binh"], pair.house.ward
    with with_replica(pair, monkeypatch):
        until(lambda: board(binh, ward)[1], "reports are read from the replica")
        assert replica.faults() == []
        monkeypatch.setattr(replica, "LOOKED", 3600.0)  # it believes what it saw a moment ago
        pair.replica.kill()
        assert binh.get(f"/reports/{ward.pk}/").status_code == 200, "the request in which it went away"
        assert binh.get(f"/reports/{ward.pk}/").status_code == 200
        assert len(replica.faults()) == 1
        with pytest.raises(Refusal):
            replica.watch(None)
        pair.replica.start()
        monkeypatch.setattr(replica, "standing", replica.Standing())
        until(lambda: board(binh, ward)[1], "it is used again once it is back")


def a_failover_loses_nothing_that_was_acknowledged_and_the_program_goes_on_by_itself(pair):
    """With a synchronous replica: writers at work, the primary killed, the replica promoted."""
    pair.primary.configure(synchronous_standby_names="'follower'")
    pair.primary.reload()
    in_step = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    until(lambda: pair.primary.one(in_step) == 1, "the replica is synchronous")
    with both(pair):
        acknowledged: list[UUID] = []
        stop = threading.Event()
        writer = threading.Thread(target=write, args=(acknowledged, stop))
        writer.start()
        until(lambda: len(acknowledged) > 20, "it is written")
        pair.primary.kill()
        pair.replica.promote()
        before = len(acknowledged)
        until(lambda: len(acknowledged) > before + 20, "it is written again, to the one that takes writes")
        stop.set()
        writer.join()
        there = set(AuditLine.objects.filter(pk__in=acknowledged).values_list("pk", flat=True))
        assert len(acknowledged) == len(there), "what was acknowledged is there, and once"


def write(acknowledged: list[UUID], stop: threading.Event) -> None:
    """As a server's requests do: each writes, and one that fails is tried by its next."""
    try:
        while not stop.is_set():
            pk = new_id()
            try:
                connection.close_if_unusable_or_obsolete()
                AuditLine.objects.create(pk=pk, code="member.added", actor_name="thử")
            except DatabaseError:
                connection.close()
                stop.wait(0.05)
            else:
                acknowledged.append(pk)
    finally:
        connection.close()


@contextmanager
def both(pair: Pair) -> Iterator[None]:
    """DATABASE_URL with both hosts, as docs/operate.md has it."""
    with at(pair.primary):
        here = connection.settings_dict
        here["HOST"] = "127.0.0.1,127.0.0.1"
        here["PORT"] = f"{pair.primary.port},{pair.replica.port}"
        here["OPTIONS"] = {"options": DURABLE, "target_session_attrs": "read-write", "connect_timeout": 2}
        here["CONN_MAX_AGE"], here["CONN_HEALTH_CHECKS"] = 60, True
        connection.close()
        yield


# --- what is read from the environment ---


def test_several_hosts_are_tried_in_turn(monkeypatch, tmp_path):
    url = "postgres://thu:m%40t@db1.example:5433,db2.example/sotay?target_session_attrs=read-write"
    monkeypatch.setenv("DATABASE_URL", url)
    found = env.database(tmp_path)
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db1.example,db2.example", "5433,5432", "sotay")
    assert (found["USER"], found["PASSWORD"]) == ("thu", "m@t")
    assert found["OPTIONS"] == {"target_session_attrs": "read-write"}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "is not a database address"),
        ("sqlite:////tmp/x.sqlite3", "names a PostgreSQL that follows"),
        ("postgres://thu:hunter2@db1.example/sotay", "names the same database"),
        ("postgres://thu:hunter2@db2.example", "names no database"),
        ("postgres://thu:hunter2@db2.example:x,y:z/sotay", "is not a database address"),
    ],
)
def test_a_bad_address_of_the_replica_is_one_line_without_its_password(url, told, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://thu:hunter2@db1.example/sotay")
    primary = env.database(tmp_path)
    monkeypatch.setenv("REPLICA_URL", url)
    with pytest.raises(env.BadEnvironment) as stop:
        env.replica(primary)
    assert str(stop.value).startswith("sotay: REPLICA_URL: ")
    assert told in str(stop.value)
    assert "hunter2" not in str(stop.value)


@pytest.mark.parametrize("text", ["", "0", "0/", "/", "0/16B3748; DROP", "FFFFFFFFF/0", "🙂", "0/-1"])
def test_a_cookie_that_is_no_place_of_the_log_is_none(text):
    assert replica.position(text) == 0


def test_places_of_the_log_are_in_order():
    assert replica.position("0/16B3748") < replica.position("0/16B3749") < replica.position("1/0")
