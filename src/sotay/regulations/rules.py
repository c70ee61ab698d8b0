"""Small sums over settings that several apps need. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def required_minutes(settings: Mapping[str, Any], *, members: int, thematic: bool) -> int:
    """How long a meeting must last at least.

    The point "duration_rule" says which reading of HD 42 holds: a meeting combined with a thematic part is
    longer, or that of a cell of `duration_large_from` members or more is. The competent committee may set
    cells with few or mostly elderly members a minimum of their own, which goes before both.
    Source: regulation "cell-meeting", points `duration_*`; DOMAIN-2, 1.
    """
    own, up_to = settings["cell-meeting.duration_minutes_own"], settings["cell-meeting.duration_own_up_to"]
    if own and (not up_to or members <= up_to) and not thematic:
        return int(own)
    if settings["cell-meeting.duration_rule"] == "by_size":
        large = members >= settings["cell-meeting.duration_large_from"]
        return int(settings[f"cell-meeting.duration_minutes{'_large' if large else ''}"])
    return int(settings[f"cell-meeting.duration_minutes{'_combined' if thematic else ''}"])
