"""`sotay check`: is this installation fit to serve?"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Container, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path

from sotay.config.commands import stored_files
from sotay.config.commands.base import (
    MIGRATE,
    Commands,
    Stop,
    command,
    pending_migrations,
    start_django,
    tables,
)
from sotay.config.commands.workshop import left_behind
from sotay.kernel.health import Ask
from sotay.monitoring.rules import BACKUP, DISK

NOT_OURS = {
    # One server behind a proxy: whether HTTPS is there is asked below in words an operator knows.
    *("security.W004", "security.W008", "security.W012", "security.W016", "security.W021"),
    # Keys are checked at the start by config.env.
    *("security.W009",),
}
"""Warnings of Django's deployment check that this house answers in another way."""


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "check",
        run,
        "Check that this installation is fit to serve: settings, database, regulations, files, the records' "
        "own integrity, and whether work, backup or room are overdue. Says on stderr what is wrong, and "
        "exits with 1 when something is.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument(
        "--quick", action="store_true", help="see whether files are there, without reading each of them"
    )


def run(args: argparse.Namespace) -> int:
    start_django()
    found = {name: faults_of(question) for name, question in OURS.items()}
    notes = {name: faults_of(question) for name, question in SERVING.items()}
    if not found[DATABASE]:
        found |= {name: faults_of(question) for name, question in of_records(quick=args.quick).items()}
        notes["every file belongs to a record"] = faults_of(stored_files.orphans)
    sound = not any(found.values())
    if args.json:
        print(json.dumps({"ok": sound, "checks": found, "notes": notes}, ensure_ascii=False))
    else:
        show(found, bad="FAIL")
        show(notes, bad="note")
    sys.stdout.flush()
    for name, faults in found.items():
        if faults:
            more = f" (and {len(faults) - 1} more lines)" if faults[1:] else ""
            print(f"sotay check: FAIL {name}: {faults[0]}{more}", file=sys.stderr)
    return 0 if sound else 1


def show(found: Mapping[str, list[str]], *, bad: str) -> None:
    for name, faults in found.items():
        print(f"{bad if faults else 'ok':<5} {name}")
        for fault in faults:
            print(f"      {fault}")


def of_records(*, quick: bool) -> Mapping[str, Ask]:
    """What can be asked once the database answers: first what is overdue, then what the apps ask."""
    from sotay.kernel import health

    return {
        "the clock runs, and what fell due is done": work_faults,
        "there is a backup, and not an old one": backup_faults,
        "there is room on the disk": room_faults,
        **health.questions(),
        "files are there as they were recorded": partial(stored_files.faults, quick=quick),
    }


def faults_of(question: Ask) -> list[str]:
    """The first faults, and how many more there are: an installation may have lost a million files."""
    try:
        faults = iter(question())
        first = list(islice(faults, LISTED))
        more = sum(1 for _fault in faults)
        return [*first, f"and {more:,} more"] if more else first
    except Stop as stop:
        return [str(stop)]
    except Exception as failure:
        return [f"could not be checked: {failure!r}"]


def settings_faults() -> Iterator[str]:
    from django.core import checks

    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and message.id not in NOT_OURS:
            yield f"{message.msg} ({message.id})"


def key_faults() -> Iterator[str]:
    from sotay.config import env

    try:
        env.must_have_secret_key()
    except env.BadEnvironment as wrong:
        yield str(wrong).removeprefix("sotay: ")


def database_faults() -> Iterator[str]:
    if not tables():
        yield f"the database is empty: {MIGRATE}"
    elif pending := pending_migrations():
        yield f"{len(pending)} migrations are missing ({pending[0]}, ...): {MIGRATE}"


def media_faults() -> Iterator[str]:
    from django.conf import settings

    try:
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as probe:
            probe.write(b"sotay")
    except OSError as wrong:
        yield f"{wrong.strerror}: {settings.MEDIA_ROOT}"


def left_faults() -> Iterator[str]:
    """What the start of this command has not cleared away by itself."""
    from django.conf import settings

    for file in left_behind(Path(settings.MEDIA_ROOT).parent):
        yield f"{file} was left by a backup or restore; it holds people's data: remove it"


def font_faults() -> Iterator[str]:
    import sotay

    folder = Path(sotay.__file__).parent / "papers" / "fonts"
    try:
        packages = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["package"]
    except FileNotFoundError:
        packages = []
    missing = [
        file["to"] for each in packages for file in each["file"] if not (folder / file["to"]).is_file()
    ]
    if missing or not packages:
        yield f"{', '.join(missing) or 'the list of fonts'} is missing in {folder}: install again"


def static_faults() -> Iterator[str]:
    from django.conf import settings

    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "run `sotay manage collectstatic`"


def demo_faults() -> Iterator[str]:
    from django.conf import settings

    from sotay.config.commands import demo

    if not settings.DEMO and demo.is_loaded():
        yield "the database holds the demo ward, whose password everybody knows"


def sign_faults(*codes: str, without: Container[str] = ()) -> Iterator[str]:
    """What monitoring sees of these codes, or of all but some, in English as everything here."""
    from django.utils import timezone, translation

    from sotay.monitoring import queries, words

    with translation.override("en"):
        for sign in queries.signs(timezone.now()):
            if sign.code in codes or (not codes and sign.code not in without):
                yield words.sentence(sign)


def work_faults() -> Iterator[str]:
    return sign_faults(without={BACKUP, DISK})


def backup_faults() -> Iterator[str]:
    return sign_faults(BACKUP)


def room_faults() -> Iterator[str]:
    return sign_faults(DISK)


DATABASE = "the database answers and has this version's tables"
LISTED = 20
"""Faults of a kind that are listed; the rest is counted."""

OURS: Mapping[str, Ask] = {
    "settings and regulations are sound": settings_faults,
    DATABASE: database_faults,
    "no command that was killed has left anything": left_faults,
    "the folder for uploaded files can be written": media_faults,
    "the fonts of the papers are there": font_faults,
    "pages have their styles and scripts": static_faults,
}
"""In the order an operator would look."""

SERVING: Mapping[str, Ask] = {
    "SECRET_KEY is set here": key_faults,
    "no demo accounts on a real installation": demo_faults,
}
"""What `sotay serve` refuses by itself. Here it is a note: a check run from a shell or from cron need not
have the server's environment."""
