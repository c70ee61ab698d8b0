"""The door of the room that a device can take along: one page that works with no network."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.meetings import offline
from sotay.meetings.access import access_meeting
from sotay.meetings.log.state import State
from sotay.meetings.queries import name_people
from sotay.meetings.session.forms import FORMS, ActForm
from sotay.meetings.session.meeting_page import STEPS, MeetingPage

WRITTEN = (
    "guests_noted",
    "dues_noted",
    "statement_recorded",
    "note_written",
    "task_assigned",
    "petition_recorded",
    "praise_noted",
    "concluded",
)
"""Acts whose forms the page draws once; script fills in the rest of the room from the log."""


ACT_WORDS = {
    "opened": gettext_lazy("Opening of the meeting"),
    "roll_marked": gettext_lazy("Roll call"),
    "came_late": gettext_lazy("Came late"),
    "left_early": gettext_lazy("Left early"),
    "guests_noted": gettext_lazy("Guests from above"),
    "dues_noted": gettext_lazy("Membership dues"),
    "agenda_adopted": gettext_lazy("Agenda adopted"),
    "item_begun": gettext_lazy("Item begun"),
    "item_ended": gettext_lazy("Item ended"),
    "floor_asked": gettext_lazy("Asked to speak"),
    "floor_given": gettext_lazy("Given the floor"),
    "floor_left": gettext_lazy("Finished speaking"),
    "note_written": gettext_lazy("Minutes"),
    "praise_noted": gettext_lazy("Praise, reminder"),
    "statement_recorded": gettext_lazy("Statement"),
    "motion_moved": gettext_lazy("Vote"),
    "hands_counted": gettext_lazy("Count of hands"),
    "ballots_counted": gettext_lazy("Count of ballots"),
    "task_assigned": gettext_lazy("Task"),
    "task_reported": gettext_lazy("Result of a task"),
    "petition_recorded": gettext_lazy("Petition"),
    "concluded": gettext_lazy("Conclusion"),
    "minutes_read": gettext_lazy("Minutes read back"),
    "revised": gettext_lazy("New wording"),
    "withdrawn": gettext_lazy("Taken back"),
    "closed": gettext_lazy("Closing of the meeting"),
}
"""What an entry that waits to be sent is called."""


@never_cache
@require_GET
def room(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The room as a device keeps it: every form and part it can need, empty; the log comes by the API."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    state = offline.state_to_draw(meeting, request.actor)
    name_people(meeting)
    context = {
        "meeting": meeting,
        "room": MeetingPage(meeting, request.actor),
        "steps": [(name, words) for name, words in STEPS if name in {"start", "conduct", "close"}],
        "forms": {act: _form(act, state) for act in WRITTEN},
        "matters": FORMS["motion_moved"](state=state).fields["matter"].choices,  # type: ignore[attr-defined]
        "zone": timezone.get_current_timezone_name(),
        "words": {**words(), **{f"act_{act}": str(name) for act, name in ACT_WORDS.items()}},
    }
    return render(request, "meetings/room.html", context)


def _form(act: str, state: State) -> ActForm:
    return FORMS[act](state=state, auto_id=f"{act}_%s")


def words() -> dict[str, str]:
    """Sentences the script says, in the reader's language. `{…}` is filled in by the script."""
    return {
        "sent": _("Everything has been sent"),
        "waiting": _("{n} not sent yet"),
        "refused": _("{n} not accepted"),
        "no_network": _("No network: everything is kept on this device."),
        "log_in": _("Log in again to send what this device keeps."),
        "not_ours": _(
            "You no longer conduct this meeting, so nothing more is sent from here. Have the minute-taker "
            "write down what is not sent yet."
        ),
        "carried": _(
            "Taken along: agenda, {members} people, {papers} papers, {size}. Safe on this device until {day}."
        ),
        "not_carried": _("Could not be taken along. Check the network and try again."),
        "no_room": _("This device has too little space left. Free some, then take the meeting along again."),
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
        "present_at_end": _("{n} present at the end"),
        "spoke_of": _("{spoke} of {present} have spoken"),
        "minutes_of": _("{now} of {planned} minutes"),
        "item_of": _("Item {n} of {all}"),
        "begin": _("Begin item {number}: {title}"),
        "go_on": _("Go on to item {number}: {title}"),
        "end_item": _("End this item"),
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
        "done": _("Done"),
        "under_way": _("Under way"),
        "not_done": _("Not done"),
        "held": _("Held"),
        "now": _("Now"),
        "probationary": _("probationary"),
        "exempt_seat": _("exempt"),
        "here": _("here on temporary transfer"),
        "said": _("said:"),
        "saved": _("Saved."),
        "taken_back": _("Taken back. It stays in the log, but not in the minutes."),
        "closed": _("The meeting is closed."),
        "two_answers": _("Give at least two names or answers, each of them once."),
        "not_by_hands": _(
            "A choice among several answers is voted on paper or on phones, not by show of hands."
        ),
        "places_fit": _("As many can be chosen as there are names, and at least one."),
        "secret_needs_network": _(
            "A secret vote on phones needs the network, because the ballots must not lie on this device. "
            "Hold it on paper: choose “Secret, on paper”, and let the tellers count."
        ),
    }
