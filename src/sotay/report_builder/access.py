"""The door to kept reports, and to the unit whose figures somebody asks for."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.report_builder import queries
from sotay.report_builder.models import ABOVE, BELOW, ReportShare, SavedReport
from sotay.report_builder.sharing import sees_figures, sees_figures_below
from sotay.units.access import access_unit
from sotay.units.models import Unit


def access_figures(actor: Actor, unit: str) -> Unit:
    """The unit of an address; without one the highest whose figures the actor has. Http404 for all others."""
    if not unit:
        home = next(iter(queries.homes(actor)), None)
        if home is None:
            raise Http404
        return home
    try:
        pk = UUID(unit)
    except ValueError:
        raise Http404 from None
    return access_unit(actor, pk, Can.SEE_FIGURES)


def readable_by(actor: Actor) -> Q:
    """Reports that are one's own, and those shared with a role one holds.

    Reading one says what is asked of the figures; the figures themselves are seen by one's own rights.
    """
    shared = Q(pk__in=[])
    for grant in actor.grants:
        if not sees_figures(grant.role):
            continue
        here = Q(report__unit=grant.unit_id)
        shared |= here & Q(audience=grant.role)
        shared |= Q(report__unit__path__in=ancestors(grant.path), audience=BELOW)
        if sees_figures_below(grant.role):
            shared |= inside("report__unit__path", subtree(grant.path)) & ~here & Q(audience=ABOVE)
    own = Q(owner=actor.account_id) if actor.account_id else Q(pk__in=[])
    return Q(deleted_at=None) & (own | Q(pk__in=ReportShare.objects.filter(shared).values("report")))


def access_report(actor: Actor, pk: UUID) -> SavedReport:
    """A report the actor may read."""
    found = get_or_none(SavedReport.objects.select_related("unit").filter(readable_by(actor)), pk)
    if found is None:
        raise Http404
    return found


def access_own(actor: Actor, pk: UUID, *, deleted: bool = False) -> SavedReport:
    """A report of one's own, to change; with `deleted` one that was deleted, to bring back."""
    own = SavedReport.objects.select_related("unit").filter(
        owner=actor.account_id, deleted_at__isnull=not deleted
    )
    found = get_or_none(own, pk) if actor.account_id else None
    if found is None:
        raise Http404
    return found


def unit_for(actor: Actor, report: SavedReport) -> Unit | None:
    """Whose figures a reader sees in a report: its unit's; who may not, those of their own unit below it.

    None for who may see neither, as an owner who left the office.
    """
    if actor.may(Can.SEE_FIGURES, report.unit.path):
        return report.unit
    below = subtree(report.unit.path)
    return next((home for home in queries.homes(actor) if below.holds(home.path)), None)
