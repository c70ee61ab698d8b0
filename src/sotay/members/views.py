"""The list of members, the record of one, and adding and correcting records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Can
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.paging import SIZE, page_of
from sotay.members import actions, effects, export, forms, queries, rules
from sotay.members.access import access_member, roles_to_hand_out
from sotay.members.models import Member, MemberQuerySet, Standing
from sotay.units.access import access_cell
from sotay.units.models import Unit, UnitQuerySet
from sotay.units.operations import Operation, carry_out
from sotay.units.queries import reachable

PRINTED = 2000


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
        "day": day,
    }
    return render(request, "members/members.html", shown)


def members_workbook(request: ActorRequest) -> HttpResponse:
    """The same list as a workbook; that it was taken along is noted."""
    day = timezone.localdate()
    cells = list(_cells_seen(request))
    chosen = _chosen(request, cells, day)
    rows = queries.list_rows(chosen.found, day, chosen.cell)
    where = chosen.cell or (cells[0].parent if cells else None)
    audit.record(request.actor, "member.list_exported", where, count=len(rows))
    title = _("List of members of %(unit)s, %(day)s") % {
        "unit": where.name if where else "",
        "day": f"{day:%d/%m/%Y}",
    }
    return download(export.workbook(rows, title), f"dang-vien-{day:%Y-%m-%d}.xlsx", XLSX, NOT_KEPT)


def member(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One record, with what happened to the member and what can be done."""
    member, day = access_member(request.actor, pk), timezone.localdate()
    own = request.actor.member_id == member.pk
    edits = request.actor.may(Can.EDIT_ROSTER, member.cell.path)
    at_home = own or request.actor.may(Can.SEE_ROSTER, member.cell.path)
    standings = list(member.standings.select_related("cell").order_by("-from_on", "-pk"))
    shown = {
        "member": member,
        "row": queries.list_rows([member], day)[0],
        "standings": standings if at_home else [],
        "endable": [row for row in standings if edits and rules.can_be_ended(row, day)],
        "sittings": member.sittings.select_related("cell").order_by("-from_on") if at_home else [],
        "appointments": member.appointments.that_held().select_related("unit").order_by("-from_on"),
        "age": rules.age(member.born_on, day),
        "seniority": rules.party_seniority_years(member.admitted_on, day),
        "probation_due": effects.probation_note(member, day) if at_home else None,
        "at_home": at_home,
        "doubts": effects.doubts(member, day) if edits and not member.left_on else [],
        "own": own,
        "edits": edits,
        "transfers": cells_to_send_to(request, member).exists(),
        "appoints": bool(roles_to_hand_out(request.actor, member.cell)),
        "day": day,
    }
    return render(request, "members/member.html", shown)


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
    return carry_out(request, operation, form, lambda: actions.add(by=request.actor, **form.cleaned_data))


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = access_member(request.actor, pk, Can.EDIT_ROSTER)
    form = forms.Record.of(member, request.POST or None)
    operation = Operation(
        title=_("Correct the record"),
        button=_("Save"),
        back=member.get_absolute_url(),
        back_words=member.full_name,
        done=_("The record has been saved."),
        intro=_("Only for mistakes in the record. What happens to a member has a page of its own."),
        where=member.cell.name,
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
