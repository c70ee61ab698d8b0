"""From what one reader has before them to the facts the rules judge, and the needs that follow."""

from __future__ import annotations

from django.utils import timezone

from sotay.assignments.queries import Counts
from sotay.kernel.actor import Can, Role
from sotay.kernel.tree import ancestors
from sotay.meetings.joint import PARTNER_CHAIR
from sotay.meetings.models import Meeting
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.petitions.models import Petition
from sotay.portal import rules
from sotay.portal.queries import LEADERS, TodayPage
from sotay.portal.rules import CellFacts, MeetingFacts, Need, OfficeFacts, OwnFacts
from sotay.units.models import Kind, Unit


def needs_of(desk: TodayPage) -> list[Need]:
    """Everything that needs the reader, in order. The secretary's part comes before the member's."""
    led = {cell.pk for cell in desk.led}
    found: list[Need] = []
    for cell in desk.led:
        found += rules.of_cell(of_cell(desk, cell), desk.now)
    for meeting in desk.meetings:
        needs = rules.of_invited(of_meeting(desk, meeting), desk.now)
        ours = [cell for cell in meeting.cells if cell.pk in led]
        found += [need for need in needs if not ours or need.code == "answer"]
        if ours and not any(_conducts(desk, cell) for cell in ours):
            found += [need for need in needs if need.code != "answer"]
    found += rules.of_member(of_reader(desk), desk.today)
    for unit in desk.offices:
        found += rules.of_office(of_office(desk, unit), desk.today)
    return rules.in_order(found)


def _conducts(desk: TodayPage, cell: Unit) -> bool:
    return desk.actor.may(Can.CONDUCT, cell.path)


def of_cell(desk: TodayPage, cell: Unit) -> CellFacts:
    points = desk.settings[cell.pk]
    tasks = desk.task_counts.get(cell.pk, Counts())
    held = [petition for petition in desk.waiting if petition.held_by_id == cell.pk]
    answered = sum(petition.status == Petition.Status.ANSWERED for petition in held)
    above = set(ancestors(cell.path))
    guided = [each.month for each in desk.guidance if each.unit.path in above]
    return CellFacts(
        id=cell.pk,
        name=cell.name,
        conducts=_conducts(desk, cell),
        meeting_day=points["cell-meeting.meeting_day"],
        ahead_days=points["cell-meeting.documents_ahead_days"],
        report_days=points["cell-meeting.finished_within_days"],
        meetings=tuple(
            of_meeting(desk, meeting, cell)
            for meeting in desk.meetings
            if cell.pk in {meeting.cell_id, meeting.partner_id}
        ),
        guidance={month: guided.count(month) for month in set(guided)},
        tasks_overdue=tasks.overdue,
        tasks_reported=tasks.reported,
        petitions_to_answer=len(held) - answered,
        petitions_to_close=answered,
    )


def of_reader(desk: TodayPage) -> OwnFacts:
    told = [each for each in desk.own_petitions if each.status == Petition.Status.ANSWERED]
    return OwnFacts(
        tasks=tuple((task.pk, task.text, task.due_on) for task in desk.own_tasks),
        answered_petitions=tuple((each.pk, each.text) for each in told),
    )


def of_office(desk: TodayPage, unit: Unit) -> OfficeFacts:
    held = [petition for petition in desk.waiting if petition.held_by_id == unit.pk]
    board = next(board for board in desk.boards if board["unit"] == unit)
    return OfficeFacts(
        id=unit.pk,
        name=unit.organ,
        guides=desk.actor.may(Can.GUIDE, unit.path),
        petitions=len(held),
        petitions_late=sum(petition.days_late(desk.today) > 0 for petition in held),
        cells_late=board["picture"].total.late if unit.kind != Kind.PROVINCE else 0,
        guidance_day=desk.settings[unit.pk]["cell-meeting.guidance_before_day"],
        guided=frozenset(each.month for each in desk.guidance if each.unit_id == unit.pk),
    )


def of_meeting(desk: TodayPage, meeting: Meeting, cell: Unit | None = None) -> MeetingFacts:
    """`cell` is the one of two cells it is looked at from."""
    own, counted = desk.invitations.get(meeting.pk), vars(meeting)
    roles = {
        CHAIR: meeting.chair_id,
        MINUTE_TAKER: meeting.minute_taker_id,
        PARTNER_CHAIR: meeting.partner_chair_id,
    }
    member = desk.actor.member_id
    return MeetingFacts(
        id=meeting.pk,
        cell=cell.pk if cell else meeting.cell_id,
        title=str(meeting),
        where=_where(desk, meeting),
        month=meeting.month,
        is_regular=meeting.kind == Meeting.Kind.REGULAR,
        stage=meeting.stage,
        planned_at=timezone.localtime(meeting.planned_at),
        invited=meeting.invited_at is not None,
        closed_on=timezone.localdate(meeting.closed_at) if meeting.closed_at else None,
        will=counted["will"],
        cannot=counted["cannot"],
        silent=counted["silent"],
        unsigned=desk.unsigned.get(meeting.pk, ()),
        own_roles=frozenset(name for name, holder in roles.items() if member and holder == member),
        invitation=own.pk if own else None,
        answer=own.answer if own else "",
        has_read=own is None or own.opened_at is not None,
        online=bool(meeting.video_link) and (own is not None or _conducts(desk, meeting.cell)),
    )


def _where(desk: TodayPage, meeting: Meeting) -> str:
    """The place; of a meeting elsewhere than in the reader's own cells also whose it is."""
    cells = {meeting.cell_id, meeting.partner_id}
    own = any(grant.unit_id in cells for grant in desk.actor.holds(Role.MEMBER, *LEADERS))
    where = meeting.where
    return where if own and where else f"{meeting.cell.name}, {where}".rstrip(", ")
