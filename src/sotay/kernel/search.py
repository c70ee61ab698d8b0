"""What can be found: each app says what of its own, and who may read it. The index is `sotay.search`'s.

An app registers a source in `AppConfig.ready`:

    SOURCES.register(Source("tasks", {"task": _("Tasks")}, records, readable, touched))

Never what people think: statements of a meeting, ballots, opinions and answers of surveys are in no source
(DESIGN 7), and `search/tests/test_left_out.py` holds that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A thing as it is found: `title` and `number` as people read them, `text` what it says besides.

    `units` are those it belongs to or came to, the first of them the one it is shown with. `members` are
    people who may read it wherever they sit, `trees` units at and below which everybody may. With `language`
    it is for everybody who reads that language. These four only narrow down where the index looks:
    `Source.readable` decides who reads. What is `aside` comes after all others: words of its title count as
    words of its text.
    """

    id: UUID
    kind: str
    title: str
    url: str
    day: date | None = None
    number: str = ""
    text: str = ""
    units: tuple[UUID, ...] = ()
    members: tuple[UUID, ...] = ()
    trees: tuple[UUID, ...] = ()
    language: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read what is about something, besides the unit it lies at; as in `SearchRecord`."""

    units: tuple[UUID, ...] = ()
    members: tuple[UUID, ...] = ()
    trees: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An app's things to be found.

    `kinds` are codes and plural words of what it answers. `records(ids)` are the things of these ids that
    there are now, of all for None; an id without a record is taken out of the index. `readable(actor, ids)`
    are those the actor may read, by the same rule as the door to one. `touched(id)` are ids of things that
    may have changed when an audit line about `id` was written.
    """

    name: str
    kinds: Mapping[str, str | Promise]
    records: Callable[[Collection[UUID] | None], Iterable[SearchRecord]]
    readable: Callable[[Actor, Collection[UUID]], set[UUID]]
    touched: Callable[[UUID], Iterable[UUID]] = lambda about: (about,)


SOURCES: Hook[Source] = Hook("search.sources", "what of an app can be found, and who may read it")

READERS: Hook[Callable[[Collection[UUID]], Iterable[tuple[UUID, Readers]]]] = Hook(
    "search.readers", "of these things of an app, or papers and documents put before them: who may read those"
)
"""Papers and documents lie on floors that know nothing of what they are about; their sources ask here."""


def readers_of(ids: Collection[UUID]) -> dict[UUID, Readers]:
    """Of each of these ids that some app knows, all its readers."""
    found: dict[UUID, Readers] = {}
    for asked in READERS:
        for pk, more in asked(ids):
            had = found.get(pk, Readers())
            found[pk] = Readers(had.units + more.units, had.members + more.members, had.trees + more.trees)
    return found


CHANGES: Hook[Callable[[UUID], None]] = Hook(
    "search.changes", "told that something is to be found by other words since, though no act says so"
)


def tell_changed(pk: UUID) -> None:
    """For what changes without an audit line, such as the text of a file once a job has read it."""
    for told in CHANGES:
        told(pk)
