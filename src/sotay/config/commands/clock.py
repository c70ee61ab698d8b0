"""`sotay run-due`: the work that falls due by itself."""

from __future__ import annotations

import argparse
import sys

from sotay.config.commands.base import Commands, command, need_database, start_django


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "run-due",
        run,
        "Do the work that has fallen due. Call it from cron or a systemd timer, every ten minutes or so; "
        "calling it too often or twice at once is harmless.",
    )
    parser.add_argument("--quiet", action="store_true", help="print failures only")


def run(args: argparse.Namespace) -> int:
    start_django()
    need_database()

    from django.utils import timezone

    from sotay.kernel.clock import run_due

    outcomes = run_due(timezone.now())
    failed = [outcome for outcome in outcomes if outcome.failure is not None]
    for outcome in failed:
        print(f"sotay run-due: {outcome.name} failed: {outcome.failure!r}", file=sys.stderr)
    if not args.quiet:
        for outcome in outcomes:
            if outcome.done:
                print(f"{outcome.name}: {outcome.done}")
        print(f"{len(outcomes) - len(failed)} of {len(outcomes)} pieces of work done")
    return 1 if failed else 0
