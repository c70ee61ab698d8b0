"""Finds slow work inside a transaction: a write holds a lock others wait for, so nothing slow belongs in it.

Hashing a password, drawing a paper or a picture, packing a workbook, writing or removing a stored file and
running a program are slow. The root `conftest.py` watches them in every test, and whatever is done in a
transaction raises there, in whichever page or command it is.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import docx.document
import segno
import typst
import xlsxwriter
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction

WATCHED: list[tuple[Any, str]] = [
    *((hasher, "encode") for hasher in (MD5PasswordHasher, PBKDF2PasswordHasher)),
    *((Path, name) for name in ("write_bytes", "write_text", "unlink")),
    (FileSystemStorage, "_save"),
    (FileSystemStorage, "delete"),
    (docx.document.Document, "save"),
    (segno, "make"),
    (subprocess.Popen, "__init__"),
    (typst, "compile"),
    (xlsxwriter.Workbook, "close"),
]


class SlowInsideAWriteError(AssertionError):
    pass


allowed = 0
"""More than nothing while a test does something slow in a transaction on purpose."""


@contextmanager
def slow_writes() -> Iterator[None]:
    """For loading a whole demo: one transaction, in a database nobody else uses."""
    global allowed  # noqa: PLW0603 - of this process, as the watched functions are
    allowed += 1
    try:
        yield
    finally:
        allowed -= 1


@contextmanager
def taken_back() -> Iterator[None]:
    """What the block writes is taken back at its end. It is the test's transaction, not the program's."""
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True
        yield
        transaction.set_rollback(True)


def watch() -> Callable[[], None]:
    """Begin to watch; answers what ends it."""
    before = [(owner, name, getattr(owner, name)) for owner, name in WATCHED]
    for owner, name, original in before:
        setattr(owner, name, _watched(original, f"{getattr(owner, '__name__', owner)}.{name}"))

    def end() -> None:
        for owner, name, original in before:
            setattr(owner, name, original)

    return end


def _watched(original: Callable[..., Any], what: str) -> Callable[..., Any]:
    @wraps(original)
    def watched(*args: Any, **more: Any) -> Any:
        if not allowed and open_blocks():
            raise SlowInsideAWriteError(f"{what} is called inside a transaction")
        return original(*args, **more)

    return watched


def open_blocks() -> int:
    """Transactions and savepoints of the program's own; those around a test do not count."""
    return sum(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
