"""The sentences of this app's audit lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "paper.drafted": _("composed “%(title)s”"),
    "paper.recomposed": _("composed “%(title)s” again"),
    "paper.edited": _("changed the words of a part of “%(title)s”"),
    "paper.reverted": _("took back a change to “%(title)s”"),
    "paper.signed": _("signed “%(title)s”"),
    "paper.signed_for": _("helped %(name)s to sign “%(title)s”"),
    "paper.frozen": _("issued “%(title)s”, %(number)s"),
    "paper.term_started": _("started a new term of the cell from %(day)s"),
}
