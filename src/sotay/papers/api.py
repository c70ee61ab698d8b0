"""Minutes, resolutions and other papers, for programs. Mounted at /api/v1/papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from sotay.kernel.api import (
    MONTH,
    Page,
    Paging,
    Query,
    Reading,
    Scope,
    a_file,
    actor_of,
    month_of,
    page,
    says,
)
from sotay.kernel.http import DOCX, PDF, download
from sotay.kernel.tree import inside, subtree
from sotay.papers import queries
from sotay.papers.access import access_paper, readable_by
from sotay.papers.models import FileIsMissing, IssuedPaper
from sotay.papers.printing import printed
from sotay.papers.structure import to_json
from sotay.units.access import access_unit

router = Reading(Scope.PAPERS, "Minutes, resolutions, reports and other papers: what they say, PDF and DOCX.")


class PaperOut(Schema):
    """A paper, drafted or issued."""

    id: UUID = says("Id of the paper.", "018f0000-0000-7000-8000-000000000005")
    kind: str = says("Code of its kind: BB minutes, NQ resolution, KL conclusion, BC report ...", "NQ")
    title: str = says("Its title.", "Nghị quyết sinh hoạt chi bộ thường kỳ tháng 12/2026")
    number: str = says("Its number; empty for a draft.", "Số 05-NQ/CB")
    status: str = says("draft, comment, agreed or frozen, that is issued.", "frozen")
    month: str | None = says("The month it is of, where it is of one.", "2026-12")
    cell: UUID = says("Id of the cell or unit it is a paper of.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    about: UUID = says(
        "Id of what it is about: a meeting, a synthesis, an inspection paper.",
        "018f0000-0000-7000-8000-000000000006",
    )
    issued_at: datetime | None = says("When it was issued; null for a draft.", "2026-12-03T14:05:00Z")
    sha256: str = says("SHA-256 of the PDF; empty for a draft.", "9f86d081884c7d659a2feaa0c55ad015")


class SignedOut(Schema):
    """A signature."""

    role: str = says("chair or minute_taker.", "chair")
    name: str = says("Who signed.", "Lê Thị Thu")
    at: datetime = says("When.", "2026-12-03T14:05:00Z")


class PaperDetailOut(PaperOut):
    """A paper with its words and its signatures."""

    content: dict[str, Any] = says(
        "The paper as a structure: header, blocks (heading, paragraph, items, table), signatures.",
        {"kind": "NQ", "title": "NGHỊ QUYẾT", "blocks": []},
    )
    signatures: list[SignedOut] = says("Who signed, in order of time.", [])


class PaperFilter(Schema):
    """Which papers."""

    unit: UUID | None = says("Only papers of this unit and those below it.", None, None)
    kind: str = says("Only of this kind, as NQ.", "NQ", "", max_length=4)
    month: str = says("Only of this month.", "2026-12", "", pattern=f"^$|{MONTH}")
    about: UUID | None = says("Only about this, as a meeting.", None, None)


def lines(papers: Iterable[IssuedPaper]) -> list[dict[str, Any]]:
    """Papers with their cells, as a list answers them."""
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "title": row.title,
            "number": row.number_text,
            "status": row.state,
            "month": str(row.month) if row.month else None,
            "cell": row.cell_id,
            "cell_name": row.cell.name,
            "about": row.about_id,
            "issued_at": row.frozen_at,
            "sha256": row.pdf_sha256,
        }
        for row in papers
    ]


@router.get("", response=Page[PaperOut], summary="List papers")
def papers(request: HttpRequest, paging: Query[Paging], asked: Query[PaperFilter]) -> dict[str, Any]:
    """Papers you may read, the newest first."""
    actor = actor_of(request)
    rows = (
        IssuedPaper.objects.filter(readable_by(actor)).select_related("cell").defer("base", "edits", "final")
    )
    if asked.unit:
        rows = rows.filter(inside("cell__path", subtree(access_unit(actor, asked.unit).path)))
    chosen = {"kind": asked.kind, "about_id": asked.about}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    if asked.month:
        rows = rows.filter(month=month_of(asked.month))
    return page(request, rows, paging, lines)


@router.get("/{uuid:pk}", response=PaperDetailOut, summary="One paper and its words")
def paper(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What the paper says; of a draft, what it says now."""
    found = access_paper(actor_of(request), pk)
    signed = [{"role": row.role, "name": row.name, "at": row.signed_at} for row in found.signatures.all()]
    return {**lines([found])[0], "content": to_json(queries.shown(found)), "signatures": signed}


@router.get("/{uuid:pk}/pdf", summary="PDF of a paper", openapi_extra=a_file(PDF))
def paper_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The print as it was frozen, byte for byte; a draft is printed now and marked as a draft."""
    found = access_paper(actor_of(request), pk)
    content = kept_print(found) if found.is_frozen else made(found, "pdf")
    answer = download(content, queries.filename(found, "pdf"), PDF)
    if found.is_frozen:
        answer.headers["ETag"] = f'"{found.pdf_sha256}"'
    return answer


@router.get("/{uuid:pk}/docx", summary="DOCX of a paper", openapi_extra=a_file(DOCX))
def paper_docx(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper as an editable document, made anew."""
    found = access_paper(actor_of(request), pk)
    return download(made(found, "docx"), queries.filename(found, "docx"), DOCX)


def kept_print(found: IssuedPaper) -> bytes:
    """The file of an issued paper. Raises FileIsMissing."""
    try:
        return bytes(found.pdf.read())
    except FileNotFoundError:
        raise FileIsMissing from None


def made(found: IssuedPaper, ending: str) -> bytes:
    return printed(ending, queries.shown(found), queries.layout_of(found), draft=not found.is_frozen)
