"""The door to registered dates and to calendar addresses."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.accounts.models import Account
from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.schedules.actions import digest_of
from sotay.schedules.models import CalendarFeed, MeetingDate, PlannedTheme
from sotay.units.access import access_unit
from sotay.units.models import Kind, Unit


def access_schedule(actor: Actor, pk: UUID) -> Unit:
    """A unit whose month the actor may see: by its figures, or because it is their cell."""
    unit = access_unit(actor, pk)
    if not any(actor.may(need, unit.path) for need in (Can.SEE_FIGURES, Can.SEE_MEETING)):
        raise Http404
    return unit


def access_date(actor: Actor, pk: UUID, need: Can) -> MeetingDate:
    """A registered date: the cell's to take back (PREPARE), the committee's to decide on (GUIDE)."""
    row = get_or_none(MeetingDate.objects.select_related("cell"), pk)
    if row is None or not actor.may(need, row.cell.path):
        raise Http404
    return row


def plans_themes(actor: Actor, unit: Unit) -> bool:
    """Whether the actor plans themes: of the cell they lead, or for the cells of their office."""
    return actor.may(Can.PREPARE if unit.is_cell else Can.GUIDE, unit.path)


def access_to_plan(actor: Actor, pk: UUID) -> Unit:
    unit = access_unit(actor, pk)
    if unit.kind == Kind.GROUP or not plans_themes(actor, unit):
        raise Http404
    return unit


def access_theme(actor: Actor, pk: UUID) -> PlannedTheme:
    """A theme of a plan the actor writes."""
    row = get_or_none(PlannedTheme.objects.select_related("unit", "presenter"), pk)
    if row is None or not plans_themes(actor, row.unit):
        raise Http404
    return row


def access_own_feed(actor: Actor, pk: UUID) -> CalendarFeed:
    feed = get_or_none(CalendarFeed.objects.select_related("unit"), pk)
    if feed is None or feed.account_id != actor.account_id:
        raise Http404
    return feed


def feed_by_secret(secret: str) -> CalendarFeed:
    """The calendar at a secret address. Http404 for one that is not there, or whose owner is locked out."""
    found = CalendarFeed.objects.select_related("account", "unit").filter(secret_sha256=digest_of(secret))
    feed = found.first()
    if feed is None or not _may_log_in(feed.account):
        raise Http404
    return feed


def _may_log_in(account: Account) -> bool:
    return account.is_active
