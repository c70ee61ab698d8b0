"""The month of a unit, registering and deciding on dates, and calendars to follow."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_month, read_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.periods import Month
from sotay.meetings.access import access_meeting
from sotay.meetings.models import Meeting
from sotay.meetings.preparation.drafting import usual_time
from sotay.schedules import actions, queries, rules, versions
from sotay.schedules.access import access_date, access_own_feed, access_schedule, feed_by_secret
from sotay.schedules.calendars import calendar_of
from sotay.schedules.forms import FeedForm, MoveForm, RegisterForm
from sotay.schedules.models import CalendarFeed
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Kind, Unit
from sotay.units.settings import settings_of

ABOVE_WARDS = (Kind.PROVINCE, Kind.CENTRE)


@require_safe
def schedule(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's month as a list and as a calendar sheet; without an id that of the highest unit one works
    for.
    """
    homes = queries.homes(request.actor)
    unit = access_schedule(request.actor, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    month = asked_month(request)
    if unit.kind in ABOVE_WARDS:
        return _of_wards(request, unit, month)
    found = queries.schedule_of(unit, month, request.actor)
    by_day = found.by_day
    context = {
        "unit": unit,
        "month": month,
        "schedule": found,
        "weeks": [[(day, by_day.get(day, [])) if day else None for day in row] for row in rules.weeks(month)],
        "previous": month.plus(-1),
        "following": month.plus(1),
        "waiting": [(line, versions.date(request.actor, line.asked)) for line in found.waiting if line.asked],
        "all_waiting": versions.waiting(request.actor, unit, month),
        "as_sheet": request.GET.get("view") == "sheet",
        "decides": request.actor.may(Can.GUIDE, unit.path) and not unit.is_cell,
        "prepares": unit.is_cell and request.actor.may(Can.PREPARE, unit.path),
        "others": [home for home in homes if home != unit],
    }
    return render(request, "schedules/schedule.html", context)


def _of_wards(request: ActorRequest, unit: Unit, month: Month) -> HttpResponse:
    """Above wards a list of every cell would help nobody: one opens the unit below."""
    below = Unit.objects.in_use().filter(parent=unit).order_by("name_sort", "pk")
    context = {
        "unit": unit,
        "month": month,
        "previous": month.plus(-1),
        "following": month.plus(1),
        "page": page_of(below, request, size=60),
    }
    return render(request, "schedules/units.html", context)


@require_safe
def notice(request: ActorRequest, pk: UUID, month: str) -> HttpResponse:
    """The notice "Lịch sinh hoạt" to print: one sheet, long names on one line."""
    unit = access_schedule(request.actor, pk)
    found = queries.schedule_of(unit, read_month(month), request.actor)
    return render(request, "schedules/notice.html", {"unit": unit, "month": found.month, "schedule": found})


def register(request: ActorRequest, pk: UUID, month: str) -> HttpResponse:
    """Register the day of a cell's regular meeting, or change what was registered."""
    cell, of_month = access_cell(request.actor, pk, Can.PREPARE), read_month(month)
    row = queries.date_of(cell, of_month)
    form = RegisterForm(request.POST or None, initial=_initial(cell, of_month, row))
    form.made_from(versions.month_of(request.actor, cell, of_month))

    def do() -> None:
        actions.register(cell=cell, by=request.actor, month=of_month, **form.given())

    if request.method == "POST" and form.carries_out(do):
        back = _take_back_at(request, cell, of_month)
        undo.offer(request, _("Registered. The committee decides on it and you are told."), back)
        return redirect(_page(cell, of_month))
    context = {"cell": cell, "month": of_month, "form": form, "date": row, "back": _page(cell, of_month)}
    context["edited"] = versions.date(request.actor, row) if row else None
    return render(request, "schedules/register.html", context, status=422 if form.is_bound else 200)


def _take_back_at(request: ActorRequest, cell: Unit, month: Month) -> str:
    row = queries.date_of(cell, month)
    if row is None:
        return ""
    return undo.only_as_seen(reverse("schedules:take_back", args=[row.pk]), versions.date(request.actor, row))


def _initial(cell: Unit, month: Month, row: Any) -> dict[str, Any]:
    if row is None:
        at = usual_time(settings_of(cell, month.first), month, Meeting.Kind.REGULAR)
        return {"day": timezone.localdate(at), "clock": timezone.localtime(at).time(), "place": cell.address}
    local = timezone.localtime(row.planned_at)
    return {"day": local.date(), "clock": local.time(), "place": row.place, "topic": row.topic}


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_date(request.actor, pk, Can.PREPARE)
    versions.date(request.actor, row).carry_out(
        request, lambda: actions.take_back(date=row, by=request.actor)
    )
    undo.offer(request, _("Taken back."))
    return redirect(_page(row.cell, row.month))


@require_POST
def approve(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_date(request.actor, pk, Can.GUIDE)
    versions.date(request.actor, row).carry_out(request, lambda: actions.approve(date=row, by=request.actor))
    undo.offer(request, _("Approved. The cell has been told."))
    return redirect(_back_to_unit(row.cell, row.month))


@require_POST
def approve_all(request: ActorRequest, pk: UUID, month: str) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.GUIDE)
    of_month = read_month(month)
    done = versions.waiting(request.actor, unit, of_month).carry_out(
        request, lambda: actions.approve_all(unit=unit, by=request.actor, month=of_month)
    )
    undo.offer(
        request,
        ngettext("%(n)s date has been approved.", "%(n)s dates have been approved.", done) % {"n": done},
    )
    return redirect(_page(unit, read_month(month)))


def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Set another day than the cell asked for, with the reason."""
    row = access_date(request.actor, pk, Can.GUIDE)
    form = MoveForm(request.POST or None).made_from(versions.date(request.actor, row))
    if request.method == "POST" and form.carries_out(
        lambda: actions.move(date=row, by=request.actor, **form.given())
    ):
        undo.offer(request, _("Moved. The cell has been told, and why."))
        return redirect(_back_to_unit(row.cell, row.month))
    context = {"cell": row.cell, "month": row.month, "form": form, "date": row}
    context["back"] = _back_to_unit(row.cell, row.month)
    return render(request, "schedules/move.html", context, status=422 if form.is_bound else 200)


def feeds(request: ActorRequest) -> HttpResponse:
    """One's calendar addresses: make one, see it once, end it."""
    account = Account.objects.get(pk=cast(UUID, request.actor.account_id))
    units = queries.homes(request.actor)
    form = FeedForm(request.POST if request.method == "POST" else None, units=units)
    address = ""
    if request.method == "POST" and form.is_valid():
        unit = next((unit for unit in units if str(unit.pk) == form.cleaned_data["unit"]), None)
        secret = actions.make_feed(by=request.actor, account=account, unit=unit)
        address = request.build_absolute_uri(reverse("schedules:feed", args=[secret]))
    own = CalendarFeed.objects.filter(account=account).select_related("unit")
    context = {"feeds": own, "address": address, "form": form}
    return render(request, "schedules/feeds.html", context, status=422 if form.errors else 200)


@require_POST
def end_feed(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.end_feed(feed=access_own_feed(request.actor, pk), by=request.actor)
    undo.offer(request, _("The address has ended. Programs that follow it get nothing more."))
    return redirect("schedules:feeds")


@login_not_required
@require_safe
def feed(request: ActorRequest, secret: str) -> HttpResponse:
    """A calendar at its secret address. No log-in: calendar programs have none."""
    found = feed_by_secret(secret)
    now = timezone.now()
    CalendarFeed.objects.filter(pk=found.pk).update(asked_at=now)
    actor = actor_for(found.account, timezone.localdate())
    name = found.unit.name if found.unit else _("My meetings")
    return _calendar(calendar_of(queries.followed(found, actor, now), name), "sotay.ics")


@require_safe
def meeting_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One meeting for one's own calendar program."""
    meeting = access_meeting(request.actor, pk)
    return _calendar(calendar_of([meeting], str(meeting)), f"sinh-hoat-{meeting.month}.ics")


def _calendar(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(unit: Unit, month: Month) -> str:
    return f"{reverse('schedules:schedule', args=[unit.pk])}?month={month}"


def _back_to_unit(cell: Unit, month: Month) -> str:
    """The list of the unit that decides on the cell's dates."""
    return _page(cell.parent or cell, month)
