from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from sotay.figures import queries
from sotay.figures.catalog import COUNTS
from sotay.kernel import jobs
from sotay.kernel.periods import Month
from sotay.reports.tests import stories

pytestmark = pytest.mark.django_db


def test_series_of_a_cell_and_of_the_ward_above_it_agree(house, thu, lam, an, django_assert_num_queries):
    month = Month.of(timezone.localdate())
    meeting = stories.set_up(house.cell, thu.actor)
    for _act in stories.steps(meeting, thu.actor):
        pass
    jobs.work_off()
    with django_assert_num_queries(4):
        found = queries.series([house.cell, house.ward], month.plus(-11), month)
    own, ward = found[house.cell.pk, month], found[house.ward.pk, month]
    assert set(found) == {(house.cell.pk, month), (house.ward.pk, month)}
    assert own["reported"] == 1
    assert own["cells"] == 1
    assert {**ward, "cells": 1} == dict(own)


def test_a_kind_of_meeting_nobody_held_has_no_figures(house, thu):
    month = Month.of(timezone.localdate())
    stories.set_up(house.cell, thu.actor)
    found = queries.series([house.cell], month, month, ["thematic"])
    assert not any(found.get((house.cell.pk, month), Counter())[name] for name in COUNTS)


def test_what_there_is_at_the_end_of_a_month_is_not_added_over_months():
    first, second = Month(2026, 1), Month(2026, 2)
    months = [(second, Counter(cells=11, reported=9)), (first, Counter(cells=10, reported=10))]
    assert queries.together(months) == Counter(cells=11, reported=19)
