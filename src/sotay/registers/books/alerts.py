"""What the leaders of a cell should look at, from its books. Nothing is decided by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.kernel.periods import Month, as_day
from sotay.meetings.models import AbsenceAlert
from sotay.members import rules as members
from sotay.members.models import Member, Sex
from sotay.members.queries import RosterRow, roster
from sotay.registers.books import queries, rules
from sotay.registers.dues import queries as dues
from sotay.registers.honours import queries as honours
from sotay.registers.refusals import money
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of


@dataclass(frozen=True, slots=True)
class Alert:
    """Of whom, what, and where one does something about it. `kind` is a name for tests and Today."""

    kind: str
    member: Member
    sentence: str
    url: str


def of_cell(cell: Unit, day: date) -> list[Alert]:
    """The alerts of a cell, by member. A constant number of queries."""
    rows = roster(cell.pk, day)
    here = settings_of(cell, day)
    found = [
        *_exemptions(cell, day),
        *_absent(cell),
        *_unpaid(cell, rows, here, Month.of(day)),
        *_paid_by_others(cell, Month.of(day)),
        *_retired(cell, rows, here, day),
        *_badges(cell, day),
    ]
    return sorted(found, key=lambda each: (each.member.name_sort, each.kind))


def _exemptions(cell: Unit, day: date) -> Iterator[Alert]:
    for row in queries.ended_exemptions(cell, members.plus_months(day, -rules.MONTHS_SHOWN), day):
        sentence = _("The exemption from Party activities ended on %(day)s: expected at meetings again.")
        day_said = as_day(row.until_on) if row.until_on else ""
        yield Alert("exemption", row.member, sentence % {"day": day_said}, row.member.get_absolute_url())


def _absent(cell: Unit) -> Iterator[Alert]:
    """Absences the meetings have counted, until somebody has talked them over."""
    url = reverse("meetings:absences", args=[cell.pk])
    for row in AbsenceAlert.objects.filter(cell=cell, outcome="").select_related("member"):
        sentence = ngettext(
            "Absent from %(n)s meeting in a row: to be talked over.",
            "Absent from %(n)s meetings in a row: to be talked over.",
            row.in_a_row,
        )
        yield Alert("absent", row.member, sentence % {"n": row.in_a_row}, url)


def _unpaid(cell: Unit, rows: list[RosterRow], here: Settings, this: Month) -> Iterator[Alert]:
    """By the month that is over: the running one can still be paid."""
    most = here["charter-implementation.removal_absent_months"]
    before = this.plus(-1)
    if before.year != this.year:
        return
    lines = [dues.DuesLine(row.member, row, None, None) for row in rows if not row.away]
    by_pk = {line.member.pk: line.member for line in lines}
    for pk, months in dues.missing(cell, lines, before).items():
        if len(months) < most:
            continue
        sentence = ngettext(
            "No dues for %(n)s month of this year: striking off is considered after %(most)s.",
            "No dues for %(n)s months of this year: striking off is considered after %(most)s.",
            len(months),
        )
        yield Alert(
            "unpaid",
            by_pk[pk],
            sentence % {"n": len(months), "most": most},
            f"{reverse('registers:dues', args=[cell.pk])}?month={months[0]}",
        )


def _paid_by_others(cell: Unit, this: Month) -> Iterator[Alert]:
    for payments in dues.paid_by_others(cell, this.plus(-2)).values():
        latest = payments[-1]
        sentence = _("Dues of %(month)s (%(amount)s VND) were paid by %(name)s: ask how the member is.")
        said = {
            "month": latest.month.label(),
            "amount": money(latest.amount),
            "name": latest.payer_name or latest.get_payer_display(),
        }
        url = f"{reverse('registers:dues', args=[cell.pk])}?month={latest.month}"
        yield Alert("paid_by_another", latest.member, sentence % said, url)


def _retired(cell: Unit, rows: list[RosterRow], here: Settings, day: date) -> Iterator[Alert]:
    if cell.cell_type not in rules.AT_WORK:
        return
    for row in rows:
        member = row.member
        woman = member.sex == Sex.FEMALE
        age_at = here["dues.retirement_age_women" if woman else "dues.retirement_age_men"]
        if not row.here and rules.is_retired(member.occupation, members.age(member.born_on, day), age_at):
            sentence = _("Looks retired, and is still at the cell of the office: think of a transfer home.")
            yield Alert("retired", member, sentence, member.get_absolute_url())


def _badges(cell: Unit, day: date) -> Iterator[Alert]:
    for row in honours.to_prepare([cell.pk], day):
        sentence = _("The file of the %(n)s-year badge goes up by %(day)s.")
        url = reverse("registers:badge_propose", args=[row.member.pk])
        said = {"n": row.milestone.years, "day": as_day(row.file_by)}
        yield Alert("badge", row.member, sentence % said, f"{url}?years={row.milestone.years}")
