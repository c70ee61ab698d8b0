"""`sotay purge-from-backup`: take documents that were purged out of backups written before.

The installation knows which documents were purged, and by their ids the backup says where they lie in it. The
file is written anew without them and takes the place of the old one in one step (docs/decisions/0009).
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from sotay.config.commands import archive
from sotay.config.commands.archive import Manifest
from sotay.config.commands.base import Commands, Stop, command, need_database, start_django
from sotay.config.commands.workshop import BACKUP, workshop

DOCUMENTS, TEXTS, INDEX = "library_document", "library_documenttext", "search_searchentry"
BLANKED = ("title", "file_name", "file")
"""Columns of a document that a purge empties."""
TIME = "%Y-%m-%d %H:%M:%S.%f"
"""How both databases write a time."""
FACT = ("purged_at", "purged_by_name", "purged_because")
"""Columns of a document that say it was purged: restored from there it is known as purged."""

Facts = dict[str, dict[str, str]]
"""Of each purged document its id and the text of the columns `FACT`; a time in UTC."""


def add_to(commands: Commands) -> None:
    parser = command(
        commands,
        "purge-from-backup",
        run,
        "Take documents that were purged here out of backups made before. The file, its title and name, its "
        "text and what the search knew of it go; each backup is checked, written anew and put in place of "
        "the old one. Doing it again changes nothing. Copies elsewhere, such as on tapes, need it too.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="files `sotay backup` wrote")


def run(args: argparse.Namespace) -> int:
    for file in args.files:
        if not file.is_file():
            raise Stop(f"no such file: {file}")
    start_django()
    need_database()

    from sotay.library.models import Document

    purged = {
        str(pk): {"purged_at": at.astimezone(UTC).strftime(TIME), "purged_by_name": by, "purged_because": why}
        for pk, at, by, why in Document.objects.exclude(purged_at=None).values_list("pk", *FACT)
    }
    for file in args.files:
        count = purge(file, purged)
        print(f"{file}: {count} purged documents taken out" if count else f"{file}: holds none of them")
    return 0


def purge(source: Path, purged: Facts) -> int:
    """Write the backup anew without these documents; how many it held. Raises Stop with nothing changed."""
    with workshop(BACKUP, source.absolute().parent) as folder:
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        manifest = archive.unpack(source, unpacked)
        dump = unpacked / manifest.dump
        taken = _from_sqlite(dump, purged) if manifest.database == "sqlite" else _from_sql(dump, purged)
        if taken:
            for name in filter(None, taken.values()):
                (unpacked / archive.MEDIA / name).unlink(missing_ok=True)
            _put_in_place(source, folder, unpacked, manifest)
    return len(taken)


def _put_in_place(source: Path, folder: Path, unpacked: Path, manifest: Manifest) -> None:
    names = [name for name in manifest.files if (unpacked / name).exists()]
    packed = folder / "packed.tar.gz"
    packed.touch(mode=0o600)
    archive.pack(packed, replace(manifest, files={}), ((name, unpacked / name) for name in names))
    with packed.open("rb") as written:
        os.fsync(written.fileno())
    packed.replace(source)


Taken = dict[str, str]
"""Of each document that was taken out its id and where its file lies in the media."""


def _from_sqlite(dump: Path, purged: Facts) -> Taken:
    """VACUUM afterwards: freed pages would still hold what was in them."""
    taken: Taken = {}
    with closing(sqlite3.connect(dump)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if DOCUMENTS not in tables:
            return taken
        for pk in sorted(purged):
            row = copy.execute(f"SELECT title, file_name, file FROM {DOCUMENTS} WHERE id = ?", [_hex(pk)])  # noqa: S608
            found = row.fetchone()
            if found is None or not any(found):
                continue
            taken[pk] = found[2] or ""
            fresh = dict.fromkeys(BLANKED, "") | purged[pk]
            columns = ", ".join(f"{name} = ?" for name in fresh)
            copy.execute(f"UPDATE {DOCUMENTS} SET {columns} WHERE id = ?", [*fresh.values(), _hex(pk)])  # noqa: S608 - names of ours
            for table, column in ((TEXTS, "document_id"), (INDEX, "object_id")):
                if table in tables:
                    copy.execute(f"DELETE FROM {table} WHERE {column} = ?", [_hex(pk)])  # noqa: S608
        if taken and "search_words" in tables:
            copy.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")
        copy.commit()
        if taken:
            copy.execute("VACUUM")
    return taken


def _hex(pk: str) -> str:
    return pk.replace("-", "")


def _from_sql(dump: Path, purged: Facts) -> Taken:
    """Rows of a dump by pg_dump are lines between COPY and `\\.`, their columns parted by tabs."""
    taken: Taken = {}
    fresh = dump.with_name("fresh.sql")
    with (
        dump.open(encoding="utf-8", newline="\n") as old,
        fresh.open("w", encoding="utf-8", newline="\n") as new,
    ):
        new.writelines(_rewritten(old, purged, taken))
    if taken:
        fresh.replace(dump)
    return taken


def _rewritten(lines: Iterator[str], purged: Facts, taken: Taken) -> Iterator[str]:
    change: Callable[[str], str] | None = None
    for line in lines:
        if line.startswith("COPY public."):
            table, _parted, columns = line.removeprefix("COPY public.").partition(" (")
            change = _change_of(table, columns.partition(")")[0].split(", "), purged, taken)
            yield line
        elif line.startswith("\\."):
            change = None
            yield line
        else:
            yield change(line) if change else line


def _change_of(table: str, columns: list[str], purged: Facts, taken: Taken) -> Callable[[str], str] | None:
    """What becomes of each line of a table: '' for one that is left out."""
    if table == DOCUMENTS:
        return lambda line: _blanked(line, columns, purged, taken)
    column = {TEXTS: "document_id", INDEX: "object_id"}.get(table)
    if column is None:
        return None
    at = columns.index(column)
    return lambda line: "" if line.rstrip("\n").split("\t")[at] in purged else line


def _blanked(line: str, columns: list[str], purged: Facts, taken: Taken) -> str:
    values = dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
    if values["id"] not in purged or not any(values[name] for name in BLANKED):
        return line
    taken[values["id"]] = values["file"]
    fact = purged[values["id"]]
    told = {name: _escaped(text) for name, text in fact.items()} | {"purged_at": f"{fact['purged_at']}+00"}
    return "\t".join((values | dict.fromkeys(BLANKED, "") | told).values()) + "\n"


def _escaped(text: str) -> str:
    """As COPY writes text."""
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, written)
    return text
