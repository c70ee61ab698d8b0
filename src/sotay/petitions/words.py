"""The sentences of this app's audit lines and notices. Audit lines do not repeat what was asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "petition.raised": _("raised a petition, which is with %(unit)s"),
    "petition.withdrawn": _("took back a petition nobody had acted on"),
    "petition.declined": _("did not take on a petition, for %(unit)s"),
    "petition.joined": _("joined a petition with another one alike"),
    "petition.separated": _("took a joined petition apart again"),
    "petition.taken_up": _("recorded %(n)s new petitions from “%(title)s”"),
    "petition.answered": _("answered a petition for %(unit)s"),
    "petition.passed_up": _("passed a petition up from %(unit)s to %(to)s"),
    "petition.sent_back": _("sent a petition back from %(unit)s to %(to)s"),
    "petition.promised": _("promised the answer to a petition for %(due)s"),
    "petition.closed": _("closed a petition: the person who asked has the answer"),
    "petition.reopened": _("asked again about a petition, to %(to)s"),
}
NOTICE_WORDS = {
    "petition.withdrawn": _("A petition was taken back by whoever raised it: %(text)s"),
    "petition.declined": _("%(unit)s did not take the petition on and says why: %(text)s"),
    "petition.joined": _(
        "Your petition will be answered by %(unit)s together with another one alike: %(text)s"
    ),
    "petition.separated": _("Your petition will get an answer of its own from %(unit)s: %(text)s"),
    "petition.soon": _("An answer of %(unit)s is due by %(due)s: %(text)s"),
    "petition.late": _("An answer of %(unit)s was due by %(due)s: %(text)s"),
    "petition.late_below": _("%(unit)s has not answered a petition that was due by %(due)s: %(text)s"),
    "petition.late_told": _("%(unit)s has not answered your petition by %(due)s and was reminded: %(text)s"),
    "petition.recorded": _("Your petition was recorded and is with %(unit)s: %(text)s"),
    "petition.answered": _("%(unit)s answered the petition: %(text)s"),
    "petition.passed_up": _("Your petition was passed up to %(unit)s: %(text)s"),
    "petition.sent_back": _("Your petition was sent back to %(unit)s: %(text)s"),
    "petition.promised": _("Your petition will be answered by %(due)s: %(text)s"),
    "petition.closed": _("Your petition is closed with its answer: %(text)s"),
    "petition.waiting": _("A petition waits for %(unit)s: %(text)s"),
}
