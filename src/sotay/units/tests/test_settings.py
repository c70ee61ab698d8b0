from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.utils import timezone

from sotay import regulations
from sotay.audit.models import AuditLine
from sotay.units.models import UnitSetting
from sotay.units.settings import (
    InThePast,
    ItemMissing,
    NoSuchSetting,
    NotYoursToSet,
    WrongValue,
    set_setting,
    setting,
    settings_for,
    settings_of,
)

TODAY = date(2026, 3, 1)
START = "cell-meeting.start_time"


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        yield


def give(unit, by, key, value, from_on=TODAY):
    return set_setting(unit=unit, by=by.actor, key=key, value=value, from_on=from_on)


def test_without_a_setting_the_regulation_decides(house):
    found = settings_of(house.cell, TODAY).of(START)
    assert found.value == time(19, 30)
    assert (found.unit, found.regulation.number, found.since) == (None, "42-HD/BTCTW", date(2025, 10, 28))


def test_units_below_inherit_and_the_nearest_wins(house, binh, thu):
    give(house.ward, binh, START, "19:00")
    give(house.cell, thu, START, "20:00")
    assert setting(house.cell, START, TODAY) == time(20, 0)
    assert setting(house.neighbour, START, TODAY) == time(19, 0)
    assert setting(house.far_cell, START, TODAY) == time(19, 30)
    assert settings_of(house.neighbour, TODAY).of(START).unit == house.ward


def test_a_setting_holds_from_its_day_on(house, binh):
    give(house.ward, binh, START, "19:00", TODAY + timedelta(days=10))
    assert setting(house.cell, START, TODAY + timedelta(days=9)) == time(19, 30)
    assert setting(house.cell, START, TODAY + timedelta(days=10)) == time(19, 0)


def test_a_unit_can_inherit_again(house, binh, thu):
    give(house.ward, binh, START, "19:00")
    give(house.cell, thu, START, "20:00")
    give(house.cell, thu, START, None, TODAY + timedelta(days=31))
    assert setting(house.cell, START, TODAY) == time(20, 0)
    assert setting(house.cell, START, TODAY + timedelta(days=31)) == time(19, 0)


def test_the_second_word_of_a_day_replaces_the_first(house, binh):
    give(house.ward, binh, START, "19:00")
    give(house.ward, binh, START, "18:00")
    assert UnitSetting.objects.count() == 1
    assert setting(house.cell, START, TODAY) == time(18, 0)


def test_each_change_leaves_its_line(house, binh):
    give(house.ward, binh, "cell-meeting.attendance_target", "85 %")
    line = AuditLine.objects.get()
    assert (line.code, line.unit_id) == ("unit.setting_changed", house.ward.pk)
    assert line.data["value"] == "85 %"
    assert setting(house.cell, "cell-meeting.attendance_target", TODAY) == Fraction(17, 20)


@pytest.mark.parametrize(
    ("key", "value", "refusal"),
    [
        ("cell-meeting.colour", "red", NoSuchSetting),
        ("nonsense", 1, NoSuchSetting),
        ("charter-implementation.threshold_expulsion", {"share": "1/2", "strict": False}, NotYoursToSet),
        (START, "25:00", WrongValue),
        ("cell-meeting.meeting_day", 31, WrongValue),
        ("cell-meeting.meeting_day", "3", WrongValue),
        ("cell-meeting.duration_rule", "by_mood", WrongValue),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence(house, binh, key, value, refusal):
    with pytest.raises(refusal) as told:
        give(house.ward, binh, key, value)
    assert "%(" not in str(told.value)
    assert not UnitSetting.objects.exists()
    assert not AuditLine.objects.exists()


def test_an_agenda_without_a_step_of_the_regulation_is_refused(house, binh):
    point = regulations.on(TODAY).point("cell-meeting.agenda_residential")
    short = [row for row in point.written if row["key"] != "petitions"]
    with pytest.raises(ItemMissing) as told:
        give(house.ward, binh, "cell-meeting.agenda_residential", short)
    assert "trả lời kiến nghị" in str(told.value)
    give(
        house.ward,
        binh,
        "cell-meeting.agenda_residential",
        [r for r in point.written if r["key"] != "guidance"],
    )


def test_the_past_is_not_judged_anew(house, binh):
    with pytest.raises(InThePast):
        give(house.ward, binh, START, "19:00", timezone.localdate() - timedelta(days=1))


def test_a_row_the_regulation_does_not_allow_any_more_is_passed_over(house):
    UnitSetting.objects.create(unit=house.ward, key="cell-meeting.steps", value=[], from_on=TODAY)
    UnitSetting.objects.create(unit=house.ward, key=START, value={"old": "form"}, from_on=TODAY)
    found = settings_of(house.cell, TODAY)
    assert len(found["cell-meeting.steps"]) == 5
    assert found[START] == time(19, 30)
    assert found.of(START).unit is None


def test_many_units_cost_one_query(house, binh, django_assert_num_queries):
    give(house.ward, binh, START, "19:00")
    with django_assert_num_queries(1):
        found = settings_for([house.cell, house.neighbour, house.far_cell], TODAY)
        assert found[house.cell.pk][START] == found[house.neighbour.pk][START] == time(19, 0)
        assert found[house.far_cell.pk][START] == time(19, 30)


def test_the_values_of_one_regulation_go_to_those_who_need_it(house, thu):
    give(house.cell, thu, "document-layout.signature_block", ["T/M CHI ỦY", "BÍ THƯ"])
    layout = settings_of(house.cell, TODAY).values_of("document-layout")
    assert layout["signature_block"] == ("T/M CHI ỦY", "BÍ THƯ")
    assert layout["margin_left_mm"] == 30
