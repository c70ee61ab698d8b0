"""`sotay run-due`: the work that falls due by itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from sotay.config.commands.base import Commands, command, need_database, start_django
from sotay.config.processes import end_with_starter
from sotay.kernel.clock import JobResult


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "run-due",
        run,
        "Do the work that has fallen due. `sotay serve` calls it every ten minutes; with `serve --clock 0` "
        "call it from cron or a systemd timer. Calling it too often or twice at once is harmless.",
    )
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    parser.add_argument("--end-with-starter", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    if args.end_with_starter:
        end_with_starter()
    start_django()
    need_database()

    from django.utils import timezone

    from sotay.monitoring.actions import run_due

    results = run_due(timezone.now())
    failed = tell_failures(results)
    if not args.quiet:
        for result in results:
            if result.done:
                print(f"{result.name}: {result.done}")
        print(f"{len(results) - failed} of {len(results)} pieces of work done")
    return 1 if failed else 0


def tell_failures(results: Iterable[JobResult]) -> int:
    """One line on stderr for each job that failed; answers how many."""
    failed = [result for result in results if result.failure is not None]
    for result in failed:
        print(f"sotay run-due: {result.name} failed: {result.failure!r}", file=sys.stderr)
    return len(failed)
