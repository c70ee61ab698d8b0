"""Regulations as pages show them: in the reader's language, with the source and any doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sotay.kernel.templatetags.sotay import percent as spoken_percent
from sotay.regulations.loader import Point, Regulation, library
from sotay.regulations.values import (
    Agenda,
    Band,
    Ceremony,
    Days,
    DraftRule,
    Entry,
    Question,
    RecordPaper,
    ReviewForm,
    ReviewLevel,
    ReviewRow,
    ScoringForm,
    Span,
    Step,
    Threshold,
)

EVIDENCE: Mapping[str, str | Promise] = {
    "V": gettext_lazy("Read at the source"),
    "P": gettext_lazy("From a public transcription"),
    "S": gettext_lazy("From practice reported in the press"),
    "R": gettext_lazy("From memory, not verified"),
    "I": gettext_lazy("This program's proposal"),
}
_UNITS: Mapping[str, str | Promise] = {
    "meetings": gettext_lazy("meetings"),
    "members": gettext_lazy("members"),
    "minutes": gettext_lazy("minutes"),
    "days": gettext_lazy("days"),
    "working days": gettext_lazy("working days"),
    "months": gettext_lazy("months"),
    "years": gettext_lazy("years"),
    "roll calls": gettext_lazy("times"),
    "reports": gettext_lazy("reports"),
    "seconds": gettext_lazy("seconds"),
    "votes": gettext_lazy("votes"),
    "VND": gettext_lazy("VND"),
    "years in the Party": gettext_lazy("years in the Party"),
}
"""Units said after a number. A day of the month is already in its point's words."""


@dataclass(frozen=True, slots=True)
class PointView:
    """A point in words. `lines` holds what does not fit in one line, such as an agenda."""

    key: str
    label: str
    help: str
    value: str
    lines: tuple[str, ...]
    source: str
    evidence: str | Promise
    doubt: str
    overridable: bool

    @property
    def source_is_link(self) -> bool:
        return self.source.startswith(("https://", "http://"))

    def without_doubts(self) -> PointView:
        """As it is shown to whoever goes by the rule and does not set it."""
        return replace(self, **_plain(self))


@dataclass(frozen=True, slots=True)
class RegulationView:
    slug: str
    title: str
    citation: str
    effective_from: date
    effective_until: date | None
    assumed_from: date | None
    in_force: bool
    replaces: str
    source: str
    evidence: str | Promise
    doubt: str
    points: tuple[PointView, ...]

    @property
    def source_is_link(self) -> bool:
        return self.source.startswith(("https://", "http://"))

    @property
    def doubts(self) -> int:
        return sum(bool(point.doubt) for point in self.points)

    def without_doubts(self) -> RegulationView:
        """As it is shown to whoever goes by the rules and does not set them."""
        points = tuple(point.without_doubts() for point in self.points)
        return replace(self, points=points, assumed_from=None, **_plain(self))


def _plain(view: PointView | RegulationView) -> dict[str, Any]:
    """No doubt, no word of how it is known unless it was read at the source or is the program's own proposal,
    and no source that is only remembered."""
    sure = view.evidence in {EVIDENCE["V"], EVIDENCE["I"]}
    remembered = view.evidence == EVIDENCE["R"] or _REMEMBERED in view.source.lower()
    return {
        "doubt": "",
        "evidence": view.evidence if sure else "",
        "source": "" if remembered else view.source,
    }


_REMEMBERED = "trí nhớ"


def every(day: date) -> list[RegulationView]:
    """Every text we know, those in force on the day first, then by title and the newest first."""
    shown = [shown_text(text, day) for text in library().regulations]
    shown.sort(key=lambda text: text.effective_from, reverse=True)
    return sorted(shown, key=lambda text: (not text.in_force, text.title))


def find(slug: str) -> Regulation | None:
    """A text by the name of its file, without the ending."""
    return next((text for text in library().regulations if slug_of(text) == slug), None)


def slug_of(text: Regulation) -> str:
    return text.file.removesuffix(".toml")


def shown_text(text: Regulation, day: date) -> RegulationView:
    language = get_language() or "vi"
    return RegulationView(
        slug=slug_of(text),
        title=text.title.of(language),
        citation=text.citation(language),
        effective_from=text.effective_from,
        effective_until=text.effective_until,
        assumed_from=text.assumed_from,
        in_force=text.in_force(day),
        replaces=text.replaces,
        source=text.source,
        evidence=EVIDENCE[text.evidence],
        doubt=text.doubt.of(language) if text.doubt else "",
        points=tuple(shown_point(point, language) for point in text.points.values()),
    )


def shown_point(point: Point, language: str) -> PointView:
    return PointView(
        key=point.key,
        label=point.label.of(language),
        help=point.help.of(language),
        value=shown_value(point, point.value, language),
        lines=_lines(point.value, language),
        source=point.source,
        evidence=EVIDENCE[point.evidence],
        doubt=point.doubt.of(language) if point.doubt else "",
        overridable=point.overridable,
    )


def shown_value(point: Point, value: object, language: str) -> str:
    """A value of the point in a few words; empty for what only `lines` can show."""
    match value:
        case bool():
            words = _("Yes") if value else _("No")
        case int():
            words = f"{value} {unit_of(point)}".strip()
        case Fraction():
            words = percent(value)
        case Threshold():
            words = _more_than(value)
        case Span():
            words = f"{value.low}–{value.high} {unit_of(point)}".strip()
        case time():
            words = f"{value:%H:%M}"
        case tuple() if point.type == "days_before":
            steps = ", ".join(map(str, value))
            words = _("%(steps)s days before") % {"steps": steps} if steps else _("No reminder")
        case tuple() if point.type == "integers":
            words = f"{', '.join(map(str, value))} {unit_of(point)}".strip()
        case str():
            words = point.limits["options"][value].of(language) if point.type == "choice" else value
        case Agenda():
            words = f"{value.minutes} {_('minutes')}"
        case ScoringForm():
            words = _("%(points)s points") % {"points": value.max_points}
        case _:
            words = ""
    return words


def unit_of(point: Point) -> str:
    return point.unit if point.unit in {"mm", "pt"} else str(_UNITS.get(point.unit, ""))


def _more_than(threshold: Threshold) -> str:
    """'more than 1/2'; a share that is no simple fraction is said in percent."""
    simple = threshold.share.denominator <= 10  # noqa: PLR2004 - as people say them
    part = {"share": str(threshold.share) if simple else percent(threshold.share)}
    return _("more than %(share)s") % part if threshold.strict else _("at least %(share)s") % part


def percent(share: Fraction) -> str:
    """'90%', with no more digits than it needs."""
    return spoken_percent(float(share), 0 if (share * 100).denominator == 1 else 1)


def _lines(value: object, language: str) -> tuple[str, ...]:
    if isinstance(value, Agenda):
        return tuple(f"{item.title.of(language)} ({item.minutes} {_('minutes')})" for item in value.items)
    if isinstance(value, ScoringForm):
        return tuple(f"{row.number}. {row.text.of(language)}: {row.max_points}" for row in value.rows)
    if isinstance(value, ReviewForm):
        return tuple(_review_row(row, language) for row in value.rows)
    if isinstance(value, dict):
        return tuple(f"{code}: {name}" for code, name in value.items())
    if isinstance(value, tuple) and not all(isinstance(one, int) for one in value):
        return tuple(_line(one, language) for one in value)
    return ()


def _review_row(row: ReviewRow, language: str) -> str:
    return f"{row.text.of(language)}: {row.max_points}" if row.max_points else row.text.of(language)


def _line(
    one: Step | Band | Days | Question | Entry | Ceremony | RecordPaper | ReviewLevel | DraftRule | str,
    language: str,
) -> str:
    match one:
        case Step():
            line = f"{one.name.of(language)}: " + "; ".join(words.of(language) for words in one.contents)
        case Band() | ReviewLevel():
            line = f"{one.text.of(language)}: {one.points}"
        case Question() | Entry():
            line = one.text.of(language)
        case Ceremony():
            line = f"{one.name.of(language)}: {one.first_month}–{one.last_month}"
        case RecordPaper():
            line = f"{one.key}: {one.name.of(language)}"
        case DraftRule():
            line = f"{one.rule.of(language)} → {one.text.of(language)}"
        case Days():
            until = "" if one.until_on == one.from_on else f"–{one.until_on:%d/%m/%Y}"
            line = f"{one.from_on:%d/%m/%Y}{until}: {one.name.of(language)}"
        case _:
            line = one
    return line
