"""The months of cells in partitions: made ahead, put away and brought back, and nothing of them is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from installation import ON_POSTGRES

from sotay.figures import actions, partitions
from sotay.figures.actions import Kept
from sotay.figures.models import CellMonth, UnitMonth
from sotay.kernel import clock, health
from sotay.kernel.periods import Month

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
THIS, OLD = Month(2026, 11), Month(2021, 3)
QUESTION = "figures lie in the partition of their month"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def keep(house):
    """Keep a month of the cell as closing its meeting does."""

    def kept(month: Month, present: int) -> None:
        moment = datetime(month.year, month.number, 3, 12, tzinfo=UTC)
        values = {"meeting_id": uuid4(), "status": "reported", "planned_at": moment, "opened_at": moment}
        values |= {"reported": 1, "base": 20, "present": present}
        actions.keep(house.cell, Kept(month, "regular", values), follow=False)
        settle()

    return kept


def settle():
    """Have foreign keys looked at now: no table changes while some of its rows wait for that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def present() -> dict[Month, int]:
    return dict(CellMonth.objects.values_list("month", "present"))


def test_keeping_a_month_twice_changes_its_row_with_a_partition_and_without(keep):
    partitions.make_ahead(NOW)  # those of the day the tables were made may begin later
    for number in (17, 18):
        keep(THIS, number)
        keep(OLD, number)
    assert present() == {THIS: 18, OLD: 18}
    assert partitions.make_ahead(NOW) == (1 if ON_POSTGRES else 0), "of the old month"
    keep(OLD, 19)
    assert present() == {THIS: 18, OLD: 19}
    row = CellMonth.objects.get(month=OLD)
    row.present = 20
    row.save()
    CellMonth.objects.filter(month=THIS).delete()
    assert present() == {OLD: 20}


def test_clock_makes_partitions_and_check_asks_for_them():
    assert clock.jobs()["figures.partitions"].work is partitions.make_ahead
    assert list(health.questions()[QUESTION]()) == []
    assert clock.jobs()["figures.partitions"].overdue(NOW) is None


if not ON_POSTGRES:

    def test_one_table_has_no_partitions():
        assert not partitions.are_used()
        assert partitions.parts() == []
        assert partitions.make([THIS]) == 0
        assert partitions.put_away(24, NOW.date()) == []
        assert not partitions.is_put_away(OLD)
        with pytest.raises(partitions.Refused):
            partitions.bring_back(OLD)


if ON_POSTGRES:

    def test_partitions_are_made_ahead_once():
        later = datetime(2027, 11, 20, tzinfo=UTC)
        waiting = partitions.missing(later)
        assert (waiting.count, waiting.since.date()) == (2, Month(2027, 10).first)
        made = partitions.make_ahead(later)
        assert made >= 4
        assert partitions.missing(later) is None
        assert partitions.make_ahead(later) == 0
        months = {part.month for part in partitions.parts()}
        assert {Month(2027, 10).plus(n) for n in range(partitions.AHEAD + 2)} <= months

    def test_rows_without_a_partition_are_told_of_and_moved(keep):
        keep(THIS, 18)
        keep(OLD, 12)
        keep(Month(2100, 1), 3)
        assert partitions.in_default() == {OLD: 1, Month(2100, 1): 1}
        first, second = health.questions()[QUESTION]()
        assert first.startswith("1 rows of 03/2021")
        assert second.startswith("1 rows of 01/2100")
        partitions.make_ahead(NOW)
        assert partitions.in_default() == {}
        assert list(health.questions()[QUESTION]()) == []
        assert present() == {THIS: 18, OLD: 12, Month(2100, 1): 3}
        assert {OLD, Month(2100, 1)} <= {part.month for part in partitions.parts()}

    def test_a_month_put_away_stays_readable_and_its_sums_stay(keep, house):
        keep(OLD, 12)
        keep(THIS, 18)
        assert actions.roll_up(house.ward, OLD, timezone.now()) > 0
        (part,) = partitions.put_away(24, NOW.date())
        assert (part.month, part.attached) == (OLD, False)
        assert present() == {THIS: 18}
        with connection.cursor() as cursor:
            cursor.execute("SELECT present FROM figures_cellmonth_put_away_2021_03")
            assert cursor.fetchall() == [(12,)]
        keep(OLD, 5)
        assert present() == {THIS: 18}, "nothing is counted of it anew"
        assert partitions.in_default() == {}
        assert actions.roll_up(house.ward, OLD, timezone.now()) == 0
        assert UnitMonth.objects.get(unit=house.ward, month=OLD).present == 12
        assert partitions.make([OLD]) == 0
        assert partitions.put_away(24, NOW.date()) == []
        assert partitions.bring_back(OLD).attached
        assert present() == {THIS: 18, OLD: 12}
        keep(OLD, 13)
        assert present() == {THIS: 18, OLD: 13}

    def test_months_within_those_to_keep_stay(keep):
        edge = THIS.plus(-23)
        keep(edge, 12)
        keep(edge.plus(-1), 11)
        assert [part.month for part in partitions.put_away(24, NOW.date())] == [edge.plus(-1)]
        assert present() == {edge: 12}

    def test_a_month_put_away_before_a_figure_was_declared_comes_back_with_none_of_it(keep):
        keep(OLD, 12)
        (part,) = partitions.put_away(24, NOW.date())
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {part.table} DROP COLUMN verified, DROP COLUMN closed_at")
        partitions.bring_back(OLD)
        row = CellMonth.objects.get(month=OLD)
        assert (row.present, row.verified, row.closed_at) == (12, 0, None)

    @pytest.mark.parametrize(
        ("spoil", "named"),
        [("ADD COLUMN forgotten integer", "forgotten"), ("DROP COLUMN planned_at", "planned_at")],
    )
    def test_a_month_that_no_longer_fits_is_refused_and_stays(keep, spoil, named):
        keep(OLD, 12)
        (part,) = partitions.put_away(24, NOW.date())
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {part.table} {spoil}")
        with pytest.raises(partitions.Refused, match=named):
            partitions.bring_back(OLD)
        assert OLD in partitions.months_put_away()

    def test_what_is_not_put_away_is_not_brought_back_and_too_little_is_not_kept(keep):
        with pytest.raises(partitions.Refused, match="was never put away"):
            partitions.bring_back(Month(2001, 1))
        with pytest.raises(partitions.Refused, match="is in use"):
            partitions.bring_back(partitions.parts()[0].month)
        with pytest.raises(partitions.Refused, match="at least 24"):
            partitions.put_away(23, NOW.date())

    def test_migration_is_reversible_with_rows(keep):
        module = import_module("sotay.figures.migrations.0100_partitions")
        keep(THIS, 18)
        keep(OLD, 12)

        def made_of():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT conname, replace(pg_get_constraintdef(oid), '(id, month)', '(id)') "
                    "FROM pg_constraint WHERE conrelid = 'figures_cellmonth'::regclass "
                    "UNION ALL SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes "
                    "WHERE tablename = 'figures_cellmonth' AND indexname NOT LIKE '%pkey' ORDER BY 1"
                )
                return cursor.fetchall()

        before = made_of()
        with connection.schema_editor(atomic=False) as editor:
            module.join(None, editor)
            assert not partitions.are_used()
            assert present() == {THIS: 18, OLD: 12}
            assert made_of() == before
            module.partition(None, editor)
        assert partitions.are_used()
        assert partitions.in_default() == {}
        assert present() == {THIS: 18, OLD: 12}
        assert made_of() == before
        keep(OLD, 13)
        assert present() == {THIS: 18, OLD: 13}
