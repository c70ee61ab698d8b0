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
from sotay.members.roster import encodings, naming
from sotay.members.roster.cells import Uncalculated, text
from sotay.members.roster.existing import ExistingMember, ExistingRoster, Rights, bare
from sotay.members.roster.facts import Facts, Reading
from sotay.members.roster.naming import Cell, Cells
from sotay.members.roster.phrases import cell_type
from sotay.members.roster.problems import Problem
from sotay.members.roster.read import CellSource
from sotay.members.roster.spellings import Field

# --- which cell --------------------------------------------------------------------------------------


def cells_of(
    readings: Sequence[Reading], existing: ExistingRoster, rights: Rights, index: Index
) -> list[Cell | None]:
    """The cell of each row; rows that name none, or one that is not there, are refused."""
    cells = Cells(existing.cells)
    only = next((cell for cell in existing.cells if cell.id == rights.only_cell), None)
    several = len({reading.line.sheet for reading in readings}) > 1
    if only is not None:
        return [_only(reading, cells, only) for reading in readings]
    return [_cell_of(reading, cells, rights, several, index) for reading in readings]


def _only(reading: Reading, cells: Cells, only: Cell) -> Cell | None:
    """The one cell of the import, unless the row itself says it belongs to another."""
    line = reading.line
    if line.cell_from in (CellSource.COLUMN, CellSource.GROUP) and only not in cells.named(line.cell_name):
        reading.refuse(Problem.CELL_OTHER, _cell_column(reading), line.cell_name)
        return None
    return only


def _cell_of(reading: Reading, cells: Cells, rights: Rights, several: bool, index: Index) -> Cell | None:
    line = reading.line
    if isinstance(line.value(Field.CELL), Uncalculated):
        reading.refuse(Problem.NOT_CALCULATED, Field.CELL)
        return None
    found = cells.named(line.cell_name)
    if len(found) > 1:
        found = index.narrowed(reading.facts, found)
    if len(found) == 1:
        return found[0]
    if found:
        reading.refuse(Problem.CELL_AMBIGUOUS, _cell_column(reading), line.cell_name)
    elif not _names_a_cell(reading, several):
        reading.refuse(Problem.CELL_MISSING, Field.CELL)
    elif encodings.is_garbled(line.cell_name):
        reading.refuse(Problem.CELL_GARBLED, _cell_column(reading), line.cell_name)
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
    """Whether the row names a cell at all. A lone sheet called 'Danh sách 2026' names none, and no
    more does '"'."""
    line = reading.line
    if not naming.reduced(line.cell_name):
        return False
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
        readings = list(readings)
        known = _left_first(existing)
        self.by_card = {bare(m.values["member_card_no"]): m for m in known if m.values["member_card_no"]}
        self.by_citizen = {m.values["citizen_id"]: m for m in known if m.values["citizen_id"]}
        self.by_name: dict[tuple[UUID, str], list[ExistingMember]] = defaultdict(list)
        self.left_by_name: dict[tuple[UUID, str], list[ExistingMember]] = defaultdict(list)
        self.guests: dict[str, list[ExistingMember]] = defaultdict(list)
        for member in existing.members:
            if member.is_guest:
                self.guests[member.name_fold].append(member)
            else:
                by_name = self.by_name if member.left_on is None else self.left_by_name
                by_name[member.cell_id, member.name_fold].append(member)
        self.cells = {cell.id: cell for cell in existing.cells}
        self.numbered = {member.id for reading in readings for member in self._by_numbers(reading.facts)}
        """Members some row of the file names by a number: no other row with numbers means them."""
        self.rows: dict[str, list[Facts]] = defaultdict(list)
        for reading in readings:
            self.rows[reading.facts.name_fold].append(reading.facts)
        self.taken: dict[UUID, Reading] = {}
        self.new: dict[tuple[UUID, str], list[Reading]] = defaultdict(list)

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
        return member or self._by_name(reading, cell) or self._gone(reading, cell)

    def guest(self, reading: Reading, cell: Cell | None) -> ExistingMember | None:
        """The guest from a cell outside whom the row is about. Their own cell's roster is what
        changes them."""
        facts = reading.facts
        numbered = [member for member in self._by_numbers(facts) if member.is_guest]
        if numbered and not _is_somebody_else(facts, numbered[0]):
            return numbered[0]
        says_here = any(meaning.kind == "here" for meaning in facts.meanings)
        if not says_here and cell is not None and not cell.is_new:
            return None
        same = [guest for guest in self.guests.get(facts.name_fold, []) if _may_be(facts, guest)]
        return same[0] if len(same) == 1 and (facts.born_on or says_here) else None

    def narrowed(self, facts: Facts, cells: list[Cell]) -> list[Cell]:
        """Of cells that bear one name, that in which the row's person already sits; all of them else."""
        numbered = {member.cell_id for member in self._by_numbers(facts)}
        named = {
            cell.id
            for cell in cells
            if any(_may_be(facts, member) for member in self.by_name.get((cell.id, facts.name_fold), []))
        }
        return [cell for cell in cells if cell.id in (numbered or named)] or cells

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
        doubtful = [member for member in same if _other_admission(facts, member)]
        certain = [member for member in same if member not in doubtful]
        if len(certain) > 1:
            reading.refuse(Problem.UNCERTAIN, Field.NAME, facts.full_name)
        elif not certain and any(not self._is_of_another_row(member, facts) for member in doubtful):
            reading.refuse(Problem.NAMESAKE_STORED, Field.ADMITTED, doubtful[0].values["admitted_on"].label())
        return certain[0] if len(certain) == 1 else None

    def _is_of_another_row(self, member: ExistingMember, facts: Facts) -> bool:
        """Whether another row of the file is about this member, with the admission that is stored."""
        others = (other for other in self.rows[member.name_fold] if other is not facts)
        return any(
            other.admitted_on is not None and _may_be(other, member) and not _other_admission(other, member)
            for other in others
        )

    def _gone(self, reading: Reading, cell: Cell) -> ExistingMember | None:
        """For a row that says its person has left: somebody of that name who did."""
        if not reading.facts.left and not reading.facts.note_meanings:
            return None
        named = self.left_by_name.get((cell.id, reading.facts.name_fold), [])
        same = [member for member in named if _may_be(reading.facts, member)]
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


def _other_admission(facts: Facts, member: ExistingMember) -> bool:
    """Whether the days of admission tell two people apart, their births being known by no more
    than the year."""
    born, admitted = member.values["born_on"], member.values["admitted_on"]
    if facts.born_on is not None and facts.born_on.exact and facts.born_on == born:
        return False
    return facts.admitted_on is not None and admitted is not None and not _agree(facts.admitted_on, admitted)


def refuse_if_met_before(reading: Reading, cell: Cell, index: Index) -> None:
    """Refuse a new person whom an earlier row of the file may be about as well."""
    facts = reading.facts
    met = index.new[cell.id, facts.name_fold]
    for first in met:
        other = first.facts
        births = facts.born_on, other.born_on
        if births[0] and births[1] and not _agree(births[0], births[1]):
            continue
        pairs = [(facts.member_card_no, other.member_card_no), (facts.citizen_id, other.citizen_id)]
        if any(a and b and a != b for a, b in pairs):
            continue
        is_same_day = births[0] is not None and bool(births[0].exact) and births[0] == births[1]
        admissions = facts.admitted_on, other.admitted_on
        if not is_same_day and admissions[0] and admissions[1] and not _agree(admissions[0], admissions[1]):
            reading.warn(Problem.NAMESAKES, Field.NAME, row_reference(first, reading))
            continue
        if not reading.refusals:
            problem = Problem.ROW_TWICE if is_same_day else Problem.NAMESAKE_IN_FILE
            reading.refuse(problem, Field.NAME, row_reference(first, reading))
        break
    met.append(reading)


def _agree(one: PartialDate, other: PartialDate) -> bool:
    """The same as far as both are known."""
    return str(one).startswith(str(other)) or str(other).startswith(str(one))
