"""Reasons not to close a unit yet that only floors above know, such as members who still sit in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sotay.kernel.hooks import Hook
from sotay.units.models import Unit

Check = Callable[[Unit, date], None]
CHECKS: Hook[Check] = Hook("units.closing", "called before a unit closes; raises a Refusal to stop that")


def ask_all(unit: Unit, on: date) -> None:
    for check in CHECKS:
        check(unit, on)
