"""The library of the demo ward and of its home cell: documents, collections and bookmarks.

Numbers and titles of the Centre are those of public documents; what the ward and the cell wrote is invented.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from tomllib import loads
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.demo.clock import at
from sotay.demo.year import DATA, _moment, actor_of, holder_of
from sotay.kernel.actor import Actor, Role
from sotay.library import collecting, keeping, personal
from sotay.library.models import ENTRIES, LibraryEntry
from sotay.units.models import Unit

DAYS_AGO, NEW_DAYS_AGO = 60, 3
"""When the office put its documents in, and when the two came that are new to everybody."""


@cache
def _told() -> dict[str, Any]:
    return loads((DATA / "library.toml").read_text(encoding="utf-8"))


def play(ward: Unit, home: Unit, office: Actor, start: date, today: date) -> None:
    """Fill both libraries, once the accounts are there."""
    begun = max(start, today - timedelta(days=DAYS_AGO))
    secretary = actor_of(holder_of(home, Role.SECRETARY))
    entries: dict[str, LibraryEntry] = {}
    with at(_moment(begun, 9)):
        for told in _told()["ward"]:
            if not told.get("new"):
                entries[told["key"]] = _add(ward, office, told, begun, for_below=True)
        for told in _told()["cell"]:
            entries[told["key"]] = _add(home, secretary, told, begun)
        for key, kind, other in _told()["relations"]:
            by = office if entries[key].cell_id == ward.pk else secretary
            keeping.relate(entry=entries[key], by=by, kind=kind, target_id=entries[other].pk)
    with at(_moment(begun, 10)):
        _collections(ward, office, "ward", entries, for_below=True)
        _collections(home, secretary, "cell", entries)
    came = max(begun, today - timedelta(days=NEW_DAYS_AGO))
    with at(_moment(came - timedelta(days=1), 20) if came > begun else _moment(begun, 11)):
        _bookmarks(entries, today)
    with at(_moment(came, 15)):
        for told in _told()["ward"]:
            if told.get("new"):
                _add(ward, office, told, came, for_below=True)


def _add(unit: Unit, by: Actor, told: dict[str, Any], day: date, *, for_below: bool = False) -> LibraryEntry:
    """A document with `text` has a file of it. One with `days_before` is dated that long before it came."""
    dated: date = told["dated"] if "dated" in told else day - timedelta(days=told["days_before"])
    text = told.get("text", "")
    file = SimpleUploadedFile(f"{told['key']}.txt", text.encode()) if text else None
    return keeping.add(
        unit=unit,
        by=by,
        uploads=[file] if file else [],
        not_secret=True,
        direction=told.get("direction", "received"),
        kind=told["kind"],
        number=told.get("number", ""),
        issuer=told["issuer"],
        dated=min(dated, day),
        abstract=told["abstract"],
        in_force_from=told.get("from"),
        in_force_until=told.get("until"),
        for_below=for_below,
    )


def _collections(
    unit: Unit, by: Actor, of: str, entries: dict[str, LibraryEntry], *, for_below: bool = False
) -> None:
    for title, about, keys in _told()["collections"][of]:
        row = collecting.make(unit=unit, by=by, title=title, about=about, for_below=for_below)
        for key in keys:
            collecting.put(collection=row, by=by, source=ENTRIES, item_id=entries[key].pk)


def _bookmarks(entries: dict[str, LibraryEntry], today: date) -> None:
    """What the secretary and a member marked; by then both had read all there was."""
    for username, keys in _told()["bookmarks"].items():
        actor = actor_for(Account.objects.get(username=username), today)
        for key in keys:
            personal.bookmark(by=actor, source=ENTRIES, item_id=entries[key].pk)
        personal.mark_all_read(by=actor)
