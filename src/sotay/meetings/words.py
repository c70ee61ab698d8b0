"""The sentences of this app's audit lines and notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "meeting.set_up": _("set up “%(title)s”"),
    "meeting.arranged": _("changed time, place or people of “%(title)s”"),
    "meeting.cancelled": _("cancelled “%(title)s”: %(because)s"),
    "meeting.item_added": _("added to the agenda: %(title)s"),
    "meeting.item_edited": _("changed on the agenda: %(title)s"),
    "meeting.item_removed": _("took off the agenda: %(title)s"),
    "meeting.item_moved": _("moved on the agenda: %(title)s"),
    "meeting.paper_attached": _("attached the paper “%(title)s”"),
    "meeting.paper_detached": _("took away the paper “%(title)s”"),
    "meeting.invited": _("invited %(n)s people to “%(title)s”"),
    "meeting.opened": _("opened “%(title)s”"),
    "meeting.closed": _("closed “%(title)s”"),
    "meeting.added_late": _(
        "added %(n)s entries to “%(title)s” from a device that was without a network when it closed"
    ),
    "meeting.amended": _("amended “%(title)s” after it was signed"),
    "meeting.reported": _("reported “%(title)s” to the level above"),
    "meeting.signed": _("gave the last signature under the minutes of “%(title)s”"),
    "invitation.will": _("said that they will come"),
    "invitation.cannot": _("said that they cannot come"),
    "invitation.will_for": _("noted that %(name)s will come"),
    "invitation.cannot_for": _("noted that %(name)s cannot come"),
    "guidance.sent": _("sent guidance for %(month)s: %(title)s"),
}
NOTICE_WORDS = {
    "meeting.invited": _("You are invited: %(title)s, %(at)s, %(place)s"),
    "meeting.moved": _("Time or place changed: %(title)s, now %(at)s, %(place)s"),
    "meeting.cancelled": _("Cancelled: %(title)s"),
    "meeting.joint": _("%(cell)s is preparing a joint meeting with your cell: %(at)s"),
    "meeting.reported": _("Minutes and resolution are ready to read: %(title)s"),
    "meeting.reported_conclusion": _("Minutes and conclusion are ready to read: %(title)s"),
    "meeting.sign_again": _("The minutes changed after you signed; please read and sign again: %(title)s"),
    "meeting.amended": _("Something was added after the minutes were signed: %(title)s"),
    "guidance.sent": _("%(unit)s sent guidance: %(title)s"),
}
