"""The sentences notices turn into. Each app hands in its own `NOTICE_WORDS` from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.hooks import Hook

if TYPE_CHECKING:
    from sotay.notify.models import Notice

AUDIT_WORDS = {
    "reach.texts_on": _("had text messages sent to %(name)s"),
    "reach.texts_off": _("had no more text messages sent to %(name)s"),
}
NOTICE_WORDS = {"member.full_status": _("The probation of %(name)s ends on %(day)s, in %(left)s days.")}

NOTICE_SENTENCES: Hook[Mapping[str, str | Promise]] = Hook(
    "notify.sentences", "the sentences of an app's notices, by code ('task.given'), with %(name)s places"
)


def sentence_of(code: str) -> str | Promise:
    """Raises KeyError for a code no app has a sentence for."""
    for sentences in NOTICE_SENTENCES:
        if code in sentences:
            return sentences[code]
    raise KeyError(code)


OUTSIDE_SENTENCES: Hook[Mapping[str, str | Promise]] = Hook(
    "notify.outside",
    "of a notice that leaves the application alone, what may be read on a screen others see: no name, no"
    " matter, no place",
)


def say_outside(notices: Sequence[Notice]) -> str:
    """What a message says of new notices, in the current language: how many there are; of one alone what
    its app lets others read.
    """
    if len(notices) == 1:
        for sentences in OUTSIDE_SENTENCES:
            if sentence := sentences.get(notices[0].code):
                alone: str = str(sentence) % notices[0].data
                return alone
    said = ngettext(
        "You have %(n)s new notice in the Party Cell Handbook.",
        "You have %(n)s new notices in the Party Cell Handbook.",
        len(notices),
    )
    return said % {"n": len(notices)}


def say_unread(number: int) -> str:
    """The number at the bell, for those who hear the page."""
    if not number:
        return gettext("Notices: nothing new")
    return ngettext("%(n)s unread notice", "%(n)s unread notices", number) % {"n": number}
