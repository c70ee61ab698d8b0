"""The `sotay` command as an operator meets it: what it prints, where, and with which status."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import socket
import subprocess
import tarfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from installation import KEY, command, one_line_on_stderr, repack

from sotay.config import cli, env
from sotay.config.commands import demo
from sotay.config.commands.archive import unpack
from sotay.config.commands.base import Stop
from sotay.demo.cases import CASES
from sotay.kernel import clock
from sotay.kernel.hooks import Hook

COMMANDS = [
    "serve",
    "demo",
    "import-roster",
    "run-due",
    "backup",
    "restore",
    "check",
    "rebuild-figures",
    "partitions",
    "federate",
]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    assert left.value.code == 0
    assert f"usage: sotay {name}" in capsys.readouterr().out


def test_help_needs_no_sound_environment(blank):
    ran = blank.run("serve", "--help", DATABASE_URL="nonsense", TZ="Mars")
    assert ran.returncode == 0
    assert not ran.stderr


@pytest.mark.parametrize("argv", [[], ["dance"], ["serve", "--port", "0"], ["import-roster", "x.xlsx"]])
def test_a_command_that_cannot_be_understood_leaves_with_2(argv, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(argv)
    assert left.value.code == 2
    assert "usage: sotay" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "ask"),
    [
        ("DATABASE_URL", "nonsense", lambda: env.database(Path("var"))),
        ("DATABASE_URL", "mysql://host/name", lambda: env.database(Path("var"))),
        ("DATABASE_URL", "postgres://host", lambda: env.database(Path("var"))),
        ("DATABASE_URL", "sqlite:////proc/nowhere/x", lambda: env.database(Path("var"))),
        ("SECRET_KEY", "short", lambda: env.secret_key(Path("var"))),
        ("SECRET_KEY", "", lambda: env.secret_key(Path("/proc/nowhere"))),
        ("ALLOWED_HOSTS", "http://chibo.example", env.hosts),
        ("SOTAY_MEDIA", "/proc/nowhere", lambda: env.media(Path("var"))),
        ("SOTAY_DEMO", "maybe", lambda: env.flag("SOTAY_DEMO")),
        ("SOTAY_DEMO_PASSWORD", "123", env.demo_password),
        ("TZ", "Mars/Olympus", env.time_zone),
    ],
)
def test_a_bad_value_is_one_line_that_names_it(name, value, ask, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.raises(env.BadEnvironment) as stop:
        ask()
    assert str(stop.value).startswith(f"sotay: {name}: ")
    assert "\n" not in str(stop.value)


def test_a_bad_address_of_the_database_never_shows_its_password(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres//thu:hunter2@host/name")
    with pytest.raises(env.BadEnvironment) as stop:
        env.database(Path("var"))
    assert "hunter2" not in str(stop.value)


def test_a_bad_value_stops_any_command(blank):
    assert one_line_on_stderr(blank.run("check", TZ="Mars")) == "sotay: TZ: is not a time zone: 'Mars'"


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = env.secret_key(tmp_path)
    assert len(key) >= 50
    assert env.secret_key(tmp_path) == key
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_database_without_tables_says_what_to_run(blank):
    for ran in blank.run_in_turn(["run-due"], ["backup", "x.tar.gz"], ["rebuild-figures"]):
        name = ran.args[0]
        assert one_line_on_stderr(ran) == f"sotay {name}: the database is empty: run `sotay manage migrate`"
    assert not (blank.folder / "x.tar.gz").exists()


def test_a_database_that_does_not_answer_is_one_line(blank):
    nowhere = "postgres://thu:hunter2@127.0.0.1:1/sotay"
    for ran in blank.run_in_turn(["run-due"], ["manage", "migrate"], DATABASE_URL=nowhere):
        line = one_line_on_stderr(ran)
        assert "the database does not answer: " in line
        assert "hunter2" not in line


def test_a_roster_that_is_not_there(blank):
    ran = blank.run("import-roster", "none.xlsx", "--unit", "38")
    assert one_line_on_stderr(ran) == "sotay import-roster: no such file: none.xlsx"


def test_what_is_saved_comes_back(place):
    saved = place.run("backup", "saved.tar.gz")
    assert saved.returncode == 0, saved.stderr
    assert "1 accounts" in saved.stdout
    assert "1 uploaded files" in saved.stdout
    place.sql("UPDATE accounts_account SET display_name = 'somebody else'")
    place.sql("INSERT INTO django_session VALUES ('another', 'x', '2099-01-01')")
    shutil.rmtree(place.media)

    refused, back, check = place.run_in_turn(
        ["restore", "saved.tar.gz"],
        ["restore", "saved.tar.gz", "--force"],
        ["manage", "migrate", "--check"],
    )

    assert "--force replaces it" in one_line_on_stderr(refused)
    assert back.returncode == 0, back.stderr
    assert place.sql("SELECT display_name FROM accounts_account") == [("Thu",)]
    assert (place.media / "papers" / "nghị quyết.pdf").read_text() == "what the cell decided"
    assert place.sql("SELECT count(*) FROM django_session") == [(0,)]
    assert check.returncode == 0
    assert not list(place.folder.glob(".sotay*"))


def test_a_backup_moves_to_an_empty_place(saved, blank):
    ran = blank.run("restore", saved)
    assert ran.returncode == 0, ran.stderr
    assert blank.sql("SELECT username FROM accounts_account") == [("thu",)]


def test_a_backup_opens_nobody_s_door(place):
    key = KEY + "never-in-a-backup"
    place.run("backup", "saved.tar.gz", SECRET_KEY=key)
    file = place.folder / "saved.tar.gz"
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as tar:
        held = b"".join(tar.extractfile(member).read() for member in tar if member.isfile())
    assert key.encode() not in held
    assert b"a-live-session" not in held
    assert b"what the cell decided" in held


def test_a_backup_is_never_written_over(place):
    (place.folder / "saved.tar.gz").write_text("the last good one")
    assert "exists" in one_line_on_stderr(place.run("backup", "saved.tar.gz"))
    assert (place.folder / "saved.tar.gz").read_text() == "the last good one"


def cut_short(folder: Path) -> None:
    (dump,) = folder.glob("database.*")
    dump.write_bytes(dump.read_bytes()[:-100])


def from_the_future(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["migrations"].append("units.9999_of_next_year")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def of_another_format(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))


def with_a_way_out(folder: Path) -> None:
    """Harmless where it is unpacked; once in place it would lead to what lies beside the media."""
    (folder / "secret-key").write_bytes(b"")
    (folder / "media" / "way-out").symlink_to("../secret-key")
    manifest = json.loads((folder / "manifest.json").read_text())
    nothing = hashlib.sha256(b"").hexdigest()
    manifest["files"] |= {"secret-key": nothing, "media/way-out": nothing}
    (folder / "manifest.json").write_text(json.dumps(manifest))


NOT_WHOLE: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "is damaged: database."),
    (lambda folder: shutil.rmtree(folder / "media"), "does not hold the files it names"),
    (lambda folder: (folder / "media" / "more").write_text("?"), "does not hold the files it names"),
    (from_the_future, "newer than this"),
    (of_another_format, "format 99"),
    (with_a_way_out, "is not a whole backup"),
]


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "../outside"},
        {"name": "/outside"},
        {"name": "media/../../outside"},
        {"name": "media/link", "type": tarfile.SYMTYPE, "linkname": "../outside"},
        {"name": "media/link", "type": tarfile.LNKTYPE, "linkname": "manifest.json"},
        {"name": "media/pipe", "type": tarfile.FIFOTYPE},
        {"name": "manifest.json"},
    ],
    ids=lambda odd: odd["name"],
)
def test_a_backup_holds_plain_files_of_its_own_folder(tmp_path, odd):
    packed, folder = tmp_path / "saved.tar.gz", tmp_path / "in" / "here"
    with tarfile.open(packed, "w:gz") as tar:
        for told in ({"name": "manifest.json"}, odd):
            member = tarfile.TarInfo(told["name"])
            member.type = told.get("type", tarfile.REGTYPE)
            member.linkname = told.get("linkname", "")
            tar.addfile(member)
    folder.mkdir(parents=True)
    with pytest.raises(Stop, match="is not a whole backup"):
        unpack(packed, folder)
    assert sorted(each.name for each in tmp_path.rglob("*")) == [
        "here",
        "in",
        "manifest.json",
        "saved.tar.gz",
    ]


def test_a_backup_that_is_not_whole_changes_nothing(saved, place):
    for number, (change, _why) in enumerate(NOT_WHOLE):
        repack(saved, place.folder / f"{number}.tar.gz", change)
    (place.folder / "letter.txt").write_text("hello")
    files = [*(f"{number}.tar.gz" for number in range(len(NOT_WHOLE))), "letter.txt"]
    reasons = [*(why for _change, why in NOT_WHOLE), "is not a whole backup"]
    ran = place.run_in_turn(*(["restore", file, "--force"] for file in files))
    for each, why in zip(ran, reasons, strict=True):
        assert why in one_line_on_stderr(each)
    assert place.sql("SELECT count(*) FROM django_session") == [(1,)]
    assert (place.media / "papers" / "nghị quyết.pdf").exists()


def test_check_tells_what_is_wrong_and_leaves_with_1(blank):
    ran = blank.run("check", "--json")
    assert ran.returncode == 1
    told = json.loads(ran.stdout)
    assert told["ok"] is False
    (fault,) = told["checks"]["the database answers and has this version's tables"]
    assert fault == "the database is empty: run `sotay manage migrate`"
    assert told["checks"]["the fonts of the papers are there"] == []


def test_a_case_nobody_wrote_is_refused_in_one_line(blank):
    assert one_line_on_stderr(blank.run("demo", "--case", "none", "--database", "x.sqlite3"))


def test_a_case_is_played_into_a_database_of_its_own(blank):
    argv = ("demo", "--case", "handbook", "--json", "--database", "played.sqlite3")
    ran = blank.run(*argv)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert {name: told[name] for name in ("case", "source")} == {"case": "handbook", "source": "S003"}
    assert told["figures"]["minutes_of_meeting_after"] < told["figures"]["minutes_of_meeting_before"]
    assert Path(told["database"]).samefile(blank.folder / "played.sqlite3")
    kept = json.loads((blank.folder / "played.json").read_text(encoding="utf-8"))
    assert kept["figures"] == told["figures"]
    assert "is not empty" in one_line_on_stderr(blank.run(*argv))


def test_what_a_case_came_to_is_a_table():
    figures = {"cells": 311, "inspections_by_quarter": [34, 34], "committees": 33}
    table = demo.as_text(CASES["city-regime"], {"figures": figures, "database": "/x/y.sqlite3"})
    rows = [" ".join(line.split()) for line in table.splitlines()]
    assert "cells 311 311 met" in rows
    assert "committees 34 33 differs" in rows
    assert "inspections_by_quarter ≥ 34 34, 34 met" in rows
    assert "cells_by_band > 0 None not built" in rows


def test_demo_data_never_goes_where_it_is_forbidden(blank):
    assert (
        one_line_on_stderr(blank.run("demo", SOTAY_DEMO="0"))
        == "sotay demo: SOTAY_DEMO=0 forbids demo data here"
    )


def test_serving_people_needs_a_key_of_its_own(place):
    assert one_line_on_stderr(place.run("serve", "--port", "1")).startswith(
        "sotay: SECRET_KEY: must be set to serve"
    )


def test_a_taken_port_is_one_line(place):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = place.run("serve", "--port", str(taken.getsockname()[1]), SECRET_KEY=KEY)
    assert "cannot listen on 127.0.0.1:" in one_line_on_stderr(ran)


def test_it_serves_and_stops_politely(place):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        command("serve", "--port", str(port), "--workers", "1"),
        env=place.env(SECRET_KEY=KEY),
        cwd=place.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        told = json.loads(ask(f"http://127.0.0.1:{port}/healthz", server))
        assert told["status"] == told["database"] == "ok"
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.communicate()


def ask(url: str, server: subprocess.Popen[str]) -> str:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, "the server went away"
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.05)


@pytest.fixture
def no_other_work(monkeypatch):
    monkeypatch.setattr(clock, "DUE", Hook("test", ""))


@pytest.mark.django_db
def test_work_that_fails_stops_only_itself(no_other_work, capsys):
    def fails(now: datetime) -> int:
        raise RuntimeError("no room")

    clock.DUE.register(clock.ScheduledJob("a.fails", fails))
    clock.DUE.register(clock.ScheduledJob("b.works", lambda now: now.year))
    first, second = clock.run_due(datetime(2026, 3, 1, tzinfo=UTC))
    assert (first.name, str(first.failure)) == ("a.fails", "no room")
    assert (second.name, second.done, second.failure) == ("b.works", 2026, None)

    assert cli.main(["run-due"]) == 1
    told = capsys.readouterr()
    assert told.err == "sotay run-due: a.fails failed: RuntimeError('no room')\n"
    assert "1 of 2 pieces of work done" in told.out
