"""The doors to the books. Who reads which stands in docs/registers.md."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import ancestors, inside
from sotay.members.access import access_member
from sotay.members.models import Member
from sotay.members.queries import roster
from sotay.registers.discipline.models import Appeal, Discipline
from sotay.registers.dues.models import DuesPayment, Remittance
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.posts.models import Post
from sotay.registers.training.models import Course
from sotay.units.access import access_cell, access_unit
from sotay.units.models import CellOwned, Kind, Unit

Row = TypeVar("Row", bound=CellOwned)


def access_books(actor: Actor, pk: UUID) -> Unit:
    """A cell whose books the actor reads in general: its leaders, the office and the commission above."""
    return access_cell(actor, pk, Can.SEE_ROSTER)


def access_office_unit(actor: Actor, pk: UUID, need: Can = Can.SEE_FIGURES) -> Unit:
    """A unit above cells whose counts the actor reads."""
    unit = access_unit(actor, pk, need)
    if unit.is_cell:
        raise Http404
    return unit


def access_kept_member(actor: Actor, pk: UUID) -> Member:
    """A member whose record the actor keeps, and of whom they write in a book."""
    return access_member(actor, pk, Can.EDIT_ROSTER)


# --- dues


def access_dues(actor: Actor, pk: UUID) -> Unit:
    """A cell whose dues the actor collects: its leaders, from the secretary to a committee member."""
    return access_cell(actor, pk, Can.PREPARE)


def access_payer(actor: Actor, pk: UUID, member: UUID) -> tuple[Unit, Member]:
    """A cell whose dues the actor collects, and somebody on its roll."""
    cell = access_dues(actor, pk)
    for row in roster(cell.pk, timezone.localdate()):
        if row.member.pk == member:
            return cell, row.member
    raise Http404


def access_payment(actor: Actor, pk: UUID) -> DuesPayment:
    return _of_a_cell(actor, DuesPayment.objects.select_related("cell", "member"), pk, Can.PREPARE)


def access_remittance(actor: Actor, pk: UUID) -> Remittance:
    return _of_a_cell(actor, Remittance.objects.select_related("cell"), pk, Can.PREPARE)


# --- discipline: the narrowest of all


def disciplines_readable_by(actor: Actor) -> Q:
    """Of those who sit in the actor's reach today, of units in it, and the actor's own."""
    reach = actor.reach(Can.SEE_DISCIPLINE)
    found = inside("member__cell__path", *reach) | (Q(member=None) & inside("cell__path", *reach))
    return found | Q(member=actor.member_id) if actor.member_id else found


def keeps_discipline(actor: Actor, row: Discipline) -> bool:
    """Whether the actor reads it by office, and not as the person it is about."""
    own = row.member_id is not None and row.member_id == actor.member_id
    return not own and actor.may(Can.SEE_DISCIPLINE, _place(row))


def decides_discipline(actor: Actor, row: Discipline) -> bool:
    return keeps_discipline(actor, row) and actor.may_from_above(Can.SEE_DISCIPLINE, _place(row))


def access_discipline_unit(actor: Actor, pk: UUID) -> Unit:
    unit = access_unit(actor, pk, Can.SEE_DISCIPLINE)
    if unit.kind == Kind.GROUP:
        raise Http404
    return unit


def access_unit_to_discipline(actor: Actor, pk: UUID) -> Unit:
    """An organisation the actor stands above: its discipline is decided there."""
    unit = access_discipline_unit(actor, pk)
    if not actor.may_from_above(Can.SEE_DISCIPLINE, unit.path):
        raise Http404
    return unit


def access_member_to_discipline(actor: Actor, pk: UUID) -> Member:
    return access_member(actor, pk, Can.SEE_DISCIPLINE)


def access_discipline(actor: Actor, pk: UUID) -> Discipline:
    """A record the actor reads, by office or as the person it is about."""
    rows = Discipline.objects.filter(disciplines_readable_by(actor)).select_related("member__cell", "cell")
    row = get_or_none(rows, pk)
    if row is None:
        raise Http404
    return row


def access_kept_discipline(actor: Actor, pk: UUID) -> Discipline:
    row = access_discipline(actor, pk)
    if not keeps_discipline(actor, row):
        raise Http404
    return row


def access_to_decide(actor: Actor, pk: UUID) -> Discipline:
    """A cell's proposal, for the level above."""
    row = access_discipline(actor, pk)
    if not decides_discipline(actor, row):
        raise Http404
    return row


def access_appeal(actor: Actor, pk: UUID) -> Appeal:
    """An appeal, for the level above, which records what came of it."""
    appeal = get_or_none(Appeal.objects.all(), pk)
    if appeal is None:
        raise Http404
    appeal.discipline = access_to_decide(actor, appeal.discipline_id)
    return appeal


def _place(row: Discipline) -> str:
    return row.member.cell.path if row.member else row.cell.path


# --- badges, commendations, posts


def access_badges(actor: Actor, pk: UUID) -> Unit:
    """A cell, or a unit above, whose badges the actor reads."""
    unit = access_unit(actor, pk, Can.SEE_ROSTER)
    if unit.kind == Kind.GROUP:
        raise Http404
    return unit


def access_badge(actor: Actor, pk: UUID, *, above: bool = False) -> Badge:
    """A badge the actor takes a step back with: the cell its proposal, the office above any step."""
    row = get_or_none(Badge.objects.select_related("member__cell", "cell"), pk)
    if row is None:
        raise Http404
    place = row.member.cell.path
    from_above = actor.may_from_above(Can.EDIT_ROSTER, place)
    own = not above and row.status == Badge.Status.PROPOSED and actor.may(Can.EDIT_ROSTER, place)
    if not (from_above or own):
        raise Http404
    return row


def commends(actor: Actor, cell: Unit) -> bool:
    """The leaders of a cell and the office above it enter commendations."""
    return actor.may(Can.PREPARE, cell.path) or actor.may(Can.EDIT_ROSTER, cell.path)


def access_cell_to_commend(actor: Actor, pk: UUID) -> Unit:
    cell = access_books(actor, pk)
    if not commends(actor, cell):
        raise Http404
    return cell


def access_commendation(actor: Actor, pk: UUID) -> Commendation:
    row = get_or_none(Commendation.objects.select_related("cell", "member"), pk)
    if row is None or not commends(actor, row.cell):
        raise Http404
    return row


def access_post(actor: Actor, pk: UUID) -> Post:
    row = get_or_none(Post.objects.select_related("member__cell"), pk)
    if row is None or not actor.may(Can.EDIT_ROSTER, row.member.cell.path):
        raise Http404
    return row


# --- training


def access_courses(actor: Actor, pk: UUID) -> Unit:
    return access_badges(actor, pk)


def holds_courses(actor: Actor, unit: Unit) -> bool:
    return actor.may(Can.PREPARE if unit.is_cell else Can.GUIDE, unit.path)


def access_unit_to_train(actor: Actor, pk: UUID) -> Unit:
    unit = access_courses(actor, pk)
    if not holds_courses(actor, unit):
        raise Http404
    return unit


def access_course(actor: Actor, pk: UUID) -> Course:
    """A course of a unit whose roster the actor sees, or of one above such a unit."""
    reach = actor.reach(Can.SEE_ROSTER)
    above = {path for part in reach for path in ancestors(part.low)}
    rows = Course.objects.filter(inside("unit__path", *reach) | Q(unit__path__in=above))
    row = get_or_none(rows.select_related("unit"), pk)
    if row is None or not reach:
        raise Http404
    return row


def access_own_course(actor: Actor, pk: UUID) -> Course:
    row = access_course(actor, pk)
    if not holds_courses(actor, row.unit):
        raise Http404
    return row


def access_cell_to_mark(actor: Actor, pk: UUID) -> Unit:
    """A cell whose members the actor marks on a course."""
    return access_cell_to_commend(actor, pk)


def _of_a_cell(actor: Actor, rows: QuerySet[Row], pk: UUID, need: Can) -> Row:
    row = get_or_none(rows, pk)
    if row is None or not actor.may(need, row.cell.path):
        raise Http404
    return row
