"""What the forms about dates are made from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from django.utils import timezone

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Change, Edited, Stale, Values
from sotay.schedules import queries
from sotay.schedules.models import MeetingDate, PlannedTheme
from sotay.units.models import Unit


def month_of(reader: Actor, cell: Unit, month: Month) -> Edited[Unit]:
    """What a cell registered for a month. Nothing yet is a version too: two do not register at once."""

    def lock(cell: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=cell.pk)

    def values(cell: Unit) -> Values:
        row = queries.date_of(cell, month)
        return _values(row) if row else dict.fromkeys(("day", "clock", "place", "topic", "state"))

    def changed(field: str) -> Change | None:
        row = queries.date_of(cell, month)
        return last_change(reader, row.pk)(field) if row else None

    return Edited(cell, values, lock=lock, changed=changed)


def date(reader: Actor, row: MeetingDate) -> Edited[MeetingDate]:
    """A date as it is asked for or decided."""

    def lock(row: MeetingDate) -> MeetingDate:
        found = get_or_none(
            MeetingDate.objects.select_for_update(of=("self",)).select_related("cell"), row.pk
        )
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    return Edited(row, _values, lock=lock, changed=last_change(reader, row.pk))


def theme(reader: Actor, row: PlannedTheme) -> Edited[PlannedTheme]:
    """A theme of a plan; one that somebody took out meanwhile is stale."""

    def lock(row: PlannedTheme) -> PlannedTheme:
        rows = PlannedTheme.objects.select_for_update(of=("self",)).select_related("unit")
        found = get_or_none(rows, row.pk)
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    def values(row: PlannedTheme) -> Values:
        return {
            "month": row.month,
            "title": row.title,
            "aim": row.aim,
            "presenter": str(row.presenter_id or ""),
            "cells": sorted(str(cell.pk) for cell in row.cells.all()),
        }

    return Edited(row, values, lock=lock, changed=last_change(reader, row.pk))


def waiting(reader: Actor, unit: Unit, month: Month) -> Edited[Unit]:
    """All dates below a unit that wait to be approved."""

    def rows() -> list[tuple[object, ...]]:
        below = MeetingDate.objects.filter(cell__parent=unit, month=month)
        waits = below.filter(status=MeetingDate.Status.REGISTERED).order_by("pk")
        return list(waits.values_list("pk", "planned_at", "place", "topic"))

    def lock(unit: Unit) -> Unit:
        below = MeetingDate.objects.filter(cell__parent=unit, month=month).order_by("pk")
        list(below.select_for_update(of=("self",)).values_list("pk"))
        return unit

    def changed(field: str) -> Change | None:
        return last_change(reader, *(row[0] for row in rows()))(field)  # type: ignore[arg-type]

    return Edited(unit, lambda _unit: {"state": rows()}, lock=lock, changed=changed)


def _values(row: MeetingDate) -> Values:
    at = timezone.localtime(row.planned_at)
    return {
        "day": at.date(),
        "clock": at.time(),
        "place": row.place,
        "topic": row.topic,
        "state": [row.status, row.decided_at],
    }
