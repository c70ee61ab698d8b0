"""The list of members, the record of one, and adding and correcting records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.audit import actions as audit
from sotay.kernel.actor import BELOW, Actor, Can, Grant, Role
from sotay.kernel.hooks import Hook
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.paging import SIZE, page_of
from sotay.members import actions, effects, export, forms, queries, rules, versions, viewing
from sotay.members.access import access_member, roles_to_hand_out
from sotay.members.models import ExemptionProposal, Member, MemberQuerySet, Standing
from sotay.units.access import access_cell
from sotay.units.models import Unit, UnitQuerySet
from sotay.units.operations import Operation, carry_out
from sotay.units.queries import reachable

PRINTED = 2000


@dataclass(frozen=True, slots=True)
class WayOn:
    """A link on the page of a member."""

    url: str
    words: str
    icon: str


BESIDE_MEMBER: Hook[Callable[[Actor, Member], Iterable[WayOn]]] = Hook(
    "members.beside_member", "ways from a member's record to pages of apps above about that member"
)

BESIDE_MEMBERS: Hook[Callable[[Actor, Unit | None], Iterable[WayOn]]] = Hook(
    "members.beside_members", "ways from the list of members, of a cell or of several, to pages of apps above"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader narrowed the list to."""

    q: str
    cell: Unit | None
    standing: str
    in_scope: MemberQuerySet  # before the standing
    found: MemberQuerySet


def members(request: ActorRequest) -> HttpResponse:
    """The members in the reader's reach: searched, narrowed, page by page; `?print=1` for paper."""
    day = timezone.localdate()
    cells = list(_cells_seen(request))
    chosen = _chosen(request, cells, day)
    on_paper = "print" in request.GET
    page = page_of(chosen.found, request, size=PRINTED if on_paper else SIZE)
    shown = {
        "chosen": chosen,
        "cells": cells,
        "page": page,
        "rows": queries.list_rows(page, day, chosen.cell),
        "counts": _filters(queries.standing_counts(chosen.in_scope, day, chosen.cell), chosen),
        "on_paper": on_paper,
        "adds": bool(request.actor.reach(Can.EDIT_ROSTER)),
        "ways_on": [way for ways in BESIDE_MEMBERS for way in ways(request.actor, chosen.cell)],
        "day": day,
    }
    _note_list(request, _where(chosen, cells), page.paginator.count, on_paper=on_paper)
    return render(request, "members/members.html", shown)


def _note_list(request: ActorRequest, unit: Unit | None, count: int, *, on_paper: bool) -> None:
    """Members may see who went through the list they stand in."""
    if on_paper:
        audit.record(request.actor, "member.list_printed", unit, count=count)
    else:
        viewing.note_list(unit, request.actor, count)


def _where(chosen: Chosen, cells: list[Unit]) -> Unit | None:
    """Whose list it is: the cell's, or that of what lies above the reader's cells."""
    return chosen.cell or (cells[0].parent if cells else None)


def members_workbook(request: ActorRequest) -> HttpResponse:
    """The same list as a workbook; that it was taken along is noted."""
    day = timezone.localdate()
    cells = list(_cells_seen(request))
    chosen = _chosen(request, cells, day)
    rows = queries.list_rows(chosen.found, day, chosen.cell)
    where = _where(chosen, cells)
    audit.record(request.actor, "member.list_exported", where, count=len(rows))
    title = _("List of members of %(unit)s, %(day)s") % {
        "unit": where.name if where else "",
        "day": f"{day:%d/%m/%Y}",
    }
    return download(export.workbook(rows, title), f"dang-vien-{day:%Y-%m-%d}.xlsx", XLSX, NOT_KEPT)


def member(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One record, with what happened to the member and what can be done."""
    member, day = access_member(request.actor, pk), timezone.localdate()
    viewing.note_record(member, request.actor)
    own = request.actor.member_id == member.pk
    edits = request.actor.may(Can.EDIT_ROSTER, member.cell.path)
    at_home = own or request.actor.may(Can.SEE_ROSTER, member.cell.path)
    acts, decides = edits and not own, request.actor.may_from_above(Can.EDIT_ROSTER, member.cell.path)
    standings = list(member.standings.select_related("cell").order_by("-from_on", "-pk"))
    shown = {
        "member": member,
        "row": queries.list_rows([member], day)[0],
        "standings": standings if at_home else [],
        "endable": [row for row in standings if acts and _may_end(row, decides, day)],
        "memberships": member.memberships.select_related("cell").order_by("-from_on") if at_home else [],
        "appointments": member.appointments.that_held().select_related("unit").order_by("-from_on"),
        "age": rules.age(member.born_on, day),
        "seniority": rules.party_seniority_years(member.admitted_on, day),
        "doubts": effects.doubts(member, day) if edits and not member.left_on else [],
        "proposals": _proposals(request.actor, member) if at_home else [],
        "decides": decides,
        "probation_due": effects.probation_note(member, day) if at_home else None,
        "at_home": at_home,
        "own": own,
        "ways_on": [way for ways in BESIDE_MEMBER for way in ways(request.actor, member)],
        "edits": edits,
        "acts": acts,
        "suspends": decides or not actions.suspension_decided_above(member.cell, day),
        "transfers": cells_to_send_to(request, member).exists(),
        "appoints": bool(roles_to_hand_out(request.actor, member.cell)),
        "day": day,
    }
    return render(request, "members/member.html", shown)


def _proposals(actor: Actor, member: Member) -> list[ExemptionProposal]:
    """The newest proposal to exempt the member, with what its button starts from."""
    rows = list(member.exemption_proposals.order_by("-proposed_at", "-pk")[:1])
    for row in rows:
        row.edited = versions.exemption(actor, row)  # type: ignore[attr-defined]  # for its button
    return rows


def _may_end(row: Standing, decides: bool, day: date) -> bool:
    """Whether a standing can be ended here: a suspension only by the level that decided it."""
    decided = row.kind == Standing.Kind.SUSPENDED and actions.suspension_decided_above(row.cell, row.from_on)
    return rules.can_be_ended(row, day) and (decides or not decided)


@require_safe
def same_numbers(request: ActorRequest) -> HttpResponse:
    """Numbers two members are recorded with, for offices that may see the records of several cells."""
    offices = request.actor.only(*(Role(grant.role) for grant in request.actor.grants if _sees_below(grant)))
    if not offices.grants:
        raise Http404
    page = page_of(queries.clashes(*offices.reach(Can.SEE_ROSTER)), request)
    return render(request, "members/same_numbers.html", {"page": page})


def _sees_below(grant: Grant) -> bool:
    return Can.SEE_ROSTER in BELOW.get(grant.role, ())


def add(request: ActorRequest) -> HttpResponse:
    cells = cells_kept(request)
    if not request.actor.reach(Can.EDIT_ROSTER):
        raise Http404
    form = forms.AddMember(request.POST or None, cells=cells, cell=_asked_cell(request, cells))
    operation = Operation(
        title=_("Add a member"),
        button=_("Add the member"),
        back=reverse("members:members"),
        back_words=_("Members"),
        done=_("The member has been added."),
        intro=_("For many members at once, import the roster workbook instead."),
    )
    return carry_out(request, operation, form, lambda: _add(request, form))


def _add(request: ActorRequest, form: forms.AddMember) -> None:
    """Add the member, and say what is strange about the dates."""
    member = actions.add(by=request.actor, **form.cleaned_data)
    for doubt in effects.doubts(member, timezone.localdate()):
        messages.warning(request, f"{member.full_name}: {doubt}")


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    viewing.note_record(member, request.actor)
    form = forms.Record.of(member, request.POST or None).made_from(versions.record(request.actor, member))
    operation = Operation(
        title=_("Correct the record"),
        button=_("Save"),
        back=member.get_absolute_url(),
        back_words=member.full_name,
        done=_("The record has been saved."),
        intro=_("Only for mistakes in the record. What happens to a member has a page of its own."),
        about=member.cell,
    )
    return carry_out(
        request, operation, form, lambda: actions.edit(member=member, by=request.actor, **form.cleaned_data)
    )


def cells_kept(request: ActorRequest) -> UnitQuerySet:
    """Cells whose roll the reader keeps."""
    return reachable(request.actor, Can.EDIT_ROSTER).cells().in_use()


def cells_to_send_to(request: ActorRequest, member: Member) -> UnitQuerySet:
    """Cells the reader may transfer the member to: those whose roll they keep, too."""
    return cells_kept(request).exclude(pk=member.cell_id)


def _cells_seen(request: ActorRequest) -> UnitQuerySet:
    if not request.actor.reach(Can.SEE_ROSTER):
        raise Http404
    return reachable(request.actor, Can.SEE_ROSTER).cells().select_related("parent")


def _asked_cell(request: ActorRequest, cells: UnitQuerySet) -> Unit | None:
    asked = forms.narrowing(request.GET).cell
    if asked is None:
        return cells.first() if cells.count() == 1 else None
    return access_cell(request.actor, asked, Can.EDIT_ROSTER)


def _chosen(request: ActorRequest, cells: list[Unit], day: date) -> Chosen:
    words, cell_id, standing = forms.narrowing(request.GET)
    if cell_id is not None:
        cell: Unit | None = access_cell(request.actor, cell_id, Can.SEE_ROSTER)
    else:
        cell = cells[0] if len(cells) == 1 else None
    scope = queries.search(request.actor, words, cell, day=day)
    found = queries.with_standing(scope, standing, day, cell) if standing else scope.current()
    return Chosen(words, cell, standing, scope, found)


def _filters(counts: dict[str, int], chosen: Chosen) -> list[tuple[str, str, int, bool]]:
    """(value, words, how many, whether chosen) for each standing somebody has."""
    everybody = ("", _("Everybody"), counts["all"], not chosen.standing)
    return [
        everybody,
        *(
            (kind.value, str(kind.label), counts.get(kind.value, 0), kind.value == chosen.standing)
            for kind in Standing.Kind
            if counts.get(kind.value) or kind.value == chosen.standing
        ),
    ]
