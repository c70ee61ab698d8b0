"""`sotay serve` while something dies: a worker, the starter, the database's connection; and its clock."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from django.db import OperationalError
from installation import KEY, ON_POSTGRES, Place, command

from sotay.config import cli, supervisor
from sotay.config.supervisor import PAUSES, Clock, JobWorker, SupervisedServer

WAIT = 60
"""Seconds after which something did not happen, on a machine that is busy with other tests."""


class Served:
    """A server that runs in a place, and what it said. Without a worker for jobs unless `jobs` says so."""

    def __init__(self, place: Place, *arguments: str, jobs: bool = False) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.said = place.folder / "said.txt"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                command("serve", "--port", str(self.port), *([] if jobs else ["--no-jobs"]), *arguments),
                env=place.env(SECRET_KEY=KEY),
                cwd=place.folder,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    def get(self, path: str = "/healthz") -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as wrong:
            return wrong.code, wrong.read()

    def answers(self) -> bool:
        with suppress(OSError):
            return self.get()[0] == 200
        return False

    def workers(self) -> list[int]:
        """The processes the starter has started and that live."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children]

    def lines(self, word: str) -> list[str]:
        return [line for line in self.said.read_text().splitlines() if word in line]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@contextmanager
def serving(place: Place, *arguments: str, jobs: bool = False) -> Iterator[Served]:
    server = Served(place, *arguments, jobs=jobs)
    try:
        until(server.answers)
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.wait(timeout=WAIT)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_workers_killed_again_and_again_do_not_end_the_server(place):
    with serving(place, "--workers", "2") as server:
        for _round in range(10):
            for pid in server.workers():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        until(server.answers)
        until(lambda: len(server.workers()) == 2)
        assert server.process.poll() is None
        told = server.lines("was killed by SIGKILL")
        assert any("at once" in line for line in told)
        assert any("2 times in a row; starting it again in 0.25 s" in line for line in told)
        server.process.terminate()
        assert server.process.wait(timeout=WAIT) == 0


def test_worker_that_lives_serves_while_the_other_is_started_again(place):
    with serving(place, "--workers", "2") as server:
        first, _second = server.workers()
        for _round in range(4):
            dying = next(iter(set(server.workers()) - {first}), None)
            if dying is not None:
                os.kill(dying, signal.SIGKILL)
                until(partial(is_gone, dying))
            until(server.answers)  # the one that lives may not have come as far as listening
            assert [server.get()[0] for _request in range(5)] == [200] * 5
            until(lambda: len(server.workers()) == 2)
        assert first in server.workers()


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_workers_end_with_a_starter_that_was_killed(place):
    with serving(place, "--workers", "2") as server:
        workers = server.workers()
        server.process.kill()
        server.process.wait()
        until(lambda: is_free(server.port))
        until(lambda: all(is_gone(pid) for pid in workers))
    with serving(place) as again:
        assert again.answers()


def test_pauses_grow_and_end_when_a_worker_has_settled(monkeypatch, capsys):
    class Worker:
        def __init__(self, birth: float, inner: object) -> None:
            self.birth, self.inner = birth, inner

    ended = type("Ended", (), {"exitcode": 1})
    server = object.__new__(SupervisedServer)
    server.recoveries = {}
    now = 1_000.0
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now)
    pauses = []
    for _death in range(len(PAUSES) + 2):
        server._is_due(0, Worker(now, ended))
        pauses.append(server.recoveries[0].due - now)
        server.recoveries[0].due = None
    assert pauses == sorted(pauses) == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    assert not server._is_due(1, Worker(now, ended)) or PAUSES[0] == 0
    server._is_due(0, Worker(now - supervisor.SETTLED - 1, ended))
    assert server.recoveries[0].deaths == 1
    assert (
        "worker 1 ended with status 1, 9 times in a row; starting it again in 5 s" in capsys.readouterr().err
    )


def test_worker_that_cannot_be_started_is_tried_again(monkeypatch, capsys):
    server = object.__new__(SupervisedServer)
    server.recoveries, server.wrks = {0: supervisor.Recovery("worker 1", 1, 0.0)}, ["dead"]

    def no_room(**_more: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(server, "_spawn_worker", no_room)
    server._start_again(0, print, print)
    assert server.wrks == ["dead"]
    assert server.recoveries[0].due is not None
    assert "cannot start: Resource temporarily unavailable" in capsys.readouterr().err


# --- the database's connection ---------------------------------------------------------------------------


def cut_connections(place: Place) -> None:
    """As when PostgreSQL is started again. SQLite has no connections that others could cut."""
    if ON_POSTGRES:
        place.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_request_after_a_lost_database_connection_is_answered(place):
    with serving(place, "--workers", "1", "--clock", "0") as server:
        for _round in range(3):
            for path in ("/healthz", "/account/login/", "/help/", "/healthz"):
                assert server.get(path)[0] == 200
            cut_connections(place)
            for path in ("/healthz", "/account/login/", "/help/") * 3:
                assert server.get(path)[0] == 200, path
        assert not server.lines("Traceback")


# --- the clock -------------------------------------------------------------------------------------------


def test_more_phones_than_the_web_server_usually_lets_in_keep_their_connections(place):
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(files[0], min(4096, files[1])), files[1]))
    try:
        with serving(place, "--workers", "1") as served, ExitStack() as phones:
            until(served.answers)
            for _phone in range(1_100):
                phones.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            assert served.answers()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, files)


def last_run(place: Place, name: str = "clock") -> object:
    rows = place.sql(f"SELECT finished_at FROM monitoring_jobrun WHERE name = '{name}'")
    return rows[0][0] if rows else None


def test_server_does_what_is_due_before_its_first_page(place):
    assert last_run(place) is None
    with serving(place, "--workers", "1"):
        assert last_run(place) is not None
        assert last_run(place, "units.changes") is not None


def test_clock_can_be_left_to_cron(place):
    with serving(place, "--workers", "1", "--clock", "0"):
        assert last_run(place) is None
    assert place.run("run-due", "--quiet").returncode == 0
    assert last_run(place) is not None


@pytest.mark.parametrize("minutes", ["-1", "1441", "ten"])
def test_clock_of_odd_minutes_is_refused(place, minutes):
    assert place.run("serve", "--clock", minutes, SECRET_KEY=KEY).returncode == 2


class Child:
    """A run of the clock."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.killed = self.terminated = False

    def poll(self) -> int | None:
        return self.status

    def kill(self) -> None:
        self.killed, self.status = True, -9

    def terminate(self) -> None:
        self.terminated, self.status = True, -15

    def wait(self, timeout: float | None = None) -> int | None:
        return self.status


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Child]:
    started: list[Child] = []

    def start(argv: list[str]) -> Child:
        assert argv in (supervisor.RUN_DUE, supervisor.WORK)
        started.append(Child())
        return started[-1]

    monkeypatch.setattr(supervisor.subprocess, "Popen", start)
    return started


def test_clock_runs_every_so_many_minutes_and_never_twice_at_once(monkeypatch, children, capsys):
    now = [0.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now[0])
    clock = Clock(10)
    for minute in range(0, 31):
        now[0] = minute * 60.0
        clock.tick()
    assert len(children) == 1  # the first did not end
    children[0].status = 0
    clock.tick()
    assert len(children) == 2
    now[0] += supervisor.LONGEST_CLOCK + 1
    clock.tick()
    assert children[1].killed
    assert "the clock has not ended after 30 minutes" in capsys.readouterr().err
    clock.tick()
    clock.stop()
    assert children[2].terminated


def test_clock_that_is_off_never_runs(monkeypatch, children):
    now = [0.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now[0])
    clock = Clock(0)
    now[0] = 1e9
    clock.tick()
    clock.stop()
    assert not children


def test_worker_for_jobs_that_dies_is_started_again_with_a_growing_pause(monkeypatch, children, capsys):
    now = [100.0]
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now[0])
    worker = JobWorker()
    worker.tick()
    worker.tick()
    assert len(children) == 1
    for pause in (*PAUSES, PAUSES[-1]):
        died = len(children)
        children[-1].status = -9
        worker.tick()
        if pause:
            assert len(children) == died
            now[0] += pause
            worker.tick()
        assert len(children) == died + 1
    assert (
        "the worker that does jobs was killed by SIGKILL, 2 times in a row; starting it again in 0.25 s"
        in capsys.readouterr().err
    )
    now[0] += supervisor.SETTLED + 1
    children[-1].status = -9
    worker.tick()
    assert worker.recovery.deaths == 1
    worker.stop()
    assert children[-1].terminated


def test_server_does_the_jobs_that_acts_leave_even_when_their_worker_is_killed(place):
    def done() -> bool:
        return place.sql("SELECT status FROM django_tasks_database_dbtaskresult") == [("SUCCESSFUL",)]

    with serving(place, "--workers", "1", jobs=True) as server:
        until(lambda: len(server.workers()) == 2)
        for pid in server.workers():
            if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)
        assert place.run("manage", "shell", "-c", ENQUEUE).returncode == 0
        until(done)
        workers = server.workers()
        server.process.terminate()
        assert server.process.wait(timeout=WAIT) == 0
        until(lambda: all(is_gone(pid) for pid in workers))


ENQUEUE = f"""
from sotay.figures.actions import roll_up_later
roll_up_later.enqueue(unit='{UUID(int=1)}', month='2026-11')
"""


def test_healthz_tells_late_work_and_stays_ready(place):
    when = "'2026-01-01'"
    unit = "'00000000-0000-0000-0000-000000000001'"
    if not ON_POSTGRES:
        unit = unit.replace("-", "")
    place.sql(
        "INSERT INTO units_unit (id, path, kind, code, name, name_fold, name_sort, cell_type, commune_id,"
        " phone, address, decision_no, decided_by)"
        f" VALUES ({unit}, '0001', 'commune', '1', 'x', 'x', 'x', '', {unit}, '', '', '', '')"
    )
    place.sql(
        "INSERT INTO units_unitversion (id, unit_id, name, kind, from_on, applied, reason)"
        f" VALUES ({unit}, {unit}, 'y', 'commune', {when}, false, '')"
    )
    with serving(place, "--workers", "1", "--clock", "0") as server:
        status, body = server.get()
        told = json.loads(body)
        assert (status, told["status"], told["database"]) == (200, "attention", "ok")
        assert told["overdue"] == ["units.changes"]
        ran = place.run("check")
        assert ran.returncode == 1
        assert "Names and places of units that change on a day: 1 not done" in ran.stderr
        assert place.run("run-due", "--quiet").returncode == 0
        assert json.loads(server.get()[1])["status"] == "ok"


@pytest.mark.django_db
def test_database_that_goes_away_meanwhile_is_one_line(monkeypatch, capsys):
    def gone(_now: object) -> None:
        raise OperationalError("server closed the connection unexpectedly\n\tThis probably means ...")

    monkeypatch.setattr("sotay.monitoring.actions.run_due", gone)
    assert cli.main(["run-due"]) == 1
    said = capsys.readouterr().err
    assert said == "sotay run-due: the database does not answer: server closed the connection unexpectedly\n"
