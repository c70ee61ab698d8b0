"""What of the library is found: attached files by title, name and what is in them where it can be read; a
document of a library by its number, issuer, kind, abstract and the words of its files, which are not found
beside it once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.rows import in_batches
from sotay.kernel.search import Readers, SearchRecord, Source, readers_of
from sotay.library.access import entries_readable_by, readable_by
from sotay.library.models import Document, DocumentText, LibraryEntry

DOCUMENT, LIBRARY = "document", "library"


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    return chain(_documents(ids), _entries(ids))


def _documents(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    in_library = Exists(LibraryEntry.objects.filter(pk=OuterRef("about_id")))
    rows = Document.objects.filter(~Q(in_library), purged_at=None).select_related("words").order_by("pk")
    found = rows if ids is None else rows.filter(pk__in=ids)
    for documents in in_batches(found.iterator(chunk_size=50), 50):
        asked = {pk for document in documents for pk in (document.pk, document.about_id) if pk}
        readers = readers_of(asked)
        for document in documents:
            given = readers.get(document.about_id, Readers()) if document.about_id else Readers()
            put = readers.get(document.pk, Readers())
            yield SearchRecord(
                id=document.pk,
                kind=DOCUMENT,
                title=document.title,
                day=timezone.localdate(document.uploaded_at),
                url=document.get_absolute_url(),
                text=f"{document.file_name} {_words(document)}",
                units=(document.cell_id, *given.units, *put.units),
                members=(*given.members, *put.members),
                trees=(*given.trees, *put.trees),
            )


def _entries(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    """What an index holds is said in Vietnamese, the kind too (`search.actions`)."""
    rows = LibraryEntry.objects.filter(removed_at=None).order_by("pk")
    for entry in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=50):
        files = Document.objects.filter(about_id=entry.pk, purged_at=None).select_related("words")
        words = " ".join(f"{file.title} {file.file_name} {_words(file)}" for file in files.order_by("pk"))
        yield SearchRecord(
            id=entry.pk,
            kind=LIBRARY,
            title=entry.abstract,
            number=entry.number,
            day=entry.dated,
            url=entry.get_absolute_url(),
            text=f"{entry.kind_name} {entry.issuer} {words}",
            units=(entry.cell_id,),
            trees=(entry.cell_id,) if entry.for_below else (),
        )


def _words(document: Document) -> str:
    try:
        return document.words.text
    except DocumentText.DoesNotExist:
        return ""


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    documents = Document.objects.filter(readable_by(actor), purged_at=None, pk__in=ids).order_by()
    entries = LibraryEntry.objects.filter(entries_readable_by(actor), pk__in=ids).order_by()
    return {*documents.values_list("pk", flat=True), *entries.values_list("pk", flat=True)}


def touched(about: UUID) -> Iterable[UUID]:
    """A file of a library's document changes what that is found by; who may read a thing, its documents."""
    rows = Document.objects.filter(Q(pk=about) | Q(about_id=about)).values_list("pk", "about_id")
    return {about, *(pk for row in rows for pk in row if pk is not None)}


SOURCE = Source(
    "library", {DOCUMENT: _("Documents"), LIBRARY: _("Documents of the library")}, records, readable, touched
)
