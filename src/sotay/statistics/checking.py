"""Whether a sheet somebody sent is as it was approved: its numbers against those on record, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotay.kernel import child_process
from sotay.kernel.actor import Actor
from sotay.kernel.child_process import MB, Exhausted, Limits
from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.statistics import fingerprint, opening, rules
from sotay.statistics.access import readable_by
from sotay.statistics.models import FormReturn
from sotay.statistics.queries import ShownForm, Sight, shown_form, sight_of
from sotay.statistics.sheet import ABOUT, FINGERPRINT, FIRST, FORM_ID, HEAD

_LIMITS = Limits(seconds=10, memory=512 * MB, output=8 * MB)


class Unreadable(Refusal):
    def __init__(self, code: int) -> None:
        super().__init__(_WHY.get(code, _WHY[opening.TOO_MUCH]), field="file")


_WHY = {
    opening.NOT_A_WORKBOOK: _(
        "This is not an Excel workbook (.xlsx). Choose the sheet that was downloaded here."
    ),
    opening.DAMAGED: _("The workbook is damaged and cannot be read. Ask for it again."),
    opening.TOO_MUCH: _(
        "There is too much in this workbook for a form. Choose the sheet that was downloaded here."
    ),
}


class NotOurs(Refusal):
    """No mark of ours, or that of a form the reader may not see: the same sentence for both."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This sheet names no form you may see. It may belong to another unit, or somebody saved it "
                "without its mark. Choose the sheet that was downloaded here."
            ),
            field="file",
        )


@dataclass(frozen=True, slots=True)
class Altered:
    """A cell that is not as on record. `where` is the cell as Excel names it."""

    where: str
    words: str
    says: str
    recorded: str


@dataclass
class Check:
    row: FormReturn
    form: ShownForm
    altered: list[Altered] = field(default_factory=list)
    not_compared: int = 0
    later: FormReturn | None = None
    draft: bool = False
    printed_wrong: bool = False  # the mark in the file is not that of the form

    @property
    def is_unaltered(self) -> bool:
        return not self.altered and not self.printed_wrong


def read(file: BinaryIO) -> dict[str, Any]:
    """What the sheet holds. Raises Unreadable."""
    try:
        answer = child_process.run("sotay.statistics.opening", file=file, limits=_LIMITS)
    except Exhausted:
        raise Unreadable(opening.TOO_MUCH) from None
    if answer.code:
        raise Unreadable(answer.code)
    found: dict[str, Any] = json.loads(answer.output)
    return found


def check(actor: Actor, found: Mapping[str, Any]) -> Check:
    """Compare what a sheet holds with the form it names. Raises NotOurs.

    Only what the reader sees is compared: else somebody could try a hidden number until it fits.
    """
    properties: Mapping[str, str] = found["properties"]
    row = _named(actor, properties.get(FORM_ID, ""))
    sight = sight_of(actor, row)
    form = shown_form(actor, row, sight)
    result = Check(row, form, draft=row.is_draft)
    rows: list[list[Any]] = found["rows"]
    for at, column in enumerate(form.template.columns, start=FIRST):
        _compare_words(result, rows, HEAD, at, column.words.vi)
    for line, shown in enumerate(form.rows, start=HEAD + 1):
        _compare_words(result, rows, line, 1, shown.row.words.vi)
        for at, cell in enumerate(shown.cells, start=FIRST):
            said = _at(rows, line, at)
            if cell.number is None or cell.missing:
                if said not in ("", None):
                    _note(result, line, at, said, "")
            elif cell.number.value is None:
                result.not_compared += 1
            elif not _same(said, cell.number.value, sight, about=cell.number.about):
                _note(result, line, at, said, str(cell.number.value))
    if sight.names and row.fingerprint:
        printed = properties.get(FINGERPRINT, "")
        result.printed_wrong = printed != row.fingerprint
    later = FormReturn.objects.filter(
        readable_by(actor), unit=row.unit, form=row.form, period=row.period, version__gt=row.version
    )
    result.later = later.order_by("-version").first()
    return result


def proved(row: FormReturn) -> bool:
    """Whether the numbers on record are still those that were approved."""
    return row.fingerprint == fingerprint.of(row.template, row.period, row.unit.code, row.numbers)


def _named(actor: Actor, name: str) -> FormReturn:
    try:
        pk = UUID(name)
    except ValueError:
        raise NotOurs from None
    row = get_or_none(FormReturn.objects.filter(readable_by(actor)).select_related("unit__parent"), pk)
    if row is None:
        raise NotOurs
    return row


def _at(rows: list[list[Any]], line: int, column: int) -> Any:
    return rows[line][column] if line < len(rows) and column < len(rows[line]) else ""


def _same(said: Any, recorded: int, sight: Sight, *, about: bool) -> bool:
    if isinstance(said, str) and about:
        said = said.removeprefix(ABOUT)
        said = int(said) if said.isascii() and said.isdigit() else said
    if isinstance(said, bool) or not isinstance(said, int | float):
        return False
    if isinstance(said, float) and not said.is_integer():
        return False
    if about:
        return said == recorded or rules.could_be(int(said), recorded, sight.round_to)
    return said == recorded


def _compare_words(result: Check, rows: list[list[Any]], line: int, column: int, words: str) -> None:
    said = _at(rows, line, column)
    if said != words:
        _note(result, line, column, said, words)


def _note(result: Check, line: int, column: int, said: Any, recorded: str) -> None:
    row = result.form.rows[line - HEAD - 1].row.words.vi if line > HEAD else ""
    of = result.form.template.columns[column - FIRST].words.vi if column >= FIRST else ""
    words = ", ".join(filter(None, (row, of)))
    shown = str(int(said)) if isinstance(said, float) and said.is_integer() else str(said)
    result.altered.append(Altered(f"{chr(ord('A') + column)}{line + 1}", words, shown[:60], recorded))
