"""Reading what a review says, and which reviews there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.papers.about import Matter
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import editable_text, from_json
from sotay.period_reviews import composing, facts, rules
from sotay.period_reviews.access import PAPER_KIND
from sotay.period_reviews.composing import Facts
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import SECTIONS
from sotay.petitions import holding
from sotay.units.models import Kind, Unit

MOST_SHOWN = 100
"""Reviews of one unit that its page lists, the newest first."""

Status = PeriodReview.Status


# --- sentences ---


@dataclass(slots=True)
class Line:
    """A sentence of a draft as its page shows it, with the rule that drafted it or none."""

    key: str
    section: str
    text: str
    drafted: str  # what the program wrote, or what was added first
    english: str = ""  # of the drafted words
    edited: bool = False
    removed: bool = False
    moved: bool = False  # the figures behind it changed since a person wrote over it
    is_own: bool = False
    by: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)  # the sentence as it is kept


def lines_of(review: PeriodReview, paper: IssuedPaper) -> list[Line]:
    """Every sentence of a review in the order of the paper, those left out too."""
    drafts = {each["key"]: each for each in review.sentences}
    own = {each["key"]: each for each in review.own}
    found = []
    for section in SECTIONS:
        keys = [key for key, each in {**drafts, **own}.items() if each["section"] == section]
        for key in rules.in_order(keys, review.order.get(section, ())):
            found.append(_line(review, paper, key, drafts.get(key), own.get(key)))
    return found


def _line(
    review: PeriodReview,
    paper: IssuedPaper,
    key: str,
    draft: Mapping[str, Any] | None,
    own: Mapping[str, Any] | None,
) -> Line:
    given = draft or own or {}
    written = str(given["vi"] if draft else given["text"])
    text = paper.edits.get(key, written)
    edited = key in paper.edits
    return Line(
        key=key,
        section=given["section"],
        text=text or written,
        drafted=written,
        english=str(given.get("en", "")),
        edited=edited and bool(text),
        removed=key in review.removed or (edited and not text),
        moved=edited and review.edited_from.get(key, written) != written,
        is_own=draft is None,
        by=str(given.get("by", "")),
        kept=draft or {},
    )


def head_lines(review: PeriodReview, paper: IssuedPaper) -> list[Line]:
    """The opening and what is said between the tables: parts people may write over, but not move."""
    found = []
    for block in from_json(paper.base).blocks:
        text = editable_text(block)
        if block.key in composing.HEAD and text is not None:
            now = paper.edits.get(block.key, text)
            moved = block.key in paper.edits and review.edited_from.get(block.key, text) != text
            found.append(Line(block.key, "head", now, text, edited=block.key in paper.edits, moved=moved))
    return found


def line_of(review: PeriodReview, paper: IssuedPaper, key: str) -> Line | None:
    both = (*head_lines(review, paper), *lines_of(review, paper))
    return next((line for line in both if line.key == key), None)


def by_section(lines: Iterable[Line]) -> dict[str, list[tuple[str, str]]]:
    """What `composing.arranged` puts under its headings."""
    found: dict[str, list[tuple[str, str]]] = {section: [] for section in SECTIONS}
    for line in lines:
        if not line.removed:
            found[line.section].append((line.key, line.drafted))
    return found


def lacking(review: PeriodReview, lines: Iterable[Line]) -> list[str]:
    """Sections that have no sentence: a review is not signed without them."""
    filled = {line.section for line in lines if not line.removed}
    return [section for section in rules.NEEDED if section not in filled]


@dataclass(slots=True)
class Changed:
    """What of a draft differs from the figures as they are now."""

    keys: frozenset[str] = frozenset()
    tables: bool = False

    def __bool__(self) -> bool:
        return bool(self.keys) or self.tables


def changed_since(review: PeriodReview, paper: IssuedPaper, fresh: Facts) -> Changed:
    before = {each["key"]: each["vi"] for each in review.sentences}
    now = {each["key"]: each["vi"] for each in facts.drafted(fresh)}
    keys = frozenset(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    told = {block.key: block for block in from_json(paper.base).blocks}
    composed = composing.compose(fresh).blocks
    return Changed(keys, any(told.get(block.key) != block for block in composed))


# --- reviews ---


def paper_of(review: PeriodReview) -> IssuedPaper:
    papers = IssuedPaper.objects.select_related("cell").prefetch_related("signatures")
    return papers.get(cell=review.unit_id, kind=PAPER_KIND, about_id=review.pk)


def reviews_of(unit: Unit, *, sent_only: bool) -> list[PeriodReview]:
    """Those of a unit, the newest first, without those that were given up."""
    rows = PeriodReview.objects.filter(unit=unit).exclude(status=Status.DROPPED)
    rows = rows.filter(status=Status.SENT) if sent_only else rows
    return list(rows[:MOST_SHOWN])


def versions_of(review: PeriodReview, *, sent_only: bool) -> list[PeriodReview]:
    """The other versions of a review, the newest first."""
    rows = PeriodReview.objects.filter(series=review.series).exclude(pk=review.pk)
    rows = rows.filter(status=Status.SENT) if sent_only else rows.exclude(status=Status.DROPPED)
    return list(rows.order_by("-version"))


def overlapping(review: PeriodReview) -> PeriodReview | None:
    """Another review of the same kind and matter that takes in some of the same months."""
    rows = PeriodReview.objects.filter(
        unit=review.unit,
        kind=review.kind,
        subject_key=review.subject_key,
        first__lte=review.last,
        last__gte=review.first,
    )
    return rows.exclude(series=review.series).exclude(status=Status.DROPPED).first()


@dataclass(frozen=True, slots=True)
class Received:
    """A unit below with what it sent of a year."""

    unit: Unit
    reviews: tuple[PeriodReview, ...]


def received(unit: Unit, year: int) -> list[Received]:
    """The units directly below with the latest versions of the reviews they sent whose period ends in a year;
    those that sent none first. Two queries."""
    if unit.is_cell:
        return []
    children = list(facts.children_of(unit))
    sent = PeriodReview.objects.filter(
        unit__in=[child.pk for child in children],
        status=Status.SENT,
        last__gte=Month(year, 1),
        last__lte=Month(year, rules.YEAR),
    )
    latest = {each.series: each for each in sent.order_by("version")}
    rows = [
        Received(child, tuple(each for each in latest.values() if each.unit_id == child.pk))
        for child in children
    ]
    return sorted(rows, key=lambda row: (bool(row.reviews), row.unit.name_sort))


def homes(actor: Actor) -> list[Unit]:
    """Units whose figures the actor may see by a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = Unit.objects.in_use().filter(pk__in=held).exclude(kind=Kind.GROUP)
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))


def receiver_of(unit: Unit) -> Unit | None:
    """Whom a unit sends its review to: the nearest unit above with an office."""
    return holding.above(unit)


def matter_of(paper: IssuedPaper) -> Matter | None:
    """Where the review of a paper is seen, for the paper's page to lead back to."""
    found = get_or_none(PeriodReview.objects, paper.about_id) if paper.kind == PAPER_KIND else None
    return Matter(found.get_absolute_url(), paper.plain_name) if found else None
