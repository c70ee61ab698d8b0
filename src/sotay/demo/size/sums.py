"""What lies above cells: months and days of communes, provinces and the centre, each level in one statement.

The same numbers as `figures.actions.roll_up` writes, which takes a transaction for each unit and month.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Model, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from sotay.figures.catalog import DAY_NAMES, NAMES
from sotay.figures.models import REGULAR, CellMonth, UnitDay, UnitMonth
from sotay.kernel.tree import LABEL
from sotay.units.models import Kind, Unit

LEVELS = ((Kind.COMMUNE, 3), (Kind.PROVINCE, 2), (Kind.CENTRE, 1))
"""Kinds of unit from the lowest up, and how many labels their paths have."""

NOT_BEGUN = Q(status=CellMonth.Status.SET_UP)


@transaction.atomic
def add_up(now: datetime) -> dict[str, int]:
    """Write every sum anew; how many rows there are of each table."""
    for model in (UnitDay, UnitMonth):
        model._default_manager.all().delete()
    for kind, labels in LEVELS:
        _months(kind, labels, now)
        _days(kind, now)
    return {model._meta.db_table: model._default_manager.count() for model in (UnitMonth, UnitDay)}


def _months(kind: str, labels: int, now: datetime) -> None:
    keys = ("month", "kind")
    rows: QuerySet[Any, Any]
    if kind == Kind.COMMUNE:
        late = Count("pk", filter=NOT_BEGUN & Q(planned_at__lte=now))
        rows = CellMonth.objects.order_by().values("cell__parent", *keys)
        rows = rows.annotate(**_added(NAMES), sum_with_meeting=Count("pk"), sum_late=late)
    else:
        rows = UnitMonth.objects.filter(unit__parent__kind=kind).order_by().values("unit__parent", *keys)
        rows = rows.annotate(**_added((*NAMES, "with_meeting", "late")))
    columns = ("unit_id", *keys, *NAMES, "with_meeting", "late")
    _insert(UnitMonth, rows, columns, now, labels)


def _days(kind: str, now: datetime) -> None:
    rows: QuerySet[Any, Any]
    if kind == Kind.COMMUNE:
        late = Count("pk", filter=NOT_BEGUN & Q(planned_at__lte=now))
        rows = CellMonth.objects.filter(kind=REGULAR).order_by()
        rows = rows.annotate(held_on=TruncDate(Coalesce("opened_at", "planned_at")))
        rows = rows.values("cell__parent", "month", "held_on").annotate(**_added(DAY_NAMES), sum_late=late)
    else:
        rows = UnitDay.objects.filter(unit__parent__kind=kind).order_by().annotate(held_on=F("day"))
        rows = rows.values("unit__parent", "month", "held_on").annotate(**_added((*DAY_NAMES, "late")))
    _insert(UnitDay, rows, ("unit_id", "month", "day", *DAY_NAMES, "late"), now)


def _added(names: Sequence[str]) -> dict[str, Sum]:
    return {f"sum_{name}": Sum(name) for name in names}


def _insert(
    model: type[Model], rows: QuerySet[Any, Any], columns: Sequence[str], now: datetime, labels: int = 0
) -> None:
    """Write the rows of a query with an id and the moment; with `labels` also how many cells the unit has."""
    sql, params = rows.query.sql_with_params()
    named = ", ".join(columns)
    new_id = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    moment = connection.ops.adapt_datetimefield_value(now)
    cells, counted = ("", "")
    if labels:
        cells = ", n.cells"
        counted = " JOIN n ON n.unit_id = s.unit_id"
    statement = (
        f"WITH s ({named}) AS ({sql}), n (unit_id, cells) AS ({_CELLS}) "  # noqa: S608 - names of ours
        f"INSERT INTO {model._meta.db_table} (id, as_of, {named}{', cells' if labels else ''}) "
        f"SELECT {new_id}, %s, {', '.join(f's.{name}' for name in columns)}{cells} FROM s{counted}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, labels * LABEL, moment])


_CELLS = (
    f"SELECT above.id, count(*) FROM {Unit._meta.db_table} cell JOIN {Unit._meta.db_table} above "  # noqa: S608 - names of ours
    f"ON above.path = substr(cell.path, 1, %s) WHERE cell.kind = '{Kind.CELL.value}' GROUP BY above.id"
)
