"""Changing the tree: one function for each thing that happens to a unit.

Names and places change on a day. Today or earlier takes effect now; a later day waits as a
`UnitVersion` with `applied=False` until `apply_due`, which `sotay run-due` calls. See docs/people.md.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor, Can
from sotay.kernel.ids import new_id
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.units import changes, closing, decisions, place, rules
from sotay.units.decisions import Decision
from sotay.units.models import Kind, Unit, UnitVersion


@transaction.atomic
def add(
    *,
    by: Actor,
    parent: Unit | None,
    kind: str,
    name: str,
    code: str = "",
    cell_type: str = "",
    founded_on: date | None = None,
    phone: str = "",
    address: str = "",
) -> Unit:
    """Add a unit as the last child of `parent` (None for a root).

    Without `code` it gets the next free one after its parent's (`rules.code_for`).
    """
    parent = place.locked(parent) if parent else None
    place.check_may_hold(parent, kind)
    path = place.next_place(parent)
    unit = Unit(
        id=new_id(),
        parent=parent,
        path=path,
        kind=Kind(kind),
        cell_type=cell_type if kind == Kind.CELL else "",
        name=tidy(name),
        code=_free_code(code, parent, kind),
        founded_on=founded_on,
        phone=phone,
        address=address,
    )
    unit.commune_id = place.commune_key(unit, parent)
    unit.save(force_insert=True)
    since = min(founded_on or timezone.localdate(), timezone.localdate())
    UnitVersion.objects.create(unit=unit, parent=parent, name=unit.name, kind=unit.kind, from_on=since)
    audit.record(by, "unit.added", unit, name=unit.name, unit_code=unit.code)
    changes.tell(unit, since, unit.parent_id)
    return unit


@transaction.atomic
def edit(
    *,
    unit: Unit,
    by: Actor,
    code: str | None = None,
    cell_type: str | None = None,
    founded_on: date | None = None,
    phone: str | None = None,
    address: str | None = None,
) -> Unit:
    """Correct the facts that have no history; None leaves a fact as it is."""
    unit = place.locked(unit)
    given: dict[str, Any] = {
        "code": _own_code(unit, code) if code else None,
        "cell_type": cell_type if unit.is_cell else None,
        "founded_on": founded_on,
        "phone": phone,
        "address": address,
    }
    changed = {key: new for key, new in given.items() if new is not None and new != getattr(unit, key)}
    if not changed:
        return unit
    for key, value in changed.items():
        setattr(unit, key, value)
    unit.save()
    audit.record(by, "unit.edited", unit, name=unit.name, fields=sorted(changed))
    if changed.keys() & {"cell_type", "founded_on"}:
        changes.tell(unit, unit.versions.earliest("from_on").from_on, unit.parent_id)
    return unit


@transaction.atomic
def rename(*, unit: Unit, by: Actor, name: str, on: date) -> UnitVersion:
    """Call the unit `name` from a day on; papers of earlier days keep the name of their day."""
    unit, name = place.locked(unit), tidy(name)
    old = unit.name
    version = _change(unit, on, "name", name)
    if version.applied:
        unit.name = name
        unit.save()
        audit.record(by, "unit.renamed", unit, old=old, name=name, on=as_day(on))
    else:
        audit.record(by, "unit.change_planned", unit, name=old, on=as_day(on), new_name=name)
    return version


@transaction.atomic
def move(*, unit: Unit, by: Actor, parent: Unit, on: date, reason: str = "") -> UnitVersion:
    """Put the unit, with everything below it, under another from a day on."""
    place.wait_for_other_moves()
    unit = place.locked(unit)
    place.check_may_hold(parent, unit.kind)
    old, left = unit.parent.name if unit.parent else "", unit.parent_id
    version = _change(unit, on, "parent", parent, reason)
    if version.applied:
        place.replace_under(unit, parent)
        audit.record(by, "unit.moved", unit, name=unit.name, old=old, parent=parent.name, on=as_day(on))
        changes.tell(unit, on, left, parent.pk)
    else:
        audit.record(by, "unit.change_planned", unit, name=unit.name, on=as_day(on), new_parent=parent.name)
    return version


@transaction.atomic
def cancel_change(*, version: UnitVersion, by: Actor) -> None:
    """Take back a change that still waits for its day."""
    unit = place.locked(version.unit)
    waiting = unit.versions.filter(pk=version.pk, applied=False).first()
    if waiting is None:
        raise Refusal(_("This change has already taken effect. Record a new change instead."))
    _forget(waiting)
    audit.record(by, "unit.change_cancelled", unit, name=unit.name, on=as_day(waiting.from_on))


def apply_due(day: date) -> int:
    """Make the changes whose day has come, oldest first; answers how many.

    One that the tree no longer allows (its new parent was closed meanwhile) is dropped, and the
    audit line says why.
    """
    done = 0
    for version in UnitVersion.objects.filter(applied=False, from_on__lte=day).order_by("from_on", "id"):
        try:
            done += _apply(version)
        except Refusal as refusal:
            _drop(version, refusal)
    return done


@transaction.atomic
def close(*, unit: Unit, by: Actor, on: date, decision: Decision | None = None) -> Unit:
    """Close a unit that nothing depends on any more. It stays in the tree, greyed, with its history.

    A unit does not end itself: only who edits it from above closes it, with the decision that says so. A
    group is ended by its cell, which needs no paper of a level above.
    """
    unit = place.locked(unit)
    _only_from_above(unit, by)
    if unit.closed_on is not None:
        raise Refusal(_("%(name)s is closed already.") % {"name": unit.name})
    if on > timezone.localdate():
        raise Refusal(_("Close the unit on the day it happens, not before."), field="on")
    if unit.children.filter(closed_on=None).exists():
        raise Refusal(
            _("%(name)s still has open units below it. Close or move them first.") % {"name": unit.name}
        )
    closing.ask_all(unit, on)
    is_cells_own = unit.kind == Kind.GROUP
    paper = None if by is SYSTEM or is_cells_own else decisions.check(decision)
    unit.closed_on = on
    for name, value in (paper.columns() if paper else _NO_DECISION).items():
        setattr(unit, name, value)
    unit.save()
    told = paper.label() if paper else "–"
    audit.record(by, "unit.closed", unit, name=unit.name, on=as_day(on), decision=told)
    changes.tell(unit, on, unit.parent_id)
    return unit


@transaction.atomic
def reopen(*, unit: Unit, by: Actor) -> Unit:
    unit = place.locked(unit)
    if unit.closed_on is None:
        raise Refusal(_("%(name)s is open already.") % {"name": unit.name})
    _only_from_above(unit, by)
    if unit.parent is not None and unit.parent.closed_on is not None:
        raise Refusal(
            _("%(name)s is closed. Reopen it first, or choose another unit.") % {"name": unit.parent.name}
        )
    since, unit.closed_on = unit.closed_on, None
    for name, value in _NO_DECISION.items():
        setattr(unit, name, value)
    unit.save()
    audit.record(by, "unit.reopened", unit, name=unit.name)
    changes.tell(unit, since, unit.parent_id)
    return unit


_NO_DECISION: dict[str, Any] = {"decision_no": "", "decision_on": None, "decided_by": ""}


def _only_from_above(unit: Unit, by: Actor) -> None:
    if by is not SYSTEM and not by.may_from_above(Can.EDIT_UNIT, unit.path):
        raise Refusal(
            _("%(name)s is closed and opened by the level above it. Ask its office.") % {"name": unit.name}
        )


def _change(unit: Unit, on: date, field: str, value: str | Unit, reason: str = "") -> UnitVersion:
    """Write a change of one field into the unit's history and answer the version it makes.

    Versions after that day which still hold the old value take the new one, so that a rename made
    today is not undone by a move planned for next month.
    """
    today = timezone.localdate()
    versions = list(unit.versions.select_related("parent"))
    base = next((row for row in reversed(versions) if row.from_on <= on), None)
    if base is None:
        raise Refusal(
            _("This unit is known only from %(day)s. Choose that day or a later one.")
            % {"day": as_day(versions[0].from_on)},
            field="on",
        )
    later = [row for row in versions if row.from_on > on]
    if on <= today and any(row.applied for row in later):
        raise Refusal(
            _("A change of %(day)s is recorded already. Choose a day after it.")
            % {"day": as_day(max(row.from_on for row in later if row.applied))},
            field="on",
        )
    old = getattr(base, field)
    if old == value:
        raise Refusal(_("That is how it is already on this day. There is nothing to change."), field=field)
    version = base if base.from_on == on else _branch(base, on, on <= today)
    setattr(version, field, value)
    version.reason = reason or version.reason
    version.save()
    for row in later:
        if getattr(row, field) != old:
            break
        setattr(row, field, value)
        row.save()
    return version


def _branch(base: UnitVersion, on: date, applied: bool) -> UnitVersion:
    """A version that takes over from `base` on a day."""
    version = UnitVersion(
        unit_id=base.unit_id,
        parent=base.parent,
        name=base.name,
        kind=base.kind,
        from_on=on,
        until_on=base.until_on,
        applied=applied,
    )
    base.until_on = on
    base.save()
    return version


def _forget(version: UnitVersion) -> None:
    before = version.unit.versions.filter(until_on=version.from_on)
    before.update(until_on=version.until_on)
    version.delete()


@transaction.atomic
def _apply(version: UnitVersion) -> bool:
    place.wait_for_other_moves()
    unit = place.locked(version.unit)
    waiting = unit.versions.select_related("parent").filter(pk=version.pk, applied=False).first()
    if waiting is None:  # somebody else was quicker
        return False
    left = unit.parent_id
    if waiting.parent is not None and waiting.parent_id != unit.parent_id:
        unit = place.replace_under(unit, waiting.parent)
    unit.name = waiting.name
    unit.save()
    waiting.applied = True
    waiting.save()
    audit.record(SYSTEM, "unit.change_applied", unit, name=unit.name, on=as_day(waiting.from_on))
    if waiting.parent_id != left:
        changes.tell(unit, waiting.from_on, left, waiting.parent_id)
    return True


@transaction.atomic
def _drop(version: UnitVersion, why: Refusal) -> None:
    unit, on = version.unit, version.from_on
    _forget(version)
    audit.record(SYSTEM, "unit.change_dropped", unit, name=unit.name, on=as_day(on), reason=why.sentence)


def _free_code(code: str, parent: Unit | None, kind: str) -> str:
    """The given code when nobody has it, else the first free one after the parent's."""
    code = tidy(code)
    if code:
        if Unit.objects.filter(code=code).exists():
            raise _code_taken(code)
        return code
    number = Unit.objects.filter(parent=parent, kind=kind).count() + 1
    while Unit.objects.filter(code=rules.code_for(parent.code if parent else "", kind, number)).exists():
        number += 1
    return rules.code_for(parent.code if parent else "", kind, number)


def _own_code(unit: Unit, code: str) -> str:
    code = tidy(code)
    if Unit.objects.filter(code=code).exclude(pk=unit.pk).exists():
        raise _code_taken(code)
    return code


def _code_taken(code: str) -> Refusal:
    return Refusal(_("Another unit has the code %(code)s. Choose another.") % {"code": code}, field="code")
