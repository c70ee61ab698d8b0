"""The sentences of this app's audit lines. They name a paper by kind and month: titles quote meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LACKS = {
    "abstract": _("what the paper is about"),
    "addressee": _("whom it is addressed to"),
    "text": _("the text"),
    "recipients": _("the recipients"),
    "unfinished": _("room left to fill in"),
    "end": _("a full stop at the end of the text, and no “./.”"),
    "issuer": _("the organisation that issues it"),
    "signer": _("the name of who signs"),
    "one_page": _("a shorter text: this paper has to fit on one page"),
}
"""What an office would send a paper back for, by `writing.Lack`."""

NOTICE_WORDS = {
    "paper.for_comment": _("Please say what you think of a draft of %(unit)s: %(paper)s"),
    "paper.commented": _("%(name)s has said what they think of %(paper)s"),
    "paper.ended": _("%(paper)s of %(unit)s (%(number)s) holds no longer: %(reason)s"),
}

AUDIT_WORDS = {
    "paper.discarded": _("threw the draft “%(paper)s” away"),
    "paper.for_comment": _("put “%(paper)s” up for comment"),
    "paper.commented": _("said what they think of “%(paper)s”"),
    "paper.agreed": _("recorded that “%(paper)s” is agreed"),
    "paper.taken_back": _("took “%(paper)s” back to a draft"),
    "paper.replaced": _("recorded that “%(paper)s”, %(number)s, is replaced by %(newer)s"),
    "paper.withdrawn": _("withdrew “%(paper)s”, %(number)s"),
    "paper.signed_digitally": _("put a digital signature of %(name)s on “%(paper)s”, %(number)s"),
    "paper.kind_set": _("set what papers of the kind “%(kind)s” of %(unit)s have in common"),
    "paper.drafted": _("composed “%(paper)s”"),
    "paper.recomposed": _("composed “%(paper)s” again"),
    "paper.edited": _("changed the words of a part of “%(paper)s”"),
    "paper.reverted": _("took back a change to “%(paper)s”"),
    "paper.signed": _("signed “%(paper)s”"),
    "paper.signed_for": _("helped %(name)s to sign “%(paper)s”"),
    "paper.frozen": _("issued “%(paper)s”, %(number)s"),
    "paper.term_started": _("started a new term of the cell from %(day)s"),
}
