"""The sentences of this app's audit lines and notices. Audit lines hold no words typed into a meeting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AUDIT_WORDS = {
    "meeting.set_up": _("set up “%(title)s”"),
    "meeting.arranged": _("changed time, place or people of “%(title)s”"),
    "meeting.cancelled": _("cancelled “%(title)s”"),
    "meeting.item_added": _("added item %(n)s to the agenda of “%(title)s”"),
    "meeting.item_edited": _("changed item %(n)s of the agenda of “%(title)s”"),
    "meeting.item_removed": _("took item %(n)s off the agenda of “%(title)s”"),
    "meeting.item_moved": _("moved item %(n)s of the agenda of “%(title)s”"),
    "meeting.paper_attached": _("attached a document to “%(title)s”"),
    "meeting.paper_detached": _("took a document away from “%(title)s”"),
    "meeting.invited": _("invited %(n)s people to “%(title)s”"),
    "meeting.opened": _("opened “%(title)s”"),
    "meeting.closed": _("closed “%(title)s”"),
    "meeting.added_late": _(
        "added %(n)s entries to “%(title)s” from a device that was without a network when it closed"
    ),
    "meeting.set_aside_kept": _(
        "kept %(kept)s matters that “%(title)s” set aside for the next meeting, and settled %(held)s it held"
    ),
    "meeting.set_aside_dropped": _("dropped a matter that “%(title)s” had set aside"),
    "meeting.set_aside_again": _("followed again a matter that “%(title)s” had set aside"),
    "meeting.make_up_recorded": _("noted a make-up session for “%(title)s”, held on %(day)s"),
    "meeting.make_up_withdrawn": _("took back a make-up session noted for “%(title)s”"),
    "meeting.make_up_restored": _("noted again a make-up session for “%(title)s”"),
    "meeting.absences_near": _("noted that %(n)s members were absent often, after “%(title)s”"),
    "meeting.absences_talked_over": _("noted that a member's absences were talked over"),
    "meeting.absences_open_again": _("took back that a member's absences were talked over"),
    "meeting.papers_composed": _("composed the papers of “%(title)s” once they could be"),
    "meeting.amended": _("amended “%(title)s” after it was signed"),
    "meeting.reported": _("reported “%(title)s” to the level above"),
    "meeting.signed": _("gave the last signature under the minutes of “%(title)s”"),
    "invitation.will": _("said that they will come"),
    "invitation.cannot": _("said that they cannot come"),
    "invitation.will_for": _("noted that %(name)s will come"),
    "invitation.cannot_for": _("noted that %(name)s cannot come"),
}
NOTICE_WORDS = {
    "meeting.invited": _("You are invited: %(title)s, %(at)s, %(place)s"),
    "meeting.moved": _("Time or place changed: %(title)s, now %(at)s, %(place)s"),
    "meeting.soon": _("Reminder: %(title)s, %(at)s, %(place)s"),
    "meeting.cancelled": _("Cancelled: %(title)s"),
    "meeting.joint": _("%(cell)s is preparing a joint meeting with your cell: %(at)s"),
    "meeting.reported": _("Minutes and resolution are ready to read: %(title)s"),
    "meeting.reported_conclusion": _("Minutes and conclusion are ready to read: %(title)s"),
    "meeting.sign_again": _("The minutes changed after you signed; please read and sign again: %(title)s"),
    "meeting.signed_for": _("%(who)s recorded your signature: %(title)s. If that is wrong, say so at once."),
    "meeting.absences_own": _(
        "You have missed %(n)s meetings. Please tell the secretary what keeps you from coming."
    ),
    "meeting.absences": _("%(cell)s: %(n)s members are near a third absence. Talk with them."),
    "meeting.amended": _("Something was added after the minutes were signed: %(title)s"),
}

OUTSIDE_WORDS = {
    "meeting.invited": _("You are invited to a meeting at %(at)s."),
    "meeting.moved": _("Your meeting at %(at)s has changed. Open the handbook to see how."),
    "meeting.soon": _("Reminder: you have a meeting at %(at)s."),
}
"""Of a notice that leaves the application: when, and nothing of what, where or with whom."""

ACT_WORDS = {
    "opened": _("Opening of the meeting"),
    "roll_marked": _("Roll call"),
    "came_late": _("Came late"),
    "left_early": _("Left early"),
    "guests_noted": _("Guests from above"),
    "dues_noted": _("Membership dues"),
    "agenda_adopted": _("Agenda adopted"),
    "item_begun": _("Item begun"),
    "item_ended": _("Item ended"),
    "floor_asked": _("Asked to speak"),
    "floor_given": _("Given the floor"),
    "floor_left": _("Finished speaking"),
    "note_written": _("Minutes"),
    "praise_noted": _("Praise, reminder"),
    "statement_recorded": _("Statement"),
    "motion_moved": _("Vote"),
    "hands_counted": _("Count of hands"),
    "ballots_counted": _("Count of ballots"),
    "adoption_said": _("The vote on the resolution"),
    "task_assigned": _("Task"),
    "task_reported": _("Result of a task"),
    "petition_recorded": _("Petition"),
    "matter_set_aside": _("Matter set aside"),
    "set_aside_settled": _("What becomes of a matter set aside"),
    "concluded": _("Conclusion"),
    "minutes_read": _("Minutes read back"),
    "revised": _("New wording"),
    "withdrawn": _("Taken back"),
    "closed": _("Closing of the meeting"),
}
"""What the entries of the log are called, one by one."""

BECAME = {
    "": _("Not decided yet"),
    "next_meeting": _("For the next meeting"),
    "task": _("Became a task"),
    "petition": _("Became a petition"),
    "dropped": pgettext_lazy("matter", "Dropped"),
}
"""What became of a matter set aside (`log.rules.became`)."""


def act_name(act: str) -> str:
    return str(ACT_WORDS.get(act, act))
