"""Figures month by month, for programs. Mounted at /api/v1/figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from sotay.figures import queries
from sotay.figures.catalog import FIGURES
from sotay.kernel.actor import Can
from sotay.kernel.api import MONTH, Problem, Query, Reading, Scope, actor_of, month_of, says
from sotay.kernel.periods import Month
from sotay.units.access import access_unit

router = Reading(Scope.FIGURES, "Figures of cells and units, month by month, as boards show them.")

MOST_MONTHS, MOST_UNITS = 60, 400


class FigureOut(Schema):
    """A figure of the catalogue."""

    name: str = says("Its name in the answers.", "present")
    words: str = says("What it counts, in the reader's language.", "Có mặt")
    of: str = says("What it is a number of.", "members")
    adds: str = says("up: months add up; last: the last month counts.", "up")
    source: str = says("The source of its rule; may be empty.", "")


class CatalogueOut(Schema):
    """Every figure there is."""

    items: list[FigureOut] = says("In the order of the catalogue.", [])


class FigureMonthOut(Schema):
    """The figures of a unit in a month."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    month: str = says("The month.", "2026-12")
    figures: dict[str, int] = says("By name; what is not there is 0.", {"reported": 1, "present": 23})


class SeriesOut(Schema):
    """Figures of units over months. A unit and month of which nothing was kept is not there."""

    items: list[FigureMonthOut] = says("By unit, then month.", [])


class SeriesAsked(Schema):
    """Of which units and months."""

    unit: UUID = says("A unit whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    first: str = says("The first month.", "2026-01", pattern=MONTH)
    last: str = says("The last month, at most 60 months from the first.", "2026-12", pattern=MONTH)
    children: bool = says("The units directly below it instead of the unit itself.", False, False)
    kind: str = says("Only meetings of this kind, as regular.", "regular", "", max_length=14)


@router.get("/catalogue", response=CatalogueOut, summary="What is counted")
def catalogue(request: HttpRequest) -> dict[str, Any]:
    """Every figure with its words, its unit and the source of its rule."""
    return {
        "items": [
            {
                "name": name,
                "words": str(figure.words),
                "of": figure.of.value,
                "adds": figure.adds.value,
                "source": figure.source,
            }
            for name, figure in FIGURES.items()
        ]
    }


@router.get("", response=SeriesOut, summary="Figures over months")
def figures(request: HttpRequest, asked: Query[SeriesAsked]) -> dict[str, Any]:
    """The figures of a unit, or of each unit directly below it, from one month to another."""
    actor = actor_of(request)
    unit = access_unit(actor, asked.unit, Can.SEE_FIGURES)
    first, last = month_of(asked.first), month_of(asked.last)
    _refuse_odd(first, last)
    units = list(unit.children.order_by("path")[:MOST_UNITS]) if asked.children else [unit]
    kinds = [asked.kind] if asked.kind else None
    found = queries.series(units, first, last, kinds)
    order = {each.pk: place for place, each in enumerate(units)}
    rows = sorted(found.items(), key=lambda row: (order[row[0][0]], row[0][1]))
    return {
        "items": [
            {"unit": pk, "month": str(month), "figures": {k: v for k, v in counts.items() if v}}
            for (pk, month), counts in rows
        ]
    }


def _refuse_odd(first: Month, last: Month) -> None:
    if last < first:
        raise Problem(422, _("The last month lies before the first. Turn them round."))
    if first.plus(MOST_MONTHS) <= last:
        raise Problem(
            422, _("Ask for %(n)s months at most; then ask for the next ones.") % {"n": MOST_MONTHS}
        )
