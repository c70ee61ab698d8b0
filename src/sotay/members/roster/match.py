"""Whom a row is about: which cell, and which of the members stored. Pure.

A row is the member with its card number, else with its citizen ID, else with its name and birth in its
cell. Whatever leaves that uncertain refuses the row; `plan` decides what happens to the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from sotay.kernel.ids import new_id
from sotay.kernel.periods import PartialDate
from sotay.members.roster import naming
from sotay.members.roster.cells import text
from sotay.members.roster.existing import ExistingMember, ExistingRoster, Rights, bare
from sotay.members.roster.naming import Cell, Cells
from sotay.members.roster.person import Facts, Reading
from sotay.members.roster.phrases import cell_type
from sotay.members.roster.problems import Problem
from sotay.members.roster.read import CellSource
from sotay.members.roster.spellings import Field

# --- which cell --------------------------------------------------------------------------------------


def cells_of(readings: Sequence[Reading], existing: ExistingRoster, rights: Rights) -> list[Cell | None]:
    """The cell of each row; rows that name none, or one that is not there, are refused."""
    cells = Cells(existing.cells)
    only = next((cell for cell in existing.cells if cell.id == rights.only_cell), None)
    several = len({reading.line.sheet for reading in readings}) > 1
    if only is not None:
        return [_only(reading, cells, only) for reading in readings]
    return [_cell_of(reading, cells, rights, several) for reading in readings]


def _only(reading: Reading, cells: Cells, only: Cell) -> Cell | None:
    """The one cell of the import, unless the row itself says it belongs to another."""
    line = reading.line
    if line.cell_from in (CellSource.COLUMN, CellSource.GROUP) and only not in cells.named(line.cell_name):
        reading.refuse(Problem.CELL_OTHER, _cell_column(reading), line.cell_name)
        return None
    return only


def _cell_of(reading: Reading, cells: Cells, rights: Rights, several: bool) -> Cell | None:
    line = reading.line
    found = cells.named(line.cell_name)
    if len(found) == 1:
        return found[0]
    if found:
        reading.refuse(Problem.CELL_AMBIGUOUS, _cell_column(reading), line.cell_name)
    elif not _names_a_cell(reading, several):
        reading.refuse(Problem.CELL_MISSING, Field.CELL)
    elif not rights.create_cells:
        reading.refuse(Problem.CELL_UNKNOWN, _cell_column(reading), line.cell_name)
    else:
        name = naming.proper(line.cell_name)
        kind = cell_type(text(line.value(Field.CELL_TYPE))) or cell_type(name)
        cell = Cell(new_id(), name, cell_type=kind, is_new=True)
        cells.add(cell)
        return cell
    return None


def _names_a_cell(reading: Reading, several: bool) -> bool:
    """Whether the row names a cell at all. A lone sheet called 'Danh sách 2026' names none."""
    line = reading.line
    if line.cell_from is CellSource.SHEET:
        return not naming.is_generic(line.sheet) and (several or bool(cell_type(line.sheet)))
    return line.cell_from is not CellSource.NOWHERE


def _cell_column(reading: Reading) -> Field | None:
    return Field.CELL if reading.line.cell_from is CellSource.COLUMN else None


# --- who ---------------------------------------------------------------------------------------------


def refuse_repeats(readings: Iterable[Reading]) -> None:
    """A number that stands twice in the file: the later row is refused and names the earlier one."""
    keys: tuple[tuple[Field, Problem, Callable[[Facts], str]], ...] = (
        (Field.CARD, Problem.CARD_TWICE, lambda facts: bare(facts.member_card_no or "")),
        (Field.CITIZEN, Problem.CITIZEN_TWICE, lambda facts: facts.citizen_id or ""),
    )
    seen: dict[tuple[Field, str], Reading] = {}
    for reading in readings:
        for about, problem, key_of in keys:
            key = key_of(reading.facts)
            first = seen.setdefault((about, key), reading) if key else reading
            if first is not reading:
                reading.refuse(problem, about, row_reference(first, reading))


def row_reference(first: Reading, seen_from: Reading) -> str:
    """The row of another reading, with its sheet when that is a different one."""
    same = first.line.sheet == seen_from.line.sheet
    return str(first.line.row) if same else f"{first.line.row} ({first.line.sheet})"


class Index:
    """The stored members by everything a row can be recognised by, and who was recognised already."""

    def __init__(self, existing: ExistingRoster, readings: Iterable[Reading]) -> None:
        self.existing = existing
        self.by_card = {
            bare(m.values["member_card_no"]): m for m in _left_first(existing) if m.values["member_card_no"]
        }
        self.by_citizen = {m.values["citizen_id"]: m for m in _left_first(existing) if m.values["citizen_id"]}
        self.by_name: dict[tuple[UUID, str], list[ExistingMember]] = defaultdict(list)
        for member in existing.members:
            if member.left_on is None:
                self.by_name[member.cell_id, member.name_fold].append(member)
        self.cell_names = {cell.id: cell.name for cell in existing.cells}
        self.numbered = {member.id for reading in readings for member in self._by_numbers(reading.facts)}
        """Members some row of the file names by a number: no other row with numbers means them."""
        self.taken: dict[UUID, Reading] = {}
        self.new: dict[tuple[UUID, str, str], Reading] = {}

    def find(self, reading: Reading, cell: Cell) -> ExistingMember | None:
        """The member the row is about, None for a new one; the row is refused when that is not certain."""
        numbered = self._by_numbers(reading.facts)
        if len({member.id for member in numbered}) > 1:
            reading.refuse(Problem.TWO_PEOPLE, Field.CARD, numbered[0].values["full_name"])
            return None
        member = numbered[0] if numbered else None
        if member is not None and _is_somebody_else(reading.facts, member):
            by_card = bare(reading.facts.member_card_no or "") == bare(member.card)
            about = Field.CARD if by_card else Field.CITIZEN
            reading.refuse(Problem.TWO_PEOPLE, about, member.values["full_name"])
            return None
        return member or self._by_name(reading, cell)

    def _by_numbers(self, facts: Facts) -> list[ExistingMember]:
        """The holders of the card number and of the citizen ID, in this order."""
        by_card = self.by_card.get(bare(facts.member_card_no)) if facts.member_card_no else None
        by_citizen = self.by_citizen.get(facts.citizen_id) if facts.citizen_id else None
        return [member for member in (by_card, by_citizen) if member is not None]

    def _by_name(self, reading: Reading, cell: Cell) -> ExistingMember | None:
        facts = reading.facts
        named = self.by_name.get((cell.id, facts.name_fold), [])
        has_numbers = bool(facts.member_card_no or facts.citizen_id)
        free = [member for member in named if not (has_numbers and member.id in self.numbered)]
        same = [member for member in free if _may_be(facts, member)]
        if len(same) > 1:
            reading.refuse(Problem.UNCERTAIN, Field.NAME, facts.full_name)
        return same[0] if len(same) == 1 else None


def _left_first(existing: ExistingRoster) -> list[ExistingMember]:
    """So that a current member takes the place of a former one with the same number."""
    return sorted(existing.members, key=lambda member: member.left_on is None)


def _is_somebody_else(facts: Facts, member: ExistingMember) -> bool:
    """The number is this member's, but neither the name nor the birth is."""
    born = member.values["born_on"]
    other_birth = facts.born_on is not None and born is not None and not _agree(facts.born_on, born)
    return facts.name_fold != member.name_fold and (other_birth or born is None or facts.born_on is None)


def _may_be(facts: Facts, member: ExistingMember) -> bool:
    """Same name in the same cell: the same person unless birth or numbers say otherwise.

    A number can have been corrected, so a different one decides only when the day of birth does not.
    """
    born = member.values["born_on"]
    if facts.born_on is not None and born is not None:
        if not _agree(facts.born_on, born):
            return False
        if facts.born_on.exact and facts.born_on == born:
            return True
    pairs = [
        (facts.member_card_no, member.values["member_card_no"]),
        (facts.citizen_id, member.values["citizen_id"]),
    ]
    return not any(said and stored and bare(said) != bare(stored) for said, stored in pairs)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """The same as far as both are known."""
    return str(one).startswith(str(other)) or str(other).startswith(str(one))
