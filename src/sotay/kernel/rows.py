"""Finding one row."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Manager, Model, QuerySet

M = TypeVar("M", bound=Model)


def get_or_none(rows: QuerySet[M] | Manager[M], pk: Any) -> M | None:
    """The row of that primary key among `rows`, or None.

    Not `filter(pk=...).first()`: that writes an order for every column, which takes as long as the look-up.
    """
    try:
        return rows.get(pk=pk)
    except ObjectDoesNotExist:
        return None
