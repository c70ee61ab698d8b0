"""Several devices in one meeting, with clocks days apart, long out of reach and syncing in any order.

A device is a log, an outbox and a clock; the server is the union of what reached it. After every step each
device is asked what the rules promise, worked out here from its entries alone, without the fold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sotay.meetings.log.fold import EFFECTS, Effect, Entry, fold
from sotay.meetings.log.state import END, OPEN, START, Mark, State, plain
from sotay.meetings.tests.logs import ITEMS, MEMBERS, OPENED_AT, OPENING
from sotay.votes.rules import needed, threshold_of

SKEWS = [timedelta(0), timedelta(days=-2), timedelta(days=3)]
WRITTEN = ("note_written", "statement_recorded", "task_assigned", "petition_recorded", "praise_noted")
BASE = 3

devices = st.integers(0, len(SKEWS) - 1)
members = st.sampled_from(MEMBERS).map(str)
rounds = st.sampled_from([START, END])
marks = st.sampled_from(["present", "excused", "unexcused"])
chance = st.randoms(use_true_random=False)


@dataclass
class Device:
    skew: timedelta
    log: list[Entry] = field(default_factory=list)  # in the order it came to know of them
    outbox: list[Entry] = field(default_factory=list)
    folded: tuple[int, State] = (0, State())
    asked: int = 0  # how long the log was when the rules were asked for last

    @property
    def state(self) -> State:
        """Folded when it is asked for, and again only when the log has grown."""
        if self.folded[0] != len(self.log):
            self.folded = len(self.log), fold(self.log)
        return self.folded[1]

    def take(self, entry: Entry) -> None:
        """Keeps what it is sent, also what it had already: the fold has to bear it."""
        self.log.append(entry)

    def knows(self) -> frozenset[UUID]:
        return frozenset(entry.id for entry in self.log)

    def of(self, *acts: str) -> list[Entry]:
        """Each once, as they are read, without what was taken back."""
        gone = {UUID(entry.data["entry"]) for entry in self.log if entry.act == "withdrawn"}
        known = {entry.id: entry for entry in self.log if entry.act in acts and entry.id not in gone}
        return sorted(known.values(), key=lambda entry: (entry.at, entry.id))


class Hall(RuleBasedStateMachine):
    """What may happen, on any device and in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.devices = [Device(skew) for skew in SKEWS]
        self.server: list[Entry] = []
        self.now = OPENED_AT
        self.made = 0

    def happens(self, device: int, act: str, **data: Any) -> Entry:
        """Something is written on a device, in reach of the server or not."""
        self.made += 1
        at = self.now + self.devices[device].skew
        entry = Entry(UUID(int=10_000 + self.made), act, data, MEMBERS[device], at)
        self.devices[device].take(entry)
        self.devices[device].outbox.append(entry)
        return entry

    @initialize()
    def the_secretary_opens(self) -> None:
        self.happens(0, "opened", **OPENING)

    @rule(seconds=st.integers(0, 3600))
    def time_passes(self, seconds: int) -> None:
        """When none passes, several entries have the same time."""
        self.now += timedelta(seconds=seconds)

    @rule(device=devices, member=members, round_=rounds, mark=marks, rank=st.sampled_from([1, 2]))
    def a_mark(self, device: int, member: str, round_: str, mark: str, rank: int) -> None:
        self.happens(device, "roll_marked", member=member, round=round_, mark=mark, rank=rank)

    @rule(device=devices, mark=marks, chance=chance)
    def a_check_in_of_somebody_marked(self, device: int, mark: str, chance: Any) -> None:
        known = self.devices[device].of("roll_marked")
        if known:
            data = chance.choice(known).data
            self.happens(device, "roll_marked", member=data["member"], round=data["round"], mark=mark, rank=1)

    @rule(device=devices, act=st.sampled_from(["came_late", "left_early", "floor_asked", "floor_given"]))
    def somebody_moves(self, device: int, act: str) -> None:
        self.happens(device, act, member=str(MEMBERS[device]))

    @rule(device=devices, item=st.sampled_from(ITEMS).map(str))
    def an_item(self, device: int, item: str) -> None:
        self.happens(device, "item_begun", item=item)

    @rule(device=devices, act=st.sampled_from(WRITTEN))
    def words(self, device: int, act: str) -> None:
        self.happens(device, act, text=self._new_words())

    @rule(device=devices)
    def a_conclusion(self, device: int) -> None:
        """Over the texts the device shows."""
        conclusion = self.devices[device].state.conclusion
        over = _shown(conclusion) if conclusion else []
        self.happens(device, "concluded", text=self._new_words(), over=over)

    @precondition(lambda self: any(device.of(*WRITTEN) for device in self.devices))
    @rule(device=devices, chance=chance)
    def rewording(self, device: int, chance: Any) -> None:
        """Over the wordings the device shows: its own last one, or several it merges."""
        written = self.devices[device].of(*WRITTEN)
        if written:
            target = chance.choice(written)
            over = [str(each.id) for each in _heads(self.devices[device], target.id)]
            self.happens(device, "revised", entry=str(target.id), text=self._new_words(), over=over)

    @rule(device=devices, chance=chance)
    def taking_back(self, device: int, chance: Any) -> None:
        known = self.devices[device].of(*WRITTEN, "revised", "concluded", "roll_marked", "ballot_cast")
        if known:
            self.happens(device, "withdrawn", entry=str(chance.choice(known).id))

    @rule(device=devices, method=st.sampled_from(["hands", OPEN]), voters=st.integers(0, BASE))
    def a_motion(self, device: int, method: str, voters: int) -> None:
        frozen = {"method": method, "base": BASE, "voters": voters, "threshold": ">=2/3"}
        self.happens(device, "motion_moved", text=self._new_words(), **frozen)

    @precondition(lambda self: any(device.of("motion_moved") for device in self.devices))
    @rule(device=devices, member=members, choice=st.integers(0, 2), chance=chance)
    def a_vote(self, device: int, member: str, choice: int, chance: Any) -> None:
        motions = self.devices[device].of("motion_moved")
        if motions:
            motion = chance.choice(motions)
            if motion.data["method"] == OPEN:
                self.happens(device, "ballot_cast", motion=str(motion.id), member=member, choice=[choice])
            else:
                self.happens(device, "hands_counted", motion=str(motion.id), votes_for=choice)

    @rule(device=devices)
    def closing(self, device: int) -> None:
        self.happens(device, "closed")

    @rule(device=devices, chance=chance, part=st.floats(0, 1))
    def sending(self, device: int, chance: Any, part: float) -> None:
        """Some of the outbox reaches the server, in any order; some of that is not known to have arrived."""
        outbox = self.devices[device].outbox
        chance.shuffle(outbox)
        sent = outbox[: round(len(outbox) * part)]
        self.server += sent
        self.devices[device].outbox = [
            entry for entry in outbox if entry not in sent or chance.random() < part / 2
        ]

    @rule(device=devices, chance=chance)
    def receiving(self, device: int, chance: Any) -> None:
        """Some of what the server has, in any order, some of it again."""
        for entry in chance.sample(self.server, k=chance.randint(0, len(self.server))):
            self.devices[device].take(entry)

    @rule(chance=chance)
    def everybody_in_reach(self, chance: Any) -> None:
        for device in self.devices:
            self.server += device.outbox
            device.outbox = []
        for device in self.devices:
            missing = [entry for entry in self.server if entry.id not in device.knows()]
            chance.shuffle(missing)
            for entry in missing:
                device.take(entry)

    def _new_words(self) -> str:
        return f"lời số {self.made + 1}."  # no two alike, and none within another

    @invariant()
    def the_rules_hold(self) -> None:
        """Of a device that learned nothing there is nothing new to ask."""
        for device in self.devices:
            if device.asked != len(device.log):
                device.asked = len(device.log)
                for promise in PROMISES:
                    promise(device)

    @invariant()
    def devices_that_hold_the_same_agree(self) -> None:
        seen: dict[frozenset[UUID], State] = {}
        for device in self.devices:
            assert seen.setdefault(device.knows(), device.state) == device.state

    def teardown(self) -> None:
        """In the end everything reaches everybody, in three orders of arrival."""
        everything = [*self.server, *(entry for device in self.devices for entry in device.log)]
        for device in self.devices:
            device.log += everything
            assert device.state == fold(reversed(everything))


# What the rules promise of a device, worked out from its entries alone.

PROMISES: list[Callable[[Device], None]] = []


def promise(rule: Callable[[Device], None]) -> Callable[[Device], None]:
    PROMISES.append(rule)
    return rule


@promise
def nothing_typed_is_dropped(device: Device) -> None:
    """Each text that nobody took back and nobody wrote over is in the state, word for word."""
    held = _texts(device.state)
    for entry in device.of(*WRITTEN):
        shown = [each.data["text"] for each in _heads(device, entry.id)] or [entry.data["text"]]
        assert all(text in held for text in shown)
    for entry in _not_over(device.of("concluded")):
        assert entry.data["text"] in held


@promise
def an_officers_mark_is_never_overruled_and_of_one_rank_the_later_counts(device: Device) -> None:
    best: dict[tuple[str, UUID], tuple[int, datetime, UUID, str]] = {}
    for entry in device.of("roll_marked"):
        data = entry.data
        key = data["round"], UUID(data["member"])
        mark = data["rank"], entry.at, entry.id, data["mark"]
        best[key] = max(best.get(key, mark), mark)
    for (round_, member), (rank, at, _entry, mark) in best.items():
        assert device.state.mark(member, round_) == Mark(mark, at, rank=rank)
    assert sum(map(len, device.state.roll.values())) == len(best)


@promise
def a_frozen_base_never_changes_and_the_last_count_is_judged_by_it(device: Device) -> None:
    moved = {entry.id: entry for entry in device.of("motion_moved")}
    assert {motion.entry for motion in device.state.motions} == moved.keys()
    counts = {UUID(each.data["motion"]): each for each in device.of("hands_counted")}
    for motion in device.state.motions:
        frozen = moved[motion.entry].data
        assert (motion.base, motion.voters) == (BASE, frozen["voters"])
        if motion.entry in counts:
            least = needed(BASE, threshold_of(frozen["threshold"]))
            assert motion.votes_for == counts[motion.entry].data["votes_for"]
            assert motion.passed == (motion.votes_for >= least)


@promise
def in_an_open_vote_the_last_choice_of_each_counts(device: Device) -> None:
    chosen: dict[UUID, dict[UUID, tuple[int, ...]]] = defaultdict(dict)
    for entry in device.of("ballot_cast"):
        chosen[UUID(entry.data["motion"])][UUID(entry.data["member"])] = tuple(entry.data["choice"])
    for motion in device.state.motions:
        assert motion.ballots == chosen[motion.entry]


@promise
def the_first_close_counts(device: Device) -> None:
    closes = device.of("closed")
    assert device.state.closed_at == (closes[0].at if closes else None)


def _heads(device: Device, target: UUID) -> list[Entry]:
    return _not_over([each for each in device.of("revised") if UUID(each.data["entry"]) == target])


def _not_over(entries: list[Entry]) -> list[Entry]:
    over = {named for entry in entries for named in entry.data["over"]}
    return [entry for entry in entries if str(entry.id) not in over]


def _shown(text: Any) -> list[str]:
    return [str(each.entry) for each in text.wordings] or [str(text.entry)]


def _texts(state: State) -> set[str]:
    return set(_lines(plain(state)))


def _lines(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from value.split("\n\n")
        case dict():  # wordings still to be merged are shown in the text too
            yield from (line for key, each in value.items() if key != "wordings" for line in _lines(each))
        case list():
            yield from (line for each in value for line in _lines(each))


TestHall = Hall.TestCase
TestHall.settings = settings(max_examples=40, stateful_step_count=25)


# The test of the test: a bug in the rules does not get past the machine.


def _later_wins(state: State, entry: Entry) -> State:
    """A wrong ranking: the later mark counts, whoever made it."""
    forgotten = {**state.roll, entry.data["round"]: {}}
    others = state.roll[entry.data["round"]]
    marked = EFFECTS["roll_marked right"](State(roll=forgotten), entry).roll
    roll = {**marked, entry.data["round"]: {**others, **marked[entry.data["round"]]}}
    return State(**{**vars(state), "roll": roll})


def _last_close(state: State, entry: Entry) -> State:
    return State(**{**vars(state), "closed_at": entry.at})


def _unheard(state: State, entry: Entry) -> State:
    return state


@pytest.mark.parametrize(
    ("act", "wrong", "found_by"),
    [
        ("roll_marked", _later_wins, "an_officers_mark"),
        ("closed", _last_close, "the_first_close"),
        ("note_written", _unheard, "nothing_typed"),
        ("hands_counted", _unheard, "a_frozen_base"),
    ],
)
def test_a_planted_bug_is_found(monkeypatch, act: str, wrong: Effect, found_by: str):
    monkeypatch.setitem(EFFECTS, f"{act} right", EFFECTS[act])
    monkeypatch.setitem(EFFECTS, act, wrong)
    hunt = settings(
        max_examples=2000,  # far more than it takes; it ends with the first it finds
        stateful_step_count=25,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(Hall, settings=hunt)
    assert any(each.name.startswith(found_by) for each in caught.traceback)
