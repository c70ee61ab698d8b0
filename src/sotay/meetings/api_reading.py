"""Meetings for programs that read: lists, agenda, attendance, papers. Mounted at /api/v1/meetings.

What a device needs to hold a meeting is in `api.py`, and is asked with a session alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.api import MONTH, Page, Paging, Query, Reading, Scope, actor_of, month_of, page, says
from sotay.meetings import queries
from sotay.meetings.access import access_meeting, can_join, can_read, seen_by
from sotay.meetings.models import Meeting
from sotay.meetings.queries import cached_state
from sotay.meetings.session.meeting_page import MeetingPage
from sotay.meetings.session.roll import Row
from sotay.meetings.voting.vote import counted, is_few
from sotay.papers.api import PaperOut, lines
from sotay.units.access import access_cell

router = Reading(Scope.MEETINGS, "Meetings you may see: when and where, agenda, attendance, papers.")


class MeetingOut(Schema):
    """A meeting."""

    id: UUID = says("Id of the meeting.", "018f0000-0000-7000-8000-000000000006")
    title: str = says("Its kind and month in the reader's language.", "Sinh hoạt thường kỳ tháng 12/2026")
    kind: str = says("regular, thematic, committee, group, joint, conference or extraordinary.", "regular")
    status: str = says("preparing, open, closed, signed, reported or cancelled.", "reported")
    month: str = says("The month it is of.", "2026-12")
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    partner: UUID | None = says("Id of the other cell of a joint meeting.", None)
    planned_at: datetime = says("When it is planned for.", "2026-12-03T12:30:00Z")
    place: str = says("Where people come together.", "Nhà văn hóa tổ dân phố")
    mode: str = says("in_person, online or mixed.", "in_person")
    theme: str = says("Its theme; may be empty.", "")


class MeetingDetailOut(MeetingOut):
    """A meeting with who conducts it, its times and its figures."""

    chair: str = says("Who chairs; may be empty.", "Lê Thị Thu")
    minute_taker: str = says("Who takes the minutes; may be empty.", "Phạm Văn Lâm")
    because: str = says("Why an extraordinary meeting is called.", "")
    planned_minutes: int = says("How long it is planned for.", 90)
    video_link: str | None = says("Way into the video call, for those invited while it waits.", None)
    invited_at: datetime | None = says("When people were invited.", "2026-11-28T02:00:00Z")
    opened_at: datetime | None = says("When it was opened.", "2026-12-03T12:31:00Z")
    closed_at: datetime | None = says("When it was closed.", "2026-12-03T14:02:00Z")
    signed_at: datetime | None = says("When its minutes were signed.", "2026-12-03T14:05:00Z")
    reported_at: datetime | None = says("When it was reported.", "2026-12-03T14:06:00Z")
    may_read: bool = says("Whether you may read what was said: minutes, resolution, reasons.", True)


class AgendaPaperOut(Schema):
    """A document to read before."""

    document: UUID = says("Id of the document.", "018f0000-0000-7000-8000-000000000007")
    title: str = says("Its title.", "Báo cáo tháng 11")


class AgendaItemOut(Schema):
    """A point of the agenda."""

    title: str = says("What it is about.", "Đánh giá kết quả tháng 11")
    step: str = says("open, conduct or close.", "conduct")
    minutes: int = says("Minutes planned.", 20)
    presenter: str = says("Who presents it; may be empty.", "Lê Thị Thu")
    text: str = says("What will be presented; may be empty.", "")
    origin: str = says("template, proposed, tasks, petitions or own.", "template")
    compulsory: bool = says("Whether the level above asks for it.", False)
    documents: list[AgendaPaperOut] = says("Documents of this point.", [])


class AgendaOut(Schema):
    """The agenda as it was prepared, and documents for the whole meeting."""

    items: list[AgendaItemOut] = says("In order.", [])
    documents: list[AgendaPaperOut] = says("Documents of no single point.", [])


class SeatOut(Schema):
    """Somebody on the roll."""

    member: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Nguyễn Văn An")
    full: bool = says("Whether a full member.", True)
    exempt: bool = says("Whether exempt, and so not counted.", False)
    mark: Literal["", "present", "excused", "unexcused"] = says("Empty while not marked.", "present")
    reason: str | None = says("Reason of an absence; null where you may not read what was said.", None)
    came_late_at: datetime | None = says("When somebody came late.", None)
    left_at: datetime | None = says("When somebody left early.", None)


class AttendanceOut(Schema):
    """The roll of a meeting and its count. Before the opening there is none."""

    base: int = says("Members it is counted against.", 24)
    present: int = says("Of them present.", 22)
    excused: int = says("Excused.", 2)
    unexcused: int = says("Absent without an excuse.", 0)
    exempt: int = says("Exempt, not counted.", 1)
    start: list[SeatOut] = says("The roll at the start.", [])
    end: list[SeatOut] = says("The roll at the end.", [])


class MeetingPapersOut(Schema):
    """Minutes, resolution or conclusion."""

    items: list[PaperOut] = says("None where they wait for the report, or are not written yet.", [])


class AnswerOut(Schema):
    """An answer of a vote."""

    words: str = says("The option, or for, against, no opinion in the reader's language.", "Tán thành")
    votes: int = says("Votes for it.", 21)
    mark: str = says("elected, or tied when it has to be voted on again; else empty.", "")


class VoteOut(Schema):
    """A vote that was counted."""

    id: UUID = says("Id of the motion.", "018f0000-0000-7000-8000-00000000001e")
    text: str = says("What was put to the vote.", "Thông qua nghị quyết")
    method: str = says("hands, open, paper or secret.", "hands")
    passed: bool | None = says("Whether it passed; null where options were chosen among.", True)
    base: int = says("Full members it is counted against.", 24)
    answers: list[AnswerOut] = says("Each answer with its votes.", [])
    few: bool = says("Secret, with so few ballots that the result may tell how somebody voted.", False)
    counted_at: datetime = says("When it was counted.", "2026-12-03T13:40:00Z")


class VotesOut(Schema):
    """The votes of a meeting."""

    items: list[VoteOut] = says("In order; none where you may not read what was said.", [])


class MeetingFilter(Schema):
    """Which meetings."""

    cell: UUID | None = says("Only of this cell, joint ones too.", None, None)
    month: str = says("Only of this month.", "2026-12", "", pattern=f"^$|{MONTH}")
    status: Literal["", "preparing", "open", "closed", "signed", "reported", "cancelled"] = says(
        "Only with this status.", "reported", ""
    )
    kind: str = says("Only of this kind.", "regular", "", max_length=14)


def _line(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.pk,
        "title": str(meeting),
        "kind": meeting.kind,
        "status": meeting.stage,
        "month": str(meeting.month),
        "cell": meeting.cell_id,
        "cell_name": meeting.cell.name,
        "partner": meeting.partner_id,
        "planned_at": meeting.planned_at,
        "place": meeting.where,
        "mode": meeting.mode,
        "theme": meeting.theme,
    }


def _lines(rows: Iterable[Meeting]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[MeetingOut], summary="List meetings")
def meetings(request: HttpRequest, paging: Query[Paging], asked: Query[MeetingFilter]) -> dict[str, Any]:
    """Meetings you may see, the one set up last first."""
    actor = actor_of(request)
    rows = Meeting.objects.filter(seen_by(actor)).select_related("cell", "partner")
    if asked.cell:
        cell = access_cell(actor, asked.cell)
        rows = rows.filter(Q(cell=cell) | Q(partner=cell))
    chosen = {"stage": asked.status, "kind": asked.kind}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    if asked.month:
        rows = rows.filter(month=month_of(asked.month))
    return page(request, rows, paging, _lines)


@router.get("/{uuid:pk}", response=MeetingDetailOut, summary="One meeting")
def meeting(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One meeting. That a program read it does not count as its person having read the agenda."""
    actor = actor_of(request)
    found = access_meeting(actor, pk)
    columns = ("because", "planned_minutes", "invited_at", "opened_at", "closed_at", "signed_at")
    return {
        **_line(found),
        "chair": found.chair.full_name if found.chair else "",
        "minute_taker": found.minute_taker.full_name if found.minute_taker else "",
        "video_link": found.video_link if can_join(actor, found) else None,
        "reported_at": found.reported_at,
        "may_read": can_read(actor, found),
        **{name: getattr(found, name) for name in columns},
    }


@router.get("/{uuid:pk}/agenda", response=AgendaOut, summary="Agenda of a meeting")
def agenda(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The agenda as it was prepared, with the documents to read before."""
    found = access_meeting(actor_of(request), pk)
    items = found.agenda.select_related("presenter").prefetch_related("papers__document")
    attached = found.papers.filter(item=None).select_related("document")
    return {
        "items": [
            {
                "title": item.title,
                "step": item.step,
                "minutes": item.minutes,
                "presenter": item.presenter.full_name if item.presenter else "",
                "text": item.text,
                "origin": item.origin,
                "compulsory": item.compulsory,
                "documents": [_document(each) for each in item.papers.all()],
            }
            for item in items
        ],
        "documents": [_document(each) for each in attached],
    }


def _document(each: Any) -> dict[str, Any]:
    return {"document": each.document_id, "title": str(each.document)}


@router.get("/{uuid:pk}/attendance", response=AttendanceOut, summary="Attendance of a meeting")
def attendance(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The roll at the start and at the end, and the count by the rules of the meeting's day."""
    actor = actor_of(request)
    found = access_meeting(actor, pk)
    if not found.opened_at:
        return dict.fromkeys(("base", "present", "excused", "unexcused", "exempt"), 0) | {
            "start": [],
            "end": [],
        }
    shown, reads = MeetingPage(found, actor), can_read(actor, found)
    counted = shown.figures.attendance
    return {
        "base": counted.base,
        "present": counted.present,
        "excused": counted.excused,
        "unexcused": counted.unexcused,
        "exempt": counted.exempt,
        "start": [_seat(row, reads=reads) for row in shown.start_roll],
        "end": [_seat(row, reads=reads) for row in shown.end_roll],
    }


def _seat(row: Row, *, reads: bool) -> dict[str, Any]:
    return {
        "member": row.seat.member,
        "name": row.seat.name,
        "full": row.seat.full,
        "exempt": row.seat.exempt,
        "mark": row.mark.mark if row.mark else "",
        "reason": row.mark.reason if row.mark and reads else None,
        "came_late_at": row.late,
        "left_at": row.left,
    }


@router.get("/{uuid:pk}/papers", response=MeetingPapersOut, summary="Papers of a meeting")
def papers_of(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Minutes, resolution or conclusion, for who may read what was said; their words are at /papers."""
    actor = actor_of(request)
    found = access_meeting(actor, pk)
    return {"items": lines(queries.papers_of(found)) if can_read(actor, found) else []}


@router.get("/{uuid:pk}/votes", response=VotesOut, summary="Votes of a meeting")
def votes_of(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What votes came to, for who may read what was said. No ballot and nobody's answer is here."""
    actor = actor_of(request)
    found = access_meeting(actor, pk)
    if not found.opened_at or not can_read(actor, found):
        return {"items": []}
    columns = ("text", "method", "base", "counted_at")
    return {
        "items": [
            {
                "id": motion.entry,
                "passed": None if motion.options else motion.passed,
                "answers": [
                    {"words": str(words), "votes": n, "mark": mark} for words, n, mark in counted(motion)
                ],
                "few": is_few(motion),
                **{name: getattr(motion, name) for name in columns},
            }
            for motion in cached_state(found).motions
            if not motion.is_open
        ]
    }
