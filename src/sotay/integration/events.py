"""What webhooks are told: each event by its code, what it is about, and who may know of it.

An event is an audit line of the same code; `figures.changed` is found by the clock, and `webhook.test` is
sent by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.audit.models import AuditLine
from sotay.figures.models import CellMonth, UnitMonth
from sotay.integration.models import Webhook, WebhookDelivery
from sotay.kernel import jobs
from sotay.kernel.actor import Actor, Can
from sotay.kernel.ids import new_id
from sotay.kernel.tree import ancestors
from sotay.meetings import access as meetings
from sotay.meetings.models import Meeting
from sotay.petitions import queries as petitions
from sotay.syntheses import access as syntheses
from sotay.syntheses.models import Synthesis
from sotay.units.models import Unit

Readable = Callable[[Actor, UUID], bool]
FIGURES, TEST = "figures.changed", "webhook.test"
LATE_COMMITS = timedelta(minutes=2)
"""A change may be committed so long after its moment. What changed within is looked at once more: the same
change has the same id, and is told once."""


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` and `path` name the thing as the interface for programs does."""

    code: str
    words: str | Promise
    kind: str
    path: str
    readable: Readable


def _meeting(actor: Actor, pk: UUID) -> bool:
    return Meeting.objects.filter(meetings.seen_by(actor), pk=pk).exists()


def _petition(actor: Actor, pk: UUID) -> bool:
    return petitions.in_sight(actor).filter(pk=pk).exists()


def _synthesis(actor: Actor, pk: UUID) -> bool:
    return Synthesis.objects.filter(syntheses.readable_by(actor), pk=pk).exists()


def _figures(actor: Actor, pk: UUID) -> bool:
    found = Unit.objects.filter(pk=pk).values_list("path", flat=True).first()
    return found is not None and actor.may(Can.SEE_FIGURES, found)


EVENTS: Mapping[str, Event] = {
    event.code: event
    for event in (
        Event("meeting.closed", _("A meeting was closed"), "meeting", "meetings", _meeting),
        Event("meeting.signed", _("Minutes were signed"), "meeting", "meetings", _meeting),
        Event("meeting.reported", _("A meeting was reported"), "meeting", "meetings", _meeting),
        Event("petition.passed_up", _("A petition was passed up"), "petition", "petitions", _petition),
        Event("petition.answered", _("A petition was answered"), "petition", "petitions", _petition),
        Event("petition.closed", _("A petition was closed"), "petition", "petitions", _petition),
        Event("synthesis.sent", _("A synthesis was sent up"), "synthesis", "syntheses", _synthesis),
        Event(FIGURES, _("Figures of a month changed"), "figures", "figures", _figures),
    )
}
CHOICES = [(event.code, event.words) for event in EVENTS.values()]


def follow(line: AuditLine) -> None:
    """Have webhooks told of what an audit line says, in the transaction of its act. Where nobody registered
    one it is one look at an empty table."""
    if line.code not in EVENTS or line.unit_id is None or line.object_id is None:
        return
    hooks = Webhook.objects.filter(status=Webhook.Status.ON)
    if not hooks.exists():
        return
    unit = Unit.objects.filter(pk=line.unit_id).only("path", "code").first()
    if unit is not None:
        places = [*ancestors(unit.path), unit.path]
        wanted = [hook for hook in hooks.filter(unit__path__in=places) if line.code in hook.events]
        tell(wanted, EVENTS[line.code], unit, line.object_id, timezone.now())


def tell(
    hooks: Iterable[Webhook], event: Event, unit: Unit, about: UUID, at: datetime, **more: Any
) -> list[WebhookDelivery]:
    """A delivery to each of the webhooks, on its way once the transaction commits."""
    made = [_delivery(hook, event, unit, about, at, more) for hook in hooks]
    if made:
        WebhookDelivery.objects.bulk_create(made, ignore_conflicts=True)
        send_soon()
    return made


def _delivery(
    hook: Webhook, event: Event, unit: Unit, about: UUID, at: datetime, more: Mapping[str, Any]
) -> WebhookDelivery:
    pk = uuid5(hook.pk, f"{event.code} {about} {more}") if event.code == FIGURES else new_id()
    body = {
        "id": str(pk),
        "event": event.code,
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unit": {"id": str(unit.pk), "code": unit.code},
        "object": {"kind": event.kind, "id": str(about), "api": f"/api/v1/{event.path}/{about}"},
    }
    if event.code == FIGURES:
        month = more["month"]
        body["month"] = month
        body["object"]["api"] = f"/api/v1/figures?unit={about}&first={month}&last={month}"  # type: ignore[index]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return WebhookDelivery(id=pk, webhook=hook, event=event.code, body=text)


def test_body(hook: Webhook) -> WebhookDelivery:
    """A delivery that says nothing happened, for trying out an address."""
    event = Event(TEST, "", "unit", "units", lambda _actor, _pk: True)
    return _delivery(hook, event, hook.unit, hook.unit_id, timezone.now(), {})


def figures_changed(now: datetime) -> int:
    """For the clock: tell webhooks of months whose figures changed since they were last looked at."""
    wanted = [
        hook
        for hook in Webhook.objects.filter(status=Webhook.Status.ON).select_related("unit")
        if FIGURES in hook.events
    ]
    told = 0
    for hook in wanted:
        since = hook.figures_seen_at or hook.created_at
        rows = (
            CellMonth.objects.filter(cell=hook.unit, changed_at__gt=since)
            if hook.unit.is_cell
            else UnitMonth.objects.filter(unit=hook.unit, as_of__gt=since)
        )
        moment = "changed_at" if hook.unit.is_cell else "as_of"
        changed = list(rows.order_by().values_list("month").annotate(at=Max(moment)))
        for month, at in changed:
            tell([hook], EVENTS[FIGURES], hook.unit, hook.unit_id, at, month=str(month), at_=at.isoformat())
        if changed:
            seen = min(max(at for _month, at in changed), now - LATE_COMMITS)
            Webhook.objects.filter(pk=hook.pk).update(figures_seen_at=seen)
        told += len(changed)
    return told


def send_soon(at: datetime | None = None) -> None:
    """Have what is due sent by a worker, at once or at that moment."""
    from sotay.integration.jobs import send_due  # noqa: PLC0415 - the job calls `sending`, which tells

    jobs.enqueue(send_due, after=at, at=at.isoformat() if at else "")
