"""What guidance asks for, as a source of agenda items."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.guidance import figures, queries
from sotay.guidance.models import Guidance, GuidanceTopic, LeftOut
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.meetings.agenda_sources import AgendaSource, Proposal, Question
from sotay.meetings.log.state import State
from sotay.meetings.models import AgendaItem, Meeting

_ASKED_FOR = {Meeting.Kind.REGULAR, Meeting.Kind.COMMITTEE}
"""The committee prepares the cell's meeting, so it has the guidance before it too."""


class GuidanceAgendaSource(AgendaSource):
    kind = queries.SOURCE
    agenda_key = "guidance"
    only_proposes = True

    def proposes(self, meeting: Meeting) -> list[Proposal]:
        """The whole and the topics of what the units above sent for the month, without what the meeting left
        out. Four queries."""
        if meeting.kind not in _ASKED_FOR:
            return []
        letters = list(queries.letters_of(meeting.cell, meeting.month))
        if not letters:
            return []
        out = set(LeftOut.objects.filter(meeting=meeting).values_list("source_id", flat=True))
        found = [each for letter in letters for each in _proposals(letter, meeting)]
        return [each for each in found if each.id not in out]

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """What stood on the agenda of a meeting that was held has been used."""
        if meeting.is_regular and meeting.agenda.filter(source=queries.SOURCE).exists():
            figures.keep([meeting.cell_id], meeting.month)

    @transaction.atomic
    def left_out(self, item: AgendaItem, reason: str, by: Actor) -> None:
        """Keep that it is off the agenda and why; a second time replaces the reason."""
        guidance = _guidance_of(item.source_id)
        if item.source_id is None or guidance is None:
            return
        LeftOut.objects.update_or_create(
            meeting=item.meeting,
            source_id=item.source_id,
            defaults={
                "guidance": guidance,
                "commune_id": item.commune_id,
                "cell_id": item.cell_id,
                "reason": reason,
                "at": timezone.now(),
                "by_name": by.name,
            },
        )

    def put_back(self, item: AgendaItem, by: Actor) -> None:
        if item.source_id is not None:
            LeftOut.objects.filter(meeting=item.meeting_id, source_id=item.source_id).delete()


def questions(meeting: Meeting) -> list[Question]:
    """The questions the units above sent for the month. Two queries."""
    if meeting.kind not in _ASKED_FOR:
        return []
    letters = queries.letters_of(meeting.cell, meeting.month)
    return [Question(each.pk, each.text) for letter in letters for each in letter.questions.all()]


def _guidance_of(source_id: UUID | None) -> Guidance | None:
    """The guidance an item stands for, as a whole or by one of its topics."""
    if source_id is None:
        return None
    topic = get_or_none(GuidanceTopic.objects.select_related("guidance"), source_id)
    return topic.guidance if topic else get_or_none(Guidance.objects, source_id)


def _proposals(letter: Guidance, meeting: Meeting) -> list[Proposal]:
    label = f"Định hướng tháng {letter.month.label()} của {letter.unit.organ}"
    must = {each.pk for each in letter.topics.all() if each.compulsory}
    return [
        Proposal(
            kind=queries.SOURCE,
            id=pk,
            title=item.title,
            text=item.text,
            label=label,
            compulsory=pk in must and meeting.is_regular,
        )
        for pk, item in queries.proposals_in(letter).items()
    ]
