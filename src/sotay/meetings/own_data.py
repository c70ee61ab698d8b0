"""A member's part in meetings: invitations with their answers, roll marks, own words and open votes.

Read from the log as it was written, so that what was reworded or taken out stands there as it was said, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from sotay.accounts.export import Section
from sotay.meetings.models import AbsenceAlert, AttendanceMark, Invitation, LogEntry, MakeUp, Meeting
from sotay.members.models import Member

ABOUT = ("roll_marked", "came_late", "left_early", "floor_asked", "floor_given", "floor_left", "ballot_cast")
"""Acts that say something of the member they name."""
OWN_WORDS = "statement_recorded"
SHOWN = ("mark", "round", "mode", "reason", "choice", "text", "written")


def invitations(member: Member) -> Section:
    rows = Invitation.objects.filter(member=member).select_related("meeting__cell")
    return Section(
        "invitations",
        [
            {
                **_meeting(row.meeting),
                "as_overseer": row.as_overseer,
                "sent_at": row.sent_at,
                "opened_at": row.opened_at,
                "answer": row.get_answer_display() if row.answer else "",
                "answered_at": row.answered_at,
                "reason": row.reason,
                "letter": row.statement,
            }
            for row in rows.order_by("meeting__planned_at")
        ],
    )


def attendance(member: Member) -> Section:
    """Marks of the roll, coming late and leaving early, asking for the floor, and votes cast openly."""
    mine = _log_near(member).filter(act__in=ABOUT, data__member=str(member.pk))
    return Section("attendance", [_row(entry) for entry in mine])


def statements(member: Member) -> Section:
    """What the minutes-taker recorded as said by the member, with its later wordings."""
    log = _log_near(member)
    said = list(log.filter(act=OWN_WORDS, data__speaker=str(member.pk)))
    return Section("statements", [_row(entry) for entry in _with_changes(log, said)])


def regular_meetings(member: Member) -> Section:
    """Whether the member came to the regular meetings they were summoned to."""
    marks = AttendanceMark.objects.filter(member=member).select_related("meeting__cell")
    rows = [
        {**_meeting(row.meeting), "held_on": row.held_on, "mark": row.mark}
        for row in marks.order_by("held_on")
    ]
    return Section("regular_meetings", rows)


def make_ups(member: Member) -> Section:
    rows = MakeUp.objects.filter(member=member).select_related("meeting__cell", "led_by")
    return Section(
        "make_ups",
        [
            {
                **_meeting(row.meeting),
                "held_on": row.held_on,
                "manner": row.get_manner_display(),
                "led_by": row.led_by.full_name,
                "note": row.note,
                "counts": row.counts,
                "recorded_at": row.recorded_at,
                "recorded_by": row.recorded_by,
                "withdrawn_at": row.withdrawn_at,
            }
            for row in rows
        ],
    )


def absence_alerts(member: Member) -> Section:
    rows = AbsenceAlert.objects.filter(member=member).select_related("meeting__cell")
    return Section(
        "absence_alerts",
        [
            {
                **_meeting(row.meeting),
                "in_a_row": row.in_a_row,
                "unexcused": row.unexcused,
                "raised_at": row.raised_at,
                "outcome": row.get_outcome_display(),
                "note": row.note,
                "settled_at": row.settled_at,
                "settled_by": row.settled_by,
            }
            for row in rows.order_by("raised_at")
        ],
    )


def _with_changes(log: QuerySet[LogEntry], said: list[LogEntry]) -> Iterator[LogEntry]:
    ids = {str(entry.pk) for entry in said}
    changed = log.filter(act__in=("revised", "withdrawn"), meeting__in={entry.meeting_id for entry in said})
    changes = [entry for entry in changed if entry.data.get("entry") in ids]
    yield from sorted([*said, *changes], key=lambda entry: (entry.meeting.planned_at, entry.seq))


def _log_near(member: Member) -> QuerySet[LogEntry]:
    """The logs in which the member can stand: of cells they sat in, and of meetings they were invited to."""
    near = Q(meeting__cell__in=member.memberships.values("cell"))
    near |= Q(meeting__partner__in=member.memberships.values("cell"))
    near |= Q(meeting__in=Invitation.objects.filter(member=member).values("meeting"))
    return (
        LogEntry.objects.filter(near).select_related("meeting__cell").order_by("meeting__planned_at", "seq")
    )


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {"meeting": str(meeting), "cell": meeting.cell.name, "planned_at": meeting.planned_at}


def _row(entry: LogEntry) -> dict[str, Any]:
    told = {name: entry.data[name] for name in SHOWN if name in entry.data}
    return {**_meeting(entry.meeting), "at": entry.device_at, "act": entry.act, **told}


PARTS = (invitations, attendance, statements, regular_meetings, make_ups, absence_alerts)
