"""Keeping the figures: with every change of a meeting, and all over again to prove that they agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from sotay.meetings import queries as meetings
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.reports import rules
from sotay.reports.models import CellMonth
from sotay.units.models import Unit


@transaction.atomic
def keep(meeting: Meeting, state: State | None = None) -> None:
    """Bring the month of the meeting's cell up to date, in the transaction that changed the meeting."""
    if meeting.kind != Meeting.Kind.REGULAR:
        return
    if meeting.stage == Meeting.Stage.CANCELLED:
        CellMonth.objects.filter(meeting=meeting).delete()
        return
    kept = {"commune_id": meeting.commune_id, **figures(meeting, state)}
    # One statement, because every mark of every roll comes by here; nobody changes the meeting meanwhile.
    CellMonth.objects.bulk_create(
        [CellMonth(cell_id=meeting.cell_id, month=meeting.month, **kept)],
        update_conflicts=True,
        unique_fields=["cell", "month"],
        update_fields=[*kept, "changed_at"],
    )


def rebuild(cells: Iterable[Unit] | None = None) -> int:
    """Work out the months of the cells (all, when none are named) from the meetings; how many differed.

    Each cell has a transaction of its own, so that a province can be rebuilt while people work.
    """
    named = Unit.objects.cells() if cells is None else list(cells)
    return sum(_rebuild_cell(cell) for cell in named)


@transaction.atomic
def _rebuild_cell(cell: Unit) -> int:
    """The meetings are locked, and their months read after that: nobody changes them meanwhile."""
    held = Meeting.objects.select_for_update(of=("self",)).filter(cell=cell, kind=Meeting.Kind.REGULAR)
    found = held.exclude(stage=Meeting.Stage.CANCELLED).order_by("pk").select_related("cell__parent")
    wanted = {
        meeting.month: {"commune_id": meeting.commune_id, **figures(meeting)}
        for meeting in found.prefetch_related("log", "papers")
    }
    rows = {row.month: row for row in CellMonth.objects.filter(cell=cell)}
    stale = [row.pk for month, row in rows.items() if month not in wanted]
    CellMonth.objects.filter(pk__in=stale).delete()
    differed = len(stale)
    for month, right in wanted.items():
        row = rows.get(month)
        if row is None or any(getattr(row, name) != value for name, value in right.items()):
            CellMonth.objects.update_or_create(cell=cell, month=month, defaults=right)
            differed += 1
    return differed


def figures(meeting: Meeting, state: State | None = None) -> dict[str, Any]:
    """The figures of a meeting, from its log (or what it amounts to, when known) and the rules of its day."""
    kept: dict[str, Any] = {
        "meeting_id": meeting.pk,
        "state": meeting.stage,
        "planned_at": meeting.planned_at,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "reported_at": meeting.reported_at,
        "papers_a_day_ahead": None,
        "reported_within_days": None,
    }
    if state is None or meeting.opened_at is None:
        state = meetings.load_state(meeting) if meeting.opened_at else State()
    return kept | asdict(rules.counted(state)) | _attendance(meeting, state) | _deadlines(meeting)


def _attendance(meeting: Meeting, state: State) -> dict[str, int]:
    names = ("base", "present", "excused", "unexcused", "in_hall", "spoke")
    if meeting.opened_at is None:
        return dict.fromkeys(names, 0)
    found = meetings.figures_of(meeting, state)
    counted = found.attendance
    values = (counted.base, counted.present, counted.excused, counted.unexcused, found.in_hall, found.spoke)
    return dict(zip(names, values, strict=True))


def _deadlines(meeting: Meeting) -> dict[str, bool]:
    """The two deadlines of HD 42-HD/BTCTW, as the unit has set them: papers before, the report after."""
    if meeting.opened_at is None:
        return {}
    points = points_of(meeting)
    opened = timezone.localdate(meeting.opened_at)
    # Settled at the opening: a paper added in the hall does not change what was sent before.
    before = [paper.added_at for paper in meeting.papers.all() if paper.added_at < meeting.opened_at]
    found = {
        "papers_a_day_ahead": rules.sent_ahead(
            timezone.localdate(meeting.invited_at) if meeting.invited_at else None,
            [timezone.localdate(at) for at in before],
            opened,
            points["cell-meeting.documents_ahead_days"],
        )
    }
    if meeting.reported_at and meeting.closed_at:
        took = timezone.localdate(meeting.reported_at) - timezone.localdate(meeting.closed_at)
        found["reported_within_days"] = took.days <= points["cell-meeting.finished_within_days"]
    return found
