"""What documents say of each other, as the reader of one sees it from either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.library.listing import cards_of, readable_ids
from sotay.library.models import ENTRIES, LibraryRelation
from sotay.library.sources import Card

Kind = LibraryRelation.Kind

FORWARD: dict[str, str | Promise] = {
    Kind.REPLACES: _("Replaces"),
    Kind.AMENDS: _("Amends or supplements"),
    Kind.BASED_ON: _("Is based on"),
}
BACKWARD: dict[str, str | Promise] = {
    Kind.REPLACES: _("Replaced by"),
    Kind.AMENDS: _("Amended or supplemented by"),
    Kind.BASED_ON: _("Basis of"),
}


@dataclass(frozen=True, slots=True)
class Related:
    """One line: how the document stands to another. `card` is None where the reader may not read that."""

    words: str | Promise
    card: Card | None
    relation: LibraryRelation | None = None  # where it can be taken back: on the document that says it
    is_successor: bool = False


def of(actor: Actor, card: Card, day: date) -> Sequence[Related]:
    """The lines of a document, what it says itself first."""
    said = list(LibraryRelation.objects.filter(entry=card.id)) if card.source == ENTRIES else []
    heard = list(LibraryRelation.objects.filter(target_id=card.id, entry__removed_at=None))
    replaced_by: UUID | None = card.extra.get("replaced_by")
    items = [(row.target_id, row.source) for row in said] + [(row.entry_id, ENTRIES) for row in heard]
    if replaced_by:
        items.append((replaced_by, card.source))
    readable = readable_ids(actor, items, day)
    cards = cards_of([item for item in items if item[0] in readable], day)
    lines = [Related(FORWARD[row.kind], cards.get(row.target_id), row) for row in said]
    # What is based on it and cannot be read here says nothing to the reader.
    lines += [
        Related(BACKWARD[row.kind], cards.get(row.entry_id), is_successor=row.kind == Kind.REPLACES)
        for row in heard
        if row.kind != Kind.BASED_ON or row.entry_id in cards
    ]
    if replaced_by:
        lines.append(Related(BACKWARD[Kind.REPLACES], cards.get(replaced_by), is_successor=True))
    return lines
