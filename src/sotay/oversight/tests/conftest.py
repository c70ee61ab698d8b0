"""A meeting of the cell that was held, and an observation of its overseer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.oversight import actions
from sotay.oversight.models import Observation

SEEN = "Buổi sinh hoạt đúng giờ nhưng ít ý kiến."
FIRST, SECOND = "Gửi tài liệu trước ba ngày", "Mời đảng viên trẻ phát biểu"


def a_meeting(cell, *, days: int = 2, **more) -> Meeting:
    at = timezone.now() - timedelta(days=days)
    given = {"kind": Meeting.Kind.REGULAR, "stage": Meeting.Stage.CLOSED, **more}
    return Meeting.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        month=Month.of(timezone.localdate(at)),
        planned_at=at,
        planned_minutes=90,
        place="Nhà văn hóa",
        **given,
    )


@pytest.fixture
def meeting(house) -> Meeting:
    return a_meeting(house.cell)


def write(person, meeting, **more) -> Observation:
    given = {
        "attended": "whole",
        "text": SEEN,
        "proposals": f"1. {FIRST}\n- {SECOND}\n",
        "send": True,
        **more,
    }
    return actions.keep(meeting=meeting, cell=meeting.cell, by=person.actor, **given)


@pytest.fixture
def observation(meeting, thu, chi) -> Observation:
    return write(chi, meeting)
