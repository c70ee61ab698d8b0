"""The door to papers. Whose paper it is decides the cell; floors above say which of them wait (`Guard`)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.rows import get_or_none
from sotay.papers.models import IssuedPaper

Guard = Callable[[Actor, IssuedPaper], bool]
GUARDS: Hook[Guard] = Hook(
    "papers.guards", "whether a paper may be read yet; True for one the guard does not know"
)
"""Papers know nothing of what they are about: meetings hand in that minutes wait for their report."""

ALSO_OPEN: Hook[Guard] = Hook("papers.also_open", "who outside a paper's cell reads it all the same")
"""Two cells that met together read each other's record."""


def access_paper(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> IssuedPaper:
    """The paper, when the actor may do `need` in its cell and no guard holds it back; Http404 when not."""
    paper = get_or_none(IssuedPaper.objects.select_related("cell"), pk)
    if paper is None or not (actor.may(need, paper.cell.path) or _may_also(actor, paper, need)):
        raise Http404
    if not all(guard(actor, paper) for guard in GUARDS):
        raise Http404
    return paper


def _may_also(actor: Actor, paper: IssuedPaper, need: Can) -> bool:
    return need is Can.SEE_MEETING and any(guard(actor, paper) for guard in ALSO_OPEN)
