"""A source of a few things that stand for all, in place of the apps' own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from sotay.kernel import search
from sotay.kernel.search import SearchRecord, Source
from sotay.search import actions

IDS = UUID("018f3c5e-7a44-7c11-9a55-3f0f5e5d7e77")


class Shelf:
    """Things by name, each for everybody who reads Vietnamese unless it says for whom."""

    def __init__(self) -> None:
        self.things: dict[UUID, SearchRecord] = {}
        self.names: dict[UUID, str] = {}
        self.hidden: set[UUID] = set()

    def put(self, name: str, title: str, **more: object) -> UUID:
        pk = uuid5(IDS, name)
        given = {"kind": "paper", "url": f"/x/{name}/", **more}
        if not given.get("units") and not given.get("members"):
            given.setdefault("language", "vi")
        self.things[pk] = SearchRecord(id=pk, title=title, **given)
        self.names[pk] = name
        return pk

    def change(self, pk: UUID, **more: object) -> None:
        self.things[pk] = replace(self.things[pk], **more)

    def records(self, ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
        yield from (record for pk, record in self.things.items() if ids is None or pk in ids)

    def readable(self, _actor: object, ids: Collection[UUID]) -> set[UUID]:
        return set(ids) - self.hidden

    @property
    def source(self) -> Source:
        kinds = {"paper": "Papers", "resolution": "Resolutions"}
        return Source("shelf", kinds, self.records, self.readable)

    def index(self) -> None:
        actions.update(self.source, self.things.keys())


@pytest.fixture
def shelf(monkeypatch, db) -> Shelf:
    found = Shelf()
    monkeypatch.setattr(search.SOURCES, "_items", [found.source])
    return found
