"""What members are counted by: each dimension with its categories in words and how the database tells them.

Bands are dated data (regulation "member-statistics"). A category the record does not settle is `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.members.models import Education, Sex, Standing, Theory
from sotay.registers.training.models import Course
from sotay.statistics.rules import UNKNOWN, Band, bands
from sotay.units.models import CellType

Words = str | Promise
Book = Mapping[str, Any]
"""Values of the regulations in force, by full key."""
NOT_RECORDED = _("Not recorded")

KINH = ("Kinh", "kinh", "KINH")
NO_RELIGION = ("Không", "không", "KHÔNG", "None", "none", "Không có", "không có")
"""How a record says that somebody has none."""


Parts = list[tuple[str, Q]]
"""The categories of a dimension and which rows belong to each; a row belongs to one at most."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """`categories` are its keys and words in order; `parts` says which rows are of which, over columns that
    begin with a prefix ("member__"), as of a day."""

    words: Words
    categories: Callable[[Book], list[tuple[str, Words]]]
    parts: Callable[[str, date, Book], Parts]


def _chosen(words: Words, column: str, choices: Any) -> Dimension:
    """What a record chooses from a list."""

    def parts(prefix: str, _day: date, _book: Book) -> Parts:
        keys = [(key, key) for key in choices.values]
        return [(key, Q(**{f"{prefix}{column}": value})) for key, value in (*keys, (UNKNOWN, ""))]

    return Dimension(words, lambda _book: [*choices.choices, (UNKNOWN, NOT_RECORDED)], parts)


def _typed(
    words: Words, column: str, listed: tuple[str, ...], named: tuple[tuple[str, Words], tuple[str, Words]]
) -> Dimension:
    """What people type: one of a few spellings, anything else, or nothing."""
    (key, _key_words), (other, _other_words) = named

    def parts(prefix: str, _day: date, _book: Book) -> Parts:
        where = f"{prefix}{column}"
        said = Q(**{f"{where}__in": listed})
        return [(key, said), (other, ~said & Q(**{f"{where}__gt": ""})), (UNKNOWN, Q(**{where: ""}))]

    return Dimension(words, lambda _book: [*named, (UNKNOWN, NOT_RECORDED)], parts)


def years_before(day: date, years: int) -> str:
    """The last day of birth of who is so old on `day`, as partial dates are stored; text, so 29 February of
    any year will do."""
    return f"{day.year - years:04d}-{day.month:02d}-{day.day:02d}"


def _years(words: Words, column: str, point: str) -> Dimension:
    """Bands of whole years since a partial date; a bare year counts from its first day, as `age_on` does."""

    def of(book: Book) -> list[Band]:
        return bands(book[f"member-statistics.{point}"])

    def categories(book: Book) -> list[tuple[str, Words]]:
        return [*((band.key, band_words(band)) for band in of(book)), (UNKNOWN, NOT_RECORDED)]

    def parts(prefix: str, day: date, book: Book) -> Parts:
        where = f"{prefix}{column}"
        found: Parts = []
        for band in of(book):
            within = Q(**{f"{where}__gt": ""})
            if band.low is not None:
                within &= Q(**{f"{where}__lte": years_before(day, band.low)})
            if band.high is not None:
                within &= Q(**{f"{where}__gt": years_before(day, band.high + 1)})
            found.append((band.key, within))
        return [*found, (UNKNOWN, Q(**{where: ""}))]

    return Dimension(words, categories, parts)


def band_words(band: Band) -> Words:
    if band.low is None:
        return format_lazy(pgettext_lazy("band", "Up to {high}"), high=band.high)
    if band.high is None:
        return format_lazy(pgettext_lazy("band", "{low} and more"), low=band.low)
    return f"{band.low}–{band.high}"


def _kind_of_cell() -> Dimension:
    of = _chosen(_("Kind of cell"), "cell_type", CellType)
    parts = of.parts
    return Dimension(of.words, of.categories, lambda _prefix, day, book: parts("cell__", day, book))


DIMENSIONS: Mapping[str, Dimension] = {
    "sex": _chosen(_("Sex"), "sex", Sex),
    "age": _years(_("Age"), "born_on", "age_bands"),
    "committee_age": _years(_("Age"), "born_on", "committee_age_bands"),
    "seniority": _years(_("Years in the Party"), "admitted_on", "seniority_bands"),
    "ethnicity": _typed(
        _("Ethnicity"),
        "ethnicity",
        KINH,
        (
            ("kinh", pgettext_lazy("ethnicity", "Kinh")),
            ("minority", pgettext_lazy("ethnicity", "Ethnic minorities")),
        ),
    ),
    "religion": _typed(
        _("Religion"),
        "religion",
        NO_RELIGION,
        (
            ("none", pgettext_lazy("religion", "Without religion")),
            ("religious", pgettext_lazy("religion", "With a religion")),
        ),
    ),
    "education": _chosen(_("Education"), "education", Education),
    "theory": _chosen(_("Political theory"), "theory", Theory),
    "kind": _kind_of_cell(),
}
"""Those every population of members can be counted by; others belong to one population, see `counting`."""
OF_LEADERS = tuple(by for by in DIMENSIONS if by != "kind")

TIMES = (("1", _("Once")), ("2", _("Twice")), ("3-", _("Three times and more")))
STATUS = (
    ("full", Standing.Kind.FULL.label),
    ("probationary", Standing.Kind.PROBATIONARY.label),
    (UNKNOWN, NOT_RECORDED),
)
GROUNDS = (
    ("age", pgettext_lazy("exempt", "Because of age or health")),
    ("other", pgettext_lazy("exempt", "For other reasons")),
    (UNKNOWN, NOT_RECORDED),
)
MOVES = (
    ("in", _("Transferred in from cells of this system")),
    ("out", _("Transferred out")),
    ("struck_off", Standing.Cause.STRUCK_OFF.label),
    ("resigned", Standing.Cause.RESIGNED.label),
    ("expelled", Standing.Cause.EXPELLED.label),
    ("deceased", Standing.Cause.DECEASED.label),
)
COURSES = tuple((kind.value, kind.label) for kind in Course.Kind)


def size_bands(book: Book) -> list[Band]:
    return bands(book["member-statistics.size_bands"])


def big_bands(book: Book) -> list[Band]:
    return bands(book["member-statistics.big_cell_bands"], below=False)


def group_bands(book: Book) -> list[Band]:
    return bands(book["member-statistics.group_meeting_bands"], below=False)
