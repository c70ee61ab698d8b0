"""Reading an attached document, and removing one that must not be here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.kernel.http import ActorRequest, run_nothing
from sotay.library import actions
from sotay.library.access import access_document, access_to_purge
from sotay.library.forms import PurgeForm
from sotay.library.models import Document


@require_safe
def document(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The file itself: pictures and PDF in the browser, everything else (and `?save=1`) to the device."""
    found = access_document(request.actor, pk)
    if found.is_purged:
        return render(request, "library/purged.html", {"document": found}, status=410)
    etag = f'"{found.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    return _private(unchanged if unchanged is not None else _file(request, found), etag)


def _file(request: ActorRequest, found: Document) -> HttpResponseBase:
    try:
        opened = found.file.open("rb")
    except FileNotFoundError:
        return render(request, "library/missing.html", {"document": found}, status=404)
    return FileResponse(
        opened,
        as_attachment=not found.is_shown or "save" in request.GET,
        filename=found.file_name,
        content_type=found.media_type,
    )


def _private(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Kept by nobody but the reader, who asks again each time: a purge must show at once."""
    if response.status_code in {200, 304}:
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    run_nothing(response, is_pdf=response.headers.get("Content-Type") == "application/pdf")
    return response


def purge(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_to_purge(request.actor, pk)
    form = PurgeForm(request.POST if request.method == "POST" else None)
    if form.carries_out(lambda: actions.purge(document=found, by=request.actor, **form.cleaned_data)):
        found.refresh_from_db()
        since = date_format(localtime(found.uploaded_at), "SHORT_DATE_FORMAT")
        told = _(
            "Removed. Ask the operator to run “sotay purge-from-backup” on every backup made since %(since)s."
        )
        messages.success(request, told % {"since": since})
        return render(request, "library/purged.html", {"document": found})
    status = 422 if form.is_bound else 200
    return render(request, "library/purge.html", {"document": found, "form": form}, status=status)
