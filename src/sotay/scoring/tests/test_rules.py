"""Twelve meetings worked by hand, row by row; and what holds of every meeting."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.regulations.reading import read
from sotay.regulations.values import (
    ScoringForm,
)
from sotay.scoring import rules
from sotay.scoring.checking import written_of
from sotay.scoring.rules import Answer, Fact
from sotay.scoring.tests.test_evidence import FORM, RATINGS

QUESTIONS = [row.key for row in FORM.asked if row.measure == "yes_no"]
MEASURED = [row.measure for row in FORM.asked if row.measure != "yes_no"]
SHARES = {"attendance", "speaking", "targets"}

# Facts of a meeting: minutes short, attendance % (u: somebody unexcused), speaking %, targets %, and which
# yes/no measures failed; then the questions answered "not met", whether there was a theme, and the points of
# the rows in the order of the form, with the total and the rating. "-": the row does not count.
MEETINGS = [
    # everything met, with a theme: 100
    ("0 100 60 95", "", "", True, "5 4 1 3 2 2 1 2 5 10 5 2 5 1 1 1 2 4 3 1 1 2 1 1 30 2 2 1", 100, "Tốt"),
    # the same without a theme: row 4.3 cannot be had
    ("0 100 60 95", "", "", False, "5 4 1 3 2 2 1 2 5 10 - 2 5 1 1 1 2 4 3 1 1 2 1 1 30 2 2 1", 95, "Tốt"),
    # ten minutes short, 80 % came: 93 with a theme
    ("10 80 45 85", "", "", True, "4 3 1 3 2 2 1 2 5 10 5 2 4 1 1 1 2 4 3 1 1 2 1 1 27 2 2 1", 94, "Tốt"),
    # one unexcused of many: row 2.1 falls to 1
    ("0 95u 60 95", "", "", False, "5 1 1 3 2 2 1 2 5 10 - 2 5 1 1 1 2 4 3 1 1 2 1 1 30 2 2 1", 92, "Tốt"),
    # papers late, not everybody notified
    (
        *("0 100 60 95", "papers_ahead notified", "", False),
        *("5 4 1 3 2 2 0 0 5 10 - 2 5 1 1 1 2 4 3 1 1 2 1 1 30 2 2 1", 92, "Tốt"),
    ),
    # few spoke, half of the tasks
    ("0 92 20 50", "", "", False, "5 4 1 3 2 2 1 2 5 10 - 2 2 1 1 1 2 4 3 1 1 2 1 1 15 2 2 1", 77, "Khá"),
    # half an hour short, 70 % came, somebody excused too often
    (
        *("30 70 35 75", "absence_streak", "", False),
        *("3 2 0 3 2 2 1 2 5 10 - 2 3 1 1 1 2 4 3 1 1 2 1 1 24 2 2 1", 82, "Khá"),
    ),
    # the cell is strict with itself
    (
        *("0 95 60 95", "", "content chairing guiding self_criticism", False),
        *("5 4 1 0 2 2 1 2 5 10 - 2 5 1 1 1 0 0 3 1 1 0 1 1 30 2 2 1", 84, "Khá"),
    ),
    # nothing concluded, minutes not read, steps left out
    (
        *("0 95 60 95", "steps_done concluded minutes_read tasks_assigned", "", False),
        *("5 4 1 3 2 2 1 2 0 10 - 2 5 0 1 1 2 4 3 1 1 2 1 1 30 0 0 1", 85, "Khá"),
    ),
    # a weak month
    (
        *("40 60 10 30", "papers_ahead praised ideology_time finished_in_time", "content orientation", False),
        *("2 1 1 0 0 2 1 0 5 10 - 0 2 1 0 1 2 4 3 1 1 2 1 1 10 2 2 0", 55, "Trung bình"),
    ),
    # a month that was not worth it
    (
        "60 40u 5 0",
        "absence_streak committee_met notified papers_ahead steps_done praised minutes_read concluded",
        *("", False, "1 1 0 3 2 0 0 0 0 10 - 0 2 0 1 1 2 4 3 1 1 2 1 1 10 0 2 1", 49, "Kém"),
    ),
    # on the edges: 90, 40, 90 per cent
    ("15 90 40 90", "", "", True, "4 4 1 3 2 2 1 2 5 10 5 2 4 1 1 1 2 4 3 1 1 2 1 1 30 2 2 1", 98, "Tốt"),
]
REQUIRED = 90


def facts(figures, failed):
    short, came, spoke, done = figures.split()
    found = {measure: Fact(met=measure not in failed.split()) for measure in MEASURED}
    unexcused = frozenset({"unexcused"} if came.endswith("u") else ())
    missing = int(short)
    return found | {
        "duration": Fact(share=Fraction(REQUIRED - missing, REQUIRED), short=missing),
        "attendance": Fact(share=Fraction(int(came.rstrip("u")), 100), conditions=unexcused),
        "speaking": Fact(share=Fraction(int(spoke), 100)),
        "targets": Fact(share=Fraction(int(done), 100)),
    }


def said(not_met=""):
    return {
        row.key: Answer(0 if row.key in not_met.split() else row.max_points, row.max_points)
        for row in FORM.asked
        if row.measure == "yes_no"
    }


@pytest.mark.parametrize(("figures", "failed", "not_met", "thematic", "points", "total", "rating"), MEETINGS)
def test_twelve_meetings_worked_by_hand(figures, failed, not_met, thematic, points, total, rating):
    score = rules.score(FORM, RATINGS, facts(figures, failed), said(not_met), {}, thematic=thematic)
    assert " ".join(str(row.points) if row.counts else "-" for row in score.rows) == points
    assert (score.total, score.rating.text.vi) == (total, rating)
    assert score.is_complete


def test_there_are_twelve():
    assert len(MEETINGS) == 12


# --- what a month without a theme may come to ---


@pytest.mark.parametrize(("rule", "total"), [("as_is", 95), ("rescale", 100), ("to_regular", 100)])
def test_points_of_the_thematic_row_in_a_month_without_a_theme(rule, total):
    form = rules.form_for(FORM, without_theme=rule, half_is_lower=False, thematic=False)
    everything = facts("0 100 60 95", "")
    answers = {
        row.key: Answer(row.max_points, row.max_points) for row in form.asked if row.measure == "yes_no"
    }
    score = rules.score(form, RATINGS, everything, answers, {}, thematic=False, without_theme=rule)
    assert score.total == total


# --- columns ---


def test_verified_column_goes_before_the_cells_and_both_stay():
    verified = {"content": Answer(1, 3, "Dàn trải")}
    score = rules.score(FORM, RATINGS, facts("0 100 60 95", ""), said(), verified, thematic=True)
    row = next(row for row in score.rows if row.row.key == "content")
    assert (row.own, row.points, row.differs) == (3, 1, True)
    assert (score.own_total, score.total) == (100, 98)


def test_a_row_without_data_is_open_and_never_guessed():
    known = facts("0 100 60 95", "")
    del known["targets"]
    score = rules.score(FORM, RATINGS, known, said(), {}, thematic=True)
    assert [row.row.number for row in score.open_rows] == ["7"]
    assert (score.total, score.is_complete) == (70, False)


def test_papers_that_may_still_come_in_time_keep_no_score_open():
    known = facts("0 100 60 95", "")
    del known["finished_in_time"]
    score = rules.score(FORM, RATINGS, known, said(), {}, thematic=True)
    assert score.is_complete
    assert [row.row.number for row in score.rows if row.waits] == ["8.3"]


def test_weakest_rows_are_the_three_that_lost_most():
    score = rules.score(FORM, RATINGS, facts("0 60 20 0", ""), said("guiding"), {}, thematic=True)
    assert [row.row.number for row in score.weakest] == ["7", "5.2", "2.1"]


def test_answers_stay_when_the_meeting_is_scored_by_another_form():
    other = replace(
        FORM, rows=tuple(replace(row, max_points=6) if row.key == "content" else row for row in FORM.rows)
    )
    answers = {"content": Answer(3, 3), "orientation": Answer(1, 2)}
    found = rules.score(other, RATINGS, {}, answers, {}, thematic=True)
    points = {row.row.key: row.points for row in found.rows}
    assert (points["content"], points["orientation"]) == (6, 1)
    halves = rules.score(other, RATINGS, {}, {"content": Answer(2, 3)}, {}, thematic=True)
    assert "content" in [row.row.key for row in halves.open_rows]  # two of three is not said of six


# --- of every meeting ---

FACTS = st.fixed_dictionaries(
    {
        **{measure: st.none() | st.builds(Fact, met=st.booleans()) for measure in MEASURED},
        **{
            measure: st.none()
            | st.builds(
                Fact,
                share=st.fractions(0, 1),
                conditions=st.just(frozenset()) | st.just(frozenset({"unexcused"})),
            )
            for measure in SHARES
        },
        "duration": st.none()
        | st.integers(0, 90).map(lambda short: Fact(share=Fraction(90 - short, 90), short=short)),
    }
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        row.key: st.integers(0, row.max_points).map(lambda n, most=row.max_points: Answer(n, most))
        for row in FORM.asked
    },
)


def known(found):
    return {measure: fact for measure, fact in found.items() if fact is not None}


@given(FACTS, ANSWERS, ANSWERS, st.booleans())
def test_a_total_is_the_sum_of_its_rows_and_within_the_form(found, own, verified, thematic):
    score = rules.score(FORM, RATINGS, known(found), own, verified, thematic=thematic)
    assert score.total == sum(row.points or 0 for row in score.rows if row.counts)
    assert 0 <= score.total <= 100
    assert sum(score.block(block.number)[0] for block in FORM.blocks) == score.total


@given(FACTS, ANSWERS, st.sampled_from(MEASURED), st.booleans())
def test_a_better_record_raises_its_own_row_and_hurts_none(found, own, measure, thematic):
    """What is better of one thing (a task more is done, one more speaks, five minutes more) leaves every
    other row as it was."""
    before = rules.score(FORM, RATINGS, known(found), own, {}, thematic=thematic)
    after = rules.score(
        FORM, RATINGS, known({**found, measure: _better(found[measure])}), own, {}, thematic=thematic
    )
    for was, now in zip(before.rows, after.rows, strict=True):
        if was.row.measure == measure:
            assert (now.points or 0) >= (was.points or 0)
        else:
            assert now == was


def _better(fact):
    if fact is None:
        return None
    share = min(Fraction(1), fact.share + Fraction(1, 20)) if fact.share is not None else None
    short = max(0, fact.short - 5) if fact.short is not None else None
    return Fact(share=share, short=short, met=True if fact.met is not None else None)


MIRROR: ScoringForm = read(
    "form",
    {
        "deducts": True,
        "rows": [
            {
                **row,
                **(
                    {"bands": [{**band, "points": row["max"] - band["points"]} for band in row["bands"]]}
                    if "bands" in row
                    else {}
                ),
            }
            for row in written_of(FORM, RATINGS)["rows"]
        ],
    },
    {},
)


@given(FACTS, ANSWERS, ANSWERS)
def test_a_form_that_deducts_agrees_with_one_that_adds_where_they_say_the_same(found, own, verified):
    """Rows that are open differ: adding gives nothing for them, deducting takes nothing away."""
    adds = rules.score(FORM, RATINGS, known(found), own, verified, thematic=True)
    deducts = rules.score(MIRROR, RATINGS, known(found), own, verified, thematic=True)
    assert [row.points for row in adds.rows] == [row.points for row in deducts.rows]
    left = sum(row.row.max_points for row in adds.rows if row.points is None)
    assert deducts.total == adds.total + left


@given(ANSWERS)
def test_answers_are_kept_as_they_were_given(own):
    score = rules.score(FORM, RATINGS, {}, own, {}, thematic=True)
    assert {row.row.key: row.said for row in score.rows if row.said} == own


# --- quarters and years ---


@pytest.mark.parametrize(
    ("totals", "rule", "missing", "figure"),
    [
        ([90, 80, 70], "mean", "excluded", Fraction(80)),
        ([90, None, 70], "mean", "excluded", Fraction(80)),
        ([90, None, 60], "mean", "zero", Fraction(50)),
        ([90, None, 60], "mean", "asks", None),
        ([90, 80, 70], "worst", "excluded", Fraction(70)),
        ([90, None, 70], "worst", "zero", Fraction(0)),
        ([90, 89, 95, 100], "share_good", "excluded", Fraction(3, 4)),
        ([90, None, 95, 100], "share_good", "zero", Fraction(3, 4)),
        ([90, 80], "by_hand", "excluded", None),
        ([None, None], "mean", "excluded", None),
        ([], "mean", "excluded", None),
    ],
)
def test_figure_of_a_period(totals, rule, missing, figure):
    assert rules.period_figure(totals, RATINGS, rule=rule, missing=missing) == figure
