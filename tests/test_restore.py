"""A restore puts back files and database, both or neither, whatever ends it; a backup leaves nothing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from installation import ON_POSTGRES, Place, one_line_on_stderr, repack

from sotay.config.commands import archive
from sotay.config.commands.archive import Manifest, pack, unpack
from sotay.config.commands.base import Stop
from sotay.config.commands.restoring import settle_all

TOOL = Path(__file__).with_name("kill_at_each_step.py")
OLD = ("as it was", ["old.txt"])
NEW = ("Thu", ["papers/nghị quyết.pdf"])


def kill_at_each_step(place: Place, **told: Any) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, str(TOOL), json.dumps(told)],
        env=place.env(),
        cwd=place.folder,
        capture_output=True,
        text=True,
        timeout=1_200,  # a busy machine must not fail a test
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    rounds: list[dict[str, Any]] = json.loads(ran.stdout)
    return rounds


def what_is_there(round_: dict[str, Any]) -> tuple[str, list[str]]:
    return round_["name"], round_["files"]


def sentences(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("sotay: ")]


@pytest.fixture
def copy(place: Place, saved: Path) -> Path:
    target = place.folder / "saved.tar.gz"
    target.write_bytes(saved.read_bytes())
    return target


NEXT = [["run-due"], ["backup", "after-{step}.tar.gz"], ["check"]]


def test_restore_killed_at_any_step_is_finished_or_undone_by_the_next_command(place, copy):
    rounds = kill_at_each_step(place, signal=9, command=["restore", "saved.tar.gz", "--force"], next=NEXT)
    *killed, whole = rounds
    assert len(killed) > 15
    assert {round_["status"] for round_ in killed} == {-9}
    assert (whole["status"], what_is_there(whole)) == (0, NEW)
    for round_ in rounds:
        assert what_is_there(round_) in (OLD, NEW), round_
        assert not round_["left_at_last"], round_
        told = sentences(round_["next_said"])
        assert len(told) == (1 if any(not name.endswith(".note") for name in round_["left"]) else 0)
        if "it is undone" in "".join(told):
            assert what_is_there(round_) == OLD
        if "it is finished" in "".join(told):
            assert what_is_there(round_) == NEW
    undone = [round_["step"] for round_ in rounds if "in place; it is undone" in round_["next_said"]]
    finished = [round_["step"] for round_ in rounds if "in place; it is finished now" in round_["next_said"]]
    assert undone
    assert finished
    next_killed_too(place, last_undone=undone[-1], first_finished=finished[0])


def next_killed_too(place: Place, *, last_undone: int, first_finished: int) -> None:
    """The command that finishes or undoes is killed before each of its own steps; the one after goes on."""
    again = kill_at_each_step(
        place,
        signal=9,
        command=["restore", "saved.tar.gz", "--force"],
        next=[["run-due"]],
        steps=[last_undone, first_finished],
        again=True,
    )
    assert sum(round_["next_status"] == -9 for round_ in again) > 10
    for round_ in again:
        assert what_is_there(round_) == (OLD if round_["step"] == last_undone else NEW)
        assert not round_["left_at_last"]


def test_restore_told_to_end_at_any_step_ends_with_both_or_neither(place, copy):
    rounds = kill_at_each_step(
        place,
        signal=15,
        command=["restore", "saved.tar.gz", "--force"],
        next=[["run-due"]],
        steps=list(range(2, 60, 2)),
    )
    ended = [round_ for round_ in rounds if round_["status"] == 143]
    assert len(ended) > 4
    assert rounds[-1]["status"] == 0
    for round_ in rounds:
        assert what_is_there(round_) == (NEW if round_["status"] == 0 else OLD)
        assert not round_["left"]
    assert {round_["said"] for round_ in ended} == {"sotay restore: ended by SIGTERM; nothing was changed\n"}


@pytest.mark.parametrize(("folder", "number"), [(".", 15), ("elsewhere", 9)])
def test_backup_ended_at_any_step_leaves_no_folder(place, folder, number):
    target = place.folder / folder
    target.mkdir(exist_ok=True)
    rounds = kill_at_each_step(
        place, signal=number, command=["backup", f"{folder}/{{step}}.tar.gz"], next=[["run-due"], ["check"]]
    )
    assert len(rounds) > 8
    for round_ in rounds:
        assert what_is_there(round_) == OLD
        assert not round_["left_at_last"]
    assert not [each.name for each in target.iterdir() if each.name.startswith(".")]
    written = sorted(target.glob("[0-9]*.tar.gz"))
    assert f"{rounds[-1]['step']}.tar.gz" in {file.name for file in written}
    for file in written:
        unpacked = place.folder / "look" / file.stem
        unpacked.mkdir(parents=True)
        assert unpack(file, unpacked).files.keys() > {"media/old.txt"}


STOPPING = """
import os, signal, sys
from sotay.config import cli
def hook(event, args):
    if event == "os.rename" and str(args[1]) == os.environ["SOTAY_MEDIA"]:
        os.kill(os.getpid(), signal.SIGSTOP)
sys.addaudithook(hook)
cli.main(["restore", "saved.tar.gz", "--force"])
"""


@pytest.fixture
def stopped(place: Place, copy: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A restore that stands still between media and database."""
    restoring = subprocess.Popen([sys.executable, "-c", STOPPING], env=place.env(), cwd=place.folder)
    try:
        _pid, status = os.waitpid(restoring.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        yield restoring
    finally:
        restoring.kill()  # nothing, when the test has ended it already
        restoring.wait()


def test_nothing_runs_while_a_backup_is_being_restored(place, stopped):
    commands = [["run-due"], ["check"], ["backup", "now.tar.gz"], ["restore", "saved.tar.gz", "--force"]]
    for ran in place.run_in_turn(*commands, ["manage", "migrate"]):
        assert "a backup is being restored here; try again when that has ended" in one_line_on_stderr(ran)
    stopped.kill()
    stopped.wait()
    ran = place.run("run-due")
    assert ran.returncode == 0
    assert "it is undone" in ran.stderr
    assert (place.media / "papers" / "nghị quyết.pdf").exists()


def test_interrupted_restore_of_another_database_is_left_to_it(place, stopped, server, tmp_path_factory):
    stopped.kill()
    stopped.wait()
    other = server(tmp_path_factory.mktemp("other"))
    line = one_line_on_stderr(place.run("check", DATABASE_URL=other))
    assert "was interrupted; set DATABASE_URL to it" in line
    assert "it is undone" in place.run("check").stderr


@pytest.mark.parametrize("kind", ["backup", "restore"])
def test_what_another_user_has_left_stops_only_after_a_restore(tmp_path, settings, monkeypatch, kind):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / ".sotay-media-0123abcd"
    folder.mkdir()
    (tmp_path / ".sotay-media-0123abcd.note").write_text(f"{kind}\n{folder}")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder and access(path, mode))
    if kind == "restore":
        with pytest.raises(Stop, match="another user restores a backup here"):
            list(settle_all())
    else:
        assert list(settle_all()) == []
    assert folder.exists()
    monkeypatch.undo()
    assert len(list(settle_all())) == 1
    assert not folder.exists()


def test_note_of_another_installation_beside_ours_is_left_alone(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / ".sotay-media-of-others-0123abcd"
    folder.mkdir()
    (tmp_path / f"{folder.name}.note").write_text(f"backup\n{folder}")
    (tmp_path / ".sotay-media-89abcdef.note").write_text(f"backup\n{folder}")
    assert list(settle_all()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == [folder.name, f"{folder.name}.note"]


if ON_POSTGRES:

    @pytest.mark.parametrize("number", [9, 15])
    def test_restore_ended_while_postgresql_is_at_work_is_undone(place, copy, number):
        def slow(folder: Path) -> None:
            dump = folder / "database.sql"
            dump.write_text(dump.read_text() + "\nSELECT pg_sleep(60);\n")
            manifest = json.loads((folder / "manifest.json").read_text())
            manifest["files"]["database.sql"] = hashlib.sha256(dump.read_bytes()).hexdigest()
            (folder / "manifest.json").write_text(json.dumps(manifest))

        repack(copy, place.folder / "slow.tar.gz", slow)
        place.sql("UPDATE accounts_account SET display_name = 'as it was'")
        (place.media / "papers" / "nghị quyết.pdf").write_text("as it was")
        restoring = subprocess.Popen(
            [sys.executable, "-m", "sotay.config.cli", "restore", "slow.tar.gz", "--force"],
            env=place.env(),
            cwd=place.folder,
        )
        sleeping = (
            "SELECT 1 FROM pg_stat_activity"
            " WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()"
        )
        until = time.monotonic() + 60
        while not place.sql(sleeping):
            assert restoring.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        restoring.send_signal(number)
        assert restoring.wait(timeout=30) == (-9 if number == 9 else 143)
        ran = place.run("run-due")
        assert ran.returncode == 0, ran.stderr
        assert ("it is undone" in ran.stderr) == (number == 9)
        assert place.sql("SELECT display_name FROM accounts_account") == [("as it was",)]
        assert (place.media / "papers" / "nghị quyết.pdf").read_text() == "as it was"
        assert not place.sql(sleeping)
        assert not list(place.folder.glob(".sotay*"))


# --- files that are no backup ----------------------------------------------------------------------------


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        file = folder / "manifest.json"
        file.write_text(json.dumps(change(json.loads(file.read_text()))))

    return changed


def raw_manifest(text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "manifest.json").write_text(text) and None


def without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {key: value for key, value in told.items() if key != name}


def empty_database(folder: Path) -> None:
    """Whole by its hash, and nothing in it."""
    (dump,) = folder.glob("database.*")
    dump.write_bytes(b"")
    rehash(folder, dump)


def half_a_database(folder: Path) -> None:
    (dump,) = folder.glob("database.*")
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    rehash(folder, dump)


def rehash(folder: Path, dump: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][dump.name] = hashlib.sha256(dump.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


SHAPES: dict[str, Callable[[Path], None]] = {
    "a list": raw_manifest("[]"),
    "nothing": raw_manifest(""),
    "null": raw_manifest("null"),
    "a word": raw_manifest('"format"'),
    "too deep": raw_manifest("[" * 100_000),
    "no text": lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe\x00") and None,
    "an object without anything": raw_manifest("{}"),
    **{
        f"without {name}": with_manifest(without(name))
        for name in ("format", "version", "made_at", "database", "migrations", "rows", "files")
    },
    "files as a list": with_manifest(lambda told: told | {"files": list(told["files"])}),
    "files with numbers": with_manifest(lambda told: told | {"files": dict.fromkeys(told["files"], 1)}),
    "migrations as a number": with_manifest(lambda told: told | {"migrations": 5}),
    "migrations of numbers": with_manifest(lambda told: told | {"migrations": [1, 2]}),
    "rows as a word": with_manifest(lambda told: told | {"rows": "many"}),
    "rows of words": with_manifest(lambda told: told | {"rows": {"units": "many"}}),
    "format as a word": with_manifest(lambda told: told | {"format": "1"}),
    "format as true": with_manifest(lambda told: told | {"format": True}),
    "another database": with_manifest(lambda told: told | {"database": "mysql"}),
    "a database with a way out": with_manifest(lambda told: told | {"database": "../../etc"}),
    "no migrations at all": with_manifest(lambda told: told | {"migrations": []}),
    "an empty database": empty_database,
    "half a database": half_a_database,
}


def test_backup_of_a_wrong_shape_is_one_line_and_changes_nothing(place, copy):
    names = {}
    for number, (name, change) in enumerate(SHAPES.items()):
        repack(copy, place.folder / f"shape-{number}.tar.gz", change)
        names[f"shape-{number}.tar.gz"] = name
    ran = place.run_in_turn(*(["restore", file, "--force"] for file in names))
    for each, (file, name) in zip(ran, names.items(), strict=True):
        line = one_line_on_stderr(each)
        assert line.startswith("sotay restore: "), (name, line)
        assert file in line or "damaged" in line, (name, line)
    unchanged(place)


def test_backup_that_is_cut_off_or_spoilt_anywhere_is_one_line(place, copy):
    whole = copy.read_bytes()
    spoilt = {f"cut-{part}.tar.gz": whole[: len(whole) * part // 20] for part in range(20)}
    for part in range(1, 20):
        at = len(whole) * part // 20
        spoilt[f"bit-{part}.tar.gz"] = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
    for name, content in spoilt.items():
        (place.folder / name).write_bytes(content)
    for ran in place.run_in_turn(*(["restore", name, "--force"] for name in spoilt)):
        assert one_line_on_stderr(ran)
    unchanged(place)


def unchanged(place: Place) -> None:
    """Somebody is still logged in, the file is there, and nothing lies about."""
    assert place.sql("SELECT count(*) FROM django_session") == [(1,)]
    assert (place.media / "papers" / "nghị quyết.pdf").read_text() == "what the cell decided"
    assert not [each.name for each in place.folder.iterdir() if each.name.startswith(".")]


# --- a full disk -----------------------------------------------------------------------------------------

LIMITED = """
import json, resource, sys
limit, argv = json.loads(sys.argv[1])
from sotay.config import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(cli.main(argv))
"""
FAILING_COPY = """
import errno, shutil, sys
from sotay.config import cli
from sotay.config.commands import databases
def full(*_args):
    raise OSError(errno.ENOSPC, "No space left on device")
shutil.copyfileobj = full
sys.exit(cli.main(["restore", "saved.tar.gz", "--force"]))
"""


def run_python(place: Place, program: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *args],
        env=place.env(),
        cwd=place.folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def limited(place: Place, limit: int, *argv: str) -> subprocess.CompletedProcess[str]:
    """A command that may write no file larger than so many bytes."""
    return run_python(place, LIMITED, json.dumps([limit, argv]))


@pytest.mark.parametrize("limit", [150_000, 8_000_000], ids=["copying", "packing"])
def test_backup_onto_a_full_disk_is_one_line_that_names_it(place, limit):
    (place.media / "large.bin").write_bytes(os.urandom(9_000_000))
    (place.folder / "elsewhere").mkdir()
    line = one_line_on_stderr(limited(place, limit, "backup", "elsewhere/full.tar.gz"))
    assert line.startswith("sotay backup: ")
    assert "elsewhere" in line or "pg_dump" in line
    (place.media / "large.bin").unlink()
    assert not list((place.folder / "elsewhere").iterdir())
    unchanged(place)


@pytest.mark.parametrize("limit", [100, 1_000, 100_000])
def test_restore_onto_a_full_disk_is_one_line_that_names_it_and_not_the_backup(place, copy, limit):
    line = one_line_on_stderr(limited(place, limit, "restore", "saved.tar.gz", "--force"))
    assert line == f"sotay restore: File too large: {place.folder / '.sotay-media-'}" + line[-17:]
    unchanged(place)


if not ON_POSTGRES:

    def test_disk_of_the_database_that_is_full_is_named(place, copy):
        line = one_line_on_stderr(run_python(place, FAILING_COPY))
        assert line == f"sotay restore: No space left on device: {place.folder}"
        unchanged(place)

    def test_database_that_is_none_any_more_is_replaced(place, copy):
        """Its write-ahead log would be laid over the backup's pages."""
        file = place.folder / "sotay.sqlite3"
        file.write_bytes(b"no database" * 1_000)
        Path(f"{file}-wal").write_bytes(b"of something else" * 1_000)
        ran = place.run("restore", "saved.tar.gz", "--force")
        assert ran.returncode == 0, ran.stderr
        assert place.sql("SELECT username FROM accounts_account") == [("thu",)]
        assert not Path(f"{file}-wal").exists()

    def test_database_of_no_bytes_is_filled(blank, saved):
        (blank.folder / "sotay.sqlite3").write_bytes(b"")
        ran = blank.run("restore", saved)
        assert ran.returncode == 0, ran.stderr
        assert blank.sql("SELECT username FROM accounts_account") == [("thu",)]

    def test_database_in_use_is_not_replaced(place, copy):
        import sqlite3

        with sqlite3.connect(place.folder / "sotay.sqlite3") as somebody:
            somebody.execute("PRAGMA journal_mode=WAL")
            somebody.execute("SELECT count(*) FROM accounts_account").fetchone()
            line = one_line_on_stderr(place.run("restore", "saved.tar.gz", "--force"))
        somebody.close()
        assert line == "sotay restore: somebody is using the database; stop the server first"
        unchanged(place)


# --- what is packed --------------------------------------------------------------------------------------


def manifest_of(**more: Any) -> Manifest:
    told = {"version": "1", "made_at": "now", "database": "sqlite", "migrations": [], "rows": {}, "files": {}}
    return Manifest(format=archive.FORMAT, **told, **more)


def test_file_that_changes_while_it_is_packed_does_not_spoil_the_backup(tmp_path):
    """It is written to after its size was taken; its hash is that of the bytes that were packed."""
    dump, growing, gone = tmp_path / "database.sqlite3", tmp_path / "growing.bin", tmp_path / "gone.bin"
    dump.write_bytes(b"rows")
    growing.write_bytes(b"a" * 100_000)
    read = archive.HashingReader.read

    def parts() -> Iterator[tuple[str, Path]]:
        yield dump.name, dump
        yield "media/gone.bin", gone
        yield "media/growing.bin", growing

    def grows(self: archive.HashingReader, size: int = -1) -> bytes:
        with growing.open("ab") as more:
            more.write(b"b" * 50_000)
        return read(self, size)

    (tmp_path / "in").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive.HashingReader, "read", grows)
        pack(tmp_path / "saved.tar.gz", manifest_of(), parts())
    found = unpack(tmp_path / "saved.tar.gz", tmp_path / "in")
    assert set(found.files) == {"database.sqlite3", "media/growing.bin"}
    packed = (tmp_path / "in" / "media" / "growing.bin").read_bytes()
    assert packed.startswith(b"a" * 100_000)
    assert len(packed) < growing.stat().st_size


def test_two_names_of_one_file_are_two_files(tmp_path):
    dump, one, two = tmp_path / "database.sqlite3", tmp_path / "one", tmp_path / "two"
    dump.write_bytes(b"rows")
    one.write_bytes(b"same")
    two.hardlink_to(one)
    parts = iter([(dump.name, dump), ("media/one", one), ("media/two", two)])
    pack(tmp_path / "saved.tar.gz", manifest_of(), parts)
    with tarfile.open(tmp_path / "saved.tar.gz") as tar:
        assert all(member.isreg() for member in tar)
    (tmp_path / "in").mkdir()
    assert len(unpack(tmp_path / "saved.tar.gz", tmp_path / "in").files) == 3
