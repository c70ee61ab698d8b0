"""`sotay check`: is this installation fit to serve?"""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sotay.config.commands.base import (
    MIGRATE,
    Commands,
    Stop,
    command,
    pending_migrations,
    start_django,
    tables,
)
from sotay.kernel.health import Question

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
        "Check that this installation is fit to serve: settings, database, regulations, files, and the "
        "records' own integrity. Exits with 1 when something is wrong.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    start_django()
    found = {name: faults_of(question) for name, question in questions().items()}
    notes = {name: faults_of(question) for name, question in SERVING.items()}
    sound = not any(found.values())
    if args.json:
        print(json.dumps({"ok": sound, "checks": found, "notes": notes}, ensure_ascii=False))
    else:
        show(found, bad="FAIL")
        show(notes, bad="note")
    return 0 if sound else 1


def show(found: Mapping[str, list[str]], *, bad: str) -> None:
    for name, faults in found.items():
        print(f"{bad if faults else 'ok':<5} {name}")
        for fault in faults:
            print(f"      {fault}")


def questions() -> Mapping[str, Question]:
    """Ours first, in the order an operator would look; then what the apps ask of their own records."""
    from sotay.kernel import health

    ours: dict[str, Question] = {
        "settings and regulations are sound": settings_faults,
        "the database answers and has this version's tables": database_faults,
        "the folder for uploaded files can be written": media_faults,
        "the fonts of the papers are there": font_faults,
        "pages have their styles and scripts": static_faults,
    }
    return {**ours, **health.questions()}


def faults_of(question: Question) -> list[str]:
    try:
        return list(question())
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


SERVING: Mapping[str, Question] = {
    "SECRET_KEY is set here": key_faults,
    "no demo accounts on a real installation": demo_faults,
}
"""What `sotay serve` refuses by itself. Here it is a note: a check run from a shell or from cron need not
have the server's environment."""
