"""Petitions as they are found: by what was asked for and where, never by who asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.search import SearchRecord, Source
from sotay.petitions import queries
from sotay.petitions.models import Petition


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Petition.objects.prefetch_related("events").order_by("pk")
    for petition in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=200):
        came_to = (event.to_id for event in petition.events.all())
        units = dict.fromkeys((petition.cell_id, petition.held_by_id, *came_to))
        yield SearchRecord(
            id=petition.pk,
            kind="petition",
            title=petition.text[:200],
            day=petition.raised_on,
            url=petition.get_absolute_url(),
            text=f"{petition.text[200:]} {petition.field} {petition.place}",
            units=tuple(units),
            members=(petition.raised_by_id,) if petition.raised_by_id else (),
        )


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = queries.in_sight(actor).filter(pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    rows = Petition.objects.filter(Q(pk=about) | Q(meeting_id=about)).order_by()
    return rows.values_list("pk", flat=True)


SOURCE = Source("petitions", {"petition": _("Petitions")}, records, readable, touched)
