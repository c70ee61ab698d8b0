"""Telling who conducts what entries from another device changed, until each of them has seen it.

`log.merge` finds the changes when a device that did not know all of the log sends what it holds. The room
works them out by itself and says the same sentences (`WORDS`), filled in by `{name}` and the like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.meetings.log.merge import Change, changes
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting, MergedChanges

WORDS: Mapping[str, str | Promise] = {
    "closed": _("The meeting was closed."),
    "seats": _("The roll is another one: the meeting had been opened before."),
    "mark": _("{name}, {round}: “{was}” became “{now}”."),
    "dues": _("Membership dues: {was} became {now}."),
    "guests": _("Guests: “{was}” became “{now}”."),
    "not_adopted": _("The agenda is no longer adopted."),
    "item": _("The item “{title}” is no longer the one under way."),
    "counted": _("The vote on “{question}” was counted: {now}."),
    "count": _("The count on “{question}”: {was} became {now}."),
    "adopts": _("“{question}” is now the vote that adopts the resolution."),
    "adopts_not": _("“{question}” is no longer the vote that adopts the resolution."),
    "outcome": _("Task “{text}”: “{was}” became “{now}”."),
    "became": _("“{text}”, set aside: “{was}” became “{now}”."),
    "gone": _("{kind} taken back: “{was}”."),
    "wording": _("{kind}: “{was}” became “{now}”."),
}
NAMES: Mapping[str, str | Promise] = {
    "": _("nothing"),
    "start": _("roll call at the start"),
    "end": _("roll call at the end"),
    "present": _("Present"),
    "excused": _("Excused"),
    "unexcused": _("Unexcused"),
    "hall": _("In the hall"),
    "online": _("Online"),
    "done": _("Done"),
    "under_way": _("Under way"),
    "not_done": _("Not done"),
    "note": _("Minutes"),
    "statement": _("Statement"),
    "praise": _("Praise, reminder"),
    "task": _("Task"),
    "petition": _("Petition"),
    "set_aside": _("Matter set aside"),
    "next_meeting": _("for the next meeting"),
    "dropped": _("dropped"),
    "vote": _("Vote"),
    "conclusion": _("Conclusion"),
}
"""What codes inside a sentence are called."""
CODED = {
    "mark": ("round", "was", "now"),
    "outcome": ("was", "now"),
    "became": ("was", "now"),
    "gone": ("kind",),
    "wording": ("kind",),
}
"""Of each sentence, the places that hold a code and not words."""
LONGEST = 120  # characters of what was said, in one sentence
MOST = 50  # changes of one arrival that are kept


def keep(meeting: Meeting, before: State, after: State, *, by: Actor, device: str) -> None:
    """Note what an arrival changed. Part of the transaction that records it."""
    found = changes(before, after)
    if found:
        MergedChanges.objects.create(
            commune_id=meeting.commune_id,
            cell_id=meeting.cell_id,
            meeting=meeting,
            at=timezone.now(),
            device=device,
            account_id=by.account_id,
            changes=[_shortened(change) for change in found[:MOST]],
        )


def _shortened(change: Change) -> dict[str, Any]:
    return {key: value if len(value) <= LONGEST else f"{value[:LONGEST]}…" for key, value in change.items()}


def untold(meeting: Meeting, actor: Actor) -> list[MergedChanges]:
    """Arrivals that changed something and that the reader has not put away, the oldest first."""
    rows = MergedChanges.objects.filter(meeting=meeting).order_by("at", "pk")
    return [row for row in rows if str(actor.account_id) not in row.seen_by]


@transaction.atomic
def put_away(*, meeting: Meeting, by: Actor, seen: Sequence[UUID]) -> None:
    """The reader has seen these; others who conduct still see them."""
    rows = MergedChanges.objects.select_for_update().filter(meeting=meeting, pk__in=seen)
    for row in rows:
        row.seen_by = sorted({*row.seen_by, str(by.account_id)})
        row.save(update_fields=["seen_by"])


def sentences(found: Sequence[Change]) -> list[str]:
    return list(map(_sentence, found))


def _sentence(change: Change) -> str:
    places = {key: value for key, value in change.items() if key != "code"}
    for key in CODED.get(change["code"], ()):
        places[key] = str(NAMES[places[key]])
    return str(WORDS[change["code"]]).format(**places)
