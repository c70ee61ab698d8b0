"""What floors above are told of, in the transaction that changes it: the tree, and a unit's own values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID

from sotay.kernel.hooks import Hook
from sotay.units.models import Unit

TreeChange = Callable[[Unit, date, Collection[UUID]], None]
TREE_CHANGES: Hook[TreeChange] = Hook(
    "units.tree_changes", "told of a unit that was added, moved, closed or opened, since when and below which"
)
SettingChange = Callable[[Unit, str, date], None]
SETTING_CHANGES: Hook[SettingChange] = Hook(
    "units.setting_changes", "told of a unit's own value for a key, and from which day it holds"
)


def tell(unit: Unit, since: date, *parents: UUID | None) -> None:
    known = {parent for parent in parents if parent is not None}
    for told in TREE_CHANGES:
        told(unit, since, known)


def tell_setting(unit: Unit, key: str, since: date) -> None:
    for told in SETTING_CHANGES:
        told(unit, key, since)
