"""`sotay backup` and `sotay restore`: one file that holds the database and the uploaded files.

It never holds SECRET_KEY, nor the sessions of people who are logged in: a stolen backup must not open
anybody's door. See docs/operate.md; `archive` for the file, `restoring` for how it is put in place.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import sotay
from sotay.config.commands import archive, databases, restoring
from sotay.config.commands.archive import Manifest
from sotay.config.commands.base import Commands, Stop, command, need_database, start_django, tables
from sotay.config.commands.workshop import BACKUP, RESTORE, ignore_signals, sweep, workshop


def add_to(commands: Commands) -> None:
    save = command(
        commands,
        "backup",
        run_backup,
        "Write the database and the uploaded files into one file. Safe while people work: it holds one "
        "moment, whole. Keep SECRET_KEY elsewhere; it is not in the backup.",
    )
    save.add_argument(
        "file", type=Path, metavar="FILE", help="the file to write, such as sotay-2026-03-01.tar.gz"
    )
    save.add_argument(
        "--with-open-votes",
        action="store_true",
        help="also while a secret vote is open, such as one a cell forgot: its ballots are sealed under a "
        "key that no backup holds, so after a restore that vote is held again",
    )
    load = command(
        commands,
        "restore",
        run_restore,
        "Put a backup back. All of it or nothing, also when it is interrupted: the file is checked before "
        "anything changes, and the next command finishes or undoes what was begun. Stop the server first.",
    )
    load.add_argument("file", type=Path, metavar="FILE", help="a file `sotay backup` wrote")
    load.add_argument(
        "--force", action="store_true", help="replace what is there; without it only an empty place is filled"
    )


def run_backup(args: argparse.Namespace) -> int:
    target: Path = args.file
    if target.exists():
        raise Stop(f"{target} exists; name a file that does not")
    if not target.absolute().parent.is_dir():
        raise Stop(f"no such folder: {target.absolute().parent}")
    start_django()
    need_database()
    _sweep_beside(target)
    if not args.with_open_votes:
        _refuse_while_a_secret_vote_is_open()

    from sotay.monitoring import rules
    from sotay.monitoring.actions import recorded

    with recorded(rules.BACKUP):
        manifest = save(target)
    print(f"{target}: {_size(target.stat().st_size)}")
    print(f"  {manifest.database} database of version {manifest.version}: {_counted(manifest)}")
    print(f"  {len(manifest.files) - 1} uploaded files")
    print("  not in it: SECRET_KEY, and who is logged in")
    return 0


def _sweep_beside(target: Path) -> None:
    """What backups that were killed left there, where the start of a command does not look."""
    for sentence in sweep([target.absolute().parent], restoring.settle, lambda _folder: None):
        print(f"sotay: {sentence}", file=sys.stderr)


def _refuse_while_a_secret_vote_is_open() -> None:
    """A copy of an open vote is of no use: restored, it is void. And copies from before and after one ballot
    say who voted in between (docs/votes.md)."""
    from sotay.votes import queries as votes
    from sotay.votes.models import Ballot

    if Ballot._meta.db_table not in tables():
        return
    if cells := votes.cells_with_open_votes():
        named = ", ".join(cells[:3]) + (f" and {len(cells) - 3} more" if cells[3:] else "")
        raise Stop(
            f"a secret vote is open in {named}; its key is in no backup, so restored it would be void. Try "
            "again when it is over, or use --with-open-votes"
        )


def save(target: Path) -> Manifest:
    """Write a backup. `target` appears only when it is whole, readable by its owner alone."""
    from django.utils import timezone

    with workshop(BACKUP, target.absolute().parent) as folder:
        manifest = Manifest(
            format=archive.FORMAT,
            version=sotay.__version__,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=databases.kind(),
            migrations=databases.applied_migrations(),
            rows=databases.counts(),
            files={},
        )
        dump, packed = folder / manifest.dump, folder / "packed.tar.gz"
        databases.dump(dump)
        packed.touch(mode=0o600)
        archive.pack(packed, manifest, _parts(dump))
        ignore_signals()
        _publish(packed, target)
    return manifest


def _parts(dump: Path) -> Iterator[tuple[str, Path]]:
    """The database, then the files as they are now: what its rows speak of was written before them."""
    from django.conf import settings

    yield dump.name, dump
    media = Path(settings.MEDIA_ROOT)
    for folder, subfolders, names in os.walk(media, onerror=_raise, followlinks=True):
        subfolders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if file.is_file():
                yield f"{archive.MEDIA}/{file.relative_to(media).as_posix()}", file


def _raise(wrong: OSError) -> None:
    if not isinstance(wrong, FileNotFoundError):
        raise wrong


def _publish(packed: Path, target: Path) -> None:
    """Give the file its name once it is on the disk, and not over one that came there meanwhile."""
    with packed.open("rb") as written:
        os.fsync(written.fileno())
    try:
        target.hardlink_to(packed)
    except FileExistsError:
        raise Stop(f"{target} exists; name a file that does not") from None
    except OSError:  # a file system without second names
        packed.rename(target)


def run_restore(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Stop(f"no such file: {args.file}")
    start_django()
    manifest = restore(args.file, force=args.force)
    print(
        f"Restored what was saved at {manifest.made_at} by version {manifest.version}: {_counted(manifest)},"
    )
    print(f"and {len(manifest.files) - 1} uploaded files. Everybody logs in again.")
    if manifest.version != sotay.__version__:
        print("It was made by another version: run `sotay manage migrate` before serving.")
    return 0


def restore(source: Path, *, force: bool) -> Manifest:
    """Put a backup back. Raises Stop, with nothing changed, when it cannot be done whole."""
    from django.conf import settings

    media = Path(settings.MEDIA_ROOT)
    if not force and not (_nothing_here() and _is_empty(media)):
        raise Stop("there is data here already; --force replaces it (make a backup of it first)")
    with workshop(RESTORE, media.parent) as folder:
        unpacked = folder / restoring.UNPACKED
        unpacked.mkdir()
        manifest = archive.unpack(source, unpacked)
        _must_fit(manifest)
        databases.must_be_whole(unpacked / manifest.dump, manifest.migrations)
        restoring.put_in_place(source, folder, manifest)
    return manifest


def _nothing_here() -> bool:
    return not tables() or not any(databases.counts().values())


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def _must_fit(manifest: Manifest) -> None:
    if manifest.database != databases.kind():
        raise Stop(
            f"it holds a {manifest.database} database, and DATABASE_URL names a {databases.kind()} one; "
            "set DATABASE_URL to one of the same kind"
        )
    if unknown := sorted(set(manifest.migrations) - databases.known_migrations()):
        raise Stop(
            f"the backup was made by version {manifest.version}, newer than this {sotay.__version__} "
            f"(it has {unknown[0]}); install that version first"
        )


def _counted(manifest: Manifest) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in manifest.rows.items())


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
