"""What is planned as the theme of a cell's meeting in a month, asked of apps above when one is drafted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class Theme:
    """`presenter` prepares and presents it; None where nobody is named."""

    title: str
    presenter: Member | None = None


PLANNED_THEMES: Hook[Callable[[Unit, Month], Theme | None]] = Hook(
    "meetings.planned_themes",
    "the theme planned for a cell's meeting of a month, and who presents it",
)


def planned_theme(cell: Unit, month: Month) -> Theme | None:
    found = (ask(cell, month) for ask in PLANNED_THEMES)
    return next((theme for theme in found if theme is not None), None)
