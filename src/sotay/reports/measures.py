"""What boards compare and draw: shares and counts of the figures that are kept, each with its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.figures.catalog import FIGURES, RATES, Of
from sotay.kernel.actor import Can
from sotay.kernel.templatetags.sotay import DASH, number, percent
from sotay.reports.rules import Sums, share

WORKED_OUT = frozenset({"cells", "held", "opened", "rows"})
"""What sums answer besides the figures of the catalog."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of `part` in `whole`, or without `whole` a count. `of` says what the cases of a share are."""

    name: str
    words: str | Promise
    part: str
    whole: str = ""
    of: str | Promise = ""

    @property
    def is_share(self) -> bool:
        return bool(self.whole)

    def value(self, sums: Sums | None) -> Fraction | int | None:
        """None where nothing is known."""
        if sums is None or not (sums.cells or sums.rows):
            return None
        part: int = getattr(sums, self.part)
        return share(part, getattr(sums, self.whole)) if self.whole else part

    def written(self, sums: Sums | None) -> str:
        """As people write it: '94,2%', '1.234', or a dash."""
        return self.write(self.value(sums))

    def write(self, value: Fraction | int | None) -> str:
        if value is None:
            return DASH
        return percent(float(value)) if self.is_share else number(float(value))

    def difference(self, now: Sums | None, before: Sums | None) -> str:
        """'+2,3 điểm %' of a share, '−4' of a count, '' where one of them is not known."""
        new, old = self.value(now), self.value(before)
        if new is None or old is None:
            return ""
        gap = new - old
        far = percent(float(abs(gap))).removesuffix("%") if self.is_share else number(float(abs(gap)))
        if far == "0":  # as far as it is written
            return _("no change")
        moved = ("+" if gap > 0 else "−") + far
        return _("%(moved)s percentage points") % {"moved": moved} if self.is_share else moved


_CASES: Mapping[Of, str | Promise] = {
    Of.CELLS: gettext_lazy("cells counted"),
    Of.MEETINGS: gettext_lazy("meetings counted"),
    Of.MEMBERS: gettext_lazy("members counted"),
    Of.TASKS: gettext_lazy("tasks counted"),
    Of.PETITIONS: gettext_lazy("petitions counted"),
}
_OTHER_CASES = gettext_lazy("cases counted")
_BETTER_LOW = frozenset({"without_task"})
"""Shares that are the better the lower: they are compared and drawn, but nobody is ranked by them."""

_OWN = (
    Measure("held", gettext_lazy("Cells that have met"), "held", "cells", _CASES[Of.CELLS]),
    Measure(
        "in_time", gettext_lazy("Meetings reported in time"), "reported_in_time", "held", _CASES[Of.MEETINGS]
    ),
    Measure(
        "ahead",
        gettext_lazy("Meetings with papers out in time"),
        "papers_ahead",
        "opened",
        _CASES[Of.MEETINGS],
    ),
    Measure(
        "in_order",
        gettext_lazy("Meetings that kept to their agenda"),
        "in_order",
        "held",
        _CASES[Of.MEETINGS],
    ),
    Measure("petitions", gettext_lazy("Petitions raised"), "petitions_raised"),
    Measure("petitions_above", gettext_lazy("Petitions to levels above"), "petitions_above"),
    Measure("petitions_open", gettext_lazy("Petitions open"), "petitions_open"),
    Measure(
        "petitions_overdue",
        gettext_lazy("Petitions not answered, due by the end of the month"),
        "petitions_overdue",
    ),
    Measure("tasks_given", gettext_lazy("Tasks given"), "tasks_given"),
    Measure("tasks_overdue", gettext_lazy("Tasks not done, due by the end of the month"), "tasks_overdue"),
)


def _all() -> Iterator[Measure]:
    yield _OWN[0]
    for rate in RATES:
        whole = FIGURES.get(rate.whole)
        cases = _CASES.get(whole.of, _OTHER_CASES) if whole else _OTHER_CASES
        yield Measure(rate.name, rate.words, rate.part, rate.whole, cases)
    yield from _OWN[1:]


def kept(names: Collection[str] = FIGURES.keys()) -> dict[str, Measure]:
    """The measures whose figures are kept and that everybody sees who sees the board, by name."""
    known = WORKED_OUT | {name for name in names if _is_for_boards(name)}
    return {m.name: m for m in _all() if m.part in known and (not m.whole or m.whole in known)}


def _is_for_boards(name: str) -> bool:
    return getattr(FIGURES.get(name), "may_see", Can.SEE_FIGURES) is Can.SEE_FIGURES


SHOWN = ("held", "attendance", "speaking", "in_time")
"""What a board draws when nobody chose."""


def chosen(asked: Iterable[str], most: int = 6) -> Sequence[Measure]:
    """Those asked for, in the order of the list; SHOWN when none is. Unknown names raise KeyError."""
    known = kept()
    names = list(dict.fromkeys(asked))
    if unknown := set(names) - set(known):
        raise KeyError(unknown)
    wanted = set(names or SHOWN)
    return [measure for name, measure in known.items() if name in wanted][:most]


def shares() -> Sequence[Measure]:
    """Those that units can be ranked by, large and small."""
    return [each for each in kept().values() if each.is_share and each.name not in _BETTER_LOW]
