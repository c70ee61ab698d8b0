"""What can be wrong with a cell, a row or a whole workbook, by name. `words` has the sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why a row is refused, or what was left out of it."""

    NO_NAME = "no_name"
    NAME_UNREADABLE = "name_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_UNREADABLE = "date_unreadable"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_TOO_OLD = "date_too_old"
    DATE_IN_FUTURE = "date_in_future"
    ADMITTED_BEFORE_BIRTH = "admitted_before_birth"
    FULL_BEFORE_ADMISSION = "full_before_admission"
    SEX_UNKNOWN = "sex_unknown"
    SEX_TWICE = "sex_twice"
    CARD_MALFORMED = "card_malformed"
    CARD_TWICE = "card_twice"
    CARD_ELSEWHERE = "card_elsewhere"
    CITIZEN_MALFORMED = "citizen_malformed"
    CITIZEN_TWICE = "citizen_twice"
    CITIZEN_ELSEWHERE = "citizen_elsewhere"
    ROW_TWICE = "row_twice"
    TWO_PEOPLE = "two_people"
    UNCERTAIN = "uncertain"
    CELL_UNKNOWN = "cell_unknown"
    CELL_MISSING = "cell_missing"
    CELL_OTHER = "cell_other"
    CELL_AMBIGUOUS = "cell_ambiguous"
    HAS_LEFT = "has_left"
    NOTE_SAYS_LEFT = "note_says_left"
    # left out of a row that is otherwise good
    PHONE_UNREADABLE = "phone_unreadable"
    EMAIL_UNREADABLE = "email_unreadable"
    YOUNG_AT_ADMISSION = "young_at_admission"
    TAKEN_AS_PROBATIONARY = "taken_as_probationary"
    POST_NOT_ALLOWED = "post_not_allowed"
    POST_TAKEN = "post_taken"
    POST_PROBATIONARY = "post_probationary"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one cell: `column` is its header as the workbook writes it, '' for the whole row."""

    problem: Problem
    column: str = ""
    said: str = ""
    """What the cell says, shortened, or what the sentence needs besides: a row number, a cell's name."""


class BadCell(ValueError):  # noqa: N818 - it is an answer about the cell
    """A cell's value means nothing we can store."""

    def __init__(self, problem: Problem, said: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.said = said


class UnreadableFile(Exception):  # noqa: N818 - it is an answer about the file
    """The file as a whole cannot be used."""

    class Why(StrEnum):
        NOT_A_WORKBOOK = "not_a_workbook"
        ENCRYPTED = "encrypted"
        TOO_BIG = "too_big"
        TOO_MUCH_INSIDE = "too_much_inside"
        DAMAGED = "damaged"
        EMPTY = "empty"
        HIDDEN = "hidden"
        NO_HEADER = "no_header"
        NO_FILE = "no_file"

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
