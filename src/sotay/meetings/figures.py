"""What a meeting comes to in figures: kept beside it, and in the month of its cell, with every act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from sotay.figures import actions as figures
from sotay.figures.actions import Kept, Wrong, gathered
from sotay.figures.catalog import NAMES
from sotay.figures.models import CellMonth
from sotay.figures.work import Counted, Key, Source, tally
from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.meetings import attendance_marks, queries
from sotay.meetings.joint import sides
from sotay.meetings.log import rules, tallies
from sotay.meetings.log.state import State
from sotay.meetings.models import MakeUp, Meeting, MeetingFigures
from sotay.meetings.preparation.drafting import agreed_time, usual_time
from sotay.meetings.rules_in_force import points_of, rules_in_force
from sotay.units.models import Unit

_STATUS = {
    Meeting.Stage.PREPARING: "set_up",
    Meeting.Stage.OPEN: "in_session",
    Meeting.Stage.CLOSED: "closed",
    Meeting.Stage.SIGNED: "signed",
    Meeting.Stage.REPORTED: "reported",
}

COUNTED_ABOVE: Hook[Callable[[Meeting, State], Mapping[str, int]]] = Hook(
    "meetings.counted_above", "figures of a meeting that is over which an app above keeps, such as its score"
)


__all__ = ["COUNTED_ABOVE", "SOURCE", "counts_of", "gathered", "keep", "made_up", "recount"]


def keep(meeting: Meeting, state: State | None = None) -> None:
    """Bring the figures up to date, in the transaction that changed the meeting.

    `state` is what the log amounts to when the caller knows; else the log is folded. Nothing is written when
    nothing that is counted changed.
    """
    if meeting.stage == Meeting.Stage.CANCELLED:
        MeetingFigures.objects.filter(meeting=meeting).delete()
        for cell in meeting.cells:
            _keep_month(cell, meeting)
        if meeting.mode != Meeting.Mode.IN_PERSON:
            _keep_reasons(meeting)
        return
    if state is None or meeting.opened_at is None:
        state = queries.cached_state(meeting) if meeting.opened_at else State()
    before = getattr(meeting, "figures", None)
    counts = counts_of(meeting, state, before)
    if before is not None and before.counts == counts and before.face == _face(meeting):
        return
    moved = before is None or before.status != meeting.stage or meeting.is_over
    _write([(meeting, counts)])
    for side, own in sides(meeting, state):
        of_side = counts if meeting.partner is None else counts_of(side, own, before)
        _keep_month(side.cell, meeting, of_side, follow=moved)
    if counts["online"] or (before is not None and before.online):
        _keep_reasons(meeting)


def keep_together(changed: Sequence[tuple[Meeting, State]]) -> None:
    """As `keep`, of several meetings: what a mark of a roll call changes is written at once for all."""
    plain: list[tuple[Meeting, dict[str, int]]] = []
    for meeting, state in changed:
        before: MeetingFigures | None = getattr(meeting, "figures", None)
        if before is None or not _only_counts(meeting, before):
            keep(meeting, state)
            continue
        counts = counts_of(meeting, state, before)
        if before.counts != counts or before.face != _face(meeting):
            plain.append((meeting, counts))
    if not plain:
        return
    _write(plain)
    figures.keep_together(
        [
            (meeting.cell, Kept(meeting.month, meeting.kind, _month_values(meeting, counts)))
            for meeting, counts in plain
        ]
    )


def _only_counts(meeting: Meeting, before: MeetingFigures) -> bool:
    """Whether nothing but counts of one cell's regular meeting in session can have changed, so that nobody
    above has to follow at once.
    """
    return (
        meeting.stage == before.status == Meeting.Stage.OPEN
        and meeting.opened_at is not None
        and meeting.is_regular
        and meeting.partner_id is None
        and meeting.mode == Meeting.Mode.IN_PERSON
        and not before.online
        and meeting.cell.is_cell
    )


def _write(changed: Sequence[tuple[Meeting, dict[str, int]]]) -> None:
    rows = [
        MeetingFigures(meeting=meeting, commune_id=meeting.commune_id, **counts, **_face(meeting))
        for meeting, counts in changed
    ]
    first, counts = changed[0]
    values = [*counts, *_face(first)]
    MeetingFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["meeting"], update_fields=values
    )


def _month_values(meeting: Meeting, counts: Mapping[str, int]) -> dict[str, Any]:
    return {"meeting_id": meeting.pk, **_face(meeting), **counts}


def counts_of(meeting: Meeting, state: State, before: MeetingFigures | None = None) -> dict[str, int]:
    """Every figure of a meeting, from what its log amounts to and the rules of its day."""
    counts = dict.fromkeys(NAMES, 0)
    counts[_STATUS[Meeting.Stage(meeting.stage)]] = 1
    counts["online"] = int(meeting.mode != Meeting.Mode.IN_PERSON)
    if meeting.opened_at is None:
        return counts
    found = rules.figures(state, rules_in_force(meeting), made_up(meeting))
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
            "on_time": int(_is_on_time(meeting, before)),
            "thematic": int(meeting.has_theme and meeting.is_over),
            **_readers(meeting, state, before),
            "reported_in_time": int(_is_reported_in_time(meeting)),
        }
        | _counted_above(meeting, state)
    )


def _counted_above(meeting: Meeting, state: State) -> dict[str, int]:
    if not meeting.is_over:
        return {}
    return {name: n for counted in COUNTED_ABOVE for name, n in counted(meeting, state).items()}


def made_up(meeting: Meeting) -> frozenset[UUID]:
    """Those who missed it and made it up, where the rules of its day count that."""
    if not meeting.is_over:
        return frozenset()
    counted = MakeUp.objects.filter(meeting=meeting.pk, counts=True, withdrawn_at=None)
    return frozenset(counted.values_list("member", flat=True))


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


def _is_on_time(meeting: Meeting, before: MeetingFigures | None) -> bool:
    """Whether it was opened on its day, settled at the opening: the day agreed on with the committee above,
    where one was; else the day it was planned for or the fixed day of the cell.

    Source: regulation "cell-meeting", points meeting_day and dates_approved_by_day.
    """
    opened_at = meeting.opened_at
    assert opened_at is not None  # noqa: S101 - asked of opened meetings only
    if before is not None and before.opened_at == opened_at:
        return bool(before.on_time)
    opened = timezone.localdate(opened_at)
    agreed = agreed_time(meeting.cell, meeting.month, meeting.kind)
    if agreed is not None:
        return opened == timezone.localdate(agreed)
    usual = usual_time(points_of(meeting), meeting.month, meeting.kind) if meeting.is_regular else None
    days = {timezone.localdate(at) for at in (meeting.planned_at, usual) if at is not None}
    return opened in days


def _readers(meeting: Meeting, state: State, before: MeetingFigures | None) -> dict[str, int]:
    """How many of the roll were invited, and how many of them opened the agenda before the opening.

    Settled at the opening, like the papers; each side of a joint meeting counts its own.
    """
    if before is not None and before.opened_at == meeting.opened_at and meeting.partner_id is None:
        return {"invited": before.invited, "read_ahead": before.read_ahead}
    asked = meeting.invitations.filter(member__in=[seat.member for seat in state.seats], as_overseer=False)
    found: dict[str, int] = asked.aggregate(
        invited=Count("pk"), read_ahead=Count("pk", filter=Q(opened_at__lt=meeting.opened_at))
    )
    return found


def _is_reported_in_time(meeting: Meeting) -> bool:
    if not (meeting.reported_at and meeting.closed_at):
        return False
    took = timezone.localdate(meeting.reported_at) - timezone.localdate(meeting.closed_at)
    return bool(took <= timedelta(days=points_of(meeting)["cell-meeting.finished_within_days"]))


def _keep_month(
    cell: Unit, meeting: Meeting, counts: dict[str, int] | None = None, *, follow: bool = True
) -> None:
    """The row of the cell's month for the meeting's kind. Of the regular kind there is one meeting a month,
    so its figures are the month's; of others there may be several, which are added up. A unit above cells has
    no such row: what its committee holds is not a cell's."""
    if not cell.is_cell:
        return
    if counts is not None and meeting.is_regular:
        of_month = Kept(meeting.month, meeting.kind, _month_values(meeting, counts))
        figures.keep(cell, of_month, follow=follow)
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


def _keep_reasons(meeting: Meeting) -> None:
    figures.keep_work([cell.pk for cell in meeting.cells], SOURCE.name, meeting.month.first)


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """`online_by_reason` of the catalog: of every kind of meeting, in both cells of a joint one."""
    found, asked = tally(), {cell.pk for cell in cells}
    held = Meeting.objects.filter(month__gte=months[0], month__lte=months[-1])
    online = held.exclude(stage=Meeting.Stage.CANCELLED).exclude(mode=Meeting.Mode.IN_PERSON)
    for meeting in online.filter(Q(cell__in=asked) | Q(partner__in=asked)).order_by():
        for cell in asked & {meeting.cell_id, meeting.partner_id}:
            found[cell, meeting.month][Key("online_by_reason", meeting.online_reason)] += 1
    return found


def first(cells: Collection[UUID]) -> dict[UUID, date]:
    """The first day of the first month of which there is a meeting."""
    rows = CellMonth.objects.filter(cell__in=cells).order_by().values("cell").annotate(begin=Min("month"))
    return {cell: month.first for cell, month in rows.values_list("cell", "begin")}


SOURCE = Source("meetings", (), count, breakdowns=("online_by_reason",), first=first)


def recount(cell: Unit) -> tuple[list[Wrong], list[Kept]]:
    """The cell's months from its meetings alone, for `sotay rebuild-figures`. Their rows are locked
    meanwhile.

    The figures beside each meeting are put right on the way; what was wrong comes first.
    """
    held = queries.of_cell(cell).select_for_update(of=("self",)).exclude(stage=Meeting.Stage.CANCELLED)
    related = held.select_related("cell__parent", "partner__parent", "figures")
    meetings = list(related.prefetch_related("log", "papers"))
    wrong = [each for meeting in meetings if meeting.cell_id == cell.pk for each in _put_right(meeting)]
    return wrong, list(_months(cell, meetings))


def _put_right(meeting: Meeting) -> list[Wrong]:
    state = queries.load_state(meeting) if meeting.opened_at else State()
    before: MeetingFigures | None = getattr(meeting, "figures", None)
    counts = counts_of(meeting, state)
    attendance_marks.keep(meeting, state)
    if before is not None and (before.counts, before.face) == (counts, _face(meeting)):
        return []
    _write([(meeting, counts)])
    kept = before.counts if before is not None else {}
    wrong = [
        Wrong(meeting.month, str(meeting.pk), name, kept.get(name), number)
        for name, number in counts.items()
        if kept.get(name, 0) != number
    ]
    return wrong or [Wrong(meeting.month, str(meeting.pk), "meetings", None, 1)]


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
