"""Documents of units' libraries, for programs. Mounted at /api/v1/library.

What the program issued or sent itself is at /papers and /guidance, and not given twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.kernel.actor import Actor
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.tree import inside, subtree
from sotay.library import effects, entries
from sotay.library.access import access_entry, access_library, entries_readable_by
from sotay.library.listing import readable_ids
from sotay.library.models import Document, LibraryEntry, LibraryRelation

router = Reading(Scope.DOCUMENTS, "Documents that units received or issued and keep in their library.")


class RelationOut(Schema):
    """What a document says of another."""

    kind: str = says("replaces, amends or based_on.", "replaces")
    source: str = says("Where the other is kept: library, papers or guidance.", "library")
    target: UUID = says("Id of the other there.", "018f0000-0000-7000-8000-00000000000c")


class LibraryFileOut(Schema):
    """A file of a document, to be had at /documents/{id}/file."""

    document: UUID = says("Id of the file.", "018f0000-0000-7000-8000-000000000007")
    title: str = says("Its title; empty when it was purged.", "Nghị quyết 21-NQ/TW")
    file_name: str = says("Its name; empty when it was purged.", "21-nq-tw.pdf")


class LibraryEntryOut(Schema):
    """A document in a library with its facts."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000000b")
    unit: UUID = says("Id of the unit that keeps it.", "018f0000-0000-7000-8000-000000000004")
    direction: str = says("received or issued, seen from that unit.", "received")
    kind: str = says("Code of its kind, as in numbers: NQ, CT, QĐ; BT bulletin, TL study material.", "NQ")
    kind_name: str = says("The kind in words.", "Nghị quyết")
    number: str = says("Its number; may be empty.", "21-NQ/TW")
    issuer: str = says("Who issued it.", "Ban Chấp hành Trung ương")
    dated: date = says("Date of the document.", "2022-06-16")
    abstract: str = says("What it is about.", "Về tăng cường củng cố, xây dựng tổ chức cơ sở đảng")
    in_force_from: date | None = says("First day in force; null: from its date.", None)
    in_force_until: date | None = says("Last day in force; null: open.", None)
    effect: str = says("Today: none, coming, in_force, ended or replaced.", "in_force")
    replaced_on: date | None = says("The day from which another stands in its place.", None)
    for_below: bool = says("Whether the units below may read it too.", True)
    added_at: datetime = says("When it was put into the library.", "2026-11-25T03:00:00Z")


class LibraryEntryDetailOut(LibraryEntryOut):
    """A document with its files and what it says of others."""

    files: list[LibraryFileOut] = says("Its files.", [])
    relations: list[RelationOut] = says("What it replaces, amends or is based on.", [])


class LibraryFilter(Schema):
    """Which documents."""

    unit: UUID | None = says("Only of this unit's library and those below it.", None, None)
    kind: str = says("Only of this kind.", "NQ", "", max_length=4)
    direction: Literal["", "received", "issued"] = says("Only received or only issued ones.", "received", "")
    effect: Literal["", "in_force", "replaced"] = says("Only what is in force, or replaced, today.", "", "")
    number: str = says("Only with this number, however it is written.", "21-NQ/TW", "", max_length=60)


def lines(rows: Iterable[LibraryEntry]) -> list[dict[str, Any]]:
    found, day = list(rows), timezone.localdate()
    replaced = entries.first_replacements([row.pk for row in found])
    columns = ("direction", "kind", "number", "issuer", "dated", "abstract")
    more = ("in_force_from", "in_force_until", "for_below", "added_at")
    return [
        {
            "id": row.pk,
            "unit": row.cell_id,
            "kind_name": str(row.kind_name),
            "effect": effects.effect(row.term(replaced.get(row.pk)), day),
            "replaced_on": replaced.get(row.pk),
            **{name: getattr(row, name) for name in (*columns, *more)},
        }
        for row in found
    ]


@router.get("", response=Page[LibraryEntryOut], summary="List documents of libraries")
def library(request: HttpRequest, paging: Query[Paging], asked: Query[LibraryFilter]) -> dict[str, Any]:
    """Documents you may read, those that came last first; also those units above opened to yours."""
    actor, day = actor_of(request), timezone.localdate()
    rows = LibraryEntry.objects.filter(entries_readable_by(actor))
    if asked.unit:
        rows = rows.filter(inside("cell__path", subtree(access_library(actor, asked.unit).path)))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.direction:
        rows = rows.filter(direction=asked.direction)
    if asked.number:
        rows = rows.filter(number_key=effects.number_key(asked.number)[:80])
    if asked.effect == "replaced":
        rows = rows.filter(Exists(entries.replacing(day)))
    if asked.effect == "in_force":
        rows = entries.in_force(rows, day)
    return page(request, rows, paging, lines)


@router.get("/{uuid:pk}", response=LibraryEntryDetailOut, summary="One document of a library")
def entry(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Its facts, its files and what it says of others; others you may not read are left out."""
    actor = actor_of(request)
    found = access_entry(actor, pk)
    files = Document.objects.filter(about_id=found.pk).order_by("uploaded_at")
    columns = ("title", "file_name")
    return {
        **lines([found])[0],
        "files": [{"document": row.pk, **{name: getattr(row, name) for name in columns}} for row in files],
        "relations": [
            {"kind": row.kind, "source": row.source, "target": row.target_id}
            for row in _readable_relations(actor, found)
        ],
    }


def _readable_relations(actor: Actor, found: LibraryEntry) -> list[LibraryRelation]:
    rows = list(found.relations.all())
    readable = readable_ids(actor, [(row.target_id, row.source) for row in rows], timezone.localdate())
    return [row for row in rows if row.target_id in readable]
