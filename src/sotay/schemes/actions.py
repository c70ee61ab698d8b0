"""A cell's registration from its roadmap to the decision, its milestones, and each step taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Field
from django.utils import timezone, translation

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.kernel.tree import subtree
from sotay.meetings.models import AgendaItem, Meeting
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.papers.models import IssuedPaper
from sotay.schemes import queries, refusals, rules
from sotay.schemes.models import Finding, Milestone, Registration, RegistrationEvent, Scheme, SchemeYear
from sotay.schemes.rules import Move, Status
from sotay.units.models import Kind, Unit

SOURCE = "scheme"
"""The kind of the agenda source, as items of an agenda keep it."""

Roadmap = Sequence[tuple[str, date | None, Member | None]]
"""Milestones as typed: what, by when, who is responsible."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cell says of a criterion."""

    claimed: bool | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found of a criterion."""

    verified: bool | None
    difference: str = ""


def holder_of(scheme: Scheme, cell: Unit) -> Unit:
    """The unit that accepts and decides for a cell: its ward or commune, or whoever issued the scheme."""
    if scheme.decides == Scheme.Decides.COMMUNE and scheme.unit.kind != Kind.COMMUNE:
        commune = queries.commune_of(cell)
        if commune is not None and subtree(scheme.unit.path).holds(commune.path):
            return commune
    return scheme.unit


@transaction.atomic
def register(*, year: SchemeYear, cell: Unit, by: Actor, aim: str, roadmap: Roadmap) -> Registration:
    """Begin a cell's registration with its roadmap; the committee above sees it when it is sent.

    Raises RegisteredAlready, NotForThisCell, TooLateToRegister, NotOfThisCell.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=cell.pk)  # two officers at once make one
    scheme = year.scheme
    if not year.is_open:
        raise refusals.NotRunning
    if not scheme.is_for(cell):
        raise refusals.NotForThisCell(cell.name)
    _refuse_late(year, scheme.unit)
    if Registration.objects.filter(year=year, cell=cell).exists():
        raise refusals.RegisteredAlready(cell.name)
    row = Registration(
        commune_id=cell.commune_id,
        cell=cell,
        year=year,
        held_by=holder_of(scheme, cell),
        cell_type=cell.cell_type,
        aim=aim.strip(),
        begun_by_name=by.name,
    )
    _refuse_roadmap(row, roadmap)
    row.save()
    _keep_roadmap(row, roadmap)
    audit.record(by, "registration.begun", row, title=scheme.name, year=year.year)
    return row


@transaction.atomic
def write_roadmap(*, registration: Registration, by: Actor, aim: str, roadmap: Roadmap) -> Registration:
    """Change the roadmap while the cell prepares it, or after it was sent back."""
    row = locked(registration)
    if Status(row.status) not in rules.WRITABLE:
        raise refusals.Moved(row.status_label)
    _refuse_roadmap(row, roadmap)
    row.aim = aim.strip()
    row.save(update_fields=["aim"])
    n = _keep_roadmap(row, roadmap)
    audit.record(by, "registration.roadmap", row, n=n)
    return row


def _refuse_roadmap(row: Registration, roadmap: Roadmap) -> None:
    begins, ends = queries.span_of(row.year)
    fault, number = rules.fault_of_roadmap(roadmap, begins, ends)
    if fault:
        raise refusals.WrongMilestone(fault, number, begins, ends)
    on_roll = {each.member.pk for each in members.roster(row.cell_id, timezone.localdate())}
    for place, (_text, _day, who) in enumerate(roadmap, 1):
        if who is not None and who.pk not in on_roll:
            raise refusals.NotOfThisCell(who.full_name, place)


def _keep_roadmap(row: Registration, roadmap: Roadmap) -> int:
    row.milestones.all().delete()
    lines = [(tidy(text), due_on, who) for text, due_on, who in roadmap if text.strip() and due_on]
    Milestone.objects.bulk_create(
        Milestone(
            commune_id=row.commune_id,
            cell=row.cell,
            registration=row,
            position=position,
            text=text,
            due_on=due_on,
            responsible=who,
        )
        for position, (text, due_on, who) in enumerate(lines, 1)
    )
    return len(lines)


@transaction.atomic
def propose(*, registration: Registration, by: Actor) -> Registration:
    """Put the registration before the cell's next meeting, whose motion adopts it."""
    row = locked(registration)
    _refuse_late_of(row)
    _move(row, by, Move.PROPOSE)
    audit.record(by, "registration.proposed", row)
    return row


@transaction.atomic
def recall(*, registration: Registration, by: Actor) -> Registration:
    """Take it back from the next meeting. Raises OnAnAgenda while it stands on one."""
    row = locked(registration)
    stages = (Meeting.Stage.PREPARING, Meeting.Stage.OPEN)
    if AgendaItem.objects.filter(source=SOURCE, source_id=row.pk, meeting__stage__in=stages).exists():
        raise refusals.OnAnAgenda
    _move(row, by, Move.RECALL, adopted_on=None, adopted_at_meeting=None)
    audit.record(by, "registration.recalled", row)
    return row


@transaction.atomic
def keep_vote(*, registration: Registration, meeting: Meeting, by: Actor, day: date, adopted: bool) -> None:
    """Keep what the cell's meeting decided of a registration put before it; again changes nothing."""
    row = locked(registration)
    if not rules.possible(Move.ADOPT, row.status):
        return
    if not adopted:
        _move(row, by, Move.VOTE_DOWN)
        audit.record(by, "registration.voted_down", row, day=as_day(day))
        return
    _move(row, by, Move.ADOPT, adopted_on=day, adopted_at_meeting=meeting.pk)
    audit.record(by, "registration.adopted", row, day=as_day(day))
    _tell(_leaders(row), "registration.adopted", row, by)


@transaction.atomic
def send(*, registration: Registration, by: Actor, paper: IssuedPaper | None = None) -> Registration:
    """Send the registration to the unit that accepts it, by the resolution named or the meeting's motion.

    Raises ResolutionNeeded without either, NotAResolution for a paper of another cell or kind,
    TooLateToRegister.
    """
    row = locked(registration)
    if paper is not None and not queries.resolutions(row.cell).filter(pk=paper.pk).exists():
        raise refusals.NotAResolution
    if paper is None and row.adopted_on is None and row.resolution_id is None:
        raise refusals.ResolutionNeeded
    if row.sent_at is None:
        _refuse_late_of(row)
    changes: dict[str, Any] = {"sent_at": row.sent_at or timezone.now()}
    if paper is not None:
        changes |= {"resolution_id": paper.pk, "adopted_on": _day_of(paper)}
    _move(row, by, Move.SEND, **changes)
    audit.record(by, "registration.sent", row)
    _tell(_office(row), "registration.sent", row, by)
    return row


def _day_of(paper: IssuedPaper) -> date | None:
    return timezone.localdate(paper.frozen_at) if paper.frozen_at else None


@transaction.atomic
def send_back(*, registration: Registration, by: Actor, text: str) -> Registration:
    """Send it back to the cell with the reason."""
    row = _of_others(registration, by)
    if not text.strip():
        raise refusals.ReasonNeeded
    _move(row, by, Move.SEND_BACK, text)
    audit.record(by, "registration.sent_back", row)
    _tell(_leaders(row), "registration.sent_back", row, by)
    return row


@transaction.atomic
def accept(*, registration: Registration, by: Actor, overseer: Member, text: str = "") -> Registration:
    """Accept the registration and name who oversees it: a member appointed overseer of the cell."""
    row = _of_others(registration, by)
    _refuse_other_overseer(row, overseer)
    _move(row, by, Move.ACCEPT, text, accepted_at=timezone.now(), overseer_id=overseer.pk)
    audit.record(by, "registration.accepted", row, name=overseer.full_name)
    _tell(_leaders(row), "registration.accepted", row, by)
    _tell({overseer.pk}, "registration.overseer", row, by)
    for each in row.milestones.all():
        notify.tell(
            {each.responsible_id},
            "milestone.given",
            row.get_absolute_url(),
            by=by,
            title=row.year.scheme.name,
            day=as_day(each.due_on),
        )
    return row


@transaction.atomic
def name_overseer(*, registration: Registration, by: Actor, overseer: Member) -> Registration:
    """Name another overseer while the registration is carried out."""
    row = _of_others(registration, by)
    _refuse_other_overseer(row, overseer)
    _move(row, by, Move.OVERSEE, overseer_id=overseer.pk)
    audit.record(by, "registration.overseer", row, name=overseer.full_name)
    _tell({overseer.pk}, "registration.overseer", row, by)
    return row


def _refuse_other_overseer(row: Registration, overseer: Member) -> None:
    if overseer.pk not in {each.pk for each in queries.overseers_for(row.cell)}:
        raise refusals.NotTheOverseer


@transaction.atomic
def drop(*, registration: Registration, by: Actor, text: str) -> Registration:
    """The cell gives up, with its reason, before it has assessed itself."""
    row = locked(registration)
    if not text.strip():
        raise refusals.ReasonNeeded
    _move(row, by, Move.DROP, text)
    audit.record(by, "registration.dropped", row)
    return row


@transaction.atomic
def report_done(*, milestone: Milestone, by: Actor, text: str, done_on: date) -> Milestone:
    """Say that a milestone is reached. Raises DoneAlready the second time, DayWrong for a day to come."""
    row = _milestone(milestone)
    if done_on > timezone.localdate():
        raise refusals.DayWrong("done_on")
    if row.done_on is not None:
        raise refusals.DoneAlready
    row.done_on, row.report, row.reported_by_name = done_on, text.strip(), by.name
    row.save()
    registration = row.registration
    audit.record(by, "milestone.done", registration, number=row.position)
    to = {registration.overseer_id} if registration.overseer_id else _office(registration)
    _tell(to, "milestone.done", registration, by)
    return row


@transaction.atomic
def take_back_done(*, milestone: Milestone, by: Actor) -> Milestone:
    """Undo of `report_done`. Twice changes nothing."""
    row = _milestone(milestone)
    if row.done_on is not None:
        row.done_on, row.report, row.reported_by_name = None, "", ""
        row.save()
        audit.record(by, "milestone.undone", row.registration, number=row.position)
    return row


@transaction.atomic
def comment(*, milestone: Milestone, by: Actor, text: str) -> Milestone:
    """The overseer or the office comments on a milestone, reached or not."""
    row = _milestone(milestone, Status.ACCEPTED, Status.ASSESSED, Status.CHECKED)
    _refuse_self(row.registration, by)
    row.comments.create(
        commune_id=row.commune_id, cell=row.cell, text=text.strip(), by_name=by.name, at=timezone.now()
    )
    audit.record(by, "milestone.commented", row.registration, number=row.position)
    told = {"title": row.registration.year.scheme.name, "number": row.position}
    to = _leaders(row.registration) | {row.responsible_id}
    notify.tell(to, "milestone.commented", row.registration.get_absolute_url(), by=by, **told)
    return row


@transaction.atomic
def assess(
    *,
    registration: Registration,
    by: Actor,
    claims: Mapping[UUID, Claim],
    text: str = "",
    final: bool = False,
) -> Registration:
    """Keep what the cell says of each criterion, and with `final` send it with what the program computed.

    Raises AnswerMissing, and EvidenceMissing where neither the program nor a record shows what is claimed.
    """
    row = locked(registration)
    if not rules.possible(Move.ASSESS, row.status):
        raise refusals.Moved(row.status_label)
    if final and timezone.localdate() < row.year.assess_from:
        raise refusals.TooEarlyToAssess(row.year.assess_from)
    with translation.override("vi"):  # what is kept goes into papers
        lines = queries.criterion_lines(row)
    for line in lines:
        _keep_claim(row, line, claims.get(line.criterion.pk, Claim(None)), final=final)
    if not final:
        row.assessment = text.strip()
        row.save(update_fields=["assessment"])
        audit.record(by, "registration.assessment_kept", row)
        return row
    _move(row, by, Move.ASSESS, assessed_at=timezone.now(), assessment=text.strip())
    audit.record(by, "registration.assessed", row)
    to = _office(row) | ({row.overseer_id} if row.overseer_id else set())
    _tell(to, "registration.assessed", row, by)
    return row


def _keep_claim(row: Registration, line: queries.CriterionLine, claim: Claim, *, final: bool) -> None:
    number, evidence = line.criterion.number, claim.evidence.strip()
    if final and claim.claimed is None:
        raise refusals.AnswerMissing(number, f"claimed_{number}")
    if final and claim.claimed and not evidence and line.met is not True:
        raise refusals.EvidenceMissing(number)
    Finding.objects.update_or_create(
        registration=row,
        criterion=line.criterion,
        defaults={
            "commune_id": row.commune_id,
            "cell": row.cell,
            "computed": line.value if final else "",
            "computed_met": line.met if final else None,
            "claimed": claim.claimed,
            "evidence": evidence,
        },
    )


@transaction.atomic
def check(
    *,
    registration: Registration,
    by: Actor,
    checked_on: date,
    checked_by: str,
    verdicts: Mapping[UUID, Verdict],
    text: str = "",
) -> Registration:
    """Record the check on the spot: day, who, and each criterion verified or not, with the reason where that
    differs from what the cell says. Raises OwnCell for somebody of the cell.
    """
    row = _of_others(registration, by)
    if not rules.possible(Move.CHECK, row.status):
        raise refusals.Moved(row.status_label)
    if checked_on > timezone.localdate():
        raise refusals.DayWrong("checked_on")
    if row.assessed_at and checked_on < timezone.localdate(row.assessed_at):
        raise refusals.DayWrong("checked_on", early=True)
    for finding in row.findings.select_related("criterion"):
        verdict = verdicts.get(finding.criterion_id, Verdict(None))
        number = finding.criterion.number
        if verdict.verified is None:
            raise refusals.AnswerMissing(number, f"verified_{number}")
        if verdict.verified != finding.claimed and not verdict.difference.strip():
            raise refusals.DifferenceMissing(number)
        finding.verified, finding.difference = verdict.verified, verdict.difference.strip()
        finding.save(update_fields=["verified", "difference"])
    _move(row, by, Move.CHECK, text, checked_on=checked_on, checked_by=tidy(checked_by))
    audit.record(by, "registration.checked", row, day=as_day(checked_on))
    return row


@transaction.atomic
def decide(
    *,
    registration: Registration,
    by: Actor,
    recognised: bool,
    decided_on: date,
    decision_number: str,
    reason: str = "",
) -> Registration:
    """Decide. The cell hears of it when the decision is published. Raises NotChecked before the check."""
    row = _of_others(registration, by)
    if Status(row.status) in rules.IMPLEMENTING - rules.DECIDED - {Status.CHECKED, Status.WITHDRAWN}:
        raise refusals.NotChecked
    if not recognised and not reason.strip():
        raise refusals.ReasonNeeded("reason")
    if decided_on > timezone.localdate():
        raise refusals.DayWrong("decided_on")
    _move(
        row,
        by,
        Move.RECOGNISE if recognised else Move.REFUSE,
        recognised=recognised,
        decided_on=decided_on,
        decision_number=tidy(decision_number),
        reason=reason.strip(),
    )
    audit.record(by, "registration.decided", row, number=row.decision_number)
    return row


@transaction.atomic
def withdraw(*, registration: Registration, by: Actor, text: str) -> Registration:
    """Withdraw a recognition with the reason. Raises Moved the second time."""
    row = _of_others(registration, by)
    if not text.strip():
        raise refusals.ReasonNeeded
    _move(row, by, Move.WITHDRAW, text, withdrawn_on=timezone.localdate())
    audit.record(by, "registration.withdrawn", row)
    if row.published_at is not None:
        _tell(_leaders(row), "registration.withdrawn", row, by)
    return row


@transaction.atomic
def undo(*, registration: Registration, by: Actor, may: Callable[[str], bool]) -> Registration:
    """Take back the newest step. `may` says whether it is of those the actor may take back.

    Raises NothingToUndo when it is not, or when there is none.
    """
    row = locked(registration)
    event = queries.newest_move(row)
    if event is None or not may(event.move):
        raise refusals.NothingToUndo
    for name, value in event.was.items():
        field = cast("Field[Any, Any]", row._meta.get_field(name))
        setattr(row, field.attname, field.to_python(value))
    row.save()
    event.undone_at = timezone.now()
    event.save(update_fields=["undone_at"])
    audit.record(by, "registration.undone", row)
    return row


def _move(row: Registration, by: Actor, move: Move, text: str = "", **changes: Any) -> RegistrationEvent:
    """Make a move that the table allows, keeping what it changes as it was. Raises Moved when it does not."""
    if not rules.possible(move, row.status):
        raise refusals.Moved(row.status_label)
    changes["status"] = rules.leads_to(move, row.status).value
    was = {name.removesuffix("_id"): getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row.events.create(
        commune_id=row.commune_id,
        cell=row.cell,
        move=move,
        text=text.strip(),
        was=was,
        by_name=by.name,
        by_member=by.member_id,
        at=timezone.now(),
    )


def _of_others(registration: Registration, by: Actor) -> Registration:
    row = locked(registration)
    _refuse_self(row, by)
    return row


def _refuse_self(row: Registration, by: Actor) -> None:
    if any(grant.unit_id == row.cell_id for grant in by.holds(Role.MEMBER)):
        raise refusals.OwnCell(row.cell.name)


def _refuse_late(year: SchemeYear, unit: Unit) -> None:
    if timezone.localdate() > year.register_by:
        raise refusals.TooLateToRegister(year.register_by, unit.organ)


def _refuse_late_of(row: Registration) -> None:
    _refuse_late(row.year, row.year.scheme.unit)


def _leaders(row: Registration) -> set[UUID]:
    return members.holder_ids([row.cell_id], *LEADERS, day=timezone.localdate())


def _office(row: Registration) -> set[UUID]:
    return members.holder_ids([row.held_by_id], *OFFICES, day=timezone.localdate())


_OWN = {f"registration.{word}" for word in ("adopted", "sent_back", "accepted", "withdrawn")}
"""Notices to the cell itself: they need not name it."""


def _tell(to: set[UUID], code: str, row: Registration, by: Actor) -> None:
    told: dict[str, object] = {"title": row.year.scheme.name}
    if code not in _OWN:
        told["cell"] = row.cell.name
        if code != "milestone.done":
            told["year"] = row.year.year
    notify.tell(to, code, row.get_absolute_url(), by=by, **told)


def locked(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("cell", "held_by", "year__scheme__unit").get(pk=registration.pk)


def locked_milestone(milestone: Milestone) -> Milestone:
    rows = Milestone.objects.select_for_update(of=("self",)).select_related("cell")
    return rows.select_related("registration__cell", "registration__year__scheme").get(pk=milestone.pk)


def _milestone(milestone: Milestone, *statuses: Status) -> Milestone:
    """A milestone of a registration that is carried out, or stands at one of the statuses."""
    row = locked_milestone(milestone)
    if row.registration.status not in (statuses or (Status.ACCEPTED,)):
        raise refusals.NotCarriedOut
    return row
