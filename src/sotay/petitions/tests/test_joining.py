"""Petitions alike are found, joined and answered together, and nobody sees one that is not for them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.ids import new_id
from sotay.petitions import actions, queries, refusals, rules
from sotay.petitions.models import Petition

TEXT = "Cống thoát nước ngõ 7 bị tắc"
LIKE = "Cong thoat nuoc o ngo 7 tac da lau"


@pytest.fixture
def raised(house):
    def one(person, text: str = TEXT, level: str = "ward", cell=None) -> Petition:
        return actions.raise_one(
            cell=cell or house.cell, by=person.actor, key=new_id(), text=text, level=level, shown_to="all"
        )

    return one


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_the_same_both_ways_and_whole_with_itself(one, other):
    assert rules.likeness(one, other) == rules.likeness(other, one)
    assert 0 <= rules.likeness(one, other) <= 1
    assert rules.likeness(one, one) in {0.0, 1.0}


def test_marks_and_order_do_not_hide_likeness():
    far, near, same = uuid4(), uuid4(), uuid4()
    others: list[tuple[UUID, str]] = [(far, "Xin cấp lại thẻ đảng"), (near, LIKE), (same, TEXT.upper())]
    assert rules.most_alike(TEXT, others) == [same, near]


def test_two_are_joined_on_the_page_and_one_answer_reaches_both(raised, an, thu, binh):
    one, other = raised(an), raised(thu, LIKE)
    page = binh.get(one.get_absolute_url())
    assert LIKE in page.text
    binh.post(f"/petitions/{one.pk}/join", {"join-other": str(other.pk)})
    one.refresh_from_db()
    assert (one.status, one.joined_to_id) == (Petition.Status.JOINED, other.pk)
    assert one not in queries.waiting_for(binh.actor)
    actions.answer(petition=other, by=binh.actor, text="Thông cống ngày 20")
    for petition, person in ((one, an), (other, thu)):
        petition.refresh_from_db()
        assert (petition.status, petition.held_by_id) == (Petition.Status.ANSWERED, petition.cell_id)
        assert "Thông cống ngày 20" in person.get(petition.get_absolute_url()).text


def test_who_raised_the_other_one_is_not_told(raised, an, thu, binh):
    one, other = raised(an), raised(thu, LIKE)
    actions.join(petition=one, by=binh.actor, other=other)
    page = an.get(one.get_absolute_url()).text
    assert LIKE not in page
    assert thu.member.full_name not in page.partition("<main")[2]


def test_the_joined_one_goes_where_the_other_goes(raised, an, thu, binh, house):
    one, other = raised(an), raised(thu, LIKE)
    actions.join(petition=one, by=binh.actor, other=other)
    actions.pass_up(petition=other, by=binh.actor, because="Việc của tỉnh")
    one.refresh_from_db()
    assert (one.held_by, one.status) == (house.province, Petition.Status.JOINED)


def test_taken_apart_it_waits_for_an_answer_of_its_own(raised, an, thu, binh):
    one, other = raised(an), raised(thu, LIKE)
    actions.join(petition=one, by=binh.actor, other=other)
    actions.separate(petition=one, by=binh.actor)
    actions.answer(petition=other, by=binh.actor, text="Thông cống ngày 20")
    one.refresh_from_db()
    assert (one.status, one.joined_to) == (Petition.Status.OPEN, None)


def test_never_with_itself_in_a_circle_or_with_what_has_moved(raised, an, thu, binh):
    one, other, third = raised(an), raised(thu, LIKE), raised(an, "Việc khác hẳn")
    with pytest.raises(refusals.CannotBeJoined):
        actions.join(petition=one, by=binh.actor, other=one)
    actions.join(petition=one, by=binh.actor, other=other)
    with pytest.raises(refusals.CannotBeJoined):
        actions.join(petition=other, by=binh.actor, other=third)
    with pytest.raises(refusals.PetitionHasMoved):
        actions.join(petition=one, by=binh.actor, other=third)
    actions.answer(petition=third, by=binh.actor, text="Xong")
    fourth = raised(an)
    with pytest.raises(refusals.CannotBeJoined):
        actions.join(petition=fourth, by=binh.actor, other=third)


def test_only_petitions_the_reader_may_see_are_offered(raised, an, dung, thu, house):
    """One alike of another cell lies with that cell: its neighbour never hears of it."""
    mine = raised(an, level="cell")
    raised(dung, TEXT, level="cell", cell=dung.member.cell)
    assert queries.alike(thu.actor, mine) == []
    again = raised(thu, LIKE, level="cell")
    assert queries.alike(thu.actor, mine) == [again]
    assert queries.alike(dung.actor, mine) == []
