"""What the scripts of the room work out, beside what the server does: one line for each thing they export.

`tests/browser/test_fold.py` asks a browser for the names each module exports, fails for one that has no line
here, and compares every line over logs nobody thought of. An expression is JavaScript over `rules`, `log`,
`merge`, `plausible`, `points`, `script` (the modules), `state`, `entries`, `before` (the state of the first
half of them) and `given`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sotay.kernel.figures import per_cent
from sotay.meetings.log import fold as folding
from sotay.meetings.log import merge, plausible, points, rules
from sotay.meetings.log import script as script_words
from sotay.meetings.log import state as states
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import END, START, State, plain
from sotay.meetings.tests.logs import EXCUSES, TASKS
from sotay.votes import rules as votes


@dataclass(frozen=True)
class Case:
    """One log with everything the lines below are asked about."""

    entries: list[Entry]
    rules: MeetingRules
    limits: plausible.Limits
    goals: points.Goals
    now: datetime
    day: str
    month: str
    holidays: Mapping[str, str]
    counts: tuple[int, ...]
    base: int
    places: int

    @property
    def state(self) -> State:
        return fold(self.entries)

    @property
    def before(self) -> State:
        return fold(self.entries[: len(self.entries) // 2 + 1])

    def given(self) -> dict[str, Any]:
        """The same for the script, beside the entries."""
        return {
            "limits": asdict(self.limits),
            "goals": asdict(self.goals),
            "now": states.moment(self.now),
            "day": self.day,
            "month": self.month,
            "holidays": self.holidays,
            "counts": list(self.counts),
            "base": self.base,
            "places": self.places,
            "tasks": [str(task) for task in TASKS],
            "excuses": list(EXCUSES),
            "lines": LINES,
            "threshold": votes.threshold_text(self.threshold),
        }

    @property
    def threshold(self) -> Any:
        return self.rules.thresholds[votes.Matter.RESOLUTION]


def _ids(seats: Iterable[Any]) -> list[str]:
    return [str(seat.member) for seat in seats]


def _sorted(members: Iterable[UUID]) -> list[str]:
    return sorted(map(str, members))


def _seats(found: Callable[[votes.Seat], Any]) -> Callable[[Case], list[Any]]:
    return lambda case: [found(seat) for seat in rules.ballot_seats(case.state)]


def _rounds(found: Callable[[State, str], Any]) -> Callable[[Case], list[Any]]:
    return lambda case: [found(case.state, round_) for round_ in (START, END)]


def _ballot(seat: votes.Seat) -> dict[str, Any]:
    return asdict(seat)


def _outcome(case: Case) -> dict[str, Any]:
    found = votes.outcome(case.counts, case.base, case.threshold, case.places)
    return {"elected": list(found.elected), "tied": list(found.tied)}


def _threshold(case: Case) -> dict[str, Any]:
    share = case.threshold.share
    return {"numerator": share.numerator, "denominator": share.denominator, "strict": case.threshold.strict}


def _motion_id(case: Case) -> str | None:
    found = rules.perhaps_adoption(case.state)
    return str(found.entry) if found else None


def _entry_ids(entries: Iterable[Entry]) -> list[str]:
    return [str(entry.id) for entry in entries]


def _mode(case: Case, usual: str) -> dict[str, int]:
    return dict(zip(rules.MODES, rules.by_mode(case.state, usual), strict=True))


Line = tuple[str, Callable[[Case], Any]]
SEATS = "rules.ballot_seats(state).map((seat) =>"
RULES: dict[str, Line] = {
    **{
        name: (f"rules.{name}", lambda _case, value=value: value)
        for name, value in {
            "PRESENT": states.PRESENT,
            "EXCUSED": states.EXCUSED,
            "UNEXCUSED": states.UNEXCUSED,
            "START": START,
            "END": END,
            "HANDS": states.HANDS,
            "OPEN": states.OPEN,
            "SECRET": states.SECRET,
            "PAPER": states.PAPER,
            "HALL": rules.HALL,
            "ONLINE": rules.ONLINE,
            "TASK": rules.TASK,
            "PETITION": rules.PETITION,
            "NEXT_MEETING": states.NEXT_MEETING,
            "DROPPED": states.DROPPED,
        }.items()
    },
    "mark": (
        "state.seats.map(({ member }) => "
        "[rules.mark(state, member) ?? null, rules.mark(state, member, 'end') ?? null])",
        lambda case: plain(
            [[case.state.mark(seat.member), case.state.mark(seat.member, END)] for seat in case.state.seats]
        ),
    ),
    "present_ids": (
        "['start', 'end'].map((round) => [...rules.present_ids(state, round)].sort())",
        _rounds(lambda state, round_: _sorted(state.present_ids(round_))),
    ),
    "present_at_all": (
        "[...rules.present_at_all(state)].sort()",
        lambda case: _sorted(case.state.present_at_all()),
    ),
    "present_now": ("[...rules.present_now(state)].sort()", lambda case: _sorted(case.state.present_now())),
    "speakers": ("[...rules.speakers(state)].sort()", lambda case: _sorted(case.state.speakers())),
    "called": ("state.seats.map(rules.called)", lambda case: list(map(rules.called, case.state.seats))),
    "unmarked": (
        "['start', 'end'].map((round) => rules.unmarked(state, round).map((seat) => seat.member))",
        _rounds(lambda state, round_: _ids(rules.unmarked(state, round_))),
    ),
    "the_rest": (
        "['start', 'end'].map((round) => rules.the_rest(state, round).map((seat) => seat.member))",
        _rounds(lambda state, round_: _ids(rules.the_rest(state, round_))),
    ),
    "likely": (
        "state.seats.map(({ member }) => ['start', 'end'].map((round) => "
        "given.excuses.map((why) => rules.likely(state, member, round, why))))",
        lambda case: [
            [
                [rules.likely(case.state, seat.member, round_, why) for why in EXCUSES]
                for round_ in (START, END)
            ]
            for seat in case.state.seats
        ],
    ),
    "mark_of": (
        "state.seats.map(({ member }) => rules.mark_of(state, member))",
        lambda case: [rules.mark_of(case.state, seat.member) for seat in case.state.seats],
    ),
    "figures": (
        "rules.figures(state, meeting_rules)",
        lambda case: plain(rules.figures(case.state, case.rules)),
    ),
    "by_mode": (
        "[rules.by_mode(state), rules.by_mode(state, 'online')]",
        lambda case: [_mode(case, rules.HALL), _mode(case, rules.ONLINE)],
    ),
    "mode_of": (
        "state.seats.map(({ member }) => rules.mode_of(state, member, 'online'))",
        lambda case: [rules.mode_of(case.state, seat.member, "online") for seat in case.state.seats],
    ),
    "ballot_seats": (
        "rules.ballot_seats(state)",
        lambda case: list(map(_ballot, rules.ballot_seats(case.state))),
    ),
    "excused_throughout": (
        "[...rules.excused_throughout(state)].sort()",
        lambda case: _sorted(rules.excused_throughout(case.state)),
    ),
    "ballot_seat": (
        "state.seats.map((seat) => rules.ballot_seat(seat, true))",
        lambda case: [_ballot(rules.ballot_seat(seat, present=True)) for seat in case.state.seats],
    ),
    "most_votes": (
        "state.motions.map((motion) => rules.most_votes(state, motion, meeting_rules))",
        lambda case: [rules.most_votes(case.state, motion, case.rules) for motion in case.state.motions],
    ),
    "opening_lacks": (
        "[true, false].map((dues) => rules.opening_lacks(state, dues))",
        lambda case: [rules.opening_lacks(case.state, dues=dues) for dues in (True, False)],
    ),
    "sounds_like_adoption": (
        "state.motions.map(rules.sounds_like_adoption)",
        lambda case: list(map(rules.sounds_like_adoption, case.state.motions)),
    ),
    "perhaps_adoption": ("rules.perhaps_adoption(state)?.entry ?? null", _motion_id),
    "step_of": ("rules.step_of(state)", lambda case: rules.step_of(case.state)),
    "result_of": (
        "given.tasks.map((task) => rules.result_of(state, task))",
        lambda case: [plain(rules.result_of(case.state, str(task))) for task in TASKS],
    ),
    "became": (
        "state.set_aside.map(({ entry }) => rules.became(state, entry))",
        lambda case: [rules.became(case.state, each.entry) for each in case.state.set_aside],
    ),
    "left_over": (
        "rules.left_over(state).map(({ entry }) => entry)",
        lambda case: [str(each.entry) for each in rules.left_over(case.state)],
    ),
    "next_item": ("rules.next_item(state)", lambda case: plain(rules.next_item(case.state))),
    "in_base": (
        f"{SEATS} rules.in_base(seat, meeting_rules.base))",
        lambda case: _seats(lambda seat: votes.in_base(seat, case.rules.base))(case),
    ),
    "may_vote": (
        f"{SEATS} rules.may_vote(seat, meeting_rules.base))",
        lambda case: _seats(lambda seat: votes.may_vote(seat, case.rules.base))(case),
    ),
    "voting_base": (
        "rules.voting_base(rules.ballot_seats(state), meeting_rules.base)",
        lambda case: votes.voting_base(rules.ballot_seats(case.state), case.rules.base),
    ),
    "voters": (
        "rules.voters(rules.ballot_seats(state), meeting_rules.base)",
        lambda case: votes.voters(rules.ballot_seats(case.state), case.rules.base),
    ),
    "threshold_of": ("rules.threshold_of(given.threshold)", _threshold),
    "needed": (
        "rules.needed(given.base, rules.threshold_of(given.threshold))",
        lambda case: votes.needed(case.base, case.threshold),
    ),
    "outcome": (
        "rules.outcome(given.counts, given.base, rules.threshold_of(given.threshold), given.places)",
        _outcome,
    ),
    "per_cent": (
        "[rules.per_cent(given.counts[0], given.base), rules.per_cent(7, 16), rules.per_cent(1, 0)]",
        lambda case: [
            float(per_cent(Fraction(case.counts[0], case.base))) if case.base else None,
            float(per_cent(Fraction(7, 16))),
            None,
        ],
    ),
    "attendance": (
        "rules.attendance(state.seats.map((seat) => "
        "({ ...seat, mark: rules.mark(state, seat.member)?.mark ?? null })), meeting_rules.roll)",
        lambda case: asdict(votes.attendance(_roll(case.state), case.rules.roll)),
    ),
    "outside": (
        "state.seats.map((seat) => "
        "rules.outside({ ...seat, mark: rules.mark(state, seat.member)?.mark ?? null }, meeting_rules.roll))",
        lambda case: [votes.outside(entry, case.rules.roll) for entry in _roll(case.state)],
    ),
}
LOG: dict[str, Line] = {
    "fold": ("log.fold(entries)", lambda case: plain(case.state)),
    "newest_wordings": (
        "Object.fromEntries(log.newest_wordings(entries))",
        lambda case: {
            str(target) if target else "null": plain(over)
            for target, over in folding.newest_wordings(case.entries).items()
        },
    ),
    "in_order": (
        "[...entries].sort(log.in_order).map((entry) => entry.id)",
        lambda case: _entry_ids(sorted(case.entries, key=folding.moment_of)),
    ),
    "moment": ("log.moment(new Date(given.now))", lambda case: _of_a_device(case.now)),
    "CHANGING": ("[...log.CHANGING].sort()", lambda _case: sorted(folding.CHANGING)),
    "EFFECTS": ("Object.keys(log.EFFECTS).sort()", lambda _case: sorted(folding.EFFECTS)),
    "after": (
        "entries.slice(0, 3).map((entry) => log.after(before, entry))",
        lambda case: [plain(folding.after(case.before, entry)) for entry in case.entries[:3]],
    ),
    "decided": (
        "state.motions.map((motion) => log.decided({ ...motion, counts: given.counts.slice(0, 3) }))",
        lambda case: [
            plain(folding.decided(folding.replace(motion, counts=case.counts[:3])))
            for motion in case.state.motions
        ],
    ),
}
MERGE: dict[str, Line] = {
    "changes": (
        "[merge.changes(before, state), merge.changes(state, before)]",
        lambda case: [merge.changes(case.before, case.state), merge.changes(case.state, case.before)],
    ),
}
PLAUSIBLE: dict[str, Line] = {
    "of_day": (
        "plausible.of_day(given.day, given.month, given.holidays)",
        lambda case: plausible.of_day(case.day, case.month, case.holidays),
    ),
    "of_course": (
        "plausible.of_course(state, given.now, given.limits)",
        lambda case: plausible.of_course(case.state, case.now, case.limits),
    ),
}
POINTS: dict[str, Line] = {
    "lacking": (
        "[points.lacking(state, given.now, given.goals), points.lacking(before, given.now, given.goals)]",
        lambda case: [points.lacking(each, case.now, case.goals) for each in (case.state, case.before)],
    ),
    "ideology_minutes": (
        "[...new Set(state.items.map((item) => item.key))].map((key) => points.ideology_minutes("
        "{ ...state, items: state.items.map((item) => ({ ...item, "
        "key: item.key === key ? 'ideology' : '' })) }, "
        "given.now))",
        lambda case: [
            points.ideology_minutes(_only_ideology(case.state, key), case.now)
            for key in dict.fromkeys(item.key for item in case.state.items)
        ],
    ),
}


def _only_ideology(state: State, key: str) -> State:
    """The state with the items of one key as those on ideology: logs nobody thought of have none."""
    items = (folding.replace(item, key="ideology" if item.key == key else "") for item in state.items)
    return folding.replace(state, items=tuple(items))


SCRIPT: dict[str, Line] = {
    **{
        name: (f"script.{name}", lambda _case, value=value: plain(value))
        for name, value in {
            "START": script_words.START,
            "ANY_TIME": script_words.ANY_TIME,
            "CLOSE": script_words.CLOSE,
            "ITEM": script_words.ITEM,
            "ITEMS": script_words.ITEMS,
            "NOT_YET": script_words.NOT_YET,
        }.items()
    },
    "key_of": (
        "[...state.items, { key: 'focus' }, { key: 'opening' }].map(script.key_of)",
        lambda case: [*map(script_words.key_of, case.state.items), "focus", "item"],
    ),
    "said": (
        "script.said(given.lines, script.places_of(state, meeting_rules))",
        lambda case: script_words.said(LINES, script_words.places_of(case.state, case.rules)),
    ),
    "places_of": (
        "script.places_of(state, meeting_rules)",
        lambda case: script_words.places_of(case.state, case.rules),
    ),
    "places_of_item": (
        "[...state.items.map((item) => script.places_of_item(state, item.id)), "
        "script.places_of_item(state, 'none')]",
        lambda case: [*(script_words.places_of_item(case.state, item.id) for item in case.state.items), {}],
    ),
    "proceedings": (
        "script.proceedings(state).map((item) => item.id)",
        lambda case: [str(item.id) for item in script_words.proceedings(case.state)],
    ),
}
LINES = [
    "Kính thưa các đồng chí!",
    "Về dự: {đại biểu}. Có mặt {có mặt}/{triệu tập}.",
    "{đã đóng} trên {phải đóng} đồng chí đã đóng.",
    "{không có} {constructor}",
    "{{chủ trì}} và {thư ký}: {các nội dung}",
]
MODULES: dict[str, dict[str, Line]] = {
    "rules": RULES,
    "log": LOG,
    "merge": MERGE,
    "plausible": PLAUSIBLE,
    "points": POINTS,
    "script": SCRIPT,
}


def _roll(state: State) -> list[votes.RollEntry]:
    return [
        votes.RollEntry(
            votes.Mark(mark.mark) if (mark := state.mark(seat.member)) else None,
            seat.exempt,
            seat.away,
            seat.suspended,
            seat.here,
        )
        for seat in state.seats
    ]


def _of_a_device(at: datetime) -> str:
    """A device counts in milliseconds."""
    return states.moment(at.replace(microsecond=at.microsecond // 1000 * 1000))


def expected(case: Case) -> dict[str, dict[str, Any]]:
    """What the server makes of a case, by module and name."""
    return {
        module: {name: found(case) for name, (_script, found) in lines.items()}
        for module, lines in MODULES.items()
    }


def script() -> str:
    """The function a page is asked: the addresses of the modules and cases, each answered line by line."""
    answers = ", ".join(
        f"{module}: {{ {', '.join(f'{name}: {text}' for name, (text, _found) in lines.items())} }}"
        for module, lines in MODULES.items()
    )
    return f"""async ([urls, cases]) => {{
      const [{", ".join(MODULES)}] = await Promise.all(urls.map((url) => import(url)));
      return cases.map(([entries, meeting_rules, given]) => {{
        const kept = JSON.stringify(entries);
        const first = entries.slice(0, Math.floor(entries.length / 2) + 1);
        const [state, before] = [log.fold(entries), log.fold(first)];
        const answer = {{ {answers} }};
        if (JSON.stringify(entries) !== kept) throw new Error("a script changed what it was given");
        return answer;
      }});
    }}"""
