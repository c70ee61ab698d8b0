"""Fields for how people write dates, months, times and telephone numbers, and how a form is drawn."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.forms import (
    BaseForm,
    ClockField,
    DayField,
    MonthField,
    PartialDayField,
    PhoneField,
    SegSelect,
)
from sotay.kernel.periods import Month, PartialDate
from sotay.kernel.refusal import Refusal


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        (DayField(), "3/2/1986", date(1986, 2, 3)),
        (DayField(), " 03.02.1986 ", date(1986, 2, 3)),
        (DayField(), "03-02-1986", date(1986, 2, 3)),
        (DayField(), "3 2 1986", date(1986, 2, 3)),
        (DayField(), "03021986", date(1986, 2, 3)),
        (DayField(), "1986-02-03", date(1986, 2, 3)),
        (DayField(required=False), "", None),
        (PartialDayField(), "1958", PartialDate(1958)),
        (PartialDayField(), "5/1958", PartialDate(1958, 5)),
        (PartialDayField(), "051958", PartialDate(1958, 5)),
        (PartialDayField(), "1958-05", PartialDate(1958, 5)),
        (PartialDayField(), "19/05/1958", PartialDate(1958, 5, 19)),
        (PartialDayField(required=False), "  ", None),
        (MonthField(), "12/2026", Month(2026, 12)),
        (MonthField(), "2026-12", Month(2026, 12)),
        (ClockField(), "19:30", time(19, 30)),
        (ClockField(), "19h30", time(19, 30)),
        (ClockField(), "19 giờ 30", time(19, 30)),
        (ClockField(), "1930", time(19, 30)),
        (ClockField(), "7h", time(7, 0)),
        (PhoneField(), "0912 345 678", "0912345678"),
        (PhoneField(), "+84 912.345.678", "0912345678"),
        (PhoneField(), "84912345678", "0912345678"),
        (PhoneField(required=False), "", ""),
    ],
)
def test_what_people_write_is_understood(field: forms.Field, written: str, meant: Any) -> None:
    assert field.clean(written) == meant


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (DayField(), "31/02/1986"),
        (DayField(), "3/2/86"),
        (DayField(), "hôm qua"),
        (DayField(), "00/00/0000"),
        (PartialDayField(), "13/1958"),
        (PartialDayField(), "58"),
        (MonthField(), "13/2026"),
        (MonthField(), "2026"),
        (ClockField(), "25:00"),
        (ClockField(), "tối"),
        (PhoneField(), "12345"),
        (PhoneField(), "không có"),
    ],
)
def test_what_cannot_be_is_refused_with_an_example(field: forms.Field, written: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(written)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_survives_being_shown_and_sent_back(day: date) -> None:
    field = DayField()
    assert field.clean(field.prepare_value(day)) == day


@given(st.text(max_size=30))
def test_nothing_typed_breaks_a_field(text: str) -> None:
    for field in (DayField(), PartialDayField(), MonthField(), ClockField(), PhoneField()):
        try:
            field.clean(text)
        except ValidationError:
            continue


class SmallForm(BaseForm):
    name = forms.CharField(label="Name", help_text="As on the card")
    note = forms.CharField(label="Note", required=False)
    roll = forms.ChoiceField(
        label="Roll", choices=[("p", "Present"), ("a", "Away")], widget=SegSelect(tones={"p": "ok"})
    )


def test_a_form_sums_up_its_errors_and_leads_to_the_fields() -> None:
    with translation.override("vi"):
        drawn = str(SmallForm({"roll": "x"}))
    assert 'class="error-summary" role="alert"' in drawn
    assert '<a href="#id_name">Name: Đề nghị điền mục này.</a>' in drawn
    assert '<a href="#id_roll_0">' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_name_error"' in drawn


def test_only_what_is_optional_is_marked() -> None:
    with translation.override("en"):
        drawn = str(SmallForm())
    assert drawn.count("(optional)") == 1
    assert " required" not in drawn


def test_a_refusal_is_shown_at_its_field_or_above_them_all() -> None:
    form = SmallForm({"name": "An", "roll": "p"})
    assert form.is_valid()
    form.add_refusal(Refusal("Somebody has this name.", field="name"))
    form.add_refusal(Refusal("The meeting is closed.", field="elsewhere"))
    assert form.errors["name"] == ["Somebody has this name."]
    assert form.non_field_errors() == ["The meeting is closed."]
