"""Writes of a unit's own scoring forms: a draft, its rows, and from which day it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.regulations.reading import BadValue
from sotay.scoring import checking
from sotay.scoring.checking import Problem
from sotay.scoring.forms_in_force import read_written
from sotay.scoring.models import OwnForm
from sotay.units.models import Unit

MOST_ROWS = 60

SENTENCES: dict[str, str | Promise] = {
    "no_rows": _("The form has no row yet. Add the first."),
    "twice": _("Row %(number)s is there twice. Give one of them another number."),
    "no_head": _("Row %(number)s stands under %(block)s, which is not there. Add row %(block)s first."),
    "measured_twice": _("Two rows are worked out from the same records. Keep one of them."),
    "sum": _("The rows add up to %(total)s points, not to %(full)s."),
    "above_row": _("A band of row %(number)s gives more than the %(most)s points of the row."),
    "unreachable": _("Row %(number)s has %(most)s points, but its best band gives only %(best)s."),
    "band_order": _("The bands of row %(number)s have to go from the best down."),
    "head_above": _("The rows under %(number)s add up to more than %(full)s points."),
    "not_length": _("Row %(number)s is not about length, so its bands cannot go by minutes."),
    "no_condition": _(
        "A band of row %(number)s says no share and no minutes, so no meeting comes to it. Only the last one "
        "may leave them out."
    ),
    "never_reached": _(
        "No meeting comes to a band of row %(number)s, because one above it asks for no more than it does."
    ),
    "rating_long": _("The name of a rating has at most %(most)s characters."),
    "ratings": _("The ratings have to go from the best down to one that starts at 0 points."),
    "rating_above": _("A rating starts above %(full)s points, which no meeting can reach."),
}


def sentence_of(problem: Problem) -> str:
    return str(SENTENCES[problem.code]) % problem.numbers


class FormIsInForce(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Meetings are scored by this form, so it no longer changes. Copy it, change the copy, and "
                "put that in force."
            )
        )


class FormNotRight(Refusal):
    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(" ".join(map(sentence_of, found)))


class DayHasPassed(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A form holds from today or a later day: meetings of before are scored by the form of "
                "their day."
            ),
            field="from_on",
        )


@transaction.atomic
def begin(
    *, unit: Unit, by: Actor, name: str, written: Mapping[str, Any], meeting_kinds: list[str]
) -> OwnForm:
    """A draft that starts as a copy of another form."""
    form = OwnForm.objects.create(
        unit=unit,
        commune_id=unit.commune_id,
        name=name,
        written=dict(written),
        meeting_kinds=meeting_kinds,
        changed_by_name=by.name,
    )
    audit.record(by, "score.form_drafted", form)
    return form


@transaction.atomic
def change_head(
    *, form: OwnForm, by: Actor, name: str, meeting_kinds: list[str], cell_types: list[str], deducts: bool
) -> OwnForm:
    held = _draft(form)
    held.name, held.meeting_kinds, held.cell_types = name, meeting_kinds, cell_types
    held.written = {**held.written, "deducts": deducts}
    return _keep(held, by)


@transaction.atomic
def set_row(*, form: OwnForm, by: Actor, index: int | None, row: Mapping[str, Any]) -> OwnForm:
    """Put a row in the place of another, or add it; rows stand in the order of their numbers."""
    held = _draft(form)
    rows = list(held.written.get("rows", []))
    if index is None:
        rows.append(dict(row))
    else:
        rows[index] = dict(row)
    if len(rows) > MOST_ROWS:
        raise Refusal(_("A form has at most %(most)s rows.") % {"most": MOST_ROWS})
    held.written = {**held.written, "rows": checking.in_order(rows)}
    return _keep(held, by)


@transaction.atomic
def remove_row(*, form: OwnForm, by: Actor, index: int) -> OwnForm:
    held = _draft(form)
    rows = [row for place, row in enumerate(held.written.get("rows", [])) if place != index]
    held.written = {**held.written, "rows": checking.in_order(rows)}
    return _keep(held, by)


@transaction.atomic
def set_ratings(*, form: OwnForm, by: Actor, ratings: list[dict[str, Any]]) -> OwnForm:
    held = _draft(form)
    held.written = {**held.written, "ratings": ratings}
    return _keep(held, by)


@transaction.atomic
def put_in_force(*, form: OwnForm, by: Actor, from_on: date) -> OwnForm:
    """From that day meetings below the unit are scored by it. One of the same unit for the same kinds of
    meeting and types of cell ends the day it begins.
    """
    held = _draft(form)
    if from_on < timezone.localdate():
        raise DayHasPassed
    if wrong := checking.problems(held.written):
        raise FormNotRight(wrong)
    try:
        read_written(held.written)
    except BadValue as bad:
        raise Refusal(_("The form cannot be read. Look through its rows and their bands.")) from bad
    for before in OwnForm.objects.filter(unit=held.unit_id, from_on__lte=from_on, until_on=None):
        if _same_scope(before, held):
            before.until_on = from_on
            before.save()
    held.from_on = from_on
    audit.record(by, "score.form_in_force", held, day=f"{from_on:%d/%m/%Y}")
    return _keep(held, by, tell=False)


@transaction.atomic
def withdraw(*, form: OwnForm, by: Actor) -> OwnForm:
    """From today the form holds no longer; what was scored by it stays. One that has not begun is a draft
    again."""
    held, today = _locked(form), timezone.localdate()
    if held.from_on is None or (held.until_on is not None and held.until_on <= today):
        raise Refusal(_("This form is not in force."))
    if held.from_on > today:
        _give_back(held)
        held.from_on = None
    else:
        held.until_on = max(today, held.from_on)
    audit.record(by, "score.form_withdrawn", held, day=f"{today:%d/%m/%Y}")
    return _keep(held, by, tell=False)


def _give_back(form: OwnForm) -> None:
    """What the form would have ended goes on."""
    for before in OwnForm.objects.filter(unit=form.unit_id, until_on=form.from_on).exclude(pk=form.pk):
        if _same_scope(before, form):
            before.until_on = None
            before.save()


def _same_scope(one: OwnForm, other: OwnForm) -> bool:
    """For the same kinds of meeting and types of cell."""
    return set(one.meeting_kinds) == set(other.meeting_kinds) and set(one.cell_types) == set(other.cell_types)


@transaction.atomic
def delete(*, form: OwnForm, by: Actor) -> None:
    held = _draft(form)
    audit.record(by, "score.form_drafted", held)
    held.delete()


def _locked(form: OwnForm) -> OwnForm:
    return OwnForm.objects.select_for_update(of=("self",)).select_related("unit").get(pk=form.pk)


def _draft(form: OwnForm) -> OwnForm:
    held = _locked(form)
    if not held.is_draft:
        raise FormIsInForce
    return held


def _keep(form: OwnForm, by: Actor, *, tell: bool = True) -> OwnForm:
    form.changed_by_name = by.name
    form.save()
    if tell:
        audit.record(by, "score.form_drafted", form)
    return form
