"""Importing a roster in the browser: choose, look, confirm, correct what was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sotay.kernel.actor import Can
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.paging import page_of
from sotay.members.forms_roster import ColumnsForm, RosterForm, WhereForm, units_of
from sotay.members.roster import corrections, preview_page, sentences, upload
from sotay.members.roster.apply import PlanChanged, preview
from sotay.members.roster.entries import Plan
from sotay.members.roster.models import RosterUpload
from sotay.members.roster.problems import UnreadableFile


@csrf_exempt  # the check reads the upload, so it runs inside, once the limit stands
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: ActorRequest) -> HttpResponse:
    """The way in: a workbook, and where it goes."""
    request.upload_handlers = [upload.AtMost(request), *request.upload_handlers]
    return _roster(request)


@csrf_protect
def _roster(request: ActorRequest) -> HttpResponse:
    if not units_of(request.actor).exists():
        raise Http404
    if request.method != "POST":
        form = RosterForm(actor=request.actor, initial=_first_unit(request))
        return _choose(request, form)
    # Reading POST takes the file in; only then is it known whether it was too big.
    data, files = request.POST, request.FILES
    form = RosterForm(data, files, actor=request.actor, too_big=getattr(request, "too_big", False))
    if form.is_valid():
        try:
            kept = upload.keep(
                by=request.actor,
                unit=form.cleaned_data["unit"],
                file=form.cleaned_data["file"],
                create_cells=form.cleaned_data.get("create_cells", False),
            )
        except UnreadableFile as wrong:
            form.add_error("file", sentences.file_sentence(wrong))
        else:
            return redirect(kept)
    return _choose(request, form, status=422)


def _choose(request: ActorRequest, form: RosterForm, status: int = 200) -> HttpResponse:
    shown_too = {"form": form, "waiting": upload.waiting(request.actor)}
    return render(request, "members/roster.html", shown_too, status=status)


def _first_unit(request: ActorRequest) -> dict[str, Any]:
    """The unit a link asked for when the actor may, else the highest one."""
    units = units_of(request.actor)
    asked = request.GET.get("unit", "")
    found = next((unit for unit in units if str(unit.pk) == asked), None)
    return {"unit": found or units.first()}


@require_GET
def roster_preview(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What an import would do, the refused rows first."""
    row = upload.access_upload(request.actor, pk)
    if row.imported_at is not None:
        return redirect("members:roster_result", pk)
    seen = _preview(request, row)
    page = page_of(seen.rows, request)
    initial = {"unit": row.unit_id, "create_cells": row.create_cells}
    context = {
        "upload": row,
        "preview": seen,
        "page": page,
        "rows": [preview_page.unpacked(kept) for kept in page],
        "form": WhereForm(initial=initial, actor=request.actor),
        "columns": ColumnsForm(questions=seen.questions),
    }
    return render(request, "members/roster_preview.html", context)


def _preview(request: ActorRequest, row: RosterUpload) -> preview_page.Preview:
    """Worked out for the first page, and the same for the pages after it: comparing a whole ward takes a
    second. What has changed meanwhile is found before anything is written, by the digest.
    """
    kept = upload.kept_preview(row) if request.GET.get("page", "1") != "1" else None
    return kept or upload.keep_preview(row, preview_page.Preview.of(_plan(request, row)))


def _plan(request: ActorRequest, row: RosterUpload) -> Plan:
    return preview(row.unit, upload.sheets_of(row), upload.rights(request.actor, row), row.columns)


@require_POST
def roster_where(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Send the same workbook somewhere else, or let cells be created, and look again."""
    row = _open(request, pk)
    form = WhereForm(request.POST, actor=request.actor)
    if form.is_valid():
        create = form.cleaned_data.get("create_cells", False)
        upload.send_to(upload=row, unit=form.cleaned_data["unit"], create_cells=create)
    return redirect(row)


@require_POST
def roster_columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Say which of several columns is meant, and look again."""
    row = _open(request, pk)
    form = ColumnsForm(request.POST, questions=_preview(request, row).questions)
    if form.is_valid():
        upload.choose_columns(upload=row, columns=form.cleaned_data)
    return redirect(row)


@require_POST
def roster_import(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Do what the preview showed. When that is no longer what would happen, show it again."""
    row = upload.access_upload(request.actor, pk)
    try:
        upload.import_upload(upload=row, by=request.actor, expected=request.POST.get("digest", "-"))
    except PlanChanged:
        messages.warning(
            request,
            _("The members have changed since you looked. Nothing was imported; please look again."),
        )
        return redirect(row)
    return redirect("members:roster_result", pk)


@require_POST
def roster_discard(request: ActorRequest, pk: UUID) -> HttpResponseRedirect:
    upload.discard(_open(request, pk))
    messages.success(request, _("The workbook was removed. Nothing was imported."))
    return redirect("members:roster")


@require_GET
def roster_result(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = upload.access_upload(request.actor, pk)
    if row.imported_at is None:
        return redirect(row)
    sees_unit = request.actor.may(Can.SEE_UNIT, row.unit.path)
    return render(request, "members/roster_result.html", {"upload": row, "sees_unit": sees_unit})


@require_GET
def roster_refused(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The rows to correct as a workbook, before or after the import."""
    row = upload.access_upload(request.actor, pk)
    if row.imported_at is not None:
        if not row.refused_file.exists():
            raise Http404
        content = row.refused_file.read_bytes()
    else:
        content = corrections.workbook(_plan(request, row))
    name = _("rows-to-correct")
    return download(content, f"{name}.xlsx", XLSX, NOT_KEPT)


def _open(request: ActorRequest, pk: UUID) -> RosterUpload:
    """An upload that was not imported yet."""
    row = upload.access_upload(request.actor, pk)
    if row.imported_at is not None:
        raise Http404
    return row
