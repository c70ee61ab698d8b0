"""A meeting packed for the national handbook: what is in the pack, what is not known, and the download."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotay.integration import handbook
from sotay.integration.api import zip_answer
from sotay.kernel.http import ActorRequest


@require_safe
def handbook_page(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = handbook.access_pack(request.actor, pk)
    context = {"meeting": meeting, "pack": handbook.pack_of(meeting, request.actor)}
    return render(request, "integration/handbook.html", context)


@require_safe
def handbook_file(request: ActorRequest, pk: UUID) -> FileResponse:
    return zip_answer(handbook.access_pack(request.actor, pk), request.actor)
