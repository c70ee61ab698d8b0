"""Units as they are found: by name and code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.search import SearchRecord, Source
from sotay.kernel.tree import subtree
from sotay.units.access import readable_by
from sotay.units.models import Kind, Unit


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Unit.objects.order_by("pk")
    for unit in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=200):
        above = (unit.parent_id,) if unit.kind == Kind.GROUP and unit.parent_id else ()
        yield SearchRecord(
            id=unit.pk,
            kind="unit",
            title=unit.name,
            number=unit.code,
            url=unit.get_absolute_url(),
            text=str(unit.get_kind_display()),
            units=(unit.pk, *above),
        )


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = Unit.objects.filter(readable_by(actor), pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    """The unit and those below it: a roster makes cells, and a cell that moves takes its groups along."""
    path = Unit.objects.filter(pk=about).values_list("path", flat=True).first()
    rows = Unit.objects.within(subtree(path)) if path else Unit.objects.filter(pk=about)
    return rows.order_by().values_list("pk", flat=True)


SOURCE = Source("units", {"unit": _("Units")}, records, readable, touched)
