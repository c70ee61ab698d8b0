"""Which papers the file of an inspection has: dated data, regulation "inspection-papers"."""

from __future__ import annotations

from collections.abc import Sequence

from sotay import regulations
from sotay.inspections.models import Inspection
from sotay.regulations import NotInForce
from sotay.regulations.loader import Point
from sotay.regulations.values import (
    RecordPaper,
)

REVEALS = frozenset({"talk", "verification", "team_report", "extract", "conclusion", "announcing"})
"""Papers that say what was found: the cell reads none of them before the conclusion is sent."""

PROGRAMME_KEY = "CTr"
"""The key of the paper of a year's programme, which is in no set."""


def point_of(inspection: Inspection) -> Point | None:
    """The record set of the inspection, as of the day of its decision; None before any we know of."""
    name = "short" if inspection.short else inspection.round.kind
    try:
        return regulations.on(inspection.round.decided_on).point(f"inspection-papers.{name}")
    except NotInForce:
        return None


def papers_in(inspection: Inspection) -> Sequence[RecordPaper]:
    point = point_of(inspection)
    return tuple(point.value) if point else ()


def paper_named(inspection: Inspection, key: str) -> RecordPaper | None:
    return next((each for each in papers_in(inspection) if each.key == key), None)
