"""Ranking with caution for small numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sotay.reports.ranking import Case, interval, ranking

CASES = st.lists(
    st.integers(0, 200).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))), max_size=40
).map(lambda pairs: [Case(key, part, whole) for key, (part, whole) in enumerate(pairs)])


@given(CASES, st.integers(1, 100))
def test_everybody_is_ranked_or_apart_or_without_a_case(cases, least):
    found = ranking(cases, least)
    keys = [each.case.key for each in found.ranked]
    assert sorted(keys + [case.key for case in (*found.apart, *found.without)]) == list(range(len(cases)))
    assert all(each.case.whole >= least for each in found.ranked)
    assert all(0 < case.whole < least for case in found.apart)
    assert all(case.whole == 0 for case in found.without)


@given(CASES, st.integers(1, 100))
def test_places_follow_the_shares_and_equal_shares_have_one_place(cases, least):
    ranked = ranking(cases, least).ranked
    for index, each in enumerate(ranked):
        assert each.place == 1 + sum(other.case.share > each.case.share for other in ranked)
        assert index == 0 or ranked[index - 1].case.share >= each.case.share


@given(st.integers(1, 2000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_an_interval_holds_its_share_and_shrinks_with_more_cases(pair):
    part, whole = pair
    low, high = interval(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    more = interval(part * 4, whole * 4)
    assert more[1] - more[0] <= high - low


def test_an_interval_as_in_the_textbook():
    low, high = interval(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert interval(0, 0) == (0.0, 1.0)


def test_thirty_cases_are_the_reason_of_the_threshold():
    """What the regulation says of it."""
    low, high = interval(15, 30)
    assert high - low < 0.36
    low, high = interval(3, 6)
    assert high - low > 0.6


def test_a_cell_of_three_is_not_called_the_best():
    found = ranking([Case("small", 3, 3), Case("large", 57, 60), Case("empty", 0, 0)], 30)
    assert [each.case.key for each in found.ranked] == ["large"]
    assert [case.key for case in found.apart] == ["small"]
    assert [case.key for case in found.without] == ["empty"]
