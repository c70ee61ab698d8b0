"""Sentences of the audit trail and of notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "date.registered": _("registered %(at)s for the meeting of %(month)s"),
    "date.approved": _("approved %(at)s for the meeting of %(month)s"),
    "date.moved": _("moved the meeting of %(month)s from %(before)s to %(at)s"),
    "date.taken_back": _("took back the date registered for the meeting of %(month)s"),
    "feed.created": _("made a calendar address"),
    "feed.ended": _("ended a calendar address"),
}
NOTICE_WORDS = {
    "date.approved": _("Your date for the meeting of %(month)s is approved: %(at)s"),
    "date.moved": _("The meeting of %(month)s was moved to %(at)s: %(reason)s"),
}
