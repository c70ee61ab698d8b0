"""The door to schemes and registrations: offices that issue and decide, cells that take part, overseers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.navigation import ABOVE_CELLS, OFFICES
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.schemes import refusals, rules
from sotay.schemes.models import Milestone, Registration, Scheme, SchemeYear
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Unit

IN_CELLS = (*(Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER), Role.MEMBER, Role.OVERSEER)


def runs(actor: Actor, unit_id: UUID) -> bool:
    """Whether the actor is of the office of that very unit."""
    return any(grant.unit_id == unit_id for grant in actor.holds(*OFFICES))


def leads(actor: Actor, cell: Unit) -> bool:
    return actor.may(Can.PREPARE, cell.path)


def sits_in(actor: Actor, cell_id: UUID) -> bool:
    return any(grant.unit_id == cell_id for grant in actor.holds(Role.MEMBER))


def oversees(actor: Actor, row: Registration) -> bool:
    """Whether the actor was named overseer of the registration and oversees the cell still."""
    named = actor.member_id is not None and actor.member_id == row.overseer_id
    return named and actor.may(Can.OBSERVE, row.cell.path)


def above(actor: Actor, row: Registration) -> bool:
    """Whether the actor acts for the unit that accepts and decides."""
    return runs(actor, row.held_by_id)


def checks(actor: Actor, row: Registration) -> bool:
    return above(actor, row) or oversees(actor, row)


def refuse_own(actor: Actor, row: Registration) -> None:
    """Raises OwnCell for who sits in the cell."""
    if sits_in(actor, row.cell_id):
        raise refusals.OwnCell(row.cell.name)


def readable_schemes_q(actor: Actor) -> Q:
    """Schemes the actor may open: drafts of their own office; of those called the ones of a unit they belong
    to, lie below, or watch from above."""
    own = Q(unit__in=[grant.unit_id for grant in actor.holds(*OFFICES)])
    places = {grant.path for grant in actor.holds(*IN_CELLS, *ABOVE_CELLS)}
    over = {path for place in places for path in (*ancestors(place), place)}
    below = [subtree(grant.path) for grant in actor.holds(*ABOVE_CELLS)]
    called = Q(unit__path__in=over) | inside("unit__path", *below)
    return own | (~Q(status=Scheme.Status.DRAFT) & called)


def access_scheme(actor: Actor, pk: UUID) -> Scheme:
    found = get_or_none(Scheme.objects.filter(readable_schemes_q(actor)).select_related("unit"), pk)
    if found is None:
        raise Http404
    return found


def access_to_run(actor: Actor, pk: UUID) -> Scheme:
    """A scheme of the actor's own office."""
    found = access_scheme(actor, pk)
    if not runs(actor, found.unit_id):
        raise Http404
    return found


def access_issuer(actor: Actor, pk: UUID) -> Unit:
    """A unit whose schemes the actor writes."""
    unit = access_unit(actor, pk)
    if unit.is_cell or not runs(actor, unit.pk):
        raise Http404
    return unit


def access_year(actor: Actor, pk: UUID) -> SchemeYear:
    """A year of a scheme the actor may open; one that is not called yet only for the office."""
    found = get_or_none(SchemeYear.objects.select_related("scheme__unit"), pk)
    if found is None:
        raise Http404
    scheme = found.scheme
    if not runs(actor, scheme.unit_id):
        readable = Scheme.objects.filter(readable_schemes_q(actor), pk=scheme.pk)
        if found.called_at is None or not readable.exists():
            raise Http404
    return found


def access_year_to_run(actor: Actor, pk: UUID) -> SchemeYear:
    found = access_year(actor, pk)
    if not runs(actor, found.scheme.unit_id):
        raise Http404
    return found


def access_registering(actor: Actor, pk: UUID, cell_id: UUID) -> tuple[SchemeYear, Unit]:
    """A year that was called and a cell below its unit whose registration the actor prepares."""
    year, cell = access_year(actor, pk), access_cell(actor, cell_id, Can.PREPARE)
    if year.called_at is None or not subtree(year.scheme.unit.path).holds(cell.path):
        raise Http404
    return year, cell


def readable_q(actor: Actor) -> Q:
    """Registrations the actor may open.

    The leaders of the cell from the beginning, its members and overseer once it is put before the meeting,
    the offices above once it was sent.
    """
    led = inside("cell__path", *actor.reach(Can.PREPARE))
    of_cell = actor.only(Role.MEMBER, Role.OVERSEER).reach(Can.SEE_MEETING)
    members = inside("cell__path", *of_cell) & ~Q(status=rules.Status.PREPARING)
    offices = actor.holds(*OFFICES)
    held = Q(held_by__in=[grant.unit_id for grant in offices])
    watched = inside("cell__path", *(subtree(grant.path) for grant in actor.holds(*ABOVE_CELLS)))
    return led | members | ((held | watched) & Q(sent_at__isnull=False))


def access_registration(actor: Actor, pk: UUID) -> Registration:
    rows = Registration.objects.filter(readable_q(actor))
    rows = rows.select_related("cell", "held_by", "year__scheme__unit", "overseer", "resolution")
    found = get_or_none(rows, pk)
    if found is None:
        raise Http404
    return found


def access_to_lead(actor: Actor, pk: UUID) -> Registration:
    """A registration of a cell the actor leads."""
    found = access_registration(actor, pk)
    if not leads(actor, found.cell):
        raise Http404
    return found


def access_to_decide(actor: Actor, pk: UUID) -> Registration:
    """A registration sent to the actor's office. Raises OwnCell for who sits in the cell."""
    found = access_registration(actor, pk)
    if not above(actor, found):
        raise Http404
    refuse_own(actor, found)
    return found


def access_to_check(actor: Actor, pk: UUID) -> Registration:
    """The same, also for its overseer."""
    found = access_registration(actor, pk)
    if not checks(actor, found):
        raise Http404
    refuse_own(actor, found)
    return found


def may_undo(actor: Actor, row: Registration, move: str) -> bool:
    """Whether the actor is of those who may take back such a move."""
    if move in rules.UNDONE_BY_CELL:
        return leads(actor, row.cell)
    if move == rules.Move.CHECK:
        return checks(actor, row) and not sits_in(actor, row.cell_id)
    return move in rules.UNDONE_ABOVE and above(actor, row) and not sits_in(actor, row.cell_id)


def access_to_undo(actor: Actor, pk: UUID) -> Registration:
    """A registration one side of which the actor acts for; which of its moves is asked of `may_undo`."""
    found = access_registration(actor, pk)
    if not (leads(actor, found.cell) or checks(actor, found)):
        raise Http404
    return found


def access_milestone(actor: Actor, pk: UUID) -> Milestone:
    found = get_or_none(Milestone.objects.all(), pk)
    if found is None:
        raise Http404
    found.registration = access_registration(actor, found.registration_id)
    return found


def reports(actor: Actor, milestone: Milestone) -> bool:
    """Who may say that a milestone is reached: its responsible member, and leaders of the cell for them."""
    return actor.member_id == milestone.responsible_id or leads(actor, milestone.registration.cell)


def access_to_report(actor: Actor, pk: UUID) -> Milestone:
    found = access_milestone(actor, pk)
    if not reports(actor, found):
        raise Http404
    return found


def access_to_comment(actor: Actor, pk: UUID) -> Milestone:
    """A milestone for the overseer of the registration, or the office that decides."""
    found = access_milestone(actor, pk)
    if not checks(actor, found.registration):
        raise Http404
    refuse_own(actor, found.registration)
    return found


def shows_people(actor: Actor, row: Registration) -> bool:
    """Whether names of responsible members are for the actor: not for an office that only counts."""
    return actor.may(Can.SEE_MEETING, row.cell.path) or above(actor, row)


def access_counted(actor: Actor, pk: UUID) -> Unit:
    """A unit above cells whose counts the actor reads."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.is_cell:
        raise Http404
    return unit


def access_publishing(actor: Actor, pk: UUID, unit_id: UUID) -> tuple[SchemeYear, Unit]:
    """A year and a unit for which the actor publishes what was decided."""
    year = access_year(actor, pk)
    if not runs(actor, unit_id):
        raise Http404
    return year, access_unit(actor, unit_id)


def sees_decision(actor: Actor, row: Registration) -> bool:
    """A decision is for the offices above and the overseer until it is published."""
    if row.published_at is not None:
        return True
    return oversees(actor, row) or any(grant.reaches(row.cell.path) for grant in actor.holds(*ABOVE_CELLS))


def status_for(actor: Actor, row: Registration, day: date) -> rules.Status:
    """How a registration stands on a day, as the actor may know it. `year` and `cell` are read."""
    if row.recognised is not None and not sees_decision(actor, row):
        return rules.Status.CHECKED
    return rules.Status(row.standing_on(day))
