"""The door to papers. Floors above say which papers are about their things and who reads those (`SCOPES`);
any other paper is read by whoever sees the meetings of its cell.
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
from sotay.papers.models import IssuedPaper

SCOPES: Hook[reading.Scoping] = Hook(
    "papers.scopes", "which papers are about an app's things, and who reads them"
)
"""Papers know nothing of what they are about: meetings hand in that minutes wait for their report, and that
each of two cells that met together reads the other's record."""


def readable_by(actor: Actor) -> Q:
    """Papers the actor may read, for a list or a search."""
    return reading.readable_by(actor, SCOPES, inside("cell__path", *actor.reach(Can.SEE_MEETING)))


def access_paper(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> IssuedPaper:
    """The paper, when the actor may read it and do `need` in its cell; Http404 when not."""
    rows = IssuedPaper.objects.filter(readable_by(actor)).select_related("cell")
    if need is not Can.SEE_MEETING:
        rows = rows.filter(inside("cell__path", *actor.reach(need)))
    paper = get_or_none(rows, pk)
    if paper is None:
        raise Http404
    return paper
