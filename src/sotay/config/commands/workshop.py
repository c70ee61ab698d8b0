"""A private folder that a backup or a restore works in, and what becomes of it when the command is killed.

A note beside the uploaded files says where the folder is. It is made before the folder, removed after it,
and locked by the command as long as that lives; so a note whose lock can be taken was left by a command that
was killed. `sweep` finds those at the next start of any command.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from sotay.config.commands.base import Ended, Stop

JOURNAL = "journal.json"
"""A folder that holds one is in the middle of a restore: the old files may lie in it."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

Handler = signal.Handlers | Callable[[int, FrameType | None], None]

_TOKEN = r"[0-9a-f]{8}"  # noqa: S105 - the form of a name


BACKUP, RESTORE = "backup", "restore"


@contextmanager
def workshop(kind: str, beside: Path) -> Iterator[Path]:
    """A private folder on the same file system as `beside`, so that moving things out of it is one step.

    A signal that tells the command to end does so by an exception. Raises Stop with one line that names
    the disk when something cannot be written.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)  # until there is somebody to tidy up
    try:
        note, handle = _new_note(beside)
    except BaseException:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        raise
    folder = beside / note.name.removesuffix(".note")
    try:
        with signals_raise(), naming(beside):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            os.write(handle, os.fsencode(f"{kind}\n{folder.absolute()}"))
            folder.mkdir(mode=0o700)
            yield folder
    finally:
        with _handlers(signal.SIG_IGN):
            _remove(folder, note)
            os.close(handle)


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Turn a fault of the disk into one line that names where it was; a failed write does not say."""
    try:
        yield
    except shutil.Error as wrong:
        raise Stop(f"{wrong.args[0][0][2]}") from wrong
    except OSError as wrong:
        raise Stop(f"{wrong.strerror or wrong}: {wrong.filename or place}") from wrong


def sweep(
    places: list[Path], settle: Callable[[Path], str | None], at_work: Callable[[Path], None]
) -> Iterator[str]:
    """Deal with what commands that were killed have left, and say what was done, one sentence each.

    `settle` is given each such folder before it is removed, and answers a sentence of its own when there was
    something to finish or to undo. `at_work` is given the folders of commands that still live.
    """
    for note in _notes(places):
        with _taken(note) as handle:
            kind, folder = _read(note)
            if folder and not _is_open_to_us(folder):
                _refuse_another_users(kind, folder)
                continue
            if handle is None:
                if folder:
                    at_work(folder)
                continue
            said = settle(folder) if folder else None
            if folder and folder.is_dir() and not said:
                said = f"a backup or restore that was killed had left {folder}; it is removed"
            _remove(folder, note)
            if said:
                yield said


def _is_open_to_us(folder: Path) -> bool:
    return not folder.exists() or os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _refuse_another_users(kind: str, folder: Path) -> None:
    """Nobody goes past a restore, at work or killed; what is left of a backup does no harm."""
    if kind == RESTORE:
        raise Stop(
            f"another user restores a backup here, or did so when it was killed; run `sotay check` as the "
            f"owner of {folder}"
        )


def left_behind(place: Path) -> Iterator[Path]:
    """Folders and archives that lie there without a note, as earlier versions left them when killed."""
    name = re.compile(r"\.sotay-[a-z0-9_]{8}(\.tar\.gz)?")
    yield from (file for file in _listed(place) if name.fullmatch(file.name))


def _remove(folder: Path | None, note: Path) -> None:
    """The folder, then the note that leads to it; neither while a restore is not settled."""
    if folder is not None:
        if (folder / JOURNAL).exists():
            return
        shutil.rmtree(folder, ignore_errors=True)
    note.unlink(missing_ok=True)


def _new_note(beside: Path) -> tuple[Path, int]:
    """A note beside the uploaded files, locked; in `beside` where there is no right to write there."""
    from django.conf import settings

    media = Path(settings.MEDIA_ROOT)
    place = media.parent if os.access(media.parent, os.W_OK) else beside
    while True:
        note = place / f"{_prefix()}{secrets.token_hex(4)}.note"
        try:
            handle = os.open(note, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError as wrong:
            raise Stop(f"cannot write in {place}: {wrong.strerror}") from None
        os.fchmod(handle, 0o644)  # other users of this machine may know of it
        with suppress(OSError):  # a file system without locks: nothing is swept there
            fcntl.flock(handle, fcntl.LOCK_EX)
        if note.exists():  # nobody swept it before it was locked
            return note, handle
        os.close(handle)


def _prefix() -> str:
    """Two installations may keep their uploaded files side by side."""
    from django.conf import settings

    return f".sotay-{Path(settings.MEDIA_ROOT).name}-"


def _notes(places: list[Path]) -> list[Path]:
    name = re.compile(re.escape(_prefix()) + _TOKEN + r"\.note")
    return [note for place in dict.fromkeys(places) for note in _listed(place) if name.fullmatch(note.name)]


def _listed(place: Path) -> list[Path]:
    """What lies there; nothing where that cannot be read."""
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


@contextmanager
def _taken(note: Path) -> Iterator[int | None]:
    """The note, open and locked by us; None when its command lives, or when that cannot be known."""
    try:
        ours = os.access(note, os.W_OK)  # over a network only who may write may lock
        handle = os.open(note, (os.O_RDWR if ours else os.O_RDONLY) | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
        else:
            yield handle
    finally:
        os.close(handle)


def _read(note: Path) -> tuple[str, Path | None]:
    """Which kind of command made the note, and its folder; None when nothing was written in it yet."""
    try:
        kind, _newline, path = os.fsdecode(note.read_bytes()).partition("\n")
    except OSError:
        return "", None
    folder = Path(path)
    return kind, folder if folder.name == note.name.removesuffix(".note") else None


@contextmanager
def signals_raise() -> Iterator[None]:
    """Signals that tell the command to end raise Ended, so that what was begun is tidied up."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise Ended(number)

    with _handlers(end):
        yield


def ignore_signals() -> None:
    """From here to the end of the block that made them raise, what was begun is brought to its end."""
    _set(signal.SIG_IGN)


@contextmanager
def _handlers(handler: Handler) -> Iterator[None]:
    before = _set(handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _set(handler: Handler) -> dict[int, Any]:
    """Set the handlers of the three signals; answers those of before. Only the main thread has any."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    return {number: signal.signal(number, handler) for number in _SIGNALS}
