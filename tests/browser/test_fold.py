"""The fold on a device is the fold of the server: the shared vectors, then logs nobody thought of."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.templatetags.static import static
from hypothesis import given, settings
from playwright.sync_api import Page

from sotay.kernel import parse
from sotay.meetings.log.fold import Entry, fold, newest_wordings
from sotay.meetings.log.rules import Law
from sotay.meetings.log.state import plain
from sotay.meetings.tests.logs import TASKS, THRESHOLDS, counted, law_as_json, laws, logs, vectors
from sotay.votes import rules as votes

pytestmark = pytest.mark.looks
LOGS = 250

# Each log is [entries, law or null]; all are folded in one call, so that the browser is asked once.
FOLD = """async ([logUrl, rulesUrl, tasks, logs]) => {
  const { fold, newest_wordings } = await import(logUrl);
  const rules = await import(rulesUrl);
  const ids = (seats) => seats.map((seat) => seat.member);
  const rounds = (find, state) => ({ start: ids(find(state, "start")), end: ids(find(state, "end")) });
  const counted = (state, law) => ({
    figures: rules.figures(state, law),
    base: rules.voting_base(rules.ballot_seats(state), law.base),
    voters: rules.voters(rules.ballot_seats(state), law.base),
    unmarked: rounds(rules.unmarked, state),
    the_rest: rounds(rules.the_rest, state),
    present_now: [...rules.present_now(state)].sort(),
    likely: state.seats.map(({ member }) =>
      ["start", "end"].map((round) => rules.likely(state, member, round, "bận"))),
    most_votes: state.motions.map((motion) => rules.most_votes(state, motion, law)),
    step_of: rules.step_of(state),
    next_item: rules.next_item(state),
    results: tasks.map((task) => rules.result_of(state, task)),
  });
  return logs.map(([entries, law]) => {
    const given = JSON.stringify(entries);
    const state = fold(entries);
    const over = Object.fromEntries(newest_wordings(entries));
    const answer = { state, over, counted: law && counted(state, law) };
    if (JSON.stringify(entries) !== given) throw new Error("the fold changed what it was given");
    return answer;
  });
}"""


@pytest.fixture
def page(visit) -> Page:
    """A page of the site: the policy of the site lets it load the site's own modules and no others."""
    return visit(path="/healthz")


def on_the_device(page: Page, cases: list[tuple[list[Any], Any]]) -> list[Any]:
    urls = [static(f"meetings/room/{name}.js") for name in ("log", "rules")]
    return page.evaluate(FOLD, [*urls, [str(task) for task in TASKS], cases])


def test_the_vectors_hold_on_a_device_in_any_order(page):
    chance, cases, expected = random.Random(4), [], []
    for vector in vectors():
        entries, law = vector["entries"], vector.get("law")
        for order in (entries, entries[::-1], _shuffled(entries, chance)):
            cases.append((order, law))
            expected.append((vector, law))
    for (vector, law), found in zip(expected, on_the_device(page, cases), strict=True):
        assert found["state"] == vector["state"], vector["name"]
        if law:
            assert {key: found["counted"][key] for key in ("figures", "base", "voters")} == {
                key: vector[key] for key in ("figures", "base", "voters")
            }, vector["name"]


def _shuffled(entries: list[Any], chance: random.Random) -> list[Any]:
    twice = [*entries, *chance.sample(entries, k=len(entries) // 2)]
    chance.shuffle(twice)
    return twice


def test_logs_nobody_thought_of_mean_the_same_on_a_device(page):
    cases: list[tuple[list[Entry], Law]] = []

    @settings(max_examples=LOGS, database=None)
    @given(logs(), laws)
    def gather(log: list[Entry], law: Law) -> None:
        cases.append((log, law))

    gather()
    assert len(cases) >= LOGS // 2
    found = on_the_device(page, [(plain(log), law_as_json(law)) for log, law in cases])
    for (log, law), device in zip(cases, found, strict=True):
        state = fold(log)
        assert device["state"] == plain(state)
        assert device["over"] == _over(log)
        assert device["counted"] == counted(state, law)


def _over(log: list[Entry]) -> dict[str, list[str]]:
    return {str(target) if target else "null": plain(over) for target, over in newest_wordings(log).items()}


def test_what_passes_is_worked_out_in_whole_numbers(page):
    """Every base a cell can have, at and beside every threshold."""
    cases = [(base, text) for base in range(61) for text in (*THRESHOLDS, ">5/9", ">=1/100", ">999/1000")]
    needed = page.evaluate(
        """async ([url, cases]) => {
          const { needed, threshold_of } = await import(url);
          return cases.map(([base, text]) => needed(base, threshold_of(text)));
        }""",
        [static("meetings/room/rules.js"), cases],
    )
    assert needed == [votes.needed(base, votes.threshold_of(text)) for base, text in cases]


TYPED = [
    "3/12/2026", "03.12.2026", "3-12-2026", "3 12 2026", "03122026", "2026-12-03", " 3/12/2026 ",
    "3. 12. 2026", "31/02/2026", "29/02/2027", "29/02/2028", "13/13/2026", "0/12/2026", "2026", "hôm qua",
    "", "32122026",
]  # fmt: skip
NUMBERS = ["12", "0", "1250", "1.250", "1,250", "1 250", "1.2", "một", "", "-1", "1e3"]


def test_a_day_and_a_number_are_read_on_the_device_as_on_the_server(page):
    """What a form of the room takes without a network is what the server's forms take."""
    read = """async ([url, days, numbers]) => {
      const forms = await import(url);
      return [days.map((text) => forms.day(text, "2026-11-29")), numbers.map((text) => forms.number(text))];
    }"""
    days, numbers = page.evaluate(read, [static("meetings/room/forms.js"), TYPED, NUMBERS])
    assert dict(zip(TYPED, days, strict=True)) == {text: _read(parse.day, text) or "" for text in TYPED}
    by_server = {text: _read(parse.number, text) for text in NUMBERS}
    none_below_zero = {text: None if text.startswith("-") else number for text, number in by_server.items()}
    found = (None if math.isnan(number) else number for number in numbers)
    by_device = dict(zip(NUMBERS, found, strict=True))
    assert by_device == none_below_zero


def _read(parse_it: Callable[[str], date | int], text: str) -> str | int | None:
    try:
        found = parse_it(text)
    except parse.ParseError:
        return None
    return found.isoformat() if isinstance(found, date) else found
