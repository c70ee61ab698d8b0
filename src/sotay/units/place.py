"""Putting units in their place: paths and the commune key, which must always agree with `parent`.

Two things can go wrong at once: two moves that would make a circle together, and a unit added below
one that is being moved. So moves, which are rare, go one after the other by holding the roots, and then
hold their whole subtree and the new parent; an addition holds its parent. Whoever waited reads again
what it waited for. Nobody else holds more than one unit, so no two can wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import F, Max, Q, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import LABEL, child, inside, number_of, subtree
from sotay.units import rules
from sotay.units.models import Unit

DEEPEST = Unit._meta.get_field("path").max_length or LABEL


def check_may_hold(parent: Unit | None, kind: str) -> None:
    """Raises Refusal when a unit of `kind` may not sit below `parent`, or the parent is closed."""
    if not rules.may_hold(parent.kind if parent else None, kind):
        raise Refusal(
            _("A unit of this kind cannot sit there. Choose another unit above it."), field="parent"
        )
    if parent is not None and parent.closed_on is not None:
        raise Refusal(
            _("%(name)s is closed. Reopen it first, or choose another unit.") % {"name": parent.name},
            field="parent",
        )


def locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the transaction ends; rows that only refer to it need not wait."""
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def wait_for_other_moves() -> None:
    """Let no other move begin until the transaction ends. Call it before any unit is held."""
    list(Unit.objects.select_for_update(no_key=True).filter(parent=None).order_by("path").values_list("pk"))


def next_place(parent: Unit | None) -> str:
    """The path of the parent's next child; the parent must be locked."""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    path = child(parent.path if parent else "", number_of(last) + 1 if last else 1)
    if len(path) > DEEPEST:
        raise Refusal(_("The tree has no room for a level below this one."), field="parent")
    return path


def commune_key(unit: Unit, parent: Unit | None) -> UUID:
    """The id a unit's rows are kept under when it sits below `parent`."""
    if parent is None or rules.is_commune_key(parent.kind, unit.kind):
        return unit.pk
    return parent.commune_id


def replace_under(unit: Unit, parent: Unit) -> Unit:
    """Move the unit and everything below it under `parent`; answers the unit as it then is.

    Three statements whatever the size of the subtree, and one more for each table of rows that
    cells own when the commune key changes.
    """
    held = Unit.objects.select_for_update(no_key=True).filter(
        inside("path", subtree(unit.path)) | Q(pk=parent.pk)
    )
    found = {row.pk: row for row in held.order_by("path")}
    unit, parent = found[unit.pk], found[parent.pk]
    check_may_hold(parent, unit.kind)
    if subtree(unit.path).holds(parent.path):
        raise Refusal(
            _("A unit cannot be moved below itself. Choose a unit outside %(name)s.") % {"name": unit.name},
            field="parent",
        )
    path, key = next_place(parent), commune_key(unit, parent)
    _check_depth(unit, path)
    _rewrite_paths(unit.path, path)
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    if key != unit.commune_id:
        _rewrite_keys(path, unit.commune_id, key)
    return Unit.objects.select_related("parent").get(pk=unit.pk)


def _check_depth(unit: Unit, path: str) -> None:
    below = Unit.objects.within(subtree(unit.path))
    deepest = below.aggregate(deepest=Max(Length("path")))["deepest"]
    if deepest - len(unit.path) + len(path) > DEEPEST:
        raise Refusal(_("The tree has no room for a level below this one."), field="parent")


def _rewrite_paths(old: str, new: str) -> None:
    Unit.objects.within(subtree(old)).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def _rewrite_keys(path: str, old: UUID, new: UUID) -> None:
    """Give the subtree now at `path`, and all rows kept for it, the commune key `new`."""
    below = Unit.objects.within(subtree(path)).filter(commune_id=old)
    ids = below.values("pk")
    for model, owner in owned_models():
        # Not the manager that guards issued papers: the key says where a row lies, not what it says.
        model._base_manager.filter(**{f"{owner}__in": ids}).update(commune_id=new)
    below.update(commune_id=new)


def owned_models() -> Iterator[tuple[type[models.Model], str]]:
    """Every table whose rows carry the commune key of a unit, and the column that names the unit."""
    for model in apps.get_models():
        fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
        if model is Unit or "commune_id" not in fields:
            continue
        for owner in ("cell", "unit"):
            if getattr(fields.get(owner), "related_model", None) is Unit:
                yield model, owner
                break
