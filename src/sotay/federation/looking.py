"""How every link is, as `sotay federate status` says it: from here, and by asking the other side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sotay.federation import queries, tables
from sotay.federation.copying import subscription
from sotay.federation.models import Installation, Parcel, Pulse
from sotay.federation.postgres import (
    Connection,
    Trouble,
    fingerprint,
    other,
    own,
    published,
    rows,
    subscription_url,
    value,
)
from sotay.federation.setting_up import CENTRE_LINK, MayNotRead, installation, links


@dataclass(slots=True)
class Report:
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def look(admin: str = "") -> Report:
    report = Report()
    with own(admin) as here:
        me = installation(here)
        if me is None:
            report.lines.append("this database stands alone")
            return report
        what = "the centre" if me["role"] == Installation.Role.CENTRE else f"the province {me['name']}"
        report.lines.append(f"this database is {what}")
        report.faults.extend(queries.faults())
        for link in links(here):
            _link(here, me, link, report)
        for slot, active, status, kept in rows(here, queries._SLOTS):
            state = "is being read" if active else "is read by nobody now"
            report.lines.append(f"slot {slot}: {state}, {kept // 1024:,} kB of the log kept ({status})")
        if value(here, "SELECT setting FROM pg_settings WHERE name = 'max_slot_wal_keep_size'") == "-1":
            report.lines.append(
                "max_slot_wal_keep_size is not set: a link that stays broken fills the disk; 20GB, say, ends "
                "the slot first, and `resync` begins it anew"
            )
    return report


def _link(here: Connection, me: dict[str, Any], link: dict[str, Any], report: Report) -> None:
    name = link["name"]
    pulse = Pulse.objects.filter(pk=link["unit_id"]).first()
    heard = f"last heard {queries._moment(pulse.at)}" if pulse else "nothing heard yet"
    parcels = Parcel.objects.filter(sender=link["unit_id"]).count()
    report.lines.append(f"{name}: {heard}, {parcels} parcels, copied {queries._moment(link['copied_at'])}")
    url = subscription_url(here, subscription(name))
    if not url:
        report.lines.append(f"{name}: its address is read by a superuser only; --as asks the other side too")
        return
    try:
        with other(url, name) as there:
            report.faults.extend(_other_side(here, there, me, link, pulse))
    except MayNotRead:
        theirs = CENTRE_LINK if me["role"] == Installation.Role.CENTRE else me["name"]
        report.faults.append(
            f"{name} lets this database read nothing, as after a restore from a backup: run there "
            f"`sotay federate resync {theirs}`, then here `sotay federate resync {name}`"
        )
    except Trouble as trouble:
        report.faults.append(str(trouble))


def _other_side(
    here: Connection, there: Connection, me: dict[str, Any], link: dict[str, Any], pulse: Pulse | None
) -> list[str]:
    name, again = link["name"], f"run `sotay federate resync {link['name']}`"
    if link["fault"]:
        return []
    them = installation(there)
    if them is None or f"{them['key']}:{fingerprint(there)}" != link["fingerprint"]:
        return [f"{name} is not the database it was: it was restored from a backup or made anew; {again}"]
    if value(there, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = %s", link["slot"]) == 0:
        return [f"{name} has no slot for us any more, as after a restore or a failover; {again}"]
    found = []
    theirs = value(there, "SELECT number FROM federation_pulse WHERE unit_id = %s", link["unit_id"]) or 0
    if theirs < max(link["pulse"], pulse.number if pulse else 0):
        found.append(f"{name} was set back to an earlier moment, as by a backup of its machine; {again}")
    came = value(
        here,
        "SELECT remote_lsn FROM pg_replication_origin_status o JOIN pg_subscription s "
        "ON o.external_id = 'pg_' || s.oid WHERE s.subname = %s",
        subscription(name),
    )
    if came and value(there, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), %s) < 0", came):
        found.append(f"{name} stands before what arrived from there; {again}")
    publication = tables.UP if me["role"] == Installation.Role.CENTRE else tables.down(me["name"])
    sent = set(published(there, publication))
    taken = {
        table
        for (table,) in rows(
            here,
            "SELECT c.relname::text FROM pg_subscription_rel r JOIN pg_class c ON c.oid = r.srrelid "
            "JOIN pg_subscription s ON s.oid = r.srsubid WHERE s.subname = %s",
            subscription(name),
        )
    }
    if sent - taken:
        found.append(f"{name} sends {', '.join(sorted(sent - taken))}, which is not taken in; {again}")
    return found
