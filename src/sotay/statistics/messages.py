"""Sentences of the audit trail and of notices. No number of a form stands in them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "statistics.drafted": _("counted %(form)s of %(period)s of %(unit)s"),
    "statistics.entered": _("entered numbers into %(form)s of %(period)s of %(unit)s"),
    "statistics.approved": _("approved %(form)s of %(period)s of %(unit)s, by %(name)s"),
    "statistics.sent": _("sent %(form)s of %(period)s of %(unit)s to %(to)s"),
    "statistics.corrected": _("began a correction of %(form)s of %(period)s of %(unit)s"),
    "statistics.called": _("asked the units below %(unit)s for %(count)s forms of %(period)s by %(day)s"),
}
NOTICE_WORDS = {
    "statistics.received": _("%(form)s of %(period)s of %(unit)s has arrived"),
    "statistics.corrected": _("%(unit)s corrected %(form)s of %(period)s: %(reason)s"),
    "statistics.called": _("%(unit)s asks for forms of statistics of %(period)s by %(day)s"),
}
