"""What the program can fill in of the statistics forms of Hà Nội (set of 16/3/2026, DOMAIN-2 section 9).

The national forms (HD 40-HD/BTCTW) were never found, so the set of Hà Nội is the one there is. Those that
count cells, sizes, schemes and meetings have fields of their own; `forms` has every form of the set as
`statistics` fills it in, hidden where its reader sees no names. UNKNOWN says what is lacking.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from sotay.figures import queries as figures
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.tree import subtree
from sotay.members.queries import members_in
from sotay.schemes import counts
from sotay.statistics import exports, queries
from sotay.statistics.access import counted_for
from sotay.units.models import Kind, Unit
from sotay.units.queries import cells_below

SIZES: tuple[tuple[str, int, int | None], ...] = (
    ("under_3", 0, 2),
    ("3_5", 3, 5),
    ("6_9", 6, 9),
    ("10_under_30", 10, 29),
    ("30_100", 30, 100),
    ("over_100", 101, None),
)
"""Form 1C, in whole members: its "10-<30" and "30-100" meet at 30. Cells below 3 members are no class of the
form; they are told so that none is lost."""
UNKNOWN = (
    "Số do người nhập (by_hand) không có ở đây: phần mềm không có hồ sơ để đếm các ô này.",
    "Biểu 4C hỏi chi bộ có 50-100, 100-200 và trên 200 đảng viên, không nói 100 và 200 thuộc nhóm nào: ở đây"
    " 100 tính vào nhóm đầu, 200 tính vào nhóm thứ hai. Lý do sinh hoạt theo tổ đảng không được ghi.",
    "Biểu 4B: buổi trực tuyến không ghi lý do chỉ có trong tổng số.",
    "Mẫu trình bày, chữ ký và định dạng tệp của các biểu chưa được công bố: ở đây chỉ có số liệu.",
)
"""In Vietnamese, as the forms are."""


def forms_of(unit: Unit, month: Month, actor: Actor) -> dict[str, Any]:
    """Numbers of a unit's cells: sizes as they are today, meetings of the month, schemes of its year."""
    day = timezone.localdate()
    cells = list(cells_below(unit.path).order_by("path"))
    sizes = members_in([cell.pk for cell in cells], day)
    groups = Unit.objects.within(subtree(unit.path)).in_use().filter(kind=Kind.GROUP)
    parents = set(groups.values_list("parent", flat=True))
    by_size = [sizes.get(cell.pk, 0) for cell in cells]
    told = figures.series([unit], month, month).get((unit.pk, month))
    online: Mapping[str, int] = figures.breakdown([unit], "online_by_reason", month, month).get(
        (unit.pk, month), {}
    )
    return {
        "unit": unit.pk,
        "unit_name": unit.name,
        "month": str(month),
        "as_of": day,
        "form_1c": {
            "cells": len(cells),
            "members": sum(by_size),
            "by_size": _by_size(by_size),
            "groups": groups.count(),
        },
        "form_3": [_scheme(unit, year) for year in counts.years_for(actor, unit) if year.year == month.year],
        "form_4b": {"online_meetings": told["online"] if told else 0, "by_reason": dict(online)},
        "form_4c": {
            name: {
                "cells": sum(low <= sizes.get(cell.pk, 0) <= high for cell in cells),
                "with_groups": sum(
                    low <= sizes.get(cell.pk, 0) <= high and cell.pk in parents for cell in cells
                ),
            }
            for name, low, high in (("50_100", 50, 100), ("101_200", 101, 200), ("over_200", 201, 10**9))
        },
        "forms": _filled(unit, min(month.last, day), actor),
        "unknown": list(UNKNOWN),
    }


def _filled(unit: Unit, day: date, actor: Actor) -> list[dict[str, Any]]:
    """Every form of the set; none for a unit whose members the reader does not see counted."""
    if not counted_for(actor, unit):
        return []
    day = queries.day_for(actor, unit, day)
    return [
        {
            "form": each.template.id,
            "number": each.template.number,
            "title": each.template.title.vi,
            "wording": each.template.version,
            "since": day.replace(month=1, day=1),
            "until": day,
            "numbers": dict(each.numbers),
            "by_hand": list(each.by_hand),
        }
        for each in exports.filled(actor, unit, day)
    ]


def _by_size(sizes: list[int]) -> Mapping[str, int]:
    return {
        name: sum(low <= size and (high is None or size <= high) for size in sizes)
        for name, low, high in SIZES
    }


def _scheme(unit: Unit, year: Any) -> dict[str, Any]:
    sums = counts.report_of(unit, year).total
    return {
        "scheme": year.scheme.name,
        "year": year.year,
        "cells": sums.cells,
        "implementing": sums.implementing,
        "recognised": sums.recognised,
    }
