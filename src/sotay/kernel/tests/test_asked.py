"""Months and years that addresses ask for, and a table as a workbook."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from openpyxl import load_workbook

from sotay.kernel.asked import NoSuchMonth, asked_month, asked_year
from sotay.kernel.periods import Month
from sotay.kernel.workbook import Sheet, workbook


def asked(query):
    return RequestFactory().get(f"/?{query}")


def test_what_is_asked_for_or_now():
    today = timezone.localdate()
    assert asked_month(asked("month=2026-12")) == Month(2026, 12)
    assert asked_month(asked("")) == Month.of(today)
    assert (asked_year(asked("year=2025")), asked_year(asked("")), asked_year(asked(""), 2024)) == (
        2025,
        today.year,
        2024,
    )


@pytest.mark.parametrize("written", ["2026-13", "3000-01", "12", "²026-01", "\x00"])
def test_what_is_no_month_is_not_found(written):
    with pytest.raises(NoSuchMonth):
        asked_month(asked(f"month={written}"))


@pytest.mark.parametrize("written", ["26", "3000", "-200", "²026", "20266", "abcd"])
def test_what_is_no_year_is_not_found(written):
    with pytest.raises(Http404):
        asked_year(asked(f"year={written}"))


def test_nothing_typed_runs_in_a_workbook():
    sheet = Sheet("Sổ", "=1+1", [("Đơn vị", 20), ("Số", 8)], [("=1+1", 3), ("+84", 2.5)], [("Cộng", 5)])
    (found,) = load_workbook(BytesIO(workbook(sheet)))
    rows = [[cell.value for cell in row] for row in found.iter_rows(min_row=3)]
    assert rows == [["Đơn vị", "Số"], ["=1+1", 3], ["+84", 2.5], ["Cộng", 5]]
    assert all(cell.data_type != "f" for row in found.iter_rows() for cell in row)
