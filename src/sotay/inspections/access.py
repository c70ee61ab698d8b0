"""The door to rounds and inspections: the office that decided them, their team, the leaders of the cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.inspections import refusals
from sotay.inspections.models import Demand, Inspection, PlannedRound, RecordedPaper, Round, TeamMember
from sotay.inspections.sets import REVEALS, paper_named
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.kernel.search import Readers
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.regulations.values import (
    RecordPaper,
)
from sotay.units.access import access_unit
from sotay.units.models import Unit

RUN_BY = (Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
"""Who runs the rounds of the unit they hold the role at, and reads those of the units below."""


def runs(actor: Actor, unit: Unit) -> bool:
    return not unit.is_cell and any(grant.unit_id == unit.pk for grant in actor.holds(*RUN_BY))


def watches(actor: Actor, unit: Unit) -> bool:
    """Whether the actor runs rounds of the unit or of one above it."""
    return any(grant.reaches(unit.path) for grant in actor.holds(*RUN_BY))


def in_team(actor: Actor, round_: Round) -> bool:
    """Announced rounds only: before that the team is a proposal."""
    if actor.member_id is None or round_.is_draft:
        return False
    return TeamMember.objects.filter(round=round_, member=actor.member_id).exists()


def sits_in(actor: Actor, cell_id: UUID) -> bool:
    return any(grant.unit_id == cell_id for grant in actor.holds(Role.MEMBER))


def leads(actor: Actor, cell: Unit) -> bool:
    return actor.may(Can.PREPARE, cell.path)


def readable_rounds_q(actor: Actor) -> Q:
    """Rounds the actor may open: of the units they run or watch, and those whose team they are in."""
    ranges = [subtree(grant.path) for grant in actor.holds(*RUN_BY)]
    own = Q(unit__in=[grant.unit_id for grant in actor.holds(*RUN_BY)])
    found = own | (Q(status=Round.Status.ANNOUNCED) & inside("unit__path", *ranges))
    if actor.member_id is not None:
        team = TeamMember.objects.filter(round=OuterRef("pk"), member=actor.member_id)
        found |= Q(Exists(team), status=Round.Status.ANNOUNCED)
    return found


def access_round(actor: Actor, pk: UUID) -> Round:
    found = get_or_none(Round.objects.filter(readable_rounds_q(actor)).select_related("unit"), pk)
    if found is None:
        raise Http404
    return found


def access_to_run(actor: Actor, pk: UUID) -> Round:
    """A round of a unit whose inspections the actor runs."""
    found = access_round(actor, pk)
    if not runs(actor, found.unit):
        raise Http404
    return found


def access_unit_to_inspect(actor: Actor, pk: UUID) -> Unit:
    """A unit whose rounds the actor runs."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if not runs(actor, unit):
        raise Http404
    return unit


def access_team_member(actor: Actor, pk: UUID) -> TeamMember:
    found = get_or_none(TeamMember.objects.select_related("round__unit", "member"), pk)
    if found is None or not runs(actor, found.round.unit):
        raise Http404
    return found


def access_chosen(actor: Actor, pk: UUID) -> Inspection:
    """A cell that is chosen, for who runs the round."""
    found = _inspection(pk)
    if not runs(actor, found.round.unit):
        raise Http404
    return found


def access_inspection(actor: Actor, pk: UUID) -> Inspection:
    """An inspection that was announced, for the leaders of the cell, the team and the office.

    Somebody of the office who sits in the cell without leading it is told that nobody inspects their own
    cell: what the team writes is not for them before it is published.
    """
    found = _inspection(pk)
    if found.round.is_draft:
        raise Http404
    if leads(actor, found.cell):
        return found
    if not works_on(actor, found):
        raise Http404
    if sits_in(actor, found.cell_id):
        raise refusals.OwnInspection(found.cell.name)
    return found


def works_on(actor: Actor, inspection: Inspection) -> bool:
    """Whether it is the actor's by their office or by the team."""
    return watches(actor, inspection.round.unit) or in_team(actor, inspection.round)


def verifies(actor: Actor, inspection: Inspection) -> bool:
    """Whether the actor writes the record: who runs the round and its team, none of them of the cell."""
    if sits_in(actor, inspection.cell_id):
        return False
    return runs(actor, inspection.round.unit) or in_team(actor, inspection.round)


def access_to_verify(actor: Actor, pk: UUID) -> Inspection:
    """An inspection whose record the actor writes. Raises OwnInspection for who belongs to the cell."""
    found = _inspection(pk)
    if found.round.is_draft:
        raise Http404
    if not (runs(actor, found.round.unit) or in_team(actor, found.round)):
        raise Http404
    if sits_in(actor, found.cell_id):
        raise refusals.OwnInspection(found.cell.name)
    return found


def access_to_publish(actor: Actor, pk: UUID) -> Inspection:
    found = access_to_verify(actor, pk)
    if not runs(actor, found.round.unit):
        raise Http404
    return found


def access_to_report(actor: Actor, pk: UUID) -> Inspection:
    """An inspection of a cell the actor leads."""
    found = _inspection(pk)
    if found.round.is_draft or not leads(actor, found.cell):
        raise Http404
    return found


def access_demand_to_answer(actor: Actor, pk: UUID) -> Demand:
    found = _demand(pk)
    if not leads(actor, found.cell):
        raise Http404
    return found


def access_demand_to_judge(actor: Actor, pk: UUID) -> Demand:
    found = _demand(pk)
    access_to_verify(actor, found.inspection_id)
    return found


def access_published(actor: Actor, pk: UUID) -> Inspection:
    """A published conclusion, for the leaders of every cell below the unit and the offices there."""
    found = _inspection(pk)
    if found.published_at is None or not reads_published(actor, found.round.unit.path):
        raise Http404
    return found


def reads_published(actor: Actor, path: str) -> bool:
    return any(subtree(path).holds(place) for place in _led_places(actor)) or any(
        grant.reaches(path) for grant in actor.holds(*RUN_BY)
    )


def published_q(actor: Actor) -> Q:
    """Inspections with a conclusion published where the actor leads a cell or runs rounds."""
    above = {path for place in _led_places(actor) for path in [*ancestors(place), place]}
    ranges = [subtree(grant.path) for grant in actor.holds(*RUN_BY)]
    return Q(published_at__isnull=False) & (
        Q(round__unit__path__in=above) | inside("round__unit__path", *ranges)
    )


def _led_places(actor: Actor) -> Collection[str]:
    """Where the actor leads a cell or holds an office."""
    return [r.low for r in actor.reach(Can.PREPARE)] + [grant.path for grant in actor.holds(*RUN_BY)]


def access_to_make(actor: Actor, pk: UUID, key: str) -> tuple[Inspection, RecordPaper]:
    """An inspection and a paper of its set that the actor makes: the team's, or their own cell's."""
    found = _inspection(pk)
    paper = None if found.round.is_draft else paper_named(found, key)
    if paper is None:
        raise Http404
    if paper.by == "cell":
        return access_to_report(actor, pk), paper
    return access_to_verify(actor, pk), paper


def makes(actor: Actor, row: RecordedPaper) -> bool:
    """Whether the actor makes the paper and changes its words."""
    if row.inspection is None:
        return runs(actor, row.cell)
    return leads(actor, row.cell) if row.by == "cell" else verifies(actor, row.inspection)


def signs(actor: Actor, row: RecordedPaper) -> bool:
    """Whether the actor issues it: what a unit says in its own name its office issues, not the team."""
    return makes(actor, row) and (row.by != "unit" or runs(actor, row.cell))


def readable_papers_q(actor: Actor) -> Q:
    """Rows of `RecordedPaper` the actor reads.

    Drafts are read by who makes them. What is issued is read by the office, those above it and the team, and
    by leaders of the cell when it is for them; what was found only after the conclusion was sent.
    """
    own = [grant.unit_id for grant in actor.holds(*RUN_BY)]
    ranges = [subtree(grant.path) for grant in actor.holds(*RUN_BY)]
    issued, of_cell = Q(issued_at__isnull=False), Q(by="cell")
    mine = Q(inspection__round__unit__in=own)
    if actor.member_id is not None:
        team = TeamMember.objects.filter(round=OuterRef("inspection__round"), member=actor.member_id)
        mine |= Q(Exists(team))
    above = inside("inspection__round__unit__path", *ranges) & issued
    foreign = ~Q(inspection__cell__in=[grant.unit_id for grant in actor.holds(Role.MEMBER)])
    announced = Q(inspection__round__status=Round.Status.ANNOUNCED)
    worked = announced & foreign & ((mine & (issued | ~of_cell)) | above)
    told = Q(to_cell=True) & issued & (~Q(content__in=REVEALS) | Q(inspection__concluded_at__isnull=False))
    led = announced & inside("inspection__cell__path", *actor.reach(Can.PREPARE)) & (of_cell | told)
    planned = Q(plan__unit__in=own) | (inside("plan__unit__path", *ranges) & issued)
    return worked | led | planned


def access_recorded(actor: Actor, pk: UUID) -> RecordedPaper:
    rows = RecordedPaper.objects.filter(readable_papers_q(actor)).distinct()
    found = get_or_none(
        rows.select_related(
            "cell__parent", "inspection__cell", "inspection__round__unit__parent", "plan__unit__parent"
        ),
        pk,
    )
    if found is None:
        raise Http404
    return found


def access_to_write(actor: Actor, pk: UUID) -> RecordedPaper:
    """A paper whose words the actor changes. Raises PaperIssued once it is issued."""
    found = access_recorded(actor, pk)
    if not makes(actor, found):
        raise Http404
    if found.is_issued:
        raise refusals.PaperIssued
    return found


def access_to_sign(actor: Actor, pk: UUID) -> RecordedPaper:
    found = access_to_write(actor, pk)
    if not signs(actor, found):
        raise Http404
    return found


def papers(actor: Actor) -> Scope:
    about = RecordedPaper.objects.filter(pk=OuterRef("about_id"))
    return Scope(Q(Exists(about)), readable=Q(Exists(about.filter(readable_papers_q(actor)))))


def readers(ids: Collection[UUID]) -> Iterator[tuple[UUID, Readers]]:
    """Where a search looks for a record: at the cell, and for the office and the team of the round."""
    rows = RecordedPaper.objects.filter(pk__in=ids).select_related("inspection__round", "plan")
    found = list(rows.prefetch_related("inspection__round__team"))
    for paper in found:
        if paper.inspection is not None:
            round_ = paper.inspection.round
            team = tuple(sorted(each.member_id for each in round_.team.all()))
            yield paper.pk, Readers((paper.inspection.cell_id, round_.unit_id), team)
        elif paper.plan is not None:
            yield paper.pk, Readers((paper.plan.unit_id,))


def access_planned(actor: Actor, pk: UUID) -> PlannedRound:
    """A line of the programme of a unit whose rounds the actor runs."""
    found = get_or_none(PlannedRound.objects.select_related("plan__unit"), pk)
    if found is None or not runs(actor, found.plan.unit):
        raise Http404
    return found


def access_programme(actor: Actor, pk: UUID) -> Unit:
    """A unit whose programme the actor reads: who runs its rounds, or those of a unit above."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.is_cell or not watches(actor, unit):
        raise Http404
    return unit


def _inspection(pk: UUID) -> Inspection:
    found = get_or_none(Inspection.objects.select_related("cell", "round__unit"), pk)
    if found is None:
        raise Http404
    return found


def _demand(pk: UUID) -> Demand:
    """A demand of an inspection that is concluded."""
    rows = Demand.objects.filter(inspection__concluded_at__isnull=False)
    found = get_or_none(rows.select_related("cell", "inspection__round__unit"), pk)
    if found is None:
        raise Http404
    return found
