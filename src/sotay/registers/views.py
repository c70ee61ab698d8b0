"""The books: one's own, those of a cell, and the way to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can, Role
from sotay.kernel.http import ActorRequest
from sotay.kernel.navigation import ABOVE_CELLS, LEADERS
from sotay.kernel.periods import Month
from sotay.registers import own
from sotay.registers.access import access_books
from sotay.registers.books import alerts
from sotay.units.queries import units_at


@never_cache
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What the books hold of the reader, and the books of the units they answer for."""
    member, day = request.actor.member_id, timezone.localdate()
    offices = units_at(request.actor, *(Role(role) for role in ABOVE_CELLS))
    context = {
        "led": [unit for unit in units_at(request.actor, *LEADERS) if unit.is_cell],
        "offices": [
            (unit, *(request.actor.may(need, unit.path) for need in (Can.SEE_ROSTER, Can.SEE_DISCIPLINE)))
            for unit in offices
        ],
        "mine": own.of(member, day) if member else None,
    }
    return render(request, "registers/home.html", context)


@require_safe
def cell(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The books of a cell, and what its leaders should look at."""
    found, day = access_books(request.actor, pk), timezone.localdate()
    collects = request.actor.may(Can.PREPARE, found.path)
    context = {
        "cell": found,
        "month": Month.of(day),
        "collects": collects,
        "disciplines": request.actor.may(Can.SEE_DISCIPLINE, found.path),
        "meets": request.actor.may(Can.SEE_MEETING, found.path),
        "alerts": alerts.of_cell(found, day) if collects else [],
    }
    return render(request, "registers/cell.html", context)
