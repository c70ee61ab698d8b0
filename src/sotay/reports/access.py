"""The doors to boards: whoever sees the figures of a unit."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.units.access import access_unit
from sotay.units.models import Unit


def access_board(actor: Actor, pk: UUID) -> Unit:
    return access_unit(actor, pk, Can.SEE_FIGURES)


def access_board_above(actor: Actor, pk: UUID) -> Unit:
    """Of what there is no board for a cell: its day, its units compared and ranked."""
    unit = access_board(actor, pk)
    if unit.is_cell:
        raise Http404
    return unit
