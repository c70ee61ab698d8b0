"""Petitions passed up to the centre, and what it did with them.

A petition is written by the unit that holds it and by nobody else, so the two sides take turns: each event
that crosses brings the state it left the petition in. Of a petition go its text, field and place; who raised
it, and at which meeting, stays home.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime

from sotay.audit import actions as audit
from sotay.federation.exchange import CannotTakeIn, Part, Side, chosen
from sotay.federation.models import Parcel
from sotay.kernel.actor import SYSTEM
from sotay.kernel.periods import as_day
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside, subtree
from sotay.notify import actions as notify
from sotay.petitions import holding
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit

KIND = "petition"
What = PetitionEvent.What
MATTER = ("text", "field", "place", "is_urgent", "is_of_residents", "raised_on", "cell_id")
STATE = ("status", "held_by_id", "reply_by", "due_on", "is_declined", "joined_to_id")
EVENT = ("what", "unit_id", "to_id", "text", "due_on", "at")
_TOLD = {
    What.ANSWERED: "petition.answered",
    What.DECLINED: "petition.declined",
    What.PROMISED: "petition.promised",
    What.SENT_BACK: "petition.sent_back",
    What.JOINED: "petition.joined",
    What.SEPARATED: "petition.separated",
}


def outgoing(side: Side) -> Iterator[Parcel]:
    """From a province what it passed to the centre; from the centre what it did, to that province."""
    sent = set(Parcel.objects.filter(sender=side.unit_id, kind=KIND).values_list("part", flat=True))
    events = PetitionEvent.objects.select_related("petition").order_by("at", "id")
    if not side.is_centre:
        for event in events.filter(to=side.centre_id).exclude(unit=side.centre_id):
            if event.pk.hex not in sent:
                yield _parcel(event, side.unit_id, None)
        return
    for unit, path in side.provinces:
        theirs = inside("petition__cell__path", subtree(path))
        for event in events.filter(theirs, unit=side.centre_id):
            if event.pk.hex not in sent:
                yield _parcel(event, side.unit_id, unit)


def _parcel(event: PetitionEvent, sender: UUID, receiver: UUID | None) -> Parcel:
    body = {
        "event": chosen(event, EVENT),
        "matter": chosen(event.petition, MATTER),
        "state": chosen(event.petition, STATE),
    }
    return Parcel(
        sender=sender,
        receiver=receiver,
        kind=KIND,
        about_id=event.petition_id,
        part=event.pk.hex,
        body=body | {"id": str(event.petition_id), "event_id": str(event.pk)},
        at=event.at,
    )


def take_in(body: dict[str, Any], side: Side) -> None:
    """Lay the event and the state it led to over what is here. Raises CannotTakeIn for what is unknown."""
    pk, event = UUID(body["id"]), body["event"]
    cell = get_or_none(Unit.objects, UUID(body["matter"]["cell_id"]))
    if cell is None:
        raise CannotTakeIn("the cell a petition is of is not known here")
    petition = Petition.objects.select_for_update().filter(pk=pk).first()
    if petition is None and not side.is_centre:
        raise CannotTakeIn("the petition is not known here; was this database restored from a backup?")
    if petition is None:
        petition = Petition(pk=pk, cell=cell, commune_id=cell.commune_id, shown_to=Petition.ShownTo.NOBODY)
    if side.is_centre:
        _set(petition, body["matter"], MATTER)
    elif petition.held_by_id != side.centre_id:
        raise CannotTakeIn("the centre acted on a petition that is back in the province")
    _set(petition, body["state"], STATE)
    if petition.joined_to_id and not Petition.objects.filter(pk=petition.joined_to_id).exists():
        petition.joined_to_id = None
    petition.save()
    _event(petition, UUID(body["event_id"]), event)
    _tell(petition, event)


def _set(petition: Petition, values: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        value = values.get(name)
        if name in {"raised_on", "reply_by", "due_on"}:
            value = parse_date(value) if value else None
        elif name.endswith("_id") and value:
            value = UUID(value)
        setattr(petition, name, value)


def _event(petition: Petition, pk: UUID, event: dict[str, Any]) -> None:
    PetitionEvent.objects.get_or_create(
        pk=pk,
        defaults={
            "petition": petition,
            "cell_id": petition.cell_id,
            "commune_id": petition.commune_id,
            "what": event["what"],
            "unit_id": UUID(event["unit_id"]),
            "to_id": UUID(event["to_id"]),
            "text": event["text"],
            "due_on": _day(event["due_on"]),
            "by_name": "",
            "at": _moment(event["at"]),
        },
    )


def _tell(petition: Petition, event: dict[str, Any]) -> None:
    """The same people are told as when both levels shared a database."""
    what, by = event["what"], Unit.objects.get(pk=event["unit_id"])
    to, due = Unit.objects.get(pk=event["to_id"]), _day(event["due_on"])
    until = as_day(due) if due else ""
    audit.record(SYSTEM, f"petition.{what}", petition, unit=by.organ, to=to.organ, due=until)
    url = petition.get_absolute_url()
    if what in _TOLD:
        people = [petition.raised_by_id]
        if what in holding.ANSWERS:
            people += holding.officers(petition.cell)
        unit = to.organ if what == What.SENT_BACK else by.organ
        notify.tell(people, _TOLD[what], url, by=SYSTEM, text=petition.text, unit=unit, due=until)
    if petition.status == Petition.Status.OPEN and petition.held_by_id == to.pk:
        notify.tell(
            holding.officers(to), "petition.waiting", url, by=SYSTEM, text=petition.text, unit=to.organ
        )


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise CannotTakeIn("the time of an event cannot be read")
    return found


PART = Part(KIND, outgoing, take_in)
