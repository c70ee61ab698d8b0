"""A round of the ward with the cell of Hòa Bình, whose team chi leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.inspections import actions
from sotay.inspections.models import Demand, Inspection, Round

FOUND, CONCLUDED, DEMANDED = "Ít đảng viên phát biểu", "Cơ bản nền nếp", "Bổ sung quy chế làm việc"
OWN = ("working_rules", "own_inspection", "dues")
KEYS = ("meetings", "minutes", "reports", "attendance", "thematic", "tasks", "petitions", *OWN)


def in_days(n: int):
    return timezone.localdate() + timedelta(days=n)


def a_round(house, binh, **more) -> Round:
    given = {
        "kind": "inspection",
        "title": "Kiểm tra nền nếp sinh hoạt",
        "year": timezone.localdate().year,
        "quarter": 4,
        "decision_number": "12-QĐ/UBKT",
        "decided_on": timezone.localdate(),
        "signed_by": "Hoàng Văn Bách",
        "report_by": in_days(10),
        **more,
    }
    return actions.begin(unit=house.ward, by=binh.actor, **given)


def conclude(row, person, **more) -> Inspection:
    given = {
        "verified_on": timezone.localdate(),
        "strengths": "Sinh hoạt đều",
        "weaknesses": FOUND,
        "conclusion": CONCLUDED,
        "demands": [(DEMANDED, in_days(20)), ("", None), ("Nộp đảng phí đúng hạn", in_days(5))],
        "conclude": True,
        **more,
    }
    return actions.write(inspection=row, by=person.actor, **given)


@pytest.fixture
def draft(house, thu, binh, chi) -> Round:
    row = a_round(house, binh)
    actions.add_to_team(round_=row, by=binh.actor, member=chi.member, leads=True)
    actions.choose(round_=row, by=binh.actor, rule="random", chosen={house.cell: "Bốc thăm"})
    return row


@pytest.fixture
def inspection(draft, binh) -> Inspection:
    return actions.announce(round_=draft, by=binh.actor).inspections.get()


@pytest.fixture
def concluded(inspection, chi) -> Inspection:
    return conclude(inspection, chi)


@pytest.fixture
def demand(concluded) -> Demand:
    return concluded.demands.get(number=1)
