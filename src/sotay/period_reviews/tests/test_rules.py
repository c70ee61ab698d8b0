"""Whatever the figures, what is drafted is true of them, and nothing is both praised and blamed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import regulations
from sotay.kernel.periods import Month
from sotay.period_reviews import composing, rules
from sotay.period_reviews.rules import Figures, Period, Span
from sotay.regulations.reading import BadValue, read
from sotay.regulations.values import DRAFT_CONDITIONS, OWN_RULE

TODAY = date(2027, 1, 5)
RULES = regulations.on(TODAY).value("period-reviews.rules")
NAMES = sorted({name for rule in RULES for name in rule.of})
LEVELS = {
    "cell-meeting.attendance_target": Fraction(9, 10),
    "cell-meeting.thematic_per_quarter": 1,
    "cell-meeting.documents_ahead_days": 1,
    "cell-meeting.finished_within_days": 2,
}
PARTS = [rule.of for rule in RULES if len(rule.of) == 2 and rule.when != "none"]
LAST = {"petitions_overdue", "findings_open", "members_without_task", "members_tasked", "cells"}


def months_of(first: Month, count: int) -> tuple[Month, ...]:
    return tuple(first.plus(turn) for turn in range(count))


@st.composite
def spans(draw: st.DrawFn, months: tuple[Month, ...]) -> Span:
    """Figures of some of the months, as they can be: a part is never more than its whole."""
    known = draw(st.sets(st.sampled_from(months), max_size=len(months)))
    found = {}
    for month in sorted(known):
        counts = Counter({name: draw(st.integers(0, 40)) for name in NAMES})
        counts["cells"] = draw(st.integers(1, 3))
        for part, whole in PARTS:
            counts[part] = min(counts[part], counts[whole])
        found[month] = counts
    total: Counter[str] = Counter()
    for counts in found.values():
        for name, number in counts.items():
            total[name] = number if name in LAST else total[name] + number
    return Span(found, total)


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    first = Month(2026, draw(st.sampled_from([1, 2, 7])))
    count = draw(st.integers(1, 6))
    months = months_of(first, count)
    before = months_of(first.plus(-count), count)
    return Figures(
        months=months,
        now={"regular": draw(spans(months)), "all": draw(spans(months))},
        before={"regular": draw(spans(before)), "all": draw(spans(before))},
        kept=frozenset(draw(st.sets(st.sampled_from(NAMES)))) | {"cells"} if draw(st.booleans()) else ALL,
        levels={point: dict.fromkeys(months, level) for point, level in LEVELS.items()},
        compares=draw(st.booleans()),
        each_month_from=Fraction(1, 2),
        today=TODAY,
    )


ALL = frozenset({*NAMES, "cells"})


def true_of(rule, figures) -> bool:  # noqa: PLR0911
    """The condition of a rule, said once more and otherwise than in the program."""
    level = LEVELS[rule.level_of] if rule.level_of else rule.level
    now, before = figures.now[rule.meetings], figures.before[rule.meetings]
    sums = {name: now.total.get(name, 0) for name in rule.of}
    if rule.when == "always":
        return True
    if rule.when == "some":
        return sums[rule.of[0]] > 0
    if rule.when == "none":
        return sums[rule.of[0]] == 0 < sums[rule.of[1]]
    if rule.when in {"each_quarter", "some_quarter_short"}:
        kept = [now.months.get(month) for month in figures.months]
        whole = [
            kept[place : place + 3]
            for place, month in enumerate(figures.months)
            if month.number in {1, 4, 7, 10} and len(kept[place : place + 3]) == 3
        ]
        whole = [three for three in whole if None not in three]
        enough = [
            sum(each[rule.of[0]] for each in three) >= level * min(each["cells"] for each in three)
            for three in whole
        ]
        return bool(enough) and all(enough) == (rule.when == "each_quarter")
    part, whole = rule.of
    if not sums[whole]:
        return False
    if rule.when == "share_each_month":
        asked = [month for month in now.months.values() if month[whole]]
        return all(month[part] >= level * month[whole] for month in asked) and len(asked) * 2 >= len(
            figures.months
        )
    if rule.when == "share_at_least":
        return sums[part] >= level * sums[whole]
    if rule.when == "share_below":
        return sums[part] < level * sums[whole]
    earlier = before.total.get(whole, 0)
    if not figures.compares or not earlier:
        return False
    change = Fraction(sums[part], sums[whole]) - Fraction(before.total[part], earlier)
    return change >= level if rule.when == "share_rises" else -change >= level


@given(figures())
def test_every_sentence_is_true_of_the_figures(drawn: Figures):
    for sentence in rules.draft(RULES, drawn):
        assert drawn.kept.issuperset(sentence.rule.of), "a figure that is not counted is not spoken of"
        assert true_of(sentence.rule, drawn), sentence.key


@given(figures())
def test_a_rule_whose_condition_holds_is_silent_only_behind_another_of_its_topic(drawn: Figures):
    said = rules.draft(RULES, drawn)
    spoken = {sentence.key for sentence in said}
    topics = {s.rule.topic for s in said if s.section in {"strength", "weakness"}}
    for rule in RULES:
        if rule.section not in {"strength", "weakness"} or rule.key in spoken:
            continue
        kept = drawn.kept.issuperset(rule.of) and drawn.now[rule.meetings].months
        assert rule.topic in topics or not kept or not true_of(rule, drawn), rule.key


@given(figures())
def test_the_numbers_of_a_sentence_are_those_of_the_table(drawn: Figures):
    """What stands in the text is in the fields, and the fields are sums of the figures the table shows."""
    lines = {(line.figure, line.whole): line for line in composing.lines_of(drawn)}
    shown = {line.figure for line in lines.values()} | {line.whole for line in lines.values()}
    for sentence in rules.draft(RULES, drawn):
        rule, fields = sentence.rule, sentence.fields
        assert shown.issuperset(rule.of), "every figure spoken of is in the table"
        total = drawn.now[rule.meetings].total
        for name, figure in zip(("part", "whole"), rule.of, strict=False):
            assert fields.get(name, total.get(figure, 0)) == total.get(figure, 0)
        if "share" in fields:
            assert fields["share"] == Fraction(total[rule.of[0]], total[rule.of[1]])
        if rule.when == "some":
            assert fields["number"] == total[rule.of[0]]
        if rule.when == "none":
            assert fields["beside"] == total[rule.of[1]]
        if "lowest_month" in fields:
            counts = drawn.now[rule.meetings].months[fields["lowest_month"]]
            assert fields["lowest"] == Fraction(counts[rule.of[0]], counts[rule.of[1]])
        for language in ("vi", "en"):
            written = set(re.findall(r"\d[\d.,/]*", sentence.text(language)))
            allowed = re.findall(r"\d[\d.,/]*", " ".join(rules.shown(fields, language).values()))
            pairs = {f"{one}/{other}" for one in allowed for other in allowed}
            assert {each.rstrip(".,") for each in written} <= {*allowed, *pairs}, sentence.text(language)


@given(figures())
def test_nothing_is_both_a_strength_and_a_weakness(drawn: Figures):
    said = rules.draft(RULES, drawn)
    judged: dict[str, set[str]] = {}
    for sentence in said:
        judged.setdefault(sentence.rule.topic, set()).add(sentence.section)
    for topic, sections in judged.items():
        assert not {"strength", "weakness"} <= sections, topic
        assert not {"strength", "cause"} <= sections, topic
    assert len({sentence.key for sentence in said}) == len(said)


@given(figures())
def test_a_cause_or_solution_follows_from_something_that_is_said(drawn: Figures):
    said = rules.draft(RULES, drawn)
    suggested = {key for sentence in said for key in sentence.rule.suggests}
    for sentence in said:
        if sentence.section in {"cause", "solution"}:
            assert sentence.key in suggested or sentence.key == "keep_up"
    weak = [sentence for sentence in said if sentence.section == "weakness"]
    for sentence in weak:
        solutions = {rule.key for rule in RULES if rule.section == "solution"} & set(sentence.rule.suggests)
        assert solutions, f"{sentence.key} comes with a solution"
        assert solutions <= {each.key for each in said}


@given(figures())
def test_a_share_never_looks_like_the_level_it_is_held_against(drawn: Figures):
    for sentence in rules.draft(RULES, drawn):
        fields = {name: value for name, value in sentence.fields.items() if isinstance(value, Fraction)}
        written = rules.shown(fields, "vi")
        for one, first in fields.items():
            for other, second in fields.items():
                assert (written[one] == written[other]) == (first == second), (first, second)


def test_without_figures_nothing_is_said():
    nothing = Figures(
        months=months_of(Month(2026, 1), 6),
        now={"regular": Span(), "all": Span()},
        before={"regular": Span(), "all": Span()},
        kept=ALL,
        levels={},
        compares=False,
        each_month_from=Fraction(1, 2),
        today=TODAY,
    )
    assert rules.draft(RULES, nothing) == ()
    assert nothing.missing == nothing.months


def test_every_rule_names_its_source_and_figures_that_have_a_line():
    lines = {name for line in composing.STATISTICS for name in (line.figure, line.whole)}
    for rule in RULES:
        assert rule.source
        assert lines.issuperset(rule.of), rule.key
        assert rule.is_own == (rule.source == OWN_RULE)
    assert set(DRAFT_CONDITIONS) == set(rules.CONDITIONS)
    assert {rule.when for rule in RULES} == set(rules.CONDITIONS)


@pytest.mark.parametrize(
    "changed",
    [
        {"when": "always_true"},
        {"section": "praise"},
        {"of": ["present"]},
        {"of": "present"},
        {"vi": "{nothing} lượt"},
        {"vi": "{share"},
        {"level": "120%"},
        {"level": "50%", "times": 2},
        {"level": "50%", "level_of": "cell-meeting.attendance_target"},
        {"suggests": ["no_such_rule"]},
        {"suggests": "keep_calendar"},
        {"meetings": "some"},
        {"key": "Not A Key"},
        {"strange": 1},
    ],
)
def test_a_wrong_rule_is_refused(changed):
    rule = {
        "key": "a",
        "topic": "a",
        "section": "strength",
        "when": "share_at_least",
        "of": ["present", "base"],
        "level": "90%",
        "rule_vi": "từ {level}",
        "rule_en": "{level} or more",
        "vi": "Đạt {share}",
        "en": "{share}",
        "source": "own",
    }
    assert read("draft_rules", [rule], {})[0].level == Fraction(9, 10)
    if "level_of" in changed and "level" not in changed:
        rule.pop("level")
    with pytest.raises(BadValue):
        read("draft_rules", [rule | changed], {})
    with pytest.raises(BadValue):
        read("draft_rules", [rule, rule], {})


def test_a_rule_needs_a_level():
    rule = {
        **{"key": "a", "topic": "a", "section": "strength", "when": "share_below", "of": ["present", "base"]},
        **{"rule_vi": "a", "rule_en": "a", "vi": "a", "en": "a", "source": "own"},
    }
    with pytest.raises(BadValue):
        read("draft_rules", [rule], {})


# --- periods ---

months = st.builds(Month, st.integers(1990, 2060), st.integers(1, 12))


@given(months, st.integers(0, 60))
def test_the_time_before_is_as_long_and_ends_the_month_before(first: Month, more: int):
    period = Period("months", first, first.plus(more))
    before = period.before()
    assert len(before.months) == len(period.months) == more + 1
    assert before.last.plus(1) == period.first
    assert not period.overlaps(before)
    assert period.overlaps(period)


@given(months, months)
def test_a_period_backwards_has_no_months(one: Month, other: Month):
    first, last = max(one, other), min(one, other)
    assert len(Period("months", first, last).months) == (1 if first == last else 0)


def test_periods_are_named_as_papers_name_them():
    assert rules.half_year(2026, 1).words() == "6 tháng đầu năm 2026"
    assert rules.half_year(2026, 2).words() == "6 tháng cuối năm 2026"
    assert rules.whole_years("year", 2026, 2026).words() == "năm 2026"
    assert rules.whole_years("term", 2025, 2030).words() == "nhiệm kỳ 2025 - 2030"
    assert rules.whole_years("years", 2023, 2028).words() == "giai đoạn 2023 - 2028"
    several = Period("months", Month(2015, 9), Month(2018, 4))
    assert several.words() == "từ tháng 9 năm 2015 đến tháng 4 năm 2018"
    assert several.begun(date(2016, 2, 1)).last == Month(2016, 2)


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1), st.data())
def test_moving_up_and_down_loses_nothing_and_goes_back(keys: list[str], data: st.DataObject):
    key = data.draw(st.sampled_from(keys))
    down = rules.moved(keys, key, 1)
    assert sorted(down) == sorted(keys)
    if keys[-1] != key:
        assert rules.moved(down, key, -1) == keys
    order = data.draw(st.permutations(keys))[:2]
    ordered = rules.in_order(keys, order)
    assert sorted(ordered) == sorted(keys)
    assert ordered[: len(order)] == list(order)


def test_numbers_are_written_as_people_write_them():
    assert rules.show(12345, "vi") == "12.345"
    assert rules.show(12345, "en") == "12,345"
    assert rules.show(5, "vi") == "05"
    assert rules.show(Fraction(942, 1000), "vi") == "94,2%"
