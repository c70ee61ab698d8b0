"""Documents as they are found: by title, file name and, where it can be read, what is in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.rows import in_batches
from sotay.kernel.search import Readers, SearchRecord, Source, readers_of
from sotay.library.access import readable_by
from sotay.library.models import Document, DocumentText


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Document.objects.filter(purged_at=None).select_related("words").order_by("pk")
    found = rows if ids is None else rows.filter(pk__in=ids)
    for documents in in_batches(found.iterator(chunk_size=50), 50):
        asked = {pk for document in documents for pk in (document.pk, document.about_id) if pk}
        readers = readers_of(asked)
        for document in documents:
            given = readers.get(document.about_id, Readers()) if document.about_id else Readers()
            put = readers.get(document.pk, Readers())
            yield SearchRecord(
                id=document.pk,
                kind="document",
                title=document.title,
                day=timezone.localdate(document.uploaded_at),
                url=document.get_absolute_url(),
                text=f"{document.file_name} {_words(document)}",
                units=(document.cell_id, *given.units, *put.units),
                members=(*given.members, *put.members),
                trees=(*given.trees, *put.trees),
            )


def _words(document: Document) -> str:
    try:
        return document.words.text
    except DocumentText.DoesNotExist:
        return ""


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = Document.objects.filter(readable_by(actor), purged_at=None, pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    rows = Document.objects.filter(Q(pk=about) | Q(about_id=about)).order_by()
    return rows.values_list("pk", flat=True)


SOURCE = Source("library", {"document": _("Documents")}, records, readable, touched)
