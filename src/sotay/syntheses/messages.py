"""Sentences of the audit trail and of notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "synthesis.built": _("built the synthesis of %(month)s of %(unit)s"),
    "synthesis.edited": _("changed words of the synthesis of %(month)s of %(unit)s"),
    "synthesis.reverted": _("took back a change to the synthesis of %(month)s of %(unit)s"),
    "synthesis.signed": _("signed the synthesis of %(month)s of %(unit)s, %(number)s, by %(name)s"),
    "synthesis.sent": _("sent the synthesis of %(month)s of %(unit)s to %(to)s"),
}
NOTICE_WORDS = {
    "synthesis.received": _("The synthesis of %(month)s of %(unit)s has arrived"),
    "synthesis.corrected": _("%(unit)s corrected its synthesis of %(month)s: %(reason)s"),
}
