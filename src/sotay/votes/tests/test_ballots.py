"""The pieces of a secret ballot by themselves: sealing, receipts, counting."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from sotay.regulations.values import (
    Threshold,
)
from sotay.votes import receipts, rules
from sotay.votes.sealing import LENGTH, Filled, seal, unseal

BALLOT, OTHER, MEMBER = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = bytes(range(32))
letters = st.text(rules.RECEIPT_LETTERS, min_size=rules.RECEIPT_LENGTH, max_size=rules.RECEIPT_LENGTH)
choices = st.sets(st.integers(0, 99)).map(lambda places: tuple(sorted(places)))
slips = st.none() | st.builds(Filled, letters, choices)


@given(slips)
def test_what_is_sealed_comes_back(slip):
    assert unseal(KEY, BALLOT, seal(KEY, BALLOT, slip)) == slip


@given(slips)
def test_every_slip_looks_alike_and_never_the_same_twice(slip):
    first, second = seal(KEY, BALLOT, slip), seal(KEY, BALLOT, slip)
    assert len(first) == len(second) == len(seal(KEY, BALLOT, None)) == LENGTH
    assert first != second


@given(slips)
def test_a_slip_of_another_ballot_key_or_house_stays_shut(slip):
    from django.test import override_settings

    sealed = seal(KEY, BALLOT, slip)
    with pytest.raises(InvalidTag):
        unseal(KEY, OTHER, sealed)
    with pytest.raises(InvalidTag):
        unseal(KEY[::-1], BALLOT, sealed)
    with override_settings(SECRET_KEY="k" * 50), pytest.raises(InvalidTag):
        unseal(KEY, BALLOT, sealed)


def test_a_receipt_is_good_for_its_ballot_and_voter_alone():
    offered = receipts.offered(BALLOT, MEMBER)
    drawn = offered.partition(":")[0]
    assert receipts.read(BALLOT, MEMBER, offered) == drawn
    for wrong in (
        drawn,
        "",
        "BBBB2222:x",
        offered + "x",
        receipts.offered(OTHER, MEMBER),
        receipts.offered(BALLOT, OTHER),
    ):
        read = receipts.read(BALLOT, MEMBER, wrong)
        assert read != wrong.partition(":")[0]
        assert len(read) == rules.RECEIPT_LENGTH
        assert set(read) <= set(rules.RECEIPT_LETTERS)


def test_letters_of_a_receipt_cannot_be_mistaken():
    for alike in ("0OQD", "1IL", "2Z", "5S", "8B"):
        assert len(set(alike) & set(rules.RECEIPT_LETTERS) - {"Q"}) <= 1


@given(st.lists(st.sets(st.integers(0, 4)), max_size=60))
def test_a_tally_counts_each_answer_once_a_ballot(ballots):
    counts = rules.tally(ballots, 5)
    assert sum(counts) == sum(map(len, ballots))
    assert all(count <= len(ballots) for count in counts)


def test_a_vote_without_options_has_three_answers():
    assert (rules.answers([]), rules.answers(["A", "B"])) == (3, 2)


@given(st.integers(1, 5000))
def test_a_count_never_speaks_of_one_ballot_nor_loses_a_result(voters):
    """Three at least, and more than half: fewer could not have passed anything, but for two out of three."""
    fewest = rules.fewest_to_count(voters)
    assert fewest >= rules.FEWEST_SECRET
    short = min(fewest - 1, voters)
    half = Threshold(Fraction(1, 2), strict=True)
    if voters > rules.FEWEST_SECRET:
        assert rules.outcome([short], base=voters, threshold=half).elected == ()
    assert fewest <= max(voters, rules.FEWEST_SECRET)
