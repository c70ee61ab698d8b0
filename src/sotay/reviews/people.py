"""Who is reviewed in a cell's part of a round, by which form, and who decides above."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sotay.kernel.actor import Role
from sotay.kernel.tree import ancestors
from sotay.members.models import Standing
from sotay.members.queries import RosterRow, holder_ids
from sotay.reviews.models import CellRound, Review
from sotay.units.models import Unit
from sotay.units.settings import Settings


def reviews_of(cell_round: CellRound, rows: Iterable[RosterRow], here: Settings) -> list[Review]:
    """A review, not saved yet, for everybody who formally belongs to the cell."""
    cell = cell_round.cell
    form = here["review.form_for"].get(cell.cell_type, Review.Form.F2C)
    return [
        Review(
            commune_id=cell.commune_id,
            cell=cell,
            cell_round=cell_round,
            subject=Review.Subject.MEMBER,
            member=row.member,
            name=row.member.shown,
            form=form,
            left_out=why_left_out(row, here),
        )
        for row in rows
        if not row.here
    ]


def why_left_out(row: RosterRow, here: Settings) -> str:
    """Why somebody is not rated, '' for who is. Kept in Vietnamese, as what is written about a cell.

    Source: 294-QĐ/TW point 7.2.3 for exempt members; "review.rates_suspended" for others.
    """
    with override("vi"):
        if row.exempt:
            return str(Standing.Kind.EXEMPT.label)
        if here["review.rates_suspended"]:
            return ""
        if row.suspended:
            return str(Standing.Kind.SUSPENDED.label)
        return str(Standing.Kind.PROSECUTED.label) if row.prosecuted else ""


def collectives(cell_round: CellRound, *, with_committee: bool) -> list[Review]:
    """The reviews of the cell itself and of its committee."""
    cell = cell_round.cell
    subjects = [(Review.Subject.CELL, cell.name)]
    if with_committee:
        with override("vi"):
            name = cell.name[:1].lower() + cell.name[1:]
            subjects.append((Review.Subject.COMMITTEE, _("Committee of %(cell)s") % {"cell": name}))
    return [
        Review(
            commune_id=cell.commune_id,
            cell=cell,
            cell_round=cell_round,
            subject=subject,
            name=name[:200],
            form=Review.Form.F01,
        )
        for subject, name in subjects
    ]


def deciders(cell: Unit) -> set[UUID]:
    """Those of the offices above a cell: the nearest one decides."""
    above = Unit.objects.filter(path__in=ancestors(cell.path)).order_by("-path")
    for unit in above:
        if found := holder_ids([unit.pk], Role.WARD_OFFICE, day=timezone.localdate()):
            return found
    return set()
