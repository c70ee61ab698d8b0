"""Sentences of the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "report.saved": _("kept the report “%(name)s” of %(unit)s"),
    "report.changed": _("changed the kept report “%(name)s”"),
    "report.deleted": _("deleted the kept report “%(name)s”"),
    "report.restored": _("brought back the kept report “%(name)s”"),
}
