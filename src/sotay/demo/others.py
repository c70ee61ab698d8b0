"""Meetings of the demo ward besides the regular ones: a committee's, one on a theme, one of two cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sotay.demo.clock import at
from sotay.demo.year import Clock, People, _moment, words
from sotay.kernel.periods import Month
from sotay.meetings import actions, reporting, signing
from sotay.meetings.actions import Submission
from sotay.meetings.joint import PARTNER_CHAIR
from sotay.meetings.log.state import END, START, State
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.queries import papers_of
from sotay.meetings.rules_in_force import rules_in_force
from sotay.meetings.session import opening
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.papers.queries import digest_to_sign
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.units.models import Unit

Kind = Meeting.Kind


def play(ward: Unit, home: Unit, month: Month, back: int) -> None:
    """What is held in a month besides the regular meetings; `back` counts months from the newest."""
    if back == 0:
        Gathering(home, Kind.COMMITTEE, month.day(2)).play()
    if back == 1:
        theme = words()["kinds"]["thematic"]["theme"]
        partner = Unit.objects.cells().get(parent=ward, name__contains="Nam Sơn")
        Gathering(home, Kind.THEMATIC, month.day(18), {"theme": theme}).play()
        Gathering(home, Kind.JOINT, month.day(22), {"partner": partner}).play()


@dataclass
class Gathering:
    """One meeting, from setting up to its report. Everybody comes, and a few say something."""

    cell: Unit
    kind: str
    day: date
    asked: dict[str, Any] = field(default_factory=dict)
    people: People = field(default_factory=People)

    def play(self) -> Meeting:
        words_of = words()["kinds"][self.kind]
        meeting = self._set_up()
        with at(meeting.planned_at):
            state = opening.open_meeting(meeting=meeting, by=self.people[self._chair(meeting)])
        entries = list(self._entries(meeting, state, words_of))
        with at(entries[-1].at):
            chair = self.people[self._chair(meeting)]
            outcomes, _state = actions.record(meeting=meeting, by=chair, entries=entries)
        refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
        if refused:
            raise AssertionError(f"{self.cell} {self.kind}: {refused[0]}")
        self._finish(meeting, entries[-1].at)
        return meeting

    def _chair(self, meeting: Meeting) -> Member:
        assert meeting.chair is not None
        return meeting.chair

    def _set_up(self) -> Meeting:
        early = self.day - timedelta(days=4)
        with at(_moment(early, 8)):
            secretary = members.holders([self.cell.pk], "secretary", day=early).first()  # type: ignore[arg-type]
            assert secretary is not None
            assert secretary.member is not None
            by = self.people[secretary.member]
            clock = _moment(self.day, 19) + timedelta(minutes=30)
            meeting = preparing.set_up(
                cell=self.cell, by=by, month=Month.of(self.day), kind=self.kind, at=clock, **self.asked
            )
            inviting.invite(meeting=meeting, by=by)
        return meeting

    def _entries(self, meeting: Meeting, state: State, said: Any) -> Iterator[Submission]:
        clock = Clock(meeting.planned_at)
        there = [seat for seat in state.seats if not (seat.exempt or seat.away or seat.suspended)]
        yield from self._roll(clock, there, START)
        yield clock.act("agenda_adopted", 1)
        held = [item for item in state.items if item.step == "conduct"]
        for item in held:
            yield clock.act("item_begun", 1, item=str(item.id))
            if item == held[-1]:
                for speaker, text in zip(there[:: max(1, len(there) // 4)], said["said"], strict=False):
                    spoken = {"speaker": str(speaker.member), "text": text, "item": str(item.id)}
                    yield clock.act("statement_recorded", 3, **spoken)
            clock.minutes(item.minutes)
        if "task" in said:
            due = clock.now.date() + timedelta(days=20)
            doing = [str(there[0].member), str(there[-1].member)]
            given = {"text": said["task"], "members": doing, "due_on": due.isoformat()}
            yield clock.act("task_assigned", 1, **given)
        yield clock.act("concluded", 3, text=said["conclusion"])
        if rules_in_force(meeting).roll_calls > 1:
            yield from self._roll(clock, there, END)
        yield clock.act("minutes_read", 3)
        yield clock.act("closed", 1)

    def _roll(self, clock: Clock, there: list[Any], round_: str) -> Iterator[Submission]:
        for seat in there:
            yield clock.act("roll_marked", 0, member=str(seat.member), round=round_, mark="present")

    def _finish(self, meeting: Meeting, end: datetime) -> None:
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(meeting)}
        signers = [(MINUTE_TAKER, meeting.minute_taker), (CHAIR, meeting.chair)]
        if meeting.partner:
            signers.append((PARTNER_CHAIR, meeting.partner_chair))
        with at(end + timedelta(minutes=10)):
            for role, member in signers:
                assert member is not None
                signing.sign(meeting=meeting, by=self.people[member], role=role, digests=digests)
        with at(end + timedelta(days=1)):
            reporting.report(meeting=meeting, by=self.people[self._chair(meeting)])
