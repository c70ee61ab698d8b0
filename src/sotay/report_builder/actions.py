"""Keeping a report under a name, changing, deleting and bringing it back; noting that it was opened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.clock import Waiting
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.report_builder.definitions import Definition
from sotay.report_builder.models import ReportOpening, ReportShare, SavedReport, key_of
from sotay.units.models import Unit

KEPT_DELETED = timedelta(days=30)
"""How long a deleted report can come back."""


class NameTaken(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("You have a report “%(name)s” for this unit already. Choose another name.")
        super().__init__(sentence % {"name": name}, field="name")


@transaction.atomic
def save(
    *,
    unit: Unit,
    by: Actor,
    definition: Definition,
    name: str,
    shared_with: Collection[str] = (),
    monthly_on: int | None = None,
    replaces: bool = False,
) -> SavedReport:
    """Keep a report under a name. The same once more, as of a button pressed twice, leads to the first.

    Raises NameTaken when another report has the name, unless this one `replaces` it.
    """
    owner = Account.objects.select_for_update(no_key=True).get(pk=cast(UUID, by.account_id))
    same_name = SavedReport.objects.filter(owner=owner, unit=unit, name_key=key_of(name), deleted_at=None)
    if (there := same_name.first()) is not None:
        if replaces:
            return _replace(there, by, definition, name, shared_with, monthly_on)
        if there.query == definition.query:
            return there
        raise NameTaken(there.name)
    report = SavedReport.objects.create(
        unit=unit,
        owner=owner,
        owner_name=by.name,
        name=tidy(name),
        query=definition.query,
        monthly_on=monthly_on,
        monthly_from=_from(monthly_on),
    )
    _share(report, shared_with)
    audit.record(by, "report.saved", report, name=report.name, unit=unit.name)
    return report


def _replace(
    there: SavedReport,
    by: Actor,
    definition: Definition,
    name: str,
    shared_with: Collection[str],
    monthly_on: int | None,
) -> SavedReport:
    """It keeps its address, and what those it is shared with opened."""
    there.query = definition.query
    there.save(update_fields=["query"])
    return change(report=there, by=by, name=name, shared_with=shared_with, monthly_on=monthly_on)


@transaction.atomic
def change(
    *, report: SavedReport, by: Actor, name: str, shared_with: Collection[str], monthly_on: int | None
) -> SavedReport:
    """Give it another name, other readers or another day. Raises NameTaken."""
    row = SavedReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if row.monthly_on != monthly_on:
        row.monthly_from, row.ready_on = _from(monthly_on), None
    row.name, row.monthly_on = tidy(name), monthly_on
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(row.name) from None
    _share(row, shared_with)
    audit.record(by, "report.changed", row, name=row.name)
    return row


def _from(monthly_on: int | None) -> date | None:
    """From which day on it can be ready: next month's first when its day of this month has passed."""
    if monthly_on is None:
        return None
    today = timezone.localdate()
    month = Month.of(today)
    return (month if month.day(monthly_on) >= today else month.plus(1)).first


def _share(report: SavedReport, audiences: Collection[str]) -> None:
    report.shares.exclude(audience__in=audiences).delete()
    shares = [ReportShare(report=report, audience=audience) for audience in dict.fromkeys(audiences)]
    ReportShare.objects.bulk_create(shares, ignore_conflicts=True)


@transaction.atomic
def delete(*, report: SavedReport, by: Actor) -> None:
    """Take it out of everybody's list. Twice changes nothing."""
    if SavedReport.objects.filter(pk=report.pk, deleted_at=None).update(deleted_at=timezone.now()):
        audit.record(by, "report.deleted", report, name=report.name)


@transaction.atomic
def restore(*, report: SavedReport, by: Actor) -> SavedReport:
    """Bring a deleted one back. Raises NameTaken when another has its name by now."""
    row = SavedReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    row.deleted_at = None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(row.name) from None
    audit.record(by, "report.restored", row, name=row.name)
    return row


def note_opened(*, report: SavedReport, by: Actor) -> None:
    """Today asks this reader no more, until the report is ready again. Writes only when something changes."""
    if report.ready_on is None or by.account_id is None:
        return
    opened = ReportOpening.objects.filter(report=report, account=by.account_id)
    if opened.filter(ready_on__gte=report.ready_on).exists():
        return
    ReportOpening.objects.bulk_create(
        [ReportOpening(report=report, account_id=by.account_id, ready_on=report.ready_on)],
        update_conflicts=True,
        unique_fields=["report", "account"],
        update_fields=["ready_on"],
    )


def make_ready(now: datetime) -> int:
    """What the clock does: reports whose day of the month has come are ready, each once a month. Deleted ones
    that nobody brought back are removed."""
    done = due(now).update(ready_on=timezone.localdate(now))
    SavedReport.objects.filter(deleted_at__lt=now - KEPT_DELETED).delete()
    return done


def due(now: datetime) -> QuerySet[SavedReport]:
    """Reports whose day of this month has come and that are not marked ready yet."""
    today = timezone.localdate(now)
    month = Month.of(today)
    day = today.day if today < month.last else 31  # of a short month the last day is the 31st too
    waiting = SavedReport.objects.filter(deleted_at=None, monthly_on__lte=day, monthly_from__lte=today)
    return waiting.filter(Q(ready_on=None) | Q(ready_on__lt=month.first))


def not_ready(moment: datetime) -> Waiting | None:
    """What of it is left undone, for the operator: of days of this month that are over, so that the clock has
    had its turn."""
    today = timezone.localdate(moment)
    month = Month.of(today)
    if today == month.first:
        return None
    undone = due(moment - timedelta(days=1))
    first = undone.aggregate(first=Min("monthly_on"))["first"]
    if first is None:
        return None
    since = datetime.combine(month.day(first), time.min, timezone.get_current_timezone())
    return Waiting(undone.count(), since)
