"""Playing a case into an empty database, and keeping what the reports answered where the pages find it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from sotay.demo.cases.model import Case, Figures, Say, quietly
from sotay.kernel import jobs
from sotay.search import jobs as search


def play(case: Case, say: Say = quietly) -> Figures:
    """Tell the story in one transaction, then ask. Papers of the story are Vietnamese, as everywhere."""
    with translation.override("vi"):
        with transaction.atomic():
            case.play(say)
            search.check(timezone.localdate())
        return case.figures()


def work_off() -> None:
    """Do the jobs of a stretch of a story, but those that follow each act into the search: of a long story
    they are a third of the work, and the whole index is made once at its end.

    Call it often: what a job costs to put down grows with those that wait.
    """
    jobs.waiting().filter(task_path=search.follow.module_path).delete()
    jobs.work_off()


def told(case: Case, figures: Figures, database: str) -> dict[str, Any]:
    """The object `sotay demo --case NAME --json` prints."""
    return {"case": case.name, "source": case.source, "figures": figures, "database": database}


def play_and_keep(case: Case, say: Say = quietly) -> dict[str, Any]:
    """Play, and keep the answer in a file beside the database of the case."""
    began, started = timezone.now(), time.monotonic()
    figures = play(case, say)
    database = str(connection.settings_dict["NAME"])
    answer = told(case, figures, database)
    if connection.vendor == "sqlite":
        seconds = round(time.monotonic() - started, 1)
        kept = {**answer, "played_at": began.isoformat(), "seconds": seconds}
        _file_beside(Path(database)).write_text(
            json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return answer


def _file_beside(database: Path) -> Path:
    return database.with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Played:
    """What is kept of a case that was played."""

    figures: Figures
    database: str
    played_at: datetime
    seconds: float


def kept_in(folder: Path, case: Case) -> Played | None:
    """What was found when the case was last played into the folder; None when it was not."""
    try:
        row: Mapping[str, Any] = json.loads((folder / f"{case.name}.json").read_text(encoding="utf-8"))
        played_at = datetime.fromisoformat(row["played_at"])
        return Played(dict(row["figures"]), str(row["database"]), played_at, float(row["seconds"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
