"""What the tree allows, as data. Pure: kinds are the values of `models.Kind`."""

from __future__ import annotations

from collections.abc import Mapping

MAY_HOLD: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"centre", "province", "commune", "committee"}),
    "centre": frozenset({"province", "committee"}),
    "province": frozenset({"commune", "committee"}),
    "commune": frozenset({"committee", "cell"}),
    "committee": frozenset({"committee", "cell"}),
    "cell": frozenset({"group"}),
    "group": frozenset(),
}
"""Kinds a unit of each kind may hold directly; None is the place of a root.

Source: regulation 208-QĐ/TW (26/7/2026), three levels with cells below the commune committee; grassroots
organisations in between still exist until they are dissolved (DOMAIN 6.4). A ward that works alone is a root.
"""

KEEPS_OWN_ROWS = frozenset({"centre", "province", "commune"})
ABOVE_COMMUNES = frozenset({None, "centre", "province"})

_CODE_PARTS = {"cell": 5, "group": 6}


def may_hold(parent: str | None, kind: str) -> bool:
    """Whether a unit of `kind` may sit directly below one of kind `parent`."""
    return kind in MAY_HOLD[parent]


def is_commune_key(parent: str | None, kind: str) -> bool:
    """Whether the rows at and below such a unit are kept under its own id (see `Unit.commune_id`)."""
    return kind in KEEPS_OWN_ROWS or parent in ABOVE_COMMUNES


def code_for(parent_code: str, kind: str, number: int) -> str:
    """The code a unit gets when nobody gives it one: its parent's and its number, dot by dot.

    A cell's code has five parts and levels that do not exist are 000, as in 38.168.053.000.001.
    Source: DOMAIN 7.1 [P]; the widths 2.3.3.3.3 are a habit, so a code typed by hand is taken as it is.

    >>> code_for("38.168.053", "cell", 1)
    '38.168.053.000.001'
    """
    if not parent_code:
        return f"{number:02d}"
    parts = parent_code.split(".")
    missing = _CODE_PARTS.get(kind, len(parts) + 1) - len(parts) - 1
    return ".".join([*parts, *["000"] * missing, f"{number:03d}"])
