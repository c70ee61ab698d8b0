"""The table of docs/access.md is what kernel.actor says."""

from __future__ import annotations

from pathlib import Path

import sotay
from sotay.kernel.actor import BELOW, HERE, Can, Role

DOC = Path(sotay.__file__).resolve().parents[2] / "docs" / "access.md"
COLUMNS = [
    Role.SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.MEMBER,
    Role.OVERSEER,
    Role.WARD_OFFICE,
    Role.INSPECTION_COMMISSION,
    Role.PROVINCE_OFFICE,
    Role.CENTRE_OFFICE,
    Role.OPERATOR,
]


def rows() -> dict[str, list[str]]:
    lines = [line.strip().strip("|").split("|") for line in DOC.read_text(encoding="utf-8").splitlines()]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines if len(cells) == 10}


def test_every_need_and_role_of_the_table_is_true():
    table = rows()
    for need in Can:
        said = [cell == "yes" for cell in table[need.name]]
        assert said == [need in HERE.get(role, ()) or need in BELOW.get(role, ()) for role in COLUMNS], need
    assert table["reach"] == [_reach(role) for role in COLUMNS]
    assert HERE[Role.SECRETARY] == HERE[Role.DEPUTY_SECRETARY]


def _reach(role: Role) -> str:
    return " and ".join(word for word, table in (("here", HERE), ("below", BELOW)) if role in table)
