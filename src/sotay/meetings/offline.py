"""What a device takes along so that a meeting can be held without a network, and what it sends back.

The bundle holds everything the room page needs besides itself: the opening as it stands, the log so far,
the rules of the day, what people answered. Shapes are in `api`; how entries are judged is in `actions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.queries import with_login
from sotay.kernel.actor import Actor, Can
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, plausibility, queries
from sotay.meetings.actions import Submission, SubmissionResult
from sotay.meetings.attendance import alerts
from sotay.meetings.chair_script import prepared_places, titles_of, words_for
from sotay.meetings.goals import goals_json
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.state import State, moment
from sotay.meetings.models import Invitation, LogEntry, Meeting
from sotay.meetings.preparation import drafting, preparing, seating
from sotay.meetings.rules_in_force import must_be_secret, points_of, rules_in_force, usual_method
from sotay.meetings.session import opening
from sotay.regulations import NotInForce
from sotay.votes.rules import threshold_text

ON_THE_NETWORK = frozenset({"ballot_cast", "vote_ended"})
"""Acts of a vote on phones: made on its page, never sent by a device that kept them."""
PHRASES = "cell-meeting.quick_phrases"
"""The setting with the phrases of a unit; a cell keeps its own, else those of the nearest unit above it."""
KEPT_DAYS = 7
"""Days a phone can be trusted to keep what a page stored: some browsers forget after a week unused."""


def bundle(meeting: Meeting, actor: Actor) -> dict[str, Any]:
    """Everything the room needs. JSON; no meeting outside this one is in it."""
    return {
        "meeting": meeting_json(meeting),
        **opening_json(meeting),
        "rules": rules_json(meeting),
        "excuses": {str(who): why for who, why in queries.excuses(meeting).items()},
        "papers": papers(meeting),
        "letters": letters(meeting),
        "phrases": phrases(meeting),
        "script": script_json(meeting),
        "points": goals_json(meeting),
        "missed": missed(meeting, actor),
        "next_on": following(meeting).isoformat(),
        "without_login": without_login(meeting),
        "me": {"member": str(actor.member_id or ""), "name": actor.name},
        "holidays": plausibility.holidays_for(meeting),
        "safe_until": moment(timezone.now() + timedelta(days=KEPT_DAYS)),
        **log_after(meeting, 0),
    }


def meeting_json(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": str(meeting.pk),
        "title": str(meeting),
        "cell": meeting.cell.name,
        "planned_at": moment(meeting.planned_at),
        "place": meeting.place,
        "mode": meeting.mode,
        "is_regular": meeting.is_regular,
        "month": str(meeting.month),
        "room": reverse("meetings:room", args=[meeting.pk]),
        "after": reverse("meetings:step", args=[meeting.pk, "after"]),
    }


def opening_json(meeting: Meeting) -> dict[str, Any]:
    """What `opened` would carry now, or why the meeting cannot be opened; nothing once it has been."""
    if meeting.stage != Meeting.Stage.PREPARING:
        return {"opening": {}, "cannot_open": ""}
    try:
        return {"opening": opening.lawful(meeting), "cannot_open": ""}
    except Refusal as refusal:
        return {"opening": {}, "cannot_open": str(refusal.sentence)}


def papers(meeting: Meeting) -> list[dict[str, str]]:
    """What a device takes along, and keeps no longer than it stands here."""
    kept = meeting.papers.filter(document__purged_at=None).select_related("document")
    return [{"title": each.document.title, "url": each.document.get_absolute_url()} for each in kept]


def without_login(meeting: Meeting) -> list[str]:
    """Members of the roll who have no account, so that a vote on phones leaves nobody out unseen."""
    there = {place.row.member.pk for place in seating.places(meeting, timezone.localdate()) if place.comes}
    return sorted(map(str, there - with_login(there)))


def letters(meeting: Meeting) -> list[dict[str, str]]:
    """What those who cannot come have written, to be read into the record."""
    sent = meeting.invitations.filter(answer=Invitation.Answer.CANNOT).exclude(statement="")
    return [
        {"member": str(each.member_id), "name": each.member.shown, "text": each.statement}
        for each in queries.told_apart(sent.select_related("member"))
    ]


def phrases(meeting: Meeting) -> list[str]:
    """What the unit wants to write with one tap; nothing in the time of texts that leave it out."""
    try:
        return list(points_of(meeting)[PHRASES])
    except NotInForce:
        return []


def missed(meeting: Meeting, reader: Actor) -> dict[str, int]:
    """How many meetings in a row those missed who are near a third absence, for who leads the cell."""
    leads = meeting.is_regular and reader.may(Can.PREPARE, meeting.cell.path)
    near = alerts.near_in(meeting.cell) if leads else {}
    return {str(member): n for member, n in near.items()}


def script_json(meeting: Meeting) -> dict[str, Any]:
    """The words of the chair's script, for the device to fill in; none in the time of texts without them."""
    words = words_for(meeting)
    titles = titles_of(meeting) if words else {}
    return {"words": words, "titles": titles, "places": prepared_places(meeting)}


def following(meeting: Meeting) -> date:
    """The day of the cell's next regular meeting, set up, agreed or usual: tasks are often due by then."""
    month = meeting.month.plus(1)
    known = preparing.regular_of(meeting.cell, month)
    kind = Meeting.Kind.REGULAR
    at = known.planned_at if known else drafting.agreed_time(meeting.cell, month, kind)
    return timezone.localdate(at or drafting.usual_time(points_of(meeting), month, kind))


def rules_json(meeting: Meeting) -> dict[str, Any]:
    """The rules of the day in the shape `room/rules.js` reads, and how each matter is usually voted."""
    meeting_rules = rules_in_force(meeting)
    return {
        "roll_calls": meeting_rules.roll_calls,
        "roll": {name: getattr(meeting_rules.roll, name) for name in meeting_rules.roll.__slots__},
        "base": {name: getattr(meeting_rules.base, name) for name in meeting_rules.base.__slots__},
        "methods": {matter.value: usual_method(meeting, matter) for matter in meeting_rules.thresholds},
        "plausible": asdict(plausibility.limits_of(meeting)),
        "secret": sorted(matter.value for matter in must_be_secret(meeting)),
        "thresholds": {
            matter.value: threshold_text(each) for matter, each in meeting_rules.thresholds.items()
        },
    }


def log_after(meeting: Meeting, seen: int) -> dict[str, Any]:
    """The log from `seen` on, with how far it reaches and what the clock of the server says."""
    rows = meeting.log.filter(seq__gt=seen).order_by("seq")
    return {
        "entries": [entry_json(row) for row in rows],
        "version": meeting.log_version,
        "stage": meeting.stage,
        "now": moment(timezone.now()),
    }


def entry_json(row: LogEntry) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "seq": row.seq,
        "act": row.act,
        "data": row.data,
        "by": str(row.member_id) if row.member_id else None,
        "at": moment(row.device_at),
    }


def ingest(
    *, meeting: Meeting, by: Actor, entries: Sequence[Submission], device: str
) -> tuple[list[SubmissionResult], State]:
    """Record what a device made without a network.

    Of its opening only the time is taken: roll and agenda are ours, and where another device opened
    the meeting before, those of that opening. So no device can put anybody on the roll.
    """
    try:
        ours = [
            replace(sent, data=_our_opening(meeting)) if sent.act == "opened" else sent
            for sent in entries
            if sent.act not in ON_THE_NETWORK
        ]
    except Refusal as refusal:  # without an opening there is nothing to add the rest to
        return [SubmissionResult(sent.id, "refused", refusal) for sent in entries], queries.cached_state(
            meeting
        )
    outcomes, state = actions.record(meeting=meeting, by=by, entries=ours, device=device)
    told = {each.id: each for each in outcomes}
    return [told.get(sent.id) or _not_from_a_device(sent) for sent in entries], state


def _not_from_a_device(sent: Submission) -> SubmissionResult:
    """A device is believed about the time, so it could change a ballot after the vote had ended."""
    return SubmissionResult(
        sent.id, "refused", Refusal(_("Voting on phones needs the network. Open the page of the vote."))
    )


def _our_opening(meeting: Meeting) -> Mapping[str, Any]:
    known = meeting.log.filter(act="opened").order_by("seq").first()
    return known.data if known else opening.lawful(meeting)


def state_to_draw(meeting: Meeting, actor: Actor) -> State:
    """The state the room's forms are drawn from: that of the log, or of the opening that is prepared."""
    state = queries.cached_state(meeting)
    if state.opened_at is not None:
        return state
    payload = opening.payload(meeting, timezone.localdate())
    prepared = Entry(meeting.pk, "opened", payload, actor.member_id, timezone.now())
    return fold([prepared])
