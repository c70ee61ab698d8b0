"""A case as its page shows it: each figure in words, beside what the article says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.demo.cases.model import Case, Compare, Expected, Figures, Verdict, Words
from sotay.demo.cases.playing import Played, kept_in

MINUTES_FROM = 120
"""Seconds from which a time is said in minutes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a case that was played."""

    words: Words
    wanted: str
    found: str
    read_from: Words
    missing: Words
    verdict: Words
    tone: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    case: Case
    played: Played | None
    lines: list[Line]
    standing: str
    tone: str

    @property
    def media(self) -> str:
        """Where the papers of the case lie."""
        return str(Path(self.played.database).with_suffix(".files") / "media") if self.played else ""

    @property
    def took(self) -> str:
        seconds = round(self.played.seconds) if self.played else 0
        if seconds < MINUTES_FROM:
            return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
        minutes = round(seconds / 60)
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def row_of(case: Case, folder: Path) -> CaseRow:
    played = kept_in(folder, case)
    if played is None:
        return CaseRow(case, None, [], "", "off")
    verdicts = Counter(each.verdict(played.figures) for each in case.expected)
    lines = [_line(case, each, played.figures) for each in case.expected]
    tone = "late" if verdicts[Verdict.DIFFERS] else "wait" if verdicts[Verdict.NOT_BUILT] else "ok"
    return CaseRow(case, played, lines, _standing(verdicts), tone)


def _standing(verdicts: Counter[Verdict]) -> str:
    met, missing, number = verdicts[Verdict.MET], verdicts[Verdict.NOT_BUILT], verdicts.total()
    if not missing:
        return _("%(met)s of %(number)s as expected") % {"met": met, "number": number}
    return ngettext(
        "%(met)s of %(number)s as expected, %(n)s not built yet",
        "%(met)s of %(number)s as expected, %(n)s not built yet",
        missing,
    ) % {"met": met, "number": number, "n": missing}


def _line(case: Case, expected: Expected, figures: Figures) -> Line:
    verdict = expected.verdict(figures)
    found = figures.get(expected.key)
    return Line(
        expected.words,
        _wanted(case, expected),
        _("nothing") if found is None else _said(expected, found),
        expected.read_from,
        expected.missing if verdict is Verdict.NOT_BUILT else "",
        verdict.label,
        verdict.tone,
    )


def _wanted(case: Case, expected: Expected) -> str:
    value = expected.value
    if expected.compare is Compare.SOME:
        return _("no number")
    if expected.compare is Compare.BELOW:
        other = next(each for each in case.expected if each.key == value)
        return _("less than “%(figure)s”") % {"figure": other.words}
    if expected.compare is Compare.EQUAL:
        return _said(expected, value)
    if isinstance(value, dict):
        value = {name: _("at least %(value)s") % {"value": each} for name, each in value.items()}
        return _said(expected, value)
    return _("at least %(value)s") % {"value": _said(expected, value)}


def _said(expected: Expected, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{expected.parts.get(name, name)}: {each}" for name, each in value.items())
    if isinstance(value, list):
        return " · ".join(_said(expected, each) for each in value)
    if isinstance(value, float):
        return f"{value * 100:.0f}%" if value <= 1 else f"{value:g}"
    return str(value)
