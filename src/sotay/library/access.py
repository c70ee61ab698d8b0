"""The door to documents: whoever may see the cell's meetings may read what is attached to them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.rows import get_or_none
from sotay.library.models import Document

Keeper = Callable[[Actor, Document], bool | None]
KEEPERS: Hook[Keeper] = Hook(
    "library.keepers", "whether somebody may read a document; None for one the keeper does not know"
)
"""Documents know nothing of what they are before: meetings hand in that of two cells both read, and that
what a committee has before it is not for the whole cell."""


def access_document(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Document:
    """The document, when the actor may do `need` at its cell. A purged one too: its fact may be known."""
    document = get_or_none(Document.objects.select_related("cell"), pk)
    if document is None or not _may(actor, document, need):
        raise Http404
    return document


def _may(actor: Actor, document: Document, need: Can) -> bool:
    if need is Can.SEE_MEETING:
        answers = [keeper(actor, document) for keeper in KEEPERS]
        known = [answer for answer in answers if answer is not None]
        if known:
            return any(known)
    return actor.may(need, document.cell.path)
