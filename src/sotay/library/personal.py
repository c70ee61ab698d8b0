"""What a reader keeps for themselves: bookmarks, and what they have already seen. Nobody else reads it, so it
leaves no line in the audit."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.library.models import LibraryBookmark, LibraryLook, LibraryReading

FIRST_LOOK = timedelta(days=30)
"""How far back "new" goes for somebody who has never marked anything as read."""


NOBODY = UUID(int=0)


def account_of(actor: Actor) -> UUID:
    """Whose rows are asked for; the clock has none."""
    return actor.account_id or NOBODY


def bookmark(*, by: Actor, source: str, item_id: UUID) -> None:
    """Remember a document. Twice changes nothing."""
    if by.account_id is not None:
        LibraryBookmark.objects.get_or_create(
            account_id=by.account_id, item_id=item_id, defaults={"source": source, "at": timezone.now()}
        )


def forget(*, by: Actor, item_id: UUID) -> None:
    """Drop a bookmark. Twice changes nothing."""
    LibraryBookmark.objects.filter(account_id=account_of(by), item_id=item_id).delete()


def mark_read(*, by: Actor, source: str, item_id: UUID) -> None:
    """The reader has seen a document; the first time counts."""
    if by.account_id is not None:
        LibraryReading.objects.get_or_create(
            account_id=by.account_id, item_id=item_id, defaults={"source": source, "at": timezone.now()}
        )


@transaction.atomic
def mark_all_read(*, by: Actor) -> None:
    """All that came until now is seen; what was noted one by one is no longer needed."""
    if by.account_id is None:
        return
    LibraryLook.objects.update_or_create(account_id=by.account_id, defaults={"seen_until": timezone.now()})
    LibraryReading.objects.filter(account_id=by.account_id).delete()


def is_marked(actor: Actor, item_id: UUID) -> bool:
    return LibraryBookmark.objects.filter(account_id=account_of(actor), item_id=item_id).exists()


def seen_until(actor: Actor) -> datetime:
    """Since when what came is new to the reader."""
    row = LibraryLook.objects.filter(account_id=account_of(actor)).values_list("seen_until", flat=True)
    return next(iter(row), None) or timezone.now() - FIRST_LOOK


def is_new(actor: Actor, since: datetime) -> Q:
    """Of a list's rows (`sources.annotated`) those that are new to the reader."""
    read = LibraryReading.objects.filter(account_id=account_of(actor), item_id=OuterRef("pk")).order_by()
    return Q(item_came__gt=since, item_opened=False) & ~Q(Exists(read))
