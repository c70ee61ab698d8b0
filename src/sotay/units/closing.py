"""Reasons not to close a unit yet that only floors above know, such as members who still sit in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sotay.units.models import Unit

Check = Callable[[Unit, date], None]
_CHECKS: list[Check] = []


def ask_before_closing(check: Check) -> None:
    """Have `check(unit, on)` called before a unit closes; it raises a Refusal to stop that.

    Called from `AppConfig.ready` of the app that knows.
    """
    if check not in _CHECKS:
        _CHECKS.append(check)


def ask_all(unit: Unit, on: date) -> None:
    for check in _CHECKS:
        check(unit, on)
