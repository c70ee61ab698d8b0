"""PostgreSQL servers of a test's own, which it may cut off and kill, and `sotay` at work on one of them.

Each has its folder, its port on loopback and nothing else. As root they run as the user `postgres`, because
PostgreSQL refuses to run as root; any other user runs them as themselves.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

CONFIGURATION = {
    "listen_addresses": "'127.0.0.1'",
    "fsync": "off",  # a server that is killed has handed its writes to the machine, which goes on
    "max_wal_senders": "10",
    "wal_retrieve_retry_interval": "'200ms'",
    "wal_receiver_timeout": "'10s'",
    "wal_receiver_status_interval": "'200ms'",
    "wal_sender_timeout": "'10s'",
    "shared_buffers": "'16MB'",
    "max_connections": "30",
}

DURABLE = "-c synchronous_commit=on"
"""Other tests need not wait for the log; here what was acknowledged must outlive a kill."""


def programs() -> Path:
    """Where PostgreSQL's own programs lie; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    named = shutil.which("initdb")
    if not (found or named):
        pytest.skip("no initdb: PostgreSQL's server is not installed here (Debian: apt install postgresql)")
    return (found[-1] if found else Path(str(named))).parent


def as_server_user(*command: str | Path) -> list[str]:
    given = [str(part) for part in command]
    return ["runuser", "-u", "postgres", "--", *given] if os.geteuid() == 0 else given


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A PostgreSQL server with one database, `sotay`. `kill` is a power cut of its processes."""

    def __init__(self, folder: Path, name: str, **more: str) -> None:
        self.name, self.data, self.port = name, folder / name, free_port()
        self.configuration = {**CONFIGURATION, **more}

    def make(self) -> Cluster:
        self._run(
            "initdb",
            "-D",
            self.data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        self.configure()
        self.start()
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE sotay")
        return self

    def copy(self, name: str) -> Cluster:
        """Another server with the same tables, as a cloned machine is. This one must be at rest."""
        other = Cluster(self.data.parent, name, **self.configuration)
        subprocess.run(["cp", "-a", str(self.data), str(other.data)], check=True)
        other.configure()
        return other

    def follower(self, name: str) -> Cluster:
        """A streaming replica of this one, at work."""
        other = Cluster(self.data.parent, name, **self.configuration)
        source = f"host=127.0.0.1 port={self.port} user=postgres application_name={name}"
        self._run("pg_basebackup", "-D", other.data, "-d", source, "-R", "-X", "stream", "-c", "fast")
        other.configure()
        other.start()
        return other

    def configure(self, **more: str) -> None:
        self.configuration |= more
        lines = [f"{name} = {value}\n" for name, value in self.configuration.items()]
        lines += [f"port = {self.port}\n", "unix_socket_directories = ''\n"]
        (self.data / "own.conf").write_text("".join(lines))
        main = self.data / "postgresql.conf"
        if "own.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("include_if_exists 'own.conf'\n")
        if os.geteuid() == 0:
            shutil.chown(self.data / "own.conf", "postgres")

    def start(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-t", "60", "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop")

    def reload(self) -> None:
        self._run("pg_ctl", "-D", self.data, "reload")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def kill(self) -> None:
        """SIGKILL to the postmaster, which it cannot answer, and to the processes it leaves behind."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        with suppress(ProcessLookupError):
            os.kill(postmaster, signal.SIGKILL)

        def are_gone() -> bool:
            left = [
                pid
                for pid in map(int, filter(str.isdigit, (each.name for each in Path("/proc").iterdir())))
                if self._is_ours(pid)
            ]
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return not left

        until(are_gone, "killed processes end")
        # Where nobody collects the dead (in a container, say) its number is taken for a server that runs.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """Every process of a server works in its folder."""
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.data
        except OSError:
            return False

    def end(self) -> None:
        if (self.data / "postmaster.pid").exists():
            subprocess.run(
                as_server_user(programs() / "pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop"),
                capture_output=True,
                check=False,
                cwd="/",
            )

    def cut(self, user: str) -> None:
        """Nobody comes in as that user any more, and whoever is in is thrown out."""
        hba = self.data / "pg_hba.conf"
        hba.write_text(f"host all {user} 127.0.0.1/32 reject\n{hba.read_text()}")
        self.reload()
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s"
        until(lambda: self.one(ended, user) == 0, "the link is cut")

    def mend(self, user: str) -> None:
        hba = self.data / "pg_hba.conf"
        hba.write_text(hba.read_text().replace(f"host all {user} 127.0.0.1/32 reject\n", ""))
        self.reload()

    def snapshot(self) -> Path:
        """The files of this moment, as a backup of the whole machine has them."""
        self.stop()
        kept = self.data.with_suffix(".kept")
        subprocess.run(["cp", "-a", str(self.data), str(kept)], check=True)
        self.start()
        return kept

    def set_back(self, kept: Path) -> None:
        self.kill()
        shutil.rmtree(self.data)
        kept.rename(self.data)
        self.start()

    def url(self, database: str = "sotay", user: str = "postgres") -> str:
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, *given: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(), autocommit=True, connect_timeout=5, options=DURABLE) as connection:
            cursor = connection.execute(statement, given or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, *given: Any) -> Any:
        return self.sql(statement, *given)[0][0]

    def _run(self, program: str, *arguments: str | Path) -> None:
        with tempfile.TemporaryFile("w+") as told:  # a pipe would be held open by the server it starts
            ran = subprocess.run(
                as_server_user(programs() / program, *arguments),
                stdout=told,
                stderr=told,
                check=False,
                cwd="/",
            )
            told.seek(0)
            log = self.data / "log"
            last = log.read_text()[-2000:] if ran.returncode and log.exists() else ""
            assert ran.returncode == 0, f"{program}: {told.read()}\n{last}"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder the servers' user may write in, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="sotay-clusters-") as name:
        place = Path(name)
        if os.geteuid() == 0:
            shutil.chown(place, "postgres")
        place.chmod(0o755)
        yield place


@contextmanager
def at(cluster: Cluster) -> Iterator[None]:
    """Django, in this process, on that server's database."""
    connection = connections["default"]
    connection.close()
    before = dict(connection.settings_dict)
    ours = {
        "OPTIONS": {**before["OPTIONS"], "options": DURABLE},
        "HOST": "127.0.0.1",
        "PORT": str(cluster.port),
        "USER": "postgres",
        "PASSWORD": "",
        "NAME": "sotay",
    }
    connection.settings_dict.update(ours)  # the same object as in settings.DATABASES
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@pytest.fixture(scope="session")
def empty_cluster(django_db_blocker: Any) -> Iterator[Cluster]:
    """A server at rest with this version's tables, for tests to copy."""
    with folder() as place, django_db_blocker.unblock():
        cluster = Cluster(place, "empty", wal_level="logical")
        try:
            cluster.make()
            make_tables(cluster)
            cluster.stop()
            yield cluster
        finally:
            cluster.end()


def make_tables(cluster: Cluster) -> None:
    """The tables of this version, made from the models as those of every test are."""
    with at(cluster):
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)


def until(is_so: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """What `is_so` answers once it is something: other processes do it, so there is only time to wait on."""
    ends = time.monotonic() + seconds
    while True:
        if found := is_so():
            return found
        assert time.monotonic() < ends, f"after {seconds} seconds: {what}"
        time.sleep(0.05)
