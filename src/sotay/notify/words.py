"""The sentences notices turn into. Each app hands in its own `NOTICE_WORDS` from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_SENTENCES: dict[str, str | Promise] = {}


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Add an app's sentences, keyed by code ('task.given'), with %(name)s places."""
    _SENTENCES.update(sentences)


def sentence_of(code: str) -> str | Promise:
    return _SENTENCES[code]
