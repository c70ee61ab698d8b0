"""Logs to test with: random ones of every act, and entries to and from JSON as the vectors hold them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from sotay.meetings.log import rules
from sotay.meetings.log.fold import Entry
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import END, METHODS, START, State, plain
from sotay.votes import rules as votes

VECTORS = Path(__file__).parents[1] / "vectors"
OPENED_AT = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
MEMBERS = [UUID(int=number) for number in range(1, 6)]
ITEMS = [UUID(int=number) for number in range(100, 103)]
TASKS = [UUID(int=number) for number in range(200, 203)]
THRESHOLDS = (">1/2", ">=2/3", ">=1/2", ">2/3", ">=1/1", ">=3/4")
EXCUSES = ("bận", "", None)
OPENING = {
    "seats": [{"member": str(member), "name": f"Đồng chí {member.int}"} for member in MEMBERS],
    "items": [{"id": str(item), "title": f"Mục {item.int}", "minutes": 10} for item in ITEMS],
    "chair": "Lê Thị Thu",
}


# --- JSON ---


def vectors() -> list[Any]:
    return [json.loads(file.read_text()) for file in sorted(VECTORS.glob("*.json"))]


def entry_of(written: Mapping[str, Any]) -> Entry:
    by = UUID(written["by"]) if written["by"] else None
    at = datetime.fromisoformat(written["at"])
    return Entry(UUID(written["id"]), written["act"], written["data"], by, at)


def rules_from_json(written: Mapping[str, Any]) -> MeetingRules:
    thresholds = {votes.Matter(key): votes.threshold_of(text) for key, text in written["thresholds"].items()}
    return MeetingRules(
        written["roll_calls"],
        votes.RollRule(**written["roll"]),
        votes.BaseRule(**written["base"]),
        thresholds,
    )


def rules_as_json(meeting_rules: MeetingRules) -> dict[str, Any]:
    return {
        "roll_calls": meeting_rules.roll_calls,
        "roll": asdict(meeting_rules.roll),
        "base": asdict(meeting_rules.base),
        "thresholds": {
            key.value: votes.threshold_text(each) for key, each in meeting_rules.thresholds.items()
        },
    }


def counted(state: State, meeting_rules: MeetingRules) -> dict[str, Any]:
    """What a state amounts to under a meeting_rules, as JSON carries it."""
    seats = rules.ballot_seats(state)
    return {
        "figures": plain(rules.figures(state, meeting_rules)),
        "base": votes.voting_base(seats, meeting_rules.base),
        "voters": votes.voters(seats, meeting_rules.base),
        "by_mode": dict(zip(rules.MODES, rules.by_mode(state), strict=True)),
        "unmarked": {round_: _ids(rules.unmarked(state, round_)) for round_ in (START, END)},
        "the_rest": {round_: _ids(rules.the_rest(state, round_)) for round_ in (START, END)},
        "likely": [
            [rules.likely(state, seat.member, round_, why) for round_ in (START, END) for why in EXCUSES]
            for seat in state.seats
        ],
        "most_votes": [rules.most_votes(state, motion, meeting_rules) for motion in state.motions],
        "step_of": rules.step_of(state),
        "present_now": sorted(map(str, state.present_now())),
        "next_item": plain(rules.next_item(state)),
        "results": [plain(rules.result_of(state, str(task))) for task in TASKS],
    }


def _ids(seats: Iterable[Any]) -> list[str]:
    return [str(seat.member) for seat in seats]


# --- random ---


def entry(number: int, act: str, minutes: float = 0, **data: object) -> Entry:
    """An entry made `minutes` after the opening; its id says in which order entries were made."""
    return Entry(UUID(int=10_000 + number), act, data, None, OPENED_AT + timedelta(minutes=minutes))


MOST = 25
FLAGS_OF_A_SEAT = ("full", "exempt", "away", "here", "suspended", "counts_if_present")
entry_ids = st.integers(10_001, 10_000 + MOST).map(lambda number: str(UUID(int=number)))
members = st.sampled_from(MEMBERS).map(str)
items = st.sampled_from([*ITEMS, UUID(int=999)]).map(str)  # the last is on no agenda
texts = st.text("aáă\u0323đ \n\u2028🌾", min_size=1, max_size=6)
questions = st.sampled_from(
    [
        "Thông qua nghị quyết",
        "BIỂU QUYẾT Nghị quyết!",
        "nghị quyết, thông qua",
        "Thông qua\nnghị quyết",
        "ĐỔI GIỜ HỌP",
    ]
)
flags = st.booleans()
small = st.integers(0, 6)
names = st.sampled_from(["Lê Thị Thu", "Bà Đào", ""])


def some(needs: Mapping[str, Any], **may_have: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needs, optional=may_have)


MOTION_FIELDS: dict[str, Any] = {
    "matter": st.sampled_from([*votes.Matter]).map(str),
    "adopts": flags,
    "places": st.integers(1, 3),
    "most": st.integers(1, 3),
    "base": small,
    "voters": small,
}
DATA: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "opened": some(
        {
            "seats": st.lists(
                some(
                    {"member": members, "name": names},
                    **dict.fromkeys(FLAGS_OF_A_SEAT, flags),
                    cell=st.sampled_from(["", "Chi bộ 1", "Chi bộ 2"]),
                ),
                max_size=5,
                unique_by=lambda seat: seat["member"],
            ),
            "items": st.just(OPENING["items"]),
        },
        place=texts,
        chair_id=members,
        carried=st.just([{"id": str(TASKS[0]), "kind": "task"}]),
    ),
    "roll_marked": some(
        {
            "member": members,
            "round": st.sampled_from([START, END]),
            "mark": st.sampled_from(["present", "excused", "unexcused"]),
        },
        rank=st.sampled_from([1, 2]),
        reason=texts,
        mode=st.sampled_from(["hall", "online"]),
    ),
    "guests_noted": some({}, guests=st.lists(names, max_size=2)),
    "dues_noted": some({"paid": small, "of": small}),
    "note_written": some({"text": texts}, item=items),
    "praise_noted": some({"text": texts}, item=items),
    "statement_recorded": some({"text": texts}, speaker=members, speaker_name=names, written=flags),
    "hands_counted": some({"motion": entry_ids, "votes_for": small}, votes_against=small, abstained=small),
    "ballot_cast": some(
        {"motion": entry_ids, "member": members, "choice": st.lists(st.integers(0, 2), max_size=2)}
    ),
    "ballots_counted": some(
        {"motion": entry_ids, "counts": st.lists(small, min_size=3, max_size=3)},
        issued=small,
        collected=small,
        invalid=small,
        tellers=st.lists(names, max_size=2),
    ),
    "adoption_said": some({"motion": entry_ids, "adopts": flags}),
    "task_assigned": some(
        {"text": texts},
        members=st.lists(members, max_size=2),
        due_on=st.just("2026-12-31"),
        item=items,
        set_aside=entry_ids,
    ),
    "task_reported": some(
        {"task": st.sampled_from(TASKS).map(str)}, outcome=st.sampled_from(["done", "under_way"]), text=texts
    ),
    "petition_recorded": some(
        {"text": texts},
        raised_by=members,
        raised_by_name=names,
        to_level=st.sampled_from(["cell", "ward"]),
        set_aside=entry_ids,
    ),
    "matter_set_aside": some({"text": texts}, raised_by=members, raised_by_name=names, item=items),
    "set_aside_settled": some({"matter": entry_ids, "outcome": st.sampled_from(["next_meeting", "dropped"])}),
    "concluded": some({"text": texts}, over=st.lists(entry_ids, max_size=3)),
    "revised": some({"entry": entry_ids, "text": texts}, over=st.lists(entry_ids, max_size=3)),
    "withdrawn": some({"entry": entry_ids}),
    "amended": some({"text": texts}),
    **dict.fromkeys(("came_late", "left_early"), some({"member": members})),
    **dict.fromkeys(("floor_asked", "floor_given", "floor_left"), some({"member": members})),
    **dict.fromkeys(("item_begun", "item_ended"), some({"item": items})),
    **dict.fromkeys(("agenda_adopted", "minutes_read", "closed", "constructor", "of_the_future"), some({})),
}
"""A payload for each act, `motion_moved` and `vote_ended` aside, and for two that nobody knows."""
MOTION = st.sampled_from([[], ["A", "B", "C"]]).flatmap(
    lambda options: some(
        {
            "text": st.one_of(texts, questions),
            "method": st.sampled_from(METHODS),
            "threshold": st.sampled_from(THRESHOLDS),
            "options": st.just(options),
        },
        **MOTION_FIELDS,
    )
)
things = st.one_of(
    st.sampled_from(sorted(DATA)).flatmap(lambda act: st.tuples(st.just(act), DATA[act])),
    st.tuples(st.just("motion_moved"), MOTION),
)
votes_on = st.sampled_from(
    ["hands_counted", "ballot_cast", "ballot_cast", "vote_ended", "ballots_counted", "adoption_said"]
)
minutes = st.one_of(st.integers(0, 5), st.integers(-3000, 3000), st.floats(0, 0.001))


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """An opened meeting and up to twenty-five things in it, on clocks days apart."""
    drawn = draw(st.lists(st.tuples(things, minutes), max_size=12))
    log = [entry(number, act, at, **data) for number, ((act, data), at) in enumerate(drawn, 1)]
    motions = [str(each.id) for each in log if each.act == "motion_moved"]
    if motions:
        for number in range(len(log) + 1, draw(st.integers(len(log) + 1, MOST))):
            log.append(draw(_vote(number, motions)))
    return [entry(0, "opened", 0, **OPENING), *log]


@st.composite
def _vote(draw: st.DrawFn, number: int, motions: list[str]) -> Entry:
    act = draw(votes_on)
    data = draw(DATA.get(act, some({})))
    return entry(number, act, draw(minutes), **{**data, "motion": draw(st.sampled_from(motions))})


rule_sets = st.builds(
    lambda roll, base: MeetingRules(2, votes.RollRule(*roll), votes.BaseRule(*base)),
    st.tuples(flags, flags, flags),
    st.tuples(flags, flags, flags, flags, flags),
)
