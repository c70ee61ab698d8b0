"""What commands share: stopping with one clear line, starting Django, and looking at the database first."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

MIGRATE = "run `sotay manage migrate`"


class Stop(Exception):  # noqa: N818 - an answer to the operator, not a fault of the program
    """The command cannot go on; the text says why and what to do, in one line."""


class Ended(BaseException):
    """A signal told the command to end. Like Ctrl-C it passes by whatever handles errors."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ended by {signal.Signals(number).name}")
        self.status = 128 + number


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], about: str
) -> argparse.ArgumentParser:
    """Add a command; the first sentence of `about` is its line in the list of commands."""
    parser = commands.add_parser(name, help=about.split(". ", maxsplit=1)[0].rstrip("."), description=about)
    parser.set_defaults(run=run)
    return parser


def start_django() -> None:
    """Read the settings and load the apps. A bad environment stops here with its own line.

    A restore that was killed is finished or undone first, whichever command it is.
    """
    import django

    from sotay.config.commands import restoring

    django.setup()
    for sentence in restoring.settle_all():
        print(f"sotay: {sentence}", file=sys.stderr, flush=True)


def pending_migrations() -> list[str]:
    """Names of the migrations the database lacks. Raises Stop when no database answers."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as wrong:
        raise Stop(f"the database does not answer: {str(wrong).strip().splitlines()[0]}") from None
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def tables() -> set[str]:
    """Names of the tables there are. Raises Stop when no database answers."""
    from django.db import DatabaseError, connection

    try:
        return set(connection.introspection.table_names())
    except DatabaseError as wrong:
        raise Stop(f"the database does not answer: {str(wrong).strip().splitlines()[0]}") from None


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def need_database(*, fill_blank: bool = False) -> None:
    """Stop unless the database has this version's tables.

    With `fill_blank` a database without any table gets them, so that a first import just works. One that
    holds data of an older version is never migrated in passing: the operator backs it up first.
    """
    if not tables():
        if not fill_blank:
            raise Stop(f"the database is empty: {MIGRATE}")
        migrate()
    elif pending := pending_migrations():
        raise Stop(f"the database lacks {len(pending)} migrations ({pending[0]}, ...): {MIGRATE}")
