"""Petitions that came to an office from below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import OFFICES
from sotay.kernel.needs import Arrival
from sotay.petitions.holding import BEGINNINGS
from sotay.petitions.models import PetitionEvent

MANY = 100
_ARRIVED = (*BEGINNINGS, PetitionEvent.What.PASSED_UP, PetitionEvent.What.REOPENED)


def arrivals_of(actor: Actor, since: datetime) -> Iterator[Arrival]:
    """Those raised for the actor's office, passed up to it or asked again since a moment. One query."""
    offices = {grant.unit_id for grant in actor.holds(*OFFICES)}
    if not offices:
        return
    events = PetitionEvent.objects.filter(to__in=offices, what__in=_ARRIVED, at__gte=since)
    for event in events.select_related("petition__cell").order_by("-at", "-id")[:MANY]:
        petition = event.petition
        yield Arrival(
            event.at, petition.text, petition.cell.name, petition.get_absolute_url(), "message-square-text"
        )
