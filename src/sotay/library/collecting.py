"""A unit's collections by topic: making them, filling them, putting them in order."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.library import refusals, rules
from sotay.library.models import CollectionItem, LibraryCollection
from sotay.units.models import Unit

MOST, MOST_ITEMS = 60, 300
"""Collections of a library, and documents of one: beyond that neither helps anybody to find a thing."""

R = TypeVar("R", LibraryCollection, CollectionItem)


@transaction.atomic
def make(*, unit: Unit, by: Actor, title: str, about: str = "", for_below: bool = False) -> LibraryCollection:
    """Make a collection, the last in its library's order."""
    _locked(unit)
    rows = LibraryCollection.objects.filter(cell=unit)
    if rows.count() >= MOST:
        raise refusals.TooManyCollections(MOST)
    collection = LibraryCollection(cell=unit, position=_last(rows) + 1)
    _set(collection, title, about, for_below)
    collection.save(force_insert=True)
    audit.record(by, "collection.made", collection)
    return collection


@transaction.atomic
def change(
    *, collection: LibraryCollection, by: Actor, title: str, about: str = "", for_below: bool = False
) -> None:
    held = LibraryCollection.objects.select_for_update(of=("self",)).select_related("cell")
    row = held.get(pk=collection.pk)
    _set(row, title, about, for_below)
    row.save()
    audit.record(by, "collection.changed", row)


@transaction.atomic
def remove(*, collection: LibraryCollection, by: Actor) -> None:
    """Remove a collection; the documents in it stay where they are."""
    audit.record(by, "collection.removed", collection)
    collection.delete()


@transaction.atomic
def put(*, collection: LibraryCollection, by: Actor, source: str, item_id: UUID) -> None:
    """Put a document the caller may read at the end of a collection. Twice changes nothing."""
    LibraryCollection.objects.select_for_update().get(pk=collection.pk)
    if collection.items.filter(item_id=item_id).exists():
        return
    if collection.items.count() >= MOST_ITEMS:
        raise refusals.CollectionIsFull(MOST_ITEMS)
    position = _last(collection.items.all()) + 1
    CollectionItem.objects.create(
        cell_id=collection.cell_id,
        commune_id=collection.commune_id,
        collection=collection,
        source=source,
        item_id=item_id,
        position=position,
    )
    audit.record(by, "collection.filled", collection)


@transaction.atomic
def take(*, collection: LibraryCollection, by: Actor, item_id: UUID) -> None:
    """Take a document out of a collection. Twice changes nothing."""
    if collection.items.filter(item_id=item_id).delete()[0]:
        audit.record(by, "collection.emptied", collection)


@transaction.atomic
def move(*, collection: LibraryCollection, earlier: bool) -> None:
    """Move a collection one place in its library's order; at the end of it nothing changes."""
    _locked(collection.cell)
    _swap(list(LibraryCollection.objects.filter(cell=collection.cell_id)), collection.pk, earlier)


@transaction.atomic
def move_item(*, collection: LibraryCollection, item_id: UUID, earlier: bool) -> None:
    """Move a document one place in a collection."""
    LibraryCollection.objects.select_for_update().get(pk=collection.pk)
    rows = list(collection.items.all())
    pk = next((row.pk for row in rows if row.item_id == item_id), None)
    if pk is not None:
        _swap(rows, pk, earlier)


def _swap(rows: list[R], pk: UUID, earlier: bool) -> None:
    index = next((index for index, row in enumerate(rows) if row.pk == pk), None)
    if index is None:
        return
    other = index - 1 if earlier else index + 1
    if not 0 <= other < len(rows):
        return
    rows[index], rows[other] = rows[other], rows[index]
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _locked(unit: Unit) -> None:
    """One after another: two at once would get one place."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)


def _last(rows: QuerySet[R]) -> int:
    return rows.aggregate(last=Max("position"))["last"] or 0


def _set(collection: LibraryCollection, title: str, about: str, for_below: bool) -> None:
    for name, text, most in (("title", title, 120), ("about", about, 400)):
        if rules.marked_name(text):
            raise refusals.MarkedSecret(inside=False, field=name)
        setattr(collection, name, tidy(text)[:most])
    collection.for_below = for_below and not collection.cell.is_cell
