"""Sentences of the audit trail and of notices. No line is about writing an unnamed opinion."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "opinion.written": _("wrote an opinion before the meeting of %(month)s"),
    "opinion.changed": _("changed an opinion for the meeting of %(month)s"),
    "opinion.taken_back": _("took back an opinion for the meeting of %(month)s"),
    "opinion.raised": _("noted that an opinion was raised at the meeting of %(month)s"),
    "opinion.not_raised": _("noted that an opinion was not raised at the meeting of %(month)s"),
    "survey.sent": _("sent a survey that ends on %(day)s"),
    "survey.withdrawn": _("withdrew a survey with all its answers"),
}
NOTICE_WORDS = {
    "opinion.written_for": _("%(who)s wrote down an opinion for you for the meeting of %(month)s"),
    "survey.sent": _("%(unit)s asks for your answers without a name, by %(day)s: %(title)s"),
}
