"""The list of a unit's library: what is in it for a reader, narrowed down and in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, When
from django.db.models.functions import ExtractYear

from sotay.kernel.actor import Actor
from sotay.kernel.text import search_key, sort_key
from sotay.kernel.tree import ancestors
from sotay.library import personal
from sotay.library.access import collections_readable_by
from sotay.library.kinds import kind_name
from sotay.library.models import LibraryBookmark, LibraryCollection, LibraryEntry
from sotay.library.sources import LISTED, SOURCES, Card, Rows, source_named
from sotay.units.models import Unit
from sotay.units.rules import committee_of

IN_FORCE, OVER = "in_force", "over"
ALL, NEW, MARKED = "all", "new", "marked"
SHOWN = (ALL, NEW, MARKED)
LOOKED_THROUGH = 1000
"""Documents among which the other side of a relation is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a library is asked for; empty means any. `direction` is seen from the unit."""

    show: str = ALL
    kind: str = ""
    issuer: str = ""
    year: int | None = None
    state: str = ""
    direction: str = ""
    oldest_first: bool = False
    collection: LibraryCollection | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.kind or self.issuer or self.year or self.state or self.direction)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed down to: only what is in it. How much that is, and how much of it new."""

    kinds: Sequence[tuple[str, str]] = ()
    issuers: Sequence[tuple[str, str]] = ()
    years: Sequence[int] = ()
    in_all: int = 0
    new: int = 0

    def count_of(self, asked: Asked) -> int | None:
        """How long the list asked for is, where that is known already."""
        if asked.narrows or asked.collection:
            return None
        return {ALL: self.in_all, NEW: self.new}.get(asked.show)


@dataclass(slots=True)
class Shelf:
    """A unit's library as one reader sees it on a day."""

    actor: Actor
    unit: Unit
    day: date
    _rows: dict[str, Rows] = field(default_factory=dict)
    _new: Q | None = None

    def rows(self) -> list[Rows]:
        """Of each source what the reader may read of the unit and of what came from above."""
        places = Q(item_place__in=[self.unit.path, *ancestors(self.unit.path)])
        return [rows.filter(places) for rows in self.readable()]

    def readable(self) -> list[Rows]:
        """Of each source all the reader may read, wherever it is kept. Who may read is asked once."""
        if not self._rows:
            self._rows = {source.name: source.rows(self.actor, self.day) for source in SOURCES}
        return list(self._rows.values())

    @property
    def is_new(self) -> Q:
        """What is new to the reader; since when is asked once."""
        if self._new is None:
            self._new = personal.is_new(self.actor, personal.seen_until(self.actor))
        return self._new

    def ids(self, asked: Asked) -> Any:
        """The union of the sources in order: rows with `item_id`, `item_source`, `item_dated`, `item_new`."""
        rows = self.readable() if asked.show == MARKED or asked.collection else self.rows()
        condition = self._condition(asked)
        found = _union([self._with_news(each.filter(condition)).values(*LISTED, "item_new") for each in rows])
        return found.order_by("item_dated" if asked.oldest_first else "-item_dated", "item_id")

    def _with_news(self, rows: Rows) -> Rows:
        found: Rows = rows.annotate(item_new=Case(When(self.is_new, then=True), default=False))
        return found

    def in_collection(self, asked: Asked) -> list[dict[str, Any]]:
        """What a collection holds for the reader, in its own order."""
        assert asked.collection is not None  # noqa: S101 - the caller has one
        order = dict(asked.collection.items.values_list("item_id", "position"))
        return sorted(self.ids(asked), key=lambda row: order[row["item_id"]])

    def _condition(self, asked: Asked) -> Q:
        condition = Q()
        if asked.kind:
            condition &= Q(item_kind=asked.kind)
        if asked.issuer:
            condition &= Q(item_issuer__in=self._names(asked.issuer))
        if asked.year:
            condition &= Q(item_dated__year=asked.year)
        if asked.state == IN_FORCE:
            condition &= Q(item_in_force=True)
        if asked.state == OVER:
            condition &= Q(item_over=True)
        own = Q(item_issued=True, item_place=self.unit.path)
        if asked.direction == LibraryEntry.Direction.ISSUED:
            condition &= own
        if asked.direction == LibraryEntry.Direction.RECEIVED:
            condition &= ~own
        if asked.show == NEW:
            condition &= self.is_new
        if asked.show == MARKED:
            marked = LibraryBookmark.objects.filter(account_id=personal.account_of(self.actor)).order_by()
            condition &= Q(pk__in=marked.values("item_id"))
        if asked.collection is not None:
            condition &= Q(pk__in=asked.collection.items.order_by().values("item_id"))
        return condition

    def _names(self, issuer: str) -> list[str]:
        """How an issuer is written in the rows: a unit's papers name the unit, people its committee."""
        above = Unit.objects.filter(path__in=[self.unit.path, *ancestors(self.unit.path)])
        names = above.values_list("name", flat=True)
        return [issuer, *(name for name in names if committee_of(name) == issuer)]

    def choices(self) -> Choices:
        """One query over what is in the library, not over what is shown."""
        columns = ("item_kind", "item_issuer", "item_year", "item_new")
        rows = [
            self._with_news(each.annotate(item_year=ExtractYear("item_dated")))
            .values_list(*columns)
            .annotate(Count("pk"))
            for each in self.rows()
        ]
        found = list(_union(rows))
        kinds = {kind: str(kind_name(kind)) for kind, *_rest in found}
        issuers = {committee_of(issuer) for _kind, issuer, *_rest in found}
        return Choices(
            sorted(kinds.items(), key=lambda each: sort_key(each[1])),
            [(name, name) for name in sorted(issuers, key=sort_key)],
            sorted({year for _kind, _issuer, year, *_rest in found}, reverse=True),
            in_all=sum(count for *_rest, count in found),
            new=sum(count for *_rest, is_new, count in found if is_new),
        )

    def marked_count(self) -> int:
        """How many of what the reader marked they may still read."""
        if not LibraryBookmark.objects.filter(account_id=personal.account_of(self.actor)).exists():
            return 0
        return int(self.ids(Asked(show=MARKED)).count())

    def found(self, words: str, *, besides: UUID, most: int) -> list[Card]:
        """What the reader may read of the unit's library by number and abstract, the newest first.

        Looks through the newest LOOKED_THROUGH: words of what is older are found by the search.
        """
        wanted = search_key(words).split()
        cards = self.cards(self.ids(Asked())[:LOOKED_THROUGH])
        fitting = (
            card
            for card in cards
            if card.id != besides and _holds(search_key(f"{card.number} {card.title} {card.issuer}"), wanted)
        )
        return list(islice(fitting, most))

    def collections(self) -> list[LibraryCollection]:
        """Those of the unit, then those of the units above that are for it too."""
        places = [self.unit.path, *ancestors(self.unit.path)]
        rows = LibraryCollection.objects.filter(collections_readable_by(self.actor), cell__path__in=places)
        return list(rows.select_related("cell").order_by("-cell__path", "position", "pk"))

    def cards(self, rows: Iterable[dict[str, Any]]) -> list[Card]:
        """The rows as they are shown, in the same order; a query or two a source."""
        listed = list(rows)
        cards = cards_of([(row["item_id"], row["item_source"]) for row in listed], self.day)
        marks = LibraryBookmark.objects.filter(account_id=personal.account_of(self.actor), item_id__in=cards)
        marked = set(marks.values_list("item_id", flat=True)) if cards else set()
        found = []
        for row in listed:
            if card := cards.get(row["item_id"]):
                card.is_new, card.is_marked = row["item_new"], card.id in marked
                found.append(card)
        return found


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _union(parts: Sequence[Any]) -> Any:
    return reduce(lambda one, other: one.union(other, all=True), parts)


def cards_of(items: Iterable[tuple[UUID, str]], day: date) -> dict[UUID, Card]:
    """The cards of things by id and source; one that is gone or of no known source is left out."""
    ids = defaultdict(list)
    for pk, source in items:
        ids[source].append(pk)
    found: dict[UUID, Card] = {}
    for name, pks in ids.items():
        known = source_named(name)
        if known is not None:
            found.update((card.id, card) for card in known.cards(pks, day))
    return found


def readable_card(actor: Actor, source: str, pk: UUID, day: date) -> Card | None:
    """The card of one thing, when the actor may read it."""
    known = source_named(source)
    if known is None or not known.rows(actor, day).filter(pk=pk).exists():
        return None
    return next(iter(known.cards([pk], day)), None)


def readable_ids(actor: Actor, items: Iterable[tuple[UUID, str]], day: date) -> set[UUID]:
    """Those of the things that the actor may read; a query a source."""
    ids = defaultdict(list)
    for pk, source in items:
        ids[source].append(pk)
    found: set[UUID] = set()
    for name, pks in ids.items():
        known = source_named(name)
        if known is not None:
            found.update(known.rows(actor, day).filter(pk__in=pks).values_list("item_id", flat=True))
    return found


def units_of(actor: Actor, readable: Iterable[Unit]) -> list[Unit]:
    """The units of the reader's own grants, the one they act for first."""
    acting = {grant.unit_id for grant in actor.acting()}
    return sorted(readable, key=lambda unit: (unit.pk not in acting, sort_key(unit.name)))
