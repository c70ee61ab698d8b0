"""Observations from the first word to the cell's answer, and handing over who oversees a cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import Month, as_day
from sotay.kernel.text import tidy
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting
from sotay.members import actions as appointments
from sotay.members import queries as members
from sotay.members.actions.appointing import holder_name
from sotay.members.models import Appointment, Member
from sotay.notify import actions as notify
from sotay.oversight import queries, refusals, rules
from sotay.oversight.models import Observation, Recommendation
from sotay.units.models import Unit
from sotay.units.settings import settings_of

Status = Recommendation.Status


@transaction.atomic
def keep(
    *, meeting: Meeting, cell: Unit, by: Actor, attended: str, text: str, proposals: str, send: bool = False
) -> Observation:
    """Keep what the overseer wrote of a meeting, and with `send` send it to the cell.

    Raises NotBegun before the meeting, SentAlready once it was sent, and what keeps it from being sent.
    """
    meeting = locked_meeting(meeting)
    if not queries.can_be_observed(meeting):
        raise refusals.NotBegun
    row = queries.own_observation(by, meeting, lock=True)
    if row is not None and row.is_sent:
        raise refusals.SentAlready
    row = row or Observation(
        commune_id=cell.commune_id,
        cell=cell,
        meeting=meeting,
        member_id=by.member_id,
        account_id=None if by.member_id else by.account_id,
    )
    row.attended, row.text, row.proposals = attended, text.strip(), proposals.strip()
    row.by_name, row.written_at = by.name, timezone.now()
    if send:
        return _send(row, by)
    row.save()
    audit.record(by, "observation.kept", row)
    return row


def _send(row: Observation, by: Actor) -> Observation:
    texts = rules.recommendations_in(row.proposals)
    _refuse(row.attended, row.text, texts)
    row.sent_at = row.written_at
    row.save()
    _recommend(row, texts, first=1)
    told = {"title": str(row.meeting), "n": str(len(texts))}
    audit.record(by, "observation.sent", row, title=told["title"], n=len(texts))
    notify.tell(_leaders(row.cell), "observation.sent", row.get_absolute_url(), by=by, name=by.name, **told)
    return row


@transaction.atomic
def add(*, observation: Observation, by: Actor, text: str, proposals: str) -> Observation:
    """Add a note, further recommendations, or both to an observation that was sent."""
    row = locked(observation)
    texts, known = rules.recommendations_in(proposals), row.recommendations.count()
    if not (text.strip() or texts):
        raise refusals.NothingAdded
    _refuse(rules.NOT, "", texts, known)
    if text.strip():
        row.remarks.create(
            commune_id=row.commune_id, cell=row.cell, text=text.strip(), by_name=by.name, at=timezone.now()
        )
    _recommend(row, texts, first=known + 1)
    title = str(row.meeting)
    audit.record(by, "observation.added", row, title=title, n=len(texts))
    notify.tell(
        _leaders(row.cell), "observation.added", row.get_absolute_url(), by=by, name=by.name, title=title
    )
    return row


@transaction.atomic
def answer(
    *, recommendation: Recommendation, by: Actor, accepted: bool, text: str, due_on: date | None
) -> Recommendation:
    """Answer a recommendation for the cell: what is done and by when, or why it is not accepted.

    Raises AnsweredAlready when somebody has answered it meanwhile.
    """
    row = locked_recommendation(recommendation)
    if not rules.can_answer(row.status):
        raise refusals.AnsweredAlready(row)
    if accepted and due_on is None:
        raise refusals.DeadlineNeeded
    if accepted and due_on is not None and due_on < timezone.localdate():
        raise refusals.DeadlineInThePast
    row.status = Status.ACCEPTED if accepted else Status.DECLINED
    row.answer, row.due_on = text.strip(), due_on if accepted else None
    row.answered_at, row.answered_by_name = timezone.now(), by.name
    row.save()
    if row.due_on is not None:
        audit.record(by, "recommendation.accepted", row, number=row.number, due=as_day(row.due_on))
    else:
        audit.record(by, "recommendation.declined", row, number=row.number)
    writer = row.observation.member_id or row.observation.account_id
    url, cell = row.observation.get_absolute_url(), row.cell.name
    notify.tell([writer], "recommendation.answered", url, by=by, cell=cell, number=row.number)
    return row


@transaction.atomic
def take_back(*, recommendation: Recommendation, by: Actor) -> Recommendation:
    """Take back an answer that no overseer has taken note of yet; taking back twice changes nothing."""
    row = locked_recommendation(recommendation)
    if row.is_open:
        return row
    if not rules.can_take_back(row.status, acknowledged=row.acknowledged_at is not None):
        raise refusals.NotToBeTakenBack
    row.status, row.answer, row.due_on = Status.OPEN, "", None
    row.answered_at, row.answered_by_name = None, ""
    row.save()
    audit.record(by, "recommendation.taken_back", row, number=row.number)
    return row


@transaction.atomic
def acknowledge(*, observation: Observation, by: Actor) -> int:
    """Take note of every new answer of the cell; how many. Raises NothingToAcknowledge when there is none."""
    row = locked(observation)
    fresh = row.recommendations.exclude(status=Status.OPEN).filter(acknowledged_at=None)
    n = fresh.update(acknowledged_at=timezone.now())
    if not n:
        raise refusals.NothingToAcknowledge
    audit.record(by, "observation.acknowledged", row, n=n)
    return n


@transaction.atomic
def hand_over(
    *,
    cell: Unit,
    by: Actor,
    to: Member,
    on: date,
    leaving: Appointment | None = None,
    note: str = "",
    although_many: bool = False,
) -> Appointment:
    """Let `to` oversee the cell from `on`, in place of `leaving` or beside those who do.

    Ends one appointment and begins another. Raises Refusal for what makes no sense, and ManyCells, a warning,
    when the person would oversee more cells than the setting names.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    if to.cell_id == cell.pk:
        raise refusals.OwnCell(to.full_name, cell.name)
    if leaving is not None:
        leaving = _still_held(leaving, to, on)
    if not although_many:
        _warn_of_many(cell, to, on)
    if leaving is not None:
        appointments.end_appointment(appointment=leaving, by=by, on=on)
    given = appointments.appoint(by=by, unit=cell, role=Role.OVERSEER, member=to, from_on=on, note=note)
    _tell_of_hand_over(cell, by, to, on, leaving)
    return given


@transaction.atomic
def assign_to_attend(*, cell: Unit, by: Actor, to: Member, month: Month, note: str = "") -> Appointment:
    """Let `to` attend the cell's meetings of one month beside its overseers: they are invited, read the
    papers and leave an observation like them, until two weeks after the month.

    Raises Refusal for a month that is over, one's own cell, or who oversees the cell then anyway.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    today = timezone.localdate()
    if month < Month.of(today):
        raise refusals.MonthIsOver(month)
    if to.cell_id == cell.pk:
        raise refusals.OwnCell(to.full_name, cell.name)
    from_on = max(today, month.plus(-1).day(rules.BEGINS_ON))
    until_on = month.plus(1).day(rules.ENDS_ON)
    held = Appointment.objects.that_held().filter(unit=cell, role=Role.OVERSEER, member=to)
    if held.filter(Q(until_on=None) | Q(until_on__gt=month.first), from_on__lt=until_on).exists():
        raise refusals.AttendsAlready(to.full_name)
    words = f"dự sinh hoạt tháng {month.label()}"
    given = appointments.appoint(
        by=by,
        unit=cell,
        role=Role.OVERSEER,
        member=to,
        from_on=from_on,
        until_on=until_on,
        note=f"{words}; {tidy(note)}" if tidy(note) else words,
        attends_only=True,
    )
    for meeting in Meeting.objects.filter(cell=cell, month=month, stage=Meeting.Stage.PREPARING):
        if meeting.invited_at:
            inviting.invite(meeting=meeting, by=by)
    said = {"cell": cell.name, "month": month.label()}
    notify.tell([to.pk], "oversight.attends", reverse("oversight:home"), by=by, **said)
    of_cell = reverse("oversight:cell", args=[cell.pk])
    notify.tell(_leaders(cell), "oversight.attended", of_cell, by=by, name=to.full_name, month=month.label())
    return given


def _still_held(leaving: Appointment, to: Member, on: date) -> Appointment:
    row = Appointment.objects.select_for_update(of=("self",)).select_related("member").get(pk=leaving.pk)
    name = holder_name(row)
    if row.until_on is not None and row.until_on <= on:
        raise refusals.NoLongerHeld(name)
    if row.member_id == to.pk:
        raise refusals.SamePerson(name)
    if on <= row.from_on:
        raise refusals.BeforeTheFirst(name, row.from_on)
    return row


def _warn_of_many(cell: Unit, to: Member, on: date) -> None:
    most = settings_of(cell, timezone.localdate())["cell-meeting.overseer_cells_at_most"]
    cells = len(queries.cells_of(to, on) | {cell.pk})
    if cells > most:
        raise refusals.ManyCells(to.full_name, cells, most)


def _tell_of_hand_over(cell: Unit, by: Actor, to: Member, on: date, leaving: Appointment | None) -> None:
    url, day = reverse("oversight:home"), as_day(on)
    of_cell = reverse("oversight:cell", args=[cell.pk])
    notify.tell([to.pk], "oversight.begins", url, by=by, cell=cell.name, day=day)
    if leaving is not None:
        who = [leaving.member_id or leaving.account_id]
        notify.tell(who, "oversight.ends", url, by=by, name=to.full_name, cell=cell.name, day=day)
    notify.tell(_leaders(cell), "oversight.handed_over", of_cell, by=by, name=to.full_name, day=day)


def _refuse(attended: str, text: str, texts: Sequence[str], known: int = 0) -> None:
    match rules.fault_of(attended, text, texts, known):
        case "text":
            raise refusals.NothingSeen
        case "many":
            raise refusals.TooManyProposals
        case "long":
            raise refusals.TooLong


def _recommend(row: Observation, texts: Sequence[str], *, first: int) -> None:
    Recommendation.objects.bulk_create(
        Recommendation(
            commune_id=row.commune_id,
            cell=row.cell,
            observation=row,
            number=number,
            text=tidy(text),
            made_at=timezone.now(),
        )
        for number, text in enumerate(texts, first)
    )


def _leaders(cell: Unit) -> set[UUID]:
    return members.holder_ids([cell.pk], *LEADERS, day=timezone.localdate())


def locked_meeting(meeting: Meeting) -> Meeting:
    """Held so that one person does not begin two observations of it at once."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("cell").get(pk=meeting.pk)


def locked(observation: Observation) -> Observation:
    rows = Observation.objects.select_for_update(of=("self",)).select_related("cell", "meeting__cell")
    return rows.get(pk=observation.pk)


def locked_recommendation(row: Recommendation) -> Recommendation:
    rows = Recommendation.objects.select_for_update(of=("self",))
    return rows.select_related("cell", "observation__meeting").get(pk=row.pk)
