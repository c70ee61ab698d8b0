"""Recording discipline, deciding on proposals, appeals. No audit line says a level or a ground."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor, Can
from sotay.kernel.text import tidy
from sotay.members import actions as members
from sotay.members import rules as standing
from sotay.members.models import Appointment, Member, Standing
from sotay.members.queries import in_force, standings_of
from sotay.notify import actions as notify
from sotay.registers.discipline import queries, refusals, rules
from sotay.registers.discipline.models import Appeal, Discipline
from sotay.registers.posts.queries import held_posts
from sotay.registers.refusals import NotYetComeDay
from sotay.units import decisions
from sotay.units.decisions import Decision
from sotay.units.models import Unit
from sotay.units.settings import settings_of
from sotay.votes.rules import needed

Status = Discipline.Status


@transaction.atomic
def record(
    *,
    member: Member,
    by: Actor,
    level: str,
    ground: str,
    decider: str,
    on: date,
    text: str = "",
    votes_for: int | None = None,
    votes_base: int | None = None,
    decision: Decision | None = None,
) -> Discipline:
    """Record what the cell decided or proposed on `on`, or the level above decided.

    Raises Refusal for a level that cannot be, votes that are not enough, a decision that is not whole.
    """
    _not_oneself(member, by)
    cell = member.cell
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)  # of two at once the later one sees both
    probationary = _was_probationary(member, on)
    posts = _posts_of(member, on)
    _check_level(cell, member, level, on, probationary=probationary, has_post=bool(posts))
    _check_ground(cell, ground, on)
    _check_votes(cell, decider, level, votes_for, votes_base, on)
    _not_twice(member, level, ground, on)
    row = Discipline(
        commune_id=cell.commune_id,
        cell=cell,
        member=member,
        was_probationary=probationary,
        level=level,
        ground=ground,
        text=text.strip(),
        post=", ".join(posts)[:200] if level == rules.DISMISSAL else "",
        votes_for=votes_for,
        votes_base=votes_base or None,
        voted_on=on if votes_for is not None else None,
        recorded_at=timezone.now(),
        recorded_by_name=by.name,
    )
    if decider == rules.PROPOSED:
        row.status = Status.PROPOSED
    else:
        row.decided_by_cell = decider == rules.BY_CELL
        _take_effect(row, by, on, decision)
    row.save()
    _follow(row, by)
    audit.record(by, "discipline.recorded", row, name=member.full_name)
    return row


@transaction.atomic
def record_of_unit(
    *, unit: Unit, by: Actor, level: str, ground: str, on: date, decision: Decision | None, text: str = ""
) -> Discipline:
    """Record the discipline of an organisation, which a level above it decided."""
    if level not in settings_of(unit, on)["party-discipline.levels_organisation"]:
        raise refusals.UnknownLevel(Discipline.Level(level).label)
    _check_ground(unit, ground, on)
    row = Discipline(
        commune_id=unit.commune_id,
        cell=unit,
        level=level,
        ground=ground,
        text=text.strip(),
        recorded_at=timezone.now(),
        recorded_by_name=by.name,
    )
    _take_effect(row, by, on, decision)
    row.save()
    audit.record(by, "discipline.unit_recorded", row, unit=unit.name)
    return row


@transaction.atomic
def decide(
    *,
    discipline: Discipline,
    by: Actor,
    disciplined: bool,
    on: date,
    level: str = "",
    decision: Decision | None = None,
) -> Discipline:
    """Decide, at the level above, on what a cell proposed: with the same level or another, or not at all."""
    row = locked(discipline)
    _not_oneself(row.member, by)
    if row.status != Status.PROPOSED:
        raise refusals.NotProposed
    if row.voted_on is not None and on < row.voted_on:
        raise refusals.DecidedBeforeVote(row.voted_on)
    if disciplined and row.member is not None:
        row.level = level or row.level
        posts = _posts_of(row.member, on)
        _check_level(
            row.cell, row.member, row.level, on, probationary=row.was_probationary, has_post=bool(posts)
        )
        row.post = ", ".join(posts)[:200] if row.level == rules.DISMISSAL else ""
        _take_effect(row, by, on, decision)
    else:
        row.status = Status.DECLINED
        for name, value in decisions.check(decision).columns().items():
            setattr(row, name, value)
    row.save()
    _follow(row, by)
    audit.record(by, "discipline.decided", row, name=row.member.full_name if row.member else row.cell.name)
    return row


@transaction.atomic
def appeal(*, discipline: Discipline, by: Actor, on: date, to_whom: str) -> Appeal:
    """Record an appeal, by the disciplined themselves or for them, within the days the regulation gives."""
    row = locked(discipline)
    if row.effective_on is None or row.status != Status.DECIDED:
        raise refusals.NothingToAppeal
    if on > timezone.localdate():
        raise NotYetComeDay("on")
    if on < row.effective_on:
        raise refusals.AppealTooEarly(row.effective_on)
    days = settings_of(row.cell, row.effective_on)["party-discipline.appeal_days"]
    last = rules.last_day_to_appeal(row.effective_on, days)
    if on > last and not row.appeals.exists():
        raise refusals.TooLateToAppeal(last)
    if row.appeals.filter(state=Appeal.State.OPEN).exists():
        raise refusals.AppealOpen
    made = row.appeals.create(
        commune_id=row.commune_id, cell=row.cell, made_on=on, to_whom=tidy(to_whom)[:200]
    )
    own = by.member_id == row.member_id
    audit.record(by, "discipline.appealed", row, assisted=None if own else row.member_id)
    return made


@transaction.atomic
def answer(
    *, appeal: Appeal, by: Actor, state: str, on: date, text: str, decision_no: str = "", level: str = ""
) -> Appeal:
    """Record what came of an appeal; a changed level or an annulment holds from then on."""
    row = locked(appeal.discipline)
    _not_oneself(row.member, by)
    held = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if not held.is_open:
        raise refusals.AppealAnswered
    if on > timezone.localdate():
        raise NotYetComeDay("on")
    if on < held.made_on:
        raise refusals.AnsweredTooEarly(held.made_on)
    held.state, held.answered_on = state, on
    held.answer, held.decision_no = text.strip(), tidy(decision_no)[:60]
    held.save()
    if state == Appeal.State.ANNULLED:
        row.status = Status.ANNULLED
    elif state == Appeal.State.CHANGED:
        _change_level(row, level)
    row.save()
    audit.record(by, "discipline.appeal_answered", row)
    _tell(row, by)
    return held


def _change_level(row: Discipline, level: str) -> None:
    """Another level, as of the day the decision took effect."""
    if not level:
        raise refusals.LevelNeeded
    if level == row.level:
        raise refusals.SameLevel
    day = row.effective_on or timezone.localdate()
    posts = _posts_of(row.member, day) if row.member else []
    if row.member is not None:
        probationary = row.was_probationary
        _check_level(row.cell, row.member, level, day, probationary=probationary, has_post=bool(posts))
    row.level, row.ends_on = level, rules.ends_on(level, day, _effect_months(row))
    row.post = ", ".join(posts)[:200] if level == rules.DISMISSAL else ""


@transaction.atomic
def take_back(*, discipline: Discipline, by: Actor) -> None:
    """Take out what was recorded by mistake; not once somebody has appealed against it."""
    row = locked(discipline)
    _not_oneself(row.member, by)
    if row.appeals.exists():
        raise refusals.HasAppeals
    if row.status == Status.DECIDED and not row.decided_by_cell:
        _only_from_above(row, by)
    audit.record(by, "discipline.taken_back", row, name=row.member.full_name if row.member else row.cell.name)
    row.delete()


def _take_effect(row: Discipline, by: Actor, on: date, decision: Decision | None) -> None:
    """A cell's decision holds when the result is announced; that of a level above with its paper."""
    if on > timezone.localdate():
        raise NotYetComeDay("on")
    row.status, row.effective_on = Status.DECIDED, on
    row.ends_on = rules.ends_on(row.level, on, _effect_months(row))
    if row.decided_by_cell:
        return
    _only_from_above(row, by)
    for name, value in decisions.check(decision).columns().items():
        setattr(row, name, value)


def _only_from_above(row: Discipline, by: Actor) -> None:
    place = row.member.cell.path if row.member else row.cell.path
    if by is not SYSTEM and not by.may_from_above(Can.SEE_DISCIPLINE, place):
        raise refusals.DecidedAbove


def _effect_months(row: Discipline) -> int:
    day = row.effective_on or timezone.localdate()
    months: int = settings_of(row.cell, day)["party-discipline.effect_months"]
    return months


def _follow(row: Discipline, by: Actor) -> None:
    """Who is expelled leaves the roll, when whoever records it keeps the roll from above; they are told."""
    member = row.member
    if member is None or row.status != Status.DECIDED or row.effective_on is None:
        return
    keeps = by is SYSTEM or by.may_from_above(Can.EDIT_ROSTER, member.cell.path)
    if row.level == rules.EXPULSION and member.left_on is None and keeps and row.decision_on:
        paper = Decision(row.decision_no, row.decision_on, row.decided_by)
        members.leave(
            member=member, by=by, on=row.effective_on, cause=Standing.Cause.EXPELLED, decision=paper
        )
    _tell(row, by)


def _tell(row: Discipline, by: Actor) -> None:
    if row.member_id is not None:
        notify.tell([row.member_id], "discipline.recorded", row.get_absolute_url(), by=by)


def _not_oneself(member: Member | None, by: Actor) -> None:
    if member is not None and member.pk == by.member_id:
        raise refusals.NotOneself


def _was_probationary(member: Member, on: date) -> bool:
    status = standing.standing_on(standings_of([member.pk], on)[member.pk], on, member.cell_id)
    if not (status.full or status.probationary):
        raise refusals.NotAMember(member.full_name)
    return status.probationary


def _posts_of(member: Member, on: date) -> list[str]:
    """What the member held on a day: roles in the Party and posts of the book."""
    roles = Appointment.objects.filter(in_force(on), member=member).select_related("unit")
    return [
        *(f"{row.get_role_display()}, {row.unit.name}" for row in roles),
        *(f"{post.title}, {post.place}" for post in held_posts(member, on)),
    ]


def _check_level(
    cell: Unit, member: Member, level: str, on: date, *, probationary: bool, has_post: bool
) -> None:
    allowed, label = queries.levels(cell, on, probationary=probationary), Discipline.Level(level).label
    match rules.fault_of_level(level, allowed, probationary=probationary, has_post=has_post):
        case "probationary":
            raise refusals.ProbationaryCannot(member.full_name, label)
        case "unknown":
            raise refusals.UnknownLevel(label)
        case "post":
            raise refusals.NoPost(member.full_name)


def _not_twice(member: Member, level: str, ground: str, on: date) -> None:
    """Somebody who taps twice, or two who record one decision."""
    same = Discipline.objects.filter(member=member, level=level, ground=ground)
    if same.filter(Q(voted_on=on) | Q(effective_on=on)).exclude(status=Status.ANNULLED).exists():
        raise refusals.RecordedAlready(member.full_name, on)


def _check_ground(unit: Unit, ground: str, on: date) -> None:
    if ground not in queries.grounds(unit, on):
        raise refusals.GroundUnknown


def _check_votes(cell: Unit, decider: str, level: str, votes: int | None, base: int | None, on: date) -> None:
    """The cell decides by more than half of its full members and only proposes an expulsion, by two thirds.
    A proposal that falls short goes up all the same."""
    if decider == rules.BY_CELL and level == rules.EXPULSION:
        raise refusals.CellCannotExpel
    match rules.fault_of_votes(decider, level, votes, base):
        case "needed":
            raise refusals.VotesNeeded
        case "more":
            raise refusals.TooManyVotes(votes or 0, base or 0)
    if decider != rules.BY_CELL or votes is None or base is None:
        return
    short = rules.votes_short(votes, base, settings_of(cell, on)[threshold_key(level)])
    if short:
        raise refusals.NotPassed(votes, base, short)


def threshold_key(level: str) -> str:
    name = "expulsion" if level == rules.EXPULSION else "discipline"
    return f"charter-implementation.threshold_{name}"


def votes_needed(row: Discipline) -> int | None:
    """How many votes the level takes of those counted, on the day of the vote."""
    if row.votes_base is None or row.voted_on is None:
        return None
    return needed(row.votes_base, settings_of(row.cell, row.voted_on)[threshold_key(row.level)])


def locked(row: Discipline) -> Discipline:
    rows = Discipline.objects.select_for_update(of=("self",)).select_related("member__cell", "cell")
    return rows.get(pk=row.pk)
