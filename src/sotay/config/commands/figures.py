"""`sotay rebuild-figures`: work the kept figures out again from the records, and say what differed."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sotay.config.commands.base import Commands, Stop, command, need_database, start_django

if TYPE_CHECKING:
    from sotay.figures.proof import Difference
    from sotay.units.models import Unit

LISTED = 1000
"""Differences that are printed one by one; the others are counted."""


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "rebuild-figures",
        run,
        "Work every kept figure out again from the records. Figures are kept as they change, so this finds "
        "nothing to correct unless something went wrong, or this version counts what the one before did not. "
        "It prints a line for each number that differed, and how many rows it corrected as the last line.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="correct nothing; exit with 1 when something differs"
    )
    parser.add_argument("--unit", metavar="CODE", help="only cells at or below this unit, and their sums")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    start_django()
    need_database()

    from django.utils import timezone

    from sotay.figures import proof, sample

    unit = _unit(args.unit) if args.unit else None
    rows: set[tuple[str, str, str]] = set()
    listed: list[dict[str, Any]] = []
    figures: Counter[str] = Counter()
    for each in proof.prove(repair=not args.dry_run, under=unit):
        rows.add(each.of_row)
        figures[each.figure] += 1
        if len(listed) < LISTED:
            listed.append(asdict(each))
            if not args.json:
                print(_line(each))
    if not args.dry_run and unit is None:
        sample.settle(timezone.now())
    if args.json:
        told = {"repaired": not args.dry_run, "rows": len(rows), "numbers": sum(figures.values())}
        by_figure = dict(figures.most_common())
        print(json.dumps({**told, "by_figure": by_figure, "differences": listed}, ensure_ascii=False))
    else:
        if sum(figures.values()) > len(listed):
            print(f"and {sum(figures.values()) - len(listed):,} more numbers")
        print(len(rows))
    return 1 if args.dry_run and rows else 0


def _unit(code: str) -> Unit:
    from sotay.units.models import Unit

    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Stop(f"there is no unit with the code {code!r}")
    return found


def _line(each: Difference) -> str:
    kept, should = ("–" if n is None else str(n) for n in (each.kept, each.should))
    return f"{each.code}\t{each.unit}\t{each.month}\t{each.row}\t{each.figure}\t{kept} → {should}"
