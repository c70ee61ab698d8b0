"""Keeping who came to a regular meeting, when it closes and whenever its log changes afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from sotay.meetings import queries
from sotay.meetings.log import rules
from sotay.meetings.log.state import State
from sotay.meetings.models import AttendanceMark, Meeting
from sotay.meetings.rules_in_force import rules_in_force
from sotay.members.models import Member

LOOKED_BACK = 24
"""Regular meetings of a cell looked at together, at most: two years."""


def keep(meeting: Meeting, state: State) -> None:
    """The marks of a regular meeting that is over, put right where they differ."""
    if not meeting.is_regular or not meeting.is_over:
        return
    marks = _marks(meeting, state)
    kept = {row.member_id: row for row in AttendanceMark.objects.filter(meeting=meeting)}
    gone = [row.pk for member, row in kept.items() if member not in marks]
    if gone:
        AttendanceMark.objects.filter(pk__in=gone).delete()
    changed = [row for member, row in kept.items() if member in marks and row.mark != marks[member]]
    for row in changed:
        row.mark = marks[row.member_id]
    AttendanceMark.objects.bulk_update(changed, ["mark"])
    _add(meeting, {member: mark for member, mark in marks.items() if member not in kept})


def _marks(meeting: Meeting, state: State) -> dict[UUID, str]:
    """Of those summoned, and marked."""
    came = state.present_at_all()
    found = {
        seat.member: rules.mark_of(state, seat.member, came)
        for seat in rules.summoned(state, rules_in_force(meeting))
    }
    return {member: mark.value for member, mark in found.items() if mark is not None}


def _add(meeting: Meeting, marks: Mapping[UUID, str]) -> None:
    known = set(Member.objects.filter(pk__in=marks).values_list("pk", flat=True)) if marks else set()
    day = timezone.localdate(meeting.planned_at)
    rows = [
        AttendanceMark(
            commune_id=meeting.commune_id,
            cell_id=meeting.cell_id,
            meeting=meeting,
            member_id=member,
            held_on=day,
            mark=mark,
        )
        for member, mark in marks.items()
        if member in known
    ]
    # Two closings of a cell may fill in the same earlier meeting at once, with the same marks.
    AttendanceMark.objects.bulk_create(rows, ignore_conflicts=True)


def fill_gaps(meeting: Meeting) -> None:
    """Keep the marks of earlier meetings of the cell that closed before there were any. One query when there
    is none.
    """
    earlier = queries.of_cell(meeting.cell).filter(
        kind=Meeting.Kind.REGULAR, stage__in=OVER, planned_at__lt=meeting.planned_at
    )
    without = earlier.exclude(Exists(AttendanceMark.objects.filter(meeting=OuterRef("pk"))))
    for each in without.order_by("-planned_at")[:LOOKED_BACK]:
        keep(each, queries.load_state(each))


OVER = (Meeting.Stage.CLOSED, Meeting.Stage.SIGNED, Meeting.Stage.REPORTED)


def missed(meeting: Meeting) -> Iterable[AttendanceMark]:
    """Those who missed it, by name."""
    marks = AttendanceMark.objects.filter(meeting=meeting).exclude(mark="present")
    return marks.select_related("member").order_by("member__name_sort")
