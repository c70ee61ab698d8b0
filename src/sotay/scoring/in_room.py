"""The cell's own score in the room: rows no record proves, asked in the hall, also without a network."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.meetings.views_offline import RoomSheet
from sotay.scoring import versions
from sotay.scoring.forms import AnswerForm
from sotay.scoring.forms_in_force import is_scored
from sotay.scoring.queries import questions, sheet_of


def sheets(actor: Actor, meeting: Meeting) -> Iterator[RoomSheet]:
    """For who conducts a meeting that is scored, until the score is verified. Reads no records."""
    if not is_scored(meeting) or not may(actor, meeting, Can.CONDUCT):
        return
    kept = sheet_of(meeting)
    if kept is not None and kept.is_verified:
        return
    used, rows = questions(meeting, kept)
    form = AnswerForm(rows=rows, deducts=used.form.deducts, auto_id="score_%s")
    form.made_from(versions.score(actor, meeting))
    fields = [[form[f"{kind}-{row.row.number}"] for kind in ("choice", "points", "note")] for row in rows]
    own = {"form": form, "fields": fields}
    yield RoomSheet("score", _("Score the meeting"), "list-checks", "scoring/_in_room.html", own)
