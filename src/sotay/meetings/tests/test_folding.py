"""Folding onwards from a known state is folding from the beginning, whatever arrives in whatever order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sotay.meetings.log.fold import fold, moment_of, newest_wordings
from sotay.meetings.log.folding import Folded, add
from sotay.meetings.tests.logs import ITEMS, MEMBERS, OPENING, entry, logs


def _from_the_nearest(known, log, arrived):
    """As the server does: the newest state from which all that came since can be told."""
    for place in sorted(known, reverse=True):
        found = add(known[place], log[place:arrived])
        if found is not None:
            return found
    raise AssertionError("from the beginning everything can be told")


@given(logs(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_states_kept_on_the_way_lead_to_what_the_whole_log_means(log, chance, every):
    chance.shuffle(log)
    known = {0: Folded()}
    for arrived in range(1, len(log) + 1):
        folded = _from_the_nearest(known, log, arrived)
        assert folded.state == fold(log[:arrived])
        assert folded.standing() == newest_wordings(log[:arrived])
        if arrived % every == 0:
            known[arrived] = folded


@given(logs(), st.data())
def test_a_parcel_added_at_once_is_one_added_bit_by_bit(log, data):
    log.sort(key=moment_of)
    cut = data.draw(st.integers(0, len(log)))
    first = add(Folded(), log[:cut])
    assert first is not None
    together = add(first, log[cut:])
    assert together is None or together.state == fold(log)


def test_what_only_adds_needs_nothing_that_was_before():
    folded = add(Folded(), [entry(0, "opened", **OPENING), entry(1, "note_written", 1, text="Một")])
    for act, data in (
        ("item_begun", {"item": str(ITEMS[0])}),
        ("roll_marked", {"member": str(MEMBERS[0]), "round": "start", "mark": "present"}),
        ("motion_moved", {"text": "Thông qua"}),
        ("revised", {"entry": str(entry(1, "note_written").id), "text": "Hai"}),
        ("revised", {"entry": str(entry(1, "note_written").id), "text": "Ba"}),
        ("concluded", {"text": "Kết luận"}),
        ("withdrawn", {"entry": str(entry(1, "note_written").id)}),
        ("closed", {}),
    ):
        place = folded.newest[0]
        minutes = (place - entry(0, "opened").at).total_seconds() / 60 + 1
        folded = add(folded, [entry(int(minutes) + 1, act, minutes, **data)])
        assert folded is not None, act
    assert folded.state.notes == ()


def test_a_mark_taken_back_needs_what_was_before_it():
    opened = add(Folded(), [entry(0, "opened", **OPENING)])
    mark = entry(1, "roll_marked", 1, member=str(MEMBERS[0]), round="start", mark="present")
    back = entry(2, "withdrawn", 2, entry=str(mark.id))
    assert add(add(opened, [mark]), [back]) is None
    assert add(opened, [mark, back]).state.mark(MEMBERS[0]) is None
