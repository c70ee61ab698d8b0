"""The sentences of this app's audit lines and notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "meeting.set_up": _("Set up: %(title)s"),
    "meeting.arranged": _("Changed time, place or people of: %(title)s"),
    "meeting.cancelled": _("Cancelled: %(title)s, because %(because)s"),
    "meeting.item_added": _("Added to the agenda: %(title)s"),
    "meeting.item_edited": _("Changed on the agenda: %(title)s"),
    "meeting.item_removed": _("Took off the agenda: %(title)s"),
    "meeting.item_moved": _("Moved on the agenda: %(title)s"),
    "meeting.paper_attached": _("Attached the paper: %(title)s"),
    "meeting.paper_detached": _("Took away the paper: %(title)s"),
    "meeting.invited": _("Invited %(n)s people to: %(title)s"),
    "meeting.opened": _("Opened: %(title)s"),
    "meeting.closed": _("Closed: %(title)s"),
    "meeting.reported": _("Reported to the level above: %(title)s"),
    "meeting.signed": _("Minutes signed by both: %(title)s"),
    "invitation.will": _("%(name)s will come"),
    "invitation.cannot": _("%(name)s cannot come"),
    "guidance.sent": _("Sent guidance for %(month)s: %(title)s"),
}
NOTICE_WORDS = {
    "meeting.invited": _("You are invited: %(title)s, %(at)s, %(place)s"),
    "meeting.moved": _("Time or place changed: %(title)s, now %(at)s, %(place)s"),
    "meeting.cancelled": _("Cancelled: %(title)s"),
    "meeting.reported": _("Minutes and resolution are ready to read: %(title)s"),
    "guidance.sent": _("%(unit)s sent guidance: %(title)s"),
}
