"""Reading what a synthesis says, and which syntheses there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.figures.models import REGULAR, CellMonth, UnitMonth
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.text import tidy
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.meetings.attendance_marks import OVER
from sotay.meetings.models import Meeting
from sotay.papers.about import Matter
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import content, layout_for
from sotay.papers.structure import Paper, editable_text, from_json
from sotay.petitions import holding
from sotay.petitions.models import Petition, PetitionEvent
from sotay.regulations import NotInForce
from sotay.regulations.holidays import holidays_of
from sotay.reports import queries as reports
from sotay.reports.queries import MonthReport, Row
from sotay.reports.rules import Standing
from sotay.syntheses import composing, rules
from sotay.syntheses.access import PAPER_KIND
from sotay.syntheses.composing import NOTHING_PROPOSED, STANDINGS, UNIT_COMMITTEE, Facts, Line
from sotay.syntheses.models import Synthesis
from sotay.syntheses.rules import Deadline
from sotay.units.models import Kind, Unit
from sotay.units.settings import Settings, settings_of

MOST_LISTED = 200
"""Petitions and proposals that a synthesis lists; beyond it they are counted only."""

FIGURE_WORDS: Mapping[str, str | Promise] = {
    "cells": _("Cells"),
    "held": _("Cells that have met"),
    "reported": _("Cells that have reported"),
    "reported_in_time": _("Cells that reported in time"),
    "in_session": _("Cells in session"),
    "late": _("Cells late to meet"),
    "planned": _("Cells that meet later"),
    "not_set_up": _("Cells that prepared nothing"),
    "present": _("Members present"),
    "base": _("Members attendance is counted against"),
    "excused": _("Absent with a reason"),
    "unexcused": _("Absent without a reason"),
    "spoke": _("Members who spoke"),
    "in_hall": _("Members who came"),
    "petitions_raised": _("Petitions of the month"),
    "petitions_settled": _("Petitions answered here"),
    "petitions_here": _("Petitions being dealt with here"),
    "petitions_up": _("Petitions passed up"),
    "tasks_given": _("Tasks given"),
    "tasks_heard": _("Tasks reported on"),
    "tasks_done": _("Tasks done"),
    "units": _("Units below"),
}
_OF_SUMS = (
    *("cells", "held", "reported", "reported_in_time", "in_session", "late", "planned", "not_set_up"),
    *("present", "base", "excused", "unexcused", "spoke", "in_hall"),
    *("tasks_given", "tasks_heard", "tasks_done"),
)


def facts_of(unit: Unit, month: Month, now: datetime) -> Facts:
    """What there is to say of a unit's month now. The number of queries does not grow with its cells.

    A ward reads the months of its cells; what is higher reads the sums and the syntheses of its children.
    """
    picture = reports.month_of(unit, month, now)
    below = {} if picture.of_cells else latest_sent(_children(unit), month)
    total = picture.total
    figures = {name: int(getattr(total, name)) for name in _OF_SUMS} | {"units": len(picture.rows)}
    figures |= _petition_figures(unit, month, picture, below)
    day = timezone.localdate(now)
    parent = unit.parent
    return Facts(
        unit=unit.name,
        organ=unit.organ,
        superior=parent.name if parent else "",
        superior_organ=parent.organ if parent else "",
        month=month,
        day=day,
        layout=layout_for(unit, day),
        of_cells=picture.of_cells,
        figures=figures,
        lines=tuple(_line(row, of_cells=picture.of_cells) for row in _by_name(picture.rows)),
        not_reported=tuple(_not_reported(picture, below)),
        going_up=tuple(_going_up(unit)),
        kinds=_kinds(unit, month, of_cells=picture.of_cells),
        fields=tuple(_fields(unit, month)) if picture.of_cells else (),
        proposals=tuple(_proposals(below)),
    )


def _by_name(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.unit.name_sort)


def _line(row: Row, *, of_cells: bool) -> Line:
    sums = row.sums
    status = STANDINGS[row.standing or Standing.NOT_DUE] if of_cells else f"{sums.held}/{sums.cells}"
    return Line(row.unit.name, status, sums.present, sums.base, sums.spoke, sums.petitions_raised)


def _not_reported(picture: MonthReport, below: Mapping[UUID, Synthesis]) -> Iterable[tuple[str, str]]:
    for row in _by_name(picture.rows):
        if picture.of_cells and row.standing is not Standing.REPORTED:
            yield row.unit.name, STANDINGS[row.standing or Standing.NOT_DUE].lower()
        elif not picture.of_cells and row.unit.pk not in below:
            yield row.unit.name, f"{row.sums.reported}/{row.sums.cells} chi bộ đã báo cáo"


def _petition_figures(
    unit: Unit, month: Month, picture: MonthReport, below: Mapping[UUID, Synthesis]
) -> dict[str, int]:
    """Those of the month: raised, answered by units here, waiting here, and waiting above."""
    in_month = {"at__date__gte": month.first, "at__date__lte": month.last}
    answers = PetitionEvent.objects.filter(what__in=holding.ANSWERS, **in_month)
    above = Q(held_by__path__in=ancestors(unit.path))
    open_here = Petition.objects.filter(status=Petition.Status.OPEN)
    cells = inside("cell__path", subtree(unit.path))
    if picture.of_cells:
        answered = answers.filter(inside("unit__path", subtree(unit.path)), cells)
        raised = Petition.objects.filter(cells, raised_on__gte=month.first, raised_on__lte=month.last)
        return {
            "petitions_raised": raised.count(),
            "petitions_settled": answered.values("petition").distinct().count(),
            **open_here.filter(cells).aggregate(
                petitions_here=Count("pk", filter=~above), petitions_up=Count("pk", filter=above)
            ),
        }
    own = answers.filter(unit=unit).values("petition").distinct().count()
    sums = {
        name: sum(int(each.figures.get(name, 0)) for each in below.values())
        for name in ("petitions_settled", "petitions_here")
    }
    return {
        "petitions_raised": picture.total.petitions_raised,
        "petitions_settled": sums["petitions_settled"] + own,
        "petitions_here": sums["petitions_here"] + open_here.filter(held_by=unit).count(),
        "petitions_up": open_here.filter(above, cells).count(),
    }


def _fields(unit: Unit, month: Month) -> Iterable[tuple[str, int, int]]:
    """Of each field of petitions of cells here: how many were raised in the month, and how many wait."""
    raised = Q(raised_on__gte=month.first, raised_on__lte=month.last)
    waits = Q(status__in=(Petition.Status.OPEN, Petition.Status.JOINED))
    known = Petition.objects.filter(inside("cell__path", subtree(unit.path))).exclude(field="")
    by_field = known.filter(raised | waits).order_by("field").values("field")
    rows = by_field.annotate(raised=Count("pk", filter=raised), waiting=Count("pk", filter=waits))
    return rows.values_list("field", "raised", "waiting")[:MOST_LISTED]


def _going_up(unit: Unit) -> Iterable[tuple[str, str]]:
    """Petitions of cells here that units above hold. Their text goes up; who raised them does not."""
    cells = inside("cell__path", subtree(unit.path))
    held = Petition.objects.filter(cells, status=Petition.Status.OPEN, held_by__path__in=ancestors(unit.path))
    for text, cell in held.order_by("raised_on", "id").values_list("text", "cell__name")[:MOST_LISTED]:
        yield tidy(text).rstrip("."), cell


def _kinds(unit: Unit, month: Month, *, of_cells: bool) -> dict[str, int]:
    """How many meetings of kinds besides the regular one were held, and by the unit's own committee."""
    part = inside("cell__path", subtree(unit.path))
    rows: Any = CellMonth.objects.filter(part) if of_cells else UnitMonth.objects.filter(unit__parent=unit)
    held = rows.filter(month=month).exclude(kind=REGULAR).order_by("kind").values("kind")
    found = held.annotate(n=Sum("closed") + Sum("signed") + Sum("reported"))
    kinds = {row["kind"]: row["n"] for row in found if row["n"]}
    own = Meeting.objects.filter(cell=unit, month=month, stage__in=OVER).count()
    return {**({UNIT_COMMITTEE: own} if own else {}), **kinds}


def _proposals(below: Mapping[UUID, Synthesis]) -> Iterable[tuple[str, str]]:
    """What units below propose, where they wrote something of their own."""
    papers = papers_of(below.values())
    for synthesis in sorted(below.values(), key=lambda each: each.unit.name_sort)[:MOST_LISTED]:
        paper = papers.get(synthesis.pk)
        text = tidy(_text(content(paper), "proposals")) if paper else ""
        if text and text != NOTHING_PROPOSED:
            yield synthesis.unit.name, text


def _text(paper: Paper, key: str) -> str:
    return next((editable_text(block) or "" for block in paper.blocks if block.key == key), "")


def papers_of(syntheses: Iterable[Synthesis]) -> dict[UUID, IssuedPaper]:
    """The paper of each. One query, or none."""
    keys = [each.pk for each in syntheses]
    found = IssuedPaper.objects.filter(kind=PAPER_KIND, about_id__in=keys) if keys else ()
    return {paper.about_id: paper for paper in found}


def paper_of(synthesis: Synthesis) -> IssuedPaper:
    papers = IssuedPaper.objects.select_related("cell").prefetch_related("signatures")
    return papers.get(cell=synthesis.unit_id, kind=PAPER_KIND, about_id=synthesis.pk)


def newest(unit: Unit, month: Month) -> Synthesis | None:
    """The one of the month that counts for the unit itself: the latest version."""
    return Synthesis.objects.filter(unit=unit, month=month).order_by("-version").first()


def versions_of(unit: Unit, month: Month) -> list[Synthesis]:
    return list(Synthesis.objects.filter(unit=unit, month=month).order_by("-version"))


def latest_sent(units: Iterable[Unit], month: Month) -> dict[UUID, Synthesis]:
    """The latest version that each unit sent. One query."""
    sent = Synthesis.objects.filter(
        unit__in=[unit.pk for unit in units], month=month, status=Synthesis.Status.SENT
    )
    return {each.unit_id: each for each in sent.select_related("unit").order_by("version")}


def _children(unit: Unit) -> list[Unit]:
    below = Unit.objects.in_use().filter(parent=unit, kind__in=rules.MAKES_ONE)
    return list(below.order_by("name_sort"))


@dataclass(frozen=True, slots=True)
class Received:
    """A unit below with the synthesis it sent, or none yet."""

    unit: Unit
    synthesis: Synthesis | None
    late: bool


def received(unit: Unit, month: Month, day: date) -> list[Received]:
    """The units directly below and what came from them: those that are missing first. Three queries."""
    children = _children(unit)
    if not children:
        return []
    sent, due = (
        latest_sent(children, month),
        deadline_of(children[0].kind, settings_of(unit, month.first), month),
    )
    rows = []
    for child in children:
        synthesis = sent.get(child.pk)
        first_day = timezone.localdate(synthesis.sent_at) if synthesis and synthesis.sent_at else day
        late = due is not None and due.is_late(first_day) and not (synthesis and synthesis.is_correction)
        rows.append(Received(child, synthesis, late))
    return sorted(rows, key=lambda row: (row.synthesis is not None, row.unit.name_sort))


def deadline(unit: Unit, month: Month, settings: Settings | None = None) -> Deadline | None:
    """By when the unit sends up its synthesis of a month; None before any regulation says so."""
    return deadline_of(unit.kind, settings or settings_of(unit, month.first), month)


def deadline_of(kind: str, settings: Settings, month: Month) -> Deadline | None:
    of_wards = "synthesis_before_day" if kind != Kind.PROVINCE else "synthesis_above_before_day"
    try:
        return rules.deadline(
            month,
            settings["cell-meeting.meeting_day"],
            settings[f"cell-meeting.{of_wards}"],
            moves=settings["cell-meeting.synthesis_moves"],
            holidays=holidays_of(month.year),
        )
    except (NotInForce, KeyError):
        return None


@dataclass(slots=True)
class Section:
    """A part of the synthesis with what was written over it, and what would be composed now."""

    key: str
    text: str
    composed: str
    edited: bool
    moved: bool = False  # the figures behind it changed since a person wrote over it, or since it was built


@dataclass(slots=True)
class Changed:
    """What of a draft differs from the figures as they are now."""

    figures: list[tuple[str, int, int]] = field(default_factory=list)  # words, before, now
    keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.figures or self.keys)


def changed_since(synthesis: Synthesis, paper: IssuedPaper, fresh: Facts) -> Changed:
    """What has changed since the draft was built."""
    before = synthesis.figures
    figures = [
        (str(words), int(before.get(name, 0)), fresh.figures[name])
        for name, words in FIGURE_WORDS.items()
        if fresh.figures[name] != before.get(name, 0)
    ]
    now = {block.key: block for block in composing.compose(fresh).blocks}
    then = {block.key: block for block in from_json(paper.base).blocks}
    keys = frozenset(key for key in now.keys() | then.keys() if now.get(key) != then.get(key))
    return Changed(figures, keys)


def sections_of(synthesis: Synthesis, paper: IssuedPaper) -> list[Section]:
    """The parts that can be written over, in the order of the paper; headings stay as they are."""
    found = []
    for block in from_json(paper.base).blocks:
        text = editable_text(block)
        if text is None or block.key.startswith("part:"):
            continue
        edited = block.key in paper.edits
        moved = edited and synthesis.edited_from.get(block.key, text) != text
        found.append(Section(block.key, paper.edits.get(block.key, text), text, edited, moved))
    return found


def homes(actor: Actor) -> list[Unit]:
    """Units above cells whose figures the actor has by a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = Unit.objects.in_use().filter(pk__in=held).exclude(kind__in=[Kind.CELL, Kind.GROUP])
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))


def receiver_of(unit: Unit) -> Unit | None:
    """Whom a unit sends its synthesis to: the nearest unit above with an office."""
    return holding.above(unit)


def matter_of(paper: IssuedPaper) -> Matter | None:
    """Where the synthesis of a paper is seen, for the paper's page to lead back to."""
    found = get_or_none(Synthesis.objects, paper.about_id) if paper.kind == PAPER_KIND else None
    return Matter(found.get_absolute_url(), paper.plain_name) if found else None
