"""Figures of the layout: numbers, dates, spelling, and what stands beside what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sotay.papers import queries
from sotay.papers.layout import FootRow, Layout, foot
from sotay.papers.tests.samples import minutes, resolution


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_get_a_zero(day: date, line: str) -> None:
    assert Layout().date_line(day) == line


@pytest.mark.parametrize(
    ("number", "text"), [(5, "Số 05-NQ/CB"), (10, "Số 10-NQ/CB"), (123, "Số 123-NQ/CB"), (None, "Số …-NQ/CB")]
)
def test_a_number_is_written_with_its_type_and_organisation(number: int | None, text: str) -> None:
    assert Layout().number_text("NQ", number) == text


def test_spelling_moves_the_mark_only_where_the_setting_says() -> None:
    old, new = Layout(uy_spelling="uỷ"), Layout(uy_spelling="ủy")
    assert (
        old.spell("Đảng ủy, ỦY BAN, thúy, quý, thủy triều, thuyền")
        == "Đảng uỷ, UỶ BAN, thuý, quý, thuỷ triều, thuyền"
    )
    assert new.spell("Đảng uỷ, UỶ BAN, thuý, quỷ") == "Đảng ủy, ỦY BAN, thúy, quỷ"


def test_the_regulation_of_the_day_fills_the_layout_and_a_unit_may_have_its_own(house, thu, binh) -> None:
    from sotay.units.models import UnitSetting

    assert queries.layout_for(house.cell, date(2026, 12, 1)) == Layout()
    UnitSetting.objects.create(
        unit=house.ward, key="document-layout.line_spacing_pt", value=19, from_on=date(2026, 12, 1)
    )
    own_signature = ["T/M CHI ỦY", "BÍ THƯ"]
    UnitSetting.objects.create(
        unit=house.cell, key="document-layout.signature_block", value=own_signature, from_on=date(2026, 12, 1)
    )
    layout = queries.layout_for(house.cell, date(2026, 12, 3))
    assert (layout.line_spacing_pt, layout.signature_block) == (19, ("T/M CHI ỦY", "BÍ THƯ"))
    assert queries.layout_for(house.cell, date(2026, 11, 30)).line_spacing_pt == 18
    assert queries.layout_for(house.cell, date(1999, 1, 1)) == Layout()


def test_one_signature_stands_right_of_the_recipients_and_two_stand_side_by_side() -> None:
    (row,) = foot(resolution())
    assert row == FootRow(resolution().recipients, resolution().signatures[0])
    side_by_side, below = foot(minutes())
    assert (side_by_side.left, side_by_side.right) == minutes().signatures
    assert below == FootRow(minutes().recipients, None)
    assert foot(replace(minutes(), signatures=(), recipients=())) == ()
