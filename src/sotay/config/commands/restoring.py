"""Putting a backup in place: files and database, both or neither, also when the command is killed.

Everything is unpacked and checked first, in a folder beside the media. From then on a journal in that folder
says what was begun, and the database is what decides: as soon as it is the backup's, the restore is finished;
until then it is undone. The same function does so when something fails and when, after a kill, any command
starts again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sotay.config.commands import databases
from sotay.config.commands.archive import MEDIA, Manifest
from sotay.config.commands.base import Stop
from sotay.config.commands.workshop import JOURNAL, ignore_signals, naming, signals_raise, sweep

FINISHED, UNDONE = "finished.json", "undone.json"
"""What the journal is called when there is nothing left to do but to remove the folder."""

SENTENCES = {
    FINISHED: "a restore of {} was interrupted when the database was in place; it is finished now",
    UNDONE: "a restore of {} was interrupted before the database was in place; it is undone",
}

OLD_MEDIA = "media-before"
UNPACKED = "unpacked"


def put_in_place(source: Path, folder: Path, manifest: Manifest) -> None:
    """Replace media and database by what lies unpacked in `folder`; raises with nothing changed."""
    unpacked = folder / UNPACKED
    with naming(folder):
        (unpacked / MEDIA).mkdir(exist_ok=True)
    dump = unpacked / manifest.dump
    try:
        databases.stage(dump, folder.name)
        os.sync()  # after a loss of power, too, what the journal speaks of is there
        ignore_signals()  # what follows takes a moment, but for a large database of PostgreSQL
        _begin(source, folder, manifest)
        _swap_media(folder)
        with signals_raise():
            databases.replace(dump, folder.name)
    except BaseException:
        ignore_signals()
        if _journal(folder) is None:
            databases.unstage(folder.name)
            raise
        if not _settle(folder):
            raise
    else:
        _settle(folder)


def settle(folder: Path) -> str | None:
    """Finish or undo what a journal says was begun, and say which in a sentence; None when nothing was."""
    journal = _journal(folder)
    if journal is None:
        databases.unstage(folder.name)
        return _settled_before(folder)
    if journal["database"] != databases.address():
        raise Stop(
            f"a restore into {journal['database']} was interrupted; set DATABASE_URL to it and run "
            f"`sotay check`, which finishes or undoes what lies in {folder}"
        )
    return SENTENCES[FINISHED if _settle(folder) else UNDONE].format(journal["source"])


def _settled_before(folder: Path) -> str | None:
    for name, sentence in SENTENCES.items():
        if journal := _journal(folder, name):
            return sentence.format(journal["source"])
    return None


def _settle(folder: Path) -> bool:
    """Whether the database is the backup's, after media were made to agree with it. Safe to do twice."""
    replaced = databases.is_replaced(folder.name)
    with naming(folder):
        _swap_media(folder) if replaced else _swap_back(folder)
        os.sync()
        # Before anything is removed that `is_replaced` looks at.
        (folder / JOURNAL).rename(folder / (FINISHED if replaced else UNDONE))
    databases.unstage(folder.name)
    return replaced


def settle_all() -> Iterator[str]:
    """Settle whatever commands that were killed have left here, and say so, one sentence each.

    Raises Stop while a restore is at work: nothing may use the database meanwhile.
    """
    from django.conf import settings

    yield from sweep([Path(settings.MEDIA_ROOT).parent], settle, _refuse_if_restoring)


def _begin(source: Path, folder: Path, manifest: Manifest) -> None:
    said = {"source": str(source.absolute()), "media": str(_media()), "database": databases.address()}
    fresh = folder / f"{JOURNAL}.new"
    with naming(folder):
        fresh.write_text(json.dumps(said))
        with fresh.open() as written:
            os.fsync(written.fileno())
        fresh.rename(folder / JOURNAL)


def _journal(folder: Path, name: str = JOURNAL) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((folder / name).read_text())
    except FileNotFoundError:
        return None
    return said


def _swap_media(folder: Path) -> None:
    """The unpacked files in the place of the old ones, as far as it is not done yet."""
    media, fresh, old = _media(), folder / UNPACKED / MEDIA, folder / OLD_MEDIA
    if not fresh.exists():
        return
    if not old.exists():
        media.mkdir(parents=True, exist_ok=True)
        media.rename(old)
    fresh.rename(media)  # over an empty folder that the start of a command may have made meanwhile


def _swap_back(folder: Path) -> None:
    """The old files where they were, as far as they are not there."""
    media, fresh, old = _media(), folder / UNPACKED / MEDIA, folder / OLD_MEDIA
    if not old.exists():
        return
    if not fresh.exists():
        media.rename(fresh)
    old.rename(media)


def _refuse_if_restoring(folder: Path) -> None:
    if (folder / JOURNAL).exists():
        raise Stop("a backup is being restored here; try again when that has ended")


def _media() -> Path:
    from django.conf import settings

    return Path(settings.MEDIA_ROOT)
