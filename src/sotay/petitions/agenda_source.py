"""Petitions leave the meeting they were raised at and come back to the next one until they are closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone, translation

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.log.state import Asked, State
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.petitions import deadlines, figures, holding
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit


class PetitionAgendaSource(AgendaSource):
    """Petitions as a source of agenda items."""

    kind = "petition"
    agenda_key = "petitions"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """Petitions raised in the cell that are not closed, oldest first. Two queries."""
        newest = PetitionEvent.objects.order_by("-at", "-id")
        waiting = Petition.objects.filter(cell=cell, raised_on__lte=day).exclude(
            status=Petition.Status.CLOSED
        )
        found = waiting.select_related("held_by").prefetch_related(
            Prefetch("events", newest, to_attr="newest")
        )
        with translation.override("vi"):  # these words go into the agenda and the minutes
            return [_carried(petition, day) for petition in found]

    @transaction.atomic
    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Keep the petitions a meeting recorded.

        Called again after an amendment: what was kept stays kept and nothing is deleted. A new wording is
        taken over while nobody has acted on the old one.
        """
        asked = {each.entry: each for each in state.petitions}
        for petition in Petition.objects.select_for_update().filter(cell=meeting.cell_id, entry_id__in=asked):
            each = asked.pop(petition.entry_id) if petition.entry_id else None
            if each is not None and each.text != petition.text and holding.is_untouched(petition):
                petition.text = each.text
                petition.save(update_fields=["text"])
        if asked:
            at = state.closed_at or meeting.planned_at
            _keep(meeting, list(asked.values()), by, at)
            audit.record(by, "petition.taken_up", meeting, n=len(asked), title=str(meeting))
            figures.keep([meeting.cell_id], timezone.localdate(at))


def _carried(petition: Petition, day: date) -> Carried:
    return Carried(
        kind=PetitionAgendaSource.kind,
        id=petition.pk,
        text=petition.text,
        detail=petition.held_by.organ,
        since=petition.raised_on,
        due_on=petition.deadline,
        standing=_standing(petition, day),
        meeting_id=petition.meeting_id,
    )


def _standing(petition: Petition, day: date) -> str:
    """Where a petition is, in the words of a Vietnamese paper."""
    events: list[PetitionEvent] = petition.newest  # type: ignore[attr-defined]  # prefetched by open_for
    if petition.status == Petition.Status.ANSWERED:
        said = next((event.text for event in events if event.what in holding.ANSWERS), "")
        return f"Không tiếp nhận, lý do: {said}" if petition.is_declined else f"Đã có trả lời: {said}"
    late = petition.days_late(day)
    return f"Quá hạn trả lời {late} ngày" if late else "Chưa có trả lời"


def _keep(meeting: Meeting, asked: list[Asked], by: Actor, at: datetime) -> None:
    holders = {level: holding.for_level(meeting.cell, level) for level in {each.to_level for each in asked}}
    people = Member.objects.in_bulk([each.raised_by for each in asked if each.raised_by])
    fresh = [_new(meeting, each, holders[each.to_level], people, timezone.localdate(at)) for each in asked]
    Petition.objects.bulk_create(fresh)
    PetitionEvent.objects.bulk_create(_first_event(meeting, petition, by, at) for petition in fresh)
    officers = {unit.pk: holding.officers(unit) for unit in holders.values()}
    for petition in fresh:
        url, words = petition.get_absolute_url(), {"text": petition.text, "unit": petition.held_by.organ}
        notify.tell([petition.raised_by_id], "petition.recorded", url, by=by, **words)
        notify.tell(officers[petition.held_by_id], "petition.waiting", url, by=by, **words)


def _new(meeting: Meeting, each: Asked, unit: Unit, people: dict[object, Member], day: date) -> Petition:
    person = people.get(each.raised_by)
    return Petition(
        commune_id=meeting.commune_id,
        cell=meeting.cell,
        text=each.text,
        raised_on=day,
        raised_by=person,
        reply_by=deadlines.reply_by(unit, day),
        raised_by_name=each.raised_by_name or (person.full_name if person else ""),
        meeting_id=meeting.pk,
        entry_id=each.entry,
        held_by=unit,
    )


def _first_event(meeting: Meeting, petition: Petition, by: Actor, at: datetime) -> PetitionEvent:
    return PetitionEvent(
        commune_id=meeting.commune_id,
        cell=meeting.cell,
        petition=petition,
        what=PetitionEvent.What.RECORDED,
        unit=meeting.cell,
        to=petition.held_by,
        by_name=by.name,
        at=at,
    )
