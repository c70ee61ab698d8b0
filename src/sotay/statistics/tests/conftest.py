"""A day for the tests of statistics, and members worth counting."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import make_member
from django.utils import translation

from sotay.kernel.periods import PartialDate
from sotay.members.models import Standing
from sotay.statistics import actions, official
from sotay.statistics.models import FormReturn
from sotay.statistics.rules import Period
from sotay.units.models import Unit

TODAY = date(2026, 12, 10)
YEAR = Period.parse("2026-Y")
NAMES = {"prepared_by": "Trần Văn Bình", "approved_by": "Hoàng Văn Bách"}


@pytest.fixture(autouse=True)
def _on_the_tenth_of_december(settings):
    """In English: sentences are asked for by their source words."""
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel("2026-12-10T08:00:00+07:00", tick=False), translation.override("en"):
        yield


def women(cell: Unit, number: int, **more: object) -> None:
    for at in range(number):
        make_member(cell, f"Nguyễn Thị {at}", sex="female", **more)


def men(cell: Unit, number: int, **more: object) -> None:
    for at in range(number):
        make_member(cell, f"Trần Văn {at}", sex="male", **more)


def a_form(unit: Unit, person, form: str = "hn-1c", period: Period = YEAR) -> FormReturn:
    template = official.find(form, period.last)
    return actions.draft(unit=unit, template=template, period=period, by=person.actor)


def exempt(member, *, ground: str = "age", since: date = date(2026, 1, 1), until: date | None = None) -> None:
    Standing.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        kind="exempt",
        ground=ground,
        from_on=since,
        until_on=until,
    )


def born(year: int, month: int | None = None, day: int | None = None) -> PartialDate:
    return PartialDate(year, month, day)
