"""What a case of an article is: what the article says, and what the reports should answer after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise
Figures: TypeAlias = dict[str, Any]
Say: TypeAlias = Callable[[str], None]


def quietly(line: str) -> None:
    """Tell nobody."""


class Compare(StrEnum):
    """How a figure that was found is held against what the article says."""

    EQUAL = "equal"
    AT_LEAST = "at_least"
    BELOW = "below"  # lower than another figure of the case
    SOME = "some"  # there is one; the article gives no number


class Verdict(StrEnum):
    MET = "met"
    DIFFERS = "differs"
    NOT_BUILT = "not_built"

    @property
    def label(self) -> Words:
        return _VERDICTS[self]

    @property
    def tone(self) -> str:
        """The colour of its chip, beside its words."""
        return {"met": "ok", "differs": "late", "not_built": "off"}[self.value]


_VERDICTS: Mapping[Verdict, Words] = {
    Verdict.MET: _("As expected"),
    Verdict.DIFFERS: _("Differs"),
    Verdict.NOT_BUILT: _("Not built yet"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure of a case: its key, its words, and what the article has. `value` of BELOW names a key.

    `read_from` is the report or list that answers it; `missing` says why it cannot be answered yet.
    """

    key: str
    words: Words
    value: Any
    read_from: Words
    compare: Compare = Compare.EQUAL
    missing: Words = ""
    parts: Mapping[str, Words] = field(default_factory=dict)  # of a figure that has several, their words

    @property
    def wanted(self) -> str:
        """What is expected, short, the same in both languages."""
        signs = {Compare.EQUAL: "", Compare.AT_LEAST: "≥ ", Compare.BELOW: "< ", Compare.SOME: "> 0"}
        sign = signs[self.compare]
        return sign if self.compare is Compare.SOME else f"{sign}{shown(self.value)}"

    def verdict(self, figures: Mapping[str, Any]) -> Verdict:
        found = figures.get(self.key)
        if found is None:
            return Verdict.NOT_BUILT
        return Verdict.MET if self._fits(found, figures) else Verdict.DIFFERS

    def _fits(self, found: Any, figures: Mapping[str, Any]) -> bool:
        if self.compare is Compare.SOME:
            return bool(found)
        if self.compare is Compare.BELOW:
            return bool(found < figures[self.value])
        if self.compare is Compare.EQUAL:
            return bool(found == self.value)
        if isinstance(found, list):
            return bool(found) and all(each >= self.value for each in found)
        if isinstance(found, dict):
            return all(found.get(name, 0) >= least for name, least in self.value.items())
        return bool(found >= self.value)


def shown(value: Any) -> str:
    """A figure as a table shows it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {shown(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(shown(each) for each in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Case:
    """An article's case. `play` tells the story through the actions; `figures` then asks the reports."""

    name: str
    source: str
    title: Words
    article: str  # as it was published, in Vietnamese
    about: Words
    expected: tuple[Expected, ...]
    play: Callable[[Say], None]
    figures: Callable[[], Figures]
