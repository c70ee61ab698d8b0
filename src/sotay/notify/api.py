"""One's own notices, for programs. Mounted at /api/v1/notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.notify import actions, queries
from sotay.notify.access import access_notice
from sotay.notify.models import Notice

router = Reading(Scope.NOTICES, "Your own notices.")
writing = Reading(Scope.NOTICES_WRITE, "Mark a notice of yours as read.")


class NoticeOut(Schema):
    """A notice."""

    id: UUID = says("Id of the notice.", "018f0000-0000-7000-8000-00000000000b")
    code: str = says("What kind it is.", "task.given")
    text: str = says("What it says, in the reader's language.", "Đồng chí được giao nhiệm vụ ...")
    page: str = says("The page it leads to.", "/tasks/018f0000-0000-7000-8000-000000000008/")
    at: datetime = says("When.", "2026-12-03T13:00:00Z")
    read_at: datetime | None = says("When it was read; null while it is new.", None)


class NoticeFilter(Schema):
    """Which notices."""

    unread: bool = says("Only new ones.", True, False)


def _line(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "text": str(row),
        "page": row.url,
        "at": row.created_at,
        "read_at": row.read_at,
    }


def _lines(rows: Iterable[Notice]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[NoticeOut], summary="List your notices")
def notices(request: HttpRequest, paging: Query[Paging], asked: Query[NoticeFilter]) -> dict[str, Any]:
    """Your notices, the newest first. Listing them does not mark them as read."""
    actor = actor_of(request)
    return page(request, queries.unread(actor) if asked.unread else queries.of(actor), paging, _lines)


@router.get("/{uuid:pk}", response=NoticeOut, summary="One notice")
def notice(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One notice of yours."""
    return _line(access_notice(actor_of(request), pk))


@writing.post("/{uuid:pk}/read", response=NoticeOut, summary="Mark a notice as read")
def read_notice(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Mark one notice of yours as read. A second time changes nothing."""
    actor = actor_of(request)
    found = access_notice(actor, pk)
    actions.mark_read(of=actor, notices=[found.pk])
    found.refresh_from_db()
    return _line(found)
