"""What a code promises: it opens one round of one meeting, now and for no longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from sotay.meetings.log.state import END, START
from sotay.meetings.session import codes
from sotay.meetings.session.codes import ACCEPTED, PATIENCE, WINDOW, Verdict

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
rounds = st.sampled_from([START, END])
moments = st.integers(1_767_225_600, 2_840_140_800).map(lambda at: datetime.fromtimestamp(at, UTC))
meetings = st.uuids()


def later(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


@given(meetings, rounds, moments)
def test_a_code_is_good_while_it_is_shown_and_says_what_it_is_for(meeting, round_, at):
    claim = codes.read(codes.token(KEY, meeting, round_, at))
    assert (claim.meeting, claim.round) == (meeting, round_)
    assert codes.judge(KEY, claim, at) is Verdict.GOOD
    assert codes.judge(KEY, claim, later(at, codes.expires_in(at) - 1)) is Verdict.GOOD
    assert codes.round_typed(KEY, meeting, codes.digits(KEY, meeting, round_, at), at) in {START, END}


@given(meetings, rounds, moments, st.floats(0, 10**7))
def test_a_photo_of_it_is_worth_nothing_after_a_minute(meeting, round_, at, seconds):
    claim = codes.read(codes.token(KEY, meeting, round_, at))
    digits = codes.digits(KEY, meeting, round_, at)
    after = later(at, ACCEPTED * WINDOW + seconds)
    assert codes.judge(KEY, claim, after) is Verdict.OLD
    now = {
        codes.digits(KEY, meeting, each, later(after, -back)) for each in (START, END) for back in (0, WINDOW)
    }
    assume(digits not in now)  # one in a million is the same by chance
    assert codes.round_typed(KEY, meeting, digits, after) is None


@given(meetings, rounds, moments, st.integers(1, 10**6))
def test_a_code_is_not_good_before_it_is_shown(meeting, round_, at, windows):
    claim = codes.read(codes.token(KEY, meeting, round_, later(at, windows * WINDOW)))
    assert codes.judge(KEY, claim, at) is Verdict.OLD


@given(meetings, meetings, rounds, moments)
def test_no_code_of_another_meeting_or_round_or_key_passes(meeting, other, round_, at):
    assume(meeting != other)
    claim = codes.read(codes.token(KEY, meeting, round_, at))
    another = END if round_ == START else START
    for changed in (
        codes.Claim(other, claim.round, claim.window, claim.mac),
        codes.Claim(meeting, another, claim.window, claim.mac),
        codes.Claim(meeting, claim.round, claim.window + 1, claim.mac),
    ):
        assert codes.judge(KEY, changed, at) is Verdict.FALSE
    assert codes.judge(OTHER_KEY, claim, at) is Verdict.FALSE


@given(meetings, rounds, moments, st.integers(0, 37), st.sampled_from("AZaz09-_"))
def test_a_letter_changed_is_a_false_code(meeting, round_, at, place, letter):
    token = codes.token(KEY, meeting, round_, at)
    changed = token[:place] + letter + token[place + 1 :]
    assume(changed != token)
    claim = codes.read(changed)
    assert claim is None or codes.judge(KEY, claim, at) is Verdict.FALSE


@given(st.text())
def test_what_is_no_token_is_read_as_none(text):
    claim = codes.read(text)
    assert claim is None or codes.judge(KEY, claim, datetime.now(UTC)) is Verdict.FALSE


def test_a_token_is_short_enough_for_a_coarse_picture():
    assert len(codes.token(KEY, codes.UUID(int=1), START, datetime.now(UTC))) == 38


@given(meetings, rounds, moments)
def test_digits_are_six_and_differ_between_rounds_and_windows(meeting, round_, at):
    first = codes.digits(KEY, meeting, round_, at)
    assert len(first) == 6
    assert first.isdecimal()
    several = {
        codes.digits(KEY, meeting, each, later(at, n * WINDOW)) for each in (START, END) for n in range(20)
    }
    assert len(several) > 35  # not the same number over and over


@given(
    meetings, rounds, moments, st.sampled_from(["", "12345", "1234567", "abcdef", "１２３４５６", "²²²²²²"])
)
def test_odd_digits_are_nobodys(meeting, round_, at, typed):
    assert codes.round_typed(KEY, meeting, typed, at) is None


@given(meetings, rounds, moments, st.integers(0, 10**5))
def test_whoever_opened_it_in_time_has_five_minutes_and_nobody_else_has(meeting, round_, at, seconds):
    claim = codes.read(codes.token(KEY, meeting, round_, at))
    ticket = codes.ticket(KEY, claim, "an")
    after = later(at, seconds)
    in_time = codes.window_of(after) - claim.window < PATIENCE
    assert codes.ticket_is_good(KEY, claim, "an", ticket, after) == in_time
    assert not codes.ticket_is_good(KEY, claim, "dung", ticket, after)
    assert not codes.ticket_is_good(KEY, claim, "an", "", after)
