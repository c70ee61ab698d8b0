"""The `sotay` command: what an operator needs, in words of the job; `sotay manage` for the rest.

Arguments are understood before Django starts, so `--help` works whatever the environment says. An error
a person can do something about is one line on stderr and exit status 1, never a traceback.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable
from typing import NoReturn

import sotay
from sotay.config.commands import (
    backup,
    check,
    clock,
    demo,
    federate,
    figures,
    partitions,
    purging,
    roster,
    search,
    serve,
    work,
)
from sotay.config.commands.base import Ended, Stop, start_django
from sotay.config.stack_memory import in_one_chunk

FAILED, INTERRUPTED = 1, 130


def main(argv: list[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    os.umask(0o077)  # whatever a command writes holds people's data: databases, uploads, backups
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    if given[:1] == ["manage"]:
        return manage(given[1:])
    args = parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return in_one_chunk(run, args)
    except Ended as ended:
        print(f"sotay {args.command}: {ended}; nothing was changed", file=sys.stderr)
        return ended.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe went away (`sotay check | head -1`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as wrong:
        line = str(wrong) if isinstance(wrong, Stop) else _line_of(wrong)
        if not line:
            raise
        print(f"sotay {args.command}: {line}", file=sys.stderr)
        return FAILED


def _line_of(wrong: Exception) -> str:
    """One line for faults of the machine that can come at any moment; nothing for a fault of the program."""
    from django.db import InterfaceError, OperationalError

    if isinstance(wrong, OperationalError | InterfaceError):
        return f"the database does not answer: {str(wrong).strip().splitlines()[0]}"
    if isinstance(wrong, OSError) and wrong.errno in _OF_THE_DISK:
        return f"{wrong.strerror}: {wrong.filename}" if wrong.filename else str(wrong.strerror)
    return ""


_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="sotay",
        description="Sổ tay chi bộ: run it, fill it, keep it safe.",
        epilog="Settings come from the environment: DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS, SOTAY_MEDIA, "
        "SOTAY_DEMO, TZ. See docs/operate.md.",
    )
    root.add_argument("--version", action="version", version=f"sotay {sotay.__version__}")
    commands = root.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for module in (
        serve,
        work,
        demo,
        roster,
        clock,
        backup,
        purging,
        check,
        figures,
        search,
        federate,
        partitions,
    ):
        module.add_to(commands)
    commands.add_parser("manage", help="Django's own commands (sotay manage help lists them)", add_help=False)
    return root


def manage(argv: list[str]) -> int:
    """Django's commands. Those that fail leave by SystemExit with their own status and message."""
    from django.core.management import ManagementUtility
    from django.db import OperationalError

    if argv and not {"help", "-h", "--help", "version", "--version"} & set(argv):
        try:
            start_django()
        except Stop as stop:
            _fail(f"sotay manage: {stop}")
    utility = ManagementUtility(["sotay manage", *argv])
    utility.prog_name = "sotay manage"
    try:
        utility.execute()
    except OperationalError as wrong:
        _fail(f"sotay manage: the database does not answer: {str(wrong).strip().splitlines()[0]}")
    return 0


def _fail(line: str) -> NoReturn:
    raise SystemExit(line)


if __name__ == "__main__":
    raise SystemExit(main())
