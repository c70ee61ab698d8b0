"""Folding a log onwards from a state that is known, so that an entry costs the same however long the log is.

A `Folded` is what some entries mean, with what little of them later ones can reach back to. `add` takes
later entries into it and answers None where only reading from further back gives the truth: an entry older
than one that is in it, a mark taken back. Whoever holds several then tries an older one, and to `Folded()`
everything can be added. What comes out is always what `fold` makes of them (`tests/test_folding.py`). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sotay.meetings.log.fold import (
    PERMANENT,
    READ_FIRST,
    Entry,
    after,
    conclusion_of,
    heads,
    moment_of,
    reworded,
)
from sotay.meetings.log.state import State, Wording

TEXTS = (
    "notes",
    "praises",
    "statements",
    "motions",
    "tasks",
    "petitions",
    "results",
    "set_aside",
    "amendments",
)
"""Parts of a state whose members are words of one entry each."""


@dataclass(frozen=True)
class Folded:
    """`newest` is the last of the entries in their order; `gone` are ids taken back; `revisions` the new
    wordings of each entry and `conclusions` all that stand, in order; `missing` are motions that were named
    and not there.
    """

    state: State = field(default_factory=State)
    newest: tuple[datetime, UUID] | None = None
    gone: frozenset[UUID] = frozenset()
    revisions: Mapping[UUID, tuple[Entry, ...]] = field(default_factory=dict)
    conclusions: tuple[Entry, ...] = ()
    missing: frozenset[UUID] = frozenset()

    def standing(self) -> dict[UUID | None, tuple[UUID, ...]]:
        """What a new wording is written over, as `fold.newest_wordings` answers of the log itself."""
        texts: list[tuple[UUID | None, tuple[Entry, ...]]] = [
            *self.revisions.items(),
            (None, self.conclusions),
        ]
        return {target: tuple(each.entry for each in heads(written)) for target, written in texts}


def add(known: Folded, entries: Iterable[Entry]) -> Folded | None:
    """What `known` and entries that are not in it mean together; None when that cannot be told from it."""
    fresh = sorted({entry.id: entry for entry in entries}.values(), key=moment_of)
    if not fresh:
        return known
    if known.newest is not None and moment_of(fresh[0]) <= known.newest:
        return None
    taken_back = {UUID(entry.data["entry"]) for entry in fresh if entry.act == "withdrawn"}
    taken_out = taken_back - known.gone - {entry.id for entry in fresh}
    base = _without(known, taken_out) if known.newest is not None else known
    gone = known.gone | taken_back
    kept = [entry for entry in fresh if entry.id not in gone or entry.act in PERMANENT]
    if base is None or any(_reaches_back(base, entry) for entry in kept):
        return None
    return replace(_with(base, kept), newest=moment_of(fresh[-1]), gone=gone)


def _reaches_back(base: Folded, entry: Entry) -> bool:
    """Whether entries before it would have found it, had they been read after it."""
    if entry.act == "opened":
        return base.newest is not None and base.state.opened_at is None
    return entry.act == "motion_moved" and entry.id in base.missing


def _with(base: Folded, kept: Sequence[Entry]) -> Folded:
    revisions, revised = dict(base.revisions), set[UUID]()
    for entry in kept:
        if entry.act == "revised":
            target = UUID(entry.data["entry"])
            revisions[target] = (*revisions.get(target, ()), entry)
            revised.add(target)
    state = base.state
    for target in revised:
        state = _reworded(state, target, heads(revisions[target]))
    for entry in sorted(kept, key=lambda entry: READ_FIRST.get(entry.act, len(READ_FIRST))):
        if entry.act != "concluded":
            state = after(state, entry, heads(revisions.get(entry.id, ())))
    concluded = tuple(entry for entry in kept if entry.act == "concluded")
    conclusions = (*base.conclusions, *concluded)
    if concluded:
        state = replace(state, conclusion=conclusion_of(heads(conclusions)))
    named = {UUID(entry.data["motion"]) for entry in kept if "motion" in entry.data}
    missing = named - {motion.entry for motion in state.motions} if named else named
    return replace(
        base, state=state, revisions=revisions, conclusions=conclusions, missing=base.missing | missing
    )


def _without(known: Folded, ids: Collection[UUID]) -> Folded | None:
    """As if these had never been in it; None when one of them cannot be taken out again."""
    for each in ids:
        taken = (
            _without_text(known, each) or _without_conclusion(known, each) or _without_wording(known, each)
        )
        if taken is None:
            return None
        known = taken
    return known


def _without_text(known: Folded, id: UUID) -> Folded | None:
    for part in TEXTS[:-1]:  # what was added after the seal is not taken back
        texts = getattr(known.state, part)
        left = tuple(text for text in texts if text.entry != id)
        if len(left) < len(texts):
            changes: dict[str, Any] = {part: left}
            return replace(known, state=replace(known.state, **changes))
    return None


def _without_conclusion(known: Folded, id: UUID) -> Folded | None:
    left = tuple(entry for entry in known.conclusions if entry.id != id)
    if len(left) == len(known.conclusions):
        return None
    state = replace(known.state, conclusion=conclusion_of(heads(left)))
    return replace(known, state=state, conclusions=left)


def _without_wording(known: Folded, id: UUID) -> Folded | None:
    """The wording before it comes back, where that is known: the first is only in the log."""
    for target, written in known.revisions.items():
        left = tuple(entry for entry in written if entry.id != id)
        if left and len(left) < len(written):
            state = _reworded(known.state, target, heads(left))
            return replace(known, state=state, revisions={**known.revisions, target: left})
    return None


def _reworded(state: State, target: UUID, wordings: Sequence[Wording]) -> State:
    if not wordings:
        return state
    for part in TEXTS:
        texts = getattr(state, part)
        if any(text.entry == target for text in texts):
            said = reworded(wordings)
            changed = tuple(replace(text, **said) if text.entry == target else text for text in texts)
            changes: dict[str, Any] = {part: changed}
            return replace(state, **changes)
    return state
