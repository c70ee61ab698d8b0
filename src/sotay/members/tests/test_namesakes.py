"""People of one name are told apart, and everybody else keeps their name as it is."""

from __future__ import annotations

import unicodedata
from uuid import UUID

import pytest
from conftest import make_member
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import PartialDate
from sotay.members import queries
from sotay.members.models import Member
from sotay.members.namesakes import Named, labels

A, B, C = (UUID(int=number) for number in (1, 2, 3))
AN = "Nguyễn Văn An"


def test_year_of_birth_comes_first():
    told = labels([Named(A, AN, "1955"), Named(B, AN, "1961"), Named(C, "Lê Thị Thu", "1955")])
    assert told == {A: f"{AN} (1955)", B: f"{AN} (1961)", C: "Lê Thị Thu"}


def test_card_and_home_follow_where_years_are_the_same():
    told = labels(
        [
            Named(A, AN, "1955", "01000123", "Ngõ 5"),
            Named(B, AN, "1955", "01000456", "Ngõ 5"),
            Named(C, AN, "1961", "01000456"),
        ]
    )
    assert told == {A: f"{AN} (1955, …0123)", B: f"{AN} (1955, …0456)", C: f"{AN} (1961)"}
    homes = labels([Named(A, AN, "1955", "", "Ngõ 5"), Named(B, AN, "1955", "", "Ngõ 7")])
    assert homes == {A: f"{AN} (1955, Ngõ 5)", B: f"{AN} (1955, Ngõ 7)"}


def test_marks_of_letters_make_two_names_and_their_composition_does_not():
    assert labels([Named(A, "Lê An", "1955"), Named(B, "Lê Ân", "1955")]) == {A: "Lê An", B: "Lê Ân"}
    decomposed = unicodedata.normalize("NFD", "Lê Thu")
    assert labels([Named(A, decomposed, "1955"), Named(B, "Lê Thu", "1961")])[A].endswith("(1955)")


def test_one_person_named_twice_is_no_namesake():
    assert labels([Named(A, AN, "1955"), Named(A, AN, "1955")]) == {A: AN}


PEOPLE = st.lists(
    st.builds(
        Named,
        st.builds(UUID, int=st.integers(0, 50)),
        st.sampled_from([AN, "nguyễn văn an", "Lê Thị Thu", "Trần Ân"]),
        st.sampled_from(["", "1955", "1961"]),
        st.sampled_from(["", "01000123", "01000456"]),
        st.sampled_from(["", "Ngõ 5"]),
    ),
    unique_by=lambda person: person.id,
    max_size=8,
)


@given(PEOPLE)
def test_two_read_the_same_only_when_nothing_known_differs(people):
    told = labels(people)
    assert set(told) == {person.id for person in people}
    by_id = {person.id: person for person in people}
    for one in people:
        assert told[one.id].startswith(one.name)
        for other in people:
            if one.id != other.id and told[one.id] == told[other.id]:
                known = [
                    (each.name, each.year, each.card, each.home) for each in (by_id[one.id], by_id[other.id])
                ]
                assert known[0] == known[1]


@given(PEOPLE)
def test_a_name_that_stands_once_is_left_alone(people):
    names = [person.name.casefold() for person in people]
    told = labels(people)
    assert all(told[each.id] == each.name for each in people if names.count(each.name.casefold()) == 1)


@pytest.fixture
def other_an(house, an):
    """A second Nguyễn Văn An of the same cell, born a year later."""
    member = make_member(house.cell, AN, "01000099")
    Member.objects.filter(pk=member.pk).update(born_on=PartialDate(1961, 2, 3))
    return Member.objects.get(pk=member.pk)


def test_namesakes_of_other_cells_are_no_namesakes(house, an, other_an, thu):
    make_member(house.neighbour, "Lê Thị Thu")
    told = queries.namesakes_in([house.cell.pk])
    assert told == {an.member.pk: f"{AN} (1960)", other_an.pk: f"{AN} (1961)"}
    assert queries.namesakes_in([house.neighbour.pk]) == {}


def test_lists_and_pickers_tell_them_apart(house, thu, an, other_an, binh):
    pages = [
        (thu, reverse("members:members")),
        (thu, reverse("accounts:accounts", args=[house.cell.pk])),
        (binh, reverse("members:appoint", args=[house.cell.pk])),
    ]
    for person, url in pages:
        text = person.get(url).text
        assert f"{AN} (1960)" in text, url
        assert f"{AN} (1961)" in text, url
        assert "Lê Thị Thu (" not in text, url
