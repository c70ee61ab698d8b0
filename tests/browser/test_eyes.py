"""The eyes themselves: what they have once found good must not hide what is bad."""

from __future__ import annotations

import pytest
from conftest import Person
from django.urls import reverse

from browser.conftest import PHONE, Eyes, Visit

pytestmark = pytest.mark.looks

PAINT = """([colour, ground]) => {
  const text = document.querySelector("main p, main h1, main h2");
  text.style.color = colour;
  text.style.backgroundColor = ground;
}"""


def test_contrast_is_asked_whenever_a_colour_or_its_ground_is_new(thu: Person, visit: Visit) -> None:
    eyes = Eyes(PHONE, folder=None, twice=False)
    page = visit(thu, reverse("portal:who_sees_what"))  # nothing on it changes by itself

    def painted(colour: str, ground: str) -> list[str]:
        page.evaluate(PAINT, [colour, ground])
        return [fault for fault in eyes.by_axe(page) if fault.startswith("color-contrast")]

    assert painted("#000", "#fff") == []
    assert painted("#000", "#fff") == []
    assert painted("#ccc", "#fff") != []
    assert painted("#ccc", "#fff") != []  # what was bad is bad the second time too
    assert painted("#000", "#222") != []
    assert painted("#ccc", "#000") == []
    assert painted("#ccc", "#fff") != []
