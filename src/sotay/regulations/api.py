"""Regulations the program goes by, for programs. Mounted at /api/v1/regulations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.api import Day, Query, Reading, Scope, actor_of, says
from sotay.regulations import queries
from sotay.regulations.access import sees_doubts
from sotay.regulations.queries import PointView, RegulationView

router = Reading(Scope.REGULATIONS, "The texts people are judged by, point by point, with their sources.")


class RegulationOut(Schema):
    """A text with the time it holds."""

    slug: str = says("Its name in the address.", "cell-meeting-2025")
    title: str = says("Its title in the reader's language.", "Quy định về sinh hoạt chi bộ")
    citation: str = says("As it is cited.", "Hướng dẫn số 42-HD/BTCTW")
    effective_from: date = says("From this day.", "2025-09-01")
    effective_until: date | None = says("Until this day; null: open.", None)
    in_force: bool = says("Whether today.", True)
    replaces: str = says("What it stands in place of; may be empty.", "")
    source: str = says("Where it was read; may be empty.", "")
    evidence: str = says("How that is known; empty where you go by the rule and do not set it.", "")
    doubt: str = says("What is doubtful about it, for who sets rules; else empty.", "")


class RegulationsOut(Schema):
    """Every text the program knows."""

    items: list[RegulationOut] = says("Those in force first, then by title, the newest first.", [])


class PointOut(Schema):
    """A point of a text, in words."""

    key: str = says("Its name, as settings of units use it.", "cell-meeting.attendance_target")
    label: str = says("What it says.", "Tỷ lệ dự sinh hoạt")
    help: str = says("More of it; may be empty.", "")
    value: str = says("Its value in a few words; empty where only lines can say it.", "90%")
    lines: list[str] = says("What does not fit in one line, such as an agenda.", [])
    source: str = says("Where it was read; may be empty.", "")
    evidence: str = says("How that is known; empty where you go by the rule and do not set it.", "")
    doubt: str = says("What is doubtful about it, for who sets rules; else empty.", "")
    overridable: bool = says("Whether a unit may set its own.", False)


class RegulationDetailOut(RegulationOut):
    """A text with its points."""

    points: list[PointOut] = says("In the order of the text.", [])


class RegulationsAsked(Schema):
    """Which texts."""

    day: Day | None = says("Whether in force on this day; today when nothing is said.", "2026-12-03", None)


class RegulationAsked(Schema):
    """Which text."""

    slug: str = says("Its name in the address.", "cell-meeting-2025", max_length=80)


_TEXT = ("slug", "title", "citation", "effective_from", "effective_until", "in_force", "replaces")
_POINT = ("key", "label", "help", "value", "lines", "overridable")
_KNOWN = ("source", "evidence", "doubt")


def _line(text: RegulationView) -> dict[str, Any]:
    return {name: getattr(text, name) for name in _TEXT} | _known(text)


def _known(view: RegulationView | PointView) -> dict[str, str]:
    return {name: str(getattr(view, name)) for name in _KNOWN}


@router.get("", response=RegulationsOut, summary="List regulations")
def regulations(request: HttpRequest, asked: Query[RegulationsAsked]) -> dict[str, Any]:
    """Every text the program knows, in force or not. What is doubtful of a source is for who sets rules."""
    texts = queries.every(asked.day or timezone.localdate())
    if not sees_doubts(actor_of(request)):
        texts = [text.without_doubts() for text in texts]
    return {"items": [_line(text) for text in texts]}


@router.get("/{slug}", response=RegulationDetailOut, summary="One regulation")
def regulation(request: HttpRequest, asked: InPath[RegulationAsked]) -> dict[str, Any]:
    """One text with its points in words."""
    found = queries.find(asked.slug)
    if found is None:
        raise Http404
    text = queries.shown_text(found, timezone.localdate())
    text = text if sees_doubts(actor_of(request)) else text.without_doubts()
    return {
        **_line(text),
        "points": [{name: getattr(point, name) for name in _POINT} | _known(point) for point in text.points],
    }
