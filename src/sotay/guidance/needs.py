"""What guidance needs of somebody now: to write it, to open it, to read the digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.guidance import rules
from sotay.guidance.models import Guidance, Reading
from sotay.guidance.today import TodayGuidance
from sotay.kernel.actor import Actor
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.units.models import Unit


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    today = TodayGuidance.of(actor, day)
    for unit in today.offices:
        yield from _to_write(today, unit)
    for letter in _unopened(today):
        yield _to_open(letter)
    for cell in today.meetings.own_cells:
        yield from _digest(today, cell)


def _to_write(today: TodayGuidance, unit: Unit) -> Iterator[Need]:
    """Guidance reaches the cells before the month begins (S001: before day 1)."""
    month = rules.month_to_write(today.day)
    due = month.day(today.meetings.settings[unit.pk]["cell-meeting.guidance_before_day"])
    own = today.of_office(unit, month)
    if (own is not None and own.is_sent) or not rules.writing_is_due(today.day, due):
        return
    if own is not None:
        title, button = _("Finish and send the guidance for %(month)s"), _("Go on writing")
        url = own.get_absolute_url()
    else:
        title, button = _("Send guidance for %(month)s"), _("Write the guidance")
        url = reverse("guidance:unit", args=[unit.pk])
    yield Need(
        code="guide",
        urgency=Urgency.SOON,
        title=title % {"month": month.label()},
        sentence=_("Cells take it into their agenda when they draft it; send it before %(due)s.")
        % {"due": shown_day(due)},
        button=button,
        url=url,
        matter=("guide", unit.pk, month),
        due=due,
        unit=unit.organ,
    )


def _unopened(today: TodayGuidance) -> Iterator[Guidance]:
    """What the reader's cells were sent and the reader has not opened, each once."""
    seen = set()
    for cell in today.meetings.led:
        for letter in today.letters_for(cell):
            if letter.pk not in seen and not today.has_read(letter, Reading.Page.LETTER):
                seen.add(letter.pk)
                yield letter


def _to_open(letter: Guidance) -> Need:
    return Need(
        code="guidance",
        urgency=Urgency.SOON,
        title=_("Read: %(what)s") % {"what": letter},
        sentence=_("%(unit)s: %(title)s.") % {"unit": letter.unit.organ, "title": letter.title},
        button=_("Open it"),
        url=letter.get_absolute_url(),
        matter=("guidance", letter.pk),
    )


def _digest(today: TodayGuidance, cell: Unit) -> Iterator[Need]:
    """From some days before the cell's regular meeting until its day, while the reader has not read it."""
    if today.actor.member_id is None:
        return
    points = today.meetings.settings[cell.pk]
    for month in (today.month, today.month.plus(1)):
        letters = [each for each in today.letters_for(cell) if each.month == month and not each.is_bulletin]
        unread = [each for each in letters if not today.has_read(each, Reading.Page.DIGEST)]
        meets_on = _meets_on(today, cell, month) if unread else None
        if meets_on is None:
            continue
        if rules.digest_is_due(today.day, meets_on, points["cell-meeting.digest_ahead_days"]):
            yield _to_read(cell, month, meets_on)


def _to_read(cell: Unit, month: Month, meets_on: date) -> Need:
    return Need(
        code="digest",
        urgency=Urgency.SOON,
        title=_("Think over before the meeting of %(month)s") % {"month": month.label()},
        sentence=_(
            "One page: what the meeting of %(day)s is about, and the questions. Opening it counts as read; "
            "your secretary sees only how many have read."
        )
        % {"day": shown_day(meets_on)},
        button=_("Read the page"),
        url=reverse("guidance:digest", args=[cell.pk, str(month)]),
        matter=("digest", cell.pk, month),
        due=meets_on,
    )


def _meets_on(today: TodayGuidance, cell: Unit, month: Month) -> date | None:
    """The day of the regular meeting while it is ahead; the usual day when none is set up; None once it is
    over."""
    for meeting in today.meetings.meetings:
        of_cell = cell.pk in {meeting.cell_id, meeting.partner_id}
        if of_cell and meeting.is_regular and meeting.month == month:
            facts = today.meetings.facts(meeting)
            return facts.day if meeting.stage == meeting.Stage.PREPARING else None
    return today.meetings.usual_day(cell, month)
