"""What is counted. Each figure is declared once, as a column: its words, its unit and the source of its rule.

Every figure is a whole number that adds up: over meetings, cells and months. A share is worked out from two
of them (`RATES`) when it is shown, never kept. Nothing here tells who said what.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    NumberField = models.PositiveIntegerField[int, int]
else:
    NumberField = models.PositiveIntegerField


Words: TypeAlias = str | Promise


class Of(StrEnum):
    """What a figure is a number of."""

    MEETINGS = "meetings"
    MEMBERS = "members"
    MINUTES = "minutes"
    ITEMS = "items"
    TASKS = "tasks"
    PETITIONS = "petitions"


class Figure(NumberField):
    """A column that is counted. What is said about it stays out of migrations."""

    def __init__(
        self, words: str | Promise = "", of: Of = Of.MEETINGS, source: str = "", **more: Any
    ) -> None:
        self.words, self.of, self.source = words, of, source
        super().__init__(**{"default": 0, **more})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", list(args), dict(kwargs)


HD42 = "HD 42-HD/BTCTW (28/10/2025)"
BASE = "charter-implementation: voting-base; meeting-quality.form: attendance"


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
    minutes_held = Figure(_("Minutes of meeting time"), Of.MINUTES, HD42)
    base = Figure(_("Members attendance is counted against"), Of.MEMBERS, BASE)
    present = Figure(_("Present"), Of.MEMBERS, BASE)
    excused = Figure(_("Absent with a reason"), Of.MEMBERS, BASE)
    unexcused = Figure(_("Absent without a reason"), Of.MEMBERS, BASE)
    in_hall = Figure(_("Came, the exempt included"), Of.MEMBERS, BASE)
    spoke = Figure(_("Spoke"), Of.MEMBERS, f"{HD42}, form row 4.5")
    items = Figure(_("Items of the proceedings"), Of.ITEMS)
    items_begun = Figure(_("Items begun"), Of.ITEMS)
    tasks_given = Figure(_("Tasks given"), Of.TASKS)
    tasks_heard = Figure(_("Tasks reported on"), Of.TASKS)
    tasks_done = Figure(_("Tasks done"), Of.TASKS)
    petitions_raised = Figure(_("Petitions raised"), Of.PETITIONS)
    petitions_above = Figure(_("Petitions to levels above"), Of.PETITIONS)

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

FIGURES = {field.name: field for field in Counts._meta.local_fields if isinstance(field, Figure)}
NAMES = tuple(FIGURES)


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
    Rate("tasks", _("Tasks done of those reported on"), "tasks_done", "tasks_heard"),
)
