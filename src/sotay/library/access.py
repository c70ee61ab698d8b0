"""The doors to documents, and to the library of a unit with what stands in it.

A unit's library is read by whoever may see its meetings and by those who keep it; what is marked for the
units below is read there too. Floors above say who reads what was given for their things (`SCOPES`); any
other document is read by whoever sees the meetings of its cell.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.kernel import reading
from sotay.kernel.actor import BELOW, Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import ancestors, inside
from sotay.library.models import Document, LibraryCollection, LibraryEntry, LibraryRelation
from sotay.papers.access import may_compose
from sotay.papers.life import COMPOSERS
from sotay.units.models import Kind, Unit

SCOPES: Hook[reading.Scoping] = Hook(
    "library.scopes", "which documents were given for an app's things, and who reads them"
)
"""Documents know nothing of what they are before: meetings hand in that of two cells both read, and that
what a committee has before it is not for the whole cell."""


def readable_by(actor: Actor) -> Q:
    """Documents the actor may read, for a list or a search."""
    return reading.readable_by(actor, SCOPES, inside("cell__path", *actor.reach(Can.SEE_MEETING)))


def access_document(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Document:
    """The document, when the actor may do `need` at its cell. A purged one too: its fact may be known."""
    allowed = readable_by(actor) if need is Can.SEE_MEETING else inside("cell__path", *actor.reach(need))
    document = get_or_none(Document.objects.filter(allowed).select_related("cell"), pk)
    if document is None:
        raise Http404
    return document


def access_to_purge(actor: Actor, pk: UUID) -> Document:
    """A document the actor may remove for good: who prepares its cell's meetings, or keeps its library."""
    kept = LibraryEntry.objects.filter(pk=OuterRef("about_id"), cell__in=_kept_units(actor))
    allowed = inside("cell__path", *actor.reach(Can.PREPARE)) | Q(Exists(kept))
    document = get_or_none(Document.objects.filter(allowed).select_related("cell"), pk)
    if document is None:
        raise Http404
    return document


def attached(actor: Actor) -> reading.Scope:
    """Files of the library's documents are for those who may read these."""
    entry = LibraryEntry.objects.filter(pk=OuterRef("about_id"))
    return reading.Scope(Q(Exists(entry)), Q(Exists(entry.filter(entries_readable_by(actor)))))


def _kept_units(actor: Actor) -> list[UUID]:
    return [grant.unit_id for grant in actor.holds(*COMPOSERS)]


def _places_above(actor: Actor) -> set[str]:
    """Units above those to which the actor belongs, whose documents for the units below reach them."""
    held = (grant for grant in actor.grants if Can.SEE_MEETING in grant.here or grant.role in OFFICES)
    return {path for grant in held for path in ancestors(grant.path)}


OFFICES = frozenset(COMPOSERS) | {role for role, allowed in BELOW.items() if Can.SEE_MEETING in allowed}


def _own(actor: Actor) -> Q:
    return inside("cell__path", *actor.reach(Can.SEE_MEETING)) | Q(cell__in=_kept_units(actor))


def entries_readable_by(actor: Actor) -> Q:
    """Rows of `LibraryEntry` the actor may read. No query."""
    from_above = Q(for_below=True, cell__path__in=_places_above(actor))
    return Q(removed_at=None) & (_own(actor) | from_above)


def access_entry(actor: Actor, pk: UUID) -> LibraryEntry:
    """A document of a library the actor may read; a removed one is there for nobody."""
    rows = LibraryEntry.objects.filter(entries_readable_by(actor)).select_related("cell__parent")
    entry = get_or_none(rows, pk)
    if entry is None:
        raise Http404
    return entry


def access_own_entry(actor: Actor, pk: UUID) -> LibraryEntry:
    """A document of a library the actor keeps."""
    entry = access_entry(actor, pk)
    if not may_keep(actor, entry.cell):
        raise Http404
    return entry


def access_relation(actor: Actor, pk: UUID) -> LibraryRelation:
    """What a document of a library the actor keeps says of another."""
    relation = get_or_none(LibraryRelation.objects.select_related("entry"), pk)
    if relation is None:
        raise Http404
    relation.entry = access_own_entry(actor, relation.entry_id)
    return relation


def may_keep(actor: Actor, unit: Unit) -> bool:
    """Whether the actor keeps the unit's library: who writes its papers, its secretary or its office."""
    return may_compose(actor, unit)


def may_read(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may open the unit's library."""
    return actor.may(Can.SEE_MEETING, unit.path) or unit.pk in _kept_units(actor)


def access_library(actor: Actor, pk: UUID) -> Unit:
    """A unit whose library the actor may open. A Party group has that of its cell."""
    unit = get_or_none(Unit.objects.select_related("parent"), pk)
    if unit is None or unit.kind == Kind.GROUP or not may_read(actor, unit):
        raise Http404
    return unit


def access_kept_library(actor: Actor, pk: UUID) -> Unit:
    """A unit whose library the actor keeps."""
    unit = access_library(actor, pk)
    if not may_keep(actor, unit):
        raise Http404
    return unit


def collections_readable_by(actor: Actor) -> Q:
    """Rows of `LibraryCollection` the actor may read, by the rule of the documents."""
    return _own(actor) | Q(for_below=True, cell__path__in=_places_above(actor))


def access_collection(actor: Actor, pk: UUID) -> LibraryCollection:
    """A collection the actor may read."""
    rows = LibraryCollection.objects.filter(collections_readable_by(actor)).select_related("cell__parent")
    collection = get_or_none(rows, pk)
    if collection is None:
        raise Http404
    return collection


def access_own_collection(actor: Actor, pk: UUID) -> LibraryCollection:
    """A collection of a library the actor keeps."""
    collection = access_collection(actor, pk)
    if not may_keep(actor, collection.cell):
        raise Http404
    return collection
