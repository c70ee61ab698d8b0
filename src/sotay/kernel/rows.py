"""Finding one row, and going through many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db.models import Manager, Model, QuerySet
from django.db.models.expressions import RawSQL

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


def written_once(rows: QuerySet[M]) -> QuerySet[M]:
    """The same rows with their condition already written as SQL: for whoever asks of them several times, when
    writing it takes longer than asking. Who may read papers is a page of SQL."""
    plain = rows.order_by().values("pk").query
    try:
        words, values = plain.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return rows.none()
    return rows.model._default_manager.using(rows.db).filter(pk__in=RawSQL(words, values))  # noqa: S611 - Django wrote it


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of `size`, the last of them shorter; no more than one list is held at a time."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
