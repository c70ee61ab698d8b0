"""Attaching a document, and purging one that should never have been attached."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel import jobs
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.library import reading, refusals, rules
from sotay.library.jobs import read_text
from sotay.library.models import Document, DocumentText
from sotay.units.models import Unit


def most_bytes() -> int:
    """The largest file taken; an operator may set LIBRARY_MAX_BYTES."""
    return int(getattr(settings, "LIBRARY_MAX_BYTES", rules.MAX_BYTES))


def store(
    *,
    by: Actor,
    cell: Unit,
    upload: UploadedFile[Any],
    title: str = "",
    not_secret: bool,
    about_id: UUID | None = None,
    named: UUID | None = None,
) -> Document:
    """Keep a file the actor declares not to be a state secret. An empty title becomes the file's name.

    `about_id` is the meeting it is given for, whose readers alone may read it, for good; without one it is
    for whoever may see the cell's meetings. `named` is the document's own id,
    where a device made it.

    Raises a Refusal of `library.refusals` when it is not declared, empty, too large, of a kind we do not
    keep, not what its name says, or marked secret. The checks run before the transaction: they read.
    """
    document = prepared(
        by=by, cell=cell, upload=upload, title=title, not_secret=not_secret, about_id=about_id, named=named
    )
    try:
        with transaction.atomic():
            keep(document, by)
    except BaseException:
        discard(document)
        raise
    return document


def prepared(
    *,
    by: Actor,
    cell: Unit,
    upload: UploadedFile[Any],
    title: str,
    not_secret: bool,
    about_id: UUID | None,
    named: UUID | None = None,
) -> Document:
    """A file that was checked and lies where it will stay, without its row; then `keep` or `discard` it.

    For whoever writes other rows in the same transaction. Raises as `store` does.
    """
    name = rules.safe_name(upload.name or "")
    title = tidy(title)[:200] or name.rpartition(".")[0] or name
    kind = _checked(upload, name, title, not_secret)
    document = Document(
        **({"id": named} if named else {}),
        cell=cell,
        about_id=about_id,
        title=title,
        file_name=name,
        size=upload.size or 0,
        sha256=_fingerprint(upload),
        media_type=rules.KINDS[kind].media_type,
        uploaded_by_id=by.account_id,
        uploaded_by_name=by.name,
    )
    document.file.save(name, upload, save=False)
    return document


def keep(document: Document, by: Actor) -> None:
    """Write the row of a prepared document, in the caller's transaction."""
    document.save(force_insert=True)
    jobs.enqueue(read_text, document=str(document.pk))
    kind = rules.kind_of_media(document.media_type)
    audit.record(by, "document.stored", document, kind=kind, kilobytes=-(-document.size // 1024))


def discard(document: Document) -> None:
    """Remove the file of a prepared document whose row was not written: no row will ever lead to it."""
    document.file.storage.delete(str(document.file.name))


@transaction.atomic
def purge(*, document: Document, by: Actor, because: str) -> Document:
    """Remove a document's file, title and name, and keep the fact.

    The file goes once the fact is safely written; until then the door is already closed. Doing it again
    removes a file that a crash left behind. Backups made in between still hold it: see docs/library.md.
    """
    held = Document.objects.select_for_update().get(pk=document.pk)
    if not tidy(because):
        raise refusals.NoReason
    if not held.is_purged:
        held.title = held.file_name = ""
        held.purged_at, held.purged_by_name = timezone.now(), by.name
        held.purged_because = tidy(because)[:300]
        held.text_encoding = ""
        held.save()
        DocumentText.objects.filter(document=held).delete()
        audit.record(by, "document.purged", held)
    if held.file:
        transaction.on_commit(partial(_remove_file, held))
    return held


def _remove_file(document: Document) -> None:
    with suppress(FileNotFoundError):
        document.file.storage.delete(str(document.file.name))
    Document.objects.filter(pk=document.pk).update(file="")
    document.file = None


def _checked(upload: UploadedFile[Any], name: str, title: str, not_secret: bool) -> str:
    """The kind of the file, when it may be kept."""
    if not not_secret:
        raise refusals.NotDeclared
    if not upload.size:
        raise refusals.NoFile
    if upload.size > most_bytes():
        raise refusals.TooLarge(most_bytes())
    claimed = rules.extension(name)
    if claimed not in rules.KINDS:
        raise refusals.UnknownKind
    if rules.marked_name(name.rpartition(".")[0]):
        raise refusals.MarkedSecret(inside=False)
    if rules.marked_name(title):
        raise refusals.MarkedSecret(inside=False, field="title")
    content = cast(BinaryIO, upload)  # Django's files read, seek and tell as binary files do
    try:
        found = reading.look_into(content, claimed)
    except reading.Locked:
        raise refusals.PasswordProtected from None
    except reading.TooHard:
        raise refusals.TooHardToRead from None
    if found.kind != claimed:
        raise refusals.NotWhatItSays(claimed)
    if found.hazard:
        raise refusals.Hazardous(found.hazard)
    if rules.marked_lines(found.lines):
        raise refusals.MarkedSecret(inside=True)
    return found.kind


def _fingerprint(upload: UploadedFile[Any]) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
