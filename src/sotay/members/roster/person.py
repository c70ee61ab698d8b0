"""What one row says of a person. Pure.

Good cells become `Facts`; bad ones become findings: a `refusal` keeps the whole row out, a `warning`
only leaves something out of it or asks the reader to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self, TypeVar

from sotay import regulations
from sotay.kernel.periods import PartialDate, age_on
from sotay.kernel.text import fold
from sotay.members.roster import cells, dates, phrases
from sotay.members.roster.cells import Value, text
from sotay.members.roster.phrases import Meaning
from sotay.members.roster.problems import BadCell, Finding, Problem
from sotay.members.roster.read import Line
from sotay.members.roster.spellings import Field
from sotay.members.rules import surely_before

T = TypeVar("T")

_CARD_WIDTH = 8

LIMITS = {"ethnicity": 40, "address": 200, "occupation": 120, "note": 300, "email": 254}
_NAME_LIMIT = 120
_SAID = 60

_OVERDUE = 6
"""Months after the end of probation from which a row without a date of full status is worth a look."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the regulation of the day says of admission. Source: "charter-implementation"."""

    youngest: int
    probation: int

    @classmethod
    def on(cls, day: date) -> Self:
        book = regulations.on(day)
        ages = book.value("charter-implementation.admission_age")
        return cls(ages.low, book.value("charter-implementation.probation_months"))


@dataclass
class Facts:
    """What a row says; None where it says nothing."""

    full_name: str = ""
    born_on: PartialDate | None = None
    sex: str | None = None
    ethnicity: str | None = None
    admitted_on: PartialDate | None = None
    full_on: PartialDate | None = None
    member_card_no: str | None = None
    citizen_id: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    occupation: str | None = None
    note: str | None = None
    role: str = ""
    base: str = "full"
    """'full' or 'probationary'."""
    long_probation: bool = False
    """Probationary only because no date of full status is given, and longer than probation lasts."""
    meanings: tuple[Meaning, ...] = ()
    shouted: bool = False
    """The name stood in capitals, so its case says nothing."""

    @property
    def name_fold(self) -> str:
        return fold(self.full_name)


@dataclass
class Reading:
    """A row, what it says, and what is wrong with it."""

    line: Line
    facts: Facts = field(default_factory=Facts)
    refusals: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def refuse(self, problem: Problem, about: Field | None = None, said: str = "") -> None:
        self.refusals.append(Finding(problem, self._column(about), said[:_SAID]))

    def warn(self, problem: Problem, about: Field | None = None, said: str = "") -> None:
        self.warnings.append(Finding(problem, self._column(about), said[:_SAID]))

    def _column(self, about: Field | None) -> str:
        return self.line.title(about) if about else ""


def read_all(lines: Iterable[Line], today: date) -> list[Reading]:
    """Read every line. Card numbers that lost their zeros get back the width of the others."""
    lines, bounds = list(lines), Bounds.on(today)
    width = card_width(line.value(Field.CARD) for line in lines)
    return [read(line, today, width, bounds) for line in lines]


def card_width(values: Iterable[Value]) -> int:
    """How long a card number is in this file: as long as most that are typed as text, else eight."""
    lengths = Counter(
        len(text(value)) for value in values if isinstance(value, str) and text(value).isdecimal()
    )
    return lengths.most_common(1)[0][0] if lengths else _CARD_WIDTH


def read(line: Line, today: date, width: int, bounds: Bounds) -> Reading:
    reading = Reading(line)
    facts = reading.facts
    _name(reading)
    _born_and_sex(reading, today)
    facts.admitted_on = _parsed(reading, Field.ADMITTED, lambda value: dates.day(value, today))
    facts.full_on = _parsed(reading, Field.FULL, lambda value: dates.day(value, today))
    facts.member_card_no = _parsed(reading, Field.CARD, lambda value: cells.card(value, width))
    facts.citizen_id = _parsed(reading, Field.CITIZEN, cells.citizen)
    facts.phone = _parsed(reading, Field.PHONE, cells.phone, harmless=True)
    facts.email = _parsed(reading, Field.EMAIL, cells.email, harmless=True)
    for plain in (Field.ETHNICITY, Field.ADDRESS, Field.OCCUPATION):
        _limited(reading, plain, str(plain), cells.words(line.value(plain)))
    _post(reading)
    _note(reading)
    _order_of_dates(reading, bounds)
    facts.base = _base(reading, today, bounds)
    return reading


def _name(reading: Reading) -> None:
    line = reading.line
    parts = [text(line.value(part)) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)]
    said = " ".join(part for part in parts if part)
    about = Field.NAME if line.title(Field.NAME) else Field.FAMILY
    try:
        found = cells.name(said)
    except BadCell as bad:
        reading.refuse(bad.problem, about, bad.said)
        return
    if found is None:
        reading.refuse(Problem.NO_NAME, about)
    elif len(found) > _NAME_LIMIT:
        reading.refuse(Problem.NAME_UNREADABLE, about, found)
    else:
        reading.facts.full_name, reading.facts.shouted = found, said.isupper()


_CROSSES = {"x", "1", "+", "v", "co", "✓", "✔", "true"}


def _born_and_sex(reading: Reading, today: date) -> None:
    """Sex from its column, or from crosses or years of birth in the columns Nam and Nữ."""
    line, facts = reading.line, reading.facts

    def born(value: Value) -> PartialDate | None:
        return dates.day(value, today, dates.BIRTH)

    facts.born_on = _parsed(reading, Field.BORN, born)
    facts.sex = _parsed(reading, Field.SEX, cells.sex)
    marks = {"male": line.value(Field.MALE), "female": line.value(Field.FEMALE)}
    marked = [sex for sex, value in marks.items() if cells.words(value)]
    if len(marked) > 1:
        reading.refuse(Problem.SEX_TWICE, Field.FEMALE)
    elif marked:
        facts.sex = facts.sex or marked[0]
        if fold(text(marks[marked[0]])) not in _CROSSES and facts.born_on is None:
            facts.born_on = _parsed(reading, Field.MALE if marked[0] == "male" else Field.FEMALE, born)
    elif line.title(Field.FEMALE) and not line.header.has(Field.MALE, Field.SEX):
        facts.sex = "male"  # a lone column "Nữ" with crosses: whoever has none is a man


def _post(reading: Reading) -> None:
    post = phrases.post(reading.line.value(Field.POST))
    reading.facts.role = post.role
    if post.other and reading.facts.occupation is None:
        _limited(reading, Field.POST, "occupation", post.other)


def _note(reading: Reading) -> None:
    try:
        meanings, rest = phrases.note(reading.line.value(Field.NOTE))
    except BadCell as bad:
        reading.refuse(bad.problem, Field.NOTE, bad.said)
        return
    if any(meaning.kind == "left" for meaning in meanings):
        reading.refuse(Problem.NOTE_SAYS_LEFT, Field.NOTE, text(reading.line.value(Field.NOTE)))
    reading.facts.meanings = meanings
    _limited(reading, Field.NOTE, "note", rest or None)


def _limited(reading: Reading, about: Field, name: str, said: str | None) -> None:
    """Keep a text, cut to what the record holds, with a warning when something was cut."""
    if said is not None and len(said) > LIMITS[name]:
        reading.warn(Problem.TOO_LONG, about, said)
        said = said[: LIMITS[name]].rstrip()
    setattr(reading.facts, name, said)


def _order_of_dates(reading: Reading, bounds: Bounds) -> None:
    """Birth, then admission of somebody old enough, then full status."""
    facts = reading.facts
    if facts.born_on and facts.admitted_on:
        if facts.admitted_on.earliest < facts.born_on.earliest:
            reading.refuse(Problem.ADMITTED_BEFORE_BIRTH, Field.ADMITTED, facts.admitted_on.label())
        elif _age_at(facts.born_on, facts.admitted_on) < bounds.youngest:
            reading.warn(Problem.YOUNG_AT_ADMISSION, Field.ADMITTED, facts.admitted_on.label())
    if facts.full_on and surely_before(facts.full_on, facts.admitted_on):
        reading.refuse(Problem.FULL_BEFORE_ADMISSION, Field.FULL, facts.full_on.label())


def _age_at(born: PartialDate, day: PartialDate) -> int:
    """The age on a day; by years alone when either is not exact."""
    return age_on(born, day.earliest) if born.exact and day.exact else day.year - born.year


def _base(reading: Reading, today: date, bounds: Bounds) -> str:
    """Full or probationary.

    A row without a date of full status is a probationary member's when the list has a column for it;
    without such a column it depends on how long ago the admission was.
    """
    line, facts = reading.line, reading.facts
    if facts.full_on:
        return "full"
    months = _months_between(facts.admitted_on, today)
    if any(meaning.kind == "probationary" for meaning in facts.meanings):
        return "probationary"
    if not line.header.has(Field.FULL):
        return "probationary" if months is not None and months < bounds.probation else "full"
    facts.long_probation = months is None or months >= bounds.probation + _OVERDUE
    return "probationary"


def _months_between(start: PartialDate | None, today: date) -> int | None:
    if start is None:
        return None
    first = start.earliest
    return (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)


def _parsed(
    reading: Reading, about: Field, parse: Callable[[Value], T | None], harmless: bool = False
) -> T | None:
    """The parsed cell, or None with a finding when it cannot be."""
    try:
        return parse(reading.line.value(about))
    except BadCell as bad:
        note = reading.warn if harmless else reading.refuse
        note(bad.problem, about, bad.said)
        return None
