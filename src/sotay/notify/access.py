"""The door to notices: one's own only."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.notify import queries
from sotay.notify.models import Notice


def access_notice(actor: Actor, pk: UUID) -> Notice:
    notice = get_or_none(queries.of(actor), pk)
    if notice is None:
        raise Http404
    return notice
