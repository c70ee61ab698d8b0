"""What can be wrong with a cell, a row or a whole workbook, by name. `words` has the sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why a row is refused, what is left out of it, or what somebody should look at."""

    NO_NAME = "no_name"
    NAME_UNREADABLE = "name_unreadable"
    NAME_GARBLED = "name_garbled"
    NOT_CALCULATED = "not_calculated"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_UNREADABLE = "date_unreadable"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_TOO_OLD = "date_too_old"
    DATE_IN_FUTURE = "date_in_future"
    ADMITTED_BEFORE_BIRTH = "admitted_before_birth"
    FULL_BEFORE_ADMISSION = "full_before_admission"
    CARD_TWICE = "card_twice"
    CARD_ELSEWHERE = "card_elsewhere"
    CITIZEN_TWICE = "citizen_twice"
    CITIZEN_ELSEWHERE = "citizen_elsewhere"
    ROW_TWICE = "row_twice"
    NAMESAKE_IN_FILE = "namesake_in_file"
    NAMESAKE_STORED = "namesake_stored"
    TWO_PEOPLE = "two_people"
    UNCERTAIN = "uncertain"
    CELL_UNKNOWN = "cell_unknown"
    CELL_MISSING = "cell_missing"
    CELL_OTHER = "cell_other"
    CELL_AMBIGUOUS = "cell_ambiguous"
    CELL_GARBLED = "cell_garbled"
    HAS_LEFT = "has_left"
    SAYS_LEFT = "says_left"
    LIST_OF_LEFT = "list_of_left"
    # left out of a row that is otherwise good, for somebody to complete
    DATE_ZERO = "date_zero"
    SEX_UNKNOWN = "sex_unknown"
    SEX_TWICE = "sex_twice"
    CARD_MALFORMED = "card_malformed"
    CITIZEN_MALFORMED = "citizen_malformed"
    PHONE_UNREADABLE = "phone_unreadable"
    EMAIL_UNREADABLE = "email_unreadable"
    # to look at
    NAMESAKES = "namesakes"
    STATUS_UNKNOWN = "status_unknown"
    LEFT_ON_UNCLEAR = "left_on_unclear"
    STATUS_OF_LIST = "status_of_list"
    FULL_WITHOUT_DATE = "full_without_date"
    HERE_FOR_A_WHILE = "here_for_a_while"
    NAME_ADDITION = "name_addition"
    PHONE_REMARK = "phone_remark"
    VERY_OLD = "very_old"
    VERY_YOUNG = "very_young"
    ADMITTED_BEFORE_PARTY = "admitted_before_party"
    YOUNG_AT_ADMISSION = "young_at_admission"
    TAKEN_AS_PROBATIONARY = "taken_as_probationary"
    POST_NOT_ALLOWED = "post_not_allowed"
    POST_TAKEN = "post_taken"
    POST_PROBATIONARY = "post_probationary"
    TOO_LONG = "too_long"


TO_COMPLETE = frozenset(
    {
        Problem.DATE_ZERO,
        Problem.SEX_UNKNOWN,
        Problem.SEX_TWICE,
        Problem.CARD_MALFORMED,
        Problem.CITIZEN_MALFORMED,
        Problem.PHONE_UNREADABLE,
        Problem.EMAIL_UNREADABLE,
    }
)
"""Problems of cells a record can do without: the person goes in, and the cell is named to be completed. The
name,
the cell and the days that say who somebody is and how they stand are not among them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one cell: `column` is its header as the workbook writes it, '' for the whole row."""

    problem: Problem
    column: str = ""
    said: str = ""
    """What the cell says, shortened, or what the sentence needs besides: a row number, a cell's name."""
    raw: str = ""
    """All that the cell says, to tell whether the record says the same already."""
    about: str = ""
    """The name of the record's fact the cell is for."""


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
        HTML = "html"
        XML = "xml"
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


EXIT_CODES = {why: code for code, why in enumerate(UnreadableFile.Why, start=10)}
"""How the process that opens a file says why it cannot."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xlsx and .ods begin, and .xls."""
