"""A cell's months, played through the real actions: no two alike, some late, some incomplete."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.demo import scores
from sotay.demo.clock import at
from sotay.demo.texts import YEAR_TASKS
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.meetings import actions, reporting, signing
from sotay.meetings.actions import Submission
from sotay.meetings.log.state import END, START
from sotay.meetings.models import AgendaItem, Invitation, Meeting
from sotay.meetings.preparation import agenda, inviting, preparing
from sotay.meetings.queries import load_state, papers_of
from sotay.meetings.session import opening
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.members.queries import RosterRow
from sotay.papers.queries import digest_to_sign
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.units.models import Unit

DATA = Path(__file__).parent / "data"
MIXED = "Trường Tiểu học"
"""Part of the name of the cell that meets in the hall and online."""


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Habits:
    """What a cell is like: shares from 0 to 1, and minutes it tends to begin late."""

    attendance: float
    speaking: float
    late_minutes: int
    resolves: float  # how often it passes a resolution
    report_days: int


def habits(cell: Unit) -> Habits:
    chance = random.Random(cell.name)
    return Habits(
        attendance=chance.uniform(0.93, 1),
        speaking=chance.uniform(0.18, 0.55),
        late_minutes=chance.choice([0, 0, 2, 5, 12]),
        resolves=chance.uniform(0.6, 1),
        report_days=chance.choice([0, 1, 1, 2, 4]),
    )


def actor_of(member: Member) -> Actor:
    """A member acting by the roles they hold that day, without an account of their own."""
    account = Account(member=member)
    return replace(actor_for(account, timezone.localdate()), account_id=None)


def holder_of(unit: Unit, role: str) -> Member:
    """Who holds a role at a unit now."""
    held = unit.appointments.select_related("member").filter(role=role, until_on=None).first()
    assert held is not None
    assert held.member is not None
    return held.member


class People:
    """Actors of one evening: nobody gains or loses a role in the course of it."""

    def __init__(self) -> None:
        self._known: dict[UUID, Actor] = {}

    def __getitem__(self, member: Member) -> Actor:
        if member.pk not in self._known:
            self._known[member.pk] = actor_of(member)
        return self._known[member.pk]


@dataclass
class Evening:
    """One meeting being played. `until` is how far it gets: the last stage it reaches. With `scores` the cell
    scores it, and the overseer verifies."""

    cell: Unit
    month: Month
    until: Meeting.Stage = Meeting.Stage.REPORTED
    scores: bool = False

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.month} {self.cell.name}")
        self.habits = habits(self.cell)
        self.unsaid: list[str] = []
        self.people = People()
        kind = self.cell.cell_type
        self.kind = kind if kind in words()["said"] else "office"

    def play(self) -> Meeting:
        meeting = self._set_up()
        if self.until == Meeting.Stage.PREPARING:
            return meeting
        begin = meeting.planned_at + timedelta(minutes=self.chance.randint(0, 3) + self.habits.late_minutes)
        with at(begin):
            opening.open_meeting(meeting=meeting, by=self._chair(meeting))
        end = self._hold(meeting, begin)
        if self.scores and self.until in {Meeting.Stage.SIGNED, Meeting.Stage.REPORTED}:
            scores.score(meeting, self._chair(meeting), self.chance, end)
        if self.until in {Meeting.Stage.SIGNED, Meeting.Stage.REPORTED}:
            self._sign(meeting, end)
        if self.until == Meeting.Stage.REPORTED:
            with at(end + timedelta(days=self.habits.report_days, hours=self.chance.randint(1, 12))):
                reporting.report(meeting=meeting, by=self._chair(meeting))
            self._verify(meeting)
        return meeting

    def _verify(self, meeting: Meeting) -> None:
        """Months that have settled are verified; the newest wait on the overseer's Today."""
        overseers = members.overseers_of(self.cell.pk, self.month.first)
        if self.scores and overseers and meeting.month.plus(1).first < timezone.localdate():
            scores.verify(meeting, self.people[overseers[0]], self.chance)

    def _chair(self, meeting: Meeting) -> Actor:
        assert meeting.chair is not None
        return self.people[meeting.chair]

    def _set_up(self) -> Meeting:
        early = self.month.first - timedelta(days=self.chance.choice([0, 1, 2, 3]))
        with at(_moment(early, 8)):
            secretary = members.holders([self.cell.pk], "secretary", day=early).first()  # type: ignore[arg-type]
            assert secretary is not None
            assert secretary.member is not None
            by = self.people[secretary.member]
            meeting = preparing.set_up(cell=self.cell, by=by, month=self.month, theme=self._theme())
            place = words()["place"].get(self.cell.cell_type, words()["place"]["office"])
            preparing.arrange(
                meeting=meeting,
                by=by,
                planned_at=meeting.planned_at,
                place=place,
                chair=secretary.member,
                minute_taker=meeting.minute_taker or self._taker(),
                **self._mode(),
            )
            self._write_item(meeting, by, "next_month")
            if self.chance.random() < 0.8:
                self._attach(meeting, by)
            inviting.invite(meeting=meeting, by=by)
        with at(_moment(early, 20)):
            self._answers(meeting, by)
        return meeting

    def _theme(self) -> str:
        """Most cells hold the quarter's thematic part with the regular meeting of its last month."""
        if self.month.number % 3 or len(self.cell.name) % 4 == 0:
            return ""
        themes: list[str] = words()["themes"]
        return themes[(self.month.number // 3) % len(themes)]

    def _mode(self) -> dict[str, Any]:
        """Teachers who are on duty elsewhere take part online."""
        if MIXED not in self.cell.name:
            return {}
        return {"mode": Meeting.Mode.MIXED, "video_link": "https://hop.song-ma.example/truong-tieu-hoc"}

    def _taker(self) -> Member:
        rows = [row for row in self._roll() if row.full and not row.exempt and not row.away]
        return rows[-1].member

    def _roll(self) -> list[RosterRow]:
        return members.roster(self.cell.pk, timezone.localdate())

    def _write_item(self, meeting: Meeting, by: Actor, key: str) -> None:
        item: AgendaItem = meeting.agenda.get(key=key)
        text = self._fill(self.chance.choice(words()["notes"][key]))
        agenda.edit(
            item=item, by=by, title=item.title, minutes=item.minutes, presenter=item.presenter, text=text
        )

    def _attach(self, meeting: Meeting, by: Actor) -> None:
        text = f"Dự thảo báo cáo tháng {self.month.label()} của {self.cell.name}\n\n" + self._fill(
            "\n\n".join(words()["notes"]["focus"])
        )
        upload = SimpleUploadedFile("du-thao-bao-cao.txt", text.encode())
        someone = replace(by, account_id=new_id())
        document = library.store(
            by=someone,
            cell=self.cell,
            about_id=meeting.pk,
            upload=upload,
            title="Dự thảo báo cáo tháng",
            not_secret=True,
        )
        agenda.attach(meeting=meeting, by=by, document=document)

    def _answers(self, meeting: Meeting, by: Actor) -> None:
        for invitation in meeting.invitations.select_related("meeting", "member"):
            luck = self.chance.random()
            if luck < 0.12:
                continue
            comes = luck < 0.12 + 0.88 * self.habits.attendance
            reason = "" if comes else self.chance.choice(words()["others"]["reasons"])
            if comes and luck > 0.6:
                continue
            own = Actor(account_id=None, member_id=invitation.member_id, name=invitation.member.full_name)
            if invitation.member.phone:
                inviting.mark_read(invitation=invitation)
            who = own if invitation.member.phone else by
            inviting.answer(invitation=invitation, by=who, will_come=comes, reason=reason)

    def _hold(self, meeting: Meeting, begin: datetime) -> datetime:
        entries = list(self._entries(meeting, begin))
        end = entries[-1].at
        with at(end):
            outcomes, _state = actions.record(meeting=meeting, by=self._chair(meeting), entries=entries)
        refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
        if refused:
            raise AssertionError(f"{self.cell} {self.month}: {refused[0]}")
        return end

    def _entries(self, meeting: Meeting, begin: datetime) -> Iterator[Submission]:
        """The evening, minute by minute, and how far into it the story goes."""
        state = load_state(meeting)
        clock = Clock(begin)
        present, marks = self._marks(meeting, [seat for seat in state.seats if not seat.away])
        for member, (mark, reason) in marks.items():
            data = {"member": str(member), "mark": mark, "reason": reason}
            if meeting.is_mixed and mark == "present":
                data["mode"] = self.chance.choice(["hall", "hall", "hall", "online"])
            yield clock.act("roll_marked", 0, round=START, **data)
        if self.chance.random() < 0.4:
            yield clock.act("guests_noted", 1, guests=[self.chance.choice(words()["others"]["guests"])])
        owing = len([seat for seat in state.seats if not seat.away])
        yield clock.act("dues_noted", 1, paid=owing - self.chance.choice([0, 0, 0, 1, 3]), of=owing)
        yield clock.act("agenda_adopted", 2)
        proceedings = [item for item in state.items if item.step == "conduct"]
        stops = self.chance.randint(2, 4) if self.until == Meeting.Stage.OPEN else len(proceedings)
        names = {seat.member: seat.name for seat in state.seats}
        for item in proceedings[:stops]:
            yield clock.act("item_begun", 1, item=str(item.id))
            if item.key in {"ideology", "focus"}:
                text = self._fill(self.chance.choice(words()["notes"][item.key]))
                yield clock.act("note_written", item.minutes // 2, item=str(item.id), text=text)
            if item.key == "last_month":
                yield from self._results(clock, state.carried)
            if item.key in {"discussion", "focus"}:
                yield from self._statements(clock, item.id, present)
            clock.minutes(self.chance.randint(max(1, item.minutes // 2), item.minutes))
        if self.until == Meeting.Stage.OPEN:
            return
        yield from self._decisions(clock, present, names)
        for member, (mark, reason) in marks.items():
            yield clock.act("roll_marked", 0, member=str(member), round=END, mark=mark, reason=reason)
        yield clock.act("minutes_read", 4)
        yield clock.act("closed", 1)

    def _marks(self, meeting: Meeting, seats: list[Any]) -> tuple[list[UUID], dict[UUID, tuple[str, str]]]:
        said = {
            invitation.member_id: invitation.reason
            for invitation in meeting.invitations.filter(answer=Invitation.Answer.CANNOT)
        }
        marks: dict[UUID, tuple[str, str]] = {}
        for seat in seats:
            officer = seat.member in {meeting.chair_id, meeting.minute_taker_id}
            if seat.exempt and self.chance.random() < 0.85 and not officer:
                continue
            if officer or (seat.member not in said and self.chance.random() < 0.99):
                marks[seat.member] = ("present", "")
            elif seat.member in said:
                marks[seat.member] = ("excused", said[seat.member])
            else:
                marks[seat.member] = ("unexcused", "")
        return [member for member, (mark, _reason) in marks.items() if mark == "present"], marks

    def _results(self, clock: Clock, carried: Any) -> Iterator[Submission]:
        apart = random.Random(f"year {self.month}")
        for task in carried:
            # Tasks of the year draw lots of their own, so that they change nothing else of the evening.
            chance = apart if task["text"] in YEAR_TASKS else self.chance
            if task["kind"] == "task" and chance.random() < 0.85:
                outcome = chance.choices(["done", "under_way", "not_done"], [7, 3, 1])[0]
                text = chance.choice(words()["results"][outcome])
                yield clock.act("task_reported", 1, task=task["id"], outcome=outcome, text=text)

    def _statements(self, clock: Clock, item: UUID, present: list[UUID]) -> Iterator[Submission]:
        speakers = self.chance.sample(present, k=max(1, round(len(present) * self.habits.speaking / 2)))
        for speaker in speakers:
            text = self._new_words()
            yield clock.act("statement_recorded", 2, speaker=str(speaker), text=text, item=str(item))

    def _new_words(self) -> str:
        """Something nobody has said yet this evening, as long as there is something."""
        if not self.unsaid:
            self.unsaid = self.chance.sample(words()["said"][self.kind], k=len(words()["said"][self.kind]))
        return self._fill(self.unsaid.pop())

    def _decisions(self, clock: Clock, present: list[UUID], names: dict[UUID, str]) -> Iterator[Submission]:
        for text in self.chance.sample(words()["tasks"][self.kind], k=self.chance.randint(1, 3)):
            people = self.chance.sample(present, k=min(len(present), self.chance.randint(1, 2)))
            due = clock.now.date() + timedelta(days=self.chance.randint(10, 45))
            data = {"members": [str(member) for member in people], "due_on": due.isoformat()}
            yield clock.act("task_assigned", 1, text=self._fill(text), **data)
        if self.chance.random() < 0.55:
            text, level = self.chance.choice(words()["petitions"][self.kind])
            asker = self.chance.choice(present)
            yield clock.act(
                "petition_recorded",
                1,
                text=self._fill(text),
                to_level=level,
                raised_by=str(asker),
                raised_by_name=names[asker],
            )
        if self.chance.random() < 0.5:
            praised = names[self.chance.choice(present)]
            text = self.chance.choice(words()["others"]["praise"]).format(ten=praised)
            yield clock.act("praise_noted", 1, text=text)
        yield clock.act("concluded", 3, text=self.chance.choice(words()["others"]["conclusion"]))
        if self.chance.random() < self.habits.resolves:
            yield from self._vote(clock, present)

    def _vote(self, clock: Clock, present: list[UUID]) -> Iterator[Submission]:
        """Only full members raise a hand; those here for a while vote where they belong."""
        able = {
            row.member.pk for row in self._roll() if row.full and not (row.here or row.suspended or row.away)
        }
        hands = len(able & set(present))
        motion = clock.act(
            "motion_moved", 1, text="Thông qua nghị quyết của chi bộ", matter="resolution", adopts=True
        )
        yield motion
        against = self.chance.choice([0, 0, 0, 0, 1]) if hands > 4 else 0
        yield clock.act(
            "hands_counted", 1, motion=str(motion.id), votes_for=hands - against, abstained=against
        )

    def _sign(self, meeting: Meeting, end: datetime) -> None:
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(meeting)}
        assert meeting.minute_taker is not None
        with at(end + timedelta(minutes=self.chance.randint(10, 50))):
            taker = self.people[meeting.minute_taker]
            signing.sign(meeting=meeting, by=taker, role=MINUTE_TAKER, digests=digests)
            signing.sign(meeting=meeting, by=self._chair(meeting), role=CHAIR, digests=digests)

    def _fill(self, text: str) -> str:
        return text.replace("{so}", str(self.chance.randint(2, 6))).replace(
            "{ngo}", str(self.chance.choice([3, 5, 8, 12, 17, 26]))
        )


class Clock:
    """The time of the evening, and entries that carry it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def minutes(self, number: int) -> None:
        self.now += timedelta(minutes=number)

    def act(self, act: str, minutes: int, **data: Any) -> Submission:
        self.now += timedelta(minutes=minutes, seconds=2)
        return Submission(act, data, new_id(), self.now)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_current_timezone())
