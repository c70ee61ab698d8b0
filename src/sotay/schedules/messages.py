"""Sentences of the audit trail and of notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "theme.planned": _("planned a theme of %(unit)s for %(month)s"),
    "theme.changed": _("changed a planned theme of %(unit)s for %(month)s"),
    "theme.dropped": _("took a theme of %(unit)s for %(month)s out of the plan"),
    "date.registered": _("registered %(at)s for the meeting of %(month)s"),
    "date.approved": _("approved %(at)s for the meeting of %(month)s"),
    "date.moved": _("moved the meeting of %(month)s from %(before)s to %(at)s"),
    "date.taken_back": _("took back the date registered for the meeting of %(month)s"),
    "feed.created": _("made a calendar address"),
    "feed.ended": _("ended a calendar address"),
}
NOTICE_WORDS = {
    "theme.presents": _("You are to prepare and present a theme in %(month)s: %(title)s"),
    "date.approved": _("Your date for the meeting of %(month)s is approved: %(at)s"),
    "date.moved": _("The meeting of %(month)s was moved to %(at)s: %(reason)s"),
}
