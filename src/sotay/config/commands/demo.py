"""`sotay demo`: the demo ward, and the cases of the articles played through the real actions."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

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
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help="an SQLite file to use (default: DATABASE_URL)"
    )


def run(args: argparse.Namespace) -> int:
    prepare_environment(args)
    start_django()
    return play(args.case, as_json=args.json) if args.case else load(as_json=args.json)


def prepare_environment(args: argparse.Namespace) -> None:
    """Asking for the demo by name is asking for SOTAY_DEMO=1; only an explicit 0 says no."""
    if os.environ.get("SOTAY_DEMO", "1").strip().lower() in {"0", "no", "false"}:
        raise Stop("SOTAY_DEMO=0 forbids demo data here")
    os.environ["SOTAY_DEMO"] = "1"
    file: Path | None = args.database
    if args.case and file is None:
        from sotay.config import env

        file = env.home() / "var" / "cases" / f"{Path(args.case).name}.sqlite3"
    if file is not None:
        os.environ["DATABASE_URL"] = f"sqlite:///{file.absolute()}"


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


def play(case: str, *, as_json: bool) -> int:
    """Play a case of `sotay.demo.cases`, where `known()` names them and `play(name)` answers its figures."""
    cases = part("sotay.demo.cases", "the cases")
    if case not in cases.known():
        raise Stop(f"no case {case!r}; there are: {', '.join(sorted(cases.known()))}")
    if tables():
        raise Stop("the database of the case is not empty; remove it, or name another with --database")
    migrate()
    told: dict[str, Any] = cases.play(case)
    print(json.dumps(told, ensure_ascii=False) if as_json else as_text(told))
    return 0


def as_text(told: dict[str, Any]) -> str:
    figures = "\n".join(f"  {name}: {value}" for name, value in told["figures"].items())
    return f"{told['case']} ({told['source']}), in {told['database']}\n{figures}"


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
