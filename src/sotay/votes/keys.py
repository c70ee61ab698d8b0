"""The keys of secret votes: small files outside the database, each destroyed as soon as it has done its work.

A vote's ballot papers are sealed under a key that lies in `BALLOT_KEYS`, a folder beside the uploads, and
nowhere else. Every ballot put in draws a new key, seals all papers with it and destroys the one before; the
count destroys the last. So what a database leaves behind (rows it deleted, its write-ahead log, replicas,
backups) stays shut for good, and a copy of everything made in the middle of a vote opens the papers as they
lay at that moment and no earlier ones. A database that was put back to an earlier state finds no key either.

`drawn` and `of` are called under the lock on the ballot, where one key opens the papers; any other is what a
transaction left that failed, or one that was cut off before it could tidy up.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from sotay.kernel.refusal import Refusal
from sotay.votes.sealing import unseal

_SIZE = 32
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_OTHERS = 0o077
UNCLAIMED = timedelta(hours=1)
"""How long a key may lie here without a ballot of its own: the transaction that hands the papers out is not
committed yet."""


class NoKeys(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The server cannot keep the key of a secret vote, so nothing was changed. Tell the operator, "
                "or choose “Secret, on paper”, and let the tellers count."
            )
        )


class KeyLost(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The key of this secret vote is no longer on the server, so nobody can read or count the "
                "ballots put in so far. The vote is void; the chair starts it again."
            )
        )


@dataclass(frozen=True, slots=True)
class Key:
    file: Path
    secret: bytes = field(repr=False)


def folder() -> Path:
    return Path(settings.BALLOT_KEYS)


@sensitive_variables()
def drawn(ballot: UUID) -> Key:
    """A new key, safely on the disk before anything is sealed with it. Raises NoKeys."""
    file = folder() / f"{ballot.hex}-{secrets.token_hex(8)}"
    secret = secrets.token_bytes(_SIZE)
    try:
        folder().mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(handle, "wb") as kept:
            kept.write(secret)
            kept.flush()
            os.fsync(kept.fileno())
        _keep_names()
    except OSError as wrong:
        raise NoKeys from wrong
    return Key(file, secret)


@sensitive_variables()
def of(ballot: UUID) -> list[Key]:
    """The keys there are for a ballot. One that is removed while we look is left out."""
    found = []
    for file in _files(f"{ballot.hex}-*"):
        try:
            secret = file.read_bytes()
        except FileNotFoundError:
            continue
        if len(secret) == _SIZE:
            found.append(Key(file, secret))
    return found


@sensitive_variables()
def opening(ballot: UUID, sealed: str, present: Iterable[Key]) -> Key | None:
    """The one of the keys that opens a sealed paper."""
    for key in present:
        try:
            unseal(key.secret, ballot, sealed)
        except InvalidTag:
            continue
        return key
    return None


def destroy(files: Iterable[Path]) -> None:
    """Overwrite and remove. What the disk itself keeps of it is out of reach (docs/votes.md)."""
    for file in files:
        try:
            with file.open("r+b") as kept:
                kept.write(secrets.token_bytes(_SIZE))
                kept.flush()
                os.fsync(kept.fileno())
            file.unlink()
        except FileNotFoundError:
            continue


def all_files() -> Iterator[tuple[UUID, Path]]:
    """Every key there is, with the ballot it belongs to."""
    for file in _files("*-*"):
        try:
            yield UUID(file.name.partition("-")[0]), file
        except ValueError:
            continue


def is_unclaimed(file: Path, now: datetime) -> bool:
    """Whether a key without a ballot is old enough that none will come."""
    try:
        return file.stat().st_mtime < (now - UNCLAIMED).timestamp()
    except FileNotFoundError:
        return False


def destroy_all() -> int:
    """Destroy every key: for a database that is put back to an earlier state. Answers how many."""
    files = [file for _ballot, file in all_files()]
    destroy(files)
    return len(files)


def folder_faults() -> Iterator[str]:
    """What is wrong with the folder, for `sotay check`. It is made when the first secret vote begins."""
    place = folder()
    if not place.is_dir():
        above = next(parent for parent in place.parents if parent.exists())
        if not above.is_dir() or not os.access(above, os.W_OK):
            yield f"the folder for the keys of secret votes cannot be made: {place}"
        return
    if not os.access(place, os.W_OK):
        yield f"no right to write in {place}"
    if place.stat().st_mode & _OTHERS:
        yield f"others on this machine may look into {place}: chmod 700 it"
    yield from (
        f"others on this machine may read {file}: chmod 600 it"
        for _ballot, file in all_files()
        if file.exists() and file.stat().st_mode & _OTHERS
    )


def _files(pattern: str) -> list[Path]:
    try:
        return sorted(folder().glob(pattern))
    except FileNotFoundError:
        return []


def _keep_names() -> None:
    """Have the folder's own list of names reach the disk: a power cut must not lose a key that is in use."""
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
