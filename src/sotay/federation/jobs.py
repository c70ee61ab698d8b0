"""The exchange, with the clock: what is to be sent becomes parcels, what arrived becomes records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone

from sotay.federation import queries
from sotay.federation.exchange import CannotTakeIn, Part, Side, guidance, petitions, syntheses
from sotay.federation.models import Installation, Link, Parcel, Pulse, TakenIn
from sotay.federation.queries import OutOfStep
from sotay.figures import actions as figures
from sotay.figures.models import UnitMonth
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.units.models import Unit

PARTS = {part.kind: part for part in (petitions.PART, guidance.PART, syntheses.PART)}
MANY = 1000
"""How many parcels one run takes in; the next goes on."""


def exchange(now: datetime) -> int:
    """Send, take in, and add up; how many things were done. Harmless at any time and twice at once.

    Raises OutOfStep, after all that could be done is done, when a link is broken: the operator reads it
    wherever a failed job is told.
    """
    side = queries.side()
    if side is None:
        return 0
    with transaction.atomic():
        Installation.objects.select_for_update().get()  # one at a time
        done = _send(side) + _beat(side, now)
        _listen()
    done += _take_in(side)
    done += _add_up(side, now)
    if broken := list(queries.faults()):
        raise OutOfStep(broken[0])
    return done


def _send(side: Side) -> int:
    parcels = [parcel for part in PARTS.values() for parcel in part.outgoing(side)]
    Parcel.objects.bulk_create(parcels)
    return len(parcels)


def _beat(side: Side, now: datetime) -> int:
    pulse = Pulse.objects.filter(pk=side.unit_id).first()
    number = pulse.number + 1 if pulse else 1
    Pulse.objects.update_or_create(pk=side.unit_id, defaults={"number": number, "at": now})
    return 0


def _listen() -> None:
    """Keep how far each other database has come; one that has gone back was restored from a backup."""
    pulses = dict(Pulse.objects.values_list("unit_id", "number"))
    for link in Link.objects.all():
        number = pulses.get(link.unit_id, 0)
        if number < link.pulse and not link.fault:
            link.fault = f"{link.name} was restored from a backup: run `sotay federate resync {link.name}`"
            link.save(update_fields=["fault"])
        elif number > link.pulse:
            link.pulse = number
            link.save(update_fields=["pulse"])


def _take_in(side: Side) -> int:
    done = 0
    for parcel in list(queries.arrived(side)[:MANY]):
        with transaction.atomic():
            done += _take_in_one(parcel, side)
    return done


def _take_in_one(parcel: Parcel, side: Side) -> int:
    _row, is_new = TakenIn.objects.get_or_create(pk=parcel.pk, defaults={"at": timezone.now()})
    if not is_new:
        return 0
    try:
        with transaction.atomic():
            _part(parcel).take_in(parcel.body, side)
    except (OperationalError, InterfaceError):  # the database's fault and not the parcel's: next time
        raise
    except Exception as why:
        note = str(why) if isinstance(why, CannotTakeIn | Refusal) else f"cannot be read: {why!r}"
        TakenIn.objects.filter(pk=parcel.pk).update(note=note[:300])
        return 0
    return 1


def _part(parcel: Parcel) -> Part:
    if parcel.kind not in PARTS:
        raise CannotTakeIn(
            f"a {parcel.kind} is something this version does not know; upgrade, then try again"
        )
    return PARTS[parcel.kind]


def try_again() -> int:
    """Take in anew what could not be; how many there were."""
    return TakenIn.objects.exclude(note="").delete()[0]


def _add_up(side: Side, now: datetime) -> int:
    """The centre's own sums, of the months in which a province's changed."""
    if not side.is_centre:
        return 0
    centre = Unit.objects.get(pk=side.centre_id)
    own = dict(_newest(unit=centre))
    behind = [month for month, at in _newest(unit__parent=centre) if month not in own or own[month] < at]
    return sum(figures.roll_up(centre, month, now) for month in behind)


def _newest(**which: object) -> Iterator[tuple[Month, datetime]]:
    rows = UnitMonth.objects.filter(**which).order_by("month").values_list("month")
    yield from rows.annotate(at=Max("as_of"))
