"""`sotay backup` and `sotay restore`: one file that holds the database and the uploaded files.

The file is a gzipped tar of `manifest.json` (what is in it, with the hash of each file), the database as
`database.sqlite3` or `database.sql`, and `media/`. It never holds SECRET_KEY, nor the sessions of people
who are logged in: a stolen backup must not open anybody's door. See docs/operate.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

import sotay
from sotay.config.commands import databases
from sotay.config.commands.base import Commands, Stop, command, need_database, start_django, tables

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `files` maps each name to its SHA-256."""

    format: int
    version: str
    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, str]

    @property
    def dump(self) -> str:
        """Name of the file that holds the database."""
        return f"database.{databases.SUFFIX[self.database]}"


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
        "Put a backup back. All of it or nothing: the file is checked before anything changes. Stop the "
        "server first.",
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
    if not args.with_open_votes:
        _refuse_while_a_secret_vote_is_open()
    manifest = save(target)
    print(f"{target}: {_size(target.stat().st_size)}")
    print(f"  {manifest.database} database of version {manifest.version}: {_counted(manifest)}")
    print(f"  {len(manifest.files) - 1} uploaded files")
    print("  not in it: SECRET_KEY, and who is logged in")
    return 0


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

    with _workshop(target.absolute().parent) as folder:
        kind = databases.kind()
        manifest = Manifest(
            format=FORMAT,
            version=sotay.__version__,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=kind,
            migrations=databases.applied_migrations(),
            rows=databases.counts(),
            files={},
        )
        databases.dump(folder / manifest.dump)
        _copy_media(folder / MEDIA)
        manifest.files.update((name, _sha256(folder / name)) for name in _names(folder))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        packed = folder.with_suffix(".tar.gz")
        try:
            packed.touch(mode=0o600)
            with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
                for name in [MANIFEST, *manifest.files]:
                    tar.add(folder / name, arcname=name)
            packed.rename(target)
        finally:
            packed.unlink(missing_ok=True)
    return manifest


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
    with _workshop(media.parent) as folder:
        manifest = unpack(source, folder)
        _must_fit(manifest)
        fresh = folder / MEDIA
        fresh.mkdir(exist_ok=True)
        with _swapped(media, fresh):
            databases.load(folder / manifest.dump)
    return manifest


def _nothing_here() -> bool:
    return not tables() or not any(databases.counts().values())


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack and check every byte against the manifest."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            _extract(tar, folder)
        told = json.loads((folder / MANIFEST).read_text())
        if told["format"] != FORMAT:
            raise Stop(f"{source} was written in format {told['format']}; this version reads format {FORMAT}")
        manifest = Manifest(**told)
        dump = manifest.dump
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as wrong:
        raise Stop(f"{source} is not a whole backup ({wrong})") from None
    if dump not in manifest.files or set(manifest.files) != set(_names(folder)):
        raise Stop(f"{source} is damaged: it does not hold the files it names")
    for name, digest in manifest.files.items():
        if _sha256(folder / name) != digest:
            raise Stop(f"{source} is damaged: {name} is not what was saved")
    return manifest


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files that stay inside the folder; a link would lead out of the media once they are in place.

    Done by hand because the Python of Debian 12 (3.11.2) has no extraction filters.
    """
    for member in tar:
        if member.isdir():
            continue
        path = PurePosixPath(member.name)
        if not member.isfile() or path.is_absolute() or ".." in path.parts:
            raise tarfile.ExtractError(f"{member.name} is not a plain file of it")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with tar.extractfile(member) as packed, target.open("xb") as unpacked:  # type: ignore[union-attr]
            shutil.copyfileobj(packed, unpacked)


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


@contextmanager
def _swapped(media: Path, fresh: Path) -> Iterator[None]:
    """The fresh folder in place of the media; the old one comes back when the block fails."""
    old = fresh.with_name("media-before")
    media.mkdir(parents=True, exist_ok=True)
    media.rename(old)
    fresh.rename(media)
    try:
        yield
    except BaseException:
        media.rename(fresh)
        old.rename(media)
        raise


@contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    """A private folder on the same file system as `beside`, so that moving things out of it is one step."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".sotay-", dir=beside))
    except OSError as wrong:
        raise Stop(f"cannot write in {beside}: {wrong.strerror}") from None
    try:
        yield folder
    except OSError as wrong:
        raise Stop(f"{wrong.strerror}: {wrong.filename or beside}") from wrong
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_media(target: Path) -> None:
    """Files are written once and never changed, so a hard link is a copy that takes no time or room."""
    from django.conf import settings

    media = Path(settings.MEDIA_ROOT)
    if media.is_dir():
        shutil.copytree(media, target, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except FileNotFoundError:
        pass  # removed since the folder was listed; the database copy is older, and a page says it is gone
    except OSError:  # another file system
        shutil.copy2(source, target)
    return target


def _names(folder: Path) -> list[str]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in files if name != MANIFEST)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _counted(manifest: Manifest) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in manifest.rows.items())


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
