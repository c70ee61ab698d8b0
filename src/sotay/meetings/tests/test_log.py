"""The fold is the same for every order and repetition, and adding in order is folding."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sotay.meetings.log.fold import CHANGING, after, fold, moment_of
from sotay.meetings.log.state import START, State
from sotay.meetings.tests.logs import ITEMS, MEMBERS, OPENING, entry, logs


@given(logs(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_state(log, chance):
    shuffled = [*log, *chance.sample(log, k=len(log) // 2)]
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@given(logs())
def test_adding_as_entries_come_is_folding(log):
    """As the server does: what is later than all others and reaches back to none is only added."""
    state, held = State(), {}
    for each in log:
        if each.act in {"withdrawn", "revised"} and UUID(each.data["entry"]) not in held:
            continue  # the server refuses it
        later = all(moment_of(each) > moment_of(known) for known in held.values())
        held[each.id] = each
        state = after(state, each) if later and each.act not in CHANGING else fold(held.values())
    assert state == fold(held.values())


@given(logs())
def test_an_officers_mark_is_never_overruled_by_a_self_check_in(log):
    state = fold(log)
    officers = {
        (each.data["round"], UUID(each.data["member"]))
        for each in log
        if each.act == "roll_marked" and each.data.get("rank", 2) == 2
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


def test_a_count_is_not_lost_when_its_clock_is_behind_that_of_the_motion():
    motion = entry(1, "motion_moved", 60, text="Nhất trí?", threshold=">1/2", base=5)
    hands = entry(2, "hands_counted", -3000, motion=str(motion.id), votes_for=3)
    assert fold([entry(0, "opened", **OPENING), motion, hands]).motions[0].passed
