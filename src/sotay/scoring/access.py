"""The door to scores: who reads one, who scores for the cell, and who verifies."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.rows import get_or_none
from sotay.meetings.access import access_meeting, can_read, may
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.members.queries import holder_ids
from sotay.scoring.forms_in_force import is_scored
from sotay.scoring.models import OwnForm
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Unit

OVERSEER, WARD, NOBODY = "overseer", "ward", "nobody"


def access_score(actor: Actor, pk: UUID) -> Meeting:
    """A meeting that is scored, for whoever may read what was said in it, and who prepares it."""
    meeting = access_meeting(actor, pk)
    if not is_scored(meeting) or not (can_read(actor, meeting) or may(actor, meeting, Can.PREPARE)):
        raise Http404
    return meeting


def access_to_score(actor: Actor, pk: UUID) -> Meeting:
    """For whoever conducts the meeting: they write down what the cell says of it."""
    meeting = access_score(actor, pk)
    if not may(actor, meeting, Can.CONDUCT):
        raise Http404
    return meeting


def access_to_verify(actor: Actor, pk: UUID) -> Meeting:
    meeting = access_score(actor, pk)
    if not may_verify(actor, meeting):
        raise Http404
    return meeting


def may_verify(actor: Actor, meeting: Meeting, named: str = "") -> bool:
    """Whom the setting names, unless they lead or sit in the cell themselves. `named` is the setting's value,
    where the caller knows it."""
    if any(grant.path == meeting.cell.path for grant in actor.holds(*LEADERS, Role.MEMBER)):
        return False
    need = {OVERSEER: Can.OBSERVE, WARD: Can.GUIDE}.get(named or verified_by(meeting))
    return need is not None and actor.may(need, meeting.cell.path)


def verified_by(meeting: Meeting) -> str:
    found: str = points_of(meeting)["meeting-quality.verify_by"]
    return found


def verifiers_of(meeting: Meeting) -> set[UUID]:
    """Who is told that a score waits."""
    day, named = timezone.localdate(), verified_by(meeting)
    if named == OVERSEER:
        return holder_ids([meeting.cell_id], Role.OVERSEER, day=day)
    if named == WARD and meeting.cell.parent_id:
        return holder_ids([meeting.cell.parent_id], Role.WARD_OFFICE, day=day)
    return set()


def access_forms(actor: Actor, pk: UUID) -> Unit:
    """The scoring forms of a unit, for who edits it."""
    unit = access_unit(actor, pk, Can.EDIT_UNIT)
    if unit.kind == "group":
        raise Http404
    return unit


def access_form(actor: Actor, pk: UUID) -> OwnForm:
    form = get_or_none(OwnForm.objects.select_related("unit"), pk)
    if form is None or not actor.may(Can.EDIT_UNIT, form.unit.path):
        raise Http404
    return form


def access_cell_scores(actor: Actor, pk: UUID) -> Unit:
    """A cell's scores over a year: for those of the cell, and for whoever sees its figures."""
    cell = access_cell(actor, pk)
    if not (actor.may(Can.SEE_MEETING, cell.path) or actor.may(Can.SEE_FIGURES, cell.path)):
        raise Http404
    return cell


def access_unit_scores(actor: Actor, pk: UUID) -> Unit:
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.is_cell:
        raise Http404
    return unit


def may_enter(actor: Actor, cell: Unit) -> bool:
    """Who enters the figure of a period where the rule says it is entered by hand: the office above."""
    return actor.may_from_above(Can.GUIDE, cell.path)
