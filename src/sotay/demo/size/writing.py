"""Rows into tables: by COPY on PostgreSQL, by `executemany` on SQLite.

A table is described by its model: columns nobody names get the field's own default, so a column that was
added since is filled too. Values are texts, whole numbers or None, in a form both databases read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Value: TypeAlias = str | int | None
Row: TypeAlias = Sequence[Value]

CHUNK = 500
"""Rows handed over at once."""


class Table:
    """A model's table, of which some columns are given row by row."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        fields = {field.name: field for field in model._meta.local_concrete_fields}
        if unknown := set(given) - fields.keys():
            raise LookupError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
        rest = [field for name, field in fields.items() if name not in given]
        quote = connection.ops.quote_name
        names = ", ".join(quote(str(fields[name].column)) for name in given)
        others = ", ".join(quote(str(field.column)) for field in rest)
        self.name = model._meta.db_table
        self.columns = f"{names}, {others}" if others else names
        self._defaults = [_default(field) for field in rest]
        self._width = len(given)

    def write(self, cursor: CursorWrapper, rows: Iterable[Row]) -> int:
        """Add rows of the given columns; how many. Never more than CHUNK of them are held."""
        return self._copy(cursor, rows) if connection.vendor == "postgresql" else self._insert(cursor, rows)

    def _copy(self, cursor: CursorWrapper, rows: Iterable[Row]) -> int:
        places = "\t".join(["%s"] * self._width)
        rest = "".join(f"\t{_as_copied(value)}" for value in self._defaults) + "\n"
        count, held = 0, []
        raw: Any = cursor.cursor
        with raw.copy(f"COPY {self.name} ({self.columns}) FROM STDIN") as copy:
            for row in rows:
                line = places % tuple(row)
                if None in row or "\\" in line or "\n" in line or line.count("\t") >= self._width:
                    line = places % tuple(map(_as_copied, row))
                held.append(line + rest)
                count += 1
                if len(held) == CHUNK:
                    copy.write("".join(held))
                    held.clear()
            copy.write("".join(held))
        return count

    def _insert(self, cursor: CursorWrapper, rows: Iterable[Row]) -> int:
        places = ", ".join(["%s"] * self._width + [_as_literal(value) for value in self._defaults])
        statement = f"INSERT INTO {self.name} ({self.columns}) VALUES ({places})"  # noqa: S608 - names of ours
        count, held = 0, []
        for row in rows:
            held.append(row)
            count += 1
            if len(held) == CHUNK:
                cursor.executemany(statement, held)
                held.clear()
        if held:
            cursor.executemany(statement, held)
        return count


def _default(field: models.Field[Any, Any]) -> Value:
    """What a row has in a column that nobody gives."""
    value: Any = field.get_default() if field.has_default() else None
    if isinstance(field, models.JSONField) and value is not None:
        value = json.dumps(value)
    elif value is not None:
        value = field.get_db_prep_save(value, connection)
    if value is None and not field.null and field.empty_strings_allowed:
        value = ""
    if value is None and not field.null:
        raise LookupError(f"{field.model._meta.label}.{field.name} has no default: say what it is to be")
    if value is None or isinstance(value, str | int):
        return value
    raise LookupError(f"{field.model._meta.label}.{field.name}: its default is no text and no number")


def _as_copied(value: Value) -> str:
    if value is None:
        return "\\N"
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _as_literal(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"
