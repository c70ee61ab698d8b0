"""Devices that write, send and pull in any order: what holds whatever they do.

A script is a row of small numbers; `operation` makes of each an act that the device's own page would offer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sotay.kernel.refusal import Refusal
from sotay.meetings import queries
from sotay.meetings.log.fold import Entry, fold, newest_wordings
from sotay.meetings.log.state import END, START, State, plain
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.session import opening
from sotay.meetings.tests import halls
from sotay.meetings.tests.devices import Device

pytestmark = pytest.mark.django_db
SKEWS = (timedelta(), timedelta(days=3, minutes=1), timedelta(days=-2, seconds=7))
Numbers = tuple[int, int, int]


class World:
    """What all examples share: the meeting as it was prepared, its people and the hour it begins."""

    meeting: Meeting
    actors: tuple[Any, ...]
    opening: dict[str, Any]
    evening: datetime


@pytest.fixture
def world(house, thu, lam, an) -> type[World]:
    World.meeting = halls.set_up(house, thu)
    World.actors = (thu.actor, lam.actor, thu.actor)
    World.opening = opening.payload(World.meeting, timezone.localdate())
    World.evening = timezone.now() - timedelta(hours=3)
    return World


@contextmanager
def as_if() -> Iterator[None]:
    """Nothing that happens inside has happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def devices(count: int) -> list[Device]:
    return [Device(f"d{place}", World.actors[place], place + 1, SKEWS[place]) for place in range(count)]


# --- what a device can do ---


def of(choices: Any, number: int) -> Any:
    found = list(choices)
    return found[number % len(found)] if found else None


def _texts(state: State) -> list[UUID]:
    return [each.entry for each in (*state.notes, *state.statements, *state.praises, *state.motions)]


def operation(device: Device, numbers: Numbers) -> tuple[str, dict[str, Any]] | None:
    """The act the numbers stand for and its payload; None when there is nothing it could be about."""
    which, a, b = numbers
    state = device.state
    if state.opened_at is None:
        return "opened", dict(World.opening)
    who, other = str(of(state.seats, a).member), str(of(state.seats, b).member)
    item, text = str(of(state.items, a).id), f"Lời {device.name} {a}.{b}"
    hands, paper, phones = (of((m for m in state.motions if m.method == each), a) for each in METHODS)
    thing = of(_texts(state), a)
    written = [entry.id for entry in device.log if entry.act not in {"opened", "closed", "withdrawn"}]
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    counts = {"votes_for": a % 3, "votes_against": b % 2}
    ballots = {"counts": [a % 3, b % 2, 0], "issued": a % 3 + b % 2, "collected": a % 3 + b % 2}
    possible: list[tuple[str, dict[str, Any]] | None] = [
        (
            "roll_marked",
            {"member": who, "round": of((START, END), b), "mark": of(MARKS, a + b), "rank": b % 2 + 1},
        ),
        ("note_written", {"text": text, "item": item}),
        ("statement_recorded", {"text": text, "speaker": who, "written": bool(b % 2)}),
        ("item_begun", {"item": item}),
        ("came_late", {"member": who}),
        ("left_early", {"member": who}),
        ("floor_asked", {"member": who}),
        ("floor_given", {"member": other}),
        ("motion_moved", {"text": text, "method": of(METHODS, b), "adopts": a == 0}),
        ("hands_counted", {"motion": str(hands.entry), **counts}) if hands else None,
        ("ballots_counted", {"motion": str(paper.entry), **ballots}) if paper else None,
        ("ballot_cast", {"motion": str(phones.entry), "member": who, "choice": [b % 3]}) if phones else None,
        ("vote_ended", {"motion": str(phones.entry)}) if phones else None,
        ("task_assigned", {"text": text, "members": [who], "due_on": due}),
        ("petition_recorded", {"text": text, "raised_by": who}),
        ("concluded", {"text": text, "over": over(device, None)}),
        ("revised", {"entry": str(thing), "text": text, "over": over(device, thing)}) if thing else None,
        ("withdrawn", {"entry": str(of(written, a))}) if written else None,
        ("minutes_read", {}),
        ("closed", {}),
    ]
    return of(possible, which)


METHODS = ("hands", "paper", "open")
MARKS = ("present", "excused", "unexcused")


def over(device: Device, target: UUID | None) -> list[str]:
    return [str(each) for each in newest_wordings(device.log).get(target, ())]


def do(device: Device, numbers: Numbers, minutes: int) -> None:
    act = operation(device, numbers)
    if act is not None:
        device.write(act[0], World.evening + timedelta(minutes=minutes), **act[1])


def call_the_roll(device: Device, minutes: int) -> None:
    """Everybody present in both rounds: what lets a device close."""
    if device.state.opened_at is None:
        device.write("opened", World.evening, **World.opening)
    for seat in device.state.seats:
        for round_ in (START, END):
            data = {"member": str(seat.member), "round": round_, "mark": "present"}
            device.write("roll_marked", World.evening + timedelta(minutes=minutes), **data)


def script(device: Device, chance: Random, minutes: int, most: int) -> None:
    """Some acts in a row, one a minute."""
    for later in range(chance.randint(1, most)):
        do(device, (chance.randrange(20), chance.randrange(6), chance.randrange(6)), minutes + later)


# --- the order in which they reach us ---


def _figures(meeting: Meeting) -> tuple[int, ...]:
    meeting.refresh_from_db()
    names = ("base", "present", "excused", "unexcused", "in_hall", "spoke", "items", "items_begun")
    return tuple(getattr(meeting.figures, name) for name in names)


def _sent(order: list[int], parts: list[Device]) -> tuple[Any, ...]:
    """State, figures, papers and what was refused when devices send one entry each in this order."""
    with as_if():
        places, refused = [0] * len(parts), set()
        for turn in order:
            place, device = places[turn], parts[turn]
            for each in device.batch(World.meeting, device.own[place : place + 1]):
                refused |= {each.id} if each.result == "refused" else set()
            places[turn] += 1
        papers = [(paper.kind, paper.base) for paper in queries.papers_of(World.meeting)]
        found = plain(queries.load_state(World.meeting)), _figures(World.meeting), papers, refused
    World.meeting.refresh_from_db()
    return found


@hypothesis.settings(
    max_examples=4, suppress_health_check=list(hypothesis.HealthCheck), deadline=None, print_blob=True
)
@given(st.integers(2, 3), st.booleans(), st.integers(0, 2**30))
def test_the_order_of_synchronisation_does_not_matter(world, count, closing, seed):
    chance, parts = Random(seed), devices(count)
    for device in parts:
        do(device, (0, 0, 0), 0)
        script(device, chance, chance.randrange(100), 8)
        if closing:
            call_the_roll(device, 121)
            device.write("closed", World.evening + timedelta(minutes=122))
    one_by_one = [place for place, device in enumerate(parts) for _each in device.own]
    mixed = list(one_by_one)
    chance.shuffle(mixed)
    first = _sent(one_by_one, parts)
    assert _sent(one_by_one[::-1], parts) == first
    assert _sent(mixed, parts) == first


# --- with pulling in between ---


class Hall(RuleBasedStateMachine):
    """Three devices, one of them days ahead and one days behind, and everything they may do."""

    @initialize()
    def begin(self) -> None:
        self.inside = transaction.atomic()
        self.inside.__enter__()
        self.meeting = Meeting.objects.get(pk=World.meeting.pk)
        self.parts = devices(len(SKEWS))
        self.taken: dict[UUID, Entry] = {}
        self.minutes = 0
        do(self.parts[0], (0, 0, 0), 0)
        self.synchronise(0, None, pull=True)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.inside.__exit__(None, None, None)

    turn = st.integers(0, len(SKEWS) - 1)

    @rule(seed=st.integers(0, 2**30))
    def write(self, seed: int) -> None:
        """A quarter of an hour in which each writes for itself."""
        chance = Random(seed + self.minutes)
        for device in self.parts:
            script(device, chance, self.minutes + chance.randrange(5), 6)
        self.minutes += 15

    @rule(order=st.permutations(range(len(SKEWS))), pull=st.lists(st.booleans(), min_size=3, max_size=3))
    def all_synchronise(self, order: list[int], pull: list[bool]) -> None:
        for turn in order:
            self.synchronise(turn, None, pull[turn])

    @rule(turn=turn)
    def call_and_close(self, turn: int) -> None:
        """Refused when this device has a vote on phones that is still open, or knows that it is over."""
        call_the_roll(self.parts[turn], self.minutes)
        self.parts[turn].write("closed", World.evening + timedelta(minutes=self.minutes + 1))
        self.minutes += 2

    @rule(turn=turn, count=st.one_of(st.none(), st.integers(1, 4)), pull=st.booleans())
    def synchronise(self, turn: int, count: int | None, pull: bool) -> None:
        device = self.parts[turn]
        for each in device.send(self.meeting, count):
            assert each.result in {"accepted", "refused"}
            assert (each.refusal is None) == (each.result == "accepted")
            assert each.refusal is None or isinstance(each.refusal, Refusal)
            if each.result == "accepted":
                row = LogEntry.objects.get(pk=each.id)
                self.taken[each.id] = row.entry()
        if pull and not device.outbox:
            device.pull(self.meeting)

    @rule(turn=turn)
    def send_again(self, turn: int) -> None:
        """A device that did not hear our answer sends what we took once more."""
        device = self.parts[turn]
        again = [sent for sent in device.own if sent.id in self.taken]
        assert {each.result for each in device.batch(self.meeting, again)} <= {"known"}

    @invariant()
    def it_is_one_meeting(self) -> None:
        if not hasattr(self, "taken"):
            return
        rows = list(self.meeting.log.order_by("seq"))
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert {row.pk: row.entry() for row in rows} == self.taken, "all that was taken is kept as it was"
        assert queries.load_state(self.meeting) == fold(self.taken.values())
        assert list(queries.broken_logs()) == []
        if rows:
            counted = queries.figures_of(self.meeting, queries.load_state(self.meeting))
            assert _figures(self.meeting)[:4] == (
                counted.attendance.base,
                counted.attendance.present,
                counted.attendance.excused,
                counted.attendance.unexcused,
            )
            assert _figures(self.meeting)[4:6] == (counted.in_hall, counted.spoke)

    @invariant()
    def no_word_is_lost(self) -> None:
        if not hasattr(self, "taken"):
            return
        state = queries.load_state(self.meeting)
        gone = {UUID(each.data["entry"]) for each in self.taken.values() if each.act == "withdrawn"}
        for act, texts in (("note_written", state.notes), ("statement_recorded", state.statements)):
            kept = {each.id for each in self.taken.values() if each.act == act} - gone
            assert {each.entry for each in texts} == kept


def test_whatever_devices_do_it_stays_one_meeting(world):
    settings = hypothesis.settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_state_machine_as_test(Hall, settings=settings)
