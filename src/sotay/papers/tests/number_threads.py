"""Two hundred threads ask for numbers at once on an SQLite file of their own; prints the numbers kept.

    python number_threads.py FILE

For `test_at_once`: the test's own SQLite lies in memory, where nobody waits for a lock as in a file.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from threading import Barrier
from typing import Any

THREADS = 200
GIVEN_BACK = 5
"""Each fifth transaction fails after it got its number."""


NO_GATE: AbstractContextManager[Any] = nullcontext()


class Failed(Exception):  # noqa: N818 - gives a number back, and is seen by nobody
    pass


def numbers_at_once(
    cell: Any, close: Callable[[], None], gate: AbstractContextManager[Any] = NO_GATE
) -> list[int | None]:
    """What each of the threads kept; None for one whose transaction failed. `gate` bounds connections."""
    from django.db import transaction

    from sotay.papers import actions

    together = Barrier(THREADS)

    def one(place: int) -> int | None:
        together.wait()
        with gate:
            try:
                with transaction.atomic():
                    term = actions._first_day_of_numbering(cell, date(2026, 12, 3), by_year=False)
                    number = actions._next_number(cell, "NQ", term)
                    if place % GIVEN_BACK == 0:
                        raise Failed
                return number
            except Failed:
                return None
            finally:
                close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


class NoMigrations:
    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def main() -> int:
    os.environ["DATABASE_URL"] = f"sqlite:///{sys.argv[1]}"
    os.environ.setdefault("SECRET_KEY", "for one test " * 5)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sotay.config.settings"
    import django
    from django.conf import settings

    settings.MIGRATION_MODULES = NoMigrations()
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from sotay.kernel.ids import new_id
    from sotay.units.models import Kind, Unit

    call_command("migrate", run_syncdb=True, verbosity=0)
    cell = Unit.objects.create(path="0001", kind=Kind.CELL, code="1", name="Chi bộ", commune_id=new_id())
    json.dump(numbers_at_once(cell, connections.close_all), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
