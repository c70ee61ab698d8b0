"""Facts for the Today page. The number of queries depends on the reader's roles, never on the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from sotay.accounts import queries as accounts
from sotay.assignments import queries as assignments
from sotay.assignments.models import Task
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import ancestors
from sotay.meetings import queries as meetings
from sotay.meetings.joint import awaited
from sotay.meetings.models import Guidance, Invitation, Meeting
from sotay.meetings.queries import PAPER_KINDS
from sotay.monitoring import queries as monitoring
from sotay.monitoring.rules import BACKUP, CLOCK
from sotay.monitoring.words import sentence
from sotay.papers.models import IssuedPaper
from sotay.petitions import queries as petitions
from sotay.petitions.models import Petition
from sotay.reports import queries as reports
from sotay.reports import words as report_words
from sotay.reports.rules import Standing
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_for

LEADERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
OFFICES = (Role.WARD_OFFICE, Role.PROVINCE_OFFICE)
LISTED = 5
FOLLOWED = 3
"""Of what the cell follows; all of it is one tap away."""
"""How many rows of a kind Today lists; the whole list is one tap away."""
UNFINISHED = timedelta(days=120)
"""How far back an unfinished meeting is looked for."""
MANY = 200

Stage = Meeting.Stage


@dataclass(slots=True)
class Watched:
    """A line of an overseer's or inspector's list: a cell, where it stands, its next meeting."""

    cell: Unit
    chip: tuple[str, str]
    meeting: Meeting | None
    opens: bool = True


@dataclass(slots=True)
class Logins:
    """How far an operator's units have come in getting people in."""

    unit: Unit
    cells: int
    members: int
    accounts: int
    used: int


@dataclass(slots=True)
class Machine:
    """What an operator sees of the machine: what to see to, and when work and backup last came to an end."""

    signs: list[str]
    worked_at: datetime | None
    saved_at: datetime | None


class TodayPage:
    """What one reader has before them today; each part is read when it is asked for."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, timezone.localtime(now)
        self.today: date = self.now.date()
        self.month = Month.of(self.today)

    # who the reader is

    @cached_property
    def units(self) -> dict[UUID, Unit]:
        """The units the reader holds a role at. One query."""
        held = {grant.unit_id for grant in self.actor.grants}
        return {unit.pk: unit for unit in Unit.objects.filter(pk__in=held)}

    def _at(self, *roles: Role) -> list[Unit]:
        found = {grant.unit_id: self.units[grant.unit_id] for grant in self.actor.holds(*roles)}
        return sorted(found.values(), key=lambda unit: unit.name_sort)

    @cached_property
    def led(self) -> list[Unit]:
        return [unit for unit in self._at(*LEADERS) if unit.is_cell]

    @cached_property
    def overseen(self) -> list[Unit]:
        return [unit for unit in self._at(Role.OVERSEER) if unit.is_cell]

    @cached_property
    def offices(self) -> list[Unit]:
        return self._at(*OFFICES)

    @cached_property
    def inspected(self) -> list[Unit]:
        return self._at(Role.INSPECTION_COMMISSION)

    @cached_property
    def operated(self) -> list[Unit]:
        return self._at(Role.OPERATOR)

    @cached_property
    def sits_in(self) -> list[Unit]:
        return self._at(Role.MEMBER)

    # what is going on

    @cached_property
    def settings(self) -> Mapping[UUID, Settings]:
        units = [*self.led, *self.offices]
        return settings_for(units, self.today) if units else {}

    @cached_property
    def invitations(self) -> dict[UUID, Invitation]:
        """The reader's own, to meetings that are not over."""
        if self.actor.member_id is None:
            return {}
        found = Invitation.objects.filter(
            member=self.actor.member_id,
            meeting__stage__in=[Stage.PREPARING, Stage.OPEN],
            meeting__planned_at__gte=self.now - UNFINISHED,
        )
        return {invitation.meeting_id: invitation for invitation in found}

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Unfinished meetings that concern the reader, and the regular ones from this month on. One query."""
        cells, own = [*self.led, *self.overseen], self.actor.member_id
        mine = Q(cell__in=cells) | Q(partner__in=cells) | Q(pk__in=list(self.invitations))
        if own:
            mine |= Q(chair=own) | Q(minute_taker=own) | Q(partner_chair=own)
        unfinished = Q(stage__in=[Stage.PREPARING, Stage.OPEN, Stage.CLOSED, Stage.SIGNED])
        recent = Q(planned_at__gte=self.now - UNFINISHED)
        this_month = Q(kind=Meeting.Kind.REGULAR, month__gte=self.month) & ~Q(stage=Stage.CANCELLED)
        answers = Invitation.Answer
        return list(
            Meeting.objects.filter(mine)
            .filter((unfinished & recent) | this_month)
            .select_related("cell", "partner")
            .annotate(
                will=Count("invitations", filter=Q(invitations__answer=answers.WILL)),
                cannot=Count("invitations", filter=Q(invitations__answer=answers.CANNOT)),
                silent=Count("invitations", filter=Q(invitations__answer=answers.NONE)),
            )
            .order_by("planned_at")[:MANY]
        )

    @property
    def days_to_meeting(self) -> int | None:
        """Days to the next meeting the reader is to come to; None when none is planned."""
        own = {cell.pk for cell in self.led}
        days = (
            timezone.localdate(meeting.planned_at)
            for meeting in self.meetings
            if meeting.stage == Stage.PREPARING and (meeting.cell_id in own or meeting.pk in self.invitations)
        )
        return min(((day - self.today).days for day in days if day >= self.today), default=None)

    @cached_property
    def unsigned(self) -> dict[UUID, tuple[str, ...]]:
        """Who still has to sign the papers of closed meetings."""
        closed = {meeting.pk: meeting for meeting in self.meetings if meeting.stage == Stage.CLOSED}
        if not closed:
            return {}
        papers = IssuedPaper.objects.filter(about_id__in=closed, kind__in=PAPER_KINDS)
        missing: dict[UUID, set[str]] = defaultdict(set)
        for paper in papers.defer("pdf").prefetch_related("signatures"):
            missing[paper.about_id] |= awaited(closed[paper.about_id], paper)
        return {meeting: tuple(sorted(roles)) for meeting, roles in missing.items()}

    # what comes back until it is settled

    @cached_property
    def task_counts(self) -> Mapping[UUID, assignments.Counts]:
        """The tasks of each cell led. One query."""
        return assignments.counts_by_cell(self.led, self.today) if self.led else {}

    @property
    def unsettled(self) -> int:
        return sum(counts.open + counts.reported for counts in self.task_counts.values())

    @cached_property
    def cell_tasks(self) -> list[tuple[Task, int]]:
        """The most urgent tasks of the cells led, with how many days late each is."""
        if not self.unsettled:
            return []
        unsettled = assignments.unsettled(self.led)
        first = assignments.in_order(unsettled, "open").prefetch_related("members")[:FOLLOWED]
        return [(task, task.days_late(self.today)) for task in first]

    @cached_property
    def own_tasks(self) -> list[Task]:
        return list(assignments.open_of(self.actor.member_id)[:MANY]) if self.actor.member_id else []

    @property
    def listed_own_tasks(self) -> list[tuple[Task, int]]:
        return [(task, task.days_late(self.today)) for task in self.own_tasks[:LISTED]]

    @cached_property
    def own_petitions(self) -> list[Petition]:
        """What the reader raised and is not closed."""
        if self.actor.member_id is None:
            return []
        mine = petitions.of(self.actor.member_id).exclude(status=Petition.Status.CLOSED)
        return list(mine.select_related("held_by").order_by("-raised_on", "-id")[: LISTED * 2])

    @cached_property
    def waiting(self) -> list[Petition]:
        """Petitions that a unit of the reader's has to act on. One query."""
        if not (self.led or self.offices):
            return []
        return list(petitions.waiting_for(self.actor).select_related("cell", "held_by")[:MANY])

    @property
    def held_above(self) -> list[tuple[Petition, int]]:
        """Those an office of the reader's holds, the most urgent first."""
        ours = {unit.pk for unit in self.offices}
        found = [petition for petition in self.waiting if petition.held_by_id in ours]
        return [(petition, petition.days_late(self.today)) for petition in found[:LISTED]]

    @cached_property
    def cell_petitions(self) -> list[tuple[Petition, int]]:
        """What the cells led have asked for and is not closed, wherever it is held."""
        if not self.led:
            return []
        found = Petition.objects.filter(cell__in=self.led).exclude(status=Petition.Status.CLOSED)
        listed = found.select_related("held_by").order_by("raised_on", "id")[:FOLLOWED]
        return [(petition, petition.days_late(self.today)) for petition in listed]

    @cached_property
    def guidance(self) -> list[Guidance]:
        """Of this month and the next: for the cells led, and sent by the reader's offices. One query."""
        paths = {path for unit in [*self.led, *self.offices] for path in (*ancestors(unit.path), unit.path)}
        if not paths:
            return []
        months = [self.month, self.month.plus(1)]
        found = Guidance.objects.filter(unit__path__in=paths, month__in=months)
        return list(found.select_related("unit")[:MANY])

    @property
    def received(self) -> list[Guidance]:
        """Guidance for the cells the reader leads, the newest first."""
        above = {path for unit in self.led for path in ancestors(unit.path)}
        return [each for each in self.guidance if each.unit.path in above][:LISTED]

    @cached_property
    def latest_paper(self) -> IssuedPaper | None:
        """The newest resolution or conclusion of the cells the reader sits in."""
        if not self.sits_in:
            return None
        frozen = IssuedPaper.objects.filter(
            cell__in=self.sits_in, kind__in=["NQ", "KL"], state=IssuedPaper.State.FROZEN
        )
        shown = frozen.exclude(about_id__in=meetings.of_committees(self.sits_in))
        return shown.defer("base", "final", "edits").order_by("-frozen_at").first()

    # the levels above

    @cached_property
    def boards(self) -> list[dict[str, Any]]:
        """The month of each unit the reader works for or inspects."""
        found = []
        for unit in dict.fromkeys([*self.offices, *self.inspected]):
            picture = reports.month_of(unit, self.month, self.now)
            attention = [row for row in picture.rows if _needs_a_look(row)][:LISTED]
            lines = [(row, report_words.chip_of(row)) for row in attention] if picture.of_cells else []
            found.append(
                {
                    "unit": unit,
                    "picture": picture,
                    "headline": report_words.headline(picture),
                    "lines": lines,
                    "rows": []
                    if picture.of_cells
                    else [(row, report_words.unit_parts(row)) for row in attention],
                    "opens": self.actor.may(Can.SEE_MEETING, unit.path),
                }
            )
        return found

    @cached_property
    def watched(self) -> list[Watched]:
        """The cells overseen, with their month and their next or current meeting. One query."""
        if not self.overseen:
            return []
        kept = reports.months_of([cell.pk for cell in self.overseen], self.month)
        nearest: dict[UUID, Meeting] = {}
        for meeting in self.meetings:
            if meeting.stage in {Stage.PREPARING, Stage.OPEN}:
                nearest.setdefault(meeting.cell_id, meeting)
        return [
            Watched(
                cell,
                report_words.chip_of(reports.row_of(cell, kept.get(cell.pk), self.month, self.now)),
                nearest.get(cell.pk),
            )
            for cell in self.overseen
        ]

    @cached_property
    def logins(self) -> list[Logins]:
        """For an operator: cells, members and accounts below each unit."""
        found = []
        for unit in self.operated:
            cells = accounts.cells_under(unit)
            sums = {
                name: sum(getattr(cell, name) for cell in cells) for name in ("members", "accounts", "used")
            }
            found.append(Logins(unit, len(cells), **sums))
        return found

    @cached_property
    def machine(self) -> Machine:
        runs = monitoring.last_runs()
        worked, saved = runs.get(CLOCK), runs.get(BACKUP)
        return Machine(
            [sentence(sign) for sign in monitoring.signs(self.now)],
            worked.finished_at if worked else None,
            saved.succeeded_at if saved else None,
        )


def _needs_a_look(row: reports.Row) -> bool:
    if row.standing is None:
        return row.sums.late > 0 or row.sums.not_set_up > 0
    return row.standing in {Standing.LATE, Standing.NOT_SET_UP, Standing.IN_SESSION}
