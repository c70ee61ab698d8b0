"""Why a sentence stands in a draft, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from sotay import regulations
from sotay.figures.catalog import FIGURES
from sotay.period_reviews import rules
from sotay.period_reviews.facts import value_of
from sotay.period_reviews.queries import Line
from sotay.period_reviews.refusals import SECTION_WORDS
from sotay.regulations import NotInForce
from sotay.regulations.values import OWN_RULE

_SOURCE = re.compile(r"(?P<text>[a-z][a-z-]+): (?P<point>[a-z_]+)(?P<row>, [0-9.]+)?")

DERIVED_WORDS: Mapping[str, str | Promise] = {
    "held": pgettext_lazy("review", "Meetings held"),
    "opened": pgettext_lazy("review", "Meetings opened"),
    "absent": gettext_lazy("Absent, with a reason or without"),
    "meetings_due": gettext_lazy("Meetings due, one a month of each cell"),
    "with_meeting": pgettext_lazy("review", "Meetings set up"),
}
FIELD_WORDS: Mapping[str, str | Promise] = {
    "share": gettext_lazy("Share of one in the other"),
    "lowest": gettext_lazy("Lowest month"),
    "lowest_month": gettext_lazy("Which month was lowest"),
    "months": gettext_lazy("Months with figures"),
    "level": gettext_lazy("Held against"),
    "share_before": gettext_lazy("Share in the time before"),
    "part_before": gettext_lazy("The first of them, before"),
    "whole_before": gettext_lazy("The second of them, before"),
    "quarters": gettext_lazy("Whole quarters with figures"),
    "short": gettext_lazy("Quarters with too few"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """The rule of a sentence, its source and the figures it says."""

    rule: str
    source: str
    is_own: bool
    own_level: bool
    figures: tuple[tuple[str, str], ...]


def why(line: Line, day: date) -> Why | None:
    """None for a sentence that a person wrote. Sources are cited as they were on a day of its period."""
    if not line.kept:
        return None
    language = get_language() or "vi"
    language = "en" if language.startswith("en") else "vi"
    fields = {name: value_of(value) for name, value in line.kept["fields"].items()}
    written = rules.shown(fields, language)
    of = line.kept["of"]
    names = {"part": 0, "whole": 1, "number": 0, "beside": 1}
    told = [
        (figure_words(of[names[name]]) if name in names else str(FIELD_WORDS.get(name, name)), text)
        for name, text in written.items()
    ]
    source = str(line.kept["source"])
    own = source == OWN_RULE
    cited = "" if own else _SOURCE.sub(lambda found: _cited(found, day, language), source)
    return Why(line.kept["rule"][language], cited, own, bool(line.kept.get("own_level")), tuple(told))


def _cited(found: re.Match[str], day: date, language: str) -> str:
    """'cell-meeting: attendance_target' as the point's words and the text they are of."""
    text, point, row = found["text"], found["point"], found["row"] or ""
    book = regulations.on(day)
    try:
        label, citation = book.point(f"{text}.{point}").label.of(language), book.citation(text, language)
    except NotInForce:
        return found[0]
    said = f"“{label}”{row}"
    return f"{said}, {citation}" if citation else said


def figure_words(name: str) -> str:
    """A figure in words; one that is not counted any more by the name it had."""
    if name in DERIVED_WORDS:
        return str(DERIVED_WORDS[name])
    return str(FIGURES[name].words) if name in FIGURES else name


def sections(names: list[str]) -> str:
    return ", ".join(str(SECTION_WORDS[name]) for name in names)
