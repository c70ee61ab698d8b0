"""The sentences of this app's audit lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "paper.drafted": _("Composed “%(title)s”"),
    "paper.recomposed": _("Composed “%(title)s” again"),
    "paper.edited": _("Changed the words of a part of “%(title)s”"),
    "paper.reverted": _("Took back a change to “%(title)s”"),
    "paper.signed": _("%(name)s signed “%(title)s”"),
    "paper.frozen": _("Issued “%(title)s”, %(number)s"),
    "paper.term_started": _("Started a new term of the cell from %(day)s"),
}
