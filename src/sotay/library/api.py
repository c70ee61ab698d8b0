"""Attached documents, for programs. Mounted at /api/v1/documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from sotay.kernel.api import Page, Paging, Problem, Query, Reading, Scope, a_file, actor_of, page, says
from sotay.kernel.http import run_nothing
from sotay.kernel.tree import inside, subtree
from sotay.library.access import access_document, readable_by
from sotay.library.models import Document
from sotay.units.access import access_unit

router = Reading(Scope.DOCUMENTS, "Documents that were attached to meetings, tasks and guidance.")


class DocumentOut(Schema):
    """A document. Of a purged one only the fact is left."""

    id: UUID = says("Id of the document.", "018f0000-0000-7000-8000-000000000007")
    title: str = says("Its title; empty when it was purged.", "Báo cáo tháng 11")
    file_name: str = says("Name of the file; empty when it was purged.", "bao-cao.pdf")
    media_type: str = says("What kind of file it is.", "application/pdf")
    size: int = says("Bytes.", 48123)
    sha256: str = says("SHA-256 of the file.", "9f86d081884c7d659a2feaa0c55ad015")
    cell: UUID = says("Id of the cell or unit it was given to.", "018f0000-0000-7000-8000-000000000001")
    about: UUID | None = says(
        "Id of what it was given for: a meeting, a task, guidance; null for the cell as a whole.",
        "018f0000-0000-7000-8000-000000000006",
    )
    uploaded_by: str = says("Who declared it not secret.", "Lê Thị Thu")
    uploaded_at: datetime = says("When.", "2026-11-30T02:00:00Z")
    purged_at: datetime | None = says("When it was removed for good; null while it is there.", None)


class DocumentFilter(Schema):
    """Which documents."""

    unit: UUID | None = says("Only of this unit and those below it.", None, None)
    about: UUID | None = says("Only of this meeting, task or guidance.", None, None)


def lines(documents: Iterable[Document]) -> list[dict[str, Any]]:
    columns = ("title", "file_name", "media_type", "size", "sha256", "uploaded_at", "purged_at")
    return [
        {
            "id": row.pk,
            "cell": row.cell_id,
            "about": row.about_id,
            "uploaded_by": row.uploaded_by_name,
            **{name: getattr(row, name) for name in columns},
        }
        for row in documents
    ]


@router.get("", response=Page[DocumentOut], summary="List documents")
def documents(request: HttpRequest, paging: Query[Paging], asked: Query[DocumentFilter]) -> dict[str, Any]:
    """Documents you may read, the newest first."""
    actor = actor_of(request)
    rows = Document.objects.filter(readable_by(actor))
    if asked.unit:
        rows = rows.filter(inside("cell__path", subtree(access_unit(actor, asked.unit).path)))
    if asked.about:
        rows = rows.filter(about_id=asked.about)
    return page(request, rows, paging, lines)


@router.get("/{uuid:pk}", response=DocumentOut, summary="One document")
def document(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What a document is; its file is at `/file`."""
    return lines([access_document(actor_of(request), pk)])[0]


@router.get("/{uuid:pk}/file", summary="File of a document", openapi_extra=a_file("application/octet-stream"))
def document_file(request: HttpRequest, pk: UUID) -> FileResponse:
    """The file as it was given, always as `application/octet-stream`; 410 when it was purged."""
    found = access_document(actor_of(request), pk)
    if found.is_purged:
        raise Problem(410, _("This document was removed because it must not be here."))
    try:
        opened = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        opened, as_attachment=True, filename=found.file_name, content_type="application/octet-stream"
    )
    answer.headers["ETag"] = f'"{found.sha256}"'
    run_nothing(answer)
    return answer
