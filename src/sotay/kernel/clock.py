"""Work that falls due by itself: deadlines that pass, units that change on a day, reminders.

No broker and no worker runs it: `sotay run-due` does, from cron or a systemd timer. An app registers its
work in `AppConfig.ready`:

    clock.due("units.apply_versions", actions.apply_versions)

The work is given the moment it runs for and answers how many things it did. It must be harmless to run
twice, because the clock may be late, early, or doubled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

Work = Callable[[datetime], int]

_WORK: dict[str, Work] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one piece of work: how many things it did, or why it failed."""

    name: str
    done: int = 0
    failure: Exception | None = None


def due(name: str, work: Work) -> None:
    """Register `work` under a name of the form 'app.what_it_does'. A second one of the name replaces it."""
    _WORK[name] = work


def run_due(now: datetime) -> list[Outcome]:
    """Run everything that is registered, each in its own transaction; a failure stops only itself."""
    return [_run(name, work, now) for name, work in sorted(_WORK.items())]


def _run(name: str, work: Work, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(name, done=work(now))
    except Exception as failure:
        return Outcome(name, failure=failure)
