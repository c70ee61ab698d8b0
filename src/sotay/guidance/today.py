"""What of guidance one reader has before them. Read once a request, by needs and by the lists of Today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from sotay.guidance.models import Guidance, Reading
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.tree import ancestors
from sotay.meetings.today.reading import TodayMeetings
from sotay.units.models import Unit

MANY = 200
LISTED = 5


class TodayGuidance:
    """Of this month and the next. At most three queries."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.actor, self.day = actor, day
        self.meetings = TodayMeetings.of(actor, day)
        self.month = Month.of(day)

    @classmethod
    def of(cls, actor: Actor, day: date) -> TodayGuidance:
        return actor.once((cls, day), lambda: cls(actor, day))

    @property
    def offices(self) -> list[Unit]:
        """The units whose guidance the reader writes."""
        return [unit for unit in self.meetings.offices if self.actor.may(Can.GUIDE, unit.path)]

    @cached_property
    def rows(self) -> list[Guidance]:
        """For the cells led and sat in, and of the reader's offices."""
        paths = {path for cell in self._cells for path in ancestors(cell.path)}
        paths |= {unit.path for unit in self.offices}
        if not paths:
            return []
        months = [self.month, self.month.plus(1)]
        found = Guidance.objects.filter(unit__path__in=paths, month__in=months)
        found = found.exclude(status=Guidance.Status.WITHDRAWN)
        return list(found.select_related("unit")[:MANY])

    @property
    def _cells(self) -> list[Unit]:
        return [*self.meetings.led, *self.meetings.own_cells]

    @cached_property
    def _types(self) -> Mapping[UUID, str]:
        cells = Unit.objects.filter(pk__in={cell.pk for cell in self._cells})
        return dict(cells.values_list("pk", "cell_type"))

    def letters_for(self, cell: Unit) -> list[Guidance]:
        """What was sent to a cell, the newest first."""
        above = set(ancestors(cell.path))
        sent = [each for each in self.rows if each.is_sent and each.unit.path in above]
        return [each for each in sent if not each.cell_types or self._types.get(cell.pk) in each.types]

    @property
    def received(self) -> list[Guidance]:
        """What was sent to the cells the reader leads."""
        found = {each.pk: each for cell in self.meetings.led for each in self.letters_for(cell)}
        return list(found.values())[:LISTED]

    @cached_property
    def read(self) -> set[tuple[UUID, str]]:
        """Which the reader has opened, on which page."""
        if not self.rows or self.actor.member_id is None:
            return set()
        own = Reading.objects.filter(member=self.actor.member_id, guidance__in=self.rows).order_by()
        return set(own.values_list("guidance", "page"))

    def has_read(self, letter: Guidance, page: str) -> bool:
        return (letter.pk, page) in self.read

    def of_office(self, unit: Unit, month: Month) -> Guidance | None:
        """The unit's own guidance of a month, what is sent before a draft."""
        own = [each for each in self.rows if each.unit_id == unit.pk and each.month == month]
        own = [each for each in own if not each.is_bulletin]
        return next(iter(sorted(own, key=lambda each: not each.is_sent)), None)


def announced(actor: Actor, day: date) -> dict[tuple[UUID, Month], str]:
    """What Today says beside a month that is still to be set up."""
    reader = TodayGuidance.of(actor, day)
    sentence = _("Guidance from above has arrived and will be on the agenda.")
    return {
        (cell.pk, each.month): sentence
        for cell in reader.meetings.led
        for each in reader.letters_for(cell)
        if not each.is_bulletin
    }
