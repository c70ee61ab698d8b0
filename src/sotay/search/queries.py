"""Finding: which entries hold the words, in one order on both databases, and which the actor may read.

Three tiers, each by day with the newest first: what has this very number or title; what has all words in its
number and title; what has them anywhere. The index answers candidates near the reader, and the apps say of
each whether the actor may read it now, so nothing is shown, counted or paged over that is not for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from sotay.kernel.actor import BELOW, Actor
from sotay.kernel.search import SOURCES
from sotay.kernel.tree import ancestors
from sotay.search import postgresql, rules, sqlite
from sotay.search.models import SearchEntry
from sotay.search.rules import Piece, Query
from sotay.units.models import Unit

SIZE = 20
FIRST_LOOK, WIDEST_LOOK = 60, 2000
"""Candidates that are asked about at once: at first, and at most when few of them may be read."""

TIERS = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to; empty means all."""

    kind: str = ""
    unit: UUID | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.kind or self.unit or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last result shown: the next page begins after it."""

    tier: int
    position: int

    def __str__(self) -> str:
        return f"{self.tier}-{self.position}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """None for what is no cursor."""
        tier, dash, position = text.partition("-")
        if not dash or not (
            tier.isascii() and tier.isdecimal() and position.isascii() and position.isdecimal()
        ):
            return None
        found = cls(int(tier[:2]), int(position[:20]))
        return found if found.tier < TIERS and found.position < 1 << 63 else None


@dataclass(frozen=True, slots=True)
class Look:
    """What a database is asked: entries with one of the labels `near` and all of `labels`, of positions from
    `low` up to but not including `high`, in one tier."""

    query: Query
    near: tuple[str, ...]
    labels: tuple[str, ...]
    tier: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Result:
    """An entry as a page shows it."""

    entry: SearchEntry
    title: list[Piece]
    number: list[Piece]
    text: list[Piece]
    kind: str | Promise
    unit: str


@dataclass(frozen=True, slots=True)
class Results:
    results: list[Result] = field(default_factory=list)
    next: Cursor | None = None


def kinds() -> dict[str, str | Promise]:
    """Codes and plural words of all that can be found."""
    return {code: words for source in SOURCES for code, words in source.kinds.items()}


def find(
    actor: Actor,
    query: Query,
    *,
    language: str,
    filters: Filters = Filters(),
    after: Cursor | None = None,
    size: int = SIZE,
) -> Results:
    """A page of what the actor may read. About five queries, and one more for each source on the page."""
    if not query:
        return Results()
    rows = list(islice(_readable(actor, query, language, filters, after), size + 1))
    shown = rows[:size]
    more = shown[-1] if len(rows) > size else None
    return Results(_results([pk for _tier, pk in shown], query), Cursor(*more) if more else None)


def _readable(
    actor: Actor, query: Query, language: str, filters: Filters, after: Cursor | None
) -> Iterator[tuple[int, int]]:
    """Tier and position of what the actor may read, in order."""
    low = rules.first_of(filters.since) if filters.since else 0
    end = rules.first_of(filters.until + timedelta(days=1)) if filters.until else (1 << 63) - 1
    if filters.since is None and filters.until is not None:
        low = rules.first_of(date.min)
    near, labels = near_labels(actor, language), _narrowed(filters)
    for tier in range(after.tier if after else 0, TIERS):
        high = min(end, after.position) if after and tier == after.tier else end
        wanted = FIRST_LOOK
        while True:
            look = Look(query, near, labels, tier, low, high)
            candidates = _database().look(look, wanted)
            allowed = _allowed(actor, candidates)
            yield from ((tier, pk) for pk in candidates if pk in allowed)
            if len(candidates) < wanted:
                break
            high, wanted = candidates[-1], min(wanted * 2, WIDEST_LOOK)


def _database() -> type[postgresql.Database] | type[sqlite.Database]:
    return sqlite.Database if connection.vendor == "sqlite" else postgresql.Database


def near_labels(actor: Actor, language: str) -> tuple[str, ...]:
    """Labels of all that can be for the actor: at and below their units, come from above, theirs by name, for
    everybody. One query."""
    labels = [rules.language_label(language)]
    places = {path for grant in actor.grants for path in (*ancestors(grant.path), grant.path)}
    trees = Unit.objects.filter(path__in=places).order_by("path").values_list("pk", flat=True)
    labels += [rules.tree_label(unit) for unit in trees]
    for grant in actor.grants:
        below = grant.role in BELOW
        labels.append(rules.below_label(grant.unit_id) if below else rules.at_label(grant.unit_id))
    if actor.member_id:
        labels.append(rules.member_label(actor.member_id))
    return tuple(dict.fromkeys(labels))


def _narrowed(filters: Filters) -> tuple[str, ...]:
    kind = [rules.kind_label(filters.kind)] if filters.kind else []
    unit = [rules.below_label(filters.unit)] if filters.unit else []
    return (*kind, *unit)


def _allowed(actor: Actor, candidates: list[int]) -> set[int]:
    """Those that the actor may read now, asked of each app by its own rule."""
    by_source: dict[str, dict[UUID, int]] = defaultdict(dict)
    rows = SearchEntry.objects.filter(pk__in=candidates).order_by()
    for pk, name, object_id in rows.values_list("pk", "source", "object_id"):
        by_source[name][object_id] = pk
    found: set[int] = set()
    for source in SOURCES:
        if ids := by_source.get(source.name):
            found |= {ids[pk] for pk in source.readable(actor, ids.keys())}
    return found


def _results(pks: list[int], query: Query) -> list[Result]:
    entries = SearchEntry.objects.defer("title_key", "number_key", "body_key", "labels").in_bulk(pks)
    units = _names(entries)
    words = kinds()
    found = (entries[pk] for pk in pks if pk in entries)
    return [
        Result(
            entry=entry,
            title=rules.marked(entry.title, query),
            number=rules.marked(entry.number, query),
            text=rules.snippet(entry.body, query),
            kind=words.get(entry.kind, entry.kind),
            unit=units.get(entry.unit_id, "") if entry.unit_id else "",
        )
        for entry in found
    ]


def _names(entries: Mapping[int, SearchEntry]) -> dict[UUID, str]:
    pks = {entry.unit_id for entry in entries.values() if entry.unit_id}
    return dict(Unit.objects.filter(pk__in=pks).values_list("pk", "name"))
