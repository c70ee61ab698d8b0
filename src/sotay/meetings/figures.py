"""What a meeting comes to in figures: kept beside it, and in the month of its cell, with every act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sotay.figures import actions as figures
from sotay.figures.actions import Kept
from sotay.figures.catalog import NAMES
from sotay.meetings import queries
from sotay.meetings.joint import sides
from sotay.meetings.log import rules, tallies
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting, MeetingFigures
from sotay.meetings.rules_in_force import points_of, rules_in_force
from sotay.units.models import Unit

_STATUS = {
    Meeting.Stage.PREPARING: "set_up",
    Meeting.Stage.OPEN: "in_session",
    Meeting.Stage.CLOSED: "closed",
    Meeting.Stage.SIGNED: "signed",
    Meeting.Stage.REPORTED: "reported",
}


def keep(meeting: Meeting, state: State | None = None) -> None:
    """Bring the figures up to date, in the transaction that changed the meeting.

    `state` is what the log amounts to when the caller knows; else the log is folded. Nothing is written when
    nothing that is counted changed.
    """
    if meeting.stage == Meeting.Stage.CANCELLED:
        MeetingFigures.objects.filter(meeting=meeting).delete()
        for cell in meeting.cells:
            _keep_month(cell, meeting)
        return
    if state is None or meeting.opened_at is None:
        state = queries.load_state(meeting) if meeting.opened_at else State()
    before = getattr(meeting, "figures", None)
    counts = counts_of(meeting, state, before)
    if before is not None and before.counts == counts and before.face == _face(meeting):
        return
    moved = before is None or before.status != meeting.stage or meeting.is_over
    _write(meeting, counts)
    for side, own in sides(meeting, state):
        of_side = counts if meeting.partner is None else counts_of(side, own, before)
        _keep_month(side.cell, meeting, of_side, follow=moved)


def _write(meeting: Meeting, counts: dict[str, int]) -> None:
    values = {**counts, **_face(meeting)}
    row = MeetingFigures(meeting=meeting, commune_id=meeting.commune_id, **values)
    MeetingFigures.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["meeting"], update_fields=list(values)
    )


def counts_of(meeting: Meeting, state: State, before: MeetingFigures | None = None) -> dict[str, int]:
    """Every figure of a meeting, from what its log amounts to and the rules of its day."""
    counts = dict.fromkeys(NAMES, 0)
    counts[_STATUS[Meeting.Stage(meeting.stage)]] = 1
    counts["online"] = int(meeting.mode != Meeting.Mode.IN_PERSON)
    if meeting.opened_at is None:
        return counts
    found = rules.figures(state, rules_in_force(meeting))
    counted = found.attendance
    return (
        counts
        | tallies.of(state)
        | {
            "base": counted.base,
            "present": counted.present,
            "excused": counted.excused,
            "unexcused": counted.unexcused,
            "in_hall": found.in_hall,
            "spoke": found.spoke,
            "papers_ahead": int(_were_papers_ahead(meeting, before)),
            "reported_in_time": int(_is_reported_in_time(meeting)),
        }
    )


def _face(meeting: Meeting) -> dict[str, Any]:
    """What a month says of a meeting besides numbers."""
    return {
        "status": meeting.stage,
        "planned_at": meeting.planned_at,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "reported_at": meeting.reported_at,
    }


def _were_papers_ahead(meeting: Meeting, before: MeetingFigures | None) -> bool:
    """Settled at the opening: a paper added in the hall does not change what was sent before.

    Source: HD 42-HD/BTCTW (28/10/2025), II.2.2: at least one day ahead (point "documents_ahead_days").
    """
    opened_at = meeting.opened_at
    assert opened_at is not None  # noqa: S101 - asked of opened meetings only
    if before is not None and before.opened_at == opened_at:
        return bool(before.papers_ahead)
    in_hall = [paper.added_at for paper in meeting.papers.all() if paper.added_at < opened_at]
    return tallies.sent_ahead(
        timezone.localdate(meeting.invited_at) if meeting.invited_at else None,
        [timezone.localdate(at) for at in in_hall],
        timezone.localdate(opened_at),
        points_of(meeting)["cell-meeting.documents_ahead_days"],
    )


def _is_reported_in_time(meeting: Meeting) -> bool:
    if not (meeting.reported_at and meeting.closed_at):
        return False
    took = timezone.localdate(meeting.reported_at) - timezone.localdate(meeting.closed_at)
    return bool(took <= timedelta(days=points_of(meeting)["cell-meeting.finished_within_days"]))


def _keep_month(
    cell: Unit, meeting: Meeting, counts: dict[str, int] | None = None, *, follow: bool = True
) -> None:
    """The row of the cell's month for the meeting's kind. Of the regular kind there is one meeting a month,
    so its figures are the month's; of others there may be several, which are added up."""
    if counts is not None and meeting.is_regular:
        values = {"meeting_id": meeting.pk, **_face(meeting), **counts}
        figures.keep(cell, Kept(meeting.month, meeting.kind, values), follow=follow)
        return
    kept = _month_of_kind(cell, meeting)
    if kept is None:
        figures.forget(cell, meeting.month, meeting.kind)
    else:
        figures.keep(cell, kept, follow=follow)


def _month_of_kind(cell: Unit, like: Meeting) -> Kept | None:
    same = queries.of_cell(cell).filter(month=like.month, kind=like.kind)
    related = same.exclude(stage=Meeting.Stage.CANCELLED).select_related(
        "cell__parent", "partner__parent", "figures"
    )
    return next(iter(_months(cell, related)), None)


def recount(cell: Unit) -> tuple[int, list[Kept]]:
    """The cell's months from its meetings alone, for `sotay rebuild-figures`. Their rows are locked
    meanwhile.

    The figures beside each meeting are put right on the way; how many were wrong comes first.
    """
    held = queries.of_cell(cell).select_for_update(of=("self",)).exclude(stage=Meeting.Stage.CANCELLED)
    related = held.select_related("cell__parent", "partner__parent", "figures")
    meetings = list(related.prefetch_related("log", "papers"))
    wrong = sum(_put_right(meeting) for meeting in meetings if meeting.cell_id == cell.pk)
    return wrong, list(_months(cell, meetings))


def _put_right(meeting: Meeting) -> bool:
    state = queries.load_state(meeting) if meeting.opened_at else State()
    before: MeetingFigures | None = getattr(meeting, "figures", None)
    counts = counts_of(meeting, state)
    if before is not None and (before.counts, before.face) == (counts, _face(meeting)):
        return False
    _write(meeting, counts)
    return True


def _months(cell: Unit, meetings: Iterable[Meeting]) -> Iterator[Kept]:
    """Meetings of a cell added up by month and kind; the latest of each gives the month its face."""
    by_month: dict[tuple[Any, str], list[Meeting]] = {}
    for meeting in meetings:
        by_month.setdefault((meeting.month, meeting.kind), []).append(meeting)
    for (month, kind), several in by_month.items():
        counted = [_side_counts(cell, meeting) for meeting in several]
        latest = max(several, key=lambda meeting: (meeting.planned_at, meeting.pk))
        total = {name: sum(each[name] for each in counted) for name in NAMES}
        yield Kept(month, kind, {"meeting_id": latest.pk, **_face(latest), **total})


def _side_counts(cell: Unit, meeting: Meeting) -> dict[str, int]:
    """A meeting's figures as the cell has them: of a joint one its own side's."""
    if meeting.partner is None:
        return meeting.figures.counts
    state = queries.load_state(meeting) if meeting.opened_at else State()
    side, own = next((side, own) for side, own in sides(meeting, state) if side.cell.pk == cell.pk)
    return counts_of(side, own)
