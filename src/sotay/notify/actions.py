"""Telling members something, and noting that they read it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.members.models import Member
from sotay.notify.models import Notice
from sotay.notify.words import sentence_of

LONGEST_WORDS = 140


@transaction.atomic
def tell(
    to: Iterable[UUID | None], code: str, url: str, *, by: Actor | None = None, **data: object
) -> list[Notice]:
    """Leave a notice for each member, once however often they are named; those who left get none, nor does
    whoever did it (`by`).

    `code` must have its sentence in an app's `NOTICE_WORDS`, which `data` fills in; long values are cut,
    because a notice leads to the page and does not replace it. Raises KeyError for an unknown code.
    """
    sentence_of(code)
    if not url.startswith("/"):
        raise ValueError(f"a notice leads to a page of ours, not {url!r}")
    ids = {each for each in to if each and not (by and by.member_id == each)}
    communes = Member.objects.current().filter(pk__in=ids).order_by("pk").values_list("pk", "commune_id")
    words = {key: _short(tidy(str(value))) for key, value in data.items()}
    now = timezone.now()
    return Notice.objects.bulk_create(
        Notice(commune_id=commune, member_id=member, code=code, url=url, data=words, created_at=now)
        for member, commune in communes
    )


def mark_read(*, member_id: UUID, notice: Notice | None = None) -> int:
    """Note that a member has read one notice, or all of theirs; answers how many were new."""
    unread = Notice.objects.filter(member=member_id, read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice.pk)
    return unread.update(read_at=timezone.now())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1].rstrip()}…"
