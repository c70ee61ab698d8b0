"""The board of a day, which changes by itself while it is today's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sotay.figures.queries import Tree
from sotay.kernel.actor import Actor, Can
from sotay.kernel.drawings import Drawings
from sotay.kernel.http import ActorRequest, version_answer
from sotay.kernel.periods import Month
from sotay.reports import day_board, queries, words
from sotay.reports.access import access_board_above
from sotay.reports.asked import asked_tree, read_day, way_on
from sotay.units import queries as units


@require_safe
def day(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's day; without an id that of the highest unit whose figures the reader has by office."""
    homes = [home for home in queries.homes(request.actor) if not home.is_cell]
    unit = access_board_above(request.actor, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    shown, today, now = _day(request), timezone.localdate(), timezone.now()
    actor, tree = request.actor, asked_tree(request)
    etag = day_board.version_of(unit, shown, now, tree)  # before the figures: a change in between is noticed
    asked = day_board.Asked.of(unit, shown, tree)
    previous, following = shown - timedelta(days=1), shown + timedelta(days=1)
    context = {
        "unit": unit,
        "day": shown,
        "is_today": shown == today,
        "asked": asked,
        "tree": tree.value if asked.differs else "",
        "drawn": _drawn(asked, now, actor),
        "other_kinds": day_board.others(asked, actor),
        "etag": etag,
        "previous": previous,
        "following": following,
        "before": previous.isoformat(),
        "after": following.isoformat(),
        "down": _down(asked),
        "down_month": way_on(Month.of(shown), tree if asked.differs else ""),
        "crumbs": [above for above in units.above(unit) if actor.may(Can.SEE_FIGURES, above.path)],
        "others": [home for home in homes if home != unit],
    }
    return render(request, "reports/day.html", context)


def _down(asked: day_board.Asked) -> str:
    return f"?day={asked.day}" + ("&tree=today" if asked.differs and asked.tree is Tree.TODAY else "")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The board's part that all see who open the same meetings. `as_of`: of sums, the oldest of them."""

    text: SafeString
    as_of: datetime | None


boards = Drawings(64)
"""A ward's takes about 60 kB."""


def _drawn(asked: day_board.Asked, now: datetime, actor: Actor) -> Drawn:
    """Drawn once for what is on it, the minute, who may open its meetings, and the language."""
    face = day_board.face_of(asked)
    if face is None:
        return _draw(asked, now, actor)
    opened = tuple((part.low, part.high) for part in actor.reach(Can.SEE_MEETING))
    minute = int(now.timestamp() // 60)  # how late a meeting is grows
    key = (asked.unit.pk, asked.unit.name, asked.day, face, minute, opened)
    spoken = (get_language(), timezone.get_current_timezone_name())
    return boards.get((*key, *spoken), lambda: _draw(asked, now, actor))


def _draw(asked: day_board.Asked, now: datetime, actor: Actor) -> Drawn:
    report = day_board.day_of(asked, now)
    lines = [
        {
            "row": row,
            "chip": words.chip_of(row) if report.of_cells else None,
            "parts": "" if report.of_cells else words.day_parts(row.sums),
            "opens": row.month is not None and actor.may(Can.SEE_MEETING, row.unit.path),
        }
        for row in report.rows
    ]
    context = {
        "unit": asked.unit,
        "day": asked.day,
        "report": report,
        "down": _down(asked),
        "headline": words.day_headline(report),
        "lines": lines,
    }
    return Drawn(render_to_string("reports/_day.html", context), report.as_of)


@require_safe
def version(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ETag of the board of a day, for pages that ask whether something changed."""
    unit = access_board_above(request.actor, pk)
    shown = day_board.version_of(unit, _day(request), timezone.now(), asked_tree(request))
    return version_answer(request, shown)


def _day(request: ActorRequest) -> date:
    asked = request.GET.get("day")
    return read_day(asked) if asked else timezone.localdate()
