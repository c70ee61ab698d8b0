"""The fold on a device is the fold of the server: the shared vectors, then logs nobody thought of."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.templatetags.static import static
from hypothesis import given, settings
from playwright.sync_api import Page

from sotay.meetings.log.fold import Entry, fold, newest_wordings
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import plain
from sotay.meetings.tests.logs import TASKS, THRESHOLDS, counted, logs, rule_sets, rules_as_json, vectors
from sotay.votes import rules as votes

pytestmark = pytest.mark.looks
LOGS = 250

# Each log is [entries, rules or null]; all are folded in one call, so that the browser is asked once.
FOLD = """async ([logUrl, rulesUrl, tasks, logs]) => {
  const { fold, newest_wordings } = await import(logUrl);
  const rules = await import(rulesUrl);
  const ids = (seats) => seats.map((seat) => seat.member);
  const rounds = (find, state) => ({ start: ids(find(state, "start")), end: ids(find(state, "end")) });
  const counted = (state, meeting_rules) => ({
    figures: rules.figures(state, meeting_rules),
    base: rules.voting_base(rules.ballot_seats(state), meeting_rules.base),
    voters: rules.voters(rules.ballot_seats(state), meeting_rules.base),
    unmarked: rounds(rules.unmarked, state),
    the_rest: rounds(rules.the_rest, state),
    present_now: [...rules.present_now(state)].sort(),
    likely: state.seats.map(({ member }) =>
      ["start", "end"].map((round) => rules.likely(state, member, round, "bận"))),
    most_votes: state.motions.map((motion) => rules.most_votes(state, motion, meeting_rules)),
    step_of: rules.step_of(state),
    next_item: rules.next_item(state),
    results: tasks.map((task) => rules.result_of(state, task)),
  });
  return logs.map(([entries, meeting_rules]) => {
    const given = JSON.stringify(entries);
    const state = fold(entries);
    const over = Object.fromEntries(newest_wordings(entries));
    const answer = { state, over, counted: meeting_rules && counted(state, meeting_rules) };
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
        entries, meeting_rules = vector["entries"], vector.get("rules")
        for order in (entries, entries[::-1], _shuffled(entries, chance)):
            cases.append((order, meeting_rules))
            expected.append((vector, meeting_rules))
    for (vector, meeting_rules), found in zip(expected, on_the_device(page, cases), strict=True):
        assert found["state"] == vector["state"], vector["name"]
        if meeting_rules:
            assert {key: found["counted"][key] for key in ("figures", "base", "voters")} == {
                key: vector[key] for key in ("figures", "base", "voters")
            }, vector["name"]


def _shuffled(entries: list[Any], chance: random.Random) -> list[Any]:
    twice = [*entries, *chance.sample(entries, k=len(entries) // 2)]
    chance.shuffle(twice)
    return twice


def test_logs_nobody_thought_of_mean_the_same_on_a_device(page):
    cases: list[tuple[list[Entry], MeetingRules]] = []

    @settings(max_examples=LOGS, database=None)
    @given(logs(), rule_sets)
    def gather(log: list[Entry], meeting_rules: MeetingRules) -> None:
        cases.append((log, meeting_rules))

    gather()
    assert len(cases) >= LOGS // 2
    found = on_the_device(page, [(plain(log), rules_as_json(meeting_rules)) for log, meeting_rules in cases])
    for (log, meeting_rules), device in zip(cases, found, strict=True):
        state = fold(log)
        assert device["state"] == plain(state)
        assert device["over"] == _over(log)
        assert device["counted"] == counted(state, meeting_rules)


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
