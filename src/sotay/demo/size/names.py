"""Invented names of people and places. Nobody in particular is meant."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TypeAlias

from sotay.demo.cases.people import words
from sotay.kernel.text import person_sort_key, search_key, sort_key
from sotay.members.models import Sex
from sotay.units.models import CellType

Name: TypeAlias = tuple[str, str, str]
"""As it is written, as it is searched, as it is sorted."""

OF_WOMEN = {"Thị", "Thu", "Kim"}
MORE = 20_000
"""Names of four words made beside those of three, so that few members of a ward share one."""

_WATERS = ("Sông", "Hồ", "Núi", "Đồng", "Bãi", "Cửa", "Đèo", "Suối", "Gò", "Đảo", "Vịnh", "Rừng")
_OF_THEM = ("Ngọc", "Vàng", "Xanh", "Lam", "Bạc", "Mây", "Sen", "Trúc", "Thông", "Quế", "Phượng", "Hạc")
_FIRST = ("An", "Bình", "Cát", "Đông", "Hòa", "Hưng", "Khánh", "Long", "Minh", "Nam", "Phú", "Quang", "Tân",
          "Thanh", "Thuận", "Trung", "Vĩnh", "Xuân", "Yên", "Đại")  # fmt: skip
_SECOND = ("Bình", "Cường", "Đức", "Giang", "Hải", "Hiệp", "Hòa", "Lâm", "Lộc", "Mỹ", "Nghĩa", "Phong",
           "Phúc", "Sơn", "Tâm", "Thành", "Thịnh", "Tiến", "Trị", "Xuyên")  # fmt: skip


@cache
def people() -> dict[str, Sequence[Name]]:
    """Names by sex."""
    known = words()
    three = list(product(known["family"], known["middle"], known["given"]))
    chance = random.Random("names")
    four = ((*chance.choice(three)[:2], *chance.choice(three)[1:]) for _name in range(MORE))
    found: dict[str, list[Name]] = {Sex.MALE: [], Sex.FEMALE: []}
    for parts in {*three, *(parts for parts in four if parts[1] != parts[2])}:
        sex = Sex.FEMALE if OF_WOMEN & set(parts[1:-1]) else Sex.MALE
        text = " ".join(parts)
        found[sex].append((text, search_key(text), person_sort_key(text)))
    return {sex: sorted(names) for sex, names in found.items()}


def of_unit(text: str) -> Name:
    return text, search_key(text)[:200], sort_key(text)[:800]


CENTRE = "Ban Chấp hành Trung ương"


@cache
def provinces() -> Sequence[str]:
    pairs = [f"{water} {word}" for water, word in product(_WATERS, _OF_THEM)]
    random.Random("provinces").shuffle(pairs)
    return pairs


def province(number: int) -> str:
    what = "thành phố" if number % 6 == 1 else "tỉnh"
    return f"Đảng bộ {what} {provinces()[number - 1]}"


@cache
def _places() -> Sequence[str]:
    pairs = [f"{first} {second}" for first, second in product(_FIRST, _SECOND) if first != second]
    random.Random("communes").shuffle(pairs)
    return pairs


@dataclass(frozen=True, slots=True)
class Place:
    """A ward (in a town) or a commune (in the country)."""

    name: str
    is_ward: bool

    @property
    def of_committee(self) -> str:
        return f"Đảng bộ {'phường' if self.is_ward else 'xã'} {self.name}"

    def cell(self, cell_type: str, number: int) -> str:
        here = "tổ dân phố" if self.is_ward else "thôn"
        school = ("Tiểu học", "Trung học cơ sở", "Mầm non")[number % 3]
        office = (f"Trường {school}", "Trạm Y tế", "cơ quan Đảng ủy", "cơ quan Ủy ban nhân dân")[number % 4]
        kinds = {
            CellType.RESIDENTIAL: here,
            CellType.OFFICE: office,
            CellType.STATE_ENTERPRISE: "Công ty cổ phần",
            CellType.PRIVATE_ENTERPRISE: "Công ty trách nhiệm hữu hạn",
            CellType.STUDENTS: "sinh viên",
            CellType.ARMED_FORCES: "Công an" if number % 2 else "Quân sự",
        }
        return f"Chi bộ {kinds[CellType(cell_type)]} {self.name} {number}"


def place(province_number: int, number: int) -> Place:
    """The commune of a number in a province; no two of a province share a name."""
    names = _places()
    name = names[(number - 1 + province_number * 37) % len(names)]
    return Place(name, is_ward=(number + province_number) % 3 == 0)


TYPES: Sequence[tuple[str, float]] = (
    (CellType.RESIDENTIAL, 0.60),
    (CellType.OFFICE, 0.24),
    (CellType.STATE_ENTERPRISE, 0.04),
    (CellType.PRIVATE_ENTERPRISE, 0.06),
    (CellType.STUDENTS, 0.01),
    (CellType.ARMED_FORCES, 0.05),
)
