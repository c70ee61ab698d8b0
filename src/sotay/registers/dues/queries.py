"""The list of a month, what is to be remitted, and the months of one member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import get_language

from sotay.kernel.periods import YEARS, Month
from sotay.kernel.tree import inside, subtree
from sotay.meetings.models import Meeting
from sotay.meetings.queries import cached_state
from sotay.members.models import CellMembership, Member
from sotay.members.queries import RosterRow, roster
from sotay.registers.dues import rules
from sotay.registers.dues.models import DuesPayment, DuesTerms, Remittance
from sotay.registers.dues.words import STATUS
from sotay.units.models import Unit
from sotay.units.settings import settings_of


@dataclass(frozen=True, slots=True)
class DuesLine:
    """A member on the list of a month. `row` is None for one who paid here and is no longer on the roll."""

    member: Member
    row: RosterRow | None
    terms: DuesTerms | None
    payment: DuesPayment | None

    @property
    def status(self) -> str:
        if self.payment is not None:
            return rules.PAID_BY_ANOTHER if self.payment.is_paid_by_another else rules.PAID
        return rules.IS_EXEMPT if self.terms and self.terms.is_exempt else rules.NOT_YET

    @property
    def chip(self) -> tuple[str, object]:
        """(tone, words)."""
        return STATUS[self.status]

    @property
    def amount(self) -> int:
        """What was paid, else what is due; 0 when nobody has said."""
        if self.payment is not None:
            return self.payment.amount
        return self.terms.amount if self.terms else 0


@dataclass(frozen=True)
class DuesList:
    """The list of a cell's month."""

    cell: Unit
    month: Month
    lines: list[DuesLine]
    away: list[Member]  # they pay at their host

    def having(self, *statuses: str) -> list[DuesLine]:
        return [line for line in self.lines if line.status in statuses]

    @cached_property
    def paid(self) -> list[DuesLine]:
        return self.having(rules.PAID, rules.PAID_BY_ANOTHER)

    @cached_property
    def exempt(self) -> list[DuesLine]:
        return self.having(rules.IS_EXEMPT)

    @cached_property
    def waiting(self) -> list[DuesLine]:
        return self.having(rules.NOT_YET)

    @property
    def due(self) -> int:
        """How many have to pay: all but those exempt."""
        return len(self.lines) - len(self.exempt)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.paid)


def month_list(cell: Unit, month: Month) -> DuesList:
    """Who pays in this cell in a month: its members but those away, and those here for a while; also
    suspended and probationary members. A constant number of queries."""
    day = min(max(timezone.localdate(), month.first), month.last)
    rows = {row.member.pk: row for row in roster(cell.pk, day)}
    payments = {
        each.member_id: each
        for each in DuesPayment.objects.filter(cell=cell, month=month).select_related("member")
    }
    terms = terms_of([*rows, *payments], month)
    here = [
        DuesLine(row.member, row, terms.get(pk), payments.get(pk))
        for pk, row in rows.items()
        if not row.away or pk in payments
    ]
    gone = [
        DuesLine(each.member, None, terms.get(pk), each) for pk, each in payments.items() if pk not in rows
    ]
    away = [row.member for pk, row in rows.items() if row.away and pk not in payments]
    return DuesList(cell, month, [*here, *gone], away)


def lines_by_member(cell: Unit, month: Month) -> dict[UUID, DuesLine]:
    return {line.member.pk: line for line in month_list(cell, month).lines}


def terms_of(member_ids: Iterable[UUID], month: Month) -> dict[UUID, DuesTerms]:
    """What holds for each member in a month; nobody whose exemption has ended. One query."""
    found: dict[UUID, DuesTerms] = {}
    rows = DuesTerms.objects.filter(member__in=list(member_ids), from_month__lte=month)
    for row in rows.order_by("from_month"):
        found[row.member_id] = row
    return {pk: row for pk, row in found.items() if row.until_month is None or row.until_month >= month}


def rate_amount(cell: Unit, group: str, income: int | None, month: Month) -> int | None:
    """What a group pays a month by the rates of that month; None when it needs an income nobody gave."""
    here = settings_of(cell, month.first)
    round_to = here["dues.round_to"]
    if group == rules.STUDENT:
        amount: int = here["dues.student_amount"]
        return amount
    if (point := rules.OF_THE_MINIMUM_WAGE.get(group)) is not None:
        return rules.share_of(here[f"dues.{point}"], here["dues.regional_minimum_wage"], round_to)
    if income is None or group not in rules.OF_AN_INCOME:
        return None
    return rules.share_of(here[f"dues.{rules.OF_AN_INCOME[group]}"], income, round_to)


def grounds(cell: Unit, day: date) -> list[tuple[str, str]]:
    """The grounds of exemption as a form offers them."""
    language = get_language() or "vi"
    return [(each.key, each.text.of(language)) for each in settings_of(cell, day)["dues.exempt_grounds"]]


def to_remit(cell: Unit, month: Month) -> list[DuesPayment]:
    """What was collected for months up to this one and was not remitted."""
    return list(waiting(cell, month))


def waiting(cell: Unit, month: Month) -> QuerySet[DuesPayment]:
    return DuesPayment.objects.filter(cell=cell, month__lte=month, remittance=None)


def remittance_of(cell: Unit, month: Month) -> Remittance | None:
    return Remittance.objects.filter(cell=cell, month=month).first()


def noted_at_meeting(cell: Unit, month: Month) -> tuple[Meeting, Mapping[str, int]] | None:
    """What the month's meeting noted of dues: {"paid", "of"}."""
    about = {"cell": cell, "month": month, "kind": Meeting.Kind.REGULAR, "opened_at__isnull": False}
    meeting = Meeting.objects.filter(**about).first()
    dues = cached_state(meeting).dues if meeting else {}
    return (meeting, dues) if meeting and dues else None


def months_of(member_id: UUID) -> list[DuesPayment]:
    """The newest 24 months a member paid, with where."""
    rows = DuesPayment.objects.filter(member=member_id).select_related("cell")
    return list(rows.order_by("-month")[:24])


def missing(cell: Unit, lines: Iterable[DuesLine], month: Month) -> dict[UUID, list[Month]]:
    """By member the months of this year, up to `month`, that are neither paid nor exempt, since they came to
    the cell. Four queries."""
    ids = [line.member.pk for line in lines]
    came = _first_months(cell, ids)
    year = (Month(month.year, 1), month)
    kept = set(DuesPayment.objects.filter(cell=cell, month__range=year).values_list("month", flat=True))
    paid: dict[UUID, set[Month]] = defaultdict(set)
    for member, each in DuesPayment.objects.filter(member__in=ids, month__range=year).values_list(
        "member", "month"
    ):
        paid[member].add(each)
    exempt = _exempt_months(ids, month)
    return {
        pk: [each for each in rules.months_missing(paid[pk], kept, exempt[pk], month) if came[pk] <= each]
        for pk in ids
    }


def _first_months(cell: Unit, ids: list[UUID]) -> dict[UUID, Month]:
    """The month in which each last came to the cell; for somebody who is on no roll of it, none to come."""
    sits = CellMembership.objects.filter(cell=cell, member__in=ids).order_by("from_on")
    found = {pk: Month.of(from_on) for pk, from_on in sits.values_list("member", "from_on")}
    return {pk: found.get(pk, Month(YEARS.stop - 1, 12)) for pk in ids}


def _exempt_months(ids: list[UUID], until: Month) -> dict[UUID, set[Month]]:
    by_member: dict[UUID, list[DuesTerms]] = defaultdict(list)
    for row in DuesTerms.objects.filter(member__in=ids, from_month__lte=until).order_by("from_month"):
        by_member[row.member_id].append(row)
    found: dict[UUID, set[Month]] = defaultdict(set)
    for pk, rows in by_member.items():
        for number in range(1, until.number + 1):
            month = Month(until.year, number)
            holding = [row for row in rows if row.from_month <= month][-1:]
            if any(row.exempts(month) for row in holding):
                found[pk].add(month)
    return found


def paid_by_others(cell: Unit, since: Month) -> dict[UUID, list[DuesPayment]]:
    """By member what others paid for them since a month. One query."""
    rows = DuesPayment.objects.filter(cell=cell, month__gte=since).exclude(payer=DuesPayment.Payer.SELF)
    found: dict[UUID, list[DuesPayment]] = defaultdict(list)
    for row in rows.select_related("member"):
        found[row.member_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class CellDues:
    """What a ward sees of a cell's month: how many paid and what was remitted, no names."""

    cell: Unit
    paid: int
    collected: int
    remittance: Remittance | None


def unit_month(unit: Unit, month: Month) -> list[CellDues]:
    """The cells below a unit with their month. Three queries."""
    below = inside("cell__path", subtree(unit.path))
    cells = Unit.objects.within(subtree(unit.path)).cells().in_use()
    paid = DuesPayment.objects.filter(below, Q(month=month)).order_by().values_list("cell")
    counted = {cell: (n, total) for cell, n, total in paid.annotate(n=Count("pk"), total=Sum("amount"))}
    sent = {row.cell_id: row for row in Remittance.objects.filter(below, Q(month=month))}
    return [
        CellDues(cell, *counted.get(cell.pk, (0, 0)), sent.get(cell.pk))
        for cell in cells.order_by("name_sort")
    ]
