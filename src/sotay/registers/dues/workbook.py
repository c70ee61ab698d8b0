"""The list of a month's dues as an Excel workbook."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sotay.kernel.periods import as_day
from sotay.kernel.workbook import Sheet, workbook
from sotay.registers.dues.queries import DuesLine, DuesList
from sotay.registers.dues.words import STATUS


def month_workbook(listed: DuesList) -> bytes:
    title = _("Dues of %(month)s, %(cell)s") % {"month": listed.month.label(), "cell": listed.cell.name}
    columns = (
        (_("No."), 6),
        (_("Full name"), 30),
        (pgettext("dues", "Group"), 26),
        (pgettext("dues", "Amount (VND)"), 14),
        (pgettext("dues", "Status"), 22),
        (_("Paid by"), 26),
        (_("Taken on"), 14),
        (_("Taken by"), 24),
        (_("Note"), 30),
    )
    rows = [(number, *_values(line)) for number, line in enumerate(listed.lines, start=1)]
    after = [("", pgettext("dues", "Total"), "", listed.total)]
    return workbook(Sheet(_("Dues"), title, columns, rows, after, frozen=2))


def _values(line: DuesLine) -> tuple[str | int, ...]:
    payment = line.payment
    return (
        line.member.full_name,
        line.terms.get_group_display() if line.terms else "",
        line.amount,
        str(STATUS[line.status][1]),
        payment.payer_name or str(payment.get_payer_display()) if payment else "",
        as_day(payment.collected_on) if payment else "",
        payment.collected_by_name if payment else "",
        payment.note if payment else "",
    )
