"""What the forms of the library are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale, Values
from sotay.library.keeping import FACTS
from sotay.library.models import LibraryCollection, LibraryEntry


def facts(reader: Actor, entry: LibraryEntry) -> Edited[LibraryEntry]:
    """All that is said of a document."""

    def lock(entry: LibraryEntry) -> LibraryEntry:
        rows = LibraryEntry.objects.select_for_update(of=("self",)).filter(removed_at=None)
        found = get_or_none(rows.select_related("cell"), entry.pk)
        if found is None:
            raise Stale(last_change(reader, entry.pk)(""))
        return found

    def values(entry: LibraryEntry) -> Values:
        return {name: getattr(entry, name) for name in FACTS}

    return Edited(entry, values, lock=lock, changed=last_change(reader, entry.pk))


def collection(reader: Actor, row: LibraryCollection) -> Edited[LibraryCollection]:
    """The words of a collection, not what is in it."""

    def lock(row: LibraryCollection) -> LibraryCollection:
        found = get_or_none(LibraryCollection.objects.select_for_update(of=("self",)), row.pk)
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    def values(row: LibraryCollection) -> Values:
        return {"title": row.title, "about": row.about, "for_below": row.for_below}

    return Edited(row, values, lock=lock, changed=last_change(reader, row.pk))
