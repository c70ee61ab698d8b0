"""The door to documents. Floors above say who reads what was given for their things (`SCOPES`); any other
document is read by whoever sees the meetings of its cell.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel import reading
from sotay.kernel.actor import Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.library.models import Document

SCOPES: Hook[reading.Scoping] = Hook(
    "library.scopes", "which documents were given for an app's things, and who reads them"
)
"""Documents know nothing of what they are before: meetings hand in that of two cells both read, and that
what a committee has before it is not for the whole cell."""


def readable_by(actor: Actor) -> Q:
    """Documents the actor may read, for a list or a search."""
    return reading.readable_by(actor, SCOPES, inside("cell__path", *actor.reach(Can.SEE_MEETING)))


def access_document(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Document:
    """The document, when the actor may do `need` at its cell. A purged one too: its fact may be known."""
    allowed = readable_by(actor) if need is Can.SEE_MEETING else inside("cell__path", *actor.reach(need))
    document = get_or_none(Document.objects.filter(allowed).select_related("cell"), pk)
    if document is None:
        raise Http404
    return document
