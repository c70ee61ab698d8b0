"""Reading the text of an attached file, after the act that attached it."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django_tasks import task

from sotay.kernel import jobs, search
from sotay.library import rules, texts
from sotay.library.models import Document, DocumentText, TextState

AT_ONCE = 500
"""Documents of before texts were read that one run of the clock has read."""


@task(priority=jobs.LAST)
def read_text(document: str) -> None:
    """Read the words of a document and have it found by them. The file is read outside of a transaction."""
    found = Document.objects.filter(pk=UUID(document), purged_at=None).select_related("cell").first()
    if found is None:
        return
    try:
        with found.file.open("rb") as file:
            read = texts.read(cast(BinaryIO, file), rules.kind_of_media(found.media_type))
    except FileNotFoundError:
        read = texts.Text(texts.HARD)
    _keep(found, read)


@transaction.atomic
def _keep(document: Document, read: texts.Text) -> None:
    held = Document.objects.select_for_update().get(pk=document.pk)
    if held.is_purged:  # meanwhile
        return
    Document.objects.filter(pk=held.pk).update(text_state=read.state, text_encoding=read.encoding)
    DocumentText.objects.filter(document=held).delete()
    if read.text:
        DocumentText.objects.create(
            document=held, cell_id=held.cell_id, commune_id=held.commune_id, text=read.text
        )
    search.tell_changed(held.pk)
    if held.about_id is not None:
        search.tell_changed(held.about_id)  # a document of the library is found by the words of its files


def read_those_waiting(_now: datetime) -> int:
    """Documents attached before their text was read, or whose job was lost."""
    waiting = Document.objects.filter(text_state=TextState.WAITING, purged_at=None).order_by("-uploaded_at")
    pks = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        jobs.enqueue(read_text, document=str(pk))
    return len(pks)
