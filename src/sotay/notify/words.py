"""The sentences notices turn into. Each app hands in its own `NOTICE_WORDS` from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from sotay.kernel.hooks import Hook

NOTICE_SENTENCES: Hook[Mapping[str, str | Promise]] = Hook(
    "notify.sentences", "the sentences of an app's notices, by code ('task.given'), with %(name)s places"
)


def sentence_of(code: str) -> str | Promise:
    """Raises KeyError for a code no app has a sentence for."""
    for sentences in NOTICE_SENTENCES:
        if code in sentences:
            return sentences[code]
    raise KeyError(code)


def say_unread(number: int) -> str:
    """The number at the bell, for those who hear the page."""
    if not number:
        return gettext("Notices: nothing new")
    return ngettext("%(n)s unread notice", "%(n)s unread notices", number) % {"n": number}
