"""The style guide is there for everybody, in both languages, and costs the database nothing."""

from __future__ import annotations

import pytest

from sotay.portal.views_styleguide import SAMPLES, colours, icons
from sotay.reports.tests.drawn import pictures_of


@pytest.mark.parametrize(("language", "heading"), [("vi", "Cẩm nang giao diện"), ("en", "Style guide")])
@pytest.mark.django_db
def test_everybody_may_look(client, language, heading, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/styleguide", {"lang": language})
    text = page.content.decode()
    assert f"<h1>{heading}</h1>" in text
    assert f'<html lang="{language}" data-text="m" data-colours="auto">' in text
    assert all(f'<section id="{name}"' in text for name, _, _ in SAMPLES)


@pytest.mark.django_db
def test_every_colour_and_icon_is_shown(client):
    text = client.get("/styleguide").content.decode()
    assert all(f"var(--{colour})" in text for colour in colours())
    assert all(f"#{icon}" in text for icon in icons())


def test_a_logged_in_reader_sees_who_they_are(thu):
    text = thu.get("/styleguide", {"lang": "vi"}).content.decode()
    assert f"Tài khoản: {thu.account.name}" in text


@pytest.mark.django_db
def test_every_kind_of_picture_is_shown_and_says_the_numbers_of_its_table(client):
    found = list(pictures_of(client.get("/styleguide").content.decode()))
    assert [each.kind for each in found] == ["line", "bars", "strip", "matrix", "multiples", "treemap"]
    for each in found:
        assert each.panels
        assert len(each.table) >= 2
        assert each.marks == each.expected, each.kind
        assert each.marks or each.kind in {"strip", "matrix"}
