"""A cell registers by its own resolution: what it puts before its meeting, and what that made of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.meetings.agenda_sources import AgendaSource, Carried, Proposal
from sotay.meetings.log.state import State
from sotay.meetings.models import AgendaItem, Meeting
from sotay.schemes import actions
from sotay.schemes.models import Milestone, Registration
from sotay.schemes.rules import Status
from sotay.units.models import Unit

NEAR = timedelta(days=31)
"""How long before its day a milestone comes to the agenda."""


class SchemeAgendaSource(AgendaSource):
    """Registrations as items of the next regular or thematic meeting. Taken off, one is proposed again."""

    kind = actions.SOURCE
    agenda_key = actions.SOURCE

    def proposes(self, meeting: Meeting) -> list[Proposal]:
        """Two queries at most; none for a meeting of the committee or of a group."""
        if meeting.kind in {Meeting.Kind.COMMITTEE, Meeting.Kind.GROUP}:
            return []
        rows = Registration.objects.filter(cell=meeting.cell_id, status=Status.PROPOSED)
        found = rows.select_related("year__scheme__unit").prefetch_related("milestones__responsible")
        return [_proposal(row) for row in found]

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """A motion of the item that passed adopts the registration, so does the resolution of a meeting that
        held the item; one that failed sends it back to those who prepare it. Without either it comes back."""
        items = AgendaItem.objects.filter(meeting=meeting.pk, source=self.kind).exclude(source_id=None)
        named = {item: pk for item, pk in items.values_list("pk", "source_id") if pk is not None}
        if not named:
            return
        day = timezone.localdate(state.closed_at or meeting.planned_at)
        waiting = Registration.objects.filter(pk__in=named.values(), status=Status.PROPOSED)
        rows = {row.pk: row for row in waiting}
        for item, pk in named.items():
            decided = _decided(state, item)
            if pk in rows and decided is not None:
                actions.keep_vote(registration=rows[pk], meeting=meeting, by=by, day=day, adopted=decided)


class MilestoneAgendaSource(AgendaSource):
    """Milestones that are late or fall due before the next month is over come back in each agenda until they
    are reported as reached."""

    kind = "milestone"
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """The earliest day first. One query."""
        rows = Milestone.objects.filter(cell=cell, done_on=None, due_on__lte=day + NEAR)
        rows = rows.filter(registration__status=Status.ACCEPTED, registration__accepted_at__date__lte=day)
        found = rows.select_related("responsible", "registration__year__scheme").order_by(
            "due_on", "position"
        )
        return [_carried(row, day) for row in found]


def _carried(row: Milestone, day: date) -> Carried:
    """The words go into papers, so they are Vietnamese."""
    year, due = row.registration.year, f"hạn ngày {as_day(row.due_on)}"
    accepted = row.registration.accepted_at
    return Carried(
        kind=MilestoneAgendaSource.kind,
        id=row.pk,
        text=row.text,
        detail=f"Lộ trình “{year.scheme.name}” năm {year.year}: đồng chí {row.responsible.full_name}",
        since=timezone.localdate(accepted) if accepted else day,
        due_on=row.due_on,
        standing=f"Quá hạn, {due}" if row.days_late(day) else f"Chưa đạt, {due}",
    )


def _decided(state: State, item: object) -> bool | None:
    """What the meeting decided of an item; None for nothing."""
    votes = [motion.passed for motion in state.motions if motion.item == item and motion.passed is not None]
    if votes:
        return votes[-1]
    held = any(each.id == item and each.begun_at for each in state.items)
    return True if held and any(motion.adopts and motion.passed for motion in state.motions) else None


def _proposal(row: Registration) -> Proposal:
    """The words go into papers, so they are Vietnamese."""
    scheme, year = row.year.scheme, row.year.year
    lines = [row.aim, *(_milestone(each) for each in row.milestones.all())]
    return Proposal(
        kind=actions.SOURCE,
        id=row.pk,
        title=f"Đăng ký thực hiện “{scheme.name}” năm {year}"[:300],
        text="\n".join(line for line in lines if line),
        label=f"Đăng ký mô hình năm {year} của {scheme.unit.organ}"[:240],
        placed=True,
    )


def _milestone(each: Milestone) -> str:
    return f"- {each.text}: đồng chí {each.responsible.full_name}, trước ngày {as_day(each.due_on)}"
