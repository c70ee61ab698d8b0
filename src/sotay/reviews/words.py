"""Levels and criteria in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from sotay.regulations.values import (
    Words,
)
from sotay.reviews import rules
from sotay.reviews.rules import Levels
from sotay.units.settings import Settings


def in_language(words: Words) -> str:
    return words.of(get_language() or "vi")


def level_named(levels: Levels, key: str) -> str:
    """A level as a page says it, '' for none."""
    found = rules.level_named(levels, key)
    return in_language(found.text) if found else ""


def level_words(here: Settings, key: str) -> str:
    """The same by the settings that hold."""
    return level_named(here["review.levels"], key)
