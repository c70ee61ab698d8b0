"""The documents put into a library, as a source of its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from sotay.kernel.actor import Actor
from sotay.kernel.rows import written_once
from sotay.library import effects
from sotay.library.access import entries_readable_by
from sotay.library.kinds import WITHOUT_EFFECT
from sotay.library.models import ENTRIES, LibraryEntry, LibraryRelation
from sotay.library.sources import Card, Columns, LibrarySource, Rows, annotated

_REPLACES = LibraryRelation.Kind.REPLACES


def rows(actor: Actor, day: date) -> Rows:
    """Entries the actor may read."""
    columns = Columns(
        kind=F("kind"),
        issuer=F("issuer"),
        dated=F("dated"),
        came=F("added_at"),
        place=F("cell__path"),
        issued=Q(direction=LibraryEntry.Direction.ISSUED),
        in_force=_in_force(day),
        over=Q(Exists(replacing(day))) | Q(in_force_until__isnull=False, in_force_until__lt=day),
        opened=Q(added_by_id__isnull=False, added_by_id=actor.account_id),
    )
    found = written_once(LibraryEntry.objects.filter(entries_readable_by(actor)))
    return annotated(found.alias(begins=_BEGINS), ENTRIES, columns)


_BEGINS = Coalesce("in_force_from", "dated")


def _in_force(day: date) -> Q:
    """`effects.effect` as a condition, of rows with `begins`."""
    speaks = ~Q(kind__in=WITHOUT_EFFECT) | Q(in_force_from__isnull=False) | Q(in_force_until__isnull=False)
    open_end = Q(in_force_until__isnull=True) | Q(in_force_until__gte=day)
    return speaks & open_end & Q(begins__lte=day) & ~Q(Exists(replacing(day)))


def in_force(found: QuerySet[LibraryEntry], day: date) -> QuerySet[LibraryEntry]:
    """Those of the entries that are in force on a day."""
    return found.alias(begins=_BEGINS).filter(_in_force(day))


def replacing(day: date, outer: str = "pk") -> Rows:
    """Relations by which the entry of the outer query is replaced on a day."""
    relations = LibraryRelation.objects.filter(
        kind=_REPLACES, target_id=OuterRef(outer), entry__removed_at=None
    )
    first = Coalesce("entry__in_force_from", "entry__dated")
    return relations.order_by().annotate(first_day=first).filter(first_day__lte=day)


def first_replacements(ids: Iterable[UUID]) -> Mapping[UUID, date]:
    """Of each entry that is or will be replaced, the day from which."""
    days = defaultdict(list)
    relations = LibraryRelation.objects.filter(kind=_REPLACES, target_id__in=ids, entry__removed_at=None)
    for relation in relations.select_related("entry"):
        days[relation.target_id].append(relation.entry.term().first_day)
    return {pk: min(each) for pk, each in days.items()}


def cards(ids: Collection[UUID], day: date) -> Iterator[Card]:
    found = list(LibraryEntry.objects.filter(pk__in=ids).select_related("cell"))
    replaced = first_replacements([entry.pk for entry in found])
    for entry in found:
        yield card(entry, day, replaced.get(entry.pk))


def card(entry: LibraryEntry, day: date, replaced_on: date | None) -> Card:
    term = entry.term(replaced_on)
    state = effects.effect(term, day)
    since = {
        effects.REPLACED: term.replaced_on,
        effects.ENDED: term.ends,
        effects.COMING: term.first_day,
        effects.IN_FORCE: term.replaced_on or term.ends,
    }
    return Card(
        source=ENTRIES,
        id=entry.pk,
        kind=entry.kind,
        number=entry.number,
        issuer=entry.issuer,
        dated=entry.dated,
        came=entry.added_at,
        title=entry.abstract,
        place=entry.cell.path,
        kept_by=entry.cell.name,
        url=entry.get_absolute_url(),
        effect=state,
        effect_on=since.get(state),
        issued=entry.direction == LibraryEntry.Direction.ISSUED,
    )


SOURCE = LibrarySource(ENTRIES, rows, cards)
