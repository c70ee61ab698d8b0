"""Who has a way in, for those who hand it out: the cell's secretary, the ward's office, the operator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts import actions, queries, slips, versions
from sotay.accounts.access import access_account
from sotay.accounts.models import Account, LoginToken
from sotay.accounts.rules import printed_code
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.refusal import Refusal
from sotay.members.access import access_member
from sotay.members.models import Member
from sotay.units.access import access_unit
from sotay.units.models import Unit

MOST_SLIPS = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What one slip of paper says."""

    name: str
    cell: str
    username: str
    card_no: str
    code: str
    picture: str
    until: datetime


@require_safe
def accounts(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, need=Can.ISSUE_LOGIN)
    today = timezone.localdate()
    if not unit.is_cell:
        context = {
            "unit": unit,
            "cells": queries.cells_under(unit),
            "outside": queries.outside_cells(unit, today),
        }
        return render(request, "accounts/accounts_of_ward.html", context)
    rows = queries.logins_of(unit, request.actor, today, timezone.now())
    context = {
        "unit": unit,
        "rows": rows,
        "without": sum(row.state in {"none", "unused"} for row in rows),
        "edited": versions.slips(request.actor, unit),
        "waiting": sum(row.needs_slip for row in rows),
    }
    return render(request, "accounts/accounts.html", context)


@require_safe
def account(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One account, with everything that can be done for its person."""
    found = access_account(request.actor, pk)
    today, now = timezone.localdate(), timezone.now()
    context = {
        "account": found,
        "unit": found.member.cell if found.member else None,
        "own": found.pk == request.actor.account_id,
        "allowed": queries.may_issue(request.actor, found, today),
        "slip": found.login_tokens.usable(now).order_by("-issued_at").first(),
        "two_step": queries.has_two_step(found),
        "edited": versions.access(request.actor, found),
    }
    return render(request, "accounts/account.html", context)


@never_cache
def issue_slips(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Print slips for the chosen members of a unit, opening accounts for those who have none.

    The codes are only ever in this answer: not in the address, the session or the database.
    """
    unit = access_unit(request.actor, pk, need=Can.ISSUE_LOGIN)
    if request.method != "POST":  # a reload, or the other language: the codes are gone
        return redirect("accounts:accounts", pk=unit.pk)
    ids = _who_need_one(request, unit) if "everybody" in request.POST else _ids(request)
    chosen = [access_member(request.actor, UUID(hex=text), need=Can.ISSUE_LOGIN) for text in ids]
    if not chosen:
        messages.warning(request, _("Choose at least one person, then print."))
        return redirect("accounts:accounts", pk=unit.pk)
    versions.slips(request.actor, unit).refuse_if_changed(request)
    printed, refused = [], []
    for member in chosen:
        try:
            printed.append(_slip_for(request, member))
        except Refusal as refusal:
            refused.append(refusal.sentence)
    context = {"unit": unit, "slips": printed, "refused": refused, "page": slips.address(request)}
    return render(request, "accounts/slips.html", context, status=200 if printed else 409)


def _who_need_one(request: ActorRequest, unit: Unit) -> list[str]:
    rows = queries.logins_of(unit, request.actor, timezone.localdate(), timezone.now())
    return [row.member.pk.hex for row in rows if row.needs_slip][:MOST_SLIPS]


@never_cache
def issue_slip(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Print one slip for an account, also of somebody in no cell."""
    found = access_account(request.actor, pk)
    if request.method != "POST":
        return redirect("accounts:account", pk=found.pk)
    versions.access(request.actor, found).refuse_if_changed(request)
    printed = _printed(request, found, *actions.issue_slip(by=request.actor, account=found))
    context = {
        "unit": found.member.cell if found.member else None,
        "account": found,
        "slips": [printed],
        "page": slips.address(request),
    }
    return render(request, "accounts/slips.html", context)


@never_cache
def reset_password(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Show a new password once, to be handed over and replaced at the first log-in."""
    found = access_account(request.actor, pk)
    if request.method != "POST":
        return redirect("accounts:account", pk=found.pk)
    versions.access(request.actor, found).refuse_if_changed(request)
    password = actions.reset_password(by=request.actor, account=found)
    return render(request, "accounts/password.html", {"account": found, "password": password})


@require_POST
def clear_two_step(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_account(request.actor, pk)
    _as_seen(request, found, actions.clear_two_step)
    messages.success(request, _("Two-step log-in is off for %(name)s.") % {"name": found.name})
    return redirect("accounts:account", pk=found.pk)


@require_POST
def close_account(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_account(request.actor, pk)
    _as_seen(request, found, actions.close_account)
    closed = _("The account of %(name)s is closed.") % {"name": found.name}
    back = reverse("accounts:reopen_account", args=[found.pk])
    undo.offer(request, closed, undo.only_as_seen(back, versions.access(request.actor, found)))
    return redirect("accounts:account", pk=found.pk)


@require_POST
def reopen_account(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_account(request.actor, pk)
    _as_seen(request, found, actions.reopen)
    messages.success(request, _("The account of %(name)s is open again.") % {"name": found.name})
    return redirect("accounts:account", pk=found.pk)


def _as_seen(request: ActorRequest, account: Account, act: Callable[..., T]) -> T:
    """Do it when the account is still as the page showed it."""
    edited = versions.access(request.actor, account)
    return edited.carry_out(request, lambda: act(by=request.actor, account=account))


def _ids(request: ActorRequest) -> list[str]:
    """The chosen members' ids, without repeats; what is no id at all is dropped."""
    given = dict.fromkeys(request.POST.getlist("member"))
    return [text for text in given if _is_id(text)][:MOST_SLIPS]


def _is_id(text: str) -> bool:
    try:
        UUID(hex=text)
    except ValueError:
        return False
    return True


def _slip_for(request: ActorRequest, member: Member) -> PrintedSlip:
    found = queries.account_of(member)
    if found is None:
        found = actions.open_account_for_slips(by=request.actor, member=member)
    return _printed(request, found, *actions.issue_slip(by=request.actor, account=found))


def _printed(request: ActorRequest, account: Account, slip: LoginToken, code: str) -> PrintedSlip:
    member = account.member
    cell: Unit | None = member.cell if member else None
    return PrintedSlip(
        name=account.name,
        cell=cell.name if cell else "",
        username=account.username,
        card_no=member.member_card_no if member else "",
        code=printed_code(code),
        picture=slips.picture(request, code),
        until=slip.expires_at,
    )
