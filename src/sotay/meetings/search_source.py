"""Meetings as they are found: by kind, month, theme and titles of the agenda. Nothing of what was said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.search import Readers, SearchRecord, Source
from sotay.meetings.access import seen_by
from sotay.meetings.models import Meeting, MeetingPaper


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Meeting.objects.select_related("cell").prefetch_related("agenda", "invitations").order_by("pk")
    for meeting in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=200):
        theme = f": {meeting.theme}" if meeting.theme else ""
        yield SearchRecord(
            id=meeting.pk,
            kind="meeting",
            title=f"{meeting}{theme}",
            day=timezone.localdate(meeting.planned_at),
            url=meeting.get_absolute_url(),
            text=". ".join(item.title for item in meeting.agenda.all()),
            units=_units(meeting),
            members=_people(meeting),
        )


def _units(meeting: Meeting) -> tuple[UUID, ...]:
    return tuple(unit for unit in (meeting.cell_id, meeting.partner_id) if unit)


def _people(meeting: Meeting) -> tuple[UUID, ...]:
    officers = (meeting.chair_id, meeting.minute_taker_id, meeting.partner_chair_id)
    invited = (invitation.member_id for invitation in meeting.invitations.all())
    return tuple(sorted({pk for pk in (*officers, *invited) if pk}))


def readers(ids: Collection[UUID]) -> Iterator[tuple[UUID, Readers]]:
    """Those of a meeting, and of the meetings a document was put before. Three queries."""
    rows = Meeting.objects.prefetch_related("invitations")
    about = {meeting.pk: meeting for meeting in rows.filter(pk__in=ids)}
    put = MeetingPaper.objects.filter(document__in=ids).values_list("document_id", "meeting_id")
    before = list(put.order_by("pk"))
    about |= rows.in_bulk({meeting for _document, meeting in before} - about.keys())
    for pk, meeting in [*((pk, pk) for pk in ids if pk in about), *before]:
        yield pk, Readers(_units(about[meeting]), _people(about[meeting]))


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = Meeting.objects.filter(seen_by(actor), pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    return (about,)


SOURCE = Source("meetings", {"meeting": _("Meetings")}, records, readable, touched)
