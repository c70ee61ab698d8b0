"""The sentences of this app's audit lines. They name a paper by kind and month: titles quote meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "paper.drafted": _("composed “%(paper)s”"),
    "paper.recomposed": _("composed “%(paper)s” again"),
    "paper.edited": _("changed the words of a part of “%(paper)s”"),
    "paper.reverted": _("took back a change to “%(paper)s”"),
    "paper.signed": _("signed “%(paper)s”"),
    "paper.signed_for": _("helped %(name)s to sign “%(paper)s”"),
    "paper.frozen": _("issued “%(paper)s”, %(number)s"),
    "paper.term_started": _("started a new term of the cell from %(day)s"),
}
