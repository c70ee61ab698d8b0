"""The cases of the articles, played small: the ordinary reports give the articles' figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation
from slow_work import slow_writes

from sotay.demo.cases import (
    CASES,
    all_round_cell,
    bloc_leadership,
    cadres_discipline,
    city_regime,
    handbook,
    model_cells,
    office_review,
    ward_month,
)
from sotay.demo.cases.model import Compare, Expected, Verdict
from sotay.figures.actions import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_long_transaction():
    with slow_writes(), translation.override("vi"):
        yield


def found(case, *differs, **cut):
    """The figures after a small play: all as expected, except those that the cut makes smaller."""
    with transaction.atomic():
        case.play(**cut)
    figures = case.figures()
    assert figures.keys() == {each.key for each in case.CASE.expected}
    wrong = {
        each.key: (each.wanted, figures[each.key])
        for each in case.CASE.expected
        if each.key not in differs and each.verdict(figures) is not wanted_verdict(each)
    }
    assert not wrong
    return figures


def wanted_verdict(expected: Expected) -> Verdict:
    return Verdict.NOT_BUILT if expected.missing else Verdict.MET


def test_a_month_of_a_ward():
    figures = found(ward_month, "cells", "cells_held", "committee_on_day", "cells_on_day", cells=3)
    assert [figures[key] for key in ("cells", "cells_held", "committee_on_day", "cells_on_day")] == [3] * 4
    petitions = figures["petitions"]
    assert (petitions["raised_in_month"], petitions["passed_up"]) == (3, 2), "one of each month"
    assert petitions["open"] + petitions["answered"] + petitions["closed"] == 6


def test_a_city_small():
    figures = found(
        city_regime,
        *("committees", "cells", "secretaries_and_deputies", "inspections_by_quarter", "cells_by_band"),
        committees=3,
        months=3,
        cells_each=4,
    )
    assert (figures["committees"], figures["cells"], figures["secretaries_and_deputies"]) == (3, 12, 23)
    assert figures["inspections_by_quarter"] == [3]
    assert sum(figures["cells_by_band"].values()) == 12
    assert "" not in figures["cells_by_band"], "every cell has a figure"


def test_the_city_has_the_numbers_of_the_article():
    numbers = range(1, city_regime.COMMITTEES + 1)
    cells = [city_regime.cells_of(number) for number in numbers]
    without_deputy = sum(city_regime.has_cell_without_deputy(number) for number in numbers)
    assert (len(cells), sum(cells)) == (34, 311)
    assert 2 * sum(cells) - without_deputy == 612


def test_an_office_from_2015_on():
    shorter = (
        *("committee_meetings", "cell_committee_meetings"),
        *("cell_meetings", "inspections", "inspected_cells"),
    )
    figures = found(office_review, *shorter, "thematic_meetings", months=4)
    assert [figures[key] for key in shorter] == [4, 8, 8, 1, 1]
    assert figures["thematic_warning"]
    assert Path(figures["review_paper"]).read_bytes().startswith(b"PK")
    assert figures["review_sentences"]["weakness"] >= 1


def test_the_office_has_the_numbers_of_the_article():
    assert 2 * office_review.MONTHS + office_review.MONTHS - office_review.THIRD_FROM == 89
    assert str(office_review.LAST) == "2018-04"
    assert (office_review.MONTHS + 1, office_review.TWICE_IN) == (33, office_review.MONTHS - 1)


def test_a_bloc_renews_how_it_leads():
    figures = found(bloc_leadership, months=3)
    assert (figures["joint_thematic_meetings"], figures["group_meetings"]) == (1, 2)
    assert figures["ratings_published"] == 10 + 8 + 9 + 32
    assert rebuild() == 0, "joint, online and group meetings are counted right"


def test_a_commune_takes_up_the_handbook():
    figures = found(handbook, cells=2)
    assert figures["minutes_of_meeting_after"] < figures["minutes_of_meeting_before"] - 20


EXPECTED = partial(Expected, "rate", "", read_from="")


@pytest.mark.parametrize(
    ("expected", "found", "verdict"),
    [
        (EXPECTED(value=3), 3, Verdict.MET),
        (EXPECTED(value=3), 4, Verdict.DIFFERS),
        (EXPECTED(value=3), None, Verdict.NOT_BUILT),
        (EXPECTED(value=0.9, compare=Compare.AT_LEAST), 0.9, Verdict.MET),
        (EXPECTED(value=0.9, compare=Compare.AT_LEAST), 0.89, Verdict.DIFFERS),
        (EXPECTED(value=2, compare=Compare.AT_LEAST), [2, 3], Verdict.MET),
        (EXPECTED(value=2, compare=Compare.AT_LEAST), [2, 1], Verdict.DIFFERS),
        (EXPECTED(value=2, compare=Compare.AT_LEAST), [], Verdict.DIFFERS),
        (EXPECTED(value={"open": 1}, compare=Compare.AT_LEAST), {"open": 2, "closed": 0}, Verdict.MET),
        (EXPECTED(value={"open": 1}, compare=Compare.AT_LEAST), {"closed": 5}, Verdict.DIFFERS),
        (EXPECTED(value="other", compare=Compare.BELOW), 89, Verdict.MET),
        (EXPECTED(value="other", compare=Compare.BELOW), 90, Verdict.DIFFERS),
        (EXPECTED(value=None, compare=Compare.SOME), 1, Verdict.MET),
        (EXPECTED(value=None, compare=Compare.SOME), 0, Verdict.DIFFERS),
    ],
)
def test_a_figure_is_held_against_the_article(expected, found, verdict):
    assert expected.verdict({"rate": found, "other": 90}) is verdict


def test_every_case_has_words_in_both_languages_and_its_own_name():
    assert [case.name for case in CASES.values()] == list(CASES)
    for case in CASES.values():
        assert all(str(each.words) and str(each.read_from) for each in case.expected), case.name


def test_model_cells_of_a_small_province():
    figures = found(model_cells, "recognised_2023", "registered_2024", communes=2, cells_each=3)
    assert (figures["recognised_2023"], figures["registered_2024"]) == (1 + 2, 4 + 3)


def test_the_province_has_the_numbers_of_the_article():
    plan = model_cells.shares()
    assert sum(each.recognised for each in plan) == 293
    assert sum(each.following for each in plan) == 519
    assert (plan[0].registered, plan[0].recognised, plan[0].following) == (2, 1, 4)
    assert all(each.recognised <= each.registered <= each.cells for each in plan)
    assert all(each.following <= each.cells for each in plan)


def test_all_round_cells_of_a_small_district():
    keys = ("registered", "cells", "members_rated_each_month", "four_member_cell_completed")
    figures = found(all_round_cell, *keys, cells=4, registered=3)
    assert [figures[key] for key in keys] == [3, 4, True, True]


def test_the_district_has_the_numbers_of_the_article():
    assert (all_round_cell.REGISTERED, all_round_cell.CELLS, all_round_cell.SMALL) == (12, 59, 4)


def test_discipline_and_rotation_small():
    keys = [each.key for each in cadres_discipline.CASE.expected]
    figures = found(cadres_discipline, *keys, cells=2, part=9)
    assert [figures[key] for key in ("reprimand", "warning", "dismissal", "expulsion")] == [12, 2, 1, 3]
    assert (figures["disciplined"], figures["moral_decline"]) == (18, 3)
    assert (figures["chiefs_not_local"], figures["communes"], figures["rotated"]) == (3, 4, 1)


def test_discipline_has_the_numbers_of_the_article():
    assert sum(cadres_discipline.LEVELS.values()) == 147
    assert (cadres_discipline.MORAL_DECLINE, cadres_discipline.ROTATED) == (26, 4)
    assert (cadres_discipline.NOT_LOCAL, cadres_discipline.COMMUNES) == (25, 36)
