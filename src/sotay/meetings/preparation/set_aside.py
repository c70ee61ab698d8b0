"""Matters a meeting set aside: kept when it closes, proposed to the next one until that has held them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.meetings.agenda_sources import AgendaSource, Proposal
from sotay.meetings.log import rules
from sotay.meetings.log.state import SetAside, State
from sotay.meetings.models import AgendaItem, MatterSetAside, Meeting

KIND = "set_aside"
LONGEST_TITLE = 120
Outcome = MatterSetAside.Outcome
_NOT_OVER = (Meeting.Stage.PREPARING, Meeting.Stage.OPEN)


class SetAsideAgendaSource(AgendaSource):
    """What a meeting set aside, as items of the next. Taken off an agenda, it is proposed again."""

    kind = KIND
    agenda_key = KIND

    def proposes(self, meeting: Meeting) -> list[Proposal]:
        return [_proposal(matter) for matter in waiting_for(meeting)]

    @transaction.atomic
    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Keep what the meeting leaves to the next, and settle what it has held. Called again after late
        entries: what was kept stays kept, a new wording is taken over, nothing is deleted.
        """
        left = {each.entry: each for each in rules.left_over(state)}
        kept = _keep(meeting, left, state)
        held = _settle_held(meeting, state)
        if kept or held:
            audit.record(by, "meeting.set_aside_kept", meeting, kept=kept, held=held, title=str(meeting))


def waiting_for(meeting: Meeting) -> QuerySet[MatterSetAside]:
    """Matters that wait for a meeting like this one. What a committee set aside comes back to the committee,
    everything else to the cell's regular meeting. One that stands on another agenda waits there."""
    of_committee = Q(meeting__kind=Meeting.Kind.COMMITTEE)
    waiting = MatterSetAside.objects.filter(cell=meeting.cell_id, outcome=Outcome.WAITING)
    here = AgendaItem.objects.filter(source=KIND, source_id=OuterRef("pk"), meeting__stage__in=_NOT_OVER)
    waiting = waiting.exclude(Exists(here.exclude(meeting=meeting.pk)))
    waiting = waiting.exclude(meeting=meeting.pk).select_related("meeting")
    if meeting.kind == Meeting.Kind.COMMITTEE:
        return waiting.filter(of_committee)
    return waiting.exclude(of_committee) if meeting.is_regular else waiting.none()


def _proposal(matter: MatterSetAside) -> Proposal:
    first = matter.text.splitlines()[0]
    short = first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rstrip()}…"
    return Proposal(
        kind=KIND,
        id=matter.pk,
        title=short,
        text="" if short == matter.text else matter.text,
        label=f"Việc để lại từ buổi ngày {matter.set_aside_on:%d/%m/%Y}",
        placed=True,
    )


def _keep(meeting: Meeting, left: dict[UUID, SetAside], state: State) -> int:
    """Answers how many are new."""
    fresh = dict(left)
    for row in MatterSetAside.objects.select_for_update().filter(cell=meeting.cell_id, meeting=meeting.pk):
        each = fresh.pop(row.entry_id, None)
        if row.outcome == Outcome.WAITING:
            if each is not None:
                row.text = each.text
            elif rules.became(state, row.entry_id):
                _settle(row, Outcome.MADE)
            row.save(update_fields=["text", "outcome", "settled_at"])
    day = timezone.localdate(state.closed_at or meeting.planned_at)
    MatterSetAside.objects.bulk_create(
        MatterSetAside(
            commune_id=meeting.commune_id,
            cell_id=meeting.cell_id,
            meeting_id=meeting.pk,
            entry_id=each.entry,
            text=each.text,
            set_aside_on=day,
        )
        for each in fresh.values()
    )
    return len(fresh)


def _settle_held(meeting: Meeting, state: State) -> int:
    """Matters that were items of this meeting and were begun; how many."""
    begun = {item.id for item in state.items if item.begun_at}
    named = AgendaItem.objects.filter(meeting=meeting.pk, pk__in=begun, source=KIND)
    rows = MatterSetAside.objects.select_for_update().filter(
        cell=meeting.cell_id, outcome=Outcome.WAITING, pk__in=named.values("source_id")
    )
    held = list(rows)
    for row in held:
        _settle(row, Outcome.HELD)
        row.save(update_fields=["outcome", "settled_at"])
    return len(held)


def _settle(row: MatterSetAside, outcome: str) -> None:
    row.outcome, row.settled_at = outcome, timezone.now()


@transaction.atomic
def drop(*, matter: MatterSetAside, by: Actor) -> None:
    """Follow a matter no longer. Raises Refusal when it is settled, or stands on an agenda."""
    row = _locked(matter)
    if row.outcome != Outcome.WAITING:
        raise Refusal(_("This matter is settled already. Look at the list again."))
    preparing = AgendaItem.objects.filter(source_id=row.pk, meeting__stage=Meeting.Stage.PREPARING)
    if preparing.exists():
        raise Refusal(_("This matter is on the agenda. Take it off the agenda first."))
    _settle(row, Outcome.DROPPED)
    row.save(update_fields=["outcome", "settled_at"])
    audit.record(by, "meeting.set_aside_dropped", row.meeting, title=str(row.meeting))


@transaction.atomic
def take_back(*, matter: MatterSetAside, by: Actor) -> None:
    """Undo of `drop`. Twice changes nothing."""
    row = _locked(matter)
    if row.outcome != Outcome.DROPPED:
        return
    row.outcome, row.settled_at = Outcome.WAITING, None
    row.save(update_fields=["outcome", "settled_at"])
    audit.record(by, "meeting.set_aside_again", row.meeting, title=str(row.meeting))


def _locked(matter: MatterSetAside) -> MatterSetAside:
    return MatterSetAside.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=matter.pk)


def split(proposals: Iterable[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """Matters set aside apart from what others propose: the page words them differently."""
    found = list(proposals)
    return [each for each in found if each.kind == KIND], [each for each in found if each.kind != KIND]
