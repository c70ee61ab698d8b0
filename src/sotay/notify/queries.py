"""Reading notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Window
from django.http import HttpRequest

from sotay.kernel.actor import Actor
from sotay.notify.models import Notice

NEWEST = 12
"""How many new notices a page knows: Today lists the first of them, and a page marks those that led to it."""


def of(actor: Actor) -> QuerySet[Notice]:
    """Somebody's notices, newest first: those of the member they are, and those of their account."""
    mine = Q(account=actor.account_id)
    return Notice.objects.filter(mine | Q(member=actor.member_id) if actor.member_id else mine)


def unread(actor: Actor) -> QuerySet[Notice]:
    return of(actor).filter(read_at=None)


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many notices are new, and the newest of them."""

    unread: int
    newest: tuple[Notice, ...] = ()


def inbox(actor: Actor) -> Inbox:
    """What is new and how much of it, in one query; a header that counts asks nothing more."""

    def read() -> Inbox:
        newest = tuple(unread(actor).annotate(unread=Window(Count("pk")))[:NEWEST])
        return Inbox(newest[0].unread if newest else 0, newest)

    return actor.once(Inbox, read)


def unread_count(request: HttpRequest) -> int:
    """The number at the bell of the header. What was read for it stays with the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    request.inbox = found = inbox(actor)  # type: ignore[attr-defined]
    return found.unread
