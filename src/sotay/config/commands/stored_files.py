"""Whether the uploaded files and frozen papers are what their records say, for `sotay check`."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from sotay.kernel import health
from sotay.kernel.health import ExpectedFile, FileSource

AT_A_TIME = 500
JUST_WRITTEN = 60 * 60
"""Seconds for which a file no record speaks of may still be on its way into one."""


class Progress:
    """A line on a terminal that says how far the work has come; nothing elsewhere."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self.done, self.shown_at = 0, 0.0

    def step(self) -> None:
        self.done += 1
        if self.out.isatty() and time.monotonic() - self.shown_at > 0.2:  # noqa: PLR2004 - seconds
            self.shown_at = time.monotonic()
            self.out.write(f"\r{self.done:,} files looked at")
            self.out.flush()

    def end(self) -> None:
        if self.shown_at:
            self.out.write("\r" + " " * 40 + "\r")
            self.out.flush()


def faults(*, quick: bool) -> Iterator[str]:
    """Files that are missing or changed. `quick` looks whether they are there, and reads none."""
    progress = Progress()
    try:
        for source in health.FILES:
            for file in source.expected():
                progress.step()
                if fault := _fault_of(file, quick):
                    yield f"{file.about}: {fault}"
    finally:
        progress.end()


def orphans() -> Iterator[str]:
    """Files no record speaks of: what a command or a server that was killed has left."""
    for source in health.FILES:
        for names in _in_groups(_names(source)):
            known = source.known(names)
            yield from (f"no record speaks of {name}" for name in names if name not in known)


def _fault_of(file: ExpectedFile, quick: bool) -> str:
    if not file.name:
        return "its file was never kept"
    path = _media() / file.name
    try:
        if quick:
            return "" if path.is_file() else f"the file is missing ({file.name})"
        with path.open("rb") as content:
            same = hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except FileNotFoundError:
        return f"the file is missing ({file.name})"
    except OSError as wrong:
        return f"the file cannot be read: {wrong.strerror} ({file.name})"
    return "" if same else f"the file is not the one that was recorded ({file.name})"


def _names(source: FileSource) -> Iterator[str]:
    """The files of a source's folder, by the names records have for them; not those written just now."""
    now = time.time()
    for folder, _subfolders, names in os.walk(_media() / source.folder):
        for name in names:
            file = Path(folder, name)
            try:
                if now - file.stat().st_mtime > JUST_WRITTEN:
                    yield file.relative_to(_media()).as_posix()
            except FileNotFoundError:
                continue


def _in_groups(names: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for name in names:
        group.append(name)
        if len(group) == AT_A_TIME:
            yield group
            group = []
    if group:
        yield group


def _media() -> Path:
    from django.conf import settings

    return Path(settings.MEDIA_ROOT)
