"""The sentences of this app's audit lines. None holds a title or a reason: they may have to be purged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "document.stored": _("attached a %(kind)s file of %(kilobytes)s kB, declared not to be a state secret"),
    "document.purged": _("removed an attached file and its name for good"),
}
