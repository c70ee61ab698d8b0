"""The door to reviews: who prepares one in a unit works on its draft, levels above read what was sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import KINDS_OF_UNIT
from sotay.petitions.holding import offices, speaks_for
from sotay.petitions.rules import speaks_for as speaks_for_kind
from sotay.units.access import access_unit
from sotay.units.models import Kind, Unit

PAPER_KIND = "BC"


def can_write(actor: Actor, unit: Unit) -> bool:
    """Who prepares the meetings of a cell drafts its review; above cells its office does."""
    if unit.kind not in KINDS_OF_UNIT:
        return False
    return actor.may(Can.PREPARE, unit.path) if unit.is_cell else speaks_for(actor, unit)


def can_issue(actor: Actor, unit: Unit) -> bool:
    """Who acts for the unit has its review signed, sends it up and corrects it."""
    return unit.kind in KINDS_OF_UNIT and speaks_for(actor, unit)


def can_read(actor: Actor, review: PeriodReview) -> bool:
    if can_write(actor, review.unit):
        return True
    return review.is_sent and actor.may(Can.SEE_FIGURES, review.unit.path)


def access_home(actor: Actor, pk: UUID) -> Unit:
    """A unit whose figures the actor may see: its reviews, and those that came from below."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.kind == Kind.GROUP:
        raise Http404
    return unit


def access_own(actor: Actor, pk: UUID) -> Unit:
    """A unit whose reviews the actor writes."""
    unit = access_home(actor, pk)
    if not can_write(actor, unit):
        raise Http404
    return unit


def access_review(actor: Actor, pk: UUID, *, write: bool = False, issue: bool = False) -> PeriodReview:
    found = get_or_none(PeriodReview.objects.select_related("unit__parent"), pk)
    if found is None:
        raise Http404
    may = can_issue if issue else can_write
    if not (may(actor, found.unit) if write or issue else can_read(actor, found)):
        raise Http404
    return found


def readable_by(actor: Actor) -> Q:
    """Rows of `PeriodReview` the actor may read: what `can_read` answers of one, for a list."""
    cells = inside("unit__path", *actor.reach(Can.PREPARE)) & Q(unit__kind=Kind.CELL)
    ours = [
        grant.unit_id
        for grant in offices(actor)
        if grant.kind != Kind.CELL and speaks_for_kind(grant.role, grant.kind)
    ]
    own = cells | Q(unit__in=ours, unit__kind__in=KINDS_OF_UNIT)
    sent = Q(status=PeriodReview.Status.SENT) & inside("unit__path", *actor.reach(Can.SEE_FIGURES))
    return own | sent


def papers(actor: Actor) -> Scope:
    """The paper of a review is read by who reads the review."""
    about = PeriodReview.objects.filter(pk=OuterRef("about_id"))
    known = Q(kind=PAPER_KIND) & Q(Exists(about))
    return Scope(known, readable=Q(Exists(about.filter(readable_by(actor)))))
