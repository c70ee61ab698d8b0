"""What a log counts besides attendance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sotay.meetings.log.state import Item, State


def of(state: State) -> dict[str, int]:
    """Figures of `figures.catalog` by name.

    Items are of the proceedings: those are begun one by one. Of a task heard several times in one meeting the
    last word counts; of petitions, those asked of a level above the cell are beyond what it can settle
    itself.
    """
    proceedings = [item for item in state.items if item.step == "conduct"]
    heard = {result.task: result.outcome for result in state.results if result.task}
    lasted = state.duration()
    return {
        "minutes_held": int(lasted / timedelta(minutes=1)) if lasted else 0,
        "opinions": len(state.statements),
        "items": len(proceedings),
        "items_begun": sum(item.begun_at is not None for item in proceedings),
        "in_order": int(state.closed_at is not None and is_in_order(proceedings)),
        "tasks_given": len(state.tasks),
        "tasks_heard": len(heard),
        "tasks_done": sum(outcome == "done" for outcome in heard.values()),
        "petitions_raised": len(state.petitions),
        "petitions_above": sum(asked.to_level != "cell" for asked in state.petitions),
    }


def is_in_order(items: Sequence[Item]) -> bool:
    """Whether every item was begun, each after the one before it on the agenda."""
    begun = [item.begun_at for item in items if item.begun_at is not None]
    return bool(items) and len(begun) == len(items) and begun == sorted(begun)


def sent_ahead(invited: date | None, papers: Iterable[date], opened: date, days: int) -> bool:
    """Whether members could read everything in time: the agenda reaches them with the invitation, and
    every paper put before them by the opening counts. Papers that came in the hall do not.

    Source: HD 42-HD/BTCTW, II.2.2: at least one day ahead (point "documents_ahead_days").
    """
    if invited is None:
        return False
    return max([invited, *papers]) <= opened - timedelta(days=days)
