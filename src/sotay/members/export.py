"""A list of members as an Excel workbook, in columns the roster import reads back."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sotay.kernel.periods import PartialDate
from sotay.kernel.workbook import Cell, Sheet
from sotay.kernel.workbook import workbook as write_workbook
from sotay.members.queries import ListRow

_WIDTHS = (6, 28, 14, 8, 12, 14, 14, 14, 16, 14, 34, 30, 22, 24, 34, 30)


def workbook(rows: Iterable[ListRow], title: str) -> bytes:
    """The workbook's bytes."""
    columns = list(zip(_header(), _WIDTHS, strict=True))
    lines: list[list[Cell]] = [[number, *_values(row)] for number, row in enumerate(rows, start=1)]
    return write_workbook(Sheet(_("Members"), title, columns, lines, frozen=2))


def _header() -> list[str]:
    return [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Sex"),
        _("Ethnicity"),
        _("Date of admission"),
        _("Date of full status"),
        _("Card number"),
        _("Citizen ID number"),
        _("Telephone"),
        _("Cell"),
        _("Standing"),
        _("Role"),
        _("Occupation"),
        _("Address"),
        _("Note"),
    ]


def _values(row: ListRow) -> list[str]:
    member = row.member
    return [
        member.full_name,
        _label(member.born_on),
        member.get_sex_display(),
        member.ethnicity,
        _label(member.admitted_on),
        _label(member.full_on),
        member.member_card_no,
        member.citizen_id,
        member.phone,
        member.cell.name,
        "; ".join(str(label) for label in row.standing_labels()),
        row.role_label,
        member.occupation,
        member.address,
        member.note,
    ]


def _label(day: PartialDate | None) -> str:
    return day.label() if day else ""
