"""The clock of the books, and a few things most of their tests begin with."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import make_member
from django.utils import translation

from sotay.kernel.periods import Month

DECEMBER = Month(2026, 12)
TODAY = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def _on_the_tenth_of_december(settings):
    """In English: sentences are asked for by their source words."""
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel("2026-12-10T08:00:00+07:00", tick=False), translation.override("en"):
        yield


@pytest.fixture
def bich(house):
    """Another full member of the cell."""
    return make_member(house.cell, "Vũ Thị Bích", "01000021")


def filled(page, **given) -> dict[str, str]:
    """What a browser sends of the page's form."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | given
