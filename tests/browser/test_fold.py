"""What the scripts of the room work out is what the server does: the vectors, then logs nobody thought of."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from sotay.kernel import parse
from sotay.kernel.forms import DayField
from sotay.meetings.log.acts import ACTS
from sotay.meetings.log.plausible import Limits
from sotay.meetings.log.points import Goals
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import plain
from sotay.meetings.tests import twins
from sotay.meetings.tests.logs import THRESHOLDS, logs, rule_sets, rules_as_json, rules_from_json, vectors
from sotay.meetings.tests.twins import Case
from sotay.meetings.views_offline import WRITTEN
from sotay.votes import rules as votes

pytestmark = pytest.mark.looks
LOGS = 250
DAYS = st.sampled_from(["2026-11-29", "2026-12-03", "2027-01-01", "2027-02-06"])
FROM, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
times = st.integers(0, int((UNTIL - FROM).total_seconds() * 1_000_000)).map(
    lambda microseconds: FROM + timedelta(microseconds=microseconds)
)


@pytest.fixture
def page(visit) -> Page:
    """A page of the site: the policy of the site lets it load the site's own modules and no others."""
    return visit(path="/healthz")


def urls() -> list[str]:
    return [static(f"meetings/room/{name}.js") for name in twins.MODULES]


def on_the_device(page: Page, cases: list[tuple[list[Any], Any, Any]]) -> list[Any]:
    """All cases in one call, so that the browser is asked once."""
    return page.evaluate(twins.script(), [urls(), cases])


def test_whatever_a_script_of_the_room_works_out_is_compared(page):
    """A function that is added to one of the twins needs its line in `twins`, with what the server does."""
    exports = page.evaluate(
        "async (urls) => Promise.all(urls.map(async (url) => Object.keys(await import(url)).sort()))", urls()
    )
    for (module, lines), names in zip(twins.MODULES.items(), exports, strict=True):
        assert names == sorted(lines), module
        assert [name for name, (text, _found) in lines.items() if f"{module}.{name}" not in text] == []


def test_the_vectors_hold_on_a_device_in_any_order(page):
    chance, cases, expected = random.Random(4), [], []
    given_of = case_of([], None).given()
    for vector in vectors():
        entries, meeting_rules = vector["entries"], vector.get("rules")
        for order in (entries, entries[::-1], _shuffled(entries, chance)):
            cases.append((order, meeting_rules or rules_as_json(case_of([], None).rules), given_of))
            expected.append((vector, meeting_rules))
    for (vector, meeting_rules), found in zip(expected, on_the_device(page, cases), strict=True):
        assert found["log"]["fold"] == vector["state"], vector["name"]
        if meeting_rules:
            rules = found["rules"]
            counted = {"figures": rules["figures"], "base": rules["voting_base"], "voters": rules["voters"]}
            counted["by_mode"] = rules["by_mode"][0]
            assert counted == {key: vector[key] for key in counted}, vector["name"]


def _shuffled(entries: list[Any], chance: random.Random) -> list[Any]:
    twice = [*entries, *chance.sample(entries, k=len(entries) // 2)]
    chance.shuffle(twice)
    return twice


def case_of(log: list[Any], meeting_rules: Any, **more: Any) -> Case:
    defaults: dict[str, Any] = {
        "limits": Limits(),
        "goals": Goals(),
        "now": datetime(2026, 12, 3, 14, tzinfo=UTC),
        "day": "2026-12-03",
        "month": "2026-12",
        "holidays": {},
        "counts": (3, 2, 1),
        "base": 6,
        "places": 1,
    }
    thresholds = {"thresholds": dict.fromkeys(votes.Matter, ">1/2")}
    rules = meeting_rules or rules_from_json({**rules_as_json(MeetingRules()), **thresholds})
    return Case(entries=log, rules=rules, **{**defaults, **more})


def test_logs_nobody_thought_of_mean_the_same_on_a_device(page):
    cases: list[Case] = []
    details = st.fixed_dictionaries(
        {
            "limits": st.builds(Limits, *[st.integers(0, 400)] * 4),
            "goals": st.builds(Goals, *[st.integers(0, 200)] * 2, *[st.integers(1, 10)] * 2),
            "now": times,
            "day": DAYS,
            "month": st.sampled_from(["2026-11", "2026-12", "2027-01"]),
            "holidays": st.dictionaries(DAYS, st.just("Tết"), max_size=2),
            "counts": st.lists(st.integers(0, 9), min_size=3, max_size=6).map(tuple),
            "base": st.integers(0, 12),
            "places": st.integers(1, 3),
        }
    )

    @settings(max_examples=LOGS, database=None)
    @given(logs(), rule_sets, st.sampled_from(THRESHOLDS), details)
    def gather(log: list[Any], meeting_rules: Any, threshold: str, more: dict[str, Any]) -> None:
        thresholds = dict.fromkeys(votes.Matter, votes.threshold_of(threshold))
        cases.append(case_of(log, replace(meeting_rules, thresholds=thresholds), **more))

    gather()
    assert len(cases) >= LOGS // 2
    asked = [(plain(case.entries), rules_as_json(case.rules), case.given()) for case in cases]
    for case, found in zip(cases, on_the_device(page, asked), strict=True):
        for module, lines in twins.expected(case).items():
            for name, value in lines.items():
                assert found[module][name] == value, (module, name, plain(case.entries))


FILLED_IN = {"task", "motion", "entry", "seats", "items", "round", "mark", "counts", "votes_for", "item"}
"""Fields of an act that the room fills in by itself or reads from a form of its own (`payload.js`)."""


def test_what_a_form_of_the_room_asks_for_is_what_its_act_needs(page):
    needs = page.evaluate("async (url) => (await import(url)).NEEDS", static("meetings/room/forms.js"))
    assert needs.keys() <= ACTS.keys()
    for act, spec in ACTS.items():
        wanted = {name for name in spec.needs if name not in FILLED_IN}
        if act in WRITTEN or act in needs:
            assert wanted <= set(needs.get(act, ())), act


@pytest.mark.parametrize("separator", "/.-")
def test_a_day_that_the_page_reads_the_room_reads_alike(page, separator):
    written = [f"{d}{separator}{m}{separator}2027" for d in (1, "05", 28, 29, 31) for m in (1, "02", 12, 13)]
    written += ["05032027", "31022027", "2027-03-05", "2027-02-29", "2027-3-5", "hôm qua", "5/3/27", ""]
    field = DayField(required=False)

    def read(text: str) -> str:
        try:
            return str(field.clean(text) or "")
        except ValidationError:
            return ""

    found = page.evaluate(
        "async ([url, texts]) => { const { day } = await import(url); return texts.map((one) => day(one)); }",
        [static("meetings/room/forms.js"), written],
    )
    assert found == list(map(read, written))


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
