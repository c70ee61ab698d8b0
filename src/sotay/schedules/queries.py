"""Reading schedules: a unit's month, what cells registered, and what a calendar program is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.tree import inside, subtree
from sotay.meetings import queries as meetings
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation.drafting import usual_time
from sotay.regulations.holidays import names_of
from sotay.schedules import rules
from sotay.schedules.models import CalendarFeed, MeetingDate
from sotay.schedules.rules import Deadlines
from sotay.units.models import Unit, UnitSetting
from sotay.units.queries import cells_below
from sotay.units.settings import settings_of

KEPT_BACK = timedelta(days=62)
"""How far back a followed calendar reaches."""

MOST_CELLS = 400
"""A page lists so many cells; above it one opens a unit below."""


@dataclass(slots=True)
class Line:
    """A cell in a month: what it registered, what it planned or held, and when it is due otherwise."""

    cell: Unit
    at: datetime
    asked: MeetingDate | None = None
    kept: CellMonth | None = None
    holiday: str = ""  # that falls on the day, in the reader's language; said, and never in the way

    @property
    def is_usual(self) -> bool:
        """Nobody named a day: it is the one of the settings."""
        return self.asked is None and self.kept is None

    @property
    def status(self) -> str:
        """missing, waiting, agreed, planned, late or held: what the month's list shows first."""
        if self.kept is not None and self.kept.status != CellMonth.Status.SET_UP:
            return "held" if self.kept.closed_at else "open"
        if self.kept is not None:
            return "late" if self.at < timezone.now() else "planned"
        if self.asked is not None:
            return "agreed" if self.asked.is_decided else "waiting"
        return "missing" if self.at < timezone.now() else "usual"


@dataclass(slots=True)
class Schedule:
    """A unit's month."""

    unit: Unit
    month: Month
    lines: list[Line]
    others: list[Meeting] = field(default_factory=list)  # of other kinds, for those who may read meetings
    deadlines: Deadlines | None = None

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.asked is not None and not line.asked.is_decided]

    @property
    def not_registered(self) -> list[Line]:
        return [line for line in self.lines if line.asked is None]

    @property
    def by_day(self) -> dict[date, list[Line]]:
        found: dict[date, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[timezone.localdate(line.at)].append(line)
        return found


def schedule_of(unit: Unit, month: Month, actor: Actor) -> Schedule:
    """A unit's month in a handful of queries: its cells in order of time, then of name."""
    cells = list(cells_below(unit.path).select_related("parent")[:MOST_CELLS])
    part = subtree(unit.path)
    asked = {row.cell_id: row for row in MeetingDate.objects.filter(inside("cell__path", part), month=month)}
    kept = {
        row.cell_id: row
        for row in CellMonth.objects.filter(inside("cell__path", part), month=month, kind=REGULAR)
    }
    times = _usual_times(unit, cells, month)
    holidays = names_of(month.year)
    lines = []
    for cell in cells:
        own, held = asked.get(cell.pk), kept.get(cell.pk)
        at = held.planned_at if held else own.planned_at if own else times[cell.pk]
        lines.append(Line(cell, at, own, held, holidays.get(timezone.localdate(at), "")))
    lines.sort(key=lambda line: (line.at, line.cell.name_sort))
    points = settings_of(unit, month.plus(-1).first)
    return Schedule(
        unit,
        month,
        lines,
        _others(unit, month, actor),
        rules.deadlines(
            month,
            points["cell-meeting.dates_registered_by_day"],
            points["cell-meeting.dates_approved_by_day"],
        ),
    )


def _usual_times(unit: Unit, cells: Iterable[Unit], month: Month) -> dict[UUID, datetime]:
    """The day of the settings for each cell. Cells without settings of their own share their unit's."""
    own = set(
        UnitSetting.objects.filter(inside("unit__path", subtree(unit.path)), key__startswith="cell-meeting.")
        .exclude(unit=unit)
        .values_list("unit__path", flat=True)
    )
    shared = usual_time(settings_of(unit, month.first), month, Meeting.Kind.REGULAR)
    return {
        cell.pk: usual_time(settings_of(cell, month.first), month, Meeting.Kind.REGULAR)
        if any(cell.path.startswith(path) for path in own)
        else shared
        for cell in cells
    }


def _others(unit: Unit, month: Month, actor: Actor) -> list[Meeting]:
    """Committee, thematic and other meetings of the month, where the reader may see meetings."""
    seen = meetings.seen_by(actor).filter(month=month).exclude(kind=Meeting.Kind.REGULAR)
    here = inside("cell__path", subtree(unit.path)) | inside("partner__path", subtree(unit.path))
    return list(seen.filter(here).exclude(stage=Meeting.Stage.CANCELLED).order_by("planned_at")[:MOST_CELLS])


def approved_times(
    cells: Collection[UUID], months: Collection[Month], kind: str
) -> dict[tuple[UUID, Month], datetime]:
    """The days the committee agreed to, for whoever sets the meeting up or says when it is. One query."""
    if kind != Meeting.Kind.REGULAR:
        return {}
    rows = MeetingDate.objects.filter(cell__in=list(cells), month__in=list(months))
    decided = rows.exclude(status=MeetingDate.Status.REGISTERED)
    return {(row.cell_id, row.month): row.planned_at for row in decided}


def date_of(cell: Unit, month: Month) -> MeetingDate | None:
    return MeetingDate.objects.filter(cell=cell, month=month).first()


def followed(feed: CalendarFeed, actor: Actor, now: datetime) -> list[Meeting]:
    """What a calendar program is given: meetings from two months back on, as the owner may see them today."""
    recent = Meeting.objects.filter(planned_at__gte=now - KEPT_BACK)
    live = recent.exclude(stage=Meeting.Stage.CANCELLED).select_related("cell", "partner")
    if feed.unit is None:
        invited = Invitation.objects.filter(member=actor.member_id).values("meeting")
        own = Q(pk__in=invited) | Q(chair=actor.member_id) | Q(minute_taker=actor.member_id)
        return list(live.filter(own).order_by("planned_at")[:500]) if actor.member_id else []
    here = inside("cell__path", subtree(feed.unit.path))
    seen = meetings.seen_by(actor).values("pk")
    return list(live.filter(here, pk__in=seen).order_by("planned_at")[:2000])


def homes(actor: Actor) -> list[Unit]:
    """Units whose month the actor may open by a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    member = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_MEETING, grant.path)}
    found = Unit.objects.in_use().filter(pk__in=held | member)
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))
