"""What is counted. Each figure is declared once: its words, its unit, the source of its rule, who sees it.

`Counts` are of meetings, `Work` of what is no meeting; both are columns. `DERIVED` are sums of columns, made
when they are read. Every figure is a whole number that adds up over cells, and over months as it says. A
share is worked out from two of them (`RATES`) when it is shown, never kept. A `Breakdown` is a figure by
keys, such as petitions by field. Nothing here tells who said what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Can

if TYPE_CHECKING:
    NumberField = models.PositiveIntegerField[int, int]
else:
    NumberField = models.PositiveIntegerField


Words: TypeAlias = str | Promise


class Of(StrEnum):
    """What a figure is a number of."""

    CELLS = "cells"
    MEETINGS = "meetings"
    MEMBERS = "members"
    MINUTES = "minutes"
    ITEMS = "items"
    TASKS = "tasks"
    PETITIONS = "petitions"
    POINTS = "points"
    OPINIONS = "opinions"
    LETTERS = "letters"
    DEMANDS = "demands"


class Adds(StrEnum):
    """How months of a figure become those of a longer time. Over cells every figure adds up."""

    UP = "up"
    LAST = "last"  # what there is at the end of a month: of several months the last one counts


class Spec(Protocol):
    """What is said about a figure, whether it is kept or worked out."""

    @property
    def words(self) -> Words: ...
    @property
    def of(self) -> Of: ...
    @property
    def source(self) -> str: ...
    @property
    def adds(self) -> Adds: ...
    @property
    def may_see(self) -> Can: ...


class Figure(NumberField):
    """A column that is counted. What is said about it stays out of migrations."""

    def __init__(
        self,
        words: str | Promise = "",
        of: Of = Of.MEETINGS,
        source: str = "",
        adds: Adds = Adds.UP,
        may_see: Can = Can.SEE_FIGURES,
        **more: Any,
    ) -> None:
        self.words, self.of, self.source, self.adds, self.may_see = words, of, source, adds, may_see
        super().__init__(**{"default": 0, **more})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", list(args), dict(kwargs)


HD42 = "HD 42-HD/BTCTW (28/10/2025)"
QUALITY = "meeting-quality: form, ratings"
BASE = "charter-implementation: voting-base; meeting-quality.form: attendance"
ON_TIME = "cell-meeting: meeting_day, dates_approved_by_day"
TASKS = "HD 38-HD/BTCTW, IV.2"
TERMS = "QĐ 294-QĐ/TW, 2.3"
ROLL = "QĐ 294-QĐ/TW; HD 38-HD/BTCTW, IV.1"
LETTERS = "cell-meeting: guidance_before_day"
INSPECTED = "inspection-outline; inspection-papers"


class Counts(models.Model):
    """The figures of a meeting, and sums of them."""

    set_up = Figure(_("Set up, not opened yet"), Of.MEETINGS)
    in_session = Figure(_("In session"), Of.MEETINGS)
    closed = Figure(_("Held, waiting for signatures"), Of.MEETINGS)
    signed = Figure(_("Signed, not reported yet"), Of.MEETINGS)
    reported = Figure(_("Reported to the level above"), Of.MEETINGS)
    papers_ahead = Figure(_("Agenda and papers out in time"), Of.MEETINGS, f"{HD42}, II.2.2")
    reported_in_time = Figure(_("Reported in time"), Of.MEETINGS, HD42)
    online = Figure(_("Online or partly online"), Of.MEETINGS, "NQ 21-NQ/TW (16/6/2022)")
    thematic = Figure(_("Held with a theme"), Of.MEETINGS, f"{HD42}; cell-meeting: thematic_per_quarter")
    on_time = Figure(_("Held on the agreed or fixed day"), Of.MEETINGS, ON_TIME)
    in_order = Figure(_("Every item begun, in the order of the agenda"), Of.MEETINGS, HD42)
    minutes_held = Figure(_("Minutes of meeting time"), Of.MINUTES, HD42)
    base = Figure(_("Members attendance is counted against"), Of.MEMBERS, BASE)
    present = Figure(_("Present"), Of.MEMBERS, BASE)
    excused = Figure(_("Absent with a reason"), Of.MEMBERS, BASE)
    unexcused = Figure(_("Absent without a reason"), Of.MEMBERS, BASE)
    invited = Figure(_("Asked to come"), Of.MEMBERS, f"{HD42}, II.2.2")
    read_ahead = Figure(_("Opened the agenda before the meeting"), Of.MEMBERS, f"{HD42}, II.2.2")
    in_hall = Figure(_("Came, the exempt included"), Of.MEMBERS, BASE)
    spoke = Figure(_("Spoke"), Of.MEMBERS, f"{HD42}, form row 4.5")
    opinions = Figure(_("Opinions on record"), Of.OPINIONS, HD42)
    items = Figure(_("Items of the proceedings"), Of.ITEMS)
    items_begun = Figure(_("Items begun"), Of.ITEMS)
    tasks_given = Figure(_("Tasks given"), Of.TASKS)
    tasks_heard = Figure(_("Tasks reported on"), Of.TASKS)
    tasks_done = Figure(_("Tasks done"), Of.TASKS)
    petitions_raised = Figure(_("Petitions raised"), Of.PETITIONS)
    petitions_above = Figure(_("Petitions to levels above"), Of.PETITIONS)
    scored = Figure(_("Scored by the cell"), Of.MEETINGS, QUALITY)
    verified = Figure(_("Score verified"), Of.MEETINGS, QUALITY)
    score_points = Figure(_("Points of the meetings scored, added up"), Of.POINTS, QUALITY)
    score_rank_1 = Figure(_("Meetings in the best band"), Of.MEETINGS, QUALITY)
    score_rank_2 = Figure(_("Meetings in the second band"), Of.MEETINGS, QUALITY)
    score_rank_3 = Figure(_("Meetings in the third band"), Of.MEETINGS, QUALITY)
    score_rank_4 = Figure(_("Meetings in the fourth band or below"), Of.MEETINGS, QUALITY)

    class Meta:
        abstract = True

    @property
    def opened(self) -> int:
        return self.in_session + self.held

    @property
    def held(self) -> int:
        return self.closed + self.signed + self.reported

    @property
    def meetings(self) -> int:
        return self.set_up + self.opened

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in NAMES}


class Work(models.Model):
    """The figures of a month of a cell that are of no meeting, and sums of them.

    Each is worked out as of the end of the month, from what is known: of the month that is running as things
    stand, of a month that is over as they stood.
    """

    members = Figure(_("Members"), Of.MEMBERS, ROLL, Adds.LAST)
    members_full = Figure(_("Full members"), Of.MEMBERS, ROLL, Adds.LAST)
    members_probationary = Figure(_("Probationary members"), Of.MEMBERS, ROLL, Adds.LAST)
    members_exempt = Figure(_("Members exempt from work and Party activities"), Of.MEMBERS, ROLL, Adds.LAST)
    members_away = Figure(_("Members away on temporary transfer"), Of.MEMBERS, ROLL, Adds.LAST)
    members_here = Figure(_("Here on temporary transfer from elsewhere"), Of.MEMBERS, ROLL, Adds.LAST)
    members_admitted = Figure(_("Admitted to the Party"), Of.MEMBERS, ROLL)
    members_came = Figure(_("Came to the cell"), Of.MEMBERS, ROLL)
    members_went = Figure(_("Left the cell"), Of.MEMBERS, ROLL)
    members_tasked = Figure(_("Members who have to have a task"), Of.MEMBERS, TASKS, Adds.LAST)
    members_without_task = Figure(_("Members without a task"), Of.MEMBERS, TASKS, Adds.LAST)
    tasks_begun = Figure(_("Tasks given, at meetings or between them"), Of.TASKS, TASKS)
    tasks_due = Figure(_("Tasks due"), Of.TASKS, TASKS)
    tasks_met = Figure(_("Tasks due, reported done by their day"), Of.TASKS, TASKS)
    tasks_finished = Figure(_("Tasks finished"), Of.TASKS, TASKS)
    tasks_finished_late = Figure(_("Tasks finished after their day"), Of.TASKS, TASKS)
    tasks_open = Figure(_("Tasks in hand"), Of.TASKS, TASKS, Adds.LAST)
    tasks_overdue = Figure(_("Tasks not done, due by the end of the month"), Of.TASKS, TASKS, Adds.LAST)
    petitions_received = Figure(_("Petitions received"), Of.PETITIONS, TERMS)
    petitions_answered = Figure(_("Answers given to petitions"), Of.PETITIONS, TERMS)
    petitions_declined = Figure(_("Petitions not taken on"), Of.PETITIONS, TERMS)
    petitions_in_time = Figure(_("Answers given in time"), Of.PETITIONS, TERMS)
    petitions_passed_up = Figure(_("Petitions passed up"), Of.PETITIONS, TERMS)
    petitions_closed = Figure(_("Petitions closed"), Of.PETITIONS, TERMS)
    petitions_open = Figure(_("Petitions waiting for an answer"), Of.PETITIONS, TERMS, Adds.LAST)
    petitions_open_above = Figure(
        _("Petitions waiting for an answer of a level above the cell"), Of.PETITIONS, TERMS, Adds.LAST
    )
    petitions_to_tell = Figure(_("Answered petitions not closed yet"), Of.PETITIONS, TERMS, Adds.LAST)
    petitions_overdue = Figure(
        _("Petitions not answered, due by the end of the month"), Of.PETITIONS, TERMS, Adds.LAST
    )
    petitions_long_overdue = Figure(
        _("Petitions not answered, due before the month began"), Of.PETITIONS, TERMS, Adds.LAST
    )
    guidance_received = Figure(_("Letters of guidance received"), Of.LETTERS, LETTERS)
    guidance_opened = Figure(_("Letters of guidance opened by leaders of the cell"), Of.LETTERS, LETTERS)
    guidance_used = Figure(_("Letters of guidance on the agenda of the meeting held"), Of.LETTERS, LETTERS)
    guidance_readers = Figure(_("Members who read the digest of guidance"), Of.MEMBERS, LETTERS)
    inspections = Figure(_("Inspections concluded"), Of.CELLS, INSPECTED)
    supervisions = Figure(_("Supervisions concluded"), Of.CELLS, INSPECTED)
    findings_made = Figure(_("Demands of inspections"), Of.DEMANDS, INSPECTED)
    findings_closed = Figure(_("Demands of inspections closed"), Of.DEMANDS, INSPECTED)
    findings_open = Figure(_("Demands of inspections not closed"), Of.DEMANDS, INSPECTED, Adds.LAST)

    class Meta:
        abstract = True

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in WORK_NAMES}


class DayCounts(models.Model):
    """What a board of one day counts of its regular meetings: the same figures, by the day they are held."""

    set_up = Figure(_("Set up, not opened yet"), Of.MEETINGS)
    in_session = Figure(_("In session"), Of.MEETINGS)
    closed = Figure(_("Held, waiting for signatures"), Of.MEETINGS)
    signed = Figure(_("Signed, not reported yet"), Of.MEETINGS)
    reported = Figure(_("Reported to the level above"), Of.MEETINGS)
    base = Figure(_("Members attendance is counted against"), Of.MEMBERS, BASE)
    present = Figure(_("Present"), Of.MEMBERS, BASE)

    class Meta:
        abstract = True


DAY_NAMES = tuple(field.name for field in DayCounts._meta.local_fields if isinstance(field, Figure))

COUNTS = {field.name: field for field in Counts._meta.local_fields if isinstance(field, Figure)}
WORK = {field.name: field for field in Work._meta.local_fields if isinstance(field, Figure)}
NAMES, WORK_NAMES = tuple(COUNTS), tuple(WORK)


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that is the sum of others of the same row. `kind` is the kind of meeting it is of, '' for all.

    It is there wherever figures are read (`queries.series`).
    """

    words: Words
    parts: tuple[str, ...]
    kind: str = ""
    of: Of = Of.MEETINGS
    source: str = ""
    adds: Adds = Adds.UP
    may_see: Can = Can.SEE_FIGURES


_HELD = ("closed", "signed", "reported")
DERIVED: dict[str, Derived] = {
    "meetings": Derived(_("Meetings set up"), ("set_up", "in_session", *_HELD)),
    "opened": Derived(_("Meetings opened"), ("in_session", *_HELD)),
    "held": Derived(_("Meetings held"), _HELD),
    "held_regular": Derived(_("Regular meetings held"), _HELD, "regular"),
    "held_thematic": Derived(_("Thematic meetings held"), _HELD, "thematic"),
    "held_committee": Derived(_("Cell-committee meetings held"), _HELD, "committee"),
    "held_group": Derived(_("Meetings of Party groups held"), _HELD, "group"),
    "held_joint": Derived(_("Joint meetings held"), _HELD, "joint"),
    "held_conference": Derived(_("Member conferences held"), _HELD, "conference"),
    "held_extraordinary": Derived(_("Extraordinary meetings held"), _HELD, "extraordinary"),
}

FIGURES: Mapping[str, Spec] = {**COUNTS, **DERIVED, **WORK}
"""Every figure by its name, in the order of the catalog."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure kept by keys: each key with its number. `whole` is the figure its numbers add up to."""

    words: Words
    whole: str
    of: Of = Of.MEETINGS
    source: str = ""
    adds: Adds = Adds.UP
    may_see: Can = Can.SEE_FIGURES


BREAKDOWNS: dict[str, Breakdown] = {
    "online_by_reason": Breakdown(
        _("Online meetings by reason"), "online", source="NQ 21-NQ/TW; cell-meeting: online_reasons"
    ),
    "petitions_by_field": Breakdown(
        _("Petitions received by field"), "petitions_received", Of.PETITIONS, TERMS
    ),
    "petitions_open_by_field": Breakdown(
        _("Petitions waiting for an answer by field"), "petitions_open", Of.PETITIONS, TERMS, Adds.LAST
    ),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of one figure in another, in words a board shows."""

    name: str
    words: Words
    part: str
    whole: str


RATES = (
    Rate("attendance", _("Members present"), "present", "base"),
    Rate("speaking", _("Of those there, spoke"), "spoke", "in_hall"),
    Rate("reading", _("Of those asked, opened the agenda before"), "read_ahead", "invited"),
    Rate("tasks", _("Tasks done of those reported on"), "tasks_done", "tasks_heard"),
    Rate("on_time", _("Held on the agreed or fixed day"), "on_time", "held"),
    Rate("tasks_met", _("Tasks reported done by their day"), "tasks_met", "tasks_due"),
    Rate("without_task", _("Members without a task"), "members_without_task", "members_tasked"),
    Rate("petitions_in_time", _("Petitions answered in time"), "petitions_in_time", "petitions_answered"),
    Rate("guidance_opened", _("Letters of guidance opened"), "guidance_opened", "guidance_received"),
    Rate("guidance_used", _("Letters of guidance used"), "guidance_used", "guidance_received"),
)
