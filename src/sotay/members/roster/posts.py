"""Posts in a cell that rows name: who is appointed, and what is said where nobody is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sotay.members.roster.entries import Change, Entry
from sotay.members.roster.existing import ExistingRoster, Rights
from sotay.members.roster.problems import Problem
from sotay.members.roster.spellings import Field


def fill_posts(entries: Sequence[Entry], existing: ExistingRoster, rights: Rights) -> None:
    """Appoint those whose row names a post they do not hold, one secretary a cell."""
    good = [entry for entry in entries if not entry.reading.refusals and entry.cell is not None]
    leaving = {entry.member.id for entry in good if entry.member and _leaves_post(entry)}
    secretary: dict[UUID, UUID | int | None] = {
        cell: holder for cell, holder in existing.secretaries.items() if holder not in leaving
    }
    for entry in good:
        if not entry.facts.role or entry.cell is None or entry.facts.role == _held(entry):
            continue
        if _may_hold(entry, secretary.get(entry.cell.id), entry.cell.id in secretary, rights):
            entry.role = entry.facts.role
            if entry.role == "secretary":
                secretary[entry.cell.id] = entry.member.id if entry.member else id(entry)
            if entry.member is not None:
                entry.changes.append(Change("role", _held(entry) or None, entry.role))


def _held(entry: Entry) -> str:
    """The post the person holds in the cell the row is about."""
    stays = entry.member is not None and entry.cell is not None and entry.member.cell_id == entry.cell.id
    return entry.member.role if stays and entry.member else ""


def _leaves_post(entry: Entry) -> bool:
    """Gives up what they hold: for another post, or for another cell."""
    return entry.changed("cell") or bool(entry.facts.role and entry.facts.role != _held(entry))


def _may_hold(entry: Entry, holder: UUID | int | None, is_held: bool, rights: Rights) -> bool:
    role, mine = entry.facts.role, entry.member.id if entry.member else None
    if not rights.appoint or (mine is not None and mine == rights.myself):
        entry.reading.warn(Problem.POST_NOT_ALLOWED, Field.POST, role)
    elif entry.facts.base == "probationary" and not (entry.member and "full" in entry.member.standings):
        entry.reading.warn(Problem.POST_PROBATIONARY, Field.POST, role)
    elif role == "secretary" and is_held and holder != mine:
        entry.reading.warn(Problem.POST_TAKEN, Field.POST, role)
    else:
        return True
    return False
