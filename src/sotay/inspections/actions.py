"""A round from draft to announcement, a cell's report on itself, the record, and its demands until closed."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from sotay.audit import actions as audit
from sotay.inspections import figures, queries, refusals, rules
from sotay.inspections.access import RUN_BY, sits_in
from sotay.inspections.models import Demand, DemandEvent, Inspection, OutlineAnswer, Round, TeamMember
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.units.models import Unit

Demanded = Sequence[tuple[str, date | None]]
"""The demands of a record as typed: text and the day to report back."""


@transaction.atomic
def begin(*, unit: Unit, by: Actor, **about: object) -> Round:
    """Begin a round of the unit, a draft that its office alone sees; its seed is drawn now."""
    row = Round(unit=unit, seed=secrets.token_hex(4), created_by_name=by.name, **about)
    _refuse_past(row)
    row.save()
    audit.record(by, "inspection.begun", row, title=row.title)
    return row


@transaction.atomic
def change(*, round_: Round, by: Actor, **about: object) -> Round:
    """Change what a draft says of its decision and its days."""
    row = _draft(round_)
    for name, value in about.items():
        setattr(row, name, value)
    _refuse_past(row)
    row.save()
    audit.record(by, "inspection.changed", row, title=row.title)
    return row


def _refuse_past(row: Round, field: str = "report_by") -> None:
    if row.report_by < timezone.localdate():
        raise refusals.ReportByInThePast(field)


@transaction.atomic
def discard(*, round_: Round, by: Actor) -> None:
    """Throw a draft away."""
    row = _draft(round_)
    audit.record(by, "inspection.discarded", row, title=row.title)
    row.delete()


@transaction.atomic
def add_to_team(*, round_: Round, by: Actor, member: Member, leads: bool) -> TeamMember:
    """Put somebody into the team. Raises OwnCell for who sits in a cell of the round."""
    row = _draft(round_)
    if row.team.filter(member=member).exists():
        raise refusals.InTeamAlready(member.full_name)
    leader = row.team.filter(leads=True).select_related("member").first() if leads else None
    if leader is not None:
        raise refusals.LeaderAlready(leader.member.full_name)
    _refuse_own([member.pk], _cells_of(row), "person")
    added = row.team.create(member=member, leads=leads)
    audit.record(by, "inspection.team_added", row, name=member.full_name)
    return added


@transaction.atomic
def leave_team(*, team_member: TeamMember, by: Actor) -> None:
    """Take somebody out of the team of a draft; taking out twice changes nothing."""
    row = _draft(team_member.round)
    if row.team.filter(pk=team_member.pk).delete()[0]:
        audit.record(by, "inspection.team_left", row, name=team_member.member.full_name)


@transaction.atomic
def choose(*, round_: Round, by: Actor, rule: str, chosen: Mapping[Unit, str], reason: str = "") -> int:
    """Put cells into the round by a rule, with the reason of each; by hand with the one that was written.

    Cells that are in it already are left as they are. Answers how many were added.
    """
    row = _draft(round_)
    if rule == rules.HAND and not reason.strip():
        raise refusals.ReasonNeeded
    known = _cells_of(row)
    fresh = {cell: why for cell, why in chosen.items() if cell.pk not in known}
    if len(known) + len(fresh) > rules.MOST_CELLS:
        raise refusals.TooManyCells
    _refuse_own(queries.team_ids(row), [cell.pk for cell in fresh], "cells")
    for cell, why in fresh.items():
        row.inspections.create(
            commune_id=cell.commune_id,
            cell=cell,
            basis=rule,
            reason=tidy(reason)[:300] if rule == rules.HAND else why,
        )
    if fresh:
        audit.record(by, "inspection.cells_chosen", row, n=len(fresh), rule=rule)
    return len(fresh)


@transaction.atomic
def leave_out(*, inspection: Inspection, by: Actor) -> None:
    """Take a cell out of a draft; taking out twice changes nothing."""
    row = _draft(inspection.round)
    if row.inspections.filter(pk=inspection.pk).delete()[0]:
        audit.record(by, "inspection.cell_left_out", row, cell=inspection.cell.name)


@transaction.atomic
def announce(*, round_: Round, by: Actor) -> Round:
    """Announce a round: the leaders of its cells and the team are told, and it is changed no more."""
    row = _draft(round_)
    team, cells = list(row.team.all()), _cells_of(row)
    leaders = sum(each.leads for each in team)
    if fault := rules.fault_of_round(cells=len(cells), team=len(team), leaders=leaders):
        raise refusals.CannotBeAnnounced(fault)
    _refuse_past(row, "")
    _refuse_own([each.member_id for each in team], cells, "")
    row.status, row.announced_at = Round.Status.ANNOUNCED, timezone.now()
    row.save()
    audit.record(by, "inspection.announced", row, title=row.title, n=len(cells))
    told = {"title": row.title, "day": as_day(row.report_by), "unit": row.unit.name}
    for each in row.inspections.select_related("cell"):
        audit.record(by, "inspection.cell_told", each, title=row.title)
        notify.tell(_leaders(each.cell_id), "inspection.announced", each.get_absolute_url(), by=by, **told)
    ids = {each.member_id for each in team}
    notify.tell(ids, "inspection.team", row.get_absolute_url(), by=by, **told)
    return row


@transaction.atomic
def report(*, inspection: Inspection, by: Actor, texts: Mapping[str, str], send: bool = False) -> Inspection:
    """Keep the cell's report on itself, and with `send` send it to the team with what the program answered.

    Raises AnswersMissing for a question neither the program nor the cell answers.
    """
    row = locked(inspection)
    if row.reported_at is not None:
        raise refusals.ReportedAlready(row.reported_by_name)
    if row.is_concluded:
        raise refusals.ConcludedAlready
    with translation.override("vi"):  # what is kept goes into papers
        lines = queries.outline(row, timezone.localdate())
    for line in lines:
        text = texts.get(line.question.key, line.text).strip()
        program = line.proof.text if line.proof else ""
        if send and not (text or program):
            raise refusals.AnswersMissing(line.number)
        OutlineAnswer.objects.update_or_create(
            inspection=row,
            key=line.question.key,
            defaults={
                "commune_id": row.commune_id,
                "cell": row.cell,
                "text": text,
                "program": program if send else "",
            },
        )
    if not send:
        audit.record(by, "inspection.report_kept", row)
        return row
    row.reported_at, row.reported_by_name = timezone.now(), by.name
    row.save()
    audit.record(by, "inspection.reported", row)
    told = {"cell": row.cell.name, "title": row.round.title}
    notify.tell(_workers(row.round), "inspection.reported", row.get_absolute_url(), by=by, **told)
    return row


@transaction.atomic
def write(
    *,
    inspection: Inspection,
    by: Actor,
    demands: Demanded = (),
    conclude: bool = False,
    verified_on: date | None,
    strengths: str,
    weaknesses: str,
    conclusion: str,
) -> Inspection:
    """Keep the team's record, and with `conclude` send the conclusion and its demands to the cell.

    Raises OwnInspection for somebody of the cell, ConcludedAlready once it was sent.
    """
    row = locked(inspection)
    _refuse_self(row, by)
    if row.is_concluded:
        raise refusals.ConcludedAlready
    fault, number = rules.fault_of_demands(demands, timezone.localdate())
    if fault and (conclude or fault == "text"):
        raise refusals.WrongDemand(fault, number)
    row.verified_on, row.strengths, row.weaknesses = verified_on, strengths.strip(), weaknesses.strip()
    row.conclusion, row.written_at, row.written_by_name = conclusion.strip(), timezone.now(), by.name
    if row.verified_on is not None and row.verified_on > timezone.localdate():
        raise refusals.VerifiedInTheFuture
    _keep_demands(row, demands)
    if conclude:
        return _conclude(row, by)
    row.save()
    audit.record(by, "inspection.record_kept", row)
    return row


def _keep_demands(row: Inspection, demands: Demanded) -> None:
    row.demands.all().delete()
    kept = [(tidy(text), due_on) for text, due_on in demands if text.strip()]
    for number, (text, due_on) in enumerate(kept, 1):
        row.demands.create(commune_id=row.commune_id, cell=row.cell, number=number, text=text, due_on=due_on)


def _conclude(row: Inspection, by: Actor) -> Inspection:
    if row.verified_on is None:
        raise refusals.RecordIncomplete("verified_on")
    if not (row.strengths or row.weaknesses):
        raise refusals.RecordIncomplete("strengths")
    if not row.conclusion:
        raise refusals.RecordIncomplete("conclusion")
    row.concluded_at = timezone.now()
    row.save()
    n = row.demands.count()
    audit.record(by, "inspection.concluded", row, n=n)
    told = {"title": row.round.title, "n": n}
    notify.tell(_leaders(row.cell_id), "inspection.concluded", row.get_absolute_url(), by=by, **told)
    figures.keep(row.cell_id)
    return row


@transaction.atomic
def publish(*, inspection: Inspection, by: Actor) -> Inspection:
    """Publish a conclusion to the leaders of every cell below the unit; publishing twice changes nothing."""
    row = locked(inspection)
    _refuse_self(row, by)
    if not row.is_concluded:
        raise refusals.NotConcluded
    if row.published_at is not None:
        return row
    row.published_at = timezone.now()
    row.save()
    audit.record(by, "inspection.published", row, title=row.round.title)
    return row


@transaction.atomic
def answer(*, demand: Demand, by: Actor, text: str) -> Demand:
    """Report for the cell what was done of a demand. Raises NotToBeAnswered when it is not open."""
    row = locked_demand(demand)
    if not rules.can_answer(row.status):
        raise refusals.NotToBeAnswered
    _step(row, DemandEvent.What.ANSWERED, Demand.Status.ANSWERED, text, by)
    audit.record(by, "demand.answered", row, number=row.number)
    told = {"cell": row.cell.name, "number": row.number}
    url = row.inspection.get_absolute_url()
    notify.tell(_workers(row.inspection.round), "demand.answered", url, by=by, **told)
    return row


@transaction.atomic
def judge(*, demand: Demand, by: Actor, accepted: bool, text: str = "", due_on: date | None = None) -> Demand:
    """Accept what the cell reported, which closes the demand, or send it back with what is missing and a day.

    Raises OwnInspection for somebody of the cell, NotToBeJudged when nothing was reported.
    """
    row = locked_demand(demand)
    _refuse_self(row.inspection, by)
    if not rules.can_judge(row.status):
        raise refusals.NotToBeJudged
    if accepted:
        _step(row, DemandEvent.What.CLOSED, Demand.Status.CLOSED, text, by)
    else:
        if not text.strip():
            raise refusals.NoteNeeded
        if due_on is None or due_on < timezone.localdate():
            raise refusals.ReportByInThePast("due_on")
        row.due_on = due_on
        _step(row, DemandEvent.What.SENT_BACK, Demand.Status.OPEN, text, by)
    code = "demand.closed" if accepted else "demand.sent_back"
    audit.record(by, code, row, number=row.number)
    url = row.inspection.get_absolute_url()
    notify.tell(_leaders(row.cell_id), code, url, by=by, number=row.number)
    figures.keep(row.cell_id)
    return row


def _step(row: Demand, what: str, status: str, text: str, by: Actor) -> None:
    row.status = status
    row.save()
    row.events.create(
        commune_id=row.commune_id,
        cell=row.cell,
        what=what,
        text=text.strip(),
        by_name=by.name,
        at=timezone.now(),
    )


def _refuse_self(inspection: Inspection, by: Actor) -> None:
    if sits_in(by, inspection.cell_id):
        raise refusals.OwnInspection(inspection.cell.name)


def _refuse_own(people: Collection[UUID], cells: Collection[UUID], field: str) -> None:
    for name, cell in queries.own_cells(people, cells, timezone.localdate()):
        raise refusals.OwnCell(name, cell, field)


def _cells_of(row: Round) -> set[UUID]:
    return set(row.inspections.values_list("cell", flat=True))


def _leaders(cell: UUID) -> set[UUID]:
    return members.holder_ids([cell], *LEADERS, day=timezone.localdate())


def _workers(row: Round) -> set[UUID]:
    """The team and those who run the unit's rounds."""
    return queries.team_ids(row) | members.holder_ids([row.unit_id], *RUN_BY, day=timezone.localdate())


def _draft(round_: Round) -> Round:
    row = locked_round(round_)
    if not row.is_draft:
        raise refusals.NotADraft
    return row


def locked_round(round_: Round) -> Round:
    """Raises NotADraft when it was thrown away meanwhile."""
    rows = Round.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.filter(pk=round_.pk).first()
    if row is None:
        raise refusals.NotADraft
    return row


def locked(inspection: Inspection) -> Inspection:
    rows = Inspection.objects.select_for_update(of=("self",)).select_related("cell", "round__unit")
    return rows.get(pk=inspection.pk)


def locked_demand(demand: Demand) -> Demand:
    rows = Demand.objects.select_for_update(of=("self",))
    return rows.select_related("cell", "inspection__round", "inspection__cell").get(pk=demand.pk)
