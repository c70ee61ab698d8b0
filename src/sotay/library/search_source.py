"""Documents as they are found: by title, file name and, where it can be read, what is in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.search import SearchRecord, Source
from sotay.library.access import readable_by
from sotay.library.models import Document, DocumentText


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Document.objects.filter(purged_at=None).select_related("words").order_by("pk")
    for document in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=50):
        yield SearchRecord(
            id=document.pk,
            kind="document",
            title=document.title,
            day=timezone.localdate(document.uploaded_at),
            url=document.get_absolute_url(),
            text=f"{document.file_name} {_words(document)}",
            units=(document.cell_id,),
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
    return (about,)


SOURCE = Source("library", {"document": _("Documents")}, records, readable, touched)
