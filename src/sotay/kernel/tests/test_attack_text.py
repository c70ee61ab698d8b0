"""Attacks with text and dates: what cannot be seen, what grows when it is kept, the ends of the calendar."""

from __future__ import annotations

import pytest
from django import forms

from sotay.kernel.forms import BaseForm, DayField, MonthField, PartialDayField
from sotay.kernel.text import search_key, tidy


@pytest.mark.parametrize("mark", ["\x00", "\x01", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\uffff"])
def test_marks_nobody_sees_do_not_enter_a_name(mark):
    assert tidy(f"Nguyễn {mark}Văn A{mark}n") == "Nguyễn Văn An"
    assert search_key(f"A{mark}n") == "an"


def test_line_breaks_and_tabs_are_spaces_not_nothing():
    assert tidy("Nguyễn\tVăn\r\nAn\x1f!") == "Nguyễn Văn An !"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (DayField, "01/01/0001"),
        (DayField, "31/12/9999"),
        (DayField, "0001-01-01"),
        (PartialDayField, "0001"),
        (PartialDayField, "12/9999"),
        (MonthField, "12/0000"),
        (MonthField, "9999-12"),
    ],
)
def test_years_nobody_can_mean_are_refused_in_words(field, typed):
    with pytest.raises(forms.ValidationError, match="1900"):
        field().clean(typed)


class Named(BaseForm):
    name = forms.CharField(max_length=120)


def test_a_text_that_grows_when_it_is_composed_is_measured_as_it_will_be_kept():
    grows = chr(0x1D160) * 100  # a musical sign that NFC writes as three
    assert len(tidy(grows)) == 300
    form = Named({"name": grows})
    assert not form.is_valid()
    assert "name" in form.errors
    assert Named({"name": "Nguyễn Văn An"}).is_valid()
