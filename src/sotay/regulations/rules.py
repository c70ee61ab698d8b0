"""Small sums over settings that several apps need. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def required_minutes(settings: Mapping[str, Any], *, members: int, thematic: bool) -> int:
    """How long a meeting must last at least.

    Two transcriptions of HD 42 differ, so the point "duration_rule" says which holds: a cell of
    `duration_large_from` members or more meets longer, or a meeting combined with a thematic part does.
    Source: regulation "cell-meeting", points `duration_*`.
    """
    if settings["cell-meeting.duration_rule"] == "by_size":
        large = members >= settings["cell-meeting.duration_large_from"]
        return int(settings[f"cell-meeting.duration_minutes{'_large' if large else ''}"])
    return int(settings[f"cell-meeting.duration_minutes{'_combined' if thematic else ''}"])
