"""What was written before, in the room: read and noted as raised with and without a network.

The device keeps what the page of opinions shows to the same reader at the same time, and no more; it goes
when they log out. See docs/opinions.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.views_offline import RoomSheet
from sotay.opinions import queries, versions


def sheets(actor: Actor, meeting: Meeting) -> Iterator[RoomSheet]:
    if not may(actor, meeting, Can.CONDUCT) or meeting.stage == Meeting.Stage.CANCELLED:
        return
    shown = queries.unnamed_are_shown(meeting)
    sections = [
        (
            section,
            [(row, versions.opinion(actor, row)) for row in section.named],
            [(row, versions.unnamed(row)) for row in section.unnamed],
        )
        for section in queries.sections(meeting, with_unnamed=shown)
    ]
    own = {"sections": sections, "unnamed_shown": shown, "shown_words": queries.shown_words(meeting)}
    words = _("Opinions written before")
    yield RoomSheet("opinions", words, "message-square-text", "opinions/_in_room.html", own)
