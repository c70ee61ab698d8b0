"""What is asked of the figures, as it stands in an address: period, lines, kind of meeting and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.figures.catalog import FIGURES, RATES, Of, Rate, Spec
from sotay.figures.queries import Tree
from sotay.kernel.actor import Actor
from sotay.units.models import Unit

MOST_COLUMNS = 40
"""Columns a report may have: more are read on no screen and on no sheet."""

Value: TypeAlias = int | Fraction | None


class By(StrEnum):
    """What the lines of a report are."""

    UNIT = "unit"
    TYPE = "type"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure, or a share of one in another, with what it is called."""

    name: str
    words: str | Promise
    group: str  # what a figure is a number of; SHARES
    part: str = ""
    whole: str = ""

    @property
    def is_share(self) -> bool:
        return bool(self.whole)

    def of(self, counts: Mapping[str, int] | None) -> Value:
        """Its value for figures that were added up; None where nothing is known."""
        if counts is None:
            return None
        if not self.is_share:
            return counts.get(self.name, 0)
        whole = counts.get(self.whole, 0)
        return Fraction(counts.get(self.part, 0), whole) if whole else None


SHARES = "shares"

GROUPS: Mapping[str, str | Promise] = {
    Of.MEETINGS: _("Meetings"),
    Of.MEMBERS: _("Members"),
    Of.CELLS: _("Number of cells"),
    Of.ITEMS: _("Items of the agenda"),
    Of.TASKS: _("Tasks"),
    Of.PETITIONS: _("Petitions"),
    Of.POINTS: _("Points"),
    Of.MINUTES: _("Time in meetings"),
    SHARES: _("Shares, in per cent"),
}
OTHERS = _("Other figures")


@dataclass(frozen=True, slots=True)
class Definition:
    """A report apart from the unit it is about. Two that ask the same are equal and have one address."""

    period: str
    by: By
    kind: str = ""  # of meeting; '' for all together
    figures: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    tree: Tree = Tree.THEN  # where units count that moved

    @property
    def query(self) -> str:
        """Its part of the address, always in the same order."""
        query = QueryDict(mutable=True)
        query["period"], query["by"] = self.period, self.by.value
        for name, value in (
            ("kind", self.kind),
            ("figures", ",".join(self.figures)),
            ("shares", ",".join(self.shares)),
            ("tree", "" if self.tree is Tree.THEN else self.tree.value),
        ):
            if value:
                query[name] = value
        return query.urlencode(safe=",")

    @property
    def columns(self) -> list[Column]:
        """In the order of the catalogue, shares last; what is not in it any more is left out."""
        known = columns_by_name()
        asked = [*(("", name) for name in self.figures), *((SHARES, name) for name in self.shares)]
        return [column for key in asked if (column := known.get(key))]


def address(unit_id: UUID, definition: Definition, page: str = "report_builder:report", *given: str) -> str:
    return f"{reverse(page, args=given)}?unit={unit_id}&{definition.query}"


def columns_by_name() -> dict[tuple[str, str], Column]:
    """Everything the catalogue has, by whether it is a share and its name, in its order."""
    found = {("", name): _of_figure(figure, name) for name, figure in FIGURES.items()}
    return found | {(SHARES, rate.name): _of_rate(rate) for rate in RATES}


def _of_figure(figure: Spec, name: str) -> Column:
    return Column(name, figure.words, figure.of.value)


def _of_rate(rate: Rate) -> Column:
    return Column(rate.name, rate.words, SHARES, part=rate.part, whole=rate.whole)


def may_see(actor: Actor, unit: Unit, column: Column) -> bool:
    """Whether somebody may see a figure of the unit, and of a share both."""
    names = (column.part, column.whole) if column.is_share else (column.name,)
    return all(actor.may(FIGURES[name].may_see, unit.path) for name in names)


def seen_columns(actor: Actor, unit: Unit) -> dict[tuple[str, str], Column]:
    return {key: column for key, column in columns_by_name().items() if may_see(actor, unit, column)}


def grouped(columns: Iterable[Column]) -> list[tuple[str | Promise, list[Column]]]:
    """Columns under what they are numbers of, in the order the words are declared; others last."""
    groups: dict[str, list[Column]] = {name: [] for name in GROUPS}
    for column in columns:
        groups.setdefault(column.group if column.group in GROUPS else "", []).append(column)
    return [(GROUPS.get(name, OTHERS), several) for name, several in groups.items() if several]


def in_order(names: Collection[str], of: str) -> tuple[str, ...]:
    """Names in the order of the catalogue, each once."""
    return tuple(name for kind, name in columns_by_name() if kind == of and name in names)


def sums(of: Iterable[Counter[str]]) -> Counter[str]:
    """Figures of several lines together."""
    total: Counter[str] = Counter()
    for counts in of:
        total.update(counts)
    return total
