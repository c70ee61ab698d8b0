"""Where this database stands among others, and whether all is in step: cheap, as the clock asks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.federation import tables
from sotay.federation.exchange import Side
from sotay.federation.models import Installation, Link, Parcel, Pulse, TakenIn
from sotay.kernel.tree import subtree
from sotay.units.models import Unit

SILENT = timedelta(hours=1)
"""Every database says something with its clock, every ten minutes; after an hour the link is broken."""

MOST_KEPT = 5 * 1024**3
"""Bytes of its log a database keeps for somebody who does not fetch them, before the operator is told."""


class OutOfStep(Exception):  # noqa: N818 - how a job says what the operator has to see to
    """A link is broken."""


def own() -> Installation | None:
    return Installation.objects.select_related("unit").first() if connection.vendor == "postgresql" else None


def side() -> Side | None:
    """None for a database that stands alone, or that nobody linked yet."""
    me = own()
    if me is None:
        return None
    links = list(Link.objects.all())
    if me.role == Installation.Role.CENTRE:
        return Side(True, me.unit_id, me.unit_id, tuple((link.unit_id, link.path) for link in links))
    return Side(False, me.unit_id, links[0].unit_id) if links else None


def keeps_elsewhere(unit: Unit) -> bool:
    """Whether another database keeps the unit's sums: at the centre those of provinces, in a province the
    centre's.
    """
    me = own()
    if me is None:
        return False
    if me.role == Installation.Role.PROVINCE:
        return not subtree(me.unit.path).holds(unit.path)
    return any(subtree(link.path).holds(unit.path) for link in Link.objects.all())


def arrived(here: Side) -> QuerySet[Parcel]:
    """Parcels of others that are no records here yet, in the order they were sent."""
    for_us = Q(receiver=None) | Q(receiver=here.unit_id)
    fresh = Parcel.objects.exclude(sender=here.unit_id).filter(for_us)
    return fresh.exclude(pk__in=TakenIn.objects.values("pk")).order_by("at", "id")


def faults() -> Iterator[str]:
    """What is broken, one sentence each, from what this database knows by itself."""
    me = own()
    if me is None:
        return
    yield from _of_itself(me)
    with connection.cursor() as cursor:
        cursor.execute(_SUBSCRIPTIONS)
        names = [column[0] for column in cursor.description]
        state = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    pulses = {pulse.pk: pulse for pulse in Pulse.objects.all()}
    links = list(Link.objects.all())
    for link in links:
        yield from _of_link(link, state.get(f"sotay_{link.name}"), pulses.get(link.unit_id))
    yield from _of_slots()
    if stuck := TakenIn.objects.exclude(note="").first():
        count = TakenIn.objects.exclude(note="").count()
        yield f"{count} parcels could not be taken in ({stuck.note}); `sotay federate retry` tries them again"


def _of_itself(me: Installation) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(to_regclass('federation_installation')::oid, 0)::text")
        (mark,) = cursor.fetchone()
        if me.fingerprint.rpartition(":")[2] != mark:
            yield (
                "this database was restored from a backup and follows nobody: run `sotay federate resync "
                "NAME` for each link, here and at the other side"
            )
            return
        if me.role == Installation.Role.PROVINCE:
            cursor.execute("SELECT tablename FROM pg_publication_tables WHERE pubname = %s", [tables.UP])
            sent = {table for (table,) in cursor.fetchall()}
            missing = [each.table for each in tables.going_up(me.unit_id, None) if each.table not in sent]
            if missing:
                again = f"run `sotay federate province --name {me.name}`"
                yield f"{', '.join(missing)} is not sent to the centre: {again}"


def _of_link(link: Link, state: dict[str, Any] | None, pulse: Pulse | None) -> Iterator[str]:
    if link.fault:
        yield link.fault
    elif state is None:
        yield f"nothing is taken in from {link.name}: run `sotay federate resync {link.name} --url URL`"
    elif not state["enabled"]:
        yield f"taking in from {link.name} is switched off: run `sotay federate resync {link.name}`"
    elif state["tables"] == 0:
        yield f"the subscription to {link.name} has no tables: run `sotay federate resync {link.name}`"
    elif state["pid"] is None:
        yield (
            f"{link.name} cannot be reached, or a row from there cannot be written here "
            f"({state['errors']} errors so far): see PostgreSQL's log and `sotay federate status`"
        )
    else:
        heard = pulse.at if pulse else link.copied_at
        if timezone.now() - heard > SILENT:
            yield f"nothing has arrived from {link.name} since {_moment(heard)}"


def _of_slots() -> Iterator[str]:
    """Slots of ours that others read from: what they do not fetch, the disk keeps."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS)
        for slot, active, status, kept in cursor.fetchall():
            if status == "lost":
                yield f"the slot {slot} is lost: its reader must run `sotay federate resync`"
            elif kept > MOST_KEPT:
                yield (
                    f"{kept // 1024**2:,} MB of the log are kept for {slot}, which "
                    + ("is slow to fetch them" if active else "does not fetch them")
                    + "; a database that is gone for good is removed with `sotay federate remove`"
                )


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


_SUBSCRIPTIONS = """
SELECT s.subname AS name, s.subenabled AS enabled, w.pid AS pid,
  coalesce(e.apply_error_count + e.sync_error_count, 0) AS errors,
  (SELECT count(*) FROM pg_subscription_rel r WHERE r.srsubid = s.oid) AS tables
FROM pg_subscription s
LEFT JOIN pg_stat_subscription w ON w.subid = s.oid AND w.relid IS NULL
LEFT JOIN pg_stat_subscription_stats e ON e.subid = s.oid
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

_SLOTS = r"""
SELECT slot_name, active, wal_status, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
FROM pg_replication_slots
WHERE slot_name LIKE 'sotay\_%' AND database = current_database()
"""
