"""Members as they are found: by name alone. Numbers, addresses and the rest of a record find nobody here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.search import SearchRecord, Source
from sotay.kernel.tree import subtree
from sotay.members.access import readable_by
from sotay.members.models import CellMembership, Member
from sotay.units.models import Unit


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Member.objects.order_by("pk")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    for member in rows.prefetch_related("memberships").iterator(chunk_size=200):
        guest_of = (
            row.cell_id for row in member.memberships.all() if row.kind == CellMembership.Kind.TEMPORARY
        )
        yield SearchRecord(
            id=member.pk,
            kind="member",
            title=member.full_name,
            url=member.get_absolute_url(),
            units=tuple(dict.fromkeys((member.cell_id, *guest_of))),
            members=(member.pk,),
        )


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = Member.objects.filter(readable_by(actor), pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    """The member; of a unit, as of one a roster was imported into, everybody in the cells at and below it."""
    unit = Unit.objects.filter(pk=about).values_list("path", flat=True).first()
    if unit is None:
        return Member.objects.filter(pk=about).order_by().values_list("pk", flat=True)
    part = subtree(unit)
    inside = Q(cell__path__gte=part.low, cell__path__lt=part.high)
    return Member.objects.filter(inside).order_by().values_list("pk", flat=True).iterator(chunk_size=2000)


SOURCE = Source("members", {"member": _("Members")}, records, readable, touched)
