"""`sotay partitions`: the months of figures on PostgreSQL, putting old ones away and bringing them back."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from sotay.config.commands.base import Commands, Stop, command, need_database, start_django
from sotay.kernel.periods import Month

if TYPE_CHECKING:
    from sotay.figures.partitions import Part


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "partitions",
        run,
        "List the months of figures, which on PostgreSQL have a table each. With --keep, puts older months "
        "away: their rows stay in tables of their own beside it, and nothing is removed. With --bring-back, "
        "takes such a month in again.",
    )
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--keep", metavar="MONTHS", help="how many months stay, this one counted")
    act.add_argument("--bring-back", metavar="MM/YYYY", help="a month that was put away")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    keep = _number(args.keep) if args.keep is not None else None
    month = _month(args.bring_back) if args.bring_back is not None else None
    start_django()
    need_database()

    from django.db import OperationalError
    from django.utils import timezone

    from sotay.figures import partitions

    if not partitions.are_used():
        raise Stop("this database keeps all months in one table; only PostgreSQL has partitions")
    try:
        partitions.make_ahead(timezone.now())
        if keep is not None:
            partitions.put_away(keep, timezone.localdate())
        if month is not None:
            partitions.bring_back(month)
    except partitions.Refused as wrong:
        raise Stop(str(wrong)) from None
    except OperationalError as wrong:
        if "lock timeout" not in str(wrong):
            raise
        raise Stop("the figures are in use for long; try again when fewer people work") from None
    show(partitions.parts(), partitions.in_default(), as_json=args.json)
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 5):  # noqa: PLR2004 - digits
        raise Stop(f"--keep {text}: say how many months, as in --keep 60")
    return int(text)


def _month(text: str) -> Month:
    match = re.fullmatch(r"(\d{1,2})/(\d{4})", text)
    try:
        return Month(int(match[2]), int(match[1])) if match else Month.parse(text)
    except ValueError:
        raise Stop(f"--bring-back {text}: write a month as 03/2024") from None


def show(parts: list[Part], waiting: dict[Month, int], *, as_json: bool) -> None:
    if as_json:
        told = [{**asdict(part), "month": str(part.month)} for part in parts]
        print(json.dumps({"months": told, "default": {str(month): n for month, n in waiting.items()}}))
        return
    for part in parts:
        size, where = f"{part.size / 1e6:,.1f} MB", "" if part.attached else "  put away"
        print(f"{part.month.label()}  {part.rows:>10,} rows  {size:>12}  {part.table}{where}")
    for month, count in waiting.items():
        print(f"{month.label()}  {count:>10,} rows wait in the default partition")
