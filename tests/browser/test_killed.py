"""The server is killed while a device sends: what it answered for is there, the rest comes again."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from browser.conftest import ON_A_DESK
from browser.story import Say
from browser.test_offline import Device, until
from sotay.meetings.models import Meeting

say = Say("vi")
ROUNDS = 3


class Server:
    """`sotay serve` as an operator runs it, on a file of its own, until it is killed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

        self.environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{file}",
            "SECRET_KEY": settings.SECRET_KEY,
            "SOTAY_DEMO": "1",
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.run("manage", "collectstatic", "--noinput", "--verbosity", "0").wait()

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "sotay.config.cli", *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start(self) -> None:
        self.process = self.run("serve", "--port", str(self.port))
        until(self.answers)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
        except (OSError, urllib.error.URLError):
            return False
        return True

    def kill(self) -> None:
        """All of it at once, with no time to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    def rows(self) -> list[tuple[str, str]]:
        with sqlite3.connect(self.file) as database:
            return database.execute("SELECT id, act FROM meetings_logentry ORDER BY seq").fetchall()


@pytest.fixture
def server(transactional_db, tmp_path) -> Iterator[Server]:
    server = Server(tmp_path / "killed.sqlite3")
    yield server
    if server.process.poll() is None:
        server.kill()


@ON_A_DESK
def test_a_server_killed_while_it_listens_loses_nothing_it_answered_for(
    server, clock, house, thu, lam, an, others, visit
):
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    clock.stop()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(server.file)])
    server.run("manage", "migrate", "--fake").wait()  # its tables are there, made from the models
    server.start()
    page = visit(thu, "about:blank")
    session = thu.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
    page.goto(f"{server.url}/meetings/{meeting.pk}/room/")
    hall = Device(page)
    hall.take_along()
    hall.open()
    hall.all_sent()
    for round_ in range(ROUNDS):
        for line in page.locator("#roll-start .roll-mark").all():
            line.click()
            if round_ % 2 == 0:
                time.sleep(0.01 * round_)
        server.kill()
        known = {row[0] for row in server.rows()}
        sent = {each["id"].replace("-", "") for each in hall.entries() if each["status"] == "sent"}
        assert sent <= known
        server.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        hall.all_sent()
    made = [each["id"].replace("-", "") for each in hall.entries()]
    rows = server.rows()
    assert sorted(made) == sorted(row[0] for row in rows)
    assert len({row[0] for row in rows}) == len(rows) == 1 + ROUNDS * 7
    expect(page.locator("[data-slot=trouble]")).to_be_hidden()
