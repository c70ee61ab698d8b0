"""`sotay serve`: the web server."""

from __future__ import annotations

import argparse
import os
import resource
import socket
import sys
from functools import partial

from sotay.config.commands.base import Commands, Stop, command, need_database, start_django
from sotay.config.commands.clock import tell_failures

MOST_WORKERS = 4
"""A worker takes about 100 MB; past four the database is the narrow place on one box."""

THREADS = 32
"""Requests a worker holds at a time. Of ordinary pages `config.pace` lets a few go on at once and some wait;
the other threads are for the lanes, whose check-ins are written together the more of them wait together.
"""

CONNECTIONS = 4_096
"""Connections a worker holds open. A phone keeps its own all evening, and granian lets nobody in past the
limit until somebody leaves; where none is said that is 1,024 in all, which forty meetings fill.
"""

GRACE = 20
"""Seconds a request that is under way may take after the server was told to stop."""

CLOCK = 10
"""Minutes between two runs of the clock."""


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "serve",
        run,
        "Serve the pages. Does what falls due by itself, too (see run-due), and the jobs that acts leave "
        "behind (see work), and starts again what dies. Stops politely on Ctrl-C or SIGTERM. Put a proxy "
        "with HTTPS in front of it for people (docs/operate.md).",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--workers", type=workers, default=default_workers(), help="processes (default here: %(default)s)"
    )
    parser.add_argument(
        "--clock",
        type=minutes,
        default=CLOCK,
        metavar="MINUTES",
        help="do what has fallen due at the start and every so many minutes; 0 leaves it to `sotay run-due` "
        "called by cron or a timer (default: %(default)s)",
    )
    parser.add_argument(
        "--no-jobs",
        action="store_false",
        dest="jobs",
        help="start no worker for the jobs that acts leave behind: `sotay work` runs elsewhere",
    )


def port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:  # noqa: PLR2004
        raise argparse.ArgumentTypeError(f"not a port: {text}")
    return number


def workers(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1 worker")
    return number


def minutes(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 24 * 60:
        raise argparse.ArgumentTypeError("0 to 1440 minutes")
    return number


def default_workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


def run(args: argparse.Namespace) -> int:
    from sotay.config import env

    env.must_have_secret_key()
    start_django()
    need_database()
    refuse_demo_accounts_for_real()
    refuse_taken_port(args.host, args.port)
    if args.clock:
        do_what_is_due()
    serve(args.host, args.port, args.workers, args.clock, jobs=args.jobs)
    return 0


def refuse_demo_accounts_for_real() -> None:
    """The demo's password is public. A database that has its accounts serves only as a demo."""
    from django.conf import settings

    from sotay.config.commands import demo

    if not settings.DEMO and demo.is_loaded():
        raise Stop(
            "this database holds the demo ward, whose password everybody knows: "
            "set SOTAY_DEMO=1 to serve it as a demo, or DATABASE_URL to another database"
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one line, instead of each worker dying with a traceback of its own."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise Stop(f"cannot listen on {host}:{port}: {wrong.strerror}") from None


def do_what_is_due() -> None:
    """Once before the first page is shown: nobody reads a name that ended while the server was off."""
    from django.db import DatabaseError
    from django.utils import timezone

    from sotay.monitoring.actions import run_due

    try:
        tell_failures(run_due(timezone.now()))
    except DatabaseError as wrong:
        print(f"sotay serve: the clock did not run: {str(wrong).splitlines()[0]}", file=sys.stderr)


def _room_for_connections() -> int:
    """Connections a worker may hold. Each is an open file, of which the usual limit allows 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(2 * CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files // 2


def serve(host: str, port: int, workers: int, clock: int, *, jobs: bool) -> None:
    from django.db import connections
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    from sotay.config.supervisor import Clock, JobWorker, SupervisedServer, load_application

    connections.close_all()  # the workers open their own
    shown = f"[{host}]" if ":" in host else host
    print(f"Serving on http://{shown}:{port} with {workers} workers; Ctrl-C stops it.", flush=True)
    SupervisedServer(
        "sotay.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=_room_for_connections(),
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE,
        beside=[Clock(clock), *([JobWorker()] if jobs else [])],
    ).serve(target_loader=partial(load_application, os.getpid()))
