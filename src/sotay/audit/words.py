"""The sentences audit lines turn into. Each app hands in its own from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from sotay.kernel.hooks import Hook

AUDIT_SENTENCES: Hook[Mapping[str, str | Promise]] = Hook(
    "audit.sentences",
    "the sentences of an app's audit lines, by code ('petition.answered'), with %(name)s places",
)


def sentence_of(code: str) -> str | Promise:
    """Raises KeyError for a code no app has a sentence for."""
    for sentences in AUDIT_SENTENCES:
        if code in sentences:
            return sentences[code]
    raise KeyError(code)


def known() -> Mapping[str, str | Promise]:
    return {code: sentence for sentences in AUDIT_SENTENCES for code, sentence in sentences.items()}
