"""A badge through the levels and back, step by step; commendations."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.members import rules as standing
from sotay.members.models import Member
from sotay.members.queries import standings_of
from sotay.notify import actions as notify
from sotay.registers.discipline import queries as discipline
from sotay.registers.honours import refusals, rules
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.honours.queries import own_url
from sotay.registers.refusals import NotYetComeDay
from sotay.units import decisions
from sotay.units.decisions import Decision
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of

Status = Badge.Status


@transaction.atomic
def propose(*, member: Member, by: Actor, years: int, early: str = "", corrected: bool = False) -> Badge:
    """Propose a badge for a member, in the name of the cell.

    Raises Refusal under discipline, too soon, for years that carry no badge, and for one that is there.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("cell").get(pk=member.pk)
    day, here = timezone.localdate(), settings_of(member.cell, timezone.localdate())
    admitted = member.admitted_on.exact if member.admitted_on else None
    if admitted is None:
        raise refusals.AdmissionUnknown(member.full_name)
    if years not in here["party-badges.years"]:
        raise refusals.NoSuchBadge(years)
    there = Badge.objects.filter(member=member, years=years).first()
    if there is not None:
        raise refusals.BadgeThere(member.full_name, years, there.get_status_display())
    _refuse_disciplined(member, day, corrected)
    due = rules.due_on(admitted, years)
    ceremonies = here["party-badges.ceremonies"]
    _ceremony, on = rules.ceremony_for(due, ceremonies)
    _refuse_too_soon(here, years, due, on, day, early)
    if on < day:
        on = rules.next_ceremony(day, ceremonies)
    row = Badge.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        years=years,
        due_on=due,
        ceremony_on=on,
        early=early,
        corrected=corrected,
        proposed_on=day,
        proposed_by_name=by.name,
    )
    audit.record(by, "badge.proposed", row, name=member.full_name, years=years)
    return row


def _refuse_disciplined(member: Member, day: date, corrected: bool) -> None:
    waits = discipline.badge_waits([member.pk], member.cell, day)
    if member.pk in waits:
        raise refusals.Waits(member.full_name, waits[member.pk])
    status = standing.standing_on(standings_of([member.pk], day)[member.pk], day, member.cell_id)
    if status.suspended or status.prosecuted:
        raise refusals.Suspended(member.full_name)
    if not corrected and discipline.were_disciplined([member.pk]):
        raise refusals.CorrectionNeeded


def _refuse_too_soon(here: Settings, years: int, due: date, on: date, day: date, early: str) -> None:
    if not early:
        if on > standing.plus_months(day, rules.AHEAD_MONTHS):
            raise refusals.TooSoon(years, due)
        return
    names = ("early_months", "early_months_long", "early_long_from")
    usual, long, high = (here[f"party-badges.{name}"] for name in names)
    if not rules.may_be_early(due, day, years, ill=early == rules.ILL, months=(usual, long, high)):
        raise refusals.NotEarlier(years, due)


@transaction.atomic
def forward(*, badge: Badge, by: Actor) -> Badge:
    """Send a proposal on, from the office above the cell."""
    row = _at(badge, Status.PROPOSED)
    row.status, row.forwarded_on = Status.FORWARDED, timezone.localdate()
    row.save()
    audit.record(by, "badge.forwarded", row, name=row.member.full_name, years=row.years)
    return row


@transaction.atomic
def award(*, badge: Badge, by: Actor, on: date, decision_no: str) -> Badge:
    """Record that the badge was awarded; the member is told."""
    if on > timezone.localdate():
        raise NotYetComeDay("on")
    row = _at(badge, Status.FORWARDED)
    row.status, row.awarded_on, row.decision_no = Status.AWARDED, on, tidy(decision_no)[:60]
    row.save()
    audit.record(by, "badge.awarded", row, name=row.member.full_name, years=row.years, day=as_day(on))
    notify.tell([row.member_id], "badge.awarded", own_url(), by=by, years=str(row.years))
    return row


@transaction.atomic
def step_back(*, badge: Badge, by: Actor) -> Badge | None:
    """Take back the last step: an award, sending on, or the proposal itself, which is then gone."""
    row = _locked(badge)
    if row.status == Status.AWARDED:
        row.status, row.awarded_on, row.decision_no = Status.FORWARDED, None, ""
    elif row.status == Status.FORWARDED:
        row.status, row.forwarded_on = Status.PROPOSED, None
    else:
        audit.record(by, "badge.withdrawn", row, name=row.member.full_name, years=row.years)
        row.delete()
        return None
    row.save()
    audit.record(by, "badge.step_back", row, name=row.member.full_name, years=row.years)
    return row


@transaction.atomic
def commend(
    *,
    cell: Unit,
    by: Actor,
    kind: str,
    reason: str,
    on: date,
    member: Member | None = None,
    decision: Decision | None = None,
) -> Commendation:
    """Record praise by the cell, or what a level above awarded, with its decision."""
    if on > timezone.localdate():
        raise NotYetComeDay("on")
    by_cell = decision is None
    if by_cell and kind != Commendation.Kind.PRAISE:
        raise refusals.CellOnlyPraises
    paper = {} if decision is None else decisions.check(decision).columns()
    row = Commendation.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        member=member,
        kind=kind,
        reason=tidy(reason)[:300],
        on=on,
        by_cell=by_cell,
        recorded_by_name=by.name,
        **paper,
    )
    audit.record(by, "commendation.recorded", row, name=member.full_name if member else cell.name)
    if member is not None:
        notify.tell([member.pk], "commendation.recorded", own_url(), by=by)
    return row


@transaction.atomic
def take_out(*, commendation: Commendation, by: Actor) -> None:
    name = commendation.member.full_name if commendation.member else commendation.cell.name
    audit.record(by, "commendation.taken_out", commendation, name=name)
    commendation.delete()


def _at(badge: Badge, status: str) -> Badge:
    row = _locked(badge)
    if row.status != status:
        raise refusals.MovedOn(row.get_status_display())
    return row


def _locked(badge: Badge) -> Badge:
    rows = Badge.objects.select_for_update(of=("self",)).select_related("member", "cell")
    return rows.get(pk=badge.pk)
