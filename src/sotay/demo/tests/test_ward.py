"""The demo ward is made by the real actions and looks alive."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone
from slow_work import slow_writes

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.demo import ward as demo
from sotay.demo.asking import ANSWERED
from sotay.demo.clock import at
from sotay.demo.dates import UNDECIDED
from sotay.demo.year import _moment, habits
from sotay.figures.models import CellMonth
from sotay.guidance.models import Guidance
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.opinions import survey_queries
from sotay.opinions.models import Survey
from sotay.schedules.models import MeetingDate
from sotay.statistics.queries import counts_of
from sotay.statistics.rules import UNKNOWN, Breakdown
from sotay.statistics.tables import ASKED, OF_ORGANISATIONS
from sotay.units.models import Unit

TODAY = date(2026, 11, 23)
CELLS, MEMBERS = 11, 266  # as in the workbook
STAGE = Meeting.Stage
ROLES = {
    "tinh": Role.PROVINCE_OFFICE,
    "phuong": Role.WARD_OFFICE,
    "phutrach": Role.OVERSEER,
    "bithu": Role.SECRETARY,
    "nguoingoai": Role.SECRETARY,
    "quantri": Role.OPERATOR,
}


@pytest.fixture
def newest_month(db, monkeypatch):
    """The demo with its newest month only: a year of it takes most of a minute."""
    monkeypatch.setattr(demo, "MONTHS", 1)
    with at(_moment(TODAY, 8)), slow_writes():
        demo.load("mật khẩu để xem thử")
        yield Unit.objects.get(code="38.168")


def test_the_newest_month_of_the_ward(newest_month):
    cells = Unit.objects.filter(parent=newest_month).cells()
    assert cells.count() == CELLS
    assert Member.objects.filter(cell__in=cells).count() == MEMBERS
    stages = Counter(
        CellMonth.objects.filter(month=Month(2026, 11), kind="regular").values_list("status", flat=True)
    )
    assert stages == {STAGE.PREPARING: 1, STAGE.CLOSED: 1, STAGE.SIGNED: 1, STAGE.REPORTED: CELLS - 3}
    for username, role in ROLES.items():
        grants = actor_for(Account.objects.get(username=username), timezone.localdate()).grants
        assert role in {grant.role for grant in grants}, username
    assert Account.objects.filter(username__in=["thuky", "dangvien"], member__isnull=False).count() == 2
    letter = Guidance.objects.get(unit=newest_month, month=Month(2026, 11))
    assert letter.topics.exists()
    assert letter.questions.exists()
    over, running = Survey.objects.order_by("ends_on")
    assert (over.ends_on < TODAY, running.ends_on > TODAY) == (True, True)
    assert survey_queries.results_of(over).answered == ANSWERED
    _records_say_who_people_are(newest_month)
    decided = Counter(MeetingDate.objects.filter(month=Month(2026, 12)).values_list("status", flat=True))
    assert decided == {"registered": UNDECIDED, "approved": 3, "moved": 1}


def _records_say_who_people_are(ward):
    """Most records, not all: statistics show what is not recorded, and are no tables of noughts."""
    actor = actor_for(Account.objects.get(username="phuong"), timezone.localdate())
    counts = counts_of(actor, ward, timezone.localdate(), ASKED | OF_ORGANISATIONS)
    for by in ("education", "theory", "religion"):
        unsaid = counts.number(Breakdown("members", by), UNKNOWN).value
        assert 0 < unsaid < MEMBERS / 10, by
    assert counts.number(Breakdown("exempt", "ground"), "age").value > 10
    assert counts.number(Breakdown("groups")).value == 4
    assert counts.number(Breakdown("admitted")).value == 3
    assert counts.number(Breakdown("admitted_in_year")).value == len(demo.ADMITTED)
    assert Member.objects.filter(occupation="Hưu trí", cell__parent=ward).count() > 50


def test_every_cell_has_habits_of_its_own_and_weak_months(settings):
    cells = [Unit(name=f"Chi bộ tổ dân phố Bình Minh {number}") for number in range(1, CELLS + 1)]
    assert len({habits(cell) for cell in cells}) == CELLS
    year = [Month(2025, 12).plus(months) for months in range(demo.MONTHS)]
    reached = Counter(demo._how_far(cell, month, is_last=False) for cell in cells for month in year)
    assert reached[None] > 0
    assert reached[STAGE.CLOSED] > 0
    assert reached[STAGE.REPORTED] > sum(reached.values()) * 0.8
