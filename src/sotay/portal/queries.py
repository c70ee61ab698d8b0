"""What Today lists beside what it asks for. The number of queries depends on the reader's roles, never on the
rows; what needs and lists have in common is read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from sotay.accounts import queries as accounts
from sotay.assignments import needs as tasks
from sotay.assignments import queries as assignments
from sotay.assignments.models import Task
from sotay.guidance.today import TodayGuidance
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.needs import ARRIVALS, NEEDS, Arrival, Need, in_order
from sotay.kernel.periods import Month
from sotay.meetings import queries as meetings
from sotay.meetings.models import Meeting
from sotay.meetings.today.reading import TodayMeetings
from sotay.monitoring import queries as monitoring
from sotay.monitoring.rules import BACKUP, CLOCK
from sotay.monitoring.words import sentence
from sotay.notify.queries import Inbox, inbox
from sotay.papers.models import IssuedPaper
from sotay.petitions import needs as petition_needs
from sotay.petitions.models import Petition
from sotay.reports import needs as report_needs
from sotay.reports import queries as reports
from sotay.reports import words as report_words
from sotay.reports.rules import Standing
from sotay.units.models import Unit
from sotay.units.queries import units_at

LISTED = 5
"""How many rows of a kind Today lists; the whole list is one tap away."""
FOLLOWED = 3
"""Of what the cell follows; all of it is one tap away."""
ARRIVED_WITHIN = timedelta(days=31)
ARRIVALS_LISTED = 6

Stage = Meeting.Stage


@dataclass(slots=True)
class Watched:
    """A line of an overseer's list: a cell, where it stands, its next meeting."""

    cell: Unit
    chip: tuple[str, str]
    meeting: Meeting | None


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

    def __init__(self, actor: Actor, now: datetime, arrivals_seen_at: datetime | None = None) -> None:
        self.actor, self.now = actor, timezone.localtime(now)
        self.today: date = self.now.date()
        self.month = Month.of(self.today)
        self.arrivals_seen_at = arrivals_seen_at
        self.meetings = TodayMeetings.of(actor, self.today)
        self.guidance = TodayGuidance.of(actor, self.today)

    @cached_property
    def needs(self) -> list[Need]:
        """Everything that needs the reader, in order."""
        return in_order(need for needs_of in NEEDS for need in needs_of(self.actor, self.today))

    @property
    def answers_for_several(self) -> bool:
        return len({grant.unit_id for grant in self.actor.holds(*LEADERS, *OFFICES)}) > 1

    @cached_property
    def notices(self) -> Inbox:
        return inbox(self.actor)

    # who the reader is

    @cached_property
    def led(self) -> list[Unit]:
        return self.meetings.led

    @cached_property
    def overseen(self) -> list[Unit]:
        return self.meetings.overseen

    @cached_property
    def offices(self) -> list[Unit]:
        return units_at(self.actor, *OFFICES)

    @cached_property
    def inspected(self) -> list[Unit]:
        return units_at(self.actor, Role.INSPECTION_COMMISSION)

    @cached_property
    def operated(self) -> list[Unit]:
        return units_at(self.actor, Role.OPERATOR)

    @cached_property
    def sits_in(self) -> list[Unit]:
        return self.meetings.own_cells

    @property
    def days_to_meeting(self) -> int | None:
        coming = self.meetings.next_meeting
        return (coming.day - self.today).days if coming else None

    # what comes back until it is settled

    @property
    def unsettled(self) -> int:
        counts = tasks.counts_of(self.actor, self.today).values()
        return sum(each.open + each.reported for each in counts)

    @cached_property
    def cell_tasks(self) -> list[tuple[Task, int]]:
        """The most urgent tasks of the cells led, with how many days late each is."""
        first = tasks.unsettled_of(self.actor)[:FOLLOWED]
        prefetch_related_objects(first, "members")
        return [(task, task.days_late(self.today)) for task in assignments.named(first)]

    @property
    def listed_own_tasks(self) -> list[tuple[Task, int]]:
        return [(task, task.days_late(self.today)) for task in tasks.own_tasks(self.actor)[:LISTED]]

    @property
    def own_petitions(self) -> list[Petition]:
        return petition_needs.own(self.actor)

    @property
    def held_above(self) -> list[tuple[Petition, int]]:
        """Those an office of the reader's holds, the most urgent first."""
        ours = {unit.pk for unit in self.offices}
        found = [each for each in petition_needs.waiting(self.actor) if each.held_by_id in ours]
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
    def latest_paper(self) -> IssuedPaper | None:
        """The newest resolution or conclusion of the cells the reader sits in."""
        if not self.sits_in:
            return None
        frozen = IssuedPaper.objects.filter(
            cell__in=self.sits_in, kind__in=["NQ", "KL"], state=IssuedPaper.State.FROZEN
        )
        shown = frozen.exclude(about_id__in=meetings.of_committees(self.sits_in))
        return shown.defer("base", "final", "edits").order_by("-frozen_at").first()

    # what came from below

    @cached_property
    def arrivals(self) -> list[tuple[Arrival, bool]]:
        """What came to the reader's offices within a month, the newest first, and whether it is new to
        them."""
        if not self.offices:
            return []
        since, seen = self.now - ARRIVED_WITHIN, self.arrivals_seen_at
        came = [each for arrivals_of in ARRIVALS for each in arrivals_of(self.actor, since)]
        came.sort(key=lambda each: each.at, reverse=True)
        return [(each, seen is None or each.at > seen) for each in came]

    @property
    def new_arrivals(self) -> int:
        return sum(is_new for _arrival, is_new in self.arrivals)

    @property
    def listed_arrivals(self) -> list[tuple[Arrival, bool]]:
        return self.arrivals[:ARRIVALS_LISTED]

    @property
    def arrivals_until(self) -> str:
        """The newest of them, which is what "seen" means: something may come while the page is read."""
        return self.arrivals[0][0].at.isoformat() if self.arrivals else ""

    # the levels above

    @cached_property
    def boards(self) -> list[dict[str, Any]]:
        """The month of each unit the reader works for or inspects."""
        found = []
        for picture in report_needs.boards_of(self.actor, self.today):
            attention = [row for row in picture.rows if _needs_a_look(row)][:LISTED]
            lines = [(row, report_words.chip_of(row)) for row in attention] if picture.of_cells else []
            found.append(
                {
                    "unit": picture.unit,
                    "picture": picture,
                    "headline": report_words.headline(picture),
                    "lines": lines,
                    "rows": []
                    if picture.of_cells
                    else [(row, report_words.unit_parts(row)) for row in attention],
                    "opens": self.actor.may(Can.SEE_MEETING, picture.unit.path),
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
        for meeting in self.meetings.meetings:
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
