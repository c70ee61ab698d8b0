"""`sotay demo`: the demo ward, and the cases of the articles played through the real actions."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sotay.config.commands.base import (
    Commands,
    Stop,
    command,
    migrate,
    need_database,
    pending_migrations,
    start_django,
    tables,
)

if TYPE_CHECKING:
    from sotay.demo.cases.model import Case

ACCOUNTS = {
    "tinh": ("province office", "Văn phòng Thành ủy"),
    "phuong": ("ward office", "Văn phòng Đảng ủy phường"),
    "phutrach": ("overseer of cells", "cấp ủy viên phụ trách"),
    "bithu": ("cell secretary", "bí thư chi bộ"),
    "thuky": ("minute-taker", "thư ký"),
    "dangvien": ("member", "đảng viên"),
    "nguoingoai": ("secretary in another ward", "bí thư ở phường khác"),
    "quantri": ("operator", "người quản trị hệ thống"),
}


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "demo",
        run,
        "Load the demo ward into an empty database. Makes and updates the tables, and prints the accounts; a "
        "database that holds data is left alone. With --case, plays one of the cases of the articles in a "
        "database of its own and prints the figures the ordinary reports give.",
    )
    parser.add_argument("--case", metavar="NAME", help="play this case instead of loading the ward")
    parser.add_argument(
        "--size",
        metavar="SIZES",
        help="fill an empty database with invented units, members and months of figures, such as "
        "cells=250000,members=5600000,months=12; asked for again after it was stopped, it goes on",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help="an SQLite file to use (default: DATABASE_URL)"
    )


def run(args: argparse.Namespace) -> int:
    if args.case and args.size is not None:
        raise Stop("--case and --size make different databases; ask for one of them")
    prepare_environment(args)
    start_django()
    if args.size is not None:
        return fill(args.size, as_json=args.json)
    return play(args.case, as_json=args.json) if args.case else load(as_json=args.json)


def prepare_environment(args: argparse.Namespace) -> None:
    """Asking for the demo by name is asking for SOTAY_DEMO=1; only an explicit 0 says no."""
    if os.environ.get("SOTAY_DEMO", "1").strip().lower() in {"0", "no", "false"}:
        raise Stop("SOTAY_DEMO=0 forbids demo data here")
    os.environ["SOTAY_DEMO"] = "1"
    file: Path | None = args.database
    if args.case:
        file = file or own_database(args.case)
        os.environ.setdefault("SOTAY_MEDIA", str(files_beside(file)))
    if file is not None:
        os.environ["DATABASE_URL"] = f"sqlite:///{file.absolute()}"


def own_database(case: str) -> Path:
    """Where a case is played when nobody names a file. What was played there before makes room."""
    from sotay.config import env

    file = env.cases() / f"{Path(case).name}.sqlite3"
    file.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    shutil.rmtree(files_beside(file).parent, ignore_errors=True)
    return file


def files_beside(database: Path) -> Path:
    """The papers of a case stay with its database, away from those of the installation."""
    return database.absolute().with_suffix(".files") / "media"


def load(*, as_json: bool) -> int:
    from django.conf import settings

    from sotay.units.models import Unit

    if not tables() or (is_loaded() and pending_migrations()):
        migrate()
    need_database()
    loaded_now = not Unit.objects.exists()
    if loaded_now:
        print("Making the demo ward, month by month ...", file=sys.stderr, flush=True)
        part("sotay.demo.ward", "the demo ward").load(settings.DEMO_PASSWORD, progress)
    elif not is_loaded():
        raise Stop("the database holds data that is not the demo; nothing was loaded")
    agree_on_password(settings.DEMO_PASSWORD)
    if as_json:
        print(
            json.dumps({"loaded": loaded_now, "accounts": list(ACCOUNTS), "password": settings.DEMO_PASSWORD})
        )
    else:
        print(
            f"The demo ward is {'loaded' if loaded_now else 'there'}. Accounts, all with the password",
            end=" ",
        )
        print(f"{settings.DEMO_PASSWORD}\n")
        for name, (english, vietnamese) in ACCOUNTS.items():
            print(f"  {name:<11} {vietnamese} ({english})")
        print()
    return 0


def progress(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def play(name: str, *, as_json: bool) -> int:
    """Play a case of the articles into an empty database and print the figures the ordinary reports give."""
    from sotay.demo.cases import CASES
    from sotay.demo.cases.playing import play_and_keep

    case = CASES.get(name)
    if case is None:
        raise Stop(f"no case {name!r}; there are: {', '.join(sorted(CASES))}")
    if tables():
        raise Stop("the database of the case is not empty; remove it, or name another with --database")
    migrate()
    print(f"Playing {name}, month by month ...", file=sys.stderr, flush=True)
    told = play_and_keep(case, progress)
    print(json.dumps(told, ensure_ascii=False) if as_json else as_text(case, told))
    return 0


def fill(asked: str, *, as_json: bool) -> int:
    """Make an installation of a size, or go on with it."""
    from sotay.demo.size.loading import Refused, load
    from sotay.demo.size.shape import BadSize, Sizes

    try:
        sizes = Sizes.parse(asked)
        if not tables():
            migrate()
        need_database()
        done = load(sizes, progress)
    except (BadSize, Refused) as wrong:
        raise Stop(str(wrong)) from None
    told = done.as_json
    if as_json:
        print(json.dumps(told))
        return 0
    until = done.last.label()
    print(f"{sizes.cells:,} cells with {sizes.members:,} members, {sizes.months} months until {until}")
    for name, count in told["rows"].items():
        print(f"  {count:>12,} rows of {name}")
    print(f"  written in {told['seconds']} s, {told['rows_per_second']:,} rows a second")
    print(f"  {told['memory_mb']:,} MB of memory, a database of {told['database_mb']:,} MB")
    print(f"Accounts as in the demo, and trunguong for the centre; password {password()}")
    return 0


def password() -> str:
    from django.conf import settings

    return str(settings.DEMO_PASSWORD)


def as_text(case: Case, told: dict[str, Any]) -> str:
    """A table: what the article has, what is expected, what was found."""
    from sotay.demo.cases.model import shown

    figures = told["figures"]
    head = ("figure", "expected", "found", "")
    rows = [
        (each.key, each.wanted, shown(figures.get(each.key)), each.verdict(figures).value.replace("_", " "))
        for each in case.expected
    ]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in [head, *rows]]  # fmt: skip
    return "\n".join([f"{case.name} ({case.source}: {case.article})", "", *lines, "", told["database"]])


def part(module: str, what: str) -> ModuleType:
    """A module that a version without this part of the demo does not have."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise Stop(f"this version does not hold {what} yet") from None


def is_loaded() -> bool:
    """Whether all demo accounts are there; a single name of them may well be a person's own."""
    from sotay.accounts.models import Account

    return Account._meta.db_table in tables() and Account.objects.filter(
        username__in=ACCOUNTS
    ).count() == len(ACCOUNTS)


def agree_on_password(password: str) -> None:
    """Make the printed password true, whatever the accounts were loaded with or changed to since."""
    from django.contrib.auth.hashers import check_password, make_password

    from sotay.accounts.models import Account
    from sotay.accounts.rules import opaque

    held = dict(Account.objects.filter(username__in=ACCOUNTS).values_list("username", "password"))
    usual = next(iter(held.values()), "")
    right = usual if check_password(opaque(password), usual) else make_password(opaque(password))
    Account.objects.filter(username__in=[name for name, kept in held.items() if kept != right]).update(
        password=right, must_change_password=False
    )
