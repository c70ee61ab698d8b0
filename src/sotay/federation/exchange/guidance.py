"""Guidance and bulletins of the centre, once they are sent; who wrote them stays at the centre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sotay.audit import actions as audit
from sotay.federation.exchange import Part, Side, chosen
from sotay.federation.models import Parcel
from sotay.guidance import queries
from sotay.guidance.models import Guidance, GuidanceQuestion, GuidanceTopic
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import Month
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify

KIND = "guidance"
Status = Guidance.Status
LETTER = (
    *("kind", "status", "month", "year", "number", "title", "summary", "orientation", "cell_types"),
    *("created_at", "sent_at", "withdrawn_at", "withdrawn_because"),
)
TOPIC = ("id", "position", "title", "text", "compulsory")
QUESTION = ("id", "position", "text")


def outgoing(side: Side) -> Iterator[Parcel]:
    if not side.is_centre:
        return
    sent = set(Parcel.objects.filter(sender=side.unit_id, kind=KIND).values_list("about_id", "part"))
    letters = Guidance.objects.filter(unit=side.centre_id, status__in=[Status.SENT, Status.WITHDRAWN])
    for letter in letters.order_by("sent_at", "id").prefetch_related("topics", "questions"):
        if (letter.pk, letter.status) not in sent:
            yield Parcel(
                sender=side.unit_id,
                kind=KIND,
                about_id=letter.pk,
                part=letter.status,
                body=_body(letter),
                at=letter.withdrawn_at or letter.sent_at or timezone.now(),
            )


def _body(letter: Guidance) -> dict[str, Any]:
    return {
        "id": str(letter.pk),
        "letter": chosen(letter, LETTER),
        "topics": [chosen(each, TOPIC) for each in letter.topics.all()],
        "questions": [chosen(each, QUESTION) for each in letter.questions.all()],
    }


def take_in(body: dict[str, Any], side: Side) -> None:
    """The letter as it was sent; of one that was withdrawn, that it was."""
    values = dict(body["letter"])
    values["month"] = Month.parse(values["month"])
    for name in ("created_at", "sent_at", "withdrawn_at"):
        values[name] = parse_datetime(values[name]) if values[name] else None
    pk = UUID(body["id"])
    known = Guidance.objects.select_for_update().filter(pk=pk).first()
    if known is not None and known.status == Status.WITHDRAWN:
        return
    letter, _new = Guidance.objects.update_or_create(
        pk=pk, defaults=values | {"unit_id": side.centre_id, "created_by_name": ""}
    )
    for model, key in ((GuidanceTopic, "topics"), (GuidanceQuestion, "questions")):
        for each in body[key]:
            rest = {name: value for name, value in each.items() if name != "id"}
            model._default_manager.update_or_create(pk=UUID(each["id"]), defaults=rest | {"guidance": letter})
    _tell(letter)


def _tell(letter: Guidance) -> None:
    withdrawn = letter.status == Status.WITHDRAWN
    done = "withdrawn" if withdrawn else "sent"
    audit.record(SYSTEM, f"{letter.kind}.{done}", letter, month=letter.month.label(), number=letter.number)
    cells = [cell.pk for cell in queries.cells_for(letter)]
    to = holder_ids(cells, Role.SECRETARY, day=timezone.localdate())
    code = "guidance.withdrawn" if withdrawn else f"{letter.kind}.sent"
    notify.tell(
        to,
        code,
        letter.get_absolute_url(),
        by=SYSTEM,
        title=letter.title,
        unit=letter.unit.organ,
        reason=letter.withdrawn_because,
        month=letter.month.label(),
        number=letter.number,
    )


PART = Part(KIND, outgoing, take_in)
