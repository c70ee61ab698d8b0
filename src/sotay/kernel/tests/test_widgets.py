"""Widgets drawn without templates are what Django's templates draw."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from sotay.kernel import widgets
from sotay.kernel.forms import FormRenderer

TEMPLATES, OURS = DjangoTemplates(), FormRenderer()
VALUES = [
    None,
    "",
    "Đảng",
    "<b>\"'&",
    mark_safe("<i>&amp;</i>"),
    0,
    12345,
    True,
    Decimal("1.5"),
    date(2026, 3, 1),
]
ATTRS = [{}, {"id": "a", "required": True, "disabled": False, "data-x": '"<&', "rows": 5, "class": None}]
CHOICES = [
    ("", "---"),
    ("a", "An & Bình"),
    (1, mark_safe("<b>một</b>")),
    (2, gettext_lazy("Meetings")),
    (3, 12345),
    (4, datetime(2026, 3, 1, 19, 30, tzinfo=UTC)),
    (5, date(2026, 3, 1)),
    ('"', None),
    ("Nhóm <1>", [("x", "Mười"), ("y", "<script>")]),
    (None, "Không"),
]
SIMPLE = [
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput),
    *(forms.HiddenInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.CheckboxInput),
    *(forms.FileInput, forms.Textarea, forms.SearchInput, forms.TelInput, forms.ColorInput),
]
LISTS = [
    forms.Select,
    forms.SelectMultiple,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
]


def _ours(name, context):
    return _spaces(OURS.render(name, context))


def _theirs(name, context):
    return _spaces(TEMPLATES.render(name, context))


def _spaces(text):
    """Where there is space and where there is none; a browser shows however much of it as one."""
    return re.sub(r"\s+", " ", text)


def test_every_widget_that_is_drawn_has_its_template():
    assert all(TEMPLATES.get_template(name) for name in widgets.DRAWN)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("kind", SIMPLE)
def test_an_input_is_the_same(kind, attrs, language):
    with translation.override(language):
        for value in VALUES:
            widget = kind(attrs=attrs)
            context = widget.get_context("tên<&", value, {"aria-label": "Tên"})
            assert widgets.drawn(widget.template_name, context) is not None
            assert _ours(widget.template_name, context) == _theirs(widget.template_name, context)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_and_each_of_its_options_are_the_same(kind, attrs, language):
    with translation.override(language):
        given = {"choices": CHOICES}
        for value in (None, "a", ["a", "x"], [1]):
            widget = kind(attrs=attrs, **given)
            context = widget.get_context("tên<&", value, None)
            assert _ours(widget.template_name, context) == _theirs(widget.template_name, context)
            for option in widget.subwidgets("n", value, attrs):
                drawn = {"widget": {**option, "wrap_label": True}}
                name = option["template_name"]
                assert _ours(name, drawn) == _theirs(name, drawn)


def test_a_list_with_options_of_another_kind_is_left_to_its_templates():
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    widget = Own(choices=[("a", "A")])
    context = widget.get_context("n", "a", None)
    assert widgets.drawn(widget.template_name, context) is None
