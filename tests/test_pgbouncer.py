"""PostgreSQL as it is used in earnest: behind pgbouncer, with a pool, and with limits of time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from clusters import Cluster, as_server_user, folder, free_port, until
from django.db import OperationalError
from django.test import RequestFactory

from sotay.config import env, middleware

ROOT = Path(__file__).resolve().parents[1]


def _program() -> str:
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip("no pgbouncer: it is not installed here (Debian: apt install pgbouncer)")
    return found


@pytest.fixture(scope="module")
def bouncer() -> Iterator[str]:
    """The address of a database behind pgbouncer, which has two connections to it for everybody.

    PGOPTIONS, by which a run of tests may spare the disk, is not for it: pgbouncer refuses whoever comes with
    options of their own, and whoever waits for it to answer would wait in vain.
    """
    program = _program()
    with folder() as place, pytest.MonkeyPatch.context() as patch:
        patch.delenv("PGOPTIONS", raising=False)
        cluster = Cluster(place, "pooled").make()
        try:
            with _running(program, place, cluster) as port:
                yield f"postgres://postgres@127.0.0.1:{port}/sotay"
        finally:
            cluster.end()


@contextmanager
def _running(program: str, place: Path, cluster: Cluster) -> Iterator[int]:
    """pgbouncer, on a port that nobody else took meanwhile: it ends at once where somebody did."""
    _written(place / "users", '"postgres" ""\n')
    for _once in range(5):
        port = free_port()
        _written(
            place / "pgbouncer.ini",
            f"[databases]\nsotay = host=127.0.0.1 port={cluster.port} dbname=sotay\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {place}/users\npool_mode = transaction\n"
            "default_pool_size = 2\nmax_client_conn = 100\n",
        )
        with (place / "pgbouncer.log").open("w") as log:
            process = subprocess.Popen(
                as_server_user(program, place / "pgbouncer.ini"), stdout=log, stderr=log, cwd="/"
            )
        try:
            until(partial(_ended_or_answers, process, port), "pgbouncer answers", 120)
            if process.poll() is None:
                yield port
                return
        finally:
            process.terminate()
            process.wait(timeout=30)
    pytest.fail((place / "pgbouncer.log").read_text()[-2000:])


def _written(file: Path, text: str) -> None:
    """For the servers' user too, whatever a test of a command made of this process's umask."""
    file.write_text(text)
    file.chmod(0o644)


def _ended_or_answers(process: subprocess.Popen[bytes], port: int) -> bool:
    if process.poll() is not None:
        return True
    try:
        psycopg.connect(f"postgres://postgres@127.0.0.1:{port}/sotay", connect_timeout=20).close()
    except psycopg.OperationalError:
        return False
    return True


def _environment(place: Path, url: str) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {
        **outer,
        "DATABASE_URL": url,
        "SOTAY_PGBOUNCER": "1",
        "SECRET_KEY": "k" * 40,
        "SOTAY_DEMO": "1",
        "SOTAY_MEDIA": str(place / "media"),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def _run(place: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sotay.config.cli", *arguments],
        env=_environment(place, url),
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )


def test_tables_are_made_and_pages_served_behind_pgbouncer(bouncer, tmp_path):
    """Two connections serve sixteen askings at once: nothing keeps one between two transactions."""
    made = _run(tmp_path, bouncer, "manage", "migrate", "-v0")
    assert made.returncode == 0, made.stderr
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "sotay.config.cli", "serve", "--port", str(port), "--clock", "0", "--no-jobs"],
        env=_environment(tmp_path, bouncer),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: _status(port, "/healthz") == 200, "the server answers", 60)
        for _once in range(16):
            assert _status(port, "/account/login/") == 200
    finally:
        server.terminate()
        server.wait(timeout=30)


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except OSError:
        return 0


def test_a_server_shares_connections_and_waits_for_nothing_without_end(monkeypatch):
    monkeypatch.delenv("SOTAY_PGBOUNCER", raising=False)
    config = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60}
    env.serving(config)
    assert config["CONN_MAX_AGE"] == 0
    assert config["OPTIONS"]["pool"]["max_size"] > 1
    assert f"-c statement_timeout={env.STATEMENT * 1000}" in config["OPTIONS"]["options"]
    monkeypatch.setenv("SOTAY_PGBOUNCER", "1")
    config = {"ENGINE": "django.db.backends.postgresql"}
    env.serving(config)
    assert "options" not in config["OPTIONS"], "pgbouncer takes none: they are the role's"
    config = {"ENGINE": "django.db.backends.sqlite3"}
    env.serving(config)
    assert "OPTIONS" not in config


def _wrong(statement: str, url: str) -> OperationalError:
    """What a view meets, as Django gives it."""
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute("SET statement_timeout = '20ms'")
            connection.execute(statement)
        except psycopg.Error as cause:
            wrong = OperationalError(str(cause))
            wrong.__cause__ = cause
            return wrong
    raise AssertionError("it was in time")


@pytest.mark.parametrize("path", ["/meetings/", "/api/v1/meetings"])
def test_who_waited_too_long_reads_a_sentence(bouncer, path, db):
    wrong = _wrong("SELECT pg_sleep(5)", bouncer)
    answer = middleware.TooLongMiddleware(lambda _request: None).process_exception(
        RequestFactory().get(path), wrong
    )
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(middleware.AGAIN_IN))


def test_another_error_of_the_database_is_none_of_these():
    assert not middleware.took_too_long(OperationalError("disk full"))
    assert middleware.took_too_long(OperationalError("database is locked"))
