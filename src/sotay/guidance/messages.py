"""Sentences of the audit trail and of notices. Audit lines hold no words that were written."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "guidance.begun": _("began the guidance for %(month)s"),
    "guidance.edited": _("wrote the draft of the guidance for %(month)s"),
    "guidance.sent": _("sent guidance for %(month)s"),
    "guidance.withdrawn": _("withdrew the guidance for %(month)s"),
    "guidance.discarded": _("threw the draft of the guidance for %(month)s away"),
    "guidance.paper_added": _("put a document to the guidance for %(month)s"),
    "guidance.paper_removed": _("took a document away from the guidance for %(month)s"),
    "bulletin.paper_added": _("put a document to a bulletin for %(month)s"),
    "bulletin.paper_removed": _("took a document away from a bulletin for %(month)s"),
    "bulletin.begun": _("began a bulletin for %(month)s"),
    "bulletin.edited": _("wrote the draft of a bulletin for %(month)s"),
    "bulletin.sent": _("sent bulletin no. %(number)s for %(month)s"),
    "bulletin.withdrawn": _("withdrew bulletin no. %(number)s for %(month)s"),
    "bulletin.discarded": _("threw the draft of a bulletin for %(month)s away"),
}
NOTICE_WORDS = {
    "guidance.sent": _("%(unit)s sent guidance: %(title)s"),
    "bulletin.sent": _("%(unit)s sent bulletin no. %(number)s: %(title)s"),
    "guidance.withdrawn": _("Withdrawn: %(title)s. Reason: %(reason)s"),
}
