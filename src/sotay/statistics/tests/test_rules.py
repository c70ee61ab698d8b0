"""Bands, periods; and that no hidden number is found by who sees all tables of a unit and of those below."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.statistics import rules
from sotay.statistics.rules import Band, Breakdown, Period, Protected, bands

MEMBERS = Breakdown("members")
SEX, AGE = Breakdown("members", "sex"), Breakdown("members", "age")
NEW, NEW_SEX = Breakdown("new"), Breakdown("new", "sex")
ASKED = list(
    rules.in_order(
        [
            Protected(NEW_SEX, (NEW, SEX), SEX),
            Protected(NEW, (), MEMBERS),
            Protected(SEX),
            Protected(AGE),
        ]
    )
)
LEAST, ROUND = 3, 5
MONTHS = (0, 1)


@pytest.mark.parametrize(
    ("starts", "below", "keys"),
    [
        ([31, 41], True, ["-30", "31-40", "41-"]),
        ([30, 50], False, ["30-49", "50-"]),
        ([3, 6, 10, 30, 101], True, ["-2", "3-5", "6-9", "10-29", "30-100", "101-"]),
    ],
)
def test_bands_follow_from_where_each_begins(starts, below, keys):
    assert [band.key for band in bands(starts, below=below)] == keys


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(0, 250))
def test_every_number_lies_in_one_band(starts, number):
    assert sum(band.holds(number) for band in bands(starts)) == 1


def test_a_band_without_an_end_holds_everything_beyond():
    assert Band(61, None).holds(120)
    assert not Band(61, None).holds(60)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-Y", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods(text, first, last):
    period = Period.parse(text)
    assert (period.first, period.last, str(period)) == (first, last, text)
    assert period.before().following() == period


@pytest.mark.parametrize("text", ["", "2026", "2026-Q5", "2026-H3", "26-Q1", "2026-Q1x", "2026-Y1"])
def test_what_is_no_period(text):
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("number", "least", "small"), [(0, 3, False), (1, 3, True), (2, 3, True), (3, 3, False)]
)
def test_nobody_and_enough_people_are_not_small(number, least, small):
    assert rules.is_small(number, least) is small


def test_a_breakdown_is_hidden_for_all_sisters_where_one_of_them_is_small():
    alone: rules.OfUnit = {SEX: {"f": 10, "m": 20}}
    sisters: list[rules.OfUnit] = [{SEX: {"f": 9, "m": 10}}, {SEX: {"f": 1, "m": 10}}]
    assert rules.shown([[alone], sisters], [Protected(SEX)], LEAST) == [frozenset({SEX}), frozenset()]


def test_what_is_hidden_above_is_hidden_below():
    alone: rules.OfUnit = {SEX: {"f": 2, "m": 20}}
    assert rules.shown([[alone], [alone]], [Protected(SEX)], LEAST) == [frozenset(), frozenset()]


def test_what_is_left_of_the_whole_counts_too():
    whole, part = {"f": 10, "m": 10}, {"f": 9, "m": 0}
    assert not rules.safe(part, whole, LEAST)
    assert rules.safe({"f": 7, "m": 0}, whole, LEAST)


def test_who_came_is_told_by_the_totals_when_nobody_else_did():
    assert rules.explained([2, 1, -3], came=3)
    assert not rules.explained([2, 1, -3], came=4)


# --- the attacker


@dataclass(frozen=True)
class Person:
    ward: int
    sex: str
    age: str
    here: tuple[bool, bool]  # in each month
    new: tuple[bool, bool]


PERSONS = st.builds(
    Person,
    st.integers(0, 2),
    st.sampled_from("fm"),
    st.sampled_from("abc"),
    st.sampled_from([(True, True)] * 6 + [(True, False), (False, True)]),
    st.sampled_from([(False, False)] * 3 + [(True, True), (False, True)]),
)
WORLDS = st.lists(PERSONS, min_size=6, max_size=40)
View = list[tuple[str, tuple[tuple[str, int | None], ...]]]


def counted(people: list[Person], month: int) -> rules.OfUnit:
    here = [each for each in people if each.here[month]]
    new = [each for each in here if each.new[month]]
    return {
        MEMBERS: Counter("all" for _each in here),
        SEX: Counter({"f": 0, "m": 0}) | Counter(each.sex for each in here),
        AGE: Counter(each.age for each in here),
        NEW: Counter("all" for _each in new),
        NEW_SEX: Counter(each.sex for each in new),
    }


def levels(people: list[Person], month: int) -> list[list[rules.OfUnit]]:
    wards = [[each for each in people if each.ward == ward] for ward in range(3)]
    return [[counted(people, month)], [counted(ward, month) for ward in wards]]


def view(people: list[Person], *, rounded: bool = True) -> View:
    """Everything a reader without names sees of a unit and those below it in both months."""
    seen: View = []
    for month in MONTHS:
        below = levels(people, month)
        for depth, (units, allowed) in enumerate(zip(below, rules.shown(below, ASKED, LEAST), strict=True)):
            for at, unit in enumerate(units):
                for what in (MEMBERS, *(each.breakdown for each in ASKED)):
                    if what != MEMBERS and what not in allowed:
                        seen.append((f"{month} {depth} {at} {what}", ()))
                        continue
                    numbers = tuple(
                        (name, show(number, below=depth > 0 and rounded))
                        for name, number in sorted(unit[what].items())
                        if number
                    )
                    seen.append((f"{month} {depth} {at} {what}", numbers))
    return seen


def show(number: int, *, below: bool) -> int | None:
    if rules.is_small(number, LEAST):
        return None
    return rules.rounded(number, ROUND, draw=ROUND // 2) if below else number


def hidden(people: list[Person]) -> list[tuple[int, int, Breakdown, str, int]]:
    """Small numbers of the units below: month, ward, what, category, number."""
    found = []
    for month in MONTHS:
        below = levels(people, month)
        for ward, unit in enumerate(below[1]):
            for each in ASKED:
                for name, number in unit[each.breakdown].items():
                    if rules.is_small(number, LEAST):
                        found.append((month, ward, each.breakdown, name, number))
    return found


def test_what_is_shown_is_never_small():
    """Of any world: by construction, and said here so that it stays so."""

    @given(WORLDS)
    def run(people: list[Person]) -> None:
        for _where, numbers in view(people):
            assert all(number is None or not rules.is_small(number, LEAST) for _name, number in numbers)

    run()


# The first attack: adding and subtracting any numbers of both months, exactly, knowing which are nought.

STAYS = ((True, True), (True, False), (False, True))
BECAME = ((False, False), (True, True), (False, True))
CELLS = [
    (ward, sex, age, here, new)
    for ward in range(3)
    for sex in "fm"
    for age in "abc"
    for here in STAYS
    for new in BECAME
]
"""The finest groups people can be told apart by."""
PRIME = 2_147_483_647


def row_of(month: int, ward: int | None, what: Breakdown, name: str) -> list[int]:
    """Which of the finest groups a number adds up."""
    return [
        int(
            here[month]
            and (ward is None or of == ward)
            and {"sex": sex, "age": age, "": "all"}[what.by] == name
            and (new[month] or what.population == "members")
        )
        for of, sex, age, here, new in CELLS
    ]


class Span:
    """What adding and subtracting numbers leads to."""

    def __init__(self) -> None:
        self.basis: dict[int, list[int]] = {}

    def left_of(self, row: list[int]) -> list[int]:
        left = [value % PRIME for value in row]
        for lead, other in self.basis.items():
            if left[lead]:
                factor = left[lead]
                left = [(a - factor * b) % PRIME for a, b in zip(left, other, strict=True)]
        return left

    def add(self, row: list[int]) -> None:
        left = self.left_of(row)
        lead = next((at for at, value in enumerate(left) if value), None)
        if lead is not None:
            inverse = pow(left[lead], -1, PRIME)
            self.basis[lead] = [value * inverse % PRIME for value in left]

    def holds(self, row: list[int]) -> bool:
        return not any(self.left_of(row))


@given(WORLDS)
@settings(max_examples=60)
def test_no_hidden_number_is_a_sum_or_difference_of_shown_ones(people):
    """Even were the numbers of units below not rounded."""
    known: list[list[int]] = []
    nought: set[int] = set()
    for month in MONTHS:
        below = levels(people, month)
        allowed = rules.shown(below, ASKED, LEAST)
        for depth, units in enumerate(below):
            for at, unit in enumerate(units):
                for what in (MEMBERS, *allowed[depth]):
                    for name in {"sex": "fm", "age": "abc", "": ["all"]}[what.by]:
                        row = row_of(month, at if depth else None, what, name)
                        known.append(row)
                        if not unit[what].get(name):
                            nought |= {place for place, value in enumerate(row) if value}
    span = Span()
    for row in known:
        span.add(without(row, nought))
    for month, ward, what, name, _number in hidden(people):
        if what != MEMBERS and not small_total(levels(people, month)[1][ward]):
            target = without(row_of(month, ward, what, name), nought)
            assert not span.holds(target), (month, ward, what, name)


def without(row: list[int], nought: set[int]) -> list[int]:
    return [0 if place in nought else value for place, value in enumerate(row)]


def small_total(unit: rules.OfUnit) -> bool:
    """A unit of one or two members: its total is hidden by itself, yet every total above it is known."""
    return sum(unit[MEMBERS].values()) < LEAST


# The second: who knows the rule too asks which worlds would have looked the same. Of one month.


def neighbours(people: list[Person]) -> list[list[Person]]:
    """Worlds that differ in one person, or by an exchange between two."""
    found = []
    for at, each in enumerate(people):
        rest = people[:at] + people[at + 1 :]
        changes = [
            *(replace(each, ward=ward) for ward in range(3)),
            *(replace(each, sex=sex) for sex in "fm"),
            *(replace(each, age=age) for age in "abc"),
            *(replace(each, new=new) for new in BECAME),
        ]
        found += [[*rest, changed] for changed in changes if changed != each]
        found.append(rest)
    for first, second in combinations(range(len(people)), 2):
        one, two = people[first], people[second]
        rest = [each for at, each in enumerate(people) if at not in (first, second)]
        for name in ("ward", "sex", "age", "new"):
            if getattr(one, name) != getattr(two, name):
                swapped = (
                    replace(one, **{name: getattr(two, name)}),
                    replace(two, **{name: getattr(one, name)}),
                )
                found.append([*rest, *swapped])
    return found


def alike(people: list[Person]) -> dict[tuple[int, int, Breakdown, str], int]:
    """Hidden numbers that are the same in every neighbouring world that shows the same tables."""
    staying = [replace(each, here=(True, True), new=(each.new[0], each.new[0])) for each in people]
    open_ = {each[:4]: each[4] for each in hidden(staying) if each[0] == 0}
    seen = view(staying)
    for other in neighbours(staying):
        if not open_:
            break
        other = [replace(each, new=(each.new[0], each.new[0])) for each in other]  # noqa: PLW2901
        if view(other) == seen:
            wards = levels(other, 0)[1]
            open_ = {
                key: number for key, number in open_.items() if wards[key[1]][key[2]].get(key[3], 0) == number
            }
    return open_


def test_a_hidden_number_could_as_well_be_another():
    """For a small number that is hidden there is another world which shows the same tables of the unit and of
    those below, in which that number is another.

    Worlds are drawn with a seed: the search is long, and now and then it would need two exchanges at once.
    """
    draw = random.Random(14)
    for _world in range(25):
        people = [
            Person(
                draw.randrange(3), draw.choice("fm"), draw.choice("abc"), (True, True), draw.choice(BECAME)
            )
            for _person in range(draw.randint(8, 26))
        ]
        assert alike(people) == {}


# The third: two days between which one person came.

DRAWS = st.integers(0, ROUND - 1)
ENOUGH = st.integers(LEAST, 40)


@given(ENOUGH, DRAWS)
def test_a_rounded_number_could_be_itself(number, draw):
    shown = rules.rounded(number, ROUND, draw)
    assert (shown % ROUND, rules.could_be(number, shown, ROUND), shown > 0) == (0, True, True)


def test_rounding_goes_up_as_often_as_it_ought():
    for number in range(ROUND, 40):
        assert sum(rules.rounded(number, ROUND, draw) for draw in range(ROUND)) == number * ROUND
    assert rules.rounded(0, ROUND, draw=ROUND - 1) == 0


@given(st.data(), st.lists(ENOUGH, min_size=2, max_size=6))
def test_who_came_between_two_days_is_not_told_by_a_table(data, before):
    """For any other category there are numbers that show the same table on both days, of which one person
    more is in that one."""
    came = data.draw(st.integers(0, len(before) - 1))
    after = [number + (at == came) for at, number in enumerate(before)]
    tables = [
        [rules.rounded(number, ROUND, data.draw(DRAWS)) for number in numbers] for numbers in (before, after)
    ]
    for other in range(len(before)):
        for at, (first, second) in enumerate(zip(*tables, strict=True)):
            assert [
                number
                for number in range(LEAST, 60)
                if rules.could_be(number, first, ROUND)
                and rules.could_be(number + (at == other), second, ROUND)
            ]


def test_nor_do_totals_tell_it_but_for_once_in_a_great_while():
    """The numbers of a table have to add up to a total that is shown too: rarely all stand at the edge of
    what they could be."""
    draw, told, asked = random.Random(14), 0, 4000
    for _time in range(asked):
        before = [draw.randint(LEAST, 40) for _category in range(draw.randint(2, 5))]
        came, other = draw.sample(range(len(before)), 2)
        after = [number + (at == came) for at, number in enumerate(before)]
        (first, all_first), (second, all_second) = (
            ([show_by(draw, number) for number in numbers], show_by(draw, sum(numbers)))
            for numbers in (before, after)
        )
        could = [
            [
                number
                for number in range(LEAST, 60)
                if rules.could_be(number, one, ROUND) and rules.could_be(number + (at == other), two, ROUND)
            ]
            for at, (one, two) in enumerate(zip(first, second, strict=True))
        ]
        sums = range(sum(map(min, could)), sum(map(max, could)) + 1)
        told += not any(
            rules.could_be(total, all_first, ROUND) and rules.could_be(total + 1, all_second, ROUND)
            for total in sums
        )
    assert told < asked / 1000, "to the nearest multiple it would be one in five"


def show_by(draw: random.Random, number: int) -> int:
    return rules.rounded(number, ROUND, draw.randrange(ROUND))


@pytest.mark.parametrize(
    ("day", "over"),
    [
        (date(2026, 12, 10), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_quarter_that_is_over(day, over):
    assert rules.quarter_over(day) == over
