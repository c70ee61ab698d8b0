"""The door to papers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.papers.models import IssuedPaper


def access_paper(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> IssuedPaper:
    """The paper, when the actor may do `need` in its cell; Http404 when not, or when there is none."""
    paper = IssuedPaper.objects.select_related("cell").filter(pk=pk).first()
    if paper is None or not actor.may(need, paper.cell.path):
        raise Http404
    return paper
