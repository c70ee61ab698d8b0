"""Finding one row, and going through many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Manager, Model, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def get_or_none(rows: QuerySet[M] | Manager[M], pk: Any) -> M | None:
    """The row of that primary key among `rows`, or None.

    Not `filter(pk=...).first()`: that writes an order for every column, which takes as long as the look-up.
    """
    try:
        return rows.get(pk=pk)
    except ObjectDoesNotExist:
        return None


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of `size`, the last of them shorter; no more than one list is held at a time."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
