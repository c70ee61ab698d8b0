"""The doors of the room for programs: the device's bundle, the log since a point, entries sent up.

Mounted at /api/v1/meetings. Errors are JSON with `detail`; who may not see a meeting gets 404.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from ninja.errors import HttpError

from sotay.kernel.actor import Actor, Can
from sotay.meetings import device_time, offline, queries
from sotay.meetings.access import access_meeting
from sotay.meetings.actions import Submission, SubmissionResult

router = Router(tags=["meetings"])

MOST_AT_ONCE = 100
"""As many as a device sends at once. All are judged under one lock, on SQLite that of the house."""


class SubmittedEntry(Schema):
    """One entry as the device made it. `at` is its own clock, as ISO 8601 with a zone: one that cannot be
    costs no entry (`device_time`). `seen`: how much of the log the device had.
    """

    id: UUID
    act: str = Field(max_length=30)
    data: dict[str, Any] = {}
    at: str = Field(max_length=40, json_schema_extra={"format": "date-time"})
    seen: int = Field(0, ge=0)


class Batch(Schema):
    """What a device sends up, in the order it was made, and how far it knows the log.

    `who` is the account that made it. A phone that is shared may have another logged in by now.
    """

    device: str = Field(min_length=1, max_length=40)
    who: UUID | None = None
    entries: list[SubmittedEntry] = Field(max_length=MOST_AT_ONCE)
    seen: int = Field(0, ge=0)


class LogEntryOut(Schema):
    id: UUID
    seq: int
    act: str
    data: dict[str, Any]
    by: UUID | None
    at: str


class SubmissionResultOut(Schema):
    """`reason` is a sentence for the person, in their language; only a refused entry has one."""

    id: UUID
    result: Literal["accepted", "known", "refused"]
    reason: str = ""


class LogOut(Schema):
    entries: list[LogEntryOut]
    version: int
    stage: str
    now: str


class Receipt(LogOut):
    outcomes: list[SubmissionResultOut]


class BundleOut(LogOut):
    meeting: dict[str, Any]
    opening: dict[str, Any]
    cannot_open: str
    rules: dict[str, Any]
    excuses: dict[str, str]
    papers: list[dict[str, str]]
    letters: list[dict[str, str]]
    phrases: list[str]
    script: dict[str, Any]
    points: dict[str, Any] | None
    missed: dict[str, int]
    next_on: str
    without_login: list[str]
    me: dict[str, str]
    safe_until: str
    holidays: dict[str, str]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.get("/{uuid:pk}/bundle", response=BundleOut)
def bundle(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Everything a device needs to hold the meeting without a network."""
    meeting = access_meeting(_actor(request), pk, Can.CONDUCT)
    return offline.bundle(meeting, _actor(request))


@router.get("/{uuid:pk}/log", response={200: LogOut, 304: None})
def log(request: HttpRequest, response: HttpResponse, pk: UUID, after: int = 0) -> Any:
    """The log after entry number `after`. With the ETag of the last answer, 304 when nothing is new."""
    meeting = access_meeting(_actor(request), pk, Can.CONDUCT)
    etag = queries.version_of(meeting.stage, meeting.log_version)
    response["ETag"] = etag
    if request.headers.get("If-None-Match") == etag:
        return Status(304, None)
    return Status(200, offline.log_after(meeting, after))


@router.post("/{uuid:pk}/entries", response=Receipt)
def send(request: HttpRequest, pk: UUID, batch: Batch) -> dict[str, Any]:
    """Take in what a device holds. Each entry is accepted, known already, or refused with a reason.

    Sending the same batch again changes nothing. The answer brings what the device does not know yet.
    """
    meeting = access_meeting(_actor(request), pk, Can.CONDUCT)
    if batch.who not in {None, _actor(request).account_id}:
        raise HttpError(403, str(_("Somebody else is logged in on this device. Log in again as yourself.")))
    times = device_time.times(meeting, [(each.act, each.at) for each in batch.entries], timezone.now())
    entries = [
        Submission(each.act, each.data, each.id, at, each.seen, said)
        for each, (at, said) in zip(batch.entries, times, strict=True)
    ]
    outcomes: list[SubmissionResult] = []
    if entries:
        outcomes, _state = offline.ingest(
            meeting=meeting, by=_actor(request), entries=entries, device=batch.device
        )
    told = [
        {"id": each.id, "result": each.result, "reason": str(each.refusal.sentence) if each.refusal else ""}
        for each in outcomes
    ]
    return {"outcomes": told, **offline.log_after(meeting, batch.seen)}
