"""What somebody who checked in is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sotay.kernel.templatetags.sotay import clock
from sotay.meetings.session.self_service import CheckedIn


def sentence_of(done: CheckedIn) -> str:
    at = clock(done.mark.at)
    if done.fresh:
        return _("You are checked in since %(at)s.") % {"at": at}
    if done.by_officer:
        return _("The secretary or minute-taker marked you at %(at)s. This stays as it is.") % {"at": at}
    return _("You were checked in already, since %(at)s.") % {"at": at}
