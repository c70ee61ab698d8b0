"""Guidance and bulletins that were sent, as they stand in the library of those they were sent to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from sotay.guidance.access import readable_by
from sotay.guidance.models import Guidance, Reading
from sotay.kernel.actor import Actor
from sotay.kernel.rows import written_once
from sotay.library.kinds import BULLETIN, GUIDANCE
from sotay.library.sources import Card, Columns, LibrarySource, Rows, annotated

NAME = "guidance"


def rows(actor: Actor, _day: date) -> Rows:
    read = Reading.objects.filter(guidance=OuterRef("pk"), member=actor.member_id).order_by()
    columns = Columns(
        kind=Case(When(kind=Guidance.Kind.BULLETIN, then=Value(BULLETIN)), default=Value(GUIDANCE)),
        issuer=F("unit__name"),
        dated=TruncDate("sent_at"),
        came=F("sent_at"),
        place=F("unit__path"),
        issued=True,
        in_force=False,
        over=False,
        opened=Exists(read) if actor.member_id else False,
    )
    found = written_once(Guidance.objects.sent().filter(readable_by(actor)))
    return annotated(found, NAME, columns)


def cards(ids: Collection[UUID], _day: date) -> Iterator[Card]:
    for letter in Guidance.objects.filter(pk__in=ids, sent_at__isnull=False).select_related("unit"):
        assert letter.sent_at is not None  # noqa: S101 - just asked for
        yield Card(
            source=NAME,
            id=letter.pk,
            kind=BULLETIN if letter.is_bulletin else GUIDANCE,
            number=f"{letter.number}/{letter.year}" if letter.number else "",
            issuer=letter.unit.organ,
            dated=timezone.localdate(letter.sent_at),
            came=letter.sent_at,
            title=letter.title or str(letter),
            place=letter.unit.path,
            kept_by=letter.unit.name,
            url=letter.get_absolute_url(),
            issued=True,
        )


SOURCE = LibrarySource(NAME, rows, cards)
