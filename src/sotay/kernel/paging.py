"""Pages of a long list. A list that can grow is never shown whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


def page_of(
    rows: QuerySet[Any] | list[Any], request: HttpRequest, *, size: int = SIZE, count: int | None = None
) -> Page[Any]:
    """The page `?page=` asks for; the nearest one when there is no such page. Whoever knows how many rows
    there are says so, and they are not counted again.

    Show it with `{% include "kernel/_pages.html" with page=page %}`.
    """
    pages = Paginator(rows, size)
    if count is not None:
        pages.count = count
    return pages.get_page(request.GET.get("page"))
