"""The sentences notices turn into. Each app hands in its own `NOTICE_WORDS` from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

_SENTENCES: dict[str, str | Promise] = {}


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Add an app's sentences, keyed by code ('task.given'), with %(name)s places."""
    _SENTENCES.update(sentences)


def sentence_of(code: str) -> str | Promise:
    return _SENTENCES[code]


def say_unread(number: int) -> str:
    """The number at the bell, for those who hear the page."""
    if not number:
        return gettext("Notices: nothing new")
    return ngettext("%(n)s unread notice", "%(n)s unread notices", number) % {"n": number}
