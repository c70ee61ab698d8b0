"""Reading scores: what the records hold of a meeting, its score, and what months come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.assignments import rules as tasks
from sotay.assignments.actions import standing_of
from sotay.assignments.models import Task, TaskEvent
from sotay.kernel.actor import Role
from sotay.meetings.attendance_marks import OVER
from sotay.meetings.figures import made_up
from sotay.meetings.log import rules as log_rules
from sotay.meetings.log.state import State
from sotay.meetings.models import AttendanceMark, Invitation, Meeting
from sotay.meetings.queries import cached_state
from sotay.meetings.rules_in_force import points_of, rules_in_force
from sotay.members import queries as members
from sotay.regulations.rules import required_minutes
from sotay.scoring import rules
from sotay.scoring.evidence import EVIDENCE, facts_of
from sotay.scoring.forms_in_force import REGULATION, UsedForm, form_of
from sotay.scoring.models import ScoreSheet
from sotay.scoring.records import MET, NOT_MET, NOT_NEEDED, UNKNOWN, Records
from sotay.scoring.rules import Answer, Fact, RowScore, Score

KEEPS_COMMITTEE = timedelta(days=200)
"""A cell that has held a committee meeting here within these days keeps them here."""


def records_of(meeting: Meeting, state: State | None = None, now: datetime | None = None) -> Records:
    """What the records hold of a meeting as it stands. Some ten queries."""
    state = state or (cached_state(meeting) if meeting.opened_at else State())
    now, points = now or timezone.now(), points_of(meeting)
    counted = log_rules.figures(state, rules_in_force(meeting), made_up(meeting)) if state.seats else None
    day = timezone.localdate(meeting.planned_at)
    summoned = counted.attendance.base if counted else 0
    due, done = _tasks(meeting, state)
    invited, to_invite = _invited(meeting, state)
    return Records(
        state=state,
        attendance=counted.attendance if counted else None,
        spoke=counted.spoke if counted else 0,
        in_hall=counted.in_hall if counted else 0,
        now=now,
        planned_minutes=meeting.planned_minutes,
        required_minutes=required_minutes(points, members=summoned, thematic=combined(meeting)),
        is_regular=meeting.is_regular,
        too_often=_too_often(meeting, state, points[f"{REGULATION}.absences_in_a_row"]),
        in_a_row=points[f"{REGULATION}.absences_in_a_row"],
        committee=_committee(meeting, day),
        to_invite=to_invite,
        invited=invited,
        is_invited=meeting.invited_at is not None,
        ahead=_ahead(meeting, now),
        ahead_until=_ahead_until(meeting),
        ideology=points["cell-meeting.ideology_minutes"],
        tasks_due=due,
        tasks_done=done,
        in_time=_in_time(meeting, now),
    )


def combined(meeting: Meeting) -> bool:
    """The longer duration is for a regular meeting that has a thematic part."""
    return meeting.is_regular and meeting.has_theme


def _too_often(meeting: Meeting, state: State, limit: int) -> int | None:
    """Members excused more than `limit` times in a row in the year, this meeting included. One query."""
    if not state.seats or log_rules.unmarked(state, "start"):
        return None
    came = state.present_at_all()
    excused = {
        seat.member
        for seat in state.seats
        if (mark := log_rules.mark_of(state, seat.member, came)) and mark.value == "excused"
    }
    if not excused:
        return 0
    before = AttendanceMark.objects.filter(
        member__in=excused,
        cell=meeting.cell_id,
        held_on__year=timezone.localdate(meeting.planned_at).year,
        held_on__lt=timezone.localdate(meeting.planned_at),
    )
    marks: dict[UUID, list[str]] = {member: [] for member in excused}
    for member, kept in before.order_by("-held_on").values_list("member", "mark"):
        marks[member].append(kept)
    return sum(1 + _leading(marks[member], "excused") > limit for member in excused)


def _leading(marks: Iterable[str], wanted: str) -> int:
    count = 0
    for mark in marks:
        if mark != wanted:
            break
        count += 1
    return count


def _committee(meeting: Meeting, day: Any) -> str:
    """Whether the committee met first, with minutes. Two queries, three where it has not."""
    posts = members.holders([meeting.cell_id], Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, day=day)
    if not posts.exists():
        return NOT_NEEDED
    begun = meeting.opened_at or timezone.now()
    held = Meeting.objects.filter(cell=meeting.cell_id, kind=Meeting.Kind.COMMITTEE, stage__in=OVER)
    if held.filter(month=meeting.month, closed_at__lt=begun).exists():
        return MET
    kept_here = held.filter(closed_at__lt=begun, closed_at__gte=begun - KEEPS_COMMITTEE).exists()
    return NOT_MET if kept_here else UNKNOWN


def _invited(meeting: Meeting, state: State) -> tuple[int, int]:
    """How many were invited before it opened, of those on the roll (the exempt need not be) and overseers."""
    if meeting.invited_at is None:
        return 0, 0
    day = timezone.localdate(meeting.planned_at)
    asked = Invitation.objects.filter(meeting=meeting)
    if meeting.opened_at:
        asked = asked.filter(sent_at__lte=meeting.opened_at)
    invited = set(asked.values_list("member", flat=True))
    expected = {seat.member for seat in state.seats if log_rules.called(seat) and not seat.exempt}
    expected |= {overseer.pk for overseer in members.overseers_of(meeting.cell_id, day)}
    if not state.seats:
        expected |= invited
    return len(invited & expected), len(expected)


def _ahead_until(meeting: Meeting) -> datetime:
    """The last moment of the last day on which papers still come in time."""
    days = points_of(meeting)["cell-meeting.documents_ahead_days"]
    day = timezone.localtime(meeting.planned_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=days - 1)


def _ahead(meeting: Meeting, now: datetime) -> bool | None:
    if meeting.opened_at is not None:
        kept = getattr(meeting, "figures", None)
        return bool(kept.papers_ahead) if kept else None
    if now < _ahead_until(meeting):
        return None
    return meeting.invited_at is not None and meeting.invited_at < _ahead_until(meeting)


def _in_time(meeting: Meeting, now: datetime) -> bool | None:
    """Whether the report came within the days allowed; None as long as it still can."""
    if meeting.closed_at is None:
        return None
    until = timezone.localdate(meeting.closed_at) + timedelta(
        days=points_of(meeting)["cell-meeting.finished_within_days"]
    )
    if meeting.reported_at is not None:
        return timezone.localdate(meeting.reported_at) <= until
    return False if timezone.localdate(now) > until else None


def is_late(meeting: Meeting, now: datetime) -> bool:
    """Whether the days allowed for the report are over without it."""
    return _in_time(meeting, now) is False


def _tasks(meeting: Meeting, state: State) -> tuple[int, int]:
    """Tasks due by the meeting that were open since the regular one before it, and how many are done:
    confirmed by then, or heard done in this meeting. A task that was put off or dropped after the meeting
    counts as it stood at its end. Three queries."""
    day = timezone.localdate(meeting.opened_at or meeting.planned_at)
    before = Meeting.objects.filter(
        cell=meeting.cell_id, kind=Meeting.Kind.REGULAR, planned_at__lt=meeting.planned_at, stage__in=OVER
    )
    last = before.order_by("-planned_at").values_list("planned_at", flat=True).first()
    since = timezone.localdate(last) if last else day.replace(day=1)
    given = Task.objects.filter(cell=meeting.cell_id, given_on__lt=day).exclude(meeting_id=meeting.pk)
    stood = {
        task.pk: standing_of(task) for task in given.filter(Q(done_on=None) | Q(done_on__gt=since))
    } | _stood(given, meeting.closed_at)
    heard = {each.task for each in state.results if each.outcome == "done"}
    today = day.isoformat()
    due = {
        pk: was
        for pk, was in stood.items()
        if was["state"] != tasks.DROPPED and was["due_on"] and was["due_on"] <= today
    }
    done = sum(
        pk in heard or (was["state"] == tasks.DONE and was["done_on"] <= today) for pk, was in due.items()
    )
    return len(due), done


def _stood(given: QuerySet[Task], closed_at: datetime | None) -> dict[UUID, dict[str, str]]:
    """How tasks stood when a meeting ended that were put off or dropped since."""
    if closed_at is None:
        return {}
    moved = TaskEvent.objects.filter(task__in=given, at__gt=closed_at, undone_at=None, meeting_id=None)
    since = moved.filter(task__in=moved.filter(what__in=_PUT_OFF).values("task"))
    return dict(since.order_by("-at", "-id").values_list("task", "was"))


_PUT_OFF = (TaskEvent.What.EXTENDED, TaskEvent.What.DROPPED)


@dataclass(frozen=True, slots=True)
class Scored:
    """A meeting's score with the sheet it is kept on, if there is one, and the form it is by."""

    meeting: Meeting
    used: UsedForm
    score: Score
    records: Records
    sheet: ScoreSheet | None


def scored(
    meeting: Meeting,
    sheet: ScoreSheet | None = None,
    state: State | None = None,
    *,
    used: UsedForm | None = None,
    records: Records | None = None,
) -> Scored:
    """The score of a meeting by the records as they are; of a verified sheet, by those it was verified on.
    `records` are those read already, in the same transaction."""
    sheet = sheet or sheet_of(meeting)
    used = used or form_of(meeting, sheet)
    records = records or records_of(meeting, state)
    facts = read_facts(sheet.facts) if sheet and sheet.is_verified else facts_of(records)
    result = rules.score(
        used.form,
        used.ratings,
        facts,
        read_answers(sheet.said if sheet else {}),
        read_answers(sheet.verified if sheet else {}),
        thematic=meeting.has_theme,
        without_theme=used.without_theme,
    )
    return Scored(meeting, used, result, records, sheet)


def counted(found: Scored) -> list[RowScore]:
    """The rows of a score that count for its meeting."""
    return [row for row in found.score.rows if row.counts]


def questions(meeting: Meeting, sheet: ScoreSheet | None) -> tuple[UsedForm, list[RowScore]]:
    """The rows that no record of any meeting proves, with what the cell has said: what it is asked in the
    hall. Reads no records."""
    used = form_of(meeting, sheet)
    said = read_answers(sheet.said if sheet else {})
    score = rules.score(used.form, used.ratings, {}, said, {}, thematic=meeting.has_theme)
    return used, asked_of_people(score)


def asked_of_people(score: Score) -> list[RowScore]:
    """Of a score the rows that count and nothing measures."""
    measured = EVIDENCE.keys() | rules.SETTLED_LATER
    return [row for row in score.rows if row.counts and row.row.measure not in measured]


def is_said(found: Scored, answers: Mapping[str, Answer], *, hands_in: bool) -> bool:
    """Whether the sheet has these answers already: a device that did not hear our answer sends them again."""
    sheet = found.sheet
    if sheet is None or sheet.is_verified or not answers or (hands_in and not sheet.is_proposed):
        return False
    return all(sheet.said.get(key) == answer.plain() for key, answer in answers.items())


def sheet_of(meeting: Meeting) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(meeting=meeting).select_related("own_form__unit").first()


def read_answers(kept: Mapping[str, Any]) -> dict[str, Answer]:
    return {key: Answer(**each) for key, each in kept.items()}


def read_facts(kept: Mapping[str, Any]) -> dict[str, Fact]:
    return {name: Fact.read(each) for name, each in kept.items()}
