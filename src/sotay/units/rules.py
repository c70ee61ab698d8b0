"""What the tree allows, as data. Pure: kinds are the values of `models.Kind`."""

from __future__ import annotations

from collections.abc import Mapping

from sotay.regulations.values import (
    Agenda,
    AgendaItem,
)

MAY_HOLD: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"centre", "province", "commune", "committee"}),
    "centre": frozenset({"province", "committee"}),
    "province": frozenset({"commune", "committee"}),
    "commune": frozenset({"committee", "cell"}),
    "committee": frozenset({"committee", "cell"}),
    "cell": frozenset({"group"}),
    "group": frozenset(),
}
"""Kinds a unit of each kind may hold directly; None is the place of a root.

Source: regulation 208-QĐ/TW (26/7/2026), three levels with cells below the commune committee; grassroots
organisations in between still exist until they are dissolved (DOMAIN 6.4). A ward that works alone is a root.
"""

KEEPS_OWN_ROWS = frozenset({"centre", "province", "commune"})
ABOVE_COMMUNES = frozenset({None, "centre", "province"})

PLANS_A_MONTH = frozenset({"cell-meeting.meeting_day", "cell-meeting.start_time"})
"""Points a month is set up from, as they hold on its first day."""

_CELLS_OWN = PLANS_A_MONTH | {
    "cell-meeting.committee_day",
    "cell-meeting.quick_phrases",
    "review.monthly",
}
_AGENDA = "cell-meeting.agenda_"
_SCRIPT = "chair-script."
_AGENDAS_OF_ALL = frozenset(
    f"{_AGENDA}{kind}" for kind in ("thematic", "committee", "group", "joint", "conference", "extraordinary")
)
"""Templates of kinds of meeting, that cells of every type hold."""

_CODE_PARTS = {"cell": 5, "group": 6}


_COMMITTEES = (
    ("Đảng bộ tỉnh ", "Tỉnh ủy "),
    ("Đảng bộ thành phố ", "Thành ủy "),
    ("Đảng bộ ", "Đảng ủy "),
)


def committee_of(name: str) -> str:
    """The committee that leads an organisation and acts for it; any other name is left as it is.

    >>> committee_of("Đảng bộ phường Bình Minh"), committee_of("Đảng bộ thành phố Sông Mã")
    ('Đảng ủy phường Bình Minh', 'Thành ủy Sông Mã')
    """
    for organisation, committee in _COMMITTEES:
        if name.startswith(organisation):
            return committee + name.removeprefix(organisation)
    return name


def may_hold(parent: str | None, kind: str) -> bool:
    """Whether a unit of `kind` may sit directly below one of kind `parent`."""
    return kind in MAY_HOLD[parent]


def is_commune_key(parent: str | None, kind: str) -> bool:
    """Whether the rows at and below such a unit are kept under its own id (see `Unit.commune_id`)."""
    return kind in KEEPS_OWN_ROWS or parent in ABOVE_COMMUNES


def is_cells_own(point: str) -> bool:
    """Whether a cell's leaders set this point themselves: its days, its hour, its agenda templates, the
    words of its chair, and whether it reviews every month.

    Everything else that regulations leave open is for the office above, because it changes what cells
    are compared by. Source: this program's proposal.
    """
    return point in _CELLS_OWN or point.startswith((_AGENDA, _SCRIPT))


def concerns(point: str, cell_type: str | None) -> bool:
    """Whether a point has a meaning for a cell of this type; None: a unit above cells, which has all."""
    if cell_type is None or not point.startswith(_AGENDA) or point in _AGENDAS_OF_ALL:
        return True
    return point == f"{_AGENDA}{cell_type}"


def left_out(wanted: Agenda, own: Agenda) -> list[AgendaItem]:
    """Items a regulation's agenda asks for that a unit's own one lacks.

    Source: HD 42-HD/BTCTW, point 2.2: the steps of a meeting are not for a unit to drop.
    """
    kept = {item.key for item in own.items}
    return [item for item in wanted.items if item.required and item.key not in kept]


def code_for(parent_code: str, kind: str, number: int) -> str:
    """The code a unit gets when nobody gives it one: its parent's and its number, dot by dot.

    A cell's code has five parts and levels that do not exist are 000, as in 38.168.053.000.001.
    Source: DOMAIN 7.1 [P]; the widths 2.3.3.3.3 are a habit, so a code typed by hand is taken as it is.

    >>> code_for("38.168.053", "cell", 1)
    '38.168.053.000.001'
    """
    if not parent_code:
        return f"{number:02d}"
    parts = parent_code.split(".")
    missing = _CODE_PARTS.get(kind, len(parts) + 1) - len(parts) - 1
    return ".".join([*parts, *["000"] * missing, f"{number:03d}"])
