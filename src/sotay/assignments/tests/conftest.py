"""A meeting that was held and reported, and what it gave people to do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from sotay.assignments.agenda_source import TaskAgendaSource
from sotay.assignments.models import Task
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.log.state import Assigned, Result, State
from sotay.meetings.models import Meeting

EVENING = datetime(2026, 12, 3, 13, 30, tzinfo=UTC)


@pytest.fixture
def meeting(house) -> Meeting:
    return Meeting.objects.create(
        commune_id=house.cell.commune_id,
        cell=house.cell,
        month=Month(2026, 12),
        planned_at=EVENING,
        planned_minutes=90,
        stage=Meeting.Stage.REPORTED,
    )


@pytest.fixture
def give(meeting, thu, an):
    """Close the meeting having given a task to An, or to whom is named."""

    def closing(
        text: str = "Vận động ba hộ hiến đất mở ngõ 12", *, to=None, due_on: date | None = None
    ) -> Task:
        entry = assigned(text, *(to or [an]), due_on=due_on or timezone.localdate() + timedelta(days=10))
        TaskAgendaSource().take_up(meeting, State(closed_at=EVENING, tasks=(entry,)), thu.actor)
        return Task.objects.get(entry_id=entry.entry)

    return closing


@pytest.fixture
def task(give) -> Task:
    return give()


def assigned(text: str, *people, due_on: date | None = None) -> Assigned:
    members = tuple(person.member.pk for person in people)
    return Assigned(entry=new_id(), text=text, at=EVENING, members=members, due_on=due_on)


def result(task: Task, outcome: str, text: str = "") -> Result:
    return Result(entry=new_id(), text=text, at=EVENING, task=task.pk, outcome=outcome)
