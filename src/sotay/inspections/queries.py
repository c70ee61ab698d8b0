"""Reading inspections: rounds, cells that can be chosen with the reason, what waits for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.figures.models import REGULAR, CellMonth
from sotay.inspections import proofs, rules
from sotay.inspections.access import (
    RUN_BY,
    published_q,
    readable_rounds_q,
)
from sotay.inspections.models import Demand, Inspection, Round, TeamMember
from sotay.inspections.proofs import Proof
from sotay.inspections.rules import Candidate
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month, as_day
from sotay.kernel.tree import inside, subtree
from sotay.members import queries as members
from sotay.members.models import CellMembership, Member
from sotay.regulations.values import (
    Question,
)
from sotay.units.models import Unit
from sotay.units.queries import cells_below, units_at

MOST_CELLS = 400
"""A page offers so many cells."""


def rounds(actor: Actor) -> QuerySet[Round]:
    """The rounds the actor may open, the newest first, with how many cells each has."""
    found = Round.objects.filter(readable_rounds_q(actor)).select_related("unit")
    found = found.annotate(cells=Count("inspections"))
    return found.order_by("-year", "-quarter", "-created_at", "-id")


def of_cells(cells: Collection[UUID]) -> QuerySet[Inspection]:
    """Announced inspections of the cells, the newest first."""
    found = Inspection.objects.filter(cell__in=list(cells), round__status=Round.Status.ANNOUNCED)
    return found.select_related("round__unit", "cell").order_by("-round__announced_at", "-id")


def published(actor: Actor) -> QuerySet[Inspection]:
    found = Inspection.objects.filter(published_q(actor)).select_related("cell", "round__unit")
    return found.order_by("-published_at", "-id")


@dataclass(frozen=True, slots=True)
class Offer:
    """A cell that can be chosen, with the reason that would stand beside it."""

    cell: Unit
    reason: str


def offers(round_: Round, rule: str, day: date) -> list[Offer]:
    """The cells of the round's unit that are not in it, in the order of the rule. At most five queries."""
    taken = round_.inspections.values("cell")
    cells = {cell.code: cell for cell in cells_below(round_.unit.path).exclude(pk__in=taken)[:MOST_CELLS]}
    ids = [cell.pk for cell in cells.values()]
    last = _last_inspected(ids) if rule in {rules.LONGEST, rules.HAND} else {}
    late = _late_reports(ids, day) if rule == rules.LATE else {}
    found = [Candidate(code, last.get(cell.pk), late.get(cell.pk, 0)) for code, cell in cells.items()]
    return [
        Offer(cells[each.key], _reason(rule, each, round_.seed))
        for each in rules.in_order(rule, found, round_.seed)
    ]


def _last_inspected(cells: Collection[UUID]) -> dict[UUID, date]:
    rows = Inspection.objects.filter(cell__in=cells, concluded_at__isnull=False).order_by()
    return dict(rows.values_list("cell").annotate(last=Max("verified_on")))


def _late_reports(cells: Collection[UUID], day: date) -> dict[UUID, int]:
    """How many of the last months that are over were reported late or not at all, since the first one
    kept."""
    over = [Month.of(day).plus(-back) for back in range(1, rules.LATE_MONTHS + 1)]
    kept = CellMonth.objects.filter(cell__in=cells, kind=REGULAR).order_by()
    first = dict(kept.values_list("cell").annotate(first=Min("month")))
    in_time = dict(
        kept.filter(month__in=over, reported_in_time__gt=0)
        .values_list("cell")
        .annotate(n=Count("month", distinct=True))
    )
    return {
        cell: sum(month >= begun for month in over) - in_time.get(cell, 0) for cell, begun in first.items()
    }


def _reason(rule: str, candidate: Candidate, seed: str) -> str:
    if rule == rules.LATE:
        said = ngettext(
            "%(n)s report late or missing in %(months)s months",
            "%(n)s reports late or missing in %(months)s months",
            candidate.late,
        )
        return said % {"n": candidate.late, "months": rules.LATE_MONTHS}
    if rule == rules.RANDOM:
        said = _("Drawn at random: seed %(seed)s, number %(n)s")
        return said % {"seed": seed, "n": rules.drawn(seed, candidate.key)}
    if candidate.last is None:
        return _("Not inspected in this program yet")
    return _("Last inspected on %(day)s") % {"day": as_day(candidate.last)}


def team(round_: Round) -> list[TeamMember]:
    """The team, its leader first."""
    rows = list(round_.team.select_related("member__cell"))
    members.tell_apart(row.member for row in rows)
    return rows


def people(round_: Round, words: str, day: date) -> list[Member]:
    """Members below the unit who match the words and are in no team yet; without words those who hold an
    office there."""
    below = Member.objects.current().filter(inside("cell__path", subtree(round_.unit.path)))
    below = below.exclude(pk__in=round_.team.values("member")).select_related("cell")
    if words:
        return members.tell_apart(below.matching(words)[:30])
    held = members.holders([round_.unit_id], *RUN_BY, day=day)
    return members.tell_apart(below.filter(pk__in=held.values("member"))[:30])


def own_cells(member_ids: Collection[UUID], cells: Collection[UUID], day: date) -> list[tuple[str, str]]:
    """Who of the members sits in one of the cells: name and cell. One query."""
    rows = CellMembership.objects.filter(
        members.in_force(day), member__in=list(member_ids), cell__in=list(cells)
    )
    return list(rows.order_by("cell__path", "pk").values_list("member__full_name", "cell__name"))


def team_ids(round_: Round) -> set[UUID]:
    return set(round_.team.values_list("member", flat=True))


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A question, what the program answers with its proof, what the cell wrote."""

    question: Question
    number: int
    proof: Proof | None
    text: str


def outline(inspection: Inspection, day: date) -> list[OutlineLine]:
    """The outline with its answers: as the program knows now, or as it was when the cell sent it."""
    kept = {each.key: each for each in inspection.answers.all()}
    year = inspection.round.year
    known: Mapping[str, Proof] = proofs.proofs_for(inspection.cell, year, day)
    lines = []
    for number, question in enumerate(proofs.questions_of(inspection), 1):
        answer, proof = kept.get(question.key), known.get(question.proof)
        if inspection.reported_at is not None:
            program = answer.program if answer else ""
            proof = Proof(program, proof.url if proof else "") if program else None
        lines.append(OutlineLine(question, number, proof, answer.text if answer else ""))
    return lines


def open_demands(cells: Collection[UUID]) -> list[Demand]:
    """Demands the cells have to report on, the earliest day first."""
    rows = Demand.objects.filter(
        cell__in=list(cells), status=Demand.Status.OPEN, inspection__concluded_at__isnull=False
    )
    return list(rows.select_related("inspection__round", "cell").order_by("due_on", "number")[:50])


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody, so that only that is asked for."""

    to_report: bool = False
    open_demands: bool = False
    to_verify: bool = False
    to_judge: bool = False


def waiting_for(actor: Actor, cells: Collection[UUID]) -> Waiting:
    """Whether anything waits for the actor as leader of these cells or as inspector. One query."""
    demands = Demand.objects.filter(inspection=OuterRef("pk"))
    rows = Inspection.objects.filter(Q(cell__in=list(cells)) | _worked_on(actor), _announced())
    rows = rows.annotate(
        has_open=Exists(demands.filter(status=Demand.Status.OPEN)),
        has_answered=Exists(demands.filter(status=Demand.Status.ANSWERED)),
    ).filter(Q(concluded_at=None) | Q(has_open=True) | Q(has_answered=True))
    found = list(
        rows.values_list("cell", "reported_at", "concluded_at", "has_open", "has_answered").distinct()[:500]
    )
    own = [row for row in found if row[0] in cells]
    return Waiting(
        to_report=any(not reported and not concluded for _cell, reported, concluded, _o, _a in own),
        open_demands=any(row[3] for row in own),
        to_verify=any(reported and not concluded for _cell, reported, concluded, _o, _a in found),
        to_judge=any(row[4] for row in found),
    )


def to_report(cells: Collection[UUID]) -> list[Inspection]:
    """Announced inspections for which the cells have not sent their report."""
    rows = of_cells(cells).filter(reported_at=None, concluded_at=None)
    return list(rows.order_by("round__report_by", "id")[:20])


def worked_on(actor: Actor) -> QuerySet[Inspection]:
    """Inspections of rounds the actor runs or whose team they are in, without those of their own cell."""
    rows = Inspection.objects.filter(_worked_on(actor), _announced())
    return rows.select_related("cell", "round").distinct()


def _announced() -> Q:
    return Q(round__status=Round.Status.ANNOUNCED)


def _worked_on(actor: Actor) -> Q:
    mine = Q(round__unit__in=[unit.pk for unit in units_at(actor, *RUN_BY)])
    if actor.member_id is not None:
        mine |= Q(round__team__member=actor.member_id)
    return mine & ~Q(cell__in=[grant.unit_id for grant in actor.holds(Role.MEMBER)])


def to_verify(actor: Actor) -> list[Inspection]:
    """Cells that have sent their report and have no conclusion yet."""
    rows = worked_on(actor).filter(reported_at__isnull=False, concluded_at=None)
    return list(rows.order_by("reported_at", "id")[:20])


def to_judge(actor: Actor) -> list[Demand]:
    """Demands on which cells have reported."""
    rows = Demand.objects.filter(inspection__in=worked_on(actor).values("pk"), status=Demand.Status.ANSWERED)
    return list(rows.select_related("inspection__round", "cell").order_by("due_on", "number")[:50])


@dataclass(frozen=True, slots=True)
class CellLine:
    """A cell of a round: where its inspection stands, its demands."""

    inspection: Inspection
    open: int
    late: int
    answered: int

    @property
    def standing(self) -> tuple[str, str]:
        """The colour and the words of where it stands."""
        row = self.inspection
        if row.round.is_draft:
            return "off", _("To be announced")
        if row.reported_at is None and row.concluded_at is None:
            late = row.round.report_by < timezone.localdate()
            return ("late", _("Report overdue")) if late else ("wait", _("Waiting for the cell's report"))
        if row.concluded_at is None:
            return "info", _("To be verified")
        if self.late:
            return "late", _("Demands overdue: %(n)s") % {"n": self.late}
        if self.answered:
            return "info", _("Demands to accept: %(n)s") % {"n": self.answered}
        return ("wait", _("Demands open: %(n)s") % {"n": self.open}) if self.open else ("ok", _("Closed"))


def cell_lines(round_: Round, day: date) -> list[CellLine]:
    """The cells of a round. One query, however many cells."""
    status, held = Demand.Status, Q(demands__status=Demand.Status.OPEN)
    rows = (
        round_.inspections.select_related("cell", "round")
        .order_by("cell__path")
        .annotate(
            open=Count("demands", filter=held),
            late=Count("demands", filter=held & Q(demands__due_on__lt=day)),
            answered=Count("demands", filter=Q(demands__status=status.ANSWERED)),
        )
    )
    return [CellLine(row, row.open, row.late, row.answered) for row in rows]
