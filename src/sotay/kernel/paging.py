"""Pages of a long list. A list that can grow is never shown whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


def page_of(rows: QuerySet[Any] | list[Any], request: HttpRequest, *, size: int = SIZE) -> Page[Any]:
    """The page `?page=` asks for; the nearest one when there is no such page.

    Show it with `{% include "kernel/_pages.html" with page=page %}`.
    """
    return Paginator(rows, size).get_page(request.GET.get("page"))
