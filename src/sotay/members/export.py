"""A list of members as an Excel workbook, in columns the roster import reads back."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from sotay.kernel.periods import PartialDate
from sotay.members.queries import ListRow

_WIDTHS = (6, 28, 14, 8, 12, 14, 14, 14, 16, 14, 34, 30, 22, 24, 34, 30)
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(rows: Iterable[ListRow], title: str) -> bytes:
    """The workbook's bytes. Everything is written as text, so that nothing typed runs as a formula."""
    target = io.BytesIO()
    book = Workbook(target, _SAFE)
    sheet = book.add_worksheet(_("Members"))
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    sheet.write_string(0, 0, title, bold)
    for column, (words, width) in enumerate(zip(_header(), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, words, head)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(2 + number, 0, number, body)
        for column, value in enumerate(_values(row), start=1):
            sheet.write_string(2 + number, column, value, body)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


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
