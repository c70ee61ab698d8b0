"""What has to be known before a meeting of a kind can be set up, and how its own people are chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings.models import Meeting, Participant
from sotay.meetings.preparation import seating
from sotay.meetings.preparation.kinds import shape_of
from sotay.members.models import Member
from sotay.units.models import Unit


class Changes(TypedDict, total=False):
    """What a person may say of a meeting besides its time, place and officers."""

    theme: str
    because: str
    mode: str
    online_reason: str
    video_link: str


class Asked(Changes, total=False):
    """The same, and what is settled once and for all as a meeting is set up."""

    place: str
    group: Unit | None
    partner: Unit | None


def planned(asked: Asked) -> Asked:
    """The same, tidied; nothing that was left empty."""
    cleaned: dict[str, object] = {
        key: tidy(value) if isinstance(value, str) else value for key, value in asked.items()
    }
    return {key: value for key, value in cleaned.items() if value not in ("", None)}  # type: ignore[return-value]


def refuse_incomplete(meeting: Meeting) -> None:
    """Raises Refusal for what the kind of meeting asks for and nobody said."""
    asks = shape_of(meeting).asks
    if asks == "theme" and not meeting.theme:
        raise Refusal(_("Say what the theme is."), field="theme")
    if asks == "because" and not meeting.because:
        raise Refusal(_("Say why the meeting is called; it stands in the minutes."), field="because")
    if asks == "partner":
        _refuse_strange_partner(meeting)
    refuse_strange_link(meeting)


def _refuse_strange_partner(meeting: Meeting) -> None:
    """Both report to the same committee, and what both own stays in one commune's rows (DESIGN 8)."""
    partner = meeting.partner
    if partner is None:
        raise Refusal(_("Choose the cell you meet with."), field="partner")
    fits = partner.is_cell and partner.closed_on is None and partner.commune_id == meeting.cell.commune_id
    if not fits or partner == meeting.cell:
        raise Refusal(_("Choose another cell of the same ward or commune."), field="partner")


def refuse_strange_link(meeting: Meeting) -> None:
    """A link is opened by everybody invited, so it can only lead to a page on the web, encrypted."""
    if meeting.mode == Meeting.Mode.IN_PERSON:
        meeting.video_link = meeting.online_reason = ""
    if not meeting.video_link:
        return
    try:
        link = urlsplit(meeting.video_link)
    except ValueError:
        link = urlsplit("")
    if link.scheme != "https" or not link.hostname or link.username is not None:
        raise Refusal(
            _("The link has to begin with https://. Copy it whole from the video service."),
            field="video_link",
        )


def choose(meeting: Meeting, people: Iterable[Member]) -> None:
    """Write down who takes part in a group's meeting: those named, else those who belong to the group.

    Raises Refusal for somebody not on the cell's roll.
    """
    there = candidates(meeting)
    belong = [member for member in there if meeting.group_id and member.group_id == meeting.group_id]
    chosen = {member.pk for member in people} or {member.pk for member in belong}
    known = {member.pk for member in there}
    if not chosen <= known:
        raise Refusal(_("Choose people from the roster of this cell."), field="people")
    if len(chosen) < seating.LEAST_FEW:
        raise Refusal(_("Choose at least two people."), field="people")
    meeting.participants.exclude(member__in=chosen).delete()
    before = set(meeting.participants.values_list("member_id", flat=True))
    owned = {"commune_id": meeting.commune_id, "cell_id": meeting.cell_id, "meeting": meeting}
    Participant.objects.bulk_create(
        Participant(member_id=member, **owned) for member in sorted(chosen - before)
    )


def candidates(meeting: Meeting) -> list[Member]:
    """Those of the cell who could belong to a group."""
    return seating.able(meeting.cell, timezone.localdate(meeting.planned_at))
