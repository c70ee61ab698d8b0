"""Undo instead of "are you sure": what was just done, with a button that takes it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode

from sotay.kernel.versions import SEEN, Edited


def offer(request: HttpRequest, sentence: str | Promise, url: str = "") -> None:
    """Say on the next page what was done. With `url`, a POST there takes it back."""
    messages.success(request, str(sentence), extra_tags=f"undo:{url}" if url else "")


def only_as_seen(url: str, edited: Edited[Any]) -> str:
    """The address of an undo that does nothing once somebody else has changed the thing again."""
    return f"{url}?{urlencode({SEEN: edited.stamp()})}"
