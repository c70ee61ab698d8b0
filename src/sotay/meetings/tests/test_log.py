"""The fold is the same for every order and repetition, and adding in order is folding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sotay.meetings.log import CHANGING, END, START, Entry, State, after, fold, moment_of

OPENED_AT = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
MEMBERS = [UUID(int=number) for number in range(1, 6)]
ITEMS = [UUID(int=number) for number in range(100, 103)]
OPENING = {
    "seats": [{"member": str(member), "name": f"Đồng chí {member.int}"} for member in MEMBERS],
    "items": [{"id": str(item), "title": f"Mục {item.int}", "minutes": 10} for item in ITEMS],
    "chair": "Lê Thị Thu",
}


def entry(number: int, act: str, minutes: int = 0, **data: object) -> Entry:
    """An entry made `minutes` after the opening; its id says in which order entries were made."""
    return Entry(UUID(int=10_000 + number), act, data, None, OPENED_AT + timedelta(minutes=minutes))


member = st.sampled_from(MEMBERS).map(str)
item = st.sampled_from(ITEMS).map(str)
text = st.text("aáăâđ ", min_size=1, max_size=8)
acts = st.one_of(
    st.tuples(
        st.just("roll_marked"),
        st.fixed_dictionaries(
            {
                "member": member,
                "round": st.sampled_from([START, END]),
                "mark": st.sampled_from(["present", "excused", "unexcused"]),
                "rank": st.sampled_from([1, 2]),
            }
        ),
    ),
    st.tuples(st.just("item_begun"), st.fixed_dictionaries({"item": item})),
    st.tuples(st.just("item_ended"), st.fixed_dictionaries({"item": item})),
    st.tuples(st.just("note_written"), st.fixed_dictionaries({"text": text, "item": item})),
    st.tuples(st.just("statement_recorded"), st.fixed_dictionaries({"text": text, "speaker": member})),
    st.tuples(st.just("concluded"), st.fixed_dictionaries({"text": text})),
    st.tuples(
        st.sampled_from(["withdrawn", "revised"]),
        st.fixed_dictionaries(
            {"entry": st.integers(10_001, 10_020).map(lambda n: str(UUID(int=n))), "text": text}
        ),
    ),
    st.tuples(st.just("closed"), st.just({})),
)


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """An opened meeting and up to twenty things in it, on clocks days apart."""
    drawn = draw(st.lists(st.tuples(acts, st.integers(-3000, 3000)), max_size=20))
    rest = [entry(number, act, minutes, **data) for number, ((act, data), minutes) in enumerate(drawn, 1)]
    return [entry(0, "opened", 0, **OPENING), *rest]


@given(logs(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_state(log, chance):
    shuffled = [*log, *chance.sample(log, k=len(log) // 2)]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@given(logs())
def test_adding_in_order_is_folding(log):
    ordered = [each for each in sorted(log[1:], key=moment_of) if each.act not in CHANGING]
    assert reduce(after, ordered, fold(log[:1])) == fold([log[0], *ordered])


@given(logs())
def test_an_officers_mark_is_never_overruled_by_a_self_check_in(log):
    state = fold(log)
    officers = {
        (each.data["round"], UUID(each.data["member"]))
        for each in log
        if each.act == "roll_marked" and each.data["rank"] == 2
    }
    gone = {UUID(each.data["entry"]) for each in log if each.act == "withdrawn"}
    if not gone:
        assert all(state.roll[round_][who].rank == 2 for round_, who in officers)


@given(logs())
def test_what_nobody_took_back_is_in_the_state(log):
    state, gone = fold(log), {UUID(each.data["entry"]) for each in log if each.act == "withdrawn"}
    kept = {each.id for each in log if each.act == "note_written"} - gone
    assert {note.entry for note in state.notes} == kept


def test_an_empty_log_is_a_meeting_that_has_not_begun():
    assert fold([]) == State()


def test_the_later_of_two_marks_of_one_rank_counts():
    opened = entry(0, "opened", **OPENING)
    who = {"member": str(MEMBERS[0]), "round": START}
    marks = [
        entry(2, "roll_marked", 5, **who, mark="excused"),
        entry(1, "roll_marked", 9, **who, mark="present"),
    ]
    assert fold([opened, *marks]).mark(MEMBERS[0]).mark == "present"


def test_the_first_close_counts_and_ends_the_current_item():
    log = [
        entry(0, "opened", **OPENING),
        entry(1, "item_begun", 1, item=str(ITEMS[0])),
        entry(2, "closed", 90),
        entry(3, "closed", 95),
    ]
    state = fold(log)
    assert state.duration() == timedelta(minutes=90)
    assert state.items[0].took == timedelta(minutes=89)
    assert state.current is None


def test_beginning_an_item_ends_the_one_before():
    log = [
        entry(0, "opened", **OPENING),
        entry(1, "item_begun", 1, item=str(ITEMS[0])),
        entry(2, "item_begun", 11, item=str(ITEMS[1])),
    ]
    assert fold(log).items[0].took == timedelta(minutes=10)


def test_the_newest_wording_is_shown():
    log = [
        entry(0, "opened", **OPENING),
        entry(1, "note_written", 1, text="một"),
        entry(2, "revised", 2, entry=str(UUID(int=10_001)), text="hai"),
        entry(3, "revised", 3, entry=str(UUID(int=10_001)), text="ba"),
    ]
    assert [note.text for note in fold(log).notes] == ["ba"]
