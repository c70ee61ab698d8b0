"""Pages of help as they are found, each in both languages, by everybody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import unescape
from uuid import UUID, uuid5

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sotay.kernel import help as pages
from sotay.kernel.actor import Actor
from sotay.kernel.search import SearchRecord, Source

_IDS = UUID("018f3c5e-7a44-7c11-9a55-3f0f5e5d7e01")
_TAG = re.compile(r"<[^>]*>")
_LONGEST_TITLE = 120


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    for key, template in sorted(pages.pages().items()):
        for language, _name in settings.LANGUAGES:
            pk = uuid5(_IDS, f"{key}:{language}")
            if ids is None or pk in ids:
                yield _record(pk, key, template, language)


def _record(pk: UUID, key: str, template: str, language: str) -> SearchRecord:
    """The first sentence of a page says what it is for, and is what it is called here."""
    with translation.override(language):
        drawn = render_to_string(template)
    texts = [" ".join(unescape(_TAG.sub(" ", part)).split()) for part in _paragraphs(drawn)]
    first, *rest = [text for text in texts if text] or [key]
    title = first if len(first) <= _LONGEST_TITLE else f"{first[: first.rfind(' ', 0, _LONGEST_TITLE)]} …"
    said = " ".join(rest) if title == first else " ".join(texts)
    url = f"{pages.PATH}{key}/"
    return SearchRecord(pk, "help", title, url, text=said, language=language, aside=True)


def _paragraphs(drawn: str) -> list[str]:
    """What stands between the headings that all pages of help share."""
    without = re.sub(r"<h\d[^>]*>.*?</h\d>", "", drawn, flags=re.DOTALL)
    return re.split(r"</(?:p|li)>", without)


def readable(_actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    return set(ids)


def touched(_about: UUID) -> Iterable[UUID]:
    return ()


SOURCE = Source("help", {"help": _("Help")}, records, readable, touched)
