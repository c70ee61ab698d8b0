"""The door to opinions: everybody reaches their own, those who conduct the meeting reach all of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.rows import get_or_none
from sotay.meetings.access import access_meeting, may
from sotay.meetings.models import Meeting
from sotay.opinions.models import Opinion, Survey, SurveyMember, UnnamedOpinion
from sotay.opinions.queries import OF_THE_WHOLE_CELL
from sotay.units.access import access_unit
from sotay.units.models import Unit


def access_meeting_to_write(actor: Actor, pk: UUID) -> Meeting:
    """A meeting the actor takes part in as a member, or conducts: there they write for others."""
    meeting = access_meeting(actor, pk)
    if not (takes_part(actor, meeting) or may(actor, meeting, Can.CONDUCT)):
        raise Http404
    return meeting


def access_opinions(actor: Actor, pk: UUID) -> Meeting:
    """A meeting whose opinions the actor reads: its chair, its minute-taker and who leads the cell."""
    return access_meeting(actor, pk, Can.CONDUCT)


def access_own_opinion(actor: Actor, pk: UUID) -> Opinion:
    """One's own, or one that was written down for somebody at a meeting the actor conducts."""
    row = get_or_none(_opinions(), pk)
    if row is None:
        raise Http404
    helps = bool(row.helped_by_name) and may(actor, row.meeting, Can.CONDUCT)
    if row.member_id != actor.member_id and not helps:
        raise Http404
    return row


def access_opinion(actor: Actor, pk: UUID) -> Opinion:
    """An opinion of a meeting the actor conducts."""
    row = get_or_none(_opinions(), pk)
    if row is None or not may(actor, row.meeting, Can.CONDUCT):
        raise Http404
    return row


def access_unnamed_opinion(actor: Actor, pk: UUID) -> UnnamedOpinion:
    rows = UnnamedOpinion.objects.select_related("meeting__cell", "meeting__partner")
    row = get_or_none(rows, pk)
    if row is None or not may(actor, row.meeting, Can.CONDUCT):
        raise Http404
    return row


def takes_part(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor sits in a cell that meets as a whole, or is invited other than to look on."""
    if actor.member_id is None:
        return False
    cells = {cell.pk for cell in meeting.cells}
    if meeting.kind in OF_THE_WHOLE_CELL and any(
        grant.unit_id in cells for grant in actor.holds(Role.MEMBER)
    ):
        return True
    return meeting.invitations.filter(member=actor.member_id, as_overseer=False).exists()


def _opinions() -> QuerySet[Opinion]:
    return Opinion.objects.select_related("meeting__cell", "meeting__partner", "member")


def access_survey_unit(actor: Actor, pk: UUID) -> Unit:
    """A unit in whose name the actor makes surveys: the cell they lead, or the office's unit above cells."""
    unit = access_unit(actor, pk)
    if not makes_surveys(actor, unit):
        raise Http404
    return unit


def makes_surveys(actor: Actor, unit: Unit) -> bool:
    return actor.may(Can.CONDUCT if unit.is_cell else Can.GUIDE, unit.path)


def access_survey_to_answer(actor: Actor, pk: UUID) -> SurveyMember:
    """The actor's own place among those a survey asks."""
    rows = SurveyMember.objects.select_related("survey__unit")
    row = rows.filter(survey=pk, member=actor.member_id).first() if actor.member_id else None
    if row is None:
        raise Http404
    return row


def access_survey(actor: Actor, pk: UUID) -> Survey:
    """A survey whose results the actor reads: of their unit, and not about themselves."""
    row = get_or_none(Survey.objects.select_related("unit", "cell"), pk)
    if row is None or not makes_surveys(actor, row.unit) or is_about(actor, row):
        raise Http404
    return row


def is_about(actor: Actor, survey: Survey) -> bool:
    """Whether the actor is one of the leaders a survey asks about."""
    return survey.about_leaders and any(grant.unit_id == survey.cell_id for grant in actor.holds(*LEADERS))
