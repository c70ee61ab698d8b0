"""A scheme from its draft to its end: what it asks, its quotas, its years and their days, the call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.schemes import refusals, rules
from sotay.schemes.models import Quota, Registration, Scheme, SchemeYear
from sotay.units.models import Unit
from sotay.units.queries import cells_below

Asked = Sequence[tuple[str, str, int | None]]
"""Criteria as typed: text, the key of a measure or '', and how much at least."""
Days = Mapping[str, Any]
"""The days of a year by the names of the columns."""
AT_ONCE = 500
"""Ids in one query."""


@transaction.atomic
def begin(*, unit: Unit, by: Actor, criteria: Asked = (), **about: Any) -> Scheme:
    """Begin a scheme, a draft its office alone sees."""
    row = Scheme(unit=unit, created_by_name=by.name, **about)
    _refuse_years(row)
    row.save()
    _keep_criteria(row, criteria)
    audit.record(by, "scheme.begun", row, title=row.name)
    return row


def copy(*, scheme: Scheme, by: Actor) -> Scheme:
    """A new draft that asks for the same, with the same quotas and without years."""
    names = ("name", "basis", "text", "year_from", "year_until", "cell_types", "decides", "origin")
    asked = [(each.text, each.measure, each.least) for each in scheme.criteria.all()]
    with transaction.atomic():
        about = {name: getattr(scheme, name) for name in names}
        row = begin(unit=scheme.unit, by=by, criteria=asked, **about)
        for quota in scheme.quotas.all():
            row.quotas.create(
                position=quota.position,
                cell_type=quota.cell_type,
                scope=quota.scope,
                most=quota.most,
                percent=quota.percent,
            )
    return row


@transaction.atomic
def change(*, scheme: Scheme, by: Actor, **about: Any) -> Scheme:
    """Change what a draft says of itself. Raises NotADraft once it was called."""
    row = _draft(scheme)
    for name, value in about.items():
        setattr(row, name, value)
    _refuse_years(row)
    row.save()
    audit.record(by, "scheme.changed", row, title=row.name)
    return row


@transaction.atomic
def discard(*, scheme: Scheme, by: Actor) -> None:
    """Throw a draft away."""
    row = _draft(scheme)
    audit.record(by, "scheme.discarded", row, title=row.name)
    row.delete()


@transaction.atomic
def write_criteria(*, scheme: Scheme, by: Actor, criteria: Asked) -> Scheme:
    """Keep the criteria of a draft in their order; those without words are left out."""
    row = _draft(scheme)
    n = _keep_criteria(row, criteria)
    audit.record(by, "scheme.criteria", row, title=row.name, n=n)
    return row


def _keep_criteria(row: Scheme, criteria: Asked) -> int:
    row.criteria.all().delete()
    asked = [(tidy(text), measure, least) for text, measure, least in criteria if text.strip()]
    for number, (text, measure, least) in enumerate(asked, 1):
        row.criteria.create(number=number, text=text, measure=measure, least=least if measure else None)
    return len(asked)


@transaction.atomic
def set_quotas(*, scheme: Scheme, by: Actor, quotas: Iterable[Mapping[str, Any]]) -> Scheme:
    """Replace the quotas. They may change while the scheme runs: they warn and stop nobody."""
    row = locked(scheme)
    row.quotas.all().delete()
    rows = [Quota(scheme=row, position=position, **each) for position, each in enumerate(quotas, 1)]
    Quota.objects.bulk_create(rows)
    audit.record(by, "scheme.quotas", row, title=row.name, n=len(rows))
    return row


@transaction.atomic
def add_year(*, scheme: Scheme, by: Actor, year: int, **days: Any) -> SchemeYear:
    """Plan a year with its days; cells hear of it when it is called."""
    row = locked(scheme)
    if row.is_closed:
        raise refusals.NotRunning
    if not row.year_from <= year <= row.year_until:
        raise refusals.YearOutside(row.year_from, row.year_until)
    if row.years.filter(year=year).exists():
        raise refusals.YearTaken(year)
    added = SchemeYear(scheme=row, year=year, **days)
    _refuse_days(days)
    added.save()
    audit.record(by, "scheme.year_added", row, title=row.name, year=year)
    return added


@transaction.atomic
def remove_year(*, year: SchemeYear, by: Actor) -> None:
    """Take out a year that was not called; taking out twice changes nothing."""
    row = locked_year(year)
    if row.called_at is not None:
        raise refusals.CalledAlready
    audit.record(by, "scheme.year_removed", row.scheme, title=row.scheme.name, year=row.year)
    row.delete()


@transaction.atomic
def set_days(*, year: SchemeYear, by: Actor, **days: Any) -> SchemeYear:
    """Change the days of a year. Once it was called, the leaders of the cells that take part are told."""
    row = locked_year(year)
    if row.scheme.is_closed:
        raise refusals.NotRunning
    _refuse_days(days)
    for name, value in days.items():
        setattr(row, name, value)
    row.save()
    audit.record(by, "scheme.days_changed", row.scheme, title=row.scheme.name, year=row.year)
    if row.called_at is not None:
        part = row.registrations.exclude(status__in=[*rules.DECIDED, rules.Status.DROPPED])
        _tell(set(part.values_list("cell", flat=True)), LEADERS, "scheme.days_changed", row, by)
    return row


@transaction.atomic
def call(*, year: SchemeYear, by: Actor) -> SchemeYear:
    """Call the cells to a year: their leaders and the offices that decide are told, the scheme runs.

    Raises NothingAsked without a criterion, RegisterByInThePast. Calling twice changes nothing.
    """
    row = locked_year(year)
    scheme = locked(row.scheme)
    if scheme.is_closed:
        raise refusals.NotRunning
    if row.called_at is not None:
        return row
    if not scheme.criteria.exists():
        raise refusals.NothingAsked
    if row.register_by < timezone.localdate():
        raise refusals.RegisterByInThePast
    now = timezone.now()
    scheme.status, scheme.called_at = Scheme.Status.CALLED, scheme.called_at or now
    scheme.save()
    row.called_at, row.called_by_name, row.scheme = now, by.name, scheme
    row.save()
    audit.record(by, "scheme.called", scheme, title=scheme.name, year=row.year)
    cells = cells_below(scheme.unit.path)
    if scheme.cell_types:
        cells = cells.filter(cell_type__in=scheme.cell_types)
    places = list(cells.values_list("pk", "commune_id"))
    _tell([pk for pk, _commune in places], LEADERS, "scheme.called", row, by)
    _tell({commune for _pk, commune in places} - {scheme.unit_id}, OFFICES, "scheme.called", row, by)
    return row


@transaction.atomic
def close(*, scheme: Scheme, by: Actor) -> Scheme:
    """End a scheme: no cell registers any more, what was recognised stays. Twice changes nothing."""
    row = locked(scheme)
    if row.is_draft:
        raise refusals.NotRunning
    if not row.is_closed:
        row.status, row.closed_at = Scheme.Status.CLOSED, timezone.now()
        row.save()
        audit.record(by, "scheme.closed", row, title=row.name)
    return row


@transaction.atomic
def reopen(*, scheme: Scheme, by: Actor) -> Scheme:
    """Undo of `close`. Twice changes nothing."""
    row = locked(scheme)
    if row.is_closed:
        row.status, row.closed_at = Scheme.Status.CALLED, None
        row.save()
        audit.record(by, "scheme.reopened", row, title=row.name)
    return row


@transaction.atomic
def publish(*, year: SchemeYear, unit: Unit, by: Actor) -> int:
    """Publish what the unit has decided of a year: the leaders of each of the cells are told, and whoever
    reads the scheme sees the result. Answers how many cells; raises NothingToPublish for none."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("cell")
    decided = list(rows.filter(year=year, held_by=unit, status__in=rules.DECIDED, published_at=None))
    if not decided:
        raise refusals.NothingToPublish
    now = timezone.now()
    for row in decided:
        row.events.create(
            commune_id=row.commune_id,
            cell=row.cell,
            move=rules.Move.PUBLISH,
            by_name=by.name,
            by_member=by.member_id,
            at=now,
        )
    ids = [row.pk for row in decided]
    Registration.objects.filter(pk__in=ids).update(published_at=now)
    scheme = year.scheme
    audit.record(by, "scheme.published", scheme, title=scheme.name, year=year.year, n=len(decided))
    for row in decided:
        notify.tell(
            members.holder_ids([row.cell_id], *LEADERS, day=timezone.localdate()),
            "scheme.published",
            row.get_absolute_url(),
            by=by,
            unit=unit.organ,
            title=scheme.name,
            year=year.year,
        )
    return len(decided)


def _tell(units: Collection[UUID], roles: Sequence[Any], code: str, row: SchemeYear, by: Actor) -> None:
    """Tell who holds the roles at many units."""
    told = {
        "unit": row.scheme.unit.organ,
        "title": row.scheme.name,
        "year": row.year,
        "day": as_day(row.register_by),
    }
    if code == "scheme.days_changed":
        del told["unit"]
    ids: set[UUID] = set()
    for part in _parts(units):
        ids |= members.holder_ids(part, *roles, day=timezone.localdate())
    for people in _parts(ids):
        notify.tell(people, code, row.get_absolute_url(), by=by, **told)


def _parts(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    """Some hundred at a time: a province has thousands of cells."""
    known = sorted(ids)
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]


def _refuse_years(row: Scheme) -> None:
    if not 0 <= row.year_until - row.year_from < rules.LONGEST_SCHEME:
        raise refusals.WrongYears


def _refuse_days(days: Days) -> None:
    known: dict[str, date] = dict(days)
    if field := rules.fault_of_days(**known):
        raise refusals.DaysOutOfOrder(field)


def _draft(scheme: Scheme) -> Scheme:
    row = locked(scheme)
    if not row.is_draft:
        raise refusals.NotADraft
    return row


def locked(scheme: Scheme) -> Scheme:
    """Raises NotADraft when it was thrown away meanwhile."""
    rows = Scheme.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=scheme.pk).first()
    if row is None:
        raise refusals.NotADraft
    return row


def locked_year(year: SchemeYear) -> SchemeYear:
    """Raises NotRunning when it was taken out meanwhile."""
    rows = SchemeYear.objects.select_for_update(of=("self",)).select_related("scheme__unit")
    row = rows.filter(pk=year.pk).first()
    if row is None:
        raise refusals.NotRunning
    return row
