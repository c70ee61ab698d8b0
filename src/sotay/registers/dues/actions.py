"""Setting what a member pays, collecting, taking back, remitting. One audit line each; amounts stand in
none of them, because they tell of an income."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.text import tidy
from sotay.members import rules as members
from sotay.members.models import Member
from sotay.registers import refusals
from sotay.registers.dues import queries, rules
from sotay.registers.dues.models import DuesPayment, DuesTerms, Remittance
from sotay.units.models import Unit
from sotay.units.settings import settings_of


@transaction.atomic
def set_terms(
    *,
    cell: Unit,
    by: Actor,
    member: Member,
    group: str,
    from_month: Month,
    income: int | None = None,
    amount: int | None = None,
    approved_no: str = "",
    ground: str = "",
    until_month: Month | None = None,
) -> DuesTerms:
    """Say what a member pays from a month on. `income` is only worked with, never kept.

    Raises Refusal for an amount below the rate, one above it without a decision, a ground that does not fit.
    """
    member = locked_member(member)
    row = DuesTerms.objects.filter(member=member, from_month=from_month).first()
    row = row or DuesTerms(member=member, from_month=from_month, commune_id=cell.commune_id, cell=cell)
    row.cell, row.commune_id = cell, cell.commune_id
    row.group, row.approved_no, row.ground = group, "", ""
    row.until_month = until_month if row.is_exempt else None  # type: ignore[assignment]
    if row.is_exempt:
        row.amount, row.ground = 0, _ground(cell, member, ground, from_month)
        if until_month is not None and until_month < from_month:
            raise refusals.EndsBeforeItBegins
    else:
        row.amount = _amount(cell, group, from_month, income, amount, approved_no)
        row.approved_no = tidy(approved_no)[:60]
    row.set_at, row.set_by_name = timezone.now(), by.name
    row.save()
    audit.record(by, "dues.terms_set", row, name=member.full_name, month=from_month.label())
    return row


def _amount(
    cell: Unit, group: str, month: Month, income: int | None, amount: int | None, approved_no: str
) -> int:
    due = queries.rate_amount(cell, group, income, month)
    if amount is None and due is None:
        raise refusals.IncomeNeeded
    if amount is None:
        return due or 0
    if rules.is_too_little(amount, due):
        raise refusals.TooLittle(due or 0)
    if rules.asks_approval(amount, due) and not tidy(approved_no):
        raise refusals.ApprovalNeeded(due or 0)
    return amount


def _ground(cell: Unit, member: Member, ground: str, month: Month) -> str:
    here = settings_of(cell, month.first)
    if ground not in {each.key for each in here["dues.exempt_grounds"]}:
        raise refusals.GroundNeeded
    needed = here["dues.exempt_years"]
    years = members.party_seniority_years(member.admitted_on, month.last)
    if ground == rules.FIFTY_YEARS and years is not None and years < needed:
        raise refusals.TooFewYears(member.full_name, years, needed)
    return ground


@transaction.atomic
def collect(
    *, cell: Unit, by: Actor, month: Month, paid: Mapping[Member, int | None], on: date, collector: str = ""
) -> list[DuesPayment]:
    """Record those ticked on the list of a month, each with the amount, or None for what their terms say.

    All of them or, with a Refusal, none: who paid already, who does not pay here, who is exempt, an amount
    that is not known.
    """
    if not paid:
        raise refusals.NobodyTicked
    lines = queries.lines_by_member(cell, month)
    rows = []
    for member, amount in paid.items():
        line = lines.get(member.pk)
        if amount is None and line is not None and not line.amount:
            raise refusals.AmountNeeded(
                each.full_name
                for each, typed in paid.items()
                if typed is None and each.pk in lines and not lines[each.pk].amount
            )
        due = amount if amount is not None else (line.amount if line else 0)
        rows.append(_pay(cell, by, member, month, line, amount=due, on=on, collector=collector))
    audit.record(by, "dues.collected", cell, month=month.label(), n=len(rows))
    return rows


@transaction.atomic
def pay(
    *,
    cell: Unit,
    by: Actor,
    member: Member,
    month: Month,
    amount: int,
    payer: str,
    payer_name: str,
    manner: str,
    on: date,
    collector: str = "",
    note: str = "",
) -> DuesPayment:
    """Record one payment with all there is to say: who paid it, how, for which month. Refuses as `collect`,
    and a payer without a name."""
    if payer != DuesPayment.Payer.SELF and not tidy(payer_name):
        raise refusals.PayerNeeded
    line = queries.lines_by_member(cell, month).get(member.pk)
    given = {"payer": payer, "manner": manner, "note": tidy(note)[:200]}
    if payer != DuesPayment.Payer.SELF:
        given["payer_name"] = tidy(payer_name)[:120]
    row = _pay(cell, by, member, month, line, amount=amount, on=on, collector=collector, **given)
    audit.record(by, "dues.paid", row, name=member.full_name, month=month.label())
    return row


def _pay(
    cell: Unit, by: Actor, member: Member, month: Month, line: queries.DuesLine | None, **given: Any
) -> DuesPayment:
    today = timezone.localdate()
    if not rules.can_be_paid(month, Month.of(today)):
        raise refusals.MonthTooFar(month)
    if given["on"] > today:
        raise refusals.NotYetComeDay("on")
    locked_member(member)
    before = DuesPayment.objects.filter(member=member, month=month).select_related("cell").first()
    if before is not None:
        where = before.cell.name if before.cell_id != cell.pk else ""
        raise refusals.PaidAlready(
            member.full_name, month, before.collected_on, before.collected_by_name, where
        )
    if line is None:
        raise refusals.NotHere(member.full_name)
    if line.terms is not None and line.terms.is_exempt:
        raise refusals.ExemptFromDues(member.full_name, month)
    collector = tidy(given.pop("collector"))[:120] or by.name
    return DuesPayment.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        member=member,
        month=month,
        collected_on=given.pop("on"),
        collected_by_name=collector,
        **given,
    )


@transaction.atomic
def take_back(*, payment: DuesPayment, by: Actor) -> None:
    """Undo a payment that was not remitted yet."""
    row = (
        DuesPayment.objects.select_for_update(of=("self",))
        .select_related("remittance", "member")
        .get(pk=payment.pk)
    )
    if row.remittance is not None:
        raise refusals.Remitted(row.remittance.month)
    audit.record(by, "dues.taken_back", row, name=row.member.full_name, month=row.month.label())
    row.delete()


@transaction.atomic
def remit(*, cell: Unit, by: Actor, month: Month, on: date) -> Remittance:
    """Send up, once in a month, what was collected for it and for months before and was not remitted yet.

    The split is the unit's setting on that day.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    before = Remittance.objects.filter(cell=cell, month=month).first()
    if before is not None:
        raise refusals.RemittedAlready(month, before.made_on)
    if on > timezone.localdate():
        raise refusals.NotYetComeDay("on")
    if month > Month.of(timezone.localdate()):
        raise refusals.MonthNotCome(month)
    payments = list(
        queries.waiting(cell, month).select_for_update(of=("self",))
    )  # none is taken back meanwhile
    if not payments:
        raise refusals.NothingToRemit
    share, total = settings_of(cell, on)["dues.remitted_share"], sum(each.amount for each in payments)
    remitted, retained = rules.split(total, share)
    row = Remittance.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        month=month,
        collected=total,
        remitted=remitted,
        retained=retained,
        share=str(share),
        payments_n=len(payments),
        made_on=on,
        made_by_name=by.name,
    )
    DuesPayment.objects.filter(pk__in=[each.pk for each in payments]).update(remittance=row)
    audit.record(by, "dues.remitted", row, month=month.label(), n=len(payments))
    return row


@transaction.atomic
def take_back_remittance(*, remittance: Remittance, by: Actor) -> None:
    """Undo the latest remittance of a cell; its payments wait to be remitted again."""
    Unit.objects.select_for_update().get(pk=remittance.cell_id)
    latest = Remittance.objects.filter(cell=remittance.cell_id).order_by("-month").first()
    if latest is None or latest.pk != remittance.pk:
        raise refusals.NotTheLatest(latest.month if latest else remittance.month)
    latest.payments.update(remittance=None)
    audit.record(by, "dues.remittance_taken_back", latest, month=latest.month.label())
    latest.delete()


def locked_member(member: Member) -> Member:
    """Held, so that two who tick one person at once do not both write."""
    return Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
