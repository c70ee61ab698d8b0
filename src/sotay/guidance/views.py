"""Pages of guidance: writing and sending it, what became of it in the cells, and the digest for members."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from sotay.guidance import actions, queries, rules, versions
from sotay.guidance.access import (
    access_digest_cell,
    access_guidance,
    access_guiding_unit,
    access_own_guidance,
    access_own_paper,
    access_use,
    readable_by,
    sees_use,
)
from sotay.guidance.forms import BulletinForm, GuidanceForm, WithdrawForm
from sotay.guidance.models import Guidance
from sotay.guidance.rules import Use
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.asked import read_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.navigation import OFFICES
from sotay.kernel.paging import page_of
from sotay.kernel.refusal import Refusal
from sotay.library.forms import UploadForm
from sotay.units.models import Unit
from sotay.units.queries import above as units_above
from sotay.units.queries import units_at


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the reader was sent, the newest first, and the units they write for."""
    actor = request.actor
    rows = Guidance.objects.sent().filter(readable_by(actor)).select_related("unit")
    units = [unit for unit in units_at(actor, *OFFICES) if actor.may(Can.SEND_GUIDANCE, unit.path)]
    context = {"page": page_of(rows, request, size=30), "units": units}
    return render(request, "guidance/home.html", context)


@require_safe
def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What a unit wrote: drafts to go on with, what was sent and in how many cells it was opened."""
    found = access_guiding_unit(request.actor, pk)
    rows = Guidance.objects.filter(unit=found)
    page = page_of(rows.exclude(status=Guidance.Status.DRAFT), request, size=24)
    opened = queries.sent_counts(page.object_list)
    context = {
        "unit": found,
        "month": rules.month_to_write(timezone.localdate()),
        "drafts": rows.filter(status=Guidance.Status.DRAFT),
        "page": page,
        "rows": [(each, opened.get(each.pk, 0)) for each in page],
        "before": {kind: queries.last_sent(found, kind) for kind in Guidance.Kind.values},
    }
    return render(request, "guidance/unit.html", context)


@require_POST
def begin(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a draft for next month, empty or from the last one that was sent."""
    found = access_guiding_unit(request.actor, pk)
    kind = request.POST.get("kind", Guidance.Kind.GUIDANCE)
    if kind not in Guidance.Kind.values:
        raise Http404
    draft = actions.begin(
        unit=found,
        by=request.actor,
        month=rules.month_to_write(timezone.localdate()),
        kind=kind,
        as_before="as_before" in request.POST,
    )
    return redirect("guidance:edit", pk=draft.pk)


@require_safe
def letter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The letter as the cells read it. Whoever leads one of them has opened it from then on."""
    row = access_guidance(request.actor, pk)
    writes = request.actor.may(Can.SEND_GUIDANCE, row.unit.path)
    led = queries.led_cells(request.actor, row) if row.is_sent else []
    if led and request.actor.member_id:
        actions.mark_opened(guidance=row, cells=led, member_id=request.actor.member_id)
    context = {
        "letter": row,
        "unit": row.unit,
        "writes": writes,
        "edited": versions.letter(request.actor, row) if writes else None,
        "led": led,
        "sees_use": row.is_sent and sees_use(request.actor, row),
        "cells": queries.cells_for(row).count() if writes and row.is_draft else 0,
    }
    return render(request, "guidance/letter.html", context)


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_own_guidance(request.actor, pk)
    if not row.is_draft:
        return redirect(row)
    kind = BulletinForm if row.is_bulletin else GuidanceForm
    form = kind(request.POST or None).made_from(versions.letter(request.actor, row))
    if form.carries_out(lambda: actions.save(guidance=row, by=request.actor, **form.given())):
        undo.offer(request, _("Saved. Look it over as the cells will read it, then send."))
        return redirect(row)
    context = {"letter": row, "unit": row.unit, "form": form}
    return render(request, "guidance/edit.html", context, status=422 if form.is_bound else 200)


def attach(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put documents to a draft, several at once; why one is refused is said with its name."""
    row = access_own_guidance(request.actor, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        several = len(given["file"]) > 1
        for upload in given["file"]:
            try:
                title = "" if several else given["title"]
                actions.attach(
                    guidance=row,
                    by=request.actor,
                    upload=upload,
                    title=title,
                    not_secret=given["not_secret"],
                )
            except Refusal as refusal:
                if several:
                    form.add_error("file", f"{upload.name}: {refusal.sentence}")
                else:
                    form.add_refusal(refusal)
        if not form.errors:
            undo.offer(request, _("Attached. The cells read it with the letter."))
            return redirect(row)
    context = {"letter": row, "unit": row.unit, "form": form}
    return render(request, "guidance/attach.html", context, status=422 if form.is_bound else 200)


@require_POST
def detach(request: ActorRequest, pk: UUID) -> HttpResponse:
    paper = access_own_paper(request.actor, pk)
    actions.detach(paper=paper, by=request.actor)
    undo.offer(request, _("The document was taken away."))
    return redirect(paper.guidance)


@require_POST
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_own_guidance(request.actor, pk)
    versions.letter(request.actor, row).carry_out(
        request, lambda: actions.send(guidance=row, by=request.actor)
    )
    undo.offer(request, _("Sent. The secretaries have been told."))
    return redirect("guidance:use", pk=row.pk)


@require_POST
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_own_guidance(request.actor, pk)
    versions.letter(request.actor, row).carry_out(
        request, lambda: actions.discard(guidance=row, by=request.actor)
    )
    undo.offer(request, _("The draft was thrown away."))
    return redirect("guidance:unit", pk=row.unit_id)


def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back what was sent, with the reason, while no cell has it on its agenda."""
    row = access_own_guidance(request.actor, pk)
    form = WithdrawForm(request.POST or None).made_from(versions.letter(request.actor, row))
    if form.carries_out(
        lambda: actions.withdraw(guidance=row, by=request.actor, reason=form.cleaned_data["reason"])
    ):
        undo.offer(request, _("Withdrawn. The secretaries have been told, and why."))
        return redirect("guidance:unit", pk=row.unit_id)
    context = {"letter": row, "unit": row.unit, "form": form}
    return render(request, "guidance/withdraw.html", context, status=422 if form.is_bound else 200)


@require_safe
def use(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Of a ward each cell: not opened, opened, on the agenda, in other words, left out and why. Of what is
    higher the units directly below, with how many of their cells did."""
    row, within = access_use(request.actor, pk, _asked_unit(request))
    context = {
        "letter": row,
        "unit": within,
        "writes": request.actor.may(Can.SEND_GUIDANCE, row.unit.path),
        "crumbs": _crumbs(request, row, within),
    }
    if not queries.lists_cells(within):
        below = queries.uses_below(row, within)
        context |= {
            "page": page_of(below, request, size=100),
            "totals": [
                (name, words, sum(getattr(each, name) for each in below)) for name, words in _counted()
            ],
        }
        return render(request, "guidance/use_below.html", context)
    cells = queries.uses_of(row, within)
    shown = request.GET.get("show", "")
    wanted = [each for each in cells if each.use.name.lower() == shown] if shown else cells
    counts = [(use.name.lower(), sum(each.use == use for each in cells)) for use in Use]
    context |= {
        "total": len(cells),
        "counts": counts,
        "shown": shown,
        "page": page_of(wanted, request),
    }
    return render(request, "guidance/use.html", context)


def _counted() -> list[tuple[str, str]]:
    return [
        ("cells", _("Cells")),
        ("opened", pgettext("guidance", "Opened")),
        ("taken", pgettext("guidance", "On the agenda")),
        ("left_out", pgettext("guidance", "Left out")),
        ("read", _("Members who read the page")),
    ]


def _asked_unit(request: ActorRequest) -> UUID | None:
    """`?unit=<id>`: within which unit."""
    try:
        return UUID(request.GET["unit"]) if request.GET.get("unit") else None
    except ValueError:
        raise Http404 from None


def _crumbs(request: ActorRequest, letter: Guidance, within: Unit) -> list[Unit]:
    """The units above within which the reader may see the use too."""
    top = letter.unit.path
    between = [each for each in units_above(within) if len(each.path) >= len(top)]
    if request.actor.may(Can.SEND_GUIDANCE, top):
        return between
    return [each for each in between if request.actor.may(Can.SEND_GUIDANCE, each.path)]


@require_safe
def digest(request: ActorRequest, pk: UUID, month: str) -> HttpResponse:
    """One page for the members of a cell before their meeting. Opening it counts as read, and says so."""
    cell, of_month = access_digest_cell(request.actor, pk), read_month(month)
    letters = list(queries.letters_of(cell, of_month))
    own = queries.sits_in(request.actor, cell) and request.actor.member_id is not None
    if own and letters and request.actor.member_id:
        actions.mark_digest_read(letters=letters, cell=cell, member_id=request.actor.member_id)
    prepares = request.actor.may(Can.PREPARE, cell.path)
    context = {
        "cell": cell,
        "month": of_month,
        "letters": letters,
        "meeting": queries.meeting_of(cell, of_month),
        "own": own,
        "readers": queries.digest_readers(letters, cell, timezone.localdate()) if prepares else None,
    }
    return render(request, "guidance/digest.html", context)
