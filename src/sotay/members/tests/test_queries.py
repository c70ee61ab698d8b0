"""Who is on the roll, who is found, and how many queries that takes."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import make_member
from django.utils import timezone

from sotay.kernel.actor import SYSTEM
from sotay.members import actions, queries
from sotay.members.models import Standing


@pytest.fixture
def today():
    return timezone.localdate()


def test_names_sort_the_vietnamese_way(house, today):
    for name in ("Nguyễn Văn Đức", "Trần Thị Ánh", "Lê An", "Phạm Ân", "Bùi Văn Dũng", "Lê Văn Đức", "Vũ Ăn"):
        make_member(house.cell, name)
    assert [row.member.full_name for row in queries.roster(house.cell.pk, today)] == [
        "Lê An",
        "Trần Thị Ánh",
        "Vũ Ăn",
        "Phạm Ân",
        "Bùi Văn Dũng",
        "Lê Văn Đức",
        "Nguyễn Văn Đức",
    ]


def test_the_roll_takes_three_queries_however_many_members(house, today, django_assert_num_queries):
    for n in range(3):
        make_member(house.cell, f"Lê Văn A{n}")
    with django_assert_num_queries(3):
        assert len(queries.roster(house.cell.pk, today)) == 3
    for n in range(20):
        make_member(house.cell, f"Lê Văn B{n}", "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    with django_assert_num_queries(3):
        assert sum(row.exempt for row in queries.roster(house.cell.pk, today)) == 20


def test_the_roll_says_who_holds_which_role(house, thu, lam, an, today):
    roles = {row.member.full_name: row.role for row in queries.roster(house.cell.pk, today)}
    assert roles == {
        "Lê Thị Thu": "secretary",
        "Phạm Văn Lâm": "deputy_secretary",
        "Nguyễn Văn An": "",
    }


@pytest.mark.parametrize("words", ["duc", "ĐỨC", "Đức", "van duc", "  đuc ", "01000099", "0912"])
def test_search_needs_no_marks(house, thu, today, words):
    found = make_member(house.cell, "Nguyễn Văn Đức", "01000099", phone="0912345678")
    make_member(house.cell, "Trần Thị Dung")
    assert list(queries.search(thu.actor, words, day=today)) == [found]


def test_search_stays_within_reach(house, thu, binh, dung, van, today):
    make_member(house.cell, "Nguyễn Văn Đức")
    make_member(house.neighbour, "Lê Văn Đức")
    make_member(house.far_cell, "Trần Văn Đức")

    def names(person):
        return [member.full_name for member in queries.search(person.actor, "duc", day=today)]

    assert names(thu) == ["Nguyễn Văn Đức"]
    assert names(binh) == ["Lê Văn Đức", "Nguyễn Văn Đức"]
    assert names(dung) == ["Trần Văn Đức"]
    assert names(van) == [], "an operator sees no member"


def test_counts_of_standing_are_those_of_the_reader_s_cell(house, thu, an, today):
    give = {"member": an.member, "by": SYSTEM, "from_on": date(2026, 1, 1), "until_on": None}
    actions.transfer_temporarily(**give, to_cell=house.neighbour)
    home = queries.search(thu.actor, cell=house.cell, day=today)
    assert queries.standing_counts(home, today, house.cell)[Standing.Kind.AWAY] == 1
    assert Standing.Kind.HERE not in queries.standing_counts(home, today, house.cell)
    assert not queries.with_standing(home, Standing.Kind.HERE, today, house.cell).exists()
