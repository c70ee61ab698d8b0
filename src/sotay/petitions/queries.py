"""Reading petitions: what the actor may see, by how it stands, and how many of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sotay.kernel.actor import Actor
from sotay.meetings.access import readable_q
from sotay.petitions import holding, rules
from sotay.petitions.deadlines import DEADLINE
from sotay.petitions.models import Petition, PetitionEvent

Status = Petition.Status
COMPARED = 1000
"""How many of the newest petitions of a unit one is compared with."""


def in_sight(actor: Actor) -> QuerySet[Petition]:
    """Petitions of meetings whose minutes the actor may read, those that came to the actor's unit, own ones.

    One raised between two meetings is read by its cell's leaders and by the units it comes to.
    """
    ours = [grant.unit_id for grant in holding.offices(actor)]
    passed = PetitionEvent.objects.filter(to__in=ours).values("petition")
    here = Q(held_by__in=ours) | Q(cell__in=ours) | Q(pk__in=passed)
    at_meetings = Q(meeting_id__isnull=False) & readable_q(actor)
    return Petition.objects.filter(at_meetings | here | _raised_by(actor.member_id))


def of(member_id: UUID | None) -> QuerySet[Petition]:
    """Petitions a member raised; none for somebody who is no member."""
    return Petition.objects.filter(_raised_by(member_id))


def waiting_for(actor: Actor) -> QuerySet[Petition]:
    """Petitions a unit of the actor's has to answer, pass on, or (answered) tell the person and close."""
    return concerning(actor).filter(held_by__in=units_of(actor), status__in=WAITING)


def concerning(actor: Actor) -> QuerySet[Petition]:
    """What waits for a unit of the actor's, and what the actor raised and is not closed: what is urgent, then
    what is due first."""
    held = Q(held_by__in=units_of(actor), status__in=WAITING)
    mine = _raised_by(actor.member_id) & ~Q(status=Status.CLOSED)
    rows = Petition.objects.filter(held | mine)
    return rows.order_by("-is_urgent", DEADLINE.asc(nulls_last=True), "raised_on", "id")


def units_of(actor: Actor) -> set[UUID]:
    """The units the actor acts for."""
    return {grant.unit_id for grant in holding.offices(actor)}


WAITING = (Status.OPEN, Status.ANSWERED)
"""What the unit that holds it has to act on: one that is joined is answered with the other."""


SHOWN = ("waiting", "open", "late", "answered", "closed", "all")


def shown(petitions: QuerySet[Petition], actor: Actor, show: str, *, late_before: date) -> QuerySet[Petition]:
    """The petitions of one of SHOWN, in its order, with all a list of them reads. Late are those due before a
    day."""
    found = petitions.filter(_shown(actor)[show]).select_related("cell", "held_by")
    if show == "late":
        found = found.alias(due=DEADLINE).filter(due__lt=late_before)
    if show == "all":
        return found.order_by("-raised_on", "-id")
    if show == "closed":
        return found.order_by(F("closed_on").desc(nulls_last=True), "-raised_on", "-id")
    return found.order_by("-is_urgent", DEADLINE.asc(nulls_last=True), "raised_on", "id")


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    open: int
    answered: int
    closed: int
    all: int


def counts(petitions: QuerySet[Petition], actor: Actor) -> Counts:
    """How many of each, in one query. `waiting` are those a unit of the actor's has to act on."""
    parts = {name: Count("pk", filter=part) for name, part in _shown(actor).items() if name != "late"}
    return Counts(**petitions.aggregate(**parts))


def alike(actor: Actor, petition: Petition) -> list[Petition]:
    """Petitions the same unit still has to answer that read like this one, the likest first; only such as the
    actor may see. Two queries.
    """
    waiting = in_sight(actor).filter(held_by=petition.held_by_id, status=Status.OPEN).exclude(pk=petition.pk)
    newest = waiting.order_by("-raised_on", "-id").values_list("pk", "text")[:COMPARED]
    pks = rules.most_alike(petition.text, newest)
    found = Petition.objects.select_related("cell").in_bulk(pks)
    return [found[pk] for pk in pks]


def history(petition: Petition) -> QuerySet[PetitionEvent]:
    """The events of a petition with the units they name, the first one first."""
    return petition.events.select_related("unit", "to")


def _shown(actor: Actor) -> dict[str, Q]:
    ours = [grant.unit_id for grant in holding.offices(actor)]
    return {
        "waiting": Q(held_by__in=ours) & Q(status__in=WAITING),
        "open": Q(status__in=(Status.OPEN, Status.JOINED)),
        "late": Q(status__in=(Status.OPEN, Status.JOINED)),
        "answered": Q(status=Status.ANSWERED),
        "closed": Q(status=Status.CLOSED),
        "all": Q(),
    }


def _raised_by(member_id: UUID | None) -> Q:
    return Q(raised_by=member_id) if member_id else Q(pk__in=[])
