"""Kept fixtures: what the first test's run wrote is laid for the next as it was."""

from __future__ import annotations

import pytest
from conftest import House, make_member, make_person
from django.apps import apps
from django.contrib.sessions.models import Session
from kept import kept

from sotay.accounts.models import Account
from sotay.members.models import Member
from sotay.units.models import Unit

ran: list[list[str]] = []
"""Who had an account each time the fixture was run."""


@kept
def renamed(house: House) -> Unit:
    """Changes a row that was there, adds others, and what it was given."""
    ran.append(list(Account.objects.values_list("username", flat=True)))
    house.cell.name = "Chi bộ số 1"
    house.cell.save()
    make_person("mai", make_member(house.cell, "Trịnh Thị Mai")).get("/")
    return house.cell


def whole() -> dict[str, list[tuple]]:
    left = {model: model.objects.order_by("pk").values_list() for model in apps.get_models()}
    return {model.__name__: list(rows) for model, rows in left.items() if model is not Session}


seen: list[dict[str, list[tuple]]] = []


@pytest.mark.django_db
@pytest.mark.parametrize("turn", range(3))
def test_each_turn_finds_the_same_rows(house, renamed, turn):
    seen.append(whole())
    assert seen[0] == seen[-1]
    assert ran.count([]) == 1
    assert Unit.objects.get(pk=renamed.pk).name == renamed.name == "Chi bộ số 1"
    assert house.cell.name != renamed.name, "each test has a copy of its own"
    Member.objects.filter(full_name="Trịnh Thị Mai").update(full_name="khác")  # the next turn must not see it
    house.cell.code = "khác"


def test_what_was_laid_before_is_seen(thu, renamed):
    assert ran.count(["thu"]) == 1
    assert Account.objects.filter(username="thu").exists()
    assert thu.get("/").status_code == 200, "and the session holds"


def test_who_comes_after_is_no_part_of_it(renamed, an):
    assert Account.objects.filter(username="an").exists()
    assert an.get("/").status_code == 200


@kept
def emptied(house: House) -> None:
    Unit.objects.filter(pk=house.far_cell.pk).update(parent=None)
    house.far_cell.versions.all().delete()


def test_what_deletes_cannot_be_kept(request):
    with pytest.raises(AssertionError, match="emptied deleted rows"):
        request.getfixturevalue("emptied")
