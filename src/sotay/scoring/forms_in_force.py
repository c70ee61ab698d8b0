"""Which form a meeting is scored by: that of the nearest unit with one of its own, else the regulation's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from sotay.kernel.tree import ancestors
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.regulations import NotInForce
from sotay.regulations.reading import read
from sotay.regulations.values import (
    Band,
    ScoringForm,
)
from sotay.scoring import rules
from sotay.scoring.checking import plain_heads
from sotay.scoring.models import OwnForm, ScoreSheet
from sotay.units.settings import Settings

SCORED_KINDS = (Meeting.Kind.REGULAR, Meeting.Kind.THEMATIC)
REGULATION = "meeting-quality"


@dataclass(frozen=True, slots=True)
class UsedForm:
    """A form with its ratings and where it is from: one of a unit (`own`) or a point of the regulation."""

    name: str
    form: ScoringForm
    ratings: tuple[Band, ...]
    own: OwnForm | None = None
    key: str = ""
    without_theme: str = rules.AS_IS


def read_written(written: Mapping[str, Any]) -> tuple[ScoringForm, tuple[Band, ...]]:
    """A unit's form as rules work with it. Raises BadValue."""
    rows = plain_heads(written.get("rows", []))
    form = read("form", {"deducts": written.get("deducts", False), "rows": rows}, {})
    return form, read("ratings", written.get("ratings", []), {})


def is_scored(meeting: Meeting) -> bool:
    """Only a cell's regular and thematic meetings are scored, from the days on that a form is in force."""
    if meeting.kind not in SCORED_KINDS or meeting.stage == Meeting.Stage.CANCELLED:
        return False
    try:
        points_of(meeting)[f"{REGULATION}.form"]
    except (NotInForce, KeyError):
        return False
    return True


def form_of(meeting: Meeting, sheet: ScoreSheet | None = None) -> UsedForm:
    """The form a sheet was scored by, or the one its meeting is to be scored by."""
    points = points_of(meeting)
    if sheet is not None and sheet.own_form:
        return _of_unit(sheet.own_form, points, meeting)
    if sheet is not None and sheet.form_key:
        return _of_regulation(sheet.form_key, points, meeting)
    own = own_form_for(meeting)
    return (
        _of_unit(own, points, meeting)
        if own
        else _of_regulation(_usual_key(meeting, points), points, meeting)
    )


def choices_for(meeting: Meeting) -> Iterator[UsedForm]:
    """Every form the meeting could be scored by."""
    points = points_of(meeting)
    for own in _in_force(meeting):
        yield _of_unit(own, points, meeting)
    for key in ("form", "deducting_form", "thematic_form"):
        yield _of_regulation(key, points, meeting)


def own_form_for(meeting: Meeting) -> OwnForm | None:
    """Of the units from the cell upwards the nearest with a form for such a meeting; of its forms one for
    this type of cell goes before one for all, the newest before older ones."""
    fitting = [form for form in _in_force(meeting) if _fits(form, meeting)]
    return max(fitting, key=_nearness, default=None)


def _nearness(form: OwnForm) -> tuple[int, bool, date]:
    return len(form.unit.path), bool(form.cell_types), form.from_on or date.min


def _in_force(meeting: Meeting) -> QuerySet[OwnForm]:
    day, path = timezone.localdate(meeting.planned_at), meeting.cell.path
    found = OwnForm.objects.filter(unit__path__in=[*ancestors(path), path], from_on__lte=day)
    return found.filter(Q(until_on=None) | Q(until_on__gt=day)).select_related("unit")


def _fits(form: OwnForm, meeting: Meeting) -> bool:
    return meeting.kind in form.meeting_kinds and (
        not form.cell_types or meeting.cell.cell_type in form.cell_types
    )


def _usual_key(meeting: Meeting, points: Settings) -> str:
    if meeting.kind == Meeting.Kind.THEMATIC:
        return "thematic_form"
    return "deducting_form" if points[f"{REGULATION}.counted_by"] == "deduct" else "form"


def _of_regulation(key: str, points: Settings, meeting: Meeting) -> UsedForm:
    setting = points.of(f"{REGULATION}.{key}")
    name = setting.point.label.of(get_language() or "vi")
    form = _settled(setting.value, points, meeting)
    return UsedForm(
        name, form, points[f"{REGULATION}.ratings"], None, key, points[f"{REGULATION}.without_thematic"]
    )


def _of_unit(own: OwnForm, points: Settings, meeting: Meeting) -> UsedForm:
    form, ratings = read_written(own.written)
    without = points[f"{REGULATION}.without_thematic"]
    return UsedForm(own.name, _settled(form, points, meeting), ratings, own, "", without)


def _settled(form: ScoringForm, points: Settings, meeting: Meeting) -> ScoringForm:
    return rules.form_for(
        form,
        without_theme=points[f"{REGULATION}.without_thematic"],
        half_is_lower=points[f"{REGULATION}.exactly_half"] == "lower",
        thematic=meeting.has_theme,
    )


def in_use(units: Iterable[str], day: date) -> QuerySet[OwnForm]:
    """Forms in force on a day at the places given."""
    found = OwnForm.objects.filter(unit__path__in=list(units), from_on__lte=day)
    return found.filter(Q(until_on=None) | Q(until_on__gt=day))
