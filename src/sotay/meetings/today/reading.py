"""The meetings one reader has before them. The number of queries depends on their roles, never on the
rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FilteredRelation, Q
from django.utils import timezone

from sotay import regulations
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.periods import Month
from sotay.meetings.access import may
from sotay.meetings.agenda_sources import ANNOUNCEMENTS
from sotay.meetings.attendance import alerts
from sotay.meetings.joint import PARTNER_CHAIR, awaited
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation import drafting
from sotay.meetings.queries import PAPER_KINDS
from sotay.meetings.today import rules
from sotay.meetings.today.rules import CellFacts, MeetingFacts, NextMeeting
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.units.models import Unit
from sotay.units.queries import units_at
from sotay.units.settings import Settings, settings_for

UNFINISHED = timedelta(days=120)
"""How far back an unfinished meeting is looked for."""
MANY = 200

Stage = Meeting.Stage
_NOT_OF_THE_WHOLE_CELL = (Meeting.Kind.COMMITTEE, Meeting.Kind.GROUP)


class TodayMeetings:
    """What meetings and invitations somebody has before them; each part is read when it is asked for."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.actor, self.day = actor, day
        self.now: datetime = timezone.localtime()
        self.month = Month.of(day)
        self.signed: dict[UUID, set[str]] = {}  # roles that have signed, by paper of `drafts`

    @classmethod
    def of(cls, actor: Actor, day: date) -> TodayMeetings:
        """Read once for a request, by the needs and by the lists of the page."""
        return actor.once((cls, day), lambda: cls(actor, day))

    @cached_property
    def led(self) -> list[Unit]:
        return [unit for unit in units_at(self.actor, *LEADERS) if unit.is_cell]

    @cached_property
    def overseen(self) -> list[Unit]:
        return [unit for unit in units_at(self.actor, Role.OVERSEER) if unit.is_cell]

    @cached_property
    def own_cells(self) -> list[Unit]:
        return units_at(self.actor, Role.MEMBER)

    @cached_property
    def offices(self) -> list[Unit]:
        return units_at(self.actor, *OFFICES)

    @cached_property
    def settings(self) -> Mapping[UUID, Settings]:
        """What holds for the cells the reader leads or sits in, and for their offices. One query."""
        units = {unit.pk: unit for unit in (*self.led, *self.own_cells, *self.offices)}
        return settings_for(units.values(), self.day) if units else {}

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Unfinished meetings that concern the reader with the reader's own invitation, and the regular ones
        from this month on of the cells they lead, oversee or sit in. One query."""
        own = self.actor.member_id
        answers = Invitation.Answer
        found = (
            Meeting.objects.filter(self._concerning(own))
            .select_related("cell", "partner")
            .annotate(
                will=Count("invitations", filter=Q(invitations__answer=answers.WILL)),
                cannot=Count("invitations", filter=Q(invitations__answer=answers.CANNOT)),
                silent=Count("invitations", filter=Q(invitations__answer=answers.NONE)),
                own=FilteredRelation("invitations", condition=Q(invitations__member=own)),
            )
            .annotate(own_id=F("own__pk"), own_answer=F("own__answer"), own_opened=F("own__opened_at"))
            .order_by("planned_at")
        )
        return list(found[:MANY])

    def _concerning(self, own: UUID | None) -> Q:
        cells = [unit.pk for unit in (*self.led, *self.overseen)]
        sat_in = [unit.pk for unit in self.own_cells]
        mine = Q(cell__in=cells) | Q(partner__in=cells)
        mine |= (Q(cell__in=sat_in) | Q(partner__in=sat_in)) & ~Q(kind__in=_NOT_OF_THE_WHOLE_CELL)
        if own:
            invited = Invitation.objects.filter(member=own).values("meeting")
            mine |= Q(pk__in=invited, stage__in=[Stage.PREPARING, Stage.OPEN])
            mine |= Q(chair=own) | Q(minute_taker=own) | Q(partner_chair=own)
        unfinished = Q(stage__in=[Stage.PREPARING, Stage.OPEN, Stage.CLOSED, Stage.SIGNED])
        recent = Q(planned_at__gte=self.now - UNFINISHED)
        this_month = Q(kind=Meeting.Kind.REGULAR, month__gte=self.month) & ~Q(stage=Stage.CANCELLED)
        return mine & ((unfinished & recent) | this_month)

    @cached_property
    def drafts(self) -> dict[UUID, list[IssuedPaper]]:
        """The papers of closed meetings the reader leads or has a part in."""
        led, own = {unit.pk for unit in self.led}, self.actor.member_id
        closed = {
            meeting.pk: meeting
            for meeting in self.meetings
            if meeting.stage == Stage.CLOSED
            and (led & {meeting.cell_id, meeting.partner_id} or (own and own in _officers(meeting).values()))
        }
        if not closed:
            return {}
        papers = IssuedPaper.objects.filter(about_id__in=closed, kind__in=PAPER_KINDS)
        found: dict[UUID, list[IssuedPaper]] = defaultdict(list)
        for paper in papers.defer("pdf").annotate(signed_as=F("signatures__role")):  # a row a signature
            roles = self.signed.get(paper.pk)
            if roles is None:
                roles = self.signed[paper.pk] = set()
                found[paper.about_id].append(paper)
            roles.add(vars(paper)["signed_as"])
        return found

    def unsigned(self, meeting: Meeting) -> tuple[str, ...]:
        """Who still has to sign its papers."""
        missing = [
            awaited(meeting, paper, self.signed[paper.pk]) for paper in self.drafts.get(meeting.pk, [])
        ]
        return tuple(sorted(set().union(*missing)))

    @cached_property
    def announced(self) -> Mapping[tuple[UUID, Month], str]:
        """What apps above have for the agendas of this month and the next of the cells led."""
        found: dict[tuple[UUID, Month], str] = {}
        for announce in ANNOUNCEMENTS if self.led else ():
            found.update(announce(self.actor, self.day))
        return found

    @cached_property
    def near(self) -> dict[UUID, list[str]]:
        """Names of those near a third absence, by cell. One query for who leads a cell."""
        found: dict[UUID, list[str]] = defaultdict(list)
        for alert in alerts.open_in(cell.pk for cell in self.led) if self.led else ():
            found[alert.cell_id].append(alert.member.full_name)
        return found

    @cached_property
    def next_meeting(self) -> NextMeeting | None:
        """The next meeting of the reader's own cells, or one they are invited to or lead."""
        own = {unit.pk for unit in (*self.led, *self.own_cells)}
        theirs = [
            meeting
            for meeting in self.meetings
            if meeting.own_id or own & {meeting.cell_id, meeting.partner_id}  # type: ignore[attr-defined]
        ]
        begun = {Stage.PREPARING, Stage.OPEN, Stage.CANCELLED}
        held = frozenset(each.month for each in theirs if each.is_regular and each.stage not in begun)
        units = [*self.led, *self.own_cells, *self.offices]
        usual = self.settings[units[0].pk]["cell-meeting.meeting_day"] if units else None
        agreed = self.agreed_in(units[0]) if units else {}
        return rules.next_meeting([self.facts(each) for each in theirs], usual, held, self.day, agreed)

    @property
    def to_take_along(self) -> list[UUID]:
        """Meetings of today and tomorrow, or going on, that the reader conducts: their devices take them
        along.
        """
        near = self.day + timedelta(days=1)
        return [
            meeting.pk
            for meeting in self.meetings
            if meeting.stage == Stage.OPEN
            or (
                meeting.stage == Stage.PREPARING
                and self.day <= timezone.localdate(meeting.planned_at) <= near
            )
            if may(self.actor, meeting, Can.CONDUCT)
        ]

    @cached_property
    def agreed(self) -> Mapping[tuple[UUID, Month], date]:
        """Days agreed on for this month and the next, of the cells led or sat in. One query."""
        cells = {unit.pk for unit in (*self.led, *self.own_cells)}
        months = (self.month, self.month.plus(1))
        found = drafting.agreed_times(cells, months, Meeting.Kind.REGULAR)
        return {key: timezone.localdate(at) for key, at in found.items()}

    def agreed_in(self, cell: Unit) -> dict[Month, date]:
        return {month: day for (pk, month), day in self.agreed.items() if pk == cell.pk}

    def usual_day(self, cell: Unit, month: Month) -> date:
        """When the cell meets in a month without a meeting yet: the day agreed on, else the usual one."""
        return self.agreed.get((cell.pk, month)) or month.day(
            self.settings[cell.pk]["cell-meeting.meeting_day"]
        )

    # plain facts for the rules

    def conducts(self, cell: Unit) -> bool:
        return self.actor.may(Can.CONDUCT, cell.path)

    @property
    def report_days(self) -> int:
        found: int = regulations.on(self.day).value("cell-meeting.finished_within_days")
        return found

    def of_cell(self, cell: Unit) -> CellFacts:
        points = self.settings[cell.pk]
        return CellFacts(
            id=cell.pk,
            name=cell.name,
            conducts=self.conducts(cell),
            meeting_day=points["cell-meeting.meeting_day"],
            ahead_days=points["cell-meeting.documents_ahead_days"],
            report_days=points["cell-meeting.finished_within_days"],
            meetings=tuple(
                self.facts(meeting, cell)
                for meeting in self.meetings
                if cell.pk in {meeting.cell_id, meeting.partner_id}
            ),
            agreed=self.agreed_in(cell),
            announced={month: text for (pk, month), text in self.announced.items() if pk == cell.pk},
        )

    def facts(self, meeting: Meeting, cell: Unit | None = None) -> MeetingFacts:
        """`cell` is the one of two cells it is looked at from."""
        read: dict[str, Any] = vars(meeting)
        member, invitation = self.actor.member_id, read["own_id"]
        roles = _officers(meeting)
        return MeetingFacts(
            id=meeting.pk,
            cell=cell.pk if cell else meeting.cell_id,
            title=str(meeting),
            where=self.where(meeting),
            month=meeting.month,
            is_regular=meeting.is_regular,
            stage=meeting.stage,
            planned_at=timezone.localtime(meeting.planned_at),
            opened_on=timezone.localdate(meeting.opened_at) if meeting.opened_at else None,
            invited=meeting.invited_at is not None,
            closed_on=timezone.localdate(meeting.closed_at) if meeting.closed_at else None,
            will=read["will"],
            cannot=read["cannot"],
            silent=read["silent"],
            unsigned=self.unsigned(meeting),
            concludes=any(paper.kind == "KL" for paper in self.drafts.get(meeting.pk, [])),
            own_roles=frozenset(name for name, holder in roles.items() if member and holder == member),
            invitation=invitation,
            answer=read["own_answer"] or "",
            has_read=invitation is None or read["own_opened"] is not None,
            online=bool(meeting.video_link) and (invitation is not None or self.conducts(meeting.cell)),
        )

    def where(self, meeting: Meeting) -> str:
        """The place; of a meeting elsewhere than in the reader's own cells also whose it is."""
        cells, where = {meeting.cell_id, meeting.partner_id}, meeting.where
        own = any(grant.unit_id in cells for grant in self.actor.holds(Role.MEMBER, *LEADERS))
        return where if own and where else f"{meeting.cell.name}, {where}".rstrip(", ")


def _officers(meeting: Meeting) -> dict[str, UUID | None]:
    return {
        CHAIR: meeting.chair_id,
        MINUTE_TAKER: meeting.minute_taker_id,
        PARTNER_CHAIR: meeting.partner_chair_id,
    }
