"""The door to opinions: everybody reaches their own, those who conduct the meeting reach all of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.rows import get_or_none
from sotay.meetings.access import access_meeting, may
from sotay.meetings.models import Meeting
from sotay.opinions.models import Opinion, UnnamedOpinion
from sotay.opinions.queries import OF_THE_WHOLE_CELL


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
