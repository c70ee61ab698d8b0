"""The tables of a unit's page of counts: which breakdowns, in which words, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sotay.kernel.actor import Actor
from sotay.statistics import queries
from sotay.statistics.counting import BIG, DIVIDED, MEMBERS, MOVED, Counted, Frame, most_frequent
from sotay.statistics.dimensions import (
    COURSES,
    DIMENSIONS,
    GROUNDS,
    MOVES,
    NOT_RECORDED,
    STATUS,
    TIMES,
    Book,
    band_words,
    big_bands,
    size_bands,
)
from sotay.statistics.queries import Number, UnitCounts
from sotay.statistics.rules import UNKNOWN, Breakdown
from sotay.units.models import Unit

Words = str | Promise
OF_MEMBERS = ("sex", "age", "ethnicity", "religion", "seniority", "education", "theory", "kind")
OF_LEADERS = ("sex", "committee_age", "ethnicity", "religion", "education", "theory")
TYPED = (
    ("ethnicity", gettext_lazy("Ethnicity as written")),
    ("religion", gettext_lazy("Religion as written")),
    ("occupation", gettext_lazy("Occupation as written")),
)
ASKED = frozenset(
    {
        MEMBERS,
        *(Breakdown("members", by) for by in (*OF_MEMBERS, "status")),
        *(
            Breakdown(name)
            for name in ("admitted", "admitted_in_year", "exempt", "away", "suspended", "guests")
        ),
        *(Breakdown("exempt", by) for by in ("ground", "times")),
        *(MOVED, Breakdown("badges", "years"), Breakdown("trained", "course")),
        *(Breakdown(name) for name in ("secretaries", "committee")),
        *(Breakdown(name, by) for name in ("secretaries", "committee") for by in OF_LEADERS),
    }
)
OF_ORGANISATIONS = frozenset({Breakdown("cells", "size"), BIG, DIVIDED, Breakdown("groups")})


@dataclass(frozen=True, slots=True)
class Line:
    words: Words
    numbers: tuple[Number, ...]
    columns: tuple[Words, ...] = ()

    @property
    def named(self) -> list[tuple[Words, Number]]:
        """Each number with its column."""
        return list(zip(self.columns, self.numbers, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page. Hidden as a whole from readers without names where one of its numbers is small."""

    key: str
    title: Words
    columns: tuple[Words, ...]
    lines: tuple[Line, ...]

    @property
    def is_hidden(self) -> bool:
        return bool(self.lines) and all(
            number.value is None for line in self.lines for number in line.numbers
        )

    @property
    def largest(self) -> Line | None:
        """The line with the largest number of its first column that is shown, of what records say: what a
        folded table says."""
        known = [line for line in self.lines if line.words is not NOT_RECORDED] or self.lines
        shown = [line for line in known if line.numbers[0].value]
        return max(shown, key=lambda line: line.numbers[0].value or 0, default=None)

    @property
    def is_empty(self) -> bool:
        return not any(number.value for line in self.lines for number in line.numbers) and not self.is_hidden


def counts_of(actor: Actor, unit: Unit, day: date) -> UnitCounts:
    """What the tables of a unit are made of, as of that day or of the last one before it that the reader may
    ask for."""
    asked = ASKED if unit.is_cell else ASKED | OF_ORGANISATIONS
    return queries.counts_of(actor, unit, queries.day_for(actor, unit, day), asked)


def every(found: UnitCounts) -> list[Table]:
    """All tables of a unit that its reader is shown."""
    shown = [*of_people(found), *of_leaders(found)]
    shown += [] if found.frame.unit.is_cell else of_organisations(found)
    return shown + (typed(found.frame) if found.sight.names else [])


def of_people(found: UnitCounts) -> list[Table]:
    book, number = found.frame.book, (_("Members"),)
    tables = [
        _table(
            found, f"by-{by}", DIMENSIONS[by].words, number, [Breakdown("members", by)], categories(by, book)
        )
        for by in OF_MEMBERS
    ]
    tables[0:0] = [
        _table(
            found,
            "by-status",
            pgettext("statistics", "Standing"),
            number,
            [Breakdown("members", "status")],
            STATUS,
        )
    ]
    tables.append(_besides(found))
    tables.append(
        _table(
            found, "exempt-ground", _("Exempt, by reason"), number, [Breakdown("exempt", "ground")], GROUNDS
        )
    )
    tables.append(
        _table(found, "exempt-times", _("Exempt, how often"), number, [Breakdown("exempt", "times")], TIMES)
    )
    tables.append(_table(found, "moved", _("Came and left in the period"), number, [MOVED], MOVES))
    years = [
        (str(n), pgettext("badge", "%(n)s years in the Party") % {"n": n}) for n in book["party-badges.years"]
    ]
    tables.append(
        _table(
            found,
            "badges",
            _("Badges that fall due this year"),
            number,
            [Breakdown("badges", "years")],
            years,
        )
    )
    tables.append(
        _table(found, "trained", _("Training completed"), number, [Breakdown("trained", "course")], COURSES)
    )
    return tables


def _besides(found: UnitCounts) -> Table:
    named = (
        ("admitted", _("Admitted in the period")),
        ("admitted_in_year", _("Admitted since the year began")),
        ("exempt", _("Exempt from work and Party activities")),
        ("away", _("Away on temporary transfer")),
        ("guests", _("Here on temporary transfer, counted at home")),
        ("suspended", _("Suspended, prosecuted or detained")),
    )
    columns = (_("Members"),)
    lines = tuple(Line(words, (found.number(Breakdown(name)),), columns) for name, words in named)
    return Table("besides", _("Of these members"), columns, lines)


def of_leaders(found: UnitCounts) -> list[Table]:
    columns = (_("Committee members"), _("Secretaries"))
    return [
        _table(
            found,
            f"leaders-{by}",
            DIMENSIONS[by].words,
            columns,
            [Breakdown("committee", by), Breakdown("secretaries", by)],
            categories(by, found.frame.book),
        )
        for by in OF_LEADERS
    ]


def of_organisations(found: UnitCounts) -> list[Table]:
    book = found.frame.book
    sizes = [(band.key, band_words(band)) for band in size_bands(book)]
    bigs = [(band.key, band_words(band)) for band in big_bands(book)]
    return [
        _table(
            found,
            "sizes",
            _("Cells by number of members"),
            (_("Cells"),),
            [Breakdown("cells", "size")],
            sizes,
        ),
        _table(found, "big", _("Big cells"), (_("Cells"), _("Divided into groups")), [BIG, DIVIDED], bigs),
    ]


def categories(by: str, book: Book) -> list[tuple[str, Words]]:
    return DIMENSIONS[by].categories(book)


def _table(
    found: UnitCounts,
    key: str,
    title: Words,
    columns: Sequence[Words],
    asked: Sequence[Breakdown],
    named: Iterable[tuple[str, Words]],
) -> Table:
    lines = []
    for category, words in named:
        if category == UNKNOWN and not any(_counts(found.counted, what, category) for what in asked):
            continue
        lines.append(Line(words, tuple(found.number(what, category) for what in asked), tuple(columns)))
    return Table(key, title, tuple(columns), tuple(lines))


def _counts(counted: Counted, what: Breakdown, category: str) -> int:
    return counted.number(what, category)


@dataclass(frozen=True, slots=True)
class UnitLine:
    unit: Unit
    opens: bool
    numbers: tuple[Number, ...]


BY_UNIT = (MEMBERS, Breakdown("admitted_in_year"), Breakdown("exempt"))


def by_unit(found: UnitCounts) -> list[UnitLine]:
    """The units directly below with a few of their numbers; none of a cell."""
    if found.frame.unit.is_cell:
        return []
    all_open = found.sight.names
    return [
        UnitLine(
            unit, all_open or not unit.is_cell, tuple(found.of_child(unit.path, what) for what in BY_UNIT)
        )
        for unit in queries.children_of(found.frame.unit)
    ]


def typed(frame: Frame) -> list[Table]:
    """What records say where people type freely; for readers with names alone."""
    tables = []
    for column, title in TYPED:
        rows = most_frequent(frame, column)
        columns = (_("Members"),)
        lines = tuple(Line(words or _("Not recorded"), (Number(n),), columns) for words, n in rows)
        tables.append(Table(f"typed-{column}", title, columns, lines))
    return tables
