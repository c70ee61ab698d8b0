"""Runs a command of `sotay` again and again, and ends it by a signal before its first step, its second, ...

    kill_at_each_step.py '{"signal": 9, "command": ["restore", "saved.tar.gz"], "next": [["check"]]}'

A step is whatever changes a file, connects to a database or starts a program. After each, one of the commands
in "next" runs, as an operator's next one would. With "steps" and "again" only these steps, and the next
command is killed as well, at each of its own steps. Prints a JSON list of what was there before and after.

It runs in a folder with `media/`, for the database in DATABASE_URL; a process for each round is forked from
this one, which has loaded Django already.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from sotay.config import cli
from sotay.config.commands.base import start_django

STEPS = {
    *("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.truncate"),
    *("subprocess.Popen", "sqlite3.connect", "sqlite3.connect/handle"),
}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
OLD = "as it was"
MOST = 400
URL = os.environ["DATABASE_URL"]


def is_step(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        _path, mode, flags = args
        return bool(set(mode or "") & set("wxa+")) or bool(flags & WRITES)
    return event in STEPS


def end_before(step: int, number: int, sent: int) -> None:
    """Send this process a signal before it does its nth step, and say so by a byte into `sent`."""
    seen = 0

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal seen
        if is_step(event, args):
            seen += 1
            if seen == step:
                os.write(sent, b"!")
                os.kill(os.getpid(), number)

    sys.addaudithook(hook)


def sql(statement: str) -> list[tuple[Any, ...]]:
    if URL.startswith("sqlite"):
        with closing(sqlite3.connect(URL.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute("PRAGMA synchronous=OFF")
            return connection.execute(statement).fetchall()
    with psycopg.connect(URL) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def reset() -> None:
    """What no backup holds: another name in the database, another file in the media."""
    sql(f"UPDATE accounts_account SET display_name = '{OLD}'")
    shutil.rmtree("media", ignore_errors=True)
    Path("media").mkdir()
    Path("media/old.txt").write_text(OLD)


def forked(argv: list[str], step: int = 0, number: int = 0) -> tuple[int, str, bool]:
    """Run a command in a process of its own.

    Answers its status (negative for a signal), its stderr and whether it came as far as the step.
    """
    said = Path("stderr.txt")
    was_sent, sent = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            with said.open("w") as errors, open(os.devnull, "w") as nowhere:  # noqa: PTH123
                os.dup2(errors.fileno(), 2)
                os.dup2(nowhere.fileno(), 1)
            if step:
                end_before(step, number, sent)
            status = cli.main(argv)
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
        finally:
            os._exit(status)
    os.close(sent)
    _pid, ended = os.waitpid(pid, 0)
    told, came = said.read_text(), os.read(was_sent, 1) == b"!"
    os.close(was_sent)
    said.unlink()
    return os.waitstatus_to_exitcode(ended), told, came


def state() -> dict[str, Any]:
    media = Path("media")
    return {
        "name": sql("SELECT display_name FROM accounts_account")[0][0],
        "files": sorted(each.relative_to(media).as_posix() for each in media.rglob("*") if each.is_file()),
        "left_at_last": left(),
    }


def main() -> None:
    told = json.loads(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    os.sync = os.fsync = lambda *_handle: None  # it ends processes, and not the machine
    start_django()
    rounds: list[dict[str, Any]] = []
    for step in told.get("steps") or range(1, MOST):
        for again in range(1, MOST) if told.get("again") else [0]:
            rounds.append(one_round(told, step, again))
            if again and not rounds[-1]["next_came"]:
                break
        if not rounds[-1]["came"]:
            break
    print(json.dumps(rounds))


def one_round(told: dict[str, Any], step: int, again: int) -> dict[str, Any]:
    """End the command at a step; with `again`, the next one too. Then one that may come to its end."""
    reset()
    command = [part.replace("{step}", str(step)) for part in told["command"]]
    following = [part.replace("{step}", f"{step}-{again}") for part in told["next"][step % len(told["next"])]]
    status, said, came = forked(command, step, told["signal"])
    before = left()
    next_status, next_said, next_came = forked(following, again, signal.SIGKILL)
    if again:
        forked(["run-due"])
    return {
        "step": step,
        "status": status,
        "said": said,
        "came": came,
        "left": before,
        "next": following[0],
        "next_status": next_status,
        "next_said": next_said,
        "next_came": next_came,
        **state(),
    }


def left() -> list[str]:
    return sorted(each.name for each in Path().iterdir() if each.name.startswith("."))


if __name__ == "__main__":
    main()
