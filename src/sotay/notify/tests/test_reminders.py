"""People are reminded of what comes, each step once, by the ladder of their unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from sotay.kernel.periods import PartialDate
from sotay.members.models import Standing
from sotay.notify import actions, reminders, words
from sotay.notify.models import Notice
from sotay.notify.reminders import Coming, Ladder
from sotay.units.settings import set_setting

NOON = datetime.fromisoformat("2026-11-30T12:00+07:00")
FEAST = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def noon(db):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def feast(monkeypatch, an, house):
    """Something that comes on a day for `an`."""
    words.NOTICE_SENTENCES.register({"test.soon": "Còn %(left)s ngày: %(what)s"})
    thing, days = uuid4(), [FEAST]

    def coming(from_on, until_on):
        for on in days:
            if from_on <= on <= until_on:
                yield Coming(thing, on, house.cell, (an.member.pk,), "/tasks/", {"what": "hạn"})

    monkeypatch.setattr(reminders.REMINDERS, "_items", [Ladder("reminders.meeting", "test.soon", coming)])
    return days


def told() -> list[str]:
    return [str(notice) for notice in Notice.objects.order_by("created_at", "pk")]


def run() -> int:
    return reminders.remind(timezone.now())


def test_each_step_is_told_once_however_often_the_clock_runs(feast, noon):
    for day in range(6):
        noon.move_to(NOON + timedelta(days=day))
        run()
        run()
    assert told() == ["Còn 3 ngày: hạn", "Còn 1 ngày: hạn", "Còn 0 ngày: hạn"]


def test_a_clock_that_stood_still_tells_of_what_is_left(feast, noon):
    noon.move_to(NOON + timedelta(days=1))
    assert run() == 1
    assert told() == ["Còn 2 ngày: hạn"]


def test_what_is_moved_to_another_day_is_told_of_anew(feast, noon):
    run()
    feast[:] = [FEAST + timedelta(days=7)]
    noon.move_to(NOON + timedelta(days=7))
    run()
    assert told() == ["Còn 3 ngày: hạn"] * 2


def test_a_unit_has_a_ladder_of_its_own_or_none(feast, noon, house, binh, thu):
    set_setting(unit=house.cell, by=thu.actor, key="reminders.meeting", value=[10], from_on=NOON.date())
    feast[:] = [FEAST + timedelta(days=6)]
    assert run() == 1
    set_setting(unit=house.cell, by=thu.actor, key="reminders.meeting", value=[], from_on=NOON.date())
    noon.move_to(NOON + timedelta(days=8))
    assert run() == 0


def test_two_clocks_at_once_tell_one_matter_once(an):
    words.NOTICE_SENTENCES.register({"test.soon": "Còn %(left)s ngày: %(what)s"})
    said = {"matter": "test:1", "words": {"left": 1, "what": "x"}}
    assert len(actions.remind([an.member.pk], "test.soon", "/tasks/", **said)) == 1
    assert actions.remind([an.member.pk], "test.soon", "/tasks/", **said) == []


def test_the_end_of_probation_is_told_to_the_member_and_the_leaders(noon, an, thu, lam):
    member = an.member
    member.admitted_on = PartialDate(2026, 1, 29)
    member.save()
    Standing.objects.filter(member=member).delete()
    Standing.objects.create(
        member=member,
        cell=member.cell,
        commune_id=member.commune_id,
        kind="probationary",
        from_on=date(2026, 1, 29),
    )
    run()
    assert set(Notice.objects.values_list("member", flat=True)) == {
        an.member.pk,
        thu.member.pk,
        lam.member.pk,
    }
    assert {str(notice.data["left"]) for notice in Notice.objects.all()} == {"60"}
    noon.move_to(NOON + timedelta(days=29))
    run()
    assert Notice.objects.count() == 3
    noon.move_to(NOON + timedelta(days=30))
    run()
    assert Notice.objects.count() == 6
