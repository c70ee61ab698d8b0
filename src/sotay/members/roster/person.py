"""What one row says of a person. Pure.

Good cells become `Facts`; bad ones become findings: a `refusal` keeps the whole row out, `to_complete`
names a
cell that is left out of it, a `warning` asks the reader to look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from sotay.kernel import parse
from sotay.kernel.periods import PartialDate
from sotay.kernel.text import search_key
from sotay.members.roster import cells, dates, phrases
from sotay.members.roster.cells import Remark, TimeOfDay, Uncalculated, Value, text
from sotay.members.roster.facts import Bounds, Reading
from sotay.members.roster.phrases import Meaning, Spoken
from sotay.members.roster.problems import TO_COMPLETE, BadCell, Problem
from sotay.members.roster.read import Line
from sotay.members.roster.spellings import Field
from sotay.members.rules import doubts_of_dates, surely_before

T = TypeVar("T")

_CARD_WIDTH = 8

LIMITS = {"ethnicity": 40, "address": 200, "occupation": 120, "note": 300, "email": 254}
_NAME_LIMIT = 120

_OVERDUE = 6
"""Months after the end of probation from which a row without a date of full status is worth a look."""


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
    facts.admitted_on = _parsed(reading, Field.ADMITTED, _since(line, today))
    facts.full_on = _parsed(reading, Field.FULL, _since(line, today))
    facts.member_card_no = _parsed(reading, Field.CARD, lambda value: cells.card(value, width))
    facts.citizen_id = _parsed(reading, Field.CITIZEN, cells.citizen)
    _phone(reading)
    facts.email = _parsed(reading, Field.EMAIL, cells.email)
    for plain in (Field.ETHNICITY, Field.OCCUPATION):
        _limited(reading, plain, str(plain), _parsed(reading, plain, cells.words))
    _address(reading)
    _post(reading)
    _note(reading)
    _status(reading)
    _order_of_dates(reading, today, bounds)
    facts.base = _base(reading, today, bounds)
    return reading


def _since(line: Line, today: date) -> Callable[[Value], PartialDate | None]:
    return lambda value: dates.day(value, today, day_zero=line.day_zero)


# --- names -------------------------------------------------------------------------------------------------


def _name(reading: Reading) -> None:
    line, facts = reading.line, reading.facts
    parts = [line.value(part) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)]
    said = " ".join(text(part) for part in parts if text(part))
    about = Field.NAME if line.title(Field.NAME) else Field.FAMILY
    if any(isinstance(part, Uncalculated) for part in parts):
        reading.refuse(Problem.NOT_CALCULATED, about)
        return
    try:
        found = cells.name(said)
    except BadCell as bad:
        reading.refuse(bad.problem, about, bad.said)
        return
    if found is None:
        reading.refuse(Problem.NO_NAME, about)
        return
    facts.full_name, facts.shouted = found.full_name, found.full_name != said and said.isupper()
    for remark in found.remarks:
        _remark(reading, remark, about)
    if len(facts.full_name) > _NAME_LIMIT:
        reading.refuse(Problem.NAME_UNREADABLE, about, facts.full_name)
        facts.full_name = ""


def _remark(reading: Reading, remark: Remark, about: Field) -> None:
    """What stands behind a name: how the person stands, a post, or something to look at."""
    facts = reading.facts
    try:
        spoken = phrases.status(remark.text)
    except BadCell:
        spoken = Spoken(rest=remark.text)
    if spoken.meanings:
        _take_meanings(reading, spoken.meanings, about, remark.text)
        return
    post = phrases.post(remark.text)
    if post.role and not post.other:
        facts.role = facts.role or post.role
        return
    reading.warn(Problem.NAME_ADDITION, about, remark.text)
    if remark.in_brackets and not any(char.isdigit() for char in remark.text):
        added = f"({remark.text})"
        facts.full_name += f" {parse.title_case(added) if facts.shouted else added}"
    else:
        facts.note = "; ".join(filter(None, [facts.note, remark.text]))


# --- birth and sex -----------------------------------------------------------------------------------------

_CROSSES = {"x", "1", "+", "v", "co", "✓", "✔", "true"}


def _born_and_sex(reading: Reading, today: date) -> None:
    """Sex from its column, or from crosses or years of birth in the columns Nam and Nữ."""
    line, facts = reading.line, reading.facts

    def born(value: Value) -> PartialDate | None:
        return dates.day(value, today, dates.BIRTH, line.day_zero)

    facts.born_on = _parsed(reading, Field.BORN, born)
    facts.sex = _parsed(reading, Field.SEX, cells.sex)
    marks = {"male": line.value(Field.MALE), "female": line.value(Field.FEMALE)}
    marked = [sex for sex, value in marks.items() if cells.words(value)]
    if len(marked) > 1:
        reading.complete(Problem.SEX_TWICE, Field.FEMALE)
    elif marked:
        facts.sex = facts.sex or marked[0]
        if not _is_cross(marks[marked[0]]) and facts.born_on is None:
            facts.born_on = _parsed(reading, Field.MALE if marked[0] == "male" else Field.FEMALE, born)
    elif line.title(Field.FEMALE) and not line.header.has(Field.MALE, Field.SEX):
        facts.sex = "male"  # a lone column "Nữ" with crosses: whoever has none is a man


def _is_cross(value: Value) -> bool:
    return search_key(text(value)) in _CROSSES


# --- other facts -------------------------------------------------------------------------------------------


def _phone(reading: Reading) -> None:
    phone = _parsed(reading, Field.PHONE, cells.phone)
    if phone is None:
        return
    reading.facts.phone, reading.renumbered = phone.number, phone.renumbered
    if phone.remark:
        reading.warn(Problem.PHONE_REMARK, Field.PHONE, text(reading.line.value(Field.PHONE)))


def _address(reading: Reading) -> None:
    """The address in one line; what a part repeats of those before it is said once."""
    if isinstance(reading.line.value(Field.ADDRESS), Uncalculated):
        reading.complete(Problem.NOT_CALCULATED, Field.ADDRESS)
        return
    said: list[str] = []
    for part in filter(None, map(cells.words, reading.line.parts(Field.ADDRESS))):
        if not any(search_key(part) in search_key(before) for before in said):
            said.append(part)
    _limited(reading, Field.ADDRESS, "address", ", ".join(said) or None)


def _post(reading: Reading) -> None:
    post = phrases.post(_parsed(reading, Field.POST, cells.words))
    reading.facts.role = post.role or reading.facts.role
    if post.other and reading.facts.occupation is None:
        _limited(reading, Field.POST, "occupation", post.other)


def _limited(reading: Reading, about: Field, name: str, said: str | None) -> None:
    """Keep a text, cut to what the record holds, with a warning when something was cut."""
    if said is not None and len(said) > LIMITS[name]:
        reading.warn(Problem.TOO_LONG, about, said)
        said = said[: LIMITS[name]].rstrip()
    setattr(reading.facts, name, said)


# --- how somebody stands -----------------------------------------------------------------------------------


def _take_meanings(reading: Reading, meanings: Iterable[Meaning], about: Field | None, said: str) -> None:
    facts = reading.facts
    for meaning in meanings:
        if meaning.kind == "left":
            facts.left = facts.left or (Problem.SAYS_LEFT, about, said)
        elif meaning.kind not in {known.kind for known in facts.status_meanings}:
            facts.status_meanings += (meaning,)


def _note(reading: Reading) -> None:
    facts = reading.facts
    said = _parsed(reading, Field.NOTE, cells.words) or ""
    try:
        spoken = phrases.note(said)
    except BadCell as bad:
        reading.refuse(bad.problem, Field.NOTE, bad.said)
        return
    facts.note_said, facts.note_meanings = said, spoken.meanings
    _limited(reading, Field.NOTE, "note", "; ".join(filter(None, [facts.note, spoken.rest])) or None)


def _status(reading: Reading) -> None:
    """What the column of standings says, and the title of the list, and the date somebody left on."""
    line, facts = reading.line, reading.facts
    said = _parsed(reading, Field.STATUS, cells.words) or ""
    try:
        spoken = phrases.status(said)
    except BadCell as bad:
        reading.refuse(bad.problem, Field.STATUS, bad.said)
        return
    _take_meanings(reading, spoken.meanings, Field.STATUS, said)
    if spoken.rest:
        reading.warn(Problem.STATUS_UNKNOWN, Field.STATUS, spoken.rest)
        _limited(reading, Field.NOTE, "note", "; ".join(filter(None, [facts.note, spoken.rest])))
    if line.standing and not spoken.meanings:
        _of_list(reading, line.standing)
    left_on = cells.words(line.value(Field.LEFT_ON))
    if left_on and not facts.left and not isinstance(line.value(Field.LEFT_ON), TimeOfDay):
        if phrases.may_be_exempt(line.title(Field.LEFT_ON)):
            if not facts.status_meanings and not spoken.rest:
                reading.warn(Problem.LEFT_ON_UNCLEAR, Field.LEFT_ON, left_on)
        else:
            facts.left = Problem.SAYS_LEFT, Field.LEFT_ON, left_on


def _of_list(reading: Reading, standing: Meaning) -> None:
    """Everybody of a list headed 'Đảng viên dự bị' is one; of one headed 'đã chuyển đi' nobody is
    imported."""
    if standing.kind == "left":
        reading.facts.left = reading.facts.left or (Problem.LIST_OF_LEFT, None, reading.line.list_of)
    elif not reading.facts.status_meanings:
        _take_meanings(reading, [standing], None, reading.line.list_of)
        if standing.kind != "full":
            reading.warn(Problem.STATUS_OF_LIST, None, reading.line.list_of)


def _order_of_dates(reading: Reading, today: date, bounds: Bounds) -> None:
    """Birth, then admission of somebody old enough, then full status."""
    facts = reading.facts
    if facts.born_on and facts.admitted_on and facts.admitted_on.earliest < facts.born_on.earliest:
        reading.refuse(Problem.ADMITTED_BEFORE_BIRTH, Field.ADMITTED, facts.admitted_on.label())
    if facts.full_on and surely_before(facts.full_on, facts.admitted_on):
        reading.refuse(Problem.FULL_BEFORE_ADMISSION, Field.FULL, facts.full_on.label())
    for doubt in doubts_of_dates(facts.born_on, facts.admitted_on, today, bounds.youngest):
        about = Field.BORN if doubt.field == "born_on" else Field.ADMITTED
        reading.warn(_DOUBTS[doubt.what], about, doubt.said)


_DOUBTS = {
    "very_old": Problem.VERY_OLD,
    "very_young": Problem.VERY_YOUNG,
    "before_party": Problem.ADMITTED_BEFORE_PARTY,
    "young_at_admission": Problem.YOUNG_AT_ADMISSION,
}


def _base(reading: Reading, today: date, bounds: Bounds) -> str:
    """Full or probationary: as words or crosses say, else by the date of full status.

    A row without that date is a probationary member's when the list has a column for it; without such a
    column it depends on how long ago the admission was.
    """
    line, facts = reading.line, reading.facts
    said = {meaning.kind for meaning in facts.meanings}
    if facts.full_on or "full" in said:
        return "full"
    if "probationary" in said or _is_cross(line.value(Field.IS_PROBATIONARY)):
        return "probationary"
    if _is_cross(line.value(Field.IS_FULL)):
        return "full"
    months = _months_between(facts.admitted_on, today)
    if not line.header.has(Field.FULL):
        return "probationary" if months is not None and months < bounds.probation else "full"
    facts.long_probation = months is None or months >= bounds.probation + _OVERDUE
    return "probationary"


def _months_between(start: PartialDate | None, today: date) -> int | None:
    if start is None:
        return None
    first = start.earliest
    return (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)


_NEEDED = frozenset(
    {Field.BORN, Field.MALE, Field.FEMALE, Field.ADMITTED, Field.FULL, Field.CARD, Field.STATUS}
)
"""Fields a formula without its value refuses: they say who somebody is and how they stand."""


def _parsed(reading: Reading, about: Field, parse_cell: Callable[[Value], T | None]) -> T | None:
    """The parsed cell, or None with a finding when it cannot be."""
    value = reading.line.value(about)
    if isinstance(value, Uncalculated):
        (reading.refuse if about in _NEEDED else reading.complete)(Problem.NOT_CALCULATED, about)
        return None
    try:
        return parse_cell(value)
    except BadCell as bad:
        note = reading.complete if bad.problem in TO_COMPLETE else reading.refuse
        note(bad.problem, about, bad.said)
        return None
