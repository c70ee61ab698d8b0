"""A commune's units and people: cells of several types, members of every age, their standings and offices."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import accumulate

from sotay.demo.size import names
from sotay.demo.size.ids import ids_of
from sotay.demo.size.shape import Commune, cell_sizes
from sotay.demo.size.writing import Row, Table
from sotay.kernel.actor import Role
from sotay.kernel.tree import child
from sotay.members.models import Appointment, CellMembership, Member, Sex, Standing
from sotay.units.models import CellType, Kind, Unit, UnitVersion
from sotay.units.rules import code_for

WOMEN = 0.35
WITH_TELEPHONE = 0.8
AWAY = 0.01
EXEMPT_FROM, EXEMPT = 70, 0.4
"""From which age on members are exempt, and how many of those of that age."""

_AGES = ((19, 30, 0.14), (31, 45, 0.36), (46, 60, 0.28), (61, 85, 0.22))
_AGES_OF = {
    CellType.RESIDENTIAL: ((19, 30, 0.06), (31, 45, 0.16), (46, 60, 0.28), (61, 88, 0.50)),
    CellType.STUDENTS: ((19, 24, 0.85), (25, 45, 0.12), (46, 60, 0.03)),
}
_PEOPLES = ("Kinh",) * 85 + ("Tày",) * 3 + ("Thái", "Mường", "Khmer", "Mông", "Nùng") * 2 + ("Ê Đê", "Dao")
WORK = {
    CellType.RESIDENTIAL: ("Hưu trí", "Nông dân", "Buôn bán", "Lao động tự do"),
    CellType.OFFICE: ("Giáo viên", "Công chức", "Viên chức", "Y sĩ"),
    CellType.STUDENTS: ("Sinh viên", "Giảng viên"),
    CellType.ARMED_FORCES: ("Công an", "Bộ đội"),
}
OTHER_WORK = ("Công nhân", "Kỹ sư", "Kế toán", "Quản lý")


@dataclass(slots=True)
class Cell:
    """What the other rows of a cell need to know of it."""

    id: str
    commune: str
    name: str
    cell_type: str
    members: list[str] = field(default_factory=list)
    base: int = 0  # members attendance is counted against
    exempt: int = 0


class Tables:
    """The tables a commune's people are written into."""

    def __init__(self) -> None:
        unit = ("id", "commune_id", "parent", "path", "code", "kind", "cell_type", "name", "name_fold")
        self.units = Table(Unit, *unit, "name_sort", "founded_on")
        self.versions = Table(UnitVersion, "id", "unit", "parent", "name", "kind", "from_on")
        member = ("id", "commune_id", "cell", "full_name", "name_fold", "name_sort", "born_on", "sex")
        self.members = Table(
            Member, *member, "ethnicity", "admitted_on", "full_on", "member_card_no", "phone", "occupation"
        )
        owned = ("id", "commune_id", "cell", "member", "kind", "from_on")
        self.memberships = Table(CellMembership, *owned)
        self.standings = Table(Standing, *owned, "ground")
        self.offices = Table(Appointment, "id", "commune_id", "unit", "role", "member", "from_on")


def above(day: date, communes: list[Commune]) -> Iterator[Row]:
    """Units from the centre down to the communes, as rows of `Tables.units`, each after its parent."""
    new = ids_of(0, day)
    centre = new()
    path = child("", 1)
    yield centre, centre, None, path, "00", Kind.CENTRE, "", *names.of_unit(names.CENTRE), day.isoformat()
    province, number = "", 0
    for commune in communes:
        if commune.province != number:
            number, province = commune.province, new()
            called = names.of_unit(names.province(number))
            yield (province, province, centre, child(path, number), f"{number:02d}", Kind.PROVINCE, "",
                   *called, day.isoformat())  # fmt: skip
        own = new()
        called = names.of_unit(names.place(number, commune.number).of_committee)
        where = child(child(path, number), commune.number)
        code = f"{number:02d}.{commune.number:03d}"
        yield own, own, province, where, code, Kind.COMMUNE, "", *called, day.isoformat()


def version_of(unit: Row, new: Callable[[], str]) -> Row:
    return new(), unit[0], unit[2], unit[7], unit[5], unit[10]


class CommuneRows:
    """The rows of one commune, invented as they are asked for; the same each time it is made."""

    def __init__(self, commune: Commune, id: str, path: str, code: str, day: date, today: date) -> None:
        self.commune, self.id, self.path, self.code = commune, id, path, code
        self.day, self.today = day, today
        self.chance = random.Random(f"{commune.index}")
        self.new = ids_of(1 + commune.index, day)
        self.place = names.place(commune.province, commune.number)
        self.cells: list[Cell] = []
        self._standings: list[Row] = []
        self._memberships: list[Row] = []
        self._card = commune.province * 1_000_000 + commune.number * 5_000

    def units(self) -> Iterator[Row]:
        types = self.chance.choices(
            [name for name, _weight in names.TYPES],
            [weight for _name, weight in names.TYPES],
            k=self.commune.cells,
        )
        types[0] = CellType.RESIDENTIAL
        for number, cell_type in enumerate(types, 1):
            cell = Cell(self.new(), self.id, self.place.cell(cell_type, number), cell_type)
            self.cells.append(cell)
            path, code = child(self.path, number), code_for(self.code, Kind.CELL, number)
            called = names.of_unit(cell.name)
            yield (cell.id, self.id, self.id, path, code, Kind.CELL, cell_type, *called,
                   self.day.isoformat())  # fmt: skip

    def members(self) -> Iterator[Row]:
        sizes = cell_sizes(self.commune.members, self.commune.cells, self.chance)
        for cell, size in zip(self.cells, sizes, strict=True):
            for _member in range(size):
                yield self._member(cell)

    def _member(self, cell: Cell) -> Row:
        chance = self.chance.random
        own = self.new()
        cell.members.append(own)
        sex = Sex.FEMALE if chance() < WOMEN else Sex.MALE
        known = names.people()[sex]
        age = _ages(cell.cell_type)[int(chance() * 100)]
        born = self.today.year - age
        born_on = f"{born}-{1 + int(chance() * 12):02d}-{1 + int(chance() * 28):02d}"
        joined = min(born + 18 + int(chance() * min(22, age - 17)), self.today.year - 1)
        month, day = 1 + int(chance() * 12), 1 + int(chance() * 28)
        admitted = f"{joined}-{month:02d}-{day:02d}"
        full = f"{joined + 1}-{month:02d}-{day:02d}"
        is_full = full <= self.today.isoformat()
        since = max(self.day.isoformat(), full if is_full else admitted)
        self._memberships.append((self.new(), self.id, cell.id, own, "formal", self.day.isoformat()))
        self._stands(cell, own, "full" if is_full else "probationary", since)
        if age >= EXEMPT_FROM and chance() < EXEMPT:
            self._stands(cell, own, "exempt", self.day.isoformat(), "age")
            cell.exempt += 1
        elif chance() < AWAY:
            self._stands(cell, own, "away", self.day.isoformat())
        else:
            cell.base += 1
        self._card += 1
        phone = f"0900{self._card % 1_000_000:06d}" if chance() < WITH_TELEPHONE else ""
        work = WORK.get(CellType(cell.cell_type), OTHER_WORK)
        people = _PEOPLES[int(chance() * len(_PEOPLES))]
        name = known[int(chance() * len(known))]
        return (own, self.id, cell.id, *name, born_on, sex, people, admitted, full if is_full else "",
                f"{self._card:08d}", phone, work[int(chance() * len(work))])  # fmt: skip

    def _stands(self, cell: Cell, member: str, kind: str, from_on: str, ground: str = "") -> None:
        self._standings.append((self.new(), self.id, cell.id, member, kind, from_on, ground))

    def memberships(self) -> Iterator[Row]:
        """After the members, who say when and where."""
        yield from self._memberships

    def standings(self) -> Iterator[Row]:
        """After the members."""
        yield from self._standings

    def offices(self) -> Iterator[Row]:
        """After the members: a secretary each, a deputy for larger cells, an overseer from the next."""
        since = self.day.isoformat()
        for place, cell in enumerate(self.cells):
            yield self.new(), self.id, cell.id, Role.SECRETARY, cell.members[0], since
            if len(cell.members) >= 9:
                yield self.new(), self.id, cell.id, Role.DEPUTY_SECRETARY, cell.members[1], since
            neighbour = self.cells[(place + 1) % len(self.cells)]
            if neighbour is not cell:
                yield self.new(), self.id, cell.id, Role.OVERSEER, neighbour.members[2], since

    def versions(self, units: list[Row]) -> Iterator[Row]:
        for unit in units:
            yield version_of(unit, self.new)


@cache
def _ages(cell_type: str) -> tuple[int, ...]:
    """A hundred ages as members of such a cell have them."""
    bands = _AGES_OF.get(CellType(cell_type), _AGES)
    ends = list(accumulate(weight for _low, _high, weight in bands))
    found = []
    for percent in range(100):
        low, high, _weight = next(band for band, end in zip(bands, ends, strict=True) if percent / 100 < end)
        found.append(low + (percent * 37) % (high - low + 1))
    return tuple(found)
