"""A scheme of the ward for this year, called today, and the way of thu's cell through it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from sotay.kernel.ids import new_id
from sotay.papers.models import IssuedPaper
from sotay.schemes import actions, scheme_actions
from sotay.schemes.actions import Claim, Verdict
from sotay.schemes.models import Registration, Scheme, SchemeYear

ATTENDANCE, TRUST = "Tỷ lệ đảng viên dự sinh hoạt", "Nội bộ đoàn kết"
CRITERIA = [(ATTENDANCE, "attendance", 90), (TRUST, "", None)]
EVIDENCE = "Biên bản họp dân tháng 10"


def today():
    return timezone.localdate()


def in_days(n: int):
    return today() + timedelta(days=n)


def after(n: int):
    """Inside, n days have passed."""
    return time_machine.travel(timezone.now() + timedelta(days=n))


def days(**more):
    """A calendar in which everything can be done today."""
    usual = {
        "register_by": in_days(10),
        "review_on": None,
        "assess_from": in_days(10),
        "assess_until": in_days(30),
        "check_by": in_days(40),
        "decide_by": in_days(50),
        "valid_until": in_days(400),
    }
    return {**usual, **more}


def a_scheme(unit, by, **more) -> Scheme:
    about = {
        "name": "Chi bộ kiểu mẫu",
        "basis": "Đề án 02-ĐA/TU",
        "text": "",
        "year_from": today().year,
        "year_until": today().year + 1,
        "cell_types": [],
        "decides": Scheme.Decides.COMMUNE,
        **more,
    }
    return scheme_actions.begin(unit=unit, by=by.actor, criteria=CRITERIA, **about)


def a_year(scheme, by, **more) -> SchemeYear:
    row = scheme_actions.add_year(scheme=scheme, by=by.actor, year=today().year, **days(**more))
    return scheme_actions.call(year=row, by=by.actor)


def can_assess(year: SchemeYear, by) -> None:
    """The calendar moves on: cells assess themselves from today."""
    scheme_actions.set_days(year=year, by=by.actor, **days(register_by=today(), assess_from=today()))


def roadmap(who, text="Xây nhà văn hóa", due=None):
    return [(text, due or today(), who.member)]


def a_registration(year, cell, by, who, **more) -> Registration:
    given = {"aim": "Đạt chi bộ kiểu mẫu", "roadmap": roadmap(who), **more}
    return actions.register(year=year, cell=cell, by=by.actor, **given)


def a_resolution(cell, kind="NQ", state=IssuedPaper.State.FROZEN) -> IssuedPaper:
    return IssuedPaper.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        kind=kind,
        about_id=new_id(),
        title="Nghị quyết đăng ký",
        number_text="12-NQ/CB",
        base={},
        state=state,
        frozen_at=timezone.now(),
    )


def claims(row, claimed=True, evidence=EVIDENCE):
    return {each.pk: Claim(claimed, evidence) for each in row.year.scheme.criteria.all()}


def verdicts(row, verified=True, difference=""):
    return {each.pk: Verdict(verified, difference) for each in row.year.scheme.criteria.all()}


def check(row, by, **more):
    given = {"checked_on": today(), "checked_by": "Đoàn kiểm tra phường", "verdicts": verdicts(row), **more}
    return actions.check(registration=row, by=by.actor, **given)


def decide(row, by, **more):
    given = {"recognised": True, "decided_on": today(), "decision_number": "15-QĐ/ĐU", **more}
    return actions.decide(registration=row, by=by.actor, **given)


@pytest.fixture
def scheme(house, binh) -> Scheme:
    return a_scheme(house.ward, binh)


@pytest.fixture
def year(scheme, binh, thu, lam) -> SchemeYear:
    return a_year(scheme, binh)


@pytest.fixture
def prepared(year, house, thu, an) -> Registration:
    return a_registration(year, house.cell, thu, an)


@pytest.fixture
def sent(prepared, house, thu, binh) -> Registration:
    return actions.send(registration=prepared, by=thu.actor, paper=a_resolution(house.cell))


@pytest.fixture
def accepted(sent, binh, chi) -> Registration:
    return actions.accept(registration=sent, by=binh.actor, overseer=chi.member)


@pytest.fixture
def assessed(accepted, year, thu, binh) -> Registration:
    can_assess(year, binh)
    accepted.refresh_from_db()
    return actions.assess(registration=accepted, by=thu.actor, claims=claims(accepted), final=True)


@pytest.fixture
def checked(assessed, chi) -> Registration:
    return check(assessed, chi)


@pytest.fixture
def decided(checked, binh) -> Registration:
    return decide(checked, binh)
