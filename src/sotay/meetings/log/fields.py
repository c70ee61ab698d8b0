"""How each field of an entry's payload is read: what a device sent in, clean values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy

LONGEST_TEXT = 20_000  # characters: some fifteen typed pages, far above any statement
LONGEST_NAME = 120
MOST_NAMES = 100
LARGEST = 1_000_000  # far above any count, and safe in every implementation of the fold
MOST_MARKS = 4  # on one letter; Vietnamese has two, and thousands of them keep a renderer busy for minutes
_HALVES = re.compile("[\ud800-\udfff]")
"""Half a character, as a phone may cut an emoji: it cannot be stored, and would hold up all behind it."""

Parse = Callable[[Any], Any]


def uuid(value: Any) -> str:
    return str(UUID(str(value)))


def uuids(value: Any) -> list[str]:
    return [uuid(each) for each in value]


class TooLong(Exception):  # noqa: N818 - says what is wrong with the value
    """More than is kept. Nothing is cut off in silence: the person shortens it."""


def words(value: Any) -> str:
    """Text as typed, with its line breaks; spaces tidied inside each line."""
    return _at_most(LONGEST_TEXT, "\n".join(tidy(line) for line in _typed(value).strip().splitlines()))


def name(value: Any) -> str:
    return _at_most(LONGEST_NAME, tidy(_typed(value)))


def _typed(value: Any) -> str:
    """What a person typed, without half characters and without towers of marks on one letter."""
    if not isinstance(value, str):
        raise TypeError(value)
    return "".join(_without_towers(unicodedata.normalize("NFC", _HALVES.sub("", value))))


def _without_towers(text: str) -> Iterator[str]:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            yield char


def counts(value: Any) -> list[int]:
    return [count(each) for each in value]


def places(value: Any) -> list[int]:
    return sorted(set(counts(value)))


def names(value: Any) -> list[str]:
    given = [each for each in map(name, value) if each]
    if len(given) > MOST_NAMES:
        raise TooLong
    return given


def _at_most(most: int, text: str) -> str:
    if len(text) > most:
        raise TooLong
    return text


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def count(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= LARGEST:
        raise ValueError(value)
    return number


def day(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def one_of(*choices: str | int) -> Parse:
    def parse(value: Any) -> str | int:
        if value not in choices:
            raise ValueError(value)
        return choices[choices.index(value)]

    return parse


def needed(parse: Parse, value: Any, key: str) -> Any:
    """A field an act cannot do without; what is empty once it has been tidied is not given."""
    found = read(parse, value, key)
    if found == "":
        raise _empty(key)
    return found


def _empty(key: str) -> Refusal:
    return Refusal(_EMPTY.get(key, _("Something is missing. Please fill in every field.")), field=key)


def read(parse: Parse, value: Any, key: str) -> Any:
    if value in (None, "", []):
        raise _empty(key)
    try:
        return parse(value)
    except TooLong:
        raise Refusal(
            _("This is too long to keep. Shorten it, or write it down in two parts."), field=key
        ) from None
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise Refusal(
            _WRONG.get(key, _("This cannot be read. Please check what was typed.")), field=key
        ) from None


_EMPTY: dict[str, Any] = {
    "text": _("Write down what was said or decided first."),
    "members": _("Choose who will do it."),
    "due_on": _("Give a deadline."),
    "votes_for": _("Count the hands raised for, even when there are none."),
    "choice": _("Choose an answer."),
}
_WRONG: dict[str, Any] = {
    "due_on": _("Enter the deadline as dd/mm/yyyy."),
    "votes_for": _("Hands are counted in whole numbers from 0."),
    "votes_against": _("Hands are counted in whole numbers from 0."),
    "abstained": _("Hands are counted in whole numbers from 0."),
    **dict.fromkeys(
        ("counts", "issued", "collected", "invalid"), _("Ballots are counted in whole numbers from 0.")
    ),
}
