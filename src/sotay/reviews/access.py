"""The door to reviews.

A member reaches their own and nobody else's. Who leads a cell reaches all of it. The office that decides
above reads levels, points and counts, and never what people wrote of themselves. When ratings were announced
to the whole cell, its members read the list of levels.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.members.models import Member
from sotay.reviews.models import Ballot, CellRound, MonthlyReview, Review, ReviewRound
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Unit


def leads(actor: Actor, cell: Unit) -> bool:
    """Secretary, deputy or committee member of the cell."""
    return actor.may(Can.PREPARE, cell.path)


def decides(actor: Actor, cell: Unit) -> bool:
    """Of an office above the cell."""
    return actor.may_from_above(Can.GUIDE, cell.path)


def is_own(actor: Actor, review: Review) -> bool:
    return review.member_id is not None and review.member_id == actor.member_id


def reads_words(actor: Actor, review: Review) -> bool:
    """Whether the actor reads the self-review: oneself and who leads the cell; a collective's is a report
    to the level above."""
    return is_own(actor, review) or leads(actor, review.cell) or not review.is_of_member


def readable_by(actor: Actor) -> Q:
    """The condition of `access_review` for many reviews."""
    ranges = [*actor.reach(Can.PREPARE), *actor.reach(Can.GUIDE)]
    own = Q(member=actor.member_id) if actor.member_id else Q(pk__in=())
    return own | inside("cell__path", *ranges)


def access_review(actor: Actor, pk: UUID) -> Review:
    rows = Review.objects.select_related("cell_round__round__unit", "cell_round__cell", "cell", "ballot")
    row = get_or_none(rows, pk)
    if row is None or not (is_own(actor, row) or leads(actor, row.cell) or decides(actor, row.cell)):
        raise Http404
    return row


def access_review_to_write(actor: Actor, pk: UUID) -> Review:
    """One's own, or any of a cell one leads: for a member without a phone, and for the cell."""
    row = access_review(actor, pk)
    if not (is_own(actor, row) or leads(actor, row.cell)):
        raise Http404
    return row


def access_review_of_person(actor: Actor, pk: UUID) -> Review:
    """The same of a member, who may ask for a second look."""
    row = access_review_to_write(actor, pk)
    if not row.is_of_member:
        raise Http404
    return row


def access_review_to_comment(actor: Actor, pk: UUID) -> Review:
    row = access_review(actor, pk)
    if not leads(actor, row.cell):
        raise Http404
    return row


def access_review_to_answer(actor: Actor, pk: UUID) -> Review:
    row = access_review(actor, pk)
    if not decides(actor, row.cell):
        raise Http404
    return row


def access_unit_to_open(actor: Actor, pk: UUID) -> Unit:
    """A unit in whose name the actor opens rounds: the cell they lead, or the office's unit above cells."""
    unit = access_unit(actor, pk)
    if not opens(actor, unit):
        raise Http404
    return unit


def opens(actor: Actor, unit: Unit) -> bool:
    return actor.may(Can.CONDUCT if unit.is_cell else Can.GUIDE, unit.path)


def access_round(actor: Actor, pk: UUID) -> ReviewRound:
    """A round, for the office above and for who leads a cell that takes part in it."""
    row = get_or_none(ReviewRound.objects.select_related("unit"), pk)
    if row is None or not (opens(actor, row.unit) or row.cells.filter(in_reach(actor)).exists()):
        raise Http404
    return row


def in_reach(actor: Actor) -> Q:
    """Cells' parts of rounds that the actor leads or decides on."""
    return inside("cell__path", *actor.reach(Can.PREPARE), *actor.reach(Can.GUIDE))


def access_round_to_change(actor: Actor, pk: UUID) -> ReviewRound:
    row = access_round(actor, pk)
    if not opens(actor, row.unit):
        raise Http404
    return row


def access_cell_round(actor: Actor, pk: UUID) -> CellRound:
    """For leaders and the office above; for the cell's members once it was announced to them all."""
    row = get_or_none(CellRound.objects.select_related("round__unit", "cell"), pk)
    if row is None or not (leads(actor, row.cell) or decides(actor, row.cell) or reads_list(actor, row)):
        raise Http404
    return row


def reads_list(actor: Actor, row: CellRound) -> bool:
    sits = any(grant.unit_id == row.cell_id for grant in actor.holds(Role.MEMBER))
    return sits and row.announced_at is not None and row.announced_to == "cell"


def access_cell_round_to_lead(actor: Actor, pk: UUID) -> CellRound:
    row = access_cell_round(actor, pk)
    if not leads(actor, row.cell):
        raise Http404
    return row


def access_cell_round_on_paper(actor: Actor, pk: UUID) -> CellRound:
    """For leaders and the office above."""
    row = access_cell_round(actor, pk)
    if not (leads(actor, row.cell) or decides(actor, row.cell)):
        raise Http404
    return row


def access_cell_round_to_send(actor: Actor, pk: UUID) -> CellRound:
    """The secretary or the deputy sends a list up, and takes it back."""
    row = access_cell_round(actor, pk)
    if not actor.may(Can.CONDUCT, row.cell.path):
        raise Http404
    return row


def access_cell_round_to_decide(actor: Actor, pk: UUID) -> CellRound:
    row = access_cell_round(actor, pk)
    if not decides(actor, row.cell):
        raise Http404
    return row


def access_cell_round_to_announce(actor: Actor, pk: UUID) -> CellRound:
    """The office above, or the secretary at a meeting of the cell."""
    row = access_cell_round(actor, pk)
    if not (decides(actor, row.cell) or actor.may(Can.CONDUCT, row.cell.path)):
        raise Http404
    return row


def access_ballot(actor: Actor, pk: UUID) -> Ballot:
    row = get_or_none(Ballot.objects.select_related("cell_round__round__unit", "cell_round__cell"), pk)
    if row is None or not leads(actor, row.cell_round.cell):
        raise Http404
    return row


def access_person(actor: Actor, pk: UUID) -> Member:
    """A member whose months the actor reads: oneself, or a member of a cell one leads."""
    row = get_or_none(Member.objects.select_related("cell"), pk)
    if row is None or not (pk == actor.member_id or leads(actor, row.cell)):
        raise Http404
    return row


def access_person_to_rate(actor: Actor, pk: UUID) -> Member:
    row = access_person(actor, pk)
    if not leads(actor, row.cell):
        raise Http404
    return row


def access_cell_to_lead(actor: Actor, pk: UUID) -> Unit:
    cell = access_cell(actor, pk)
    if not leads(actor, cell):
        raise Http404
    return cell


def access_month(actor: Actor, pk: UUID, month: Month) -> MonthlyReview:
    """A month that somebody wrote of, or the cell rated, in the cell they are in."""
    person = access_person(actor, pk)
    rows = MonthlyReview.objects.select_related("member__cell", "cell")
    row = rows.filter(cell=person.cell_id, member=person, month=month).first()
    if row is None:
        raise Http404
    return row
