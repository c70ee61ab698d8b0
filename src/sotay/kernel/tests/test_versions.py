"""Merging a form with what others changed meanwhile, and the digests it goes by."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel import conflicts, versions
from sotay.kernel.forms import BaseForm, DayField, PartialDayField, PhoneField, SegSelect, area
from sotay.kernel.periods import PartialDate
from sotay.kernel.versions import Change, Edited, Stale, digest

VALUES = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from(["", "một", "hai", "ba"]))


class ThreeFields(BaseForm):
    a = forms.CharField(required=False)
    b = forms.CharField(required=False)
    c = forms.CharField(required=False)


class Together(ThreeFields):
    together = (("a", "b"),)


def whole(values: dict[str, str]) -> dict[str, str]:
    return {name: values.get(name, "") for name in ("a", "b", "c")}


def sent(form_class: type[BaseForm], base: dict[str, Any], mine: dict[str, Any], **more: str) -> BaseForm:
    """The form made from `base`, filled in with `mine`."""
    seen = conflicts.seen_of(form_class(), base)
    data = QueryDict(mutable=True)
    for name, value in {**mine, "seen": seen, **more}.items():
        data[name] = value
    form = form_class(data)
    form.made_from(Edited(None, lambda _thing: base, lock=lambda thing: thing))
    assert form.is_valid(), form.errors
    return form


def settled(form: BaseForm, theirs: dict[str, Any]) -> bool:
    """Whether it may be saved over `theirs`."""
    try:
        conflicts.settle(form, theirs, lambda _field: None)
    except Stale:
        return False
    return True


@given(VALUES, VALUES, VALUES)
def test_each_field_takes_the_value_of_whoever_changed_it(base, theirs, mine):
    base, theirs, mine = whole(base), whole(theirs), whole(mine)
    both = {name for name in base if theirs[name] != base[name] != mine[name] and theirs[name] != mine[name]}
    form = sent(ThreeFields, base, mine)
    assert settled(form, theirs) == (not both)
    assert form.conflicts.keys() == both
    if not both:
        assert form.cleaned_data == {
            name: theirs[name] if mine[name] == base[name] else mine[name] for name in base
        }
    for name in both:
        assert form[name].value() == mine[name], "what was typed is lost"


@given(VALUES, VALUES, VALUES, st.sampled_from(["theirs", "mine"]))
def test_after_a_choice_everything_is_settled(base, theirs, mine, choice):
    base, theirs, mine = whole(base), whole(theirs), whole(mine)
    form = sent(ThreeFields, base, mine)
    settled(form, theirs)
    data = form.data.copy()
    both = form.conflicts
    for name, conflict in both.items():
        data[f"keep-{name}"] = "theirs" if choice == "theirs" else conflict.mine_value
    again = ThreeFields(data)
    assert again.is_valid()
    assert settled(again, theirs)
    for name in both:
        assert again.cleaned_data[name] == (theirs if choice == "theirs" else mine)[name]


def test_fields_that_are_one_fact_are_not_merged_one_by_one():
    """Two counts of hands must not make a third that nobody counted."""
    form = sent(Together, {"a": "", "b": "", "c": ""}, {"a": "14", "b": "", "c": ""})
    assert not settled(form, {"a": "4", "b": "14", "c": ""})
    assert form.conflicts.keys() == {"a"}
    assert form["b"].value() == ""


@pytest.mark.parametrize(
    ("field", "stored", "posted"),
    [
        (forms.CharField(widget=area()), "một\nhai", "một\r\nhai\r\n"),
        (forms.CharField(), "Hòa", unicodedata.normalize("NFD", "Hòa")),
        (DayField(), datetime(2026, 12, 3, tzinfo=UTC).date(), "3.12.2026"),
        (PartialDayField(), PartialDate(1958, 5), "5/1958"),
        (PhoneField(), "0912345678", "+84 912 345 678"),
        (forms.IntegerField(), 14, " 14 "),
        (forms.ChoiceField(choices=[("yes", "Có"), ("no", "Không")], widget=SegSelect()), "yes", "yes"),
        (forms.MultipleChoiceField(choices=[("1", "An"), ("2", "Bình")]), ["1", "2"], ["1", "2"]),
        (forms.BooleanField(required=False), True, "on"),
        (forms.BooleanField(required=False), False, None),
        (forms.CharField(required=False), None, ""),
    ],
)
def test_value_that_came_back_as_it_was_shown_is_unchanged(field, stored, posted):
    form_class = type("Form", (BaseForm,), {"value": field})
    data = QueryDict(mutable=True)
    if isinstance(posted, list):
        data.setlist("value", posted)
    elif posted is not None:
        data["value"] = posted
    form = form_class()
    seen = versions.read(conflicts.seen_of(form, {"value": stored}))
    assert digest(conflicts._value(form, "value", data)) == seen["value"]


def test_what_is_no_field_is_told_once_and_passes_when_sent_again():
    base = {"a": "một", "state": ["open", None]}
    form = sent(ThreeFields, base, {"a": "hai", "b": "", "c": ""})
    now = {"a": "một", "state": ["closed", None]}
    assert not settled(form, now)
    again = ThreeFields(form.data)
    assert again.is_valid()
    assert settled(again, now)
    assert again.cleaned_data["a"] == "hai"


def test_field_that_is_gone_meanwhile_is_told():
    """An item was taken out of the agenda template while somebody typed into it."""
    form = sent(ThreeFields, {"a": "một", "b": "hai", "c": ""}, {"a": "một", "b": "ba", "c": ""})
    assert not settled(form, {"a": "một", "c": ""})


@given(st.text(max_size=40))
def test_nonsense_in_the_hidden_field_is_no_error(text):
    data = QueryDict(mutable=True)
    data.update({"a": "x", "seen": text})
    form = ThreeFields(data)
    if form.is_valid():
        settled(form, {"a": "y", "b": "", "c": "", "state": 1})


def test_own_change_names_the_other_page():
    at = datetime(2026, 12, 3, 12, 5, tzinfo=UTC)
    assert "trang khác" in str(Stale(Change("Lê Thị Thu", at, own=True)).sentence)
    assert "Lê Thị Thu" in str(Stale(Change("Lê Thị Thu", at)).sentence)
