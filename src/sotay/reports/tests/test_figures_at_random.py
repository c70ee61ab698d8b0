"""Whatever happens over months, in whatever order: what is kept is what the records say, at every level.

Two witnesses who do not know of each other: `figures.proof` works everything out again from the records, and
the machine remembers in its own simple way what it did and where every unit lay at each month's end.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import hypothesis
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sotay.assignments import actions as tasks
from sotay.assignments.models import Task
from sotay.figures import actions, proof, queries
from sotay.figures.jobs import begin_months, sweep
from sotay.figures.queries import Tree
from sotay.figures.work import months_between
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM, Actor, Grant, Role
from sotay.kernel.periods import Month, PartialDate
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.members import actions as members
from sotay.members.models import CellMembership, Member, Standing
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition
from sotay.reports.tests import stories
from sotay.units import actions as units
from sotay.units.models import Kind, Unit

STEPS = int(os.environ.get("SOTAY_RANDOM_STEPS", "12"))
EXAMPLES = int(os.environ.get("SOTAY_RANDOM_EXAMPLES", "3"))
BEGIN = datetime(2026, 3, 2, 3, tzinfo=UTC)
FIELDS = ("", "Đất đai", "Môi trường")
_OFFICE = {Kind.CELL: Role.SECRETARY, Kind.PROVINCE: Role.PROVINCE_OFFICE}


class World:
    house = None
    thu = None


def speaker(unit: Unit) -> Actor:
    """Somebody who acts for the unit."""
    role = _OFFICE.get(Kind(unit.kind), Role.WARD_OFFICE)
    return Actor(uuid4(), None, "Người nói", (Grant(role, unit.pk, unit.path, unit.kind, unit.name),))


@dataclass
class Stay:
    """A member in a cell, from a day up to but not including another."""

    member: UUID
    cell: UUID
    begin: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass
class Memory:
    """What the machine did, in the plainest form."""

    stays: list[Stay] = field(default_factory=list)
    open_tasks: dict[UUID, UUID] = field(default_factory=dict)  # task: cell
    open_petitions: dict[UUID, UUID] = field(default_factory=dict)  # petition: cell
    flows: Counter[tuple[UUID, Month, str]] = field(default_factory=Counter)
    stocks: dict[tuple[UUID, Month, str], int] = field(default_factory=dict)
    parents: dict[Month, dict[UUID, UUID | None]] = field(default_factory=dict)


FLOWS = (
    "petitions_received",
    "petitions_answered",
    "petitions_passed_up",
    "petitions_closed",
    "tasks_begun",
    "tasks_finished",
    "members_came",
    "members_went",
)
STOCKS = ("petitions_open", "tasks_open")


class Months(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.travel = time_machine.travel(BEGIN, tick=False)
        self.clock = self.travel.start()
        self.memory = Memory()
        self.first = Month.of(timezone.localdate())
        rows = CellMembership.objects.values_list("member", "cell", "from_on")
        self.memory.stays = [Stay(*row) for row in rows]
        self.planned: list[tuple[date, UUID, UUID]] = []
        actions.make_months()
        jobs.work_off()

    def teardown(self) -> None:
        if hasattr(self, "travel"):
            self.travel.stop()
            transaction.set_rollback(True)
            self.inside.__exit__(None, None, None)

    # --- what there is ---

    @property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def month(self) -> Month:
        return Month.of(self.today)

    def cells(self) -> list[Unit]:
        return list(Unit.objects.cells().in_use().order_by("path"))

    def wards(self) -> list[Unit]:
        return list(Unit.objects.in_use().filter(kind=Kind.COMMUNE).order_by("path"))

    def cell(self, turn: int) -> Unit:
        return self.cells()[turn % len(self.cells())]

    def people(self, cell: Unit) -> list[Member]:
        return list(Member.objects.current().filter(cell=cell).order_by("pk"))

    def flow(self, cell: UUID, name: str) -> None:
        self.memory.flows[cell, self.month, name] += 1

    # --- what happens ---

    turn = st.integers(0, 1000)

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        until = self.today + timedelta(days=days)
        for month in months_between(self.month, Month.of(until).plus(-1)):
            self.remember(month, month.last)
        self.clock.move_to(timezone.now() + timedelta(days=days))
        units.apply_due(until)
        begin_months(timezone.now())
        sweep(timezone.now())

    def remember(self, month: Month, day: date) -> None:
        """How things stand in a month on a day: what was planned to change by then has changed."""
        lies = dict(Unit.objects.values_list("pk", "parent"))
        for on, unit, parent in sorted(self.planned, key=lambda each: each[0]):
            if on <= day:
                lies[unit] = parent
        self.memory.parents[month] = lies
        for cell in Unit.objects.cells():
            of_cell = {"petitions_open": self.memory.open_petitions, "tasks_open": self.memory.open_tasks}
            for name, kept in of_cell.items():
                self.memory.stocks[cell.pk, month, name] = sum(each == cell.pk for each in kept.values())

    @rule(turn=turn, days=st.integers(-0, 40))
    def task_is_given(self, turn: int, days: int) -> None:
        cell = self.cell(turn)
        if people := self.people(cell):
            due_on = self.today + timedelta(days=days)
            task = tasks.hand_out(cell=cell, by=speaker(cell), people=people[:2], text="Việc", due_on=due_on)
            self.memory.open_tasks[task.pk] = cell.pk
            self.flow(cell.pk, "tasks_begun")

    @rule(turn=turn, what=st.sampled_from(["report", "confirm", "extend", "drop", "send_back"]))
    def task_moves(self, turn: int, what: str) -> None:
        if not self.memory.open_tasks:
            return
        pk = sorted(self.memory.open_tasks)[turn % len(self.memory.open_tasks)]
        task, cell = Task.objects.get(pk=pk), self.memory.open_tasks[pk]
        by = speaker(Unit.objects.get(pk=cell))
        try:
            if what == "report":
                tasks.report(task=task, by=by, done=True, text="Xong")
            elif what == "confirm":
                tasks.confirm(task=task, by=by)
                del self.memory.open_tasks[pk]
                self.flow(cell, "tasks_finished")
            elif what == "extend":
                tasks.extend(task=task, by=by, due_on=self.today + timedelta(days=turn % 30), because="Bận")
            elif what == "drop":
                tasks.drop(task=task, by=by, because="Thôi")
                del self.memory.open_tasks[pk]
            else:
                tasks.send_back(task=task, by=by, because="Chưa")
        except Refusal:
            return

    @rule(turn=turn, level=st.sampled_from(["cell", "ward", "province"]), about=st.sampled_from(FIELDS))
    def petition_is_raised(self, turn: int, level: str, about: str) -> None:
        cell = self.cell(turn)
        held = petitions.raise_one(
            cell=cell,
            by=speaker(cell),
            key=uuid4(),
            text="Đèn hỏng",
            level=level,
            shown_to=Petition.ShownTo.ALL,
            field=about,
        )
        self.memory.open_petitions[held.pk] = cell.pk
        self.flow(cell.pk, "petitions_received")

    @rule(turn=turn, what=st.sampled_from(["answer", "pass_up", "send_back", "promise", "decline"]))
    def petition_moves(self, turn: int, what: str) -> None:
        if not self.memory.open_petitions:
            return
        pk = sorted(self.memory.open_petitions)[turn % len(self.memory.open_petitions)]
        held, cell = Petition.objects.get(pk=pk), self.memory.open_petitions[pk]
        by = speaker(held.held_by)
        try:
            if what == "pass_up":
                petitions.pass_up(petition=held, by=by, because="Vượt thẩm quyền")
                self.flow(cell, "petitions_passed_up")
            elif what == "send_back":
                petitions.send_back(petition=held, by=by, because="Của chi bộ")
            elif what == "promise":
                due_on = self.today + timedelta(days=turn % 50)
                petitions.promise(petition=held, by=by, due_on=due_on, text="Chờ kinh phí")
            else:
                if what == "answer":
                    petitions.answer(petition=held, by=by, text="Đã sửa")
                else:
                    petitions.decline(petition=held, by=by, because="Không thuộc thẩm quyền")
                del self.memory.open_petitions[pk]
                self.flow(cell, "petitions_answered")
        except Refusal:
            return

    @rule(turn=turn, again=st.booleans())
    def answer_is_judged(self, turn: int, again: bool) -> None:
        answered = list(Petition.objects.filter(status=Petition.Status.ANSWERED).order_by("pk"))
        if not answered:
            return
        held = answered[turn % len(answered)]
        by = speaker(held.cell)
        if again:
            petitions.reopen(petition=held, by=by, because="Chưa rõ")
            self.memory.open_petitions[held.pk] = held.cell_id
        else:
            petitions.close(petition=held, by=by)
            self.flow(held.cell_id, "petitions_closed")

    @rule(turn=turn, ago=st.integers(0, 10), full=st.booleans())
    def member_comes(self, turn: int, ago: int, full: bool) -> None:
        cell, day = self.cell(turn), self.today - timedelta(days=ago)
        dates = {"admitted_on": PartialDate.of(day - timedelta(days=500)), "full_on": PartialDate.of(day)}
        more = dates if full else {"admitted_on": PartialDate.of(day)}
        member = members.add(by=SYSTEM, cell=cell, full_name="Lê Văn Mới", from_on=day, **more)
        self.memory.stays.append(Stay(member.pk, cell.pk, day))

    @rule(turn=turn, ago=st.integers(0, 40), leaves=st.booleans())
    def member_goes(self, turn: int, ago: int, leaves: bool) -> None:
        cell, day = self.cell(turn), self.today - timedelta(days=ago)
        people = self.people(cell)
        others = [each for each in self.cells() if each != cell]
        if not people or not others:
            return
        member = people[turn % len(people)]
        to_cell = others[turn % len(others)]
        try:
            with transaction.atomic():
                if leaves:
                    members.leave(member=member, by=SYSTEM, on=day, cause=Standing.Cause.TRANSFERRED)
                else:
                    members.transfer(member=member, by=SYSTEM, to_cell=to_cell, on=day)
        except Refusal:
            return
        now = next(stay for stay in self.memory.stays if stay.member == member.pk and stay.end is None)
        now.end = day
        if leaves:
            return
        self.memory.stays.append(Stay(member.pk, to_cell.pk, day))
        if now.begin == day:  # a stay of no days is not kept, and the way back of one day is none
            self.memory.stays.remove(now)
            back = [
                stay
                for stay in self.memory.stays
                if (stay.member, stay.cell, stay.end) == (member.pk, to_cell.pk, day)
            ]
            if back:
                self.memory.stays.pop()
                back[-1].end = None

    @rule(turn=turn, days=st.integers(1, 60))
    def member_is_exempt(self, turn: int, days: int) -> None:
        if people := self.people(self.cell(turn)):
            begin = self.today - timedelta(days=turn % 20)
            try:
                with transaction.atomic():
                    members.set_standing(
                        member=people[turn % len(people)],
                        by=SYSTEM,
                        kind=Standing.Kind.EXEMPT,
                        from_on=begin,
                        until_on=begin + timedelta(days=days),
                    )
            except Refusal:
                return

    @rule(turn=turn)
    def cell_is_founded(self, turn: int) -> None:
        wards = self.wards()
        if len(self.cells()) < 5:
            ward = wards[turn % len(wards)]
            units.add(by=SYSTEM, parent=ward, kind=Kind.CELL, name="Chi bộ mới", founded_on=self.today)

    @rule(turn=turn, days=st.sampled_from([0, 0, -20, 10]))
    def cell_moves(self, turn: int, days: int) -> None:
        cell, wards = self.cell(turn), self.wards()
        ward, on = wards[turn % len(wards)], self.today + timedelta(days=days)
        if cell.pk in {unit for _on, unit, _parent in self.planned}:
            return
        try:
            with transaction.atomic():
                units.move(unit=cell, by=SYSTEM, parent=ward, on=on)
        except Refusal:
            return
        if days > 0:
            self.planned.append((on, cell.pk, ward.pk))
        for month, lies in self.memory.parents.items():
            if on <= month.last:
                lies[cell.pk] = ward.pk

    @rule(turn=turn)
    def cells_merge(self, turn: int) -> None:
        """Everybody of one cell goes to another, and it is closed."""
        cells = self.cells()
        cell, other = cells[turn % len(cells)], cells[(turn + 1) % len(cells)]
        waits = cell.pk in {unit for _on, unit, _parent in self.planned}
        if len(cells) < 3 or waits or cell == World.house.cell:
            return
        for member in self.people(cell):
            if any(stay.begin >= self.today for stay in self.memory.stays if stay.member == member.pk):
                return
        for member in self.people(cell):
            members.transfer(member=member, by=SYSTEM, to_cell=other, on=self.today)
            now = next(stay for stay in self.memory.stays if stay.member == member.pk and stay.end is None)
            now.end = self.today
            self.memory.stays.append(Stay(member.pk, other.pk, self.today))
        units.close(unit=cell, by=SYSTEM, on=self.today)

    @rule()
    def meeting_is_held(self) -> None:
        """The meeting of a cell up to its end, with a task and a petition to the ward."""
        cell, this = World.house.cell, self.month
        cell.refresh_from_db()
        kept = Meeting.objects.filter(cell=cell, month=this, kind=Meeting.Kind.REGULAR)
        if kept.exists() or len(self.people(cell)) < 3:
            return
        before = (
            set(Task.objects.values_list("pk", flat=True)),
            set(Petition.objects.values_list("pk", flat=True)),
        )
        meeting = stories.set_up(cell, World.thu.actor)
        try:
            with transaction.atomic():
                for act in stories.steps(meeting, World.thu.actor):
                    if act == "closed":
                        break  # papers are not printed inside a transaction, and this test is one
        except (Refusal, IndexError):  # whoever conducts it has gone elsewhere
            return
        for task in Task.objects.exclude(pk__in=before[0]):
            self.memory.open_tasks[task.pk] = cell.pk
            self.flow(cell.pk, "tasks_begun")
        for petition in Petition.objects.exclude(pk__in=before[1]):
            self.memory.open_petitions[petition.pk] = cell.pk
            self.flow(cell.pk, "petitions_received")

    # --- what holds after every step ---

    @invariant()
    def what_is_kept_is_what_the_records_say(self) -> None:
        if not hasattr(self, "memory"):
            return
        jobs.work_off()
        assert list(proof.prove(repair=False)) == []

    @invariant()
    def what_is_kept_is_what_was_done(self) -> None:
        if not hasattr(self, "memory"):
            return
        everywhere = list(Unit.objects.exclude(kind=Kind.GROUP))
        kept = queries.series(everywhere, self.first, self.month)
        today = queries.series(everywhere, self.first, self.month, tree=Tree.TODAY)
        done_on = {unit for on, unit, _parent in self.planned if on <= self.today}
        self.planned = [each for each in self.planned if each[1] not in done_on]
        self.remember(self.month, self.today)
        for month in months_between(self.first, self.month):
            then, now = self.memory.parents[month], self.memory.parents[self.month]
            own = {cell.pk: self._own(cell.pk, month) for cell in everywhere if cell.is_cell}
            for unit in everywhere:
                for lies, found in ((then, kept), (now, today)):
                    below = [pk for pk in own if unit.pk in _line(lies, pk)]
                    should = sum((own[pk] for pk in below), Counter())
                    there = found.get((unit.pk, month), Counter())
                    numbers = {name: there[name] for name in (*FLOWS, *STOCKS, "members")}
                    assert numbers == {name: should[name] for name in numbers}, (unit, month)

    def _own(self, cell: UUID, month: Month) -> Counter[str]:
        memory, own = self.memory, Counter[str]()
        for name in FLOWS:
            own[name] = memory.flows[cell, month, name]
        for name in STOCKS:
            own[name] = memory.stocks.get((cell, month, name), 0)
        stays = [stay for stay in memory.stays if stay.cell == cell]
        own["members"] = sum(stay.holds(month.last) for stay in stays)
        own["members_came"] = sum(Month.of(stay.begin) == month for stay in stays)
        own["members_went"] = sum(stay.end is not None and Month.of(stay.end) == month for stay in stays)
        return own


def _line(lies: dict[UUID, UUID | None], unit: UUID) -> list[UUID]:
    """A unit and everything it lies in."""
    line, up = [], unit
    while up is not None:
        line.append(up)
        up = lies.get(up)
    return line


def test_whatever_happens_over_months_what_is_kept_agrees_at_every_level(house, thu, lam, an, dung):
    World.house, World.thu = house, thu
    run_state_machine_as_test(
        Months,
        settings=hypothesis.settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            print_blob=True,
        ),
    )
