"""The syntheses a province sends to the centre: figures and text, without who signed and who sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sotay.audit import actions as audit
from sotay.federation.exchange import CannotTakeIn, Part, Side, chosen
from sotay.federation.models import Parcel
from sotay.kernel.actor import SYSTEM
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.notify import actions as notify
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import from_json, to_json
from sotay.petitions.holding import officers
from sotay.syntheses import queries
from sotay.syntheses.access import PAPER_KIND
from sotay.syntheses.models import Synthesis
from sotay.units.models import Unit

KIND = "synthesis"
WORDS = (
    "unit_id",
    *("month", "version", "status", "figures", "reason", "number_text", "built_at", "signed_at", "sent_at"),
)
_MOMENTS = ("built_at", "signed_at", "sent_at")


def outgoing(side: Side) -> Iterator[Parcel]:
    if side.is_centre:
        return
    sent = set(Parcel.objects.filter(sender=side.unit_id, kind=KIND).values_list("about_id", flat=True))
    ready = Synthesis.objects.filter(unit=side.unit_id, status=Synthesis.Status.SENT)
    for synthesis in ready.order_by("sent_at", "id"):
        if synthesis.pk not in sent:
            yield Parcel(
                sender=side.unit_id,
                kind=KIND,
                about_id=synthesis.pk,
                part=f"version {synthesis.version}",
                body=_body(synthesis),
                at=synthesis.sent_at or timezone.now(),
            )


def _body(synthesis: Synthesis) -> dict[str, Any]:
    issued = queries.paper_of(synthesis)
    paper = from_json(issued.final or issued.base)
    unsigned = tuple(replace(place, name="", signed_note="") for place in paper.signatures)
    return {
        "id": str(synthesis.pk),
        "synthesis": chosen(synthesis, WORDS),
        "title": issued.title,
        "paper": to_json(replace(paper, signatures=unsigned)),
    }


def take_in(body: dict[str, Any], side: Side) -> None:
    """Keep it as one that was sent, with its paper to be read. The signed print stays in the province."""
    values = dict(body["synthesis"])
    unit = get_or_none(Unit.objects, UUID(values.pop("unit_id")))
    if unit is None:
        raise CannotTakeIn("the unit that sent a synthesis is not known here")
    values["month"] = Month.parse(values["month"])
    for name in _MOMENTS:
        values[name] = parse_datetime(values[name]) if values[name] else None
    owned = {"unit": unit, "commune_id": unit.commune_id}
    synthesis, is_new = Synthesis.objects.update_or_create(pk=UUID(body["id"]), defaults=values | owned)
    IssuedPaper.objects.get_or_create(
        cell=unit,
        kind=PAPER_KIND,
        about_id=synthesis.pk,
        defaults={
            "commune_id": unit.commune_id,
            "month": synthesis.month,
            "title": body["title"],
            "base": body["paper"],
        },
    )
    centre = Unit.objects.get(pk=side.centre_id)
    month = synthesis.month.label()
    if is_new:
        audit.record(SYSTEM, "synthesis.sent", synthesis, to=centre.organ, month=month, unit=unit.name)
        code = "synthesis.corrected" if synthesis.is_correction else "synthesis.received"
        url = synthesis.get_absolute_url()
        words = {"month": month, "unit": unit.name, "reason": synthesis.reason}
        notify.tell(officers(centre), code, url, by=SYSTEM, **words)


PART = Part(KIND, outgoing, take_in)
