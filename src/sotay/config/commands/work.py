"""`sotay work`: a worker apart from the server."""

from __future__ import annotations

import argparse
import signal

from sotay.config.commands.base import Commands, command, need_database, start_django
from sotay.config.processes import end_with_starter


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "work",
        run,
        "Do the jobs that acts leave behind, such as adding up the figures above cells. `sotay serve` starts "
        "a worker of its own; several may run, on one box or more. Stops politely on Ctrl-C or SIGTERM.",
    )
    parser.add_argument("--once", action="store_true", help="do what may be done now, then stop")
    parser.add_argument("--end-with-starter", action="store_true", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    if args.end_with_starter:
        end_with_starter()
    start_django()
    need_database()

    from django.utils import timezone

    from sotay.kernel import jobs

    if args.once:
        jobs.take_back_from_the_dead(timezone.now())
        jobs.work_off()
        return 0
    worker = jobs.Worker()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    worker.run_until_stopped()
    return 0
