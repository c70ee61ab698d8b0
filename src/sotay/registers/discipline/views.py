"""Pages of discipline: a unit's list, a record, deciding, appeals."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.forms import BaseForm
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.versions import Edited
from sotay.members.models import Member
from sotay.registers import versions
from sotay.registers.access import (
    access_appeal,
    access_discipline,
    access_discipline_unit,
    access_kept_discipline,
    access_member_to_discipline,
    access_to_decide,
    access_unit_to_discipline,
    decides_discipline,
    keeps_discipline,
)
from sotay.registers.discipline import actions, queries
from sotay.registers.discipline.forms import AnswerForm, AppealForm, DecideForm, RecordForm, UnitForm
from sotay.registers.discipline.models import Discipline
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import settings_of

SHOWN = 20
HEAR_FIRST = gettext_lazy(
    "Hear the member first. The cell votes in secret; its committee has no power to discipline."
)
_VALUES = ("status", "level", "effective_on")


@never_cache
@require_safe
def disciplines(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A unit's records. Everybody named on the page sees who read it."""
    unit, day = access_discipline_unit(request.actor, pk), timezone.localdate()
    page = page_of(queries.of_unit(unit), request, size=SHOWN)
    queries.note_looks(page.object_list, request.actor, day)
    context = {
        "unit": unit,
        "page": page,
        "rows": [(row, row.has_effect(day)) for row in page],
        "above": request.actor.may_from_above(Can.SEE_DISCIPLINE, unit.path),
        "members": Member.objects.current().filter(cell=unit) if unit.is_cell else [],
    }
    return render(request, "registers/disciplines.html", context)


@never_cache
@require_safe
def discipline(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One record, for those who keep it and for the person it is about."""
    row, actor, day = access_discipline(request.actor, pk), request.actor, timezone.localdate()
    queries.note_looks([row], actor, day)
    own = row.member_id is not None and row.member_id == actor.member_id
    keeps = keeps_discipline(actor, row)
    appeals = list(row.appeals.all())
    context = {
        "row": row,
        "has_effect": row.has_effect(day),
        "ground": queries.grounds(row.cell, row.recorded_at.date()).get(row.ground, row.ground),
        "needed": actions.votes_needed(row),
        "appeals": appeals,
        "own": own,
        "keeps": keeps,
        "decides": decides_discipline(actor, row),
        "appealable": row.status == Discipline.Status.DECIDED and not any(each.is_open for each in appeals),
        "edited": _version(request, row),
        "looks": queries.looks_at(row.member)[:SHOWN] if own and row.member else [],
        "expelled": row.level == Discipline.Level.EXPULSION
        and row.status == Discipline.Status.DECIDED
        and row.member is not None
        and row.member.left_on is None,
        "back": _list_url(_unit_of(row)) if keeps else reverse("registers:home"),
    }
    return render(request, "registers/discipline.html", context)


def record(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Record the discipline of a member."""
    member, day = access_member_to_discipline(request.actor, pk), timezone.localdate()
    above = request.actor.may_from_above(Can.SEE_DISCIPLINE, member.cell.path)
    form = RecordForm(request.POST or None, grounds=queries.grounds(member.cell, day), above=above)
    operation = Operation(
        title=_("Discipline of %(name)s") % {"name": member.full_name},
        button=_("Record it"),
        back=_list_url(member.cell),
        back_words=_("Discipline"),
        done=_("Recorded. The member has been told."),
        intro=HEAR_FIRST,
        effects=[
            _(
                "The record is read by the secretary and deputy of the cell, by the office and the "
                "inspection commission above, and by the member."
            ),
            _("The member sees who has read it."),
            _("The member can appeal within %(n)s days.")
            % {"n": settings_of(member.cell, day)["party-discipline.appeal_days"]},
        ],
        about=member.cell,
    )
    return _carry_out(
        request, operation, form, lambda: actions.record(member=member, by=request.actor, **form.given())
    )


def record_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Record the discipline of an organisation, by the level above it."""
    unit, day = access_unit_to_discipline(request.actor, pk), timezone.localdate()
    levels = settings_of(unit, day)["party-discipline.levels_organisation"]
    form = UnitForm(request.POST or None, grounds=queries.grounds(unit, day), levels=levels)
    operation = Operation(
        title=_("Discipline of %(name)s") % {"name": unit.name},
        button=_("Record it"),
        back=_list_url(unit),
        back_words=_("Discipline"),
        done=_("Recorded."),
        about=unit,
    )
    return _carry_out(
        request, operation, form, lambda: actions.record_of_unit(unit=unit, by=request.actor, **form.given())
    )


def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Decide on what a cell proposed."""
    row = access_to_decide(request.actor, pk)
    levels = queries.levels(row.cell, timezone.localdate(), probationary=row.was_probationary)
    form = DecideForm(request.POST or None, levels=levels).made_from(_version(request, row))
    done = _("The decision is recorded.")
    operation = _about(row, _("Decide on the proposal"), _("Record the decision"), done)
    return _carry_out(
        request, operation, form, lambda: actions.decide(discipline=row, by=request.actor, **form.given())
    )


def appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Appeal: the person themselves, or somebody who keeps the record for them."""
    row = access_discipline(request.actor, pk)
    form = AppealForm(request.POST or None, initial={"on": timezone.localdate()})
    form.made_from(_version(request, row))
    operation = _about(row, _("Appeal"), _("Record the appeal"), _("The appeal is recorded."))
    return _carry_out(
        request,
        operation,
        form,
        lambda: actions.appeal(discipline=row, by=request.actor, **form.cleaned_data),
    )


def answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What came of an appeal."""
    found = access_appeal(request.actor, pk)
    row = found.discipline
    levels = queries.levels(row.cell, timezone.localdate(), probationary=row.was_probationary)
    form = AnswerForm(request.POST or None, levels=levels).made_from(
        versions.row(request.actor, found, "answered_on")
    )
    operation = _about(row, _("Answer to the appeal"), _("Record the answer"), _("The answer is recorded."))
    return _carry_out(
        request, operation, form, lambda: actions.answer(appeal=found, by=request.actor, **form.cleaned_data)
    )


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_kept_discipline(request.actor, pk)
    back = _list_url(_unit_of(row))
    _version(request, row).carry_out(request, lambda: actions.take_back(discipline=row, by=request.actor))
    undo.offer(request, _("The record has been taken out."))
    return redirect(back)


def _about(row: Discipline, title: str, button: str, done: str) -> Operation:
    name = row.member.full_name if row.member else row.cell.name
    back = row.get_absolute_url()
    return Operation(
        title=title, button=button, back=back, back_words=name, done=done, intro=name, about=row.cell
    )


def _carry_out(
    request: ActorRequest, operation: Operation, form: BaseForm, do: Callable[[], object]
) -> HttpResponse:
    answered = carry_out(request, operation, form, do)
    answered["Cache-Control"] = "private, no-store"
    return answered


def _version(request: ActorRequest, row: Discipline) -> Edited[Discipline]:
    return versions.row(request.actor, row, *_VALUES)


def _unit_of(row: Discipline) -> Unit:
    """Where the person sits today, or the unit itself."""
    return row.member.cell if row.member else row.cell


def _list_url(unit: Unit) -> str:
    return reverse("registers:disciplines", args=[unit.pk])
