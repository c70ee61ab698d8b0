"""Pages of dues: the list of a month, one payment, what somebody pays, and a ward's month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.asked import asked_month
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.periods import Month
from sotay.kernel.versions import Edited
from sotay.registers import versions
from sotay.registers.access import (
    access_dues,
    access_office_unit,
    access_payer,
    access_payment,
    access_remittance,
)
from sotay.registers.dues import actions, queries, rules, workbook
from sotay.registers.dues.forms import PayForm, TermsForm, TickForm
from sotay.registers.dues.models import DuesPayment
from sotay.registers.refusals import money
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import settings_of


def dues(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The list of a month: tick who has paid, see who has not, remit, print."""
    cell, month = access_dues(request.actor, pk), asked_month(request)
    listed = queries.month_list(cell, month)
    form = TickForm(request.POST if request.method == "POST" else None, lines=listed.waiting)

    def do() -> None:
        actions.collect(
            cell=cell, by=request.actor, month=month, paid=form.paid(), on=form.cleaned_data["on"]
        )

    if request.method == "POST" and form.carries_out(do):
        n = len(form.paid())
        said = ngettext("%(n)s member has been ticked.", "%(n)s members have been ticked.", n)
        undo.offer(request, said % {"n": n})
        return redirect(url_of(cell, month))
    context = {
        "cell": cell,
        "month": month,
        "list": listed,
        "form": form,
        "paid": [(line, _payment_version(request, line)) for line in listed.paid],
        "previous": month.plus(-1),
        "following": month.plus(1),
        "noted": queries.noted_at_meeting(cell, month),
        "grounds": queries.grounds(cell, month.first) if listed.exempt else [],
        **_remitting(request, cell, month),
    }
    return render(request, "registers/dues.html", context, status=422 if form.is_bound else 200)


def _payment_version(request: ActorRequest, line: queries.DuesLine) -> Edited[DuesPayment] | None:
    payment = line.payment
    if payment is None or payment.remittance_id is not None:
        return None
    return versions.row(request.actor, payment, "amount", "payer", "remittance_id")


def _remitting(request: ActorRequest, cell: Unit, month: Month) -> dict[str, object]:
    """What stands below the list: the remittance there is, or what one would be."""
    made = queries.remittance_of(cell, month)
    if made is not None:
        return {"remittance": made, "edited": versions.row(request.actor, made, "collected", "remitted")}
    waiting = queries.to_remit(cell, month)
    total = sum(each.amount for each in waiting)
    share = settings_of(cell, timezone.localdate())["dues.remitted_share"]
    remitted, retained = rules.split(total, share)
    return {
        "to_remit": {"n": len(waiting), "total": total, "remitted": remitted, "retained": retained},
        "share": float(share),
        "earlier": sum(each.month < month for each in waiting),
        "remit_version": versions.waiting_dues(request.actor, cell, month),
    }


def url_of(cell: Unit, month: Month) -> str:
    return f"{reverse('registers:dues', args=[cell.pk])}?month={month}"


def pay(request: ActorRequest, pk: UUID, member: UUID) -> HttpResponse:
    """One payment: for another month, by somebody else, in another way."""
    cell, payer = access_payer(request.actor, pk, member)
    month = asked_month(request)
    line = queries.lines_by_member(cell, month).get(payer.pk)
    start = {
        "month": month,
        "amount": (line.amount if line else 0) or None,
        "on": timezone.localdate(),
        "collector": request.actor.name,
    }
    form = PayForm(request.POST or None, initial=start)
    back = url_of(cell, month)
    operation = Operation(
        title=_("Dues of %(name)s") % {"name": payer.shown},
        button=_("Record the payment"),
        back=back,
        back_words=_("Dues of %(month)s") % {"month": month.label()},
        done=_("The payment has been recorded."),
        intro=_("For a payment by somebody else, for another month, or by bank or portal."),
        about=cell,
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.pay(cell=cell, by=request.actor, member=payer, **form.cleaned_data),
    )


def terms(request: ActorRequest, pk: UUID, member: UUID) -> HttpResponse:
    """What somebody pays a month, or why they are exempt."""
    cell, payer = access_payer(request.actor, pk, member)
    month = asked_month(request)
    form = TermsForm(request.POST or None, grounds=queries.grounds(cell, month.first), month=month)
    form.made_from(versions.terms(request.actor, cell, payer, month))
    operation = Operation(
        title=_("What %(name)s pays") % {"name": payer.shown},
        button=_("Save"),
        back=url_of(cell, month),
        back_words=_("Dues of %(month)s") % {"month": month.label()},
        done=_("Saved. The list takes this amount from that month on."),
        intro=_("The member declares the income; the program keeps the group and the amount alone."),
        effects=_rates(cell, month.first),
        about=cell,
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.set_terms(cell=cell, by=request.actor, member=payer, **form.cleaned_data),
    )


def _rates(cell: Unit, day: date) -> list[str]:
    """The rates in words, for who chooses a group."""
    here = settings_of(cell, day)
    wage = money(here["dues.regional_minimum_wage"])
    said = {
        name: f"{float(here[f'dues.{point}']) * 100:g}".replace(".", ",")
        for name, point in {**rules.OF_AN_INCOME, **rules.OF_THE_MINIMUM_WAGE}.items()
    }
    return [
        _("In compulsory social insurance: %(rate)s%% of last month's insured salary.")
        % {"rate": said[rules.INSURED]},
        _("Pensioner: %(rate)s%% of the pension.") % {"rate": said[rules.PENSIONER]},
        _("Pupil or student: %(amount)s VND.") % {"amount": money(here["dues.student_amount"])},
        _(
            "Not insured: %(rate)s%% of the regional minimum wage (%(wage)s VND), of retirement age "
            "%(less)s%%."
        )
        % {"rate": said[rules.UNINSURED], "wage": wage, "less": said[rules.UNINSURED_RETIRED]},
    ]


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    payment = access_payment(request.actor, pk)
    back = url_of(payment.cell, payment.month)
    versions.row(request.actor, payment, "amount", "payer", "remittance_id").carry_out(
        request, lambda: actions.take_back(payment=payment, by=request.actor)
    )
    undo.offer(request, _("The payment has been taken back."))
    return redirect(back)


@require_POST
def remit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Send up what was collected, today."""
    cell, month = access_dues(request.actor, pk), asked_month(request)
    made = versions.waiting_dues(request.actor, cell, month).carry_out(
        request,
        lambda: actions.remit(cell=cell, by=request.actor, month=month, on=timezone.localdate()),
    )
    back = reverse("registers:remit_take_back", args=[made.pk])
    version = versions.row(request.actor, made, "collected", "remitted")
    undo.offer(request, _("Noted as remitted."), undo.only_as_seen(back, version))
    return redirect(url_of(cell, month))


@require_POST
def remit_take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    made = access_remittance(request.actor, pk)
    versions.row(request.actor, made, "collected", "remitted").carry_out(
        request, lambda: actions.take_back_remittance(remittance=made, by=request.actor)
    )
    undo.offer(request, _("The remittance has been taken back."))
    return redirect(url_of(made.cell, made.month))


@require_safe
def dues_workbook(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The list of a month as a workbook."""
    cell, month = access_dues(request.actor, pk), asked_month(request)
    content = workbook.month_workbook(queries.month_list(cell, month))
    return download(content, f"dang-phi-{month}.xlsx", XLSX, NOT_KEPT)


@require_safe
def dues_unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The cells below a unit: how many paid, what was remitted. No names."""
    unit, month = access_office_unit(request.actor, pk), asked_month(request)
    rows = queries.unit_month(unit, month)
    sent = [row.remittance for row in rows if row.remittance]
    context = {
        "unit": unit,
        "month": month,
        "rows": rows,
        "previous": month.plus(-1),
        "following": month.plus(1),
        "collected": sum(row.collected for row in rows),
        "remitted": sum(row.remitted for row in sent),
        "sent": len(sent),
    }
    return render(request, "registers/dues_unit.html", context)
