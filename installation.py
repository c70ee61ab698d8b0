"""An installation as an operator has it, for tests of the `sotay` command."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

SRC = Path(__file__).resolve().parent / "src"
KEY = "k" * 40
ON_POSTGRES = not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


class Place:
    """An installation: a database, a folder for uploads, and the environment that names both."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database, self.media = folder, database, folder / "media"
        self.media.mkdir()

    def run(self, *args: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*args),
            env=self.env(**env),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=600,  # a busy machine takes minutes to make every table
            check=False,
        )

    def run_in_turn(self, *commands: list[str | Path], **env: str) -> list[subprocess.CompletedProcess[str]]:
        """Several commands in one process: most of what a short command takes is the start of Python."""
        ran = subprocess.run(
            [sys.executable, "-c", IN_TURN, json.dumps([[str(part) for part in each] for each in commands])],
            env=self.env(**env),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=600,  # a busy machine takes minutes to make every table
            check=True,
        )
        told = zip(commands, json.loads(ran.stdout), strict=True)
        return [subprocess.CompletedProcess(each, *what) for each, what in told]

    def env(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SRC),
            "DATABASE_URL": self.database,
            "SOTAY_MEDIA": str(self.media),
            **more,
        }

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement from outside, as somebody who looks into the file would."""
        if ON_POSTGRES:
            with psycopg.connect(self.database) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.database.removeprefix("sqlite:///"))) as connection, connection:
            return connection.execute(statement).fetchall()


IN_TURN = """
import json, sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from sotay.config import cli
told = []
for argv in json.loads(sys.argv[1]):
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = cli.main(argv)
        except SystemExit as left:
            said = left.code if isinstance(left.code, str) else ""
            print(said, end="", file=sys.stderr)
            status = 1 if said else left.code or 0
    told.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "sotay.config.cli", *map(str, args)]


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[..., str]]:
    """Makes databases, and removes them at the end: files on SQLite, databases on PostgreSQL's server."""
    made: list[str] = []
    url = os.environ.get("DATABASE_URL", "")

    def make(folder: Path, template: str = "") -> str:
        if not ON_POSTGRES:
            file = folder / "sotay.sqlite3"
            if template:
                shutil.copy(template.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        name = f"sotay_cli_{uuid4().hex}"
        source = template.rpartition("/")[2] or "template0"
        encoding = "" if template else " ENCODING 'UTF8'"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}{encoding} TEMPLATE {source}")
        made.append(name)
        return f"{url.rpartition('/')[0]}/{name}"

    yield make
    for name in made:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def blank(tmp_path: Path, server: Callable[..., str]) -> Place:
    """A place where nothing was done yet."""
    return Place(tmp_path, server(tmp_path))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, server: Callable[..., str]) -> Place:
    """A place with this version's tables, made as an operator makes them."""
    folder = tmp_path_factory.mktemp("migrated")
    place = Place(folder, server(folder))
    assert place.run("manage", "migrate", "-v0").returncode == 0
    return place


@pytest.fixture
def place(tmp_path: Path, migrated: Place, server: Callable[..., str]) -> Place:
    """A place with tables, an uploaded file, an account and somebody logged in."""
    fresh = Place(tmp_path, server(tmp_path, migrated.database))
    fill(fresh)
    return fresh


def fill(place: Place) -> None:
    (place.media / "papers").mkdir()
    (place.media / "papers" / "nghị quyết.pdf").write_text("what the cell decided")
    account = {
        "id": str(uuid4()) if ON_POSTGRES else uuid4().hex,
        "username": "thu",
        "password": "x",
        "display_name": "Thu",
        "created_at": "2026-01-01",
        "text_size": "",
        "colours": "",
        "guide_step": "0",
    }
    values = ", ".join(f"'{value}'" for value in account.values())
    place.sql(
        f"INSERT INTO accounts_account ({', '.join(account)}, is_active, must_change_password)"
        f" VALUES ({values}, true, false)"
    )
    place.sql("INSERT INTO django_session VALUES ('a-live-session', 'x', '2099-01-01')")


def one_line_on_stderr(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 1, ran
    (line,) = ran.stderr.strip().splitlines()
    return line


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory, migrated: Place, server: Callable[..., str]) -> Path:
    """A sound backup, made once for the tests that spoil copies of it."""
    folder = tmp_path_factory.mktemp("saved")
    source = Place(folder, server(folder, migrated.database))
    fill(source)
    assert source.run("backup", "saved.tar.gz").returncode == 0
    return folder / "saved.tar.gz"


def repack(source: Path, target: Path, change: Callable[[Path], None]) -> None:
    folder = target.with_suffix(".d")
    with tarfile.open(source) as tar:
        tar.extractall(folder)
    change(folder)
    with tarfile.open(target, "w:gz") as tar:
        tar.add(folder, arcname=".")
