"""The fingerprint of a form: SHA-256 over which form, which period, which unit, and every number. Pure.

It shows that a sheet is as it was approved; it is no signature and keeps nobody from making another sheet. It
is shown only with all numbers: who knows all but a few small ones could find those by trying.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

LENGTH = 64
SHOWN_IN = 8
"""Digits in a group as it is printed."""


def of(template: str, period: str, unit: str, numbers: Mapping[str, int]) -> str:
    """64 hexadecimal digits. `template` is the version of the form, `unit` the unit's code."""
    said = {"template": template, "period": period, "unit": unit, "numbers": dict(numbers)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def spoken(digits: str) -> str:
    """In groups, as a person compares it."""
    return " ".join(digits[start : start + SHOWN_IN] for start in range(0, len(digits), SHOWN_IN))
