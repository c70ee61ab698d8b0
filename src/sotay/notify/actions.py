"""Telling people something, and noting that they read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.members.models import Appointment, Member
from sotay.members.queries import in_force
from sotay.notify import queries
from sotay.notify.models import Notice
from sotay.notify.words import sentence_of

LONGEST_WORDS = 140


@transaction.atomic
def tell(
    to: Iterable[UUID | None], code: str, url: str, *, by: Actor | None = None, **data: object
) -> list[Notice]:
    """Leave a notice for each person, once however often they are named; those who left get none, nor does
    whoever did it (`by`).

    `to` are members, or accounts of people in no cell, as `members.queries.holder_ids` answers them. `code`
    must have its sentence in an app's `NOTICE_WORDS`, which `data` fills in; long values are cut, because a
    notice leads to the page and does not replace it. Raises KeyError for an unknown code.
    """
    sentence_of(code)
    if not url.startswith("/"):
        raise ValueError(f"a notice leads to a page of ours, not {url!r}")
    ids = {each for each in to if each and not (by and each in {by.member_id, by.account_id})}
    words = {key: _short(tidy(str(value))) for key, value in data.items()}
    now = timezone.now()
    return Notice.objects.bulk_create(
        Notice(commune_id=commune, code=code, url=url, data=words, created_at=now, **whose)
        for whose, commune in _people(ids)
    )


def _people(ids: set[UUID]) -> list[tuple[Mapping[str, UUID], UUID]]:
    """Of each person their notice is kept under, and in which commune. Accounts are looked for only when an
    id is of no member."""
    members = Member.objects.current().filter(pk__in=ids).order_by("pk").values_list("pk", "commune_id")
    found: list[tuple[Mapping[str, UUID], UUID]] = [({"member_id": pk}, commune) for pk, commune in members]
    rest = ids - {pk for pk, _commune in members}
    if rest:
        held = Appointment.objects.filter(
            in_force(timezone.localdate()), account__in=rest, account__is_active=True
        )
        at = dict(held.order_by("account", "-pk").values_list("account", "commune_id"))
        found += [({"account_id": pk}, commune) for pk, commune in at.items() if pk]
    return found


def mark_read(*, of: Actor, notices: Iterable[UUID] | None = None) -> int:
    """Note that somebody has read some notices, or all of theirs; answers how many were new."""
    unread = queries.unread(of)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=timezone.now())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1].rstrip()}…"
