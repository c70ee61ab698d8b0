"""Papers the program issued, as a source of a library's list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.kernel.rows import written_once
from sotay.library import effects, personal
from sotay.library.kinds import WITHOUT_EFFECT
from sotay.library.sources import Card, Columns, LibrarySource, Rows, annotated
from sotay.papers.access import readable_by
from sotay.papers.models import Ending, IssuedPaper, PaperOpening

NAME = "papers"
_STATES = {Ending.Kind.REPLACED: effects.REPLACED, Ending.Kind.WITHDRAWN: effects.WITHDRAWN}


def rows(actor: Actor, _day: date) -> Rows:
    ended = Q(ending__isnull=False)
    opened = PaperOpening.objects.filter(paper=OuterRef("pk"), account_id=personal.account_of(actor))
    columns = Columns(
        kind=F("kind"),
        issuer=F("cell__name"),
        dated=TruncDate("frozen_at"),
        came=F("frozen_at"),
        place=F("cell__path"),
        issued=True,
        in_force=~ended & ~Q(kind__in=WITHOUT_EFFECT),
        over=ended,
        opened=Exists(opened.order_by()),
    )
    found = IssuedPaper.objects.filter(readable_by(actor), state=IssuedPaper.State.FROZEN)
    return annotated(written_once(found), NAME, columns)


def cards(ids: Collection[UUID], _day: date) -> Iterator[Card]:
    found = IssuedPaper.objects.filter(pk__in=ids).select_related("cell", "ending")
    for paper in found.defer("base", "edits", "final"):
        ending: Ending | None = getattr(paper, "ending", None)
        plain = effects.NONE if paper.kind in WITHOUT_EFFECT else effects.IN_FORCE
        assert paper.frozen_at is not None  # noqa: S101 - issued ones have it
        yield Card(
            source=NAME,
            id=paper.pk,
            kind=paper.kind,
            number=paper.number_text,
            issuer=paper.cell.organ,
            dated=timezone.localdate(paper.frozen_at),
            came=paper.frozen_at,
            title=paper.title,
            place=paper.cell.path,
            kept_by=paper.cell.name,
            url=paper.get_absolute_url(),
            effect=_STATES[Ending.Kind(ending.kind)] if ending else plain,
            effect_on=timezone.localdate(ending.at) if ending else None,
            issued=True,
            extra={"replaced_by": ending.replaced_by_id if ending else None},
        )


SOURCE = LibrarySource(NAME, rows, cards)
