"""Keeping a library: putting documents in, correcting their facts, saying how one relates to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.text import search_key, tidy
from sotay.library import actions, effects, refusals, rules
from sotay.library.models import ENTRIES, Document, LibraryEntry, LibraryRelation
from sotay.units.models import Unit

Kind = LibraryRelation.Kind

FACTS = (
    "direction",
    "kind",
    "number",
    "issuer",
    "dated",
    "abstract",
    "in_force_from",
    "in_force_until",
    "for_below",
)
"""What somebody says of a document, as the form asks it."""
_TEXTS = {"number": 60, "issuer": 200, "abstract": 400}


def add(
    *,
    unit: Unit,
    by: Actor,
    uploads: Sequence[UploadedFile[Any]] = (),
    not_secret: bool,
    although_number: bool = False,
    **facts: Any,
) -> LibraryEntry:
    """Put a document with its files into a unit's library. `facts` are those of FACTS.

    `although_number` keeps it even where another of the same issuer and year has its number. Raises a Refusal
    of `library.refusals`, with nothing kept: for the facts, and for each file as `actions.store` does. The
    files are looked into before the transaction.
    """
    if not not_secret:
        raise refusals.NotDeclared
    entry = LibraryEntry(id=new_id(), cell=unit, added_by_id=by.account_id, added_by_name=by.name)
    _set(entry, facts)
    _judge(entry, although_number)
    documents: list[Document] = []
    try:
        for upload in uploads:
            documents.append(_prepared(entry, by, upload, title=entry.abstract if len(uploads) == 1 else ""))
        with transaction.atomic():
            entry.save(force_insert=True)
            audit.record(by, "library.added", entry, files=len(documents))
            for document in documents:
                actions.keep(document, by)
    except BaseException:
        for document in documents:
            actions.discard(document)
        raise
    return entry


def attach(
    *, entry: LibraryEntry, by: Actor, upload: UploadedFile[Any], title: str, not_secret: bool
) -> None:
    """Add one more file to a document. Raises as `actions.store` does."""
    actions.store(
        by=by, cell=entry.cell, upload=upload, title=title, not_secret=not_secret, about_id=entry.pk
    )


def _prepared(entry: LibraryEntry, by: Actor, upload: UploadedFile[Any], title: str) -> Document:
    return actions.prepared(
        by=by, cell=entry.cell, upload=upload, title=title[:200], not_secret=True, about_id=entry.pk
    )


@transaction.atomic
def change(*, entry: LibraryEntry, by: Actor, although_number: bool = False, **facts: Any) -> LibraryEntry:
    """Correct the facts of a document. Raises as `add` does, and ReplacesLater where a new date would put a
    document before the one it replaces."""
    held = LibraryEntry.objects.select_for_update(of=("self",)).select_related("cell").get(pk=entry.pk)
    before = {name: getattr(held, name) for name in FACTS}
    _set(held, facts)
    changed = [name for name in FACTS if getattr(held, name) != before[name]]
    if not changed:
        return held
    _judge(held, although_number or not {"number", "issuer", "dated"} & set(changed))
    if {"dated", "in_force_from"} & set(changed):
        _judge_replacements(held)
    held.save()
    audit.record(by, "library.changed", held, fields=changed)
    if "for_below" in changed:
        audit.record(by, "library.shared" if held.for_below else "library.kept_to_itself", held)
    return held


@transaction.atomic
def remove(*, entry: LibraryEntry, by: Actor, because: str) -> None:
    """Remove a document from a library for good, its files and every word about it; the fact stays.

    What it said of others, and others of it, goes too: what it replaced holds again.
    """
    if not tidy(because):
        raise refusals.NoReason
    held = LibraryEntry.objects.select_for_update().get(pk=entry.pk)
    if held.removed_at is not None:
        return
    for document in Document.objects.filter(about_id=held.pk):
        actions.purge(document=document, by=by, because=because)
    held.relations.all().delete()
    LibraryRelation.objects.filter(target_id=held.pk).delete()
    held.number = held.issuer = held.abstract = ""
    held.removed_at, held.removed_by_name = timezone.now(), by.name
    held.removed_because = tidy(because)[:300]
    held.save()
    audit.record(by, "library.purged", held)


@transaction.atomic
def relate(
    *, entry: LibraryEntry, by: Actor, kind: str, target_id: UUID, source: str = ENTRIES
) -> LibraryRelation:
    """Record that `entry` replaces, amends or is based on another document, which the caller may read.

    Raises RelatesToItself, OfAnotherLibrary, ReplacesLater, Circle or RelationIsThere.
    """
    if target_id == entry.pk:
        raise refusals.RelatesToItself
    library = LibraryEntry.objects.select_for_update().filter(cell=entry.cell_id, removed_at=None)
    held = {row.pk: row for row in library.filter(pk__in=[entry.pk, target_id]).order_by("pk")}
    source_entry, target = held[entry.pk], held.get(target_id)
    if kind != Kind.BASED_ON and (source != ENTRIES or target is None):
        raise refusals.OfAnotherLibrary
    if kind == Kind.REPLACES and target is not None and replaces_too_early(source_entry, target):
        raise refusals.ReplacesLater("target")
    if LibraryRelation.objects.filter(entry=source_entry, kind=kind, target_id=target_id).exists():
        raise refusals.RelationIsThere
    if effects.closes_a_circle(_edges(source_entry, kind), entry.pk, target_id):
        raise refusals.Circle
    relation = LibraryRelation.objects.create(
        cell_id=entry.cell_id,
        commune_id=entry.commune_id,
        entry=source_entry,
        kind=kind,
        source=source,
        target_id=target_id,
    )
    audit.record(by, "library.related", source_entry)
    return relation


@transaction.atomic
def unrelate(*, relation: LibraryRelation, by: Actor) -> None:
    """Take back what was recorded of two documents."""
    entry = relation.entry
    if LibraryRelation.objects.filter(pk=relation.pk).delete()[0]:
        audit.record(by, "library.unrelated", entry)


def replaces_too_early(entry: LibraryEntry, target: LibraryEntry) -> bool:
    """Whether `entry` would hold before the day of the one it replaces."""
    return entry.term().first_day < target.dated


def _edges(entry: LibraryEntry, kind: str) -> dict[UUID, list[UUID]]:
    """Of each document of the same library those of which it says the same."""
    edges = defaultdict(list)
    rows = LibraryRelation.objects.filter(cell=entry.cell_id, kind=kind).order_by()
    for source, target in rows.values_list("entry_id", "target_id"):
        edges[source].append(target)
    return edges


def _set(entry: LibraryEntry, facts: dict[str, Any]) -> None:
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(entry, name, tidy(value)[: _TEXTS[name]] if name in _TEXTS else value)
    if entry.cell.is_cell:
        entry.for_below = False


def _judge(entry: LibraryEntry, although_number: bool) -> None:
    for name in _TEXTS:
        if rules.marked_name(getattr(entry, name)):
            raise refusals.MarkedSecret(inside=False, field=name)
    _judge_days(entry)
    if not although_number:
        other = same_number(entry)
        if other is not None:
            raise refusals.SameNumber(other.abstract)


def _judge_days(entry: LibraryEntry) -> None:
    if entry.dated > _today():
        raise refusals.LaterThanToday
    if entry.in_force_until is not None and entry.in_force_until < entry.term().first_day:
        raise refusals.EndsBeforeItBegins


def _judge_replacements(entry: LibraryEntry) -> None:
    """New dates keep every replacement the right way round, seen from both documents."""
    said = LibraryRelation.objects.filter(kind=Kind.REPLACES)
    older = said.filter(entry=entry).values("target_id")
    newer = said.filter(target_id=entry.pk, entry__removed_at=None).select_related("entry")
    late = any(replaces_too_early(entry, row) for row in LibraryEntry.objects.filter(pk__in=older))
    if late or any(replaces_too_early(row.entry, entry) for row in newer):
        raise refusals.ReplacesLater("dated")


def same_number(entry: LibraryEntry) -> LibraryEntry | None:
    """Another document of this library with the same number, issuer and year; None without a number."""
    key = effects.number_key(entry.number)
    if not key:
        return None
    rows = LibraryEntry.objects.filter(
        cell=entry.cell, number_key=key[:80], issuer_key=search_key(entry.issuer)[:240], removed_at=None
    )
    same_year = rows.filter(dated__year=entry.dated.year)
    return same_year.exclude(pk=entry.pk).order_by("pk").first()


def _today() -> date:
    return timezone.localdate()
