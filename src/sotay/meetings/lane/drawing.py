"""The live page's changing parts, drawn once for a version, an audience and a language.

What concerns one reader alone is a small second piece, drawn once for all who stand alike. Both are text with
places: the reader's own piece, "you" beside their name in the queue, the token of their forms, and how long
somebody has been speaking, which grows while the drawing is kept.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.drawings import Drawings
from sotay.kernel.rows import get_or_none
from sotay.meetings import queries
from sotay.meetings.log.state import END, START, State
from sotay.meetings.models import Meeting
from sotay.meetings.session.forms_part import DigitsForm
from sotay.meetings.session.meeting_page import MeetingPage

NOBODY = Actor(account_id=None, member_id=None, name="", grants=())
OWN, TOKEN = "<!--own-->", "@token@"
_YOU = re.compile(r"<!--you:([0-9a-f-]{36})-->")
_SECONDS = re.compile(r'data-seconds="(\d+)"')


parts, pieces, snapshots = Drawings(512), Drawings(2048), Drawings(256)
"""Parts take about 10 kB each, a reader's own piece 2 kB."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A meeting with what its log means, as of one version."""

    meeting: Meeting
    state: State
    version: str

    @property
    def key(self) -> tuple[UUID, str, str]:
        """What it was drawn from: the newest link stands for all of the log before it."""
        return self.meeting.pk, self.meeting.stage, self.meeting.log_head


def snapshot(pk: UUID, stage: str, head: str) -> Snapshot | None:
    """The meeting when it was in `stage` with `head` the newest link of its log, or as it is by now; None for
    one that is not there.
    """
    known: Snapshot | None = snapshots.kept.get((pk, stage, head))
    if known is not None:
        return known
    found = get_or_none(Meeting.objects.select_related("cell__parent", "partner", "figures"), pk)
    return snapshot_of(found) if found is not None else None


def snapshot_of(meeting: Meeting) -> Snapshot:
    version = queries.version_of(meeting.stage, meeting.log_version)
    key = meeting.pk, meeting.stage, meeting.log_head
    return snapshots.get(key, lambda: Snapshot(meeting, queries.cached_state(meeting), version))


def live(shown: Snapshot, *, reader: Actor, reads: bool, token: str, own: str | None = None) -> SafeString:
    """The parts for one reader. `own` is their piece when it is not the usual one: a form with errors."""
    member = reader.member_id
    here = member is not None and member in shown.state.present_now()
    drawn, at = _shared(shown, reads=reads, here=here)
    mine = _own(shown, member) if own is None else own
    lasted = int(time.monotonic() - at)
    text = drawn.replace(OWN, mine.replace(TOKEN, token))
    if "<!--you:" in text:
        word = _("you")
        you = f" <small>{word}</small>"
        text = _YOU.sub(lambda found: you if found[1] == str(member) else "", text)
    if lasted:
        text = _SECONDS.sub(lambda found: f'data-seconds="{int(found[1]) + lasted}"', text)
    return SafeString(text)  # templates escaped what is in it


def page_of(shown: Snapshot) -> MeetingPage:
    """The meeting as it is for everybody."""
    page = MeetingPage(shown.meeting, NOBODY)
    page.state = shown.state
    return page


def _shared(shown: Snapshot, *, reads: bool, here: bool) -> tuple[str, float]:
    key = (*shown.key, reads, here, get_language(), _minute(shown.state))

    def draw() -> tuple[str, float]:
        context = {
            "room": page_of(shown),
            "meeting": shown.meeting,
            "state": shown.state,
            "reads": reads,
            "is_here": here,
            "own": SafeString(OWN),
        }
        return render_to_string("meetings/_live.html", context), time.monotonic()

    return parts.get(key, draw)


def _minute(state: State) -> int:
    """Which minute of its item the meeting is in: what is said of that is drawn anew each minute."""
    item = state.item(state.current)
    return int((timezone.now() - item.begun_at).total_seconds() // 60) if item and item.begun_at else 0


def own_context(shown: Snapshot, member: UUID | None) -> dict[str, Any]:
    """What concerns the reader alone; nothing for who is not on the roll, or once it is over."""
    state = shown.state
    seat = state.seat(member) if member else None
    if seat is None or not state.is_open:
        return {}
    round_ = END if state.roll[END] else START
    queue = [each.member for each in state.queue if state.seat(each.member)]
    return {
        "mark": state.mark(seat.member, round_),
        "called_at_end": round_ == END,
        "is_here": seat.member in state.present_now(),
        "late_at": state.late.get(seat.member),
        "left_at": state.left.get(seat.member),
        "own_place": queue.index(seat.member) + 1 if seat.member in queue else 0,
        "has_floor": state.speaking is not None and state.speaking.member == seat.member,
    }


def _own(shown: Snapshot, member: UUID | None) -> str:
    context = own_context(shown, member)
    if not context:
        return ""
    speaking = shown.state.speaking.at if context["has_floor"] and shown.state.speaking else None
    voting = any(motion.is_open for motion in shown.state.motions)
    mark = context["mark"]
    stands = (mark.mark, mark.rank, mark.at.replace(second=0, microsecond=0)) if mark else None
    others = tuple(value for name, value in context.items() if name != "mark")
    key = (shown.meeting.pk, get_language(), stands, others, speaking, voting)
    return pieces.get(key, lambda: draw_own(shown, context))


def draw_own(shown: Snapshot, context: dict[str, Any], **more: Any) -> str:
    """The reader's own piece, with a place for the token of its forms. `form` when one has errors."""
    given = {
        "room": page_of(shown),
        "meeting": shown.meeting,
        "state": shown.state,
        "csrf_token": TOKEN,
        "form": DigitsForm(auto_id="check-in-%s"),
        **context,
        **more,
    }
    return render_to_string("meetings/_live_own.html", given)
