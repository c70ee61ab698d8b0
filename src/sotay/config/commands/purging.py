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
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sotay.config.commands import archive
from sotay.config.commands.archive import Manifest
from sotay.config.commands.base import Commands, Stop, command, need_database, start_django
from sotay.config.commands.workshop import BACKUP, workshop

DOCUMENTS, TEXTS, INDEX = "library_document", "library_documenttext", "search_searchentry"
ENTRIES = "library_libraryentry"
BLANKED = {
    DOCUMENTS: ("title", "file_name", "file"),
    ENTRIES: ("number", "number_key", "issuer", "issuer_key", "abstract"),
}
"""Columns that a purge empties, of a document and of what a library says of one."""
FACT = {
    DOCUMENTS: ("purged_at", "purged_by_name", "purged_because"),
    ENTRIES: ("removed_at", "removed_by_name", "removed_because"),
}
"""Columns that say it was purged, when first: restored from there it is known as purged."""
TIME = "%Y-%m-%d %H:%M:%S.%f"
"""How both databases write a time, here in UTC."""


@dataclass(frozen=True, slots=True)
class Purged:
    """Of each table ids of what was purged with the text of its columns `FACT`. `found_by` besides holds what
    is found by its words, and leaves the index."""

    facts: dict[str, dict[str, dict[str, str]]]
    found_by: frozenset[str] = frozenset()
    ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", frozenset(pk for rows in self.facts.values() for pk in rows))

    @property
    def out_of_index(self) -> frozenset[str]:
        return self.ids | self.found_by

    def fresh(self, table: str, pk: str) -> dict[str, str]:
        """The columns of a row that change, as they are from now on."""
        return dict.fromkeys(BLANKED[table], "") | self.facts[table][pk]


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

    purged = _known()
    for file in args.files:
        count = purge(file, purged)
        print(f"{file}: {count} purged documents taken out" if count else f"{file}: holds none of them")
    return 0


def _known() -> Purged:
    """What this installation purged."""
    from sotay.library.models import Document, LibraryEntry

    documents = Document.objects.exclude(purged_at=None)
    removed = LibraryEntry.objects.exclude(removed_at=None)
    found_by = LibraryEntry.objects.filter(pk__in=documents.values("about_id")).values_list("pk", flat=True)
    facts = {
        table: {
            str(pk): dict(zip(FACT[table], (_written(at), by, because), strict=True))
            for pk, at, by, because in rows.values_list("pk", *FACT[table])
        }
        for table, rows in ((DOCUMENTS, documents), (ENTRIES, removed))
    }
    return Purged(facts, frozenset(map(str, found_by)))


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime(TIME)


def purge(source: Path, purged: Purged) -> int:
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


def _from_sqlite(dump: Path, purged: Purged) -> Taken:
    """VACUUM afterwards: freed pages would still hold what was in them."""
    taken: Taken = {}
    with closing(sqlite3.connect(dump)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if DOCUMENTS not in tables:
            return taken
        for table in filter(tables.__contains__, BLANKED):
            for pk in sorted(purged.facts[table]):
                _blank_row(copy, table, pk, purged.fresh(table, pk), taken)
        gone = ((TEXTS, "document_id", purged.ids), (INDEX, "object_id", purged.out_of_index))
        for table, column, ids in gone:
            if taken and table in tables:
                for pk in sorted(ids):
                    copy.execute(f"DELETE FROM {table} WHERE {column} = ?", [_hex(pk)])  # noqa: S608
        if taken and "search_words" in tables:
            copy.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")
        copy.commit()
        if taken:
            copy.execute("VACUUM")
    return taken


def _blank_row(copy: sqlite3.Connection, table: str, pk: str, fresh: dict[str, str], taken: Taken) -> None:
    names = BLANKED[table]
    row = copy.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", [_hex(pk)])  # noqa: S608 - names of ours
    found = row.fetchone()
    if found is None or not any(found):
        return
    taken[pk] = dict(zip(names, found, strict=True)).get("file") or ""
    columns = ", ".join(f"{name} = ?" for name in fresh)
    copy.execute(f"UPDATE {table} SET {columns} WHERE id = ?", [*fresh.values(), _hex(pk)])  # noqa: S608 - names of ours


def _hex(pk: str) -> str:
    return pk.replace("-", "")


def _from_sql(dump: Path, purged: Purged) -> Taken:
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


def _rewritten(lines: Iterator[str], purged: Purged, taken: Taken) -> Iterator[str]:
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


def _change_of(table: str, columns: list[str], purged: Purged, taken: Taken) -> Callable[[str], str] | None:
    """What becomes of each line of a table: '' for one that is left out."""
    if table in BLANKED:
        return lambda line: _blanked(line, table, columns, purged, taken)
    column = {TEXTS: "document_id", INDEX: "object_id"}.get(table)
    if column is None:
        return None
    at, ids = columns.index(column), purged.ids if table == TEXTS else purged.out_of_index
    return lambda line: "" if line.rstrip("\n").split("\t")[at] in ids else line


def _blanked(line: str, table: str, columns: list[str], purged: Purged, taken: Taken) -> str:
    values = dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
    pk = values["id"]
    if pk not in purged.facts[table] or not any(values[name] for name in BLANKED[table]):
        return line
    taken[pk] = values.get("file", "")
    fresh = {name: _escaped(text) for name, text in purged.fresh(table, pk).items()}
    at = FACT[table][0]
    return "\t".join((values | fresh | {at: f"{fresh[at]}+00"}).values()) + "\n"


def _escaped(text: str) -> str:
    """As COPY writes text."""
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, written)
    return text
