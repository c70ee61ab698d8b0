"""`sotay rebuild-search`: work the index of the search out again from the records, and say what differed."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from sotay.config.commands.base import Commands, command, need_database, start_django

LISTED = 1000
"""Differences that are printed one by one; the others are counted."""


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "rebuild-search",
        run,
        "Work the index of the search out again from the records. It follows every act within seconds, so "
        "this finds nothing to correct unless something went wrong. It prints a line for each thing that "
        "differed, and how many there were as the last line.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="correct nothing; exit with 1 when something differs"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")


def run(args: argparse.Namespace) -> int:
    start_django()
    need_database()

    from django.utils import timezone

    from sotay.search import actions, jobs
    from sotay.search.models import SearchEntry

    found: Counter[str] = Counter()
    listed: list[dict[str, str]] = []
    for each in actions.prove(repair=not args.dry_run):
        found[each.what] += 1
        if len(listed) < LISTED:
            listed.append({"what": each.what, "source": each.source, "id": str(each.object_id)})
            if not args.json:
                print(f"{each.what}\t{each.source}\t{each.object_id}")
    differing = sum(found.values())
    if not args.dry_run:
        jobs.keep_check(timezone.localdate(), differing)
    if args.json:
        told = {"repaired": not args.dry_run, "entries": SearchEntry.objects.count(), "differing": differing}
        print(json.dumps({**told, **found, "differences": listed}, ensure_ascii=False))
    else:
        if differing > len(listed):
            print(f"and {differing - len(listed):,} more")
        print(differing)
    return 1 if args.dry_run and differing else 0
