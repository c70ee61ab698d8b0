"""What stands in a library: what was put into it, and what the program issued or sent anyhow.

A document is kept once, where it came to be. Each app whose things belong in the list of a library registers
a source, and the list is the union of what the sources answer:

    SOURCES.register(LibrarySource("guidance", rows, cards))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.utils.functional import Promise

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.library import effects
from sotay.library.kinds import kind_name

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """How a source's rows answer what every list of a library asks, as expressions: F, Q, a function.

    `place` is the path of the unit that keeps or issued it, `came` when it came there. `in_force` and
    `over` hold for what lays something down. `opened` is whether this reader has seen it elsewhere.
    """

    kind: Any
    issuer: Any
    dated: Any
    came: Any
    place: Any
    issued: Any
    in_force: Any
    over: Any
    opened: Any


LISTED = ("item_id", "item_source", "item_dated")
"""What is read of a row for a list, besides the conditions it is filtered by."""


def annotated(rows: Rows, source: str, columns: Columns) -> Rows:
    """The rows with the columns under the names the list filters by."""
    texts = {"item_kind": columns.kind, "item_issuer": columns.issuer, "item_place": columns.place}
    truths = {
        "item_issued": columns.issued,
        "item_in_force": columns.in_force,
        "item_over": columns.over,
        "item_opened": columns.opened,
    }
    found: Rows = rows.order_by().annotate(
        item_id=F("pk"),
        item_source=Value(source, CharField()),
        item_dated=Cast(columns.dated, DateField()),
        item_came=Cast(columns.came, DateTimeField()),
        **{name: Cast(each, CharField()) for name, each in texts.items()},
        **{name: _truth(each) for name, each in truths.items()},
    )
    return found


def _truth(condition: Any) -> Any:
    if isinstance(condition, bool):
        return Value(condition, BooleanField())
    return condition


@dataclass(slots=True)
class Card:
    """A document as lists and its card show it. `url` is where it is read."""

    source: str
    id: UUID
    kind: str
    number: str
    issuer: str
    dated: date
    came: datetime
    title: str
    place: str
    kept_by: str
    url: str
    effect: str = effects.NONE
    effect_on: date | None = None
    issued: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = False
    is_marked: bool = False

    @property
    def kind_name(self) -> str | Promise:
        return kind_name(self.kind)


@dataclass(frozen=True, slots=True)
class LibrarySource:
    """An app's documents in a library.

    `rows(actor, day)` are those the actor may read, by the same rule as the door to one, `annotated`.
    `cards(ids, day)` are those of these ids as they are shown; it asks nothing about access.
    """

    name: str
    rows: Callable[[Actor, date], Rows]
    cards: Callable[[Collection[UUID], date], Iterable[Card]]


SOURCES: Hook[LibrarySource] = Hook(
    "library.sources", "documents of an app that stand in the list of a library without being kept twice"
)


def source_named(name: str) -> LibrarySource | None:
    return next((source for source in SOURCES if source.name == name), None)
