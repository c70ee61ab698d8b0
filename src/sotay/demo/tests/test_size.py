"""Installations of a size: shapes that add up, rows loaded once, sums as the application keeps them."""

from __future__ import annotations

import random
import shutil
from collections import Counter, namedtuple

import pytest
from django.db import connection
from django.db.models import Count, Max, Min
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.demo.size import loading, shape, sums
from sotay.demo.size.shape import BadSize, Sizes
from sotay.demo.size.writing import Table
from sotay.figures import actions, partitions
from sotay.figures.models import CellMonth, UnitDay, UnitMonth
from sotay.kernel.tree import subtree
from sotay.members.models import CellMembership, Member, Standing
from sotay.units.models import Kind, Unit, UnitVersion

SMALL = Sizes(cells=40, members=900, months=3)


@pytest.fixture
def loaded(db):
    return loading.load(SMALL)


@given(st.integers(1, 3000), st.integers(3, 100), st.floats(0, 1))
def test_communes_share_cells_and_members_out_to_the_last(cells, middle, more):
    members = min(cells * 100, cells * middle + int(more * cells))
    below = shape.communes(Sizes(cells, members, 1))
    assert sum(commune.cells for commune in below) == cells
    assert sum(commune.members for commune in below) == members
    assert all(commune.cells for commune in below)
    assert len({(commune.province, commune.number) for commune in below}) == len(below)
    for commune in below[:5]:
        sizes = shape.cell_sizes(commune.members, commune.cells, random.Random(1))
        assert sum(sizes) == commune.members
        assert len(sizes) == commune.cells
        assert set(sizes) <= set(range(3, 101))


def test_shape_of_the_country_and_the_same_pages_in_a_small_one():
    country = shape.communes(Sizes.parse("cells=250000,members=5600000,months=12"))
    small = shape.communes(Sizes.parse("cells=311"))
    assert (len(country), country[-1].province) == (3321, 34)
    for below in (country, small):
        of_province = Counter(commune.province for commune in below)
        assert (len(of_province), of_province[1], below[0].cells) == (34, 99, 75)
    sizes = Counter()
    for commune in country[::400]:
        sizes.update(shape.cell_sizes(commune.members, commune.cells, random.Random(commune.index)))
    assert min(sizes) < 6
    assert max(sizes) > 80
    assert sum(count for size, count in sizes.items() if size < 30) > sizes.total() / 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cells=many", "'cells=many': a whole number of digits alone"),
        ("cells=250.000", "'cells=250.000': a whole number of digits alone"),
        ("cells=-5", "'cells=-5'"),
        ("cells=²", "'cells=²'"),
        ("cells=99999999999999", "'cells=99999999999999'"),
        ("", "write cells=250000"),
        ("members=20", "how many cells?"),
        ("cells=5,cells=6", "cells is said twice"),
        ("wards=5", "'wards=5': write cells="),
        ("cells=0", "from 1 to 900,000 cells"),
        ("cells=1000000", "from 1 to 900,000 cells"),
        ("cells=10,members=29", "10 cells of 3 to 100 members take from 30 to 1,000"),
        ("cells=10,members=1001", "10 cells of 3 to 100 members take from 30 to 1,000"),
        ("cells=10,months=0", "months=0: from 1 to 120"),
        ("cells=10,months=10000", "months=10000: from 1 to 120"),
    ],
)
def test_sizes_that_cannot_be_made_are_refused_in_a_sentence(text, said):
    with pytest.raises(BadSize) as wrong:
        Sizes.parse(text)
    assert said in str(wrong.value)


def test_what_is_asked_for_is_there(loaded):
    cells = Unit.objects.cells()
    assert (cells.count(), Member.objects.count()) == (SMALL.cells, SMALL.members)
    assert loaded.rows[Member._meta.db_table] == SMALL.members
    assert CellMembership.objects.count() == SMALL.members
    assert UnitVersion.objects.count() == Unit.objects.count()
    of_cell = Member.objects.values("cell").annotate(n=Count("pk")).aggregate(low=Min("n"), high=Max("n"))
    assert 3 <= of_cell["low"] < of_cell["high"] <= 100
    assert {"full", "probationary", "exempt", "away"} >= set(Standing.objects.values_list("kind", flat=True))
    whole = Standing.objects.filter(kind__in=["full", "probationary"]).values("member").distinct()
    assert whole.count() == SMALL.members
    months = set(CellMonth.objects.values_list("month", flat=True))
    assert months == {loaded.last.plus(-n) for n in range(SMALL.months)}
    assert CellMonth.objects.filter(kind="regular").count() > 0.8 * SMALL.cells * SMALL.months
    assert partitions.in_default() == {}
    assert not CellMonth.objects.exclude(status="preparing").filter(opened_at=None).exists()
    for row in CellMonth.objects.exclude(status="preparing"):
        assert row.present + row.excused + row.unexcused == row.base
        assert row.closed + row.signed + row.reported == 1
        assert row.spoke <= row.in_hall
        assert row.score_rank_1 + row.score_rank_2 + row.score_rank_3 + row.score_rank_4 == row.scored


def test_tree_is_as_the_application_makes_it(loaded):
    for unit in Unit.objects.select_related("parent"):
        if unit.parent is None:
            assert unit.kind == Kind.CENTRE
            continue
        assert subtree(unit.parent.path).holds(unit.path)
        assert unit.commune_id == (unit.parent_id if unit.is_cell else unit.pk)
        name, fold, sort = unit.name, unit.name_fold, unit.name_sort
        unit.save()
        assert (unit.name, unit.name_fold, unit.name_sort) == (name, fold, sort)
    member = Member.objects.latest("pk")
    fold, sort = member.name_fold, member.name_sort
    member.save()
    assert (member.name_fold, member.name_sort) == (fold, sort)
    assert {member.commune_id for member in Member.objects.all()} <= {
        unit.pk for unit in Unit.objects.filter(kind=Kind.COMMUNE)
    }


def test_sums_are_those_the_application_keeps(loaded):
    as_of = UnitMonth.objects.first().as_of
    above = sorted(Unit.objects.exclude(kind=Kind.CELL), key=lambda unit: len(unit.path), reverse=True)
    months = [loaded.last.plus(-n) for n in range(SMALL.months)]
    assert sum(actions.roll_up(unit, month, as_of) for unit in above for month in months) == 0
    before = figures()
    UnitMonth.objects.all().delete()
    UnitDay.objects.all().delete()
    for unit in above:
        for month in months:
            actions.roll_up(unit, month, as_of)
    assert figures() == before
    assert len(before) > len(above) * SMALL.months


def figures():
    """Every sum, without ids."""
    rows = [*UnitMonth.objects.values(), *UnitDay.objects.values()]
    return sorted(str({name: value for name, value in row.items() if name != "id"}) for row in rows)


def test_loading_again_adds_nothing(loaded):
    before = counts()
    again = loading.load(SMALL)
    assert (again.earlier, again.rows.total()) == (loaded.communes, 0)
    assert counts() == before


def counts():
    models = (Unit, UnitVersion, Member, CellMembership, Standing, CellMonth, UnitMonth, UnitDay, Account)
    return {model.__name__: model.objects.count() for model in models}


def test_database_of_something_else_is_refused(house):
    with pytest.raises(loading.Refused, match="holds data already"):
        loading.load(SMALL)
    assert not loading.is_there()


def test_other_sizes_are_refused(loaded):
    with pytest.raises(loading.Refused, match="begun with cells=40,members=900,months=3"):
        loading.load(Sizes(41, 900, 3))


@pytest.mark.django_db
def test_too_little_room_is_told_with_what_is_needed(monkeypatch, tmp_path):
    free = namedtuple("usage", "free")(2_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: free)
    monkeypatch.setattr(loading, "database_folder", lambda: tmp_path)
    with pytest.raises(loading.Refused) as refused:
        loading.load(Sizes.parse("cells=250000,members=5600000,months=12"))
    assert "take about 9.8 GB, and 2.0 GB are free" in str(refused.value)
    assert not Unit.objects.exists()


def test_pages_of_every_level_open(loaded):
    cell = Unit.objects.cells().order_by("path").first()
    for username, unit in (
        ("trunguong", Unit.objects.get(kind=Kind.CENTRE)),
        ("tinh", cell.parent.parent),
        ("phuong", cell.parent),
        ("bithu", cell),
    ):
        account = Account.objects.get(username=username)
        client = Client()
        client.force_login(account, backend="sotay.accounts.backends.NameOrCard")
        board = client.get(reverse("reports:board"))
        assert board.status_code == 200, username
        assert board.context["unit"] == unit
        month = client.get(reverse("reports:board"), {"month": str(loaded.last)})
        total = month.context["total"]
        below = Unit.objects.within(subtree(unit.path)).cells().count()
        assert total.cells == below, username
        assert client.get("/").status_code == 200
    names = set(Account.objects.values_list("username", flat=True))
    assert names > {"tinh", "phuong", "phutrach", "bithu", "thuky", "dangvien", "nguoingoai", "quantri"}
    overseer = actor_for(Account.objects.get(username="phutrach"), timezone.localdate())
    assert [grant.unit_id for grant in overseer.grants] == [cell.pk]


@pytest.mark.parametrize("cells", [1, 2])
def test_smallest_of_all(db, cells):
    loading.load(Sizes(cells, cells * 3, 1))
    assert Member.objects.count() == cells * 3
    assert Account.objects.count() == 9


@pytest.mark.django_db
def test_columns_nobody_gives_get_their_default():
    given = ("id", "commune_id", "cell", "month", "kind", "meeting_id", "status", "planned_at", "changed_at")
    table = Table(CellMonth, *given)
    assert "spoke" in table.columns
    with pytest.raises(LookupError, match="CellMonth has no nonsense"):
        Table(CellMonth, "nonsense")
    with pytest.raises(LookupError, match="say what it is to be"):
        Table(CellMonth, "id")


def test_values_that_mean_something_to_copy_arrive_as_they_are(house):
    table = Table(UnitVersion, "id", "unit", "parent", "name", "kind", "from_on", "reason")
    odd = "100 %s\\N 'x' \"y\" {}"
    row = ("0" * 12 + "7000800000000000001" + "0", house.ward.pk.hex, None, odd, "commune", "2019-01-01", "")
    with connection.cursor() as cursor:
        assert table.write(cursor, [row]) == 1
    assert UnitVersion.objects.get(from_on="2019-01-01").name == odd


@pytest.mark.django_db
def test_sums_of_nothing_are_none():
    assert set(sums.add_up(timezone.now()).values()) == {0}
