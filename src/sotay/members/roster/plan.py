"""Comparing the rows with what is stored: added, changed, unchanged or refused. Pure.

A row is the member with its card number, else with its citizen ID, else with its name and birth in
its cell. Empty cells never erase anything. Nobody outside the unit is touched or told of.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sotay.kernel.ids import new_id
from sotay.kernel.periods import PartialDate
from sotay.members.roster import naming
from sotay.members.roster.cells import Meaning, cell_type, text
from sotay.members.roster.header import Field
from sotay.members.roster.naming import Cell, Cells
from sotay.members.roster.person import VALUES, Facts, Reading
from sotay.members.roster.read import Where
from sotay.members.roster.trouble import Finding, Trouble

POSTS = ("secretary", "deputy_secretary", "committee_member")
"""The posts of a cell a roster can name, the highest first."""
_PASSING = frozenset({"exempt", "away", "suspended"})
"""Standings a note can give to somebody who is a member already."""


class Fate(StrEnum):
    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member as stored. `standings` are those in force or to come: kind to the day they end."""

    id: UUID
    cell_id: UUID
    values: Mapping[str, Any]
    name_fold: str
    left_on: date | None = None
    role: str = ""
    standings: Mapping[str, date | None] = field(default_factory=dict)


@dataclass
class Known:
    """What is stored: the cells and members of the unit, and which numbers people elsewhere hold."""

    cells: list[Cell]
    members: list[KnownMember]
    cards_elsewhere: set[str] = field(default_factory=set)
    citizens_elsewhere: set[str] = field(default_factory=set)
    secretaries: dict[UUID, UUID | None] = field(default_factory=dict)
    """Cell to the member who is its secretary (None when it is somebody without a member's record)."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What this import may do besides adding and correcting members."""

    create_cells: bool = False
    appoint: bool = False
    only_cell: UUID | None = None
    """The import is into this cell, whose list need not name it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes different; values are as stored, None for nothing."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class NewStanding:
    """A standing to record from the day of the import, or to end on another day than before."""

    kind: str
    until_on: date | None
    elsewhere: str = ""
    was_in_force: bool = False


@dataclass
class Entry:
    """What happens to one row."""

    reading: Reading
    fate: Fate
    cell: Cell | None = None
    member: KnownMember | None = None
    changes: list[Change] = field(default_factory=list)
    standings: list[NewStanding] = field(default_factory=list)
    role: str = ""
    """The post to appoint the person to, '' for none."""

    @property
    def facts(self) -> Facts:
        return self.reading.facts

    @property
    def new_values(self) -> dict[str, Any]:
        return {change.what: change.new for change in self.changes if change.what in VALUES}

    def changed(self, what: str) -> bool:
        return any(change.what == what for change in self.changes)


@dataclass
class Plan:
    """What an import would do, row by row, in the order of the workbook."""

    entries: list[Entry]

    def of(self, *fates: Fate) -> list[Entry]:
        return [entry for entry in self.entries if entry.fate in fates]

    def count(self, fate: Fate) -> int:
        return sum(entry.fate is fate for entry in self.entries)

    @property
    def new_cells(self) -> list[Cell]:
        """Cells to create, in the order they first appear; none for rows that are refused anyway."""
        used = {e.cell.id: e.cell for e in self.of(Fate.ADDED, Fate.CHANGED) if e.cell and e.cell.is_new}
        return list(used.values())

    def digest(self) -> str:
        """The same for the same outcome: what a person saw in the preview and then confirms."""
        said = [
            (
                entry.reading.line.sheet,
                entry.reading.line.row,
                entry.fate,
                entry.cell.name if entry.cell else "",
                str(entry.member.id) if entry.member else "",
                entry.role,
                [(change.what, str(change.old), str(change.new)) for change in entry.changes],
                [(s.kind, str(s.until_on)) for s in entry.standings],
                [finding.trouble for finding in entry.reading.refusals],
            )
            for entry in self.entries
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def bare(card: str) -> str:
    """A card number without the zeros Excel likes to lose."""
    return card.lstrip("0")


def make(readings: Sequence[Reading], known: Known, today: date, rights: Rights) -> Plan:
    """Decide on every row."""
    cells = _cells_of(readings, known, rights)
    _refuse_repeats(readings)
    index = _Index(known)
    entries = [_entry(reading, cells[n], index, today) for n, reading in enumerate(readings)]
    _fill_posts(entries, known, rights)
    for entry in entries:
        entry.fate = _fate(entry)
    return Plan(entries)


def _fate(entry: Entry) -> Fate:
    if entry.reading.refusals:
        return Fate.REFUSED
    if entry.member is None:
        return Fate.ADDED
    return Fate.CHANGED if entry.changes else Fate.UNCHANGED


# --- which cell --------------------------------------------------------------------------------------


def _cells_of(readings: Sequence[Reading], known: Known, rights: Rights) -> list[Cell | None]:
    """The cell of each row; rows that name none, or one that is not there, are refused."""
    cells = Cells(known.cells)
    only = next((cell for cell in known.cells if cell.id == rights.only_cell), None)
    several = len({reading.line.sheet for reading in readings}) > 1
    if only is not None:
        return [_only(reading, cells, only) for reading in readings]
    return [_cell_of(reading, cells, rights, several) for reading in readings]


def _only(reading: Reading, cells: Cells, only: Cell) -> Cell | None:
    """The one cell of the import, unless the row itself says it belongs to another."""
    line = reading.line
    if line.cell_from in (Where.COLUMN, Where.GROUP) and only not in cells.named(line.cell_name):
        reading.refuse(Trouble.CELL_OTHER, _cell_column(reading), line.cell_name)
        return None
    return only


def _cell_of(reading: Reading, cells: Cells, rights: Rights, several: bool) -> Cell | None:
    line = reading.line
    found = cells.named(line.cell_name)
    if len(found) == 1:
        return found[0]
    if found:
        reading.refuse(Trouble.CELL_AMBIGUOUS, _cell_column(reading), line.cell_name)
    elif line.cell_from is Where.NOWHERE or (line.cell_from is Where.SHEET and not _names_a_cell(line.sheet, several)):
        reading.refuse(Trouble.CELL_MISSING, Field.CELL)
    elif not rights.create_cells:
        reading.refuse(Trouble.CELL_UNKNOWN, _cell_column(reading), line.cell_name)
    else:
        name = naming.proper(line.cell_name)
        kind = cell_type(text(line.value(Field.CELL_TYPE))) or cell_type(name)
        cell = Cell(new_id(), name, cell_type=kind, is_new=True)
        cells.add(cell)
        return cell
    return None


def _names_a_cell(sheet: str, several: bool) -> bool:
    return not naming.is_generic(sheet) and (several or bool(cell_type(sheet)))


def _cell_column(reading: Reading) -> Field | None:
    return Field.CELL if reading.line.cell_from is Where.COLUMN else None


# --- who ---------------------------------------------------------------------------------------------


def _refuse_repeats(readings: Iterable[Reading]) -> None:
    """A number that stands twice in the file: the later row is refused and names the earlier one."""
    keys: tuple[tuple[Field, Trouble, Callable[[Facts], str]], ...] = (
        (Field.CARD, Trouble.CARD_TWICE, lambda facts: bare(facts.member_card_no or "")),
        (Field.CITIZEN, Trouble.CITIZEN_TWICE, lambda facts: facts.citizen_id or ""),
    )
    seen: dict[tuple[Field, str], Reading] = {}
    for reading in readings:
        for about, trouble, key_of in keys:
            key = key_of(reading.facts)
            first = seen.setdefault((about, key), reading) if key else reading
            if first is not reading:
                reading.refuse(trouble, about, _place(first, reading))


def _place(first: Reading, seen_from: Reading) -> str:
    """The row of another reading, with its sheet when that is a different one."""
    same = first.line.sheet == seen_from.line.sheet
    return str(first.line.row) if same else f"{first.line.row} ({first.line.sheet})"


class _Index:
    """The stored members by everything a row can be recognised by, and who was recognised already."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.by_card = {bare(m.values["member_card_no"]): m for m in _left_first(known) if m.values["member_card_no"]}
        self.by_citizen = {m.values["citizen_id"]: m for m in _left_first(known) if m.values["citizen_id"]}
        self.by_name: dict[tuple[UUID, str], list[KnownMember]] = defaultdict(list)
        for member in known.members:
            if member.left_on is None:
                self.by_name[member.cell_id, member.name_fold].append(member)
        self.cell_names = {cell.id: cell.name for cell in known.cells}
        self.taken: dict[UUID, Reading] = {}
        self.new: dict[tuple[UUID, str, str], Reading] = {}

    def find(self, reading: Reading, cell: Cell) -> KnownMember | None:
        """The member the row is about, None for a new one; the row is refused when that is not certain."""
        facts = reading.facts
        by_card = self.by_card.get(bare(facts.member_card_no)) if facts.member_card_no else None
        by_citizen = self.by_citizen.get(facts.citizen_id) if facts.citizen_id else None
        if by_card and by_citizen and by_card is not by_citizen:
            reading.refuse(Trouble.TWO_PEOPLE, Field.CARD, by_card.values["full_name"])
            return None
        member = by_card or by_citizen
        if member is not None and _is_somebody_else(facts, member):
            reading.refuse(
                Trouble.TWO_PEOPLE, Field.CARD if member is by_card else Field.CITIZEN, member.values["full_name"]
            )
            return None
        return member or self._by_name(reading, cell)

    def _by_name(self, reading: Reading, cell: Cell) -> KnownMember | None:
        facts = reading.facts
        same = [m for m in self.by_name.get((cell.id, facts.name_fold), []) if _may_be(facts, m)]
        if len(same) > 1:
            reading.refuse(Trouble.UNCERTAIN, Field.NAME, facts.full_name)
        return same[0] if len(same) == 1 else None


def _left_first(known: Known) -> list[KnownMember]:
    """So that a current member takes the place of a former one with the same number."""
    return sorted(known.members, key=lambda member: member.left_on is None)


def _is_somebody_else(facts: Facts, member: KnownMember) -> bool:
    """The number is this member's, but neither the name nor the birth is."""
    born = member.values["born_on"]
    other_birth = facts.born_on is not None and born is not None and not _agree(facts.born_on, born)
    return facts.name_fold != member.name_fold and (other_birth or born is None or facts.born_on is None)


def _may_be(facts: Facts, member: KnownMember) -> bool:
    """Same name in the same cell: the same person unless birth or numbers say otherwise.

    A number can have been corrected, so a different one decides only when the day of birth does not.
    """
    born = member.values["born_on"]
    if facts.born_on is not None and born is not None:
        if not _agree(facts.born_on, born):
            return False
        if facts.born_on.exact and facts.born_on == born:
            return True
    pairs = [(facts.member_card_no, member.values["member_card_no"]), (facts.citizen_id, member.values["citizen_id"])]
    return not any(said and stored and bare(said) != bare(stored) for said, stored in pairs)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """The same as far as both are known."""
    return str(one).startswith(str(other)) or str(other).startswith(str(one))


# --- what happens ------------------------------------------------------------------------------------


def _entry(reading: Reading, cell: Cell | None, index: _Index, today: date) -> Entry:
    entry = Entry(reading, Fate.REFUSED, cell)
    if cell is None or not reading.facts.full_name:
        return entry
    entry.member = index.find(reading, cell)
    _check_numbers(reading, entry.member, index.known)
    _check_once(entry, cell, index)
    if entry.member is not None and entry.member.left_on is not None:
        reading.refuse(Trouble.HAS_LEFT, None, entry.member.left_on.strftime("%d/%m/%Y"))
    entry.standings = _standings(reading.facts, entry.member, today)
    if entry.member is not None:
        entry.changes = _changes(entry, entry.member, cell, index)
    return entry


def _check_numbers(reading: Reading, member: KnownMember | None, known: Known) -> None:
    """Numbers of people outside the unit are refused, without a word about who they are."""
    facts = reading.facts
    if member is None or bare(member.values["member_card_no"]) != bare(facts.member_card_no or ""):
        if facts.member_card_no and bare(facts.member_card_no) in known.cards_elsewhere:
            reading.refuse(Trouble.CARD_ELSEWHERE, Field.CARD, facts.member_card_no)
    if member is None or member.values["citizen_id"] != facts.citizen_id:
        if facts.citizen_id and facts.citizen_id in known.citizens_elsewhere:
            reading.refuse(Trouble.CITIZEN_ELSEWHERE, Field.CITIZEN)


def _check_once(entry: Entry, cell: Cell, index: _Index) -> None:
    """Two rows about one person: the later is refused."""
    reading, facts = entry.reading, entry.facts
    if entry.member is not None:
        first = index.taken.setdefault(entry.member.id, reading)
    else:
        key = (cell.id, facts.name_fold, str(facts.born_on or ""))
        first = index.new.setdefault(key, reading)
        if first is not reading and _differ(first.facts, facts):
            return
    if first is not reading and not reading.refusals:
        reading.refuse(Trouble.ROW_TWICE, Field.NAME, _place(first, reading))


def _differ(one: Facts, other: Facts) -> bool:
    """Two new people of one name and birth, told apart by their numbers."""
    pairs = [(one.member_card_no, other.member_card_no), (one.citizen_id, other.citizen_id)]
    return any(a and b and a != b for a, b in pairs)


def _changes(entry: Entry, member: KnownMember, cell: Cell, index: _Index) -> list[Change]:
    facts = entry.facts
    changes = [
        Change(what, member.values[what], getattr(facts, what))
        for what in VALUES
        if _says_more(what, getattr(facts, what), member.values[what], facts)
    ]
    if cell.id != member.cell_id:
        changes.append(Change("cell", index.cell_names.get(member.cell_id, ""), cell.name))
    changes += [
        Change("standing", member.standings.get(new.kind) if new.was_in_force else None, new) for new in entry.standings
    ]
    return changes


def _says_more(what: str, said: Any, stored: Any, facts: Facts) -> bool:
    """Whether the file's value should take the place of the stored one."""
    if said is None or said == "" or said == stored:
        return False
    if not stored:
        return True
    if what == "full_name":
        unmarked = str(said).isascii() and facts.name_fold == _folded(stored)
        return not unmarked and not (facts.shouted and said.casefold() == stored.casefold())
    if isinstance(said, PartialDate):
        return not str(stored).startswith(str(said))  # a bare year does not blur a known day
    return not (what == "member_card_no" and bare(said) == bare(stored))


def _folded(name: str) -> str:
    return Facts(full_name=name).name_fold


def _standings(facts: Facts, member: KnownMember | None, today: date) -> list[NewStanding]:
    """What the notes add to how a member stands, and full status when probation has ended."""
    found = [_from_note(meaning, member) for meaning in facts.meanings if _holds(meaning, member, today)]
    if member is not None and facts.full_on and "full" not in member.standings:
        found.append(NewStanding("full", None))
    return [standing for standing in found if standing is not None]


def _holds(meaning: Meaning, member: KnownMember | None, today: date) -> bool:
    """A note about a time that is over says nothing about today; 'here' is only for somebody new."""
    current = meaning.until is None or meaning.until >= today
    return current and (meaning.kind in _PASSING or (meaning.kind == "here" and member is None))


def _from_note(meaning: Meaning, member: KnownMember | None) -> NewStanding | None:
    until_on = meaning.until + timedelta(days=1) if meaning.until else None
    known = member.standings if member else {}
    if meaning.kind not in known:
        return NewStanding(meaning.kind, until_on, meaning.elsewhere)
    if until_on is None or until_on == known[meaning.kind]:
        return None
    return NewStanding(meaning.kind, until_on, meaning.elsewhere, was_in_force=True)


# --- posts -------------------------------------------------------------------------------------------


def _fill_posts(entries: Sequence[Entry], known: Known, rights: Rights) -> None:
    """Appoint those whose row names a post they do not hold, one secretary a cell."""
    good = [entry for entry in entries if not entry.reading.refusals and entry.cell is not None]
    leaving = {entry.member.id for entry in good if entry.member and _leaves_post(entry)}
    secretary: dict[UUID, UUID | int | None] = {
        cell: holder for cell, holder in known.secretaries.items() if holder not in leaving
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
    moved = entry.changed("cell")
    return moved or bool(entry.facts.role and entry.facts.role != _held(entry))


def _may_hold(entry: Entry, holder: UUID | int | None, is_held: bool, rights: Rights) -> bool:
    role, mine = entry.facts.role, entry.member.id if entry.member else None
    if not rights.appoint:
        entry.reading.warn(Trouble.POST_NOT_ALLOWED, Field.POST, role)
    elif entry.facts.base == "probationary" and not (entry.member and "full" in entry.member.standings):
        entry.reading.warn(Trouble.POST_PROBATIONARY, Field.POST, role)
    elif role == "secretary" and is_held and holder != mine:
        entry.reading.warn(Trouble.POST_TAKEN, Field.POST, role)
    else:
        return True
    return False
