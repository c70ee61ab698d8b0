"""Fixtures whose rows are kept: worked out once by a worker, laid into the database again for each test.

A meeting that is set up, opened and called through its doors takes fifty milliseconds, and hundreds of
tests begin with one. Laying the rows it left takes two. A fixture may be kept when it does nothing but
write rows, and reads nothing but what other kept fixtures wrote: no files, no clock set by the test.
"""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

Row = tuple[Any, ...]
Table = dict[Any, Row]
Key = tuple[Any, ...]

LAID = pytest.StashKey[Key]()
_known: dict[Key, Kept] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """The statements that lay a fixture's rows, each with its rows, and what the fixture returned."""

    statements: list[tuple[str, list[Row]]]
    returned: bytes

    def lay(self) -> None:
        with connection.cursor() as cursor:
            for statement, rows in self.statements:
                cursor.executemany(statement, rows)


def kept(make: Callable[..., Any]) -> Any:
    """A fixture that runs once for each row of kept fixtures before it, as it may have read what they wrote.

    It is given copies, and every test gets a copy of what it returned. Raises AssertionError when it
    deleted rows.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def laid(request: pytest.FixtureRequest, **given: Any) -> Any:
        before = request.node.stash.get(LAID, (timezone.localdate(),))
        key = request.node.stash[LAID] = (*before, name)
        if key in _known:
            _known[key].lay()
        else:
            _known[key] = _run(make, given)
        return pickle.loads(_known[key].returned)

    own = inspect.signature(make)
    asks = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    laid.__signature__ = own.replace(parameters=[asks, *own.parameters.values()])  # type: ignore[attr-defined]
    return pytest.fixture(laid)


def _run(make: Callable[..., Any], given: dict[str, Any]) -> Kept:
    before = dict(_whole())
    returned = make(**pickle.loads(pickle.dumps(given)))
    statements = []
    for model, after in _whole():
        assert not before[model].keys() - after.keys(), f"{make.__name__} deleted rows: it cannot be kept"
        if rows := [row for pk, row in after.items() if before[model].get(pk) != row]:
            statements.append(_laying(model, rows, new=len(rows) == len(after) - len(before[model])))
    return Kept(statements, pickle.dumps(returned))


def _whole() -> Iterator[tuple[type[models.Model], Table]]:
    """Every table, by primary key."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            names = [field.column for field in model._meta.local_concrete_fields]
            at = names.index(model._meta.pk.column)
            cursor.execute(f"SELECT {_quoted(names)} FROM {_quoted([model._meta.db_table])}")
            yield model, {row[at]: row for row in cursor.fetchall()}


def _laying(model: type[models.Model], rows: list[Row], *, new: bool) -> tuple[str, list[Row]]:
    """The statement that adds the rows, or puts them in the place of those that are there.

    A number that the database gives is left to it: the one it gave may have been given again.
    """
    names = [field.column for field in model._meta.local_concrete_fields]
    key = model._meta.pk
    if isinstance(key, models.AutoField):
        assert new, f"{model.__name__} is numbered by the database: a changed row cannot be laid again"
        at = names.index(key.column)
        names, rows, more = _without(names, at), [_without(row, at) for row in rows], ""
    else:
        changed = ", ".join(f"{_quoted([name])} = excluded.{_quoted([name])}" for name in names)
        more = f" ON CONFLICT ({_quoted(_primary_key(model))}) DO UPDATE SET {changed}"
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_quoted([model._meta.db_table])} ({_quoted(names)}) VALUES ({places}){more}", rows


def _primary_key(model: type[models.Model]) -> list[str]:
    """As the database has it: that of a partitioned table holds the column it is divided by."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_primary_key_columns(cursor, model._meta.db_table)
    return list(columns or [model._meta.pk.column])


def _without(values: Any, at: int) -> Any:
    return values[:at] + values[at + 1 :]


def _quoted(names: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)
