"""One meeting of a case: prepared, held, signed and reported by its own people, in a few acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from sotay.demo import scores
from sotay.demo.cases.people import Company, words
from sotay.demo.clock import at
from sotay.demo.year import Clock, _moment
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.meetings import actions, reporting, signing
from sotay.meetings.actions import Submission
from sotay.meetings.joint import PARTNER_CHAIR
from sotay.meetings.log.state import END, START, Item, Seat, State
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import agenda, inviting, preparing, seating
from sotay.meetings.queries import papers_of
from sotay.meetings.rules_in_force import rules_in_force
from sotay.meetings.session import opening
from sotay.members.models import Member
from sotay.papers.queries import digest_to_sign
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.units.models import Unit

Kind = Meeting.Kind


@dataclass
class Sitting:
    """What a meeting of a case is like. Shares are from 0 to 1; `late` and `lasts` are minutes."""

    company: Company
    cell: Unit
    month: Month
    kind: str = Kind.REGULAR
    at: datetime | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    people: Sequence[Member] = ()
    absent: int = 0
    speaking: float = 0.2
    read_before: float = 0.0
    online: float = 0.0
    late: int = 0
    lasts: int = 95
    talks: int = 1  # minutes of each who speaks
    petitions: Sequence[tuple[str, str]] = ()
    tasks: int = 1
    prepared_days: int = 3
    votes_on: str = ""  # kind of the agenda source whose items the meeting adopts, each by a motion
    scores: bool = False  # the cell scores it at closing

    def play(self) -> Meeting:
        """From an empty month to the report."""
        meeting = self.prepare()
        end = self.hold(meeting)
        if self.scores:
            chance = Random(f"{self.cell.name} {self.month}")
            scores.score(meeting, self.chair(meeting), chance, end)
        self.finish(meeting, end)
        return meeting

    def prepare(self) -> Meeting:
        """Set up with an agenda and sent out. Some read it in time."""
        day = timezone.localdate(self.at) if self.at else self.month.first
        early = day - timedelta(days=self.prepared_days)
        with at(_moment(early, 8)):
            by = self.company.secretary(self.cell)
            meeting = preparing.set_up(
                cell=self.cell, by=by, month=self.month, kind=self.kind, at=self.at, people=self.people,
                **self.asked,
            )  # fmt: skip
            if meeting.chair is None or meeting.minute_taker is None:
                self._choose_officers(meeting, by)
            if meeting.is_regular:
                self._write_what_comes(meeting, by)
            inviting.invite(meeting=meeting, by=by)
        with at(_moment(early, 20)):
            self._read(meeting)
        return meeting

    def _choose_officers(self, meeting: Meeting, by: Actor) -> None:
        """A group chooses who leads it; where no deputy is, somebody else writes."""
        there = seating.people(meeting)
        chair = meeting.chair or next(member for member in there if member != meeting.minute_taker)
        taker = meeting.minute_taker or next(member for member in there if member != chair)
        preparing.arrange(
            meeting=meeting,
            by=by,
            planned_at=meeting.planned_at,
            place=meeting.place,
            chair=chair,
            minute_taker=taker,
        )

    def _write_what_comes(self, meeting: Meeting, by: Actor) -> None:
        """Another text in each of twelve months."""
        item = meeting.agenda.select_related("presenter").get(key="next_month")
        texts = words()["next_month"]
        text = texts[(self.month.number + self.month.year) % len(texts)]
        agenda.edit(
            item=item, by=by, title=item.title, minutes=item.minutes, presenter=item.presenter, text=text
        )

    def _read(self, meeting: Meeting) -> None:
        if not self.read_before:
            return
        asked = list(meeting.invitations.filter(as_overseer=False))
        for invitation in asked[: ceil(len(asked) * self.read_before)]:
            inviting.mark_read(invitation=invitation)

    def hold(self, meeting: Meeting) -> datetime:
        begin = meeting.planned_at + timedelta(minutes=self.late)
        with at(begin):
            state = opening.open_meeting(meeting=meeting, by=self.chair(meeting))
        entries = list(self._entries(meeting, state, begin))
        with at(entries[-1].at):
            outcomes, _state = actions.record(meeting=meeting, by=self.chair(meeting), entries=entries)
        refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
        if refused:
            raise AssertionError(f"{self.cell} {self.month}: {refused[0]}")
        return entries[-1].at

    def finish(self, meeting: Meeting, end: datetime) -> None:
        """Signed in the hall, and reported the next day."""
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(meeting)}
        signers = [(MINUTE_TAKER, meeting.minute_taker), (CHAIR, meeting.chair)]
        if meeting.partner:
            signers.append((PARTNER_CHAIR, meeting.partner_chair))
        with at(end + timedelta(minutes=10)):
            for role, member in signers:
                assert member is not None
                by = self.company.actors[member]
                signing.sign(meeting=meeting, by=by, role=role, digests=digests)
        with at(end + timedelta(hours=12)):
            reporting.report(meeting=meeting, by=self.chair(meeting))

    def chair(self, meeting: Meeting) -> Actor:
        assert meeting.chair is not None
        return self.company.actors[meeting.chair]

    def _entries(self, meeting: Meeting, state: State, begin: datetime) -> Iterator[Submission]:
        clock = Clock(begin)
        due = [seat for seat in state.seats if not (seat.exempt or seat.away or seat.suspended)]
        officers = {meeting.chair_id, meeting.minute_taker_id, meeting.partner_chair_id}
        plain = [seat for seat in due if seat.member not in officers]
        missing = {seat.member for seat in plain[len(plain) - self.absent :]} if self.absent else set()
        there = [seat for seat in due if seat.member not in missing]
        yield from self._roll(clock, meeting, due, missing, START)
        yield clock.act("agenda_adopted", 2)
        proceedings = [item for item in state.items if item.step == "conduct"]
        proposed = set(self._proposed(meeting))
        pause = max(1, (self.lasts - ceil(len(there) * self.speaking) * self.talks - 8) // len(proceedings))
        for item in proceedings:
            yield clock.act("item_begun", 1, item=str(item.id))
            if item.key == "focus":
                yield clock.act("note_written", 1, item=str(item.id), text=words()["focus"])
            if item == proceedings[-1]:
                yield from self._statements(clock, item.id, there)
            clock.minutes(pause)
            if item.id in proposed:
                yield from self._adopt(clock, item, there)
        yield from self._decisions(clock, there)
        if rules_in_force(meeting).roll_calls > 1:
            yield from self._roll(clock, meeting, due, missing, END)
        yield clock.act("minutes_read", 2)
        yield clock.act("closed", 1)

    def _proposed(self, meeting: Meeting) -> Iterator[UUID]:
        """Items of the agenda that an app proposed and the meeting votes on."""
        if self.votes_on:
            yield from meeting.agenda.filter(source=self.votes_on).values_list("pk", flat=True)

    def _adopt(self, clock: Clock, item: Item, there: Sequence[Seat]) -> Iterator[Submission]:
        """Everybody who votes is in favour."""
        motion = clock.act("motion_moved", 1, item=str(item.id), text=words()["adopt"], matter="resolution")
        yield motion
        votes = sum(seat.full for seat in there)
        yield clock.act("hands_counted", 1, motion=str(motion.id), votes_for=votes)

    def _roll(
        self, clock: Clock, meeting: Meeting, due: Sequence[Seat], missing: set[UUID], round_: str
    ) -> Iterator[Submission]:
        online = round(len(due) * self.online)
        for place, seat in enumerate(due):
            data: dict[str, Any] = {"member": str(seat.member), "round": round_, "mark": "present"}
            if seat.member in missing:
                data |= {"mark": "excused", "reason": "Đi công tác"}
            elif meeting.is_mixed:
                data["mode"] = "online" if place < online else "hall"
            yield clock.act("roll_marked", 0, **data)

    def _statements(self, clock: Clock, item: UUID, there: Sequence[Seat]) -> Iterator[Submission]:
        said = words()["said"]
        for place, seat in enumerate(there[: ceil(len(there) * self.speaking)]):
            text = said[(place + self.month.number) % len(said)]
            yield clock.act(
                "statement_recorded", self.talks, speaker=str(seat.member), text=text, item=str(item)
            )

    def _decisions(self, clock: Clock, there: Sequence[Seat]) -> Iterator[Submission]:
        due = (clock.now + timedelta(days=25)).date().isoformat()
        for seat in there[: self.tasks]:
            yield clock.act("task_assigned", 1, text=words()["task"], members=[str(seat.member)], due_on=due)
        for number, (text, level) in enumerate(self.petitions):
            asker = there[-1 - number % len(there)]
            yield clock.act(
                "petition_recorded", 1, text=text, to_level=level, raised_by=str(asker.member),
                raised_by_name=asker.name,
            )  # fmt: skip
        yield clock.act("concluded", 2, text=words()["conclusion"])
