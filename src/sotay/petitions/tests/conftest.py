"""A meeting that was held and reported, and what people asked for at it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.log.state import Asked, State
from sotay.meetings.models import Meeting
from sotay.petitions.agenda_source import PetitionAgendaSource
from sotay.petitions.models import Petition

EVENING = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
TEXT = "Đèn đường ngõ 5 hỏng đã hai tháng"


@pytest.fixture
def meeting(house) -> Meeting:
    return Meeting.objects.create(
        commune_id=house.cell.commune_id,
        cell=house.cell,
        month=Month(2026, 11),
        planned_at=EVENING,
        planned_minutes=90,
        stage=Meeting.Stage.REPORTED,
    )


def asked(person=None, *, text: str = TEXT, to_level: str = "cell") -> Asked:
    return Asked(
        entry=new_id(),
        text=text,
        at=EVENING,
        raised_by=person.member.pk if person else None,
        raised_by_name=person.member.full_name if person else "Bà con ngõ 5",
        to_level=to_level,
    )


@pytest.fixture
def ask(meeting, thu, an):
    """Close the meeting with a petition An raised, to the cell or to the level named."""

    def closing(to_level: str = "cell", text: str = TEXT, person=an) -> Petition:
        entry = asked(person, text=text, to_level=to_level)
        PetitionAgendaSource().take_up(meeting, State(closed_at=EVENING, petitions=(entry,)), thu.actor)
        return Petition.objects.get(entry_id=entry.entry)

    return closing


@pytest.fixture
def petition(ask) -> Petition:
    return ask()
