"""Keeping the index: following acts, making it anew, and proving that it says what the records say.

The index holds nothing of its own, so its changes leave no audit lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import translation

from sotay.kernel.rows import in_batches
from sotay.kernel.search import SOURCES, SearchRecord, Source
from sotay.kernel.text import tidy
from sotay.kernel.tree import ancestors
from sotay.search import rules
from sotay.search.models import SearchEntry
from sotay.units.models import Unit

AT_ONCE = 200
"""Things that are read and written together: what memory and a transaction hold."""

COMPARED = tuple(field.name for field in SearchEntry._meta.concrete_fields if field.name != "id")
"""All an entry says but its place, which only follows from it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the index had wrong: what is `added`, `changed` or `removed` in it to be right."""

    what: str
    source: str
    object_id: UUID


def follow(about: UUID) -> int:
    """Have the index follow an act about this thing; how many entries changed. Harmless to do twice."""
    changed = 0
    for source in SOURCES:
        for ids in in_batches(set(source.touched(about)) | {about}, AT_ONCE):
            changed += sum(1 for _each in update(source, ids))
    return changed


def follow_below(unit: UUID) -> int:
    """Have the index follow a unit that got another name or place: everything at it and below it."""
    known = SearchEntry.objects.filter(labels__contains=rules.below_label(unit))
    changed = follow(unit)
    for source in SOURCES:
        pks = known.filter(source=source.name).values_list("object_id", flat=True)
        for ids in in_batches(list(pks), AT_ONCE):
            changed += sum(1 for _each in update(source, ids))
    return changed


def forget(about: UUID) -> None:
    """Take a thing out of the index at once, such as one that was purged."""
    SearchEntry.objects.filter(object_id=about).delete()


def prove(*, repair: bool) -> Iterator[Difference]:
    """Work the whole index out again; each difference, corrected with `repair`."""
    for source in SOURCES:
        seen: set[UUID] = set()
        for records in in_batches(_records(source, None), AT_ONCE):
            ids = {record.id for record in records}
            seen |= ids
            yield from _compare(source, records, ids, repair=repair)
        known = SearchEntry.objects.filter(source=source.name).values_list("object_id", flat=True)
        gone = [pk for pk in known.iterator(chunk_size=2000) if pk not in seen]
        for ids_gone in in_batches(gone, AT_ONCE):
            yield from _compare(source, [], set(ids_gone), repair=repair)
    names = [source.name for source in SOURCES]
    for entry in SearchEntry.objects.exclude(source__in=names).iterator():
        yield Difference("removed", entry.source, entry.object_id)
        if repair:
            entry.delete()


def update(source: Source, ids: Collection[UUID]) -> list[Difference]:
    """Make the entries of these things what their records say now."""
    return list(_compare(source, list(_records(source, ids)), ids, repair=True))


def _records(source: Source, ids: Collection[UUID] | None) -> Iterable[SearchRecord]:
    """What they are called is kept as papers are written: in Vietnamese, whoever is at work."""
    with translation.override("vi"):
        yield from source.records(ids)


def _compare(
    source: Source, records: list[SearchRecord], ids: Collection[UUID], *, repair: bool
) -> list[Difference]:
    paths = _paths(records)
    wanted = {record.id: _entry(source, record, paths) for record in records}
    with transaction.atomic():
        rows = SearchEntry.objects.filter(source=source.name, object_id__in=ids)
        known = {row.object_id: row for row in (rows.select_for_update() if repair else rows)}
        found = [*_differences(source, wanted, known)]
        if repair and found:
            _write(found, wanted, known)
    return found


def _differences(
    source: Source, wanted: Mapping[UUID, SearchEntry], known: Mapping[UUID, SearchEntry]
) -> Iterator[Difference]:
    for pk, entry in wanted.items():
        if pk not in known:
            yield Difference("added", source.name, pk)
        elif any(getattr(entry, name) != getattr(known[pk], name) for name in COMPARED):
            yield Difference("changed", source.name, pk)
    for pk in known.keys() - wanted.keys():
        yield Difference("removed", source.name, pk)


def _write(
    found: list[Difference], wanted: Mapping[UUID, SearchEntry], known: Mapping[UUID, SearchEntry]
) -> None:
    away = [known[each.object_id].pk for each in found if each.object_id in known]
    SearchEntry.objects.filter(pk__in=away).delete()
    fresh = [wanted[each.object_id] for each in found if each.object_id in wanted]
    taken = set(SearchEntry.objects.filter(pk__in=[row.pk for row in fresh]).values_list("pk", flat=True))
    for row in fresh:
        while row.pk in taken:  # two things of a day with the same mark: about once in a million
            row.pk += 1
        taken.add(row.pk)
    SearchEntry.objects.bulk_create(fresh)


def _entry(source: Source, record: SearchRecord, paths: Mapping[UUID, list[UUID]]) -> SearchEntry:
    title, number = tidy(record.title)[:300], tidy(record.number)[:120]
    body = tidy(record.text)[: rules.MOST_TEXT]
    return SearchEntry(
        id=rules.position(record.day, source.name, record.id),
        source=source.name,
        kind=record.kind,
        object_id=record.id,
        unit_id=record.units[0] if record.units else None,
        day=record.day,
        title=title,
        number=number,
        url=record.url,
        body=body,
        title_key="" if record.aside else rules.key_of(title),
        number_key=rules.key_of(number),
        body_key=rules.key_of(f"{title} {body}" if record.aside else body),
        labels=" ".join(sorted(_labels(record, title, number, paths))),
    )


def _labels(record: SearchRecord, title: str, number: str, paths: Mapping[UUID, list[UUID]]) -> set[str]:
    labels = {rules.kind_label(record.kind), rules.title_label(title)}
    if number:
        labels.add(rules.number_label(number))
    for unit in record.units:
        labels.add(rules.at_label(unit))
        labels |= {rules.below_label(each) for each in paths.get(unit, [unit])}
    labels |= {rules.member_label(member) for member in record.members}
    labels |= {rules.tree_label(unit) for unit in record.trees}
    if record.language:
        labels.add(rules.language_label(record.language))
    return labels


def _paths(records: Iterable[SearchRecord]) -> dict[UUID, list[UUID]]:
    """Of each unit the records name, that unit and all above it. Two queries."""
    named = {unit for record in records for unit in record.units}
    places = dict(Unit.objects.filter(pk__in=named).values_list("pk", "path"))
    above = {path for place in places.values() for path in ancestors(place)}
    units = dict(Unit.objects.filter(path__in=above).values_list("path", "pk"))
    return {
        pk: [pk, *(units[path] for path in ancestors(place) if path in units)] for pk, place in places.items()
    }
