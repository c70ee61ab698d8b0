"""A workbook between its upload and its import, and afterwards its rows to correct for a day.

Only what its cells hold is kept, in a file only this program reads; the workbook itself is removed as
soon as it has been read. Everything goes after a day.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db import transaction
from django.db.models import Count, Min
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock
from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.kernel.text import tidy
from sotay.members import rules
from sotay.members.roster import corrections, read, sentences, workbook
from sotay.members.roster.apply import PlanChanged, import_roster, preview
from sotay.members.roster.entries import Plan, RowStatus
from sotay.members.roster.existing import Rights
from sotay.members.roster.models import RosterUpload
from sotay.members.roster.preview_page import Preview
from sotay.members.roster.read import Sheet
from sotay.units.models import Unit

KEPT = timedelta(days=1)
_PRIVATE = 0o600
_FORM_OVERHEAD = 64 * 1024


class AtMost(FileUploadHandler):
    """Stops taking in a file beyond the limit; what still comes is read and thrown away.

    The form is told through `request.too_big`, so that the person gets a sentence and not a broken line.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.seen = 0

    def handle_raw_input(
        self,
        input_data: object,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        self.is_announced_too_big = content_length > workbook.MOST_BYTES + _FORM_OVERHEAD

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.is_announced_too_big or self.seen > workbook.MOST_BYTES:
            setattr(self.request, "too_big", True)  # noqa: B010 - a mark of our own on the request
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def keep(*, by: Actor, unit: Unit, file: UploadedFile[bytes], create_cells: bool) -> RosterUpload:
    """Read an uploaded workbook and keep its cells. Raises UnreadableFile, and then keeps nothing."""
    packed = _read(file)
    read.people(workbook.sheets(packed))
    upload = RosterUpload(
        commune_id=unit.commune_id,
        unit=unit,
        uploaded_by_id=by.account_id,
        filename=tidy(file.name or "")[-200:],
        create_cells=create_cells,
        expires_at=timezone.now() + KEPT,
    )
    _write(upload.grid_file, packed.encode())
    upload.save(force_insert=True)
    return upload


def sheets_of(upload: RosterUpload) -> list[Sheet]:
    """The cells of the workbook; Http404 once it was imported."""
    try:
        return workbook.sheets(upload.grid_file.read_text())
    except OSError:
        raise Http404 from None


def keep_preview(upload: RosterUpload, preview: Preview) -> Preview:
    """Keep a preview for the pages after its first, in the language it speaks."""
    _write(upload.preview_file(_language()), preview.to_json().encode())
    return preview


def kept_preview(upload: RosterUpload) -> Preview | None:
    try:
        return Preview.from_json(upload.preview_file(_language()).read_text())
    except (OSError, TypeError):  # TypeError: kept by another version of the program
        return None


def access_upload(actor: Actor, pk: UUID) -> RosterUpload:
    """An upload of the actor's own, while it is kept and they may still edit the roster it is for."""
    upload = get_or_none(RosterUpload.objects.select_related("unit"), pk)
    if (
        upload is None
        or upload.uploaded_by_id is None
        or upload.uploaded_by_id != actor.account_id
        or not upload.is_open(timezone.now())
        or not actor.may(Can.EDIT_ROSTER, upload.unit.path)
    ):
        raise Http404
    return upload


def waiting(actor: Actor) -> list[RosterUpload]:
    """The actor's uploads that were neither imported nor discarded, newest first."""
    mine = RosterUpload.objects.filter(uploaded_by_id=actor.account_id, imported_at=None)
    ranges = actor.reach(Can.EDIT_ROSTER)
    kept = mine.filter(expires_at__gt=timezone.now()).select_related("unit").order_by("-created_at")[:10]
    return [row for row in kept if any(part.holds(row.unit.path) for part in ranges)]


def rights(actor: Actor, upload: RosterUpload) -> Rights:
    """What the actor's import may do: create cells and appoint only where they may otherwise."""
    path, all_posts = upload.unit.path, rules.FROM_THE_CELL
    appoints = any(
        grant.allows(Can.APPOINT, path) and all_posts <= rules.MAY_APPOINT.get(grant.role, frozenset())
        for grant in actor.grants
    )
    return Rights(
        create_cells=upload.create_cells and actor.may(Can.EDIT_UNIT, path),
        appoint=appoints,
        myself=actor.member_id,
        seen=tuple(actor.reach(Can.SEE_ROSTER)),
    )


def import_upload(*, upload: RosterUpload, by: Actor, expected: str) -> RosterUpload:
    """Import an upload as it was previewed. Importing it a second time answers the first import.

    The workbook of cells to correct is written before: it is slow, and the digest says that the plan stays
    the same. Raises PlanChanged when the import would no longer do what `expected` stands for.
    """
    upload = RosterUpload.objects.select_related("unit").get(pk=upload.pk)
    try:
        sheets = sheets_of(upload) if upload.imported_at is None else []
    except Http404:  # imported at this moment by somebody else
        upload.refresh_from_db()
        if upload.imported_at is None:
            raise
    if upload.imported_at is not None:
        return upload
    plan = preview(upload.unit, sheets, rights(by, upload), upload.columns)
    if plan.digest() != expected:
        raise PlanChanged
    if corrections.to_correct(plan):
        _write(upload.refused_file, corrections.workbook(plan))
    try:
        return _import(upload, by, sheets, expected)
    except BaseException:
        _remove(upload.refused_file)
        raise


@transaction.atomic
def _import(upload: RosterUpload, by: Actor, sheets: list[Sheet], expected: str) -> RosterUpload:
    upload = RosterUpload.objects.select_for_update(of=("self",)).select_related("unit").get(pk=upload.pk)
    if upload.imported_at is not None:
        return upload
    plan = import_roster(
        by=by,
        unit=upload.unit,
        sheets=sheets,
        rights=rights(by, upload),
        columns=upload.columns,
        expected=expected,
    )
    upload.imported_at = timezone.now()
    upload.outcome = _outcome(plan)
    upload.save()
    transaction.on_commit(lambda: _remove(upload.grid_file, *_previews(upload)))
    return upload


def send_to(*, upload: RosterUpload, unit: Unit, create_cells: bool) -> None:
    """Import it somewhere else, or otherwise."""
    upload.unit, upload.commune_id, upload.create_cells = unit, unit.commune_id, create_cells
    upload.save()


def choose_columns(*, upload: RosterUpload, columns: Mapping[str, str]) -> None:
    """Take these columns where several could hold one field."""
    upload.columns = {**upload.columns, **columns}
    upload.save()


def discard(upload: RosterUpload) -> None:
    """Forget an upload and everything kept of it."""
    _remove(upload.grid_file, upload.refused_file, *_previews(upload))
    upload.delete()


def purge(now: datetime) -> int:
    """Forget the uploads whose day is over, and what a process that was killed left; answers how many."""
    over = list(RosterUpload.objects.filter(expires_at__lte=now))
    for upload in over:
        discard(upload)
    left = [file for file in _folder().iterdir() if file.stat().st_mtime < (now - KEPT).timestamp()]
    _remove(*left)
    return len(over) + len(left)


def uploads_waiting(moment: datetime) -> clock.Waiting | None:
    """Uploads that were to be forgotten by that moment and are still there. One query."""
    over = RosterUpload.objects.filter(expires_at__lte=moment)
    found = over.aggregate(count=Count("pk"), first=Min("expires_at"))
    return clock.Waiting(found["count"], found["first"]) if found["count"] else None


def join_in() -> None:
    clock.DUE.register(
        clock.ScheduledJob(
            "members.purge_rosters",
            purge,
            about=_("Removing uploaded rosters whose day is over"),
            overdue=uploads_waiting,
        )
    )


_MOST_LISTED = 200


def _outcome(plan: Plan) -> dict[str, Any]:
    """Counts, and what is to be completed of whom."""
    missing = [
        {
            "member": str(entry.member_id or ""),
            "name": entry.facts.full_name,
            "row": entry.reading.line.row,
            "column": finding.column,
            "sentence": sentences.sentence(finding),
        }
        for entry in plan.of(RowStatus.ADDED, RowStatus.CHANGED, RowStatus.UNCHANGED)
        for finding in entry.reading.to_complete
    ]
    counts = {str(status): plan.count(status) for status in RowStatus}
    complete = len({item["row"] for item in missing})
    return {
        **counts,
        "cells": len(plan.new_cells),
        "complete": complete,
        "to_complete": missing[:_MOST_LISTED],
    }


def _read(file: UploadedFile[bytes]) -> str:
    """The sheets of an uploaded file as JSON; it lies on disk only while it is read."""
    handle, name = tempfile.mkstemp(dir=_folder())
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return workbook.read(path)
    finally:
        path.unlink(missing_ok=True)


def _previews(upload: RosterUpload) -> list[Path]:
    return [upload.preview_file(language) for language, _name in settings.LANGUAGES]


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _remove(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _folder() -> Path:
    folder = RosterUpload().folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=_PRIVATE)
    path.write_bytes(content)
