"""The report builder for programs: the same numbers as the page, and the same sentences for what is wrong."""

from __future__ import annotations

import pytest
import time_machine

from sotay.kernel.periods import Month
from sotay.reports.tests.kept_months import keep, month_row

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
TABLE = "/api/v1/reports/table"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        yield


def asked(person, unit, **more):
    given = {"unit": unit.pk, "period": "2026-10..2026-11", "by": "unit", "figures": "present,base", **more}
    return person.get(TABLE, given)


def test_a_table_has_the_figures_of_the_page(house, binh):
    keep(
        month_row(house.cell, OCTOBER, 8, 10),
        month_row(house.cell, NOVEMBER, 9, 10),
        month_row(house.neighbour, NOVEMBER, 5, 10),
    )
    told = asked(binh, house.ward, shares="attendance").json()
    columns = [each["name"] for each in told["columns"]]
    assert sorted(columns) == ["attendance", "base", "present"]
    lines = {line["name"]: dict(zip(columns, line["values"], strict=True)) for line in told["lines"]}
    assert lines[house.cell.name] == {"present": 17, "base": 20, "attendance": 0.85}
    assert dict(zip(columns, told["total"], strict=True))["present"] == 22
    by_month = asked(binh, house.ward, by="month").json()
    assert [line["values"][columns.index("base")] for line in by_month["lines"]] == [10, 20]
    page = binh.get("/report-builder/table/", follow=True, data={
        "unit": house.ward.pk, "period": "2026-10..2026-11", "by": "unit", "figures": "present,base",
    }).content.decode()  # fmt: skip
    assert ">17<" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"period": "2026-11..2026-10"}, "tháng cuối trước tháng đầu"),
        ({"period": "soon"}, "kỳ"),
        ({"by": "weather"}, "weather"),
        ({"figures": "secret"}, "secret"),
        ({"figures": ""}, "ít nhất một"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(house, binh, wrong, said):
    answer = asked(binh, house.ward, **wrong)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_a_stranger_gets_404(house, dung, binh):
    assert asked(dung, house.ward).status_code == 404
    assert asked(binh, house.other_ward).status_code == 404
