"""Opening a meeting: what was prepared is copied into the log, so that the log stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, agenda_sources
from sotay.meetings.locking import lock
from sotay.meetings.log.state import State
from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.preparation import seating


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: Actor, entry_id: UUID | None = None, reason: str = "") -> State:
    """Open the meeting: its roll and agenda are copied into the log as they stand now.

    Raises Refusal when it may not be opened.
    """
    lock(meeting)
    data = lawful(meeting, reason)
    return actions.record_one(meeting=meeting, by=by, act="opened", id=entry_id or new_id(), **data)


def lawful(meeting: Meeting, reason: str = "") -> dict[str, Any]:
    """The payload of `opened` as things stand.

    Raises Refusal when it is cancelled, has nobody to chair or take minutes, or too few full members.
    """
    if meeting.stage == Meeting.Stage.CANCELLED:
        raise Refusal(_("This meeting was cancelled. Set up a new one."))
    if meeting.chair is None or meeting.minute_taker is None:
        raise Refusal(_("Choose who chairs and who takes the minutes, then open the meeting."))
    if meeting.partner and meeting.partner_chair is None:
        raise Refusal(_("Choose who chairs for %(cell)s.") % {"cell": meeting.partner.name})
    data = payload(meeting, timezone.localdate(), reason)
    seating.refuse_too_few(meeting, data["seats"])
    return data


def payload(meeting: Meeting, day: date, reason: str = "") -> dict[str, Any]:
    """The payload of `opened`: everything the room needs, so that the log stands alone."""
    chair, minute_taker = meeting.chair, meeting.minute_taker
    items = list(meeting.agenda.select_related("presenter"))
    seats = seating.seats(meeting, day)
    names = {seat["member"]: seat["name"] for seat in seats}
    return {
        "place": "" if meeting.mode == Meeting.Mode.ONLINE else meeting.place,
        "reason": reason or meeting.because,
        "chair": chair.full_name if chair else "",
        "chair_id": str(chair.pk) if chair else "",
        "minute_taker": minute_taker.full_name if minute_taker else "",
        "minute_taker_id": str(minute_taker.pk) if minute_taker else "",
        "seats": seats,
        "items": [_item(item, names) for item in items],
        "carried": [_matter(each) for each in _carried(meeting, items, day)],
    }


def _carried(meeting: Meeting, items: list[AgendaItem], day: date) -> list[agenda_sources.Carried]:
    """A regular meeting looks back on everything that is open, another on what its agenda has."""
    keys = {item.key for item in items}
    kinds = {source.kind for source in agenda_sources.AGENDA_SOURCES if source.key in keys}
    if not (meeting.is_regular or kinds):
        return []
    found = agenda_sources.open_for(meeting, day)
    return found if meeting.is_regular else [each for each in found if each.kind in kinds]


def _item(row: AgendaItem, names: Mapping[str, str]) -> dict[str, Any]:
    """`names` are those of the roll, where namesakes are told apart."""
    presenter = row.presenter
    return {
        "id": str(row.pk),
        "title": row.title,
        "minutes": row.minutes,
        "presenter": names.get(str(presenter.pk), presenter.full_name) if presenter else "",
        "key": row.key,
        "step": row.step,
        "text": row.text,
    }


def _matter(matter: agenda_sources.Carried) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "id": str(matter.id),
        "text": matter.text,
        "detail": matter.detail,
        "standing": matter.standing,
        "due_on": matter.due_on.isoformat() if matter.due_on else "",
    }
