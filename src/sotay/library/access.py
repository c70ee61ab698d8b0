"""The door to documents: whoever may see the cell's meetings may read what is attached to them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.library.models import Document


def access_document(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Document:
    """The document, when the actor may do `need` at its cell. A purged one too: its fact may be known."""
    document = Document.objects.select_related("cell").filter(pk=pk).first()
    if document is None or not actor.may(need, document.cell.path):
        raise Http404
    return document
