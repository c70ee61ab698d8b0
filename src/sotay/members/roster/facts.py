"""What a row of a roster says of a person, as typed values and as what is wrong with its cells. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from sotay import regulations
from sotay.kernel.periods import PartialDate
from sotay.kernel.text import search_key
from sotay.members.roster.cells import text
from sotay.members.roster.phrases import Meaning
from sotay.members.roster.problems import Finding, Problem
from sotay.members.roster.read import Line
from sotay.members.roster.spellings import Field

_SAID = 60
"""Characters of a cell that a sentence repeats."""


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
    note_said: str = ""
    """The note as it stands in the row, whatever it means."""
    note_meanings: tuple[Meaning, ...] = ()
    """Standings the note speaks of, which count unless the record has the same note already."""
    status_meanings: tuple[Meaning, ...] = ()
    """Standings that the row's other words speak of: its status, remarks behind the name, the
    list's title."""
    left: tuple[Problem, Field | None, str] | None = None
    """The words that say this person has left, and where they stand."""
    shouted: bool = False
    """The name stood in capitals, so its case says nothing."""

    @property
    def name_fold(self) -> str:
        return search_key(self.full_name)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        return (*self.status_meanings, *self.note_meanings)


@dataclass
class Reading:
    """A row, what it says, and what is wrong with it."""

    line: Line
    facts: Facts = field(default_factory=Facts)
    refusals: list[Finding] = field(default_factory=list)
    to_complete: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    renumbered: bool = False
    """The telephone number was one of before 2018."""

    def refuse(self, problem: Problem, about: Field | None = None, said: str = "") -> None:
        self.refusals.append(self._finding(problem, about, said))

    def complete(self, problem: Problem, about: Field, said: str = "") -> None:
        self.to_complete.append(self._finding(problem, about, said))

    def warn(self, problem: Problem, about: Field | None = None, said: str = "") -> None:
        self.warnings.append(self._finding(problem, about, said))

    def _finding(self, problem: Problem, about: Field | None, said: str) -> Finding:
        column = self.line.title(about) if about else ""
        raw = text(self.line.value(about)) if about else ""
        return Finding(problem, column, said[:_SAID], raw, _FACT_OF.get(about, "") if about else "")


_FACT_OF = {
    Field.NAME: "full_name", Field.BORN: "born_on", Field.SEX: "sex", Field.MALE: "sex", Field.FEMALE: "sex",
    Field.ETHNICITY: "ethnicity", Field.ADMITTED: "admitted_on", Field.FULL: "full_on",
    Field.CARD: "member_card_no", Field.CITIZEN: "citizen_id", Field.PHONE: "phone", Field.EMAIL: "email",
    Field.ADDRESS: "address", Field.OCCUPATION: "occupation", Field.NOTE: "note",
}  # fmt: skip
