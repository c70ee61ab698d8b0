"""Pages of badges and of commendations."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.versions import Edited
from sotay.members import queries as members
from sotay.registers import versions
from sotay.registers.access import (
    access_badge,
    access_badges,
    access_books,
    access_cell_to_commend,
    access_commendation,
    access_kept_member,
    commends,
)
from sotay.registers.honours import actions, queries
from sotay.registers.honours.forms import AwardForm, CommendForm, ProposeForm
from sotay.registers.honours.models import Badge
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import settings_of


@require_safe
def badges(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The badges of a cell, or of all cells below a unit, that come near or are on their way."""
    unit, day, actor = access_badges(request.actor, pk), timezone.localdate(), request.actor
    near = [row for row in queries.of_unit(unit, day) if row.badge is None]
    context = {
        "unit": unit,
        "day": day,
        "page": page_of(near, request),
        "late": {row.member.pk for row in near if row.is_late(day)},
        "past": {row.member.pk for row in near if row.is_past(day)},
        "badges": [(row, *_steps(request, row)) for row in queries.on_their_way(unit)[:200]],
        "proposes": actor.may(Can.EDIT_ROSTER, unit.path),
        "unknown": queries.without_exact_admission(unit) if unit.is_cell else 0,
        "back": _back_of(unit),
    }
    return render(request, "registers/badges.html", context)


def _steps(request: ActorRequest, row: Badge) -> tuple[bool, bool, Edited[Badge]]:
    """(may go on with it, may take the last step back, what its buttons carry)."""
    above = request.actor.may_from_above(Can.EDIT_ROSTER, row.member.cell.path)
    own = row.status == Badge.Status.PROPOSED and request.actor.may(Can.EDIT_ROSTER, row.member.cell.path)
    return above and row.status != Badge.Status.AWARDED, above or own, _version(request, row)


def _back_of(unit: Unit) -> str:
    return reverse("registers:cell", args=[unit.pk]) if unit.is_cell else reverse("registers:home")


def propose(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Propose a badge for a member."""
    member, day = access_kept_member(request.actor, pk), timezone.localdate()
    years = settings_of(member.cell, day)["party-badges.years"]
    asked = request.GET.get("years", "")
    form = ProposeForm(
        request.POST or None, years=years, initial={"years": asked if asked.isdecimal() else None}
    )
    operation = Operation(
        title=_("Badge for %(name)s") % {"name": member.full_name},
        button=_("Propose it"),
        back=reverse("registers:badges", args=[member.cell_id]),
        back_words=_("Badges"),
        done=_("The badge is proposed. The office above sees it on its list."),
        intro=_("The member asks, the cell considers it and proposes it to the level above."),
        about=member.cell,
    )
    return carry_out(
        request, operation, form, lambda: actions.propose(member=member, by=request.actor, **form.given())
    )


@require_POST
def forward(request: ActorRequest, pk: UUID) -> HttpResponse:
    badge = access_badge(request.actor, pk, above=True)
    _version(request, badge).carry_out(request, lambda: actions.forward(badge=badge, by=request.actor))
    badge.refresh_from_db()
    back = undo.only_as_seen(reverse("registers:badge_back", args=[badge.pk]), _version(request, badge))
    undo.offer(request, _("Sent on to the level above."), back)
    return redirect(_asked_list(request, badge))


def award(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Record that a badge was awarded."""
    badge = access_badge(request.actor, pk, above=True)
    if badge.status == Badge.Status.PROPOSED:
        raise Http404
    form = AwardForm(request.POST or None, initial={"on": badge.ceremony_on}).made_from(
        _version(request, badge)
    )
    operation = Operation(
        title=_("%(n)s-year badge of %(name)s") % {"n": badge.years, "name": badge.member.full_name},
        button=_("Record the award"),
        back=reverse("registers:badges", args=[badge.cell_id]),
        back_words=_("Badges"),
        done=_("The award is recorded. The member has been told."),
        about=badge.cell,
    )
    return carry_out(
        request, operation, form, lambda: actions.award(badge=badge, by=request.actor, **form.cleaned_data)
    )


@require_POST
def badge_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back the last step of a badge."""
    badge = access_badge(request.actor, pk)
    _version(request, badge).carry_out(request, lambda: actions.step_back(badge=badge, by=request.actor))
    undo.offer(request, _("The last step has been taken back."))
    return redirect(_asked_list(request, badge))


def _asked_list(request: ActorRequest, badge: Badge) -> str:
    """The list the button stood on: the cell's, or that of the unit the office looked at."""
    unit = request.GET.get("unit", "")
    try:
        return reverse("registers:badges", args=[access_badges(request.actor, UUID(unit)).pk])
    except ValueError:
        return reverse("registers:badges", args=[badge.member.cell_id])


def _version(request: ActorRequest, badge: Badge) -> Edited[Badge]:
    return versions.row(request.actor, badge, "status", "awarded_on")


@require_safe
def commendations(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The commendations of a cell and its members."""
    cell = access_books(request.actor, pk)
    writes = commends(request.actor, cell)
    page = page_of(queries.commendations_of(cell), request)
    context = {
        "cell": cell,
        "page": page,
        "rows": [(row, versions.row(request.actor, row, "kind", "on") if writes else None) for row in page],
        "writes": writes,
    }
    return render(request, "registers/commendations.html", context)


def commend(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Enter praise by the cell, or what a level above awarded."""
    cell = access_cell_to_commend(request.actor, pk)
    roll = members.roster(cell.pk, timezone.localdate())
    people = {str(row.member.pk): row.member for row in roll if not row.here}
    names = [(key, member.shown) for key, member in people.items()]
    form = CommendForm(request.POST or None, people=names, cell=cell.name)
    operation = Operation(
        title=_("Enter a commendation"),
        button=_("Enter it"),
        back=reverse("registers:commendations", args=[cell.pk]),
        back_words=_("Commendations"),
        done=_("The commendation is entered."),
        intro=_("The cell itself only praises; anything higher has the decision of a level above."),
        about=cell,
    )

    def do() -> None:
        member = people.get(form.cleaned_data["person"])
        actions.commend(cell=cell, by=request.actor, member=member, **form.given())

    return carry_out(request, operation, form, do)


@require_POST
def commendation_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_commendation(request.actor, pk)
    versions.row(request.actor, row, "kind", "on").carry_out(
        request, lambda: actions.take_out(commendation=row, by=request.actor)
    )
    undo.offer(request, _("The commendation has been taken out."))
    return redirect("registers:commendations", row.cell_id)
