"""No form says something before a person does: choices stand empty, or here with the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.urls import get_resolver

from sotay.kernel.forms import BaseForm

SOURCE = Path(__file__).parents[1] / "src" / "sotay"
ALLOWED = {
    ("NewItemForm", "step"): "a new item goes among those that are discussed, and the page shows where",
    ("AdoptionForm", "adopts"): "never drawn: two buttons send it",
    ("CommentForm", "form"): "starts from the form the review has",
    ("SampleForm", "cell"): "the style guide shows a filled field",
}
"""Fields with an answer before anybody gave one."""


def every_form(kind: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    for form in kind.__subclasses__():
        if form.__module__.startswith("sotay."):
            yield form
        yield from every_form(form)


@pytest.fixture(scope="module", autouse=True)
def _all_forms_are_known() -> None:
    get_resolver().url_patterns  # noqa: B018 - imports every view
    for app in apps.get_app_configs():
        if app.name.startswith("sotay.") and (Path(app.path) / "forms.py").exists():
            import_module(f"{app.name}.forms")


def chosen_before(field: forms.Field) -> bool:
    """Whether the field shows an answer though nobody gave one."""
    if not isinstance(field, forms.ChoiceField | forms.BooleanField):
        return False
    if field.initial not in (None, "", [], False):
        return True
    is_list = isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.SelectMultiple)
    choices = list(field.choices) if is_list and not isinstance(field, forms.ModelChoiceField) else []
    return bool(choices) and choices[0][0] not in ("", None)


def test_no_choice_is_made_before_somebody_makes_it():
    found = {
        (form.__name__, name)
        for form in every_form()
        for name, field in form.base_fields.items()
        if chosen_before(field)
    }
    assert found == ALLOWED.keys()


def test_a_field_with_an_answer_is_found():
    """The check itself can fail: each way of choosing beforehand."""
    pairs = [("yes", "Yes"), ("no", "No")]
    assert chosen_before(forms.ChoiceField(choices=pairs))
    assert chosen_before(forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, initial="yes"))
    assert chosen_before(forms.BooleanField(initial=True))
    assert not chosen_before(forms.ChoiceField(choices=pairs, widget=forms.RadioSelect))
    assert not chosen_before(forms.ChoiceField(choices=[("", "Choose"), *pairs]))


LISTS = re.compile(r"<select(?![^>]*multiple)[^>]*>(.*?)</select>", re.DOTALL)
FIRST = re.compile(r'<option value="([^"]*)"')
DRAWN_OTHERWISE = {
    "report_builder/new.html": "shows what an address asks for; nothing is kept",
    **dict.fromkeys(
        ("reports/_measures.html", "reports/compare.html", "reports/ranking.html"),
        "shows what an address asks for; nothing is kept",
    ),
    "papers/compared.html": "shows the two versions an address asks for; nothing is kept",
    "members/members.html": "narrows what is shown; nothing is kept",
    "meetings/room/_motion.html": "draws the choices of MotionForm, which begin with none",
}


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda file: file.name)
def test_no_template_draws_a_choice_that_is_made(file):
    text, name = file.read_text(), str(file).partition("templates/")[2]
    if name.startswith("portal/samples/") or name in DRAWN_OTHERWISE:
        return
    firsts = [FIRST.search(inside) for inside in LISTS.findall(text)]
    assert [found[1] for found in firsts if found and found[1]] == []
    assert not re.search(r'<input type="(?:radio|checkbox)"[^>]*\bchecked\b', text)
