"""The door of the room that a device can take along: one page that works with no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sotay.kernel.actor import Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.http import ActorRequest
from sotay.library.actions import most_bytes
from sotay.meetings import merged, offline, plausibility
from sotay.meetings.access import access_meeting, can_read
from sotay.meetings.log.state import State, moment
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting
from sotay.meetings.preparation.forms import PaperForm
from sotay.meetings.session.forms import FORMS, ActForm
from sotay.meetings.session.meeting_page import STEPS, MeetingPage
from sotay.meetings.views import make_up_context, preparing_context, signing_context, ways_on
from sotay.meetings.words import ACT_WORDS, BECAME
from sotay.units.access import may_set

WRITTEN = (
    "guests_noted",
    "dues_noted",
    "statement_recorded",
    "note_written",
    "task_assigned",
    "petition_recorded",
    "praise_noted",
    "matter_set_aside",
    "concluded",
)
"""Acts whose forms the page draws once; script fills in the rest of the room from the log."""


@dataclass(frozen=True, slots=True)
class RoomSheet:
    """What an app above does in the room: a sheet drawn with the page, so that it opens without a network.
    Its forms carry `data-queue` and wait for one on the device. Shown from the opening on.
    """

    name: str  # of `<dialog id="sheet-name">`
    words: str
    icon: str
    template: str  # of what stands in the sheet; reads `own`
    own: Mapping[str, Any]


IN_THE_ROOM: Hook[Callable[[Actor, Meeting], Iterable[RoomSheet]]] = Hook(
    "meetings.in_the_room", "what an app above does in the room of a meeting, with and without a network"
)


MARKS = (
    ("present", gettext_lazy("Present"), "ok"),
    ("excused", gettext_lazy("Excused"), "wait"),
    ("unexcused", gettext_lazy("Unexcused"), "late"),
)
OUTCOMES = (
    ("done", gettext_lazy("Done"), "ok"),
    ("under_way", gettext_lazy("Under way"), "wait"),
    ("not_done", gettext_lazy("Not done"), "late"),
)


@never_cache
@require_GET
def room(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The room as a device keeps it: every form and part it can need, empty; the log comes by the API."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    state = offline.state_to_draw(meeting, request.actor)
    page = MeetingPage(meeting, request.actor)
    if page.own_invitation:
        inviting.mark_read(invitation=page.own_invitation)
    context = {
        "meeting": meeting,
        "room": page,
        "state": page.state,
        "reads": can_read(request.actor, meeting),
        "steps": STEPS,
        "forms": {act: _form(act, state) for act in WRITTEN},
        "matters": FORMS["motion_moved"](state=state).fields["matter"].choices,  # type: ignore[attr-defined]
        "marks": MARKS,
        "outcomes": OUTCOMES,
        "zone": timezone.get_current_timezone_name(),
        "words": {**words(), **_named("act", ACT_WORDS), **_merging(), **_named("doubt", plausibility.WORDS)},
        **preparing_context(meeting),
        "ways_on": ways_on(request.actor, meeting),
        "sheets": [sheet for sheets in IN_THE_ROOM for sheet in sheets(request.actor, meeting)],
        "files": PaperForm(meeting=meeting, auto_id="files_%s"),
        "most_bytes": most_bytes(),
        "phrases_point": offline.PHRASES,
        "sets_phrases": may_set(request.actor, meeting.cell, offline.PHRASES),
        "drawn": moment(timezone.now()),
        **(signing_context(request, meeting) if meeting.is_over else {}),
        **make_up_context(request, meeting),
    }
    return render(request, "meetings/room.html", context)


def _form(act: str, state: State) -> ActForm:
    return FORMS[act](state=state, auto_id=f"{act}_%s")


def _named(kind: str, sentences: Mapping[str, str | Promise]) -> dict[str, str]:
    return {f"{kind}_{name}": str(words) for name, words in sentences.items()}


def _merging() -> dict[str, str]:
    return {**_named("merged", merged.WORDS), **_named("merged_name", merged.NAMES)}


def words() -> dict[str, str]:
    """Sentences the script says, in the reader's language. `{…}` is filled in by the script."""
    return {
        "sign_sent": _("Sent"),
        "sign_waiting": _("{n} waiting"),
        "sign_offline": pgettext("sign", "No network"),
        "sign_refused": _("{n} refused"),
        "refused_notice": _("{n} entries were not accepted. Tap the sign above to see why."),
        "needs_network": _("This needs the network. Everything else goes on without it."),
        "comes_along": _(
            "The meeting comes along by itself from the day before, so that it works without a network."
        ),
        "points_left": _("Points still to be had: {n}"),
        "points_of_row": _("{n} points:"),
        "network_back": _("The network is back."),
        "form_opinion": _("Opinions written before"),
        "form_score": _("Score the meeting"),
        "form_waits": _("Kept on this device. It is sent as soon as there is a network."),
        "form_sent": _("Sent."),
        "form_files": _("Photograph or file"),
        "files_kept": _("{n} kept. They are sent as soon as there is a network."),
        "choose_a_file": _("Choose a file."),
        "file_too_large": _("“{name}” is larger than {n} MB. Choose a smaller one."),
        "declare_not_secret": _("Confirm that the file holds no state secret."),
        "file_waiting": _("waits to be sent"),
        "file_sent": _("sent"),
        "tasks_heard": _("Heard: {n} of {all}"),
        "here_already": _("On this device, also without a network, until {day}."),
        "prepare_needs": _(
            "No network just now. What is prepared and signed needs one; opening and holding the meeting "
            "goes on without it."
        ),
        "sent": _("Everything has been sent"),
        "waiting": _("{n} not sent yet"),
        "refused": _("{n} not accepted"),
        "cause_full": _(
            "The storage of this device is full. Delete some photographs, videos or programs, then open the "
            "page again."
        ),
        "cause_blocked": _(
            "This browser keeps nothing on the device for this page: the window is private, or storage is "
            "switched off. Open the page in an ordinary window."
        ),
        "cause_insecure": _(
            "The address of this page begins with http://. Browsers keep pages only of addresses with "
            "https://; ask whoever runs the server for one."
        ),
        "cause_network": _("There is no network here, or it is too weak. Try again where it is better."),
        "cause_server": _("The server could not answer just now. Try again in a minute."),
        "cause_log_in": _("You are no longer logged in on this device. Log in again."),
        "cause_not_ours": _("You no longer conduct this meeting."),
        "not_kept": _("This was not kept, so please do it again. {why}"),
        "while_network": _("No network: everything is kept on this device."),
        "while_server": _("The server does not answer just now: everything is kept on this device."),
        "while_full": _("The storage of this device is full: what others did is not shown."),
        "while_blocked": _("This browser has stopped keeping anything for this page. Open it again."),
        "while_log_in": _("Log in again to send what this device keeps."),
        "while_not_ours": _(
            "You no longer conduct this meeting, so nothing more is sent from here. Have the minute-taker "
            "write down what is not sent yet."
        ),
        "carried": _(
            "Taken along: agenda, {members} people, {papers} papers, {size}. Safe on this device until {day}."
        ),
        "not_carried": _("Could not be taken along. {why}"),
        "clock_wrong": _(
            "The clock of this device says {day}. Set it right: what it notes until then carries the time of "
            "the server once it is sent."
        ),
        "clock_replaced": _("{what} came with the time {said} and carries the time of the server: {at}"),
        "clock_off": _("The clock of this device is {minutes} minutes off; the times kept are set right."),
        "present_of": _("{present} of {base} present"),
        "by_mode": _("{hall} in the hall, {online} online"),
        "percent": _("{n}%"),
        "dues": _("{paid} of {of} have paid this month."),
        "quorum": _(
            "Votes are counted against {base} full members; {voters} of them can vote now. "
            "A resolution takes {needed} in favour."
        ),
        "still_to_mark": _("{n} still to mark"),
        "exempt": _("{n} exempt, not counted"),
        "exempt_came": _("{n} exempt, not counted; {came} of them are here"),
        "marked": _("{n} marked."),
        "present_at_end": _("{n} present at the end"),
        "uncalled": _("Not called: {names}."),
        "suspended": _("suspended"),
        "away": _("away on temporary transfer"),
        **{f"mark_{mark}": str(name) for mark, name, _tone in MARKS},
        "short_present": _("Present"),
        "short_excused": pgettext("on the roll", "Excused"),
        "short_unexcused": pgettext("on the roll", "Unexcused"),
        "short_unmarked": pgettext("on the roll", "Not yet"),
        "not_marked": _("Not marked"),
        "sent_apologies": _("Sent apologies"),
        "online": _("online"),
        "marked_one": _("{name}: {mark}."),
        "noted_result": _("Noted: {outcome}."),
        "find_name": _("Find a name"),
        "guest": _("A guest"),
        "in_a_week": _("In a week"),
        "in_a_fortnight": _("In a fortnight"),
        "next_meeting": _("Next meeting"),
        "another_day": _("Another day"),
        "phrases": _("Phrases to write quickly"),
        "spoke_of": _("{spoke} of {present} have spoken"),
        "minutes_of": _("{now} of {planned} minutes"),
        "item_of": _("Item {n} of {all}"),
        "begin": _("Begin item {number}: {title}"),
        "go_on": _("Go on to item {number}: {title}"),
        "end_last": _("End this item and go on to the closing"),
        "proceed": _("Go on to the proceedings"),
        "strip_time": _("{now}/{planned} min"),
        "strip_time_over": _("{now}/{planned} min, over"),
        "item_over": _("This item is over its time."),
        "minutes_planned": _("{n} minutes planned"),
        "speaks_now": _("Speaking: {name} · {clock}"),
        "speaks_next": _("Next: {name}"),
        "stands_unopened": _("Not open yet"),
        "stands_open": _("The opening goes on"),
        "stands_closed": _("The meeting is closed"),
        "all_held": _("Every item has been held"),
        "first_item": _("Begin with the first item"),
        "counted_against": _("Counted against {base} full members; {voters} of them are present."),
        "result": _("For {a}, against {b}, no opinion {c}; counted against {base}"),
        "passed": _("Passed"),
        "not_passed": _("Not passed"),
        "not_counted": _("Not counted yet"),
        "too_many_hands": _("{hands} hands were counted, but only {n} can vote. Please count again."),
        "still_voting": _(
            "The vote on phones on “{question}” is still open. End it or take it back, then close."
        ),
        "roll_missing": _("The roll call is not complete: {names}. Mark them, then close."),
        "fill_in": _("Something is missing. Please fill in every field."),
        "bad_day": _("Enter the deadline as dd/mm/yyyy."),
        "past_day": _("The deadline is in the past. Choose today or a later day."),
        "who_spoke": _("Say who spoke."),
        "since": _("since {clock}"),
        "came_late": _("came at {clock}"),
        "left_early": _("left at {clock}"),
        "statement": _("Statement"),
        "note": _("Minutes"),
        "praise": _("Praise, reminder"),
        "vote": _("Vote"),
        "task": _("Task"),
        "petition": _("Petition"),
        "conclusion": _("Conclusion"),
        "set_aside": _("Matter set aside"),
        **{f"became_{name}": str(words) for name, words in BECAME.items()},
        "aside_left": _("Set aside for the next meeting: {n}. They come to its agenda by themselves."),
        "done": _("Done"),
        "under_way": _("Under way"),
        "not_done": _("Not done"),
        "held": _("Held"),
        "now": _("Now"),
        "probationary": _("probationary"),
        "exempt_seat": _("exempt"),
        "here": _("here on temporary transfer"),
        "said": _("said:"),
        "missed_before": _("missed {n} in a row before"),
        "saved": _("Saved."),
        "taken_back": _("Taken back. It stays in the log, but not in the minutes."),
        "closed": _("The meeting is closed."),
        "two_answers": _("Give at least two names or answers, each of them once."),
        "not_by_hands": _(
            "A choice among several answers is voted on paper or on phones, not by show of hands."
        ),
        "how_it_is_voted": _("Choose how it is voted."),
        "only_in_secret": _(
            "Discipline is voted by secret ballot. Choose “Secret, on paper” or “Secretly, on phones”."
        ),
        "not_the_adoption": _("This vote is about something else, so it does not adopt the resolution."),
        "places_fit": _("As many can be chosen as there are names, and at least one."),
        "secret_needs_network": _(
            "A secret vote on phones needs the network, because the ballots must not lie on this device. "
            "Hold it on paper: choose “Secret, on paper”, and let the tellers count."
        ),
    }
