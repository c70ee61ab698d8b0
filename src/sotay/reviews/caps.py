"""The cap on the best level: which groups it is counted in, and the arithmetic in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sotay.regulations.values import (
    Words,
)
from sotay.reviews import rules
from sotay.reviews.models import CellRound, Review, ReviewRound
from sotay.reviews.words import in_language
from sotay.units.settings import Settings, settings_of

CELL, ALIKE = "cell", "alike"


@dataclass(frozen=True, slots=True)
class GroupCap:
    """The cap of one group of a round, with who is rated at the best level there."""

    title: str
    cap: rules.Cap
    best: str  # the best level, in words
    base: str  # what the percentage is of, in words
    rounding: str
    names: tuple[str, ...]

    def sentence(self) -> str:
        """The arithmetic, whole: what of what, rounded how, and who."""
        said = {
            "title": self.title,
            "percent": self.cap.percent,
            "base": self.cap.base,
            "of": self.base,
            "exact": _number(self.cap),
            "rounding": self.rounding,
            "allowed": self.cap.allowed,
            "given": self.cap.given,
            "over": self.cap.over,
            "best": self.best,
            "names": ", ".join(self.names),
        }
        if not self.cap.over:
            return (
                _(
                    "%(title)s: %(percent)s%% of %(base)s (%(of)s) is %(exact)s, rounded (%(rounding)s) "
                    "%(allowed)s. %(given)s at “%(best)s”: within the rule."
                )
                % said
            )
        return (
            _(
                "%(title)s: %(percent)s%% of %(base)s (%(of)s) is %(exact)s, rounded (%(rounding)s) "
                "%(allowed)s. %(given)s at “%(best)s”, that is %(over)s too many: %(names)s."
            )
            % said
        )


def _number(cap: rules.Cap) -> str:
    """As people write it: "2.4", in Vietnamese "2,4"."""
    text = f"{float(cap.exact):.2f}".rstrip("0").rstrip(".")
    return text if (get_language() or "vi").startswith("en") else text.replace(".", ",")


def of_round(round_: ReviewRound) -> list[GroupCap]:
    """The caps of a round as its reviews stand, those passed first. Two queries."""
    here = settings_of(round_.unit, round_.opened_on)
    return _groups(_rated(round_), here)


def of_cell(row: CellRound) -> list[GroupCap]:
    """The caps of the groups that people of one cell are in."""
    here = settings_of(row.round.unit, row.round.opened_on)
    return _groups(_rated(row.round), here, only=row)


def with_decisions(row: CellRound, decided: Sequence[Review]) -> list[GroupCap]:
    """The same with levels that are about to be decided for the cell."""
    here = settings_of(row.round.unit, row.round.opened_on)
    fresh = {review.pk: review for review in decided}
    return _groups([fresh.get(each.pk, each) for each in _rated(row.round)], here, only=row)


def _rated(round_: ReviewRound) -> list[Review]:
    rows = Review.objects.filter(cell_round__round=round_, left_out="").select_related("cell")
    text = ("words", "points", "comment", "because", "appeal", "appeal_answer", "votes")
    return list(rows.defer(*text).order_by("name", "id"))


Key = tuple[Any, ...]


def _groups(reviews: Iterable[Review], here: Settings, only: CellRound | None = None) -> list[GroupCap]:
    scope = here["review.cap_scope"]
    groups: dict[Key, list[Review]] = defaultdict(list)
    for review in reviews:
        groups[_key(review, scope)].append(review)
    told = [
        _group(rows, here, scope)
        for rows in groups.values()
        if only is None or any(row.cell_id == only.cell_id for row in rows)
    ]
    return sorted(told, key=lambda group: -group.cap.over)


def _key(review: Review, scope: str) -> Key:
    """Cells and committees are compared with their like in the organisation, whatever the scope."""
    above = review.cell.parent_id
    if not review.is_of_member:
        return (review.subject, above)
    if scope == CELL:
        return ("cell", review.cell_id)
    return ("alike", above, review.form) if scope == ALIKE else ("all", above)


def _group(rows: list[Review], here: Settings, scope: str) -> GroupCap:
    levels = here["review.levels"]
    points = {name: here.of(f"review.cap_{name}") for name in ("base", "rounding")}
    cap = rules.cap(
        (row.standing_level for row in rows),
        levels,
        here["review.cap_percent"],
        points["base"].value,
        points["rounding"].value,
    )
    return GroupCap(
        title=_title(rows[0], scope),
        cap=cap,
        best=in_language(levels[0].text),
        base=_option(points["base"]),
        rounding=_option(points["rounding"]),
        names=tuple(row.name for row in rows if row.standing_level == levels[0].key),
    )


def _title(row: Review, scope: str) -> str:
    if row.subject == Review.Subject.CELL:
        return _("Cells of the organisation")
    if row.subject == Review.Subject.COMMITTEE:
        return _("Committees of cells")
    if scope == CELL:
        return row.cell.name
    return str(row.get_form_display()) if scope == ALIKE else _("All members of the organisation")


def _option(setting: Any) -> str:
    words: Words = setting.point.limits["options"][setting.value]
    return in_language(words).lower()
