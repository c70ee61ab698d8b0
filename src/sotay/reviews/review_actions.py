"""One review: the self-review, the cell's comment, the count of the vote, and a second look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import as_day
from sotay.members.models import Member
from sotay.members.queries import holder_ids, roster
from sotay.notify import actions as notify
from sotay.regulations.values import (
    ReviewForm,
)
from sotay.reviews import people, refusals, rules
from sotay.reviews.models import Ballot, CellRound, Review, ReviewEvent
from sotay.reviews.round_actions import locked, note
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of
from sotay.votes.rules import BaseRule, Seat, in_base, voting_base

What = ReviewEvent.What


@transaction.atomic
def write(
    *,
    review: Review,
    by: Actor,
    form: ReviewForm,
    words: Mapping[str, str],
    points: Mapping[str, int],
    beyond: int | None,
    level: str,
    send: bool,
) -> Review:
    """Keep a self-review, or send it to the cell. Somebody else who writes does it for the person.

    Raises AboveMost for points above their criterion; on sending PointsMissing and LevelMissing;
    SelfReviewSent, VotedAlready, NotRated, AlreadyDecided.
    """
    row = _to_write(review)
    if row.sent_at:
        raise refusals.SelfReviewSent
    for key in rules.above_most(points, form):
        criterion = next(each for each in form.criteria if each.key == key)
        raise refusals.AboveMost(criterion.text.vi, criterion.max_points, f"points_{key}")
    if send:
        _refuse_unfinished(form, points, level)
    row.words = {key: text.strip() for key, text in words.items() if text.strip()}
    row.points, row.beyond, row.own_level = dict(points), beyond, level
    row.written_at = timezone.now()
    row.sent_at = row.written_at if send else None
    row.helped_by_name = by.name if _helps(by, row) else ""
    row.save()
    code = "review.self_sent" if send else "review.self_kept"
    audit.record(by, code, row, assisted=_assisted(by, row), name=row.name, title=row.cell_round.round.label)
    if send:
        note([row], What.SENT, by)
    return row


@transaction.atomic
def reopen(*, review: Review, by: Actor) -> Review:
    """Take a self-review back to change it, until the cell has voted."""
    row = _to_write(review)
    if not row.sent_at:
        raise refusals.NotSentYet
    row.sent_at = None
    row.save(update_fields=["sent_at"])
    audit.record(
        by, "review.self_reopened", row, assisted=_assisted(by, row), name=row.name,
        title=row.cell_round.round.label,
    )  # fmt: skip
    note([row], What.REOPENED, by)
    return row


@transaction.atomic
def comment(
    *,
    review: Review,
    by: Actor,
    text: str,
    common_points: int | None,
    task_points: int | None,
    beyond: int | None,
    form: str,
    left_out: str,
    shape: ReviewForm,
) -> Review:
    """What the cell says of somebody: its words and points, which form is theirs, or why they are not rated.

    Another form drops the points of one criterion each, because they are of the form before. Raises
    AboveMost, BothPartsNeeded, VotedAlready, AlreadyDecided.
    """
    row = _held(review)
    if row.ballot_id and (left_out.strip() or form != row.form):
        raise refusals.VotedAlready
    if (common_points is None) != (task_points is None):
        raise refusals.BothPartsNeeded
    for name, part, given in (
        ("common_points", "common", common_points),
        ("task_points", "tasks", task_points),
    ):
        if given is not None and not 0 <= given <= shape.most(part):
            raise refusals.AboveMost(_PART_WORDS[part], shape.most(part), name)
    if form != row.form:
        row.points, row.sent_at = {}, None
    row.form, row.left_out = form, left_out.strip()[:200]
    row.comment, row.cell_beyond = text.strip(), beyond
    row.common_points, row.task_points = common_points, task_points
    row.commented_at, row.commented_by_name = timezone.now(), by.name
    row.save()
    audit.record(by, "review.commented", row, name=row.name, title=row.cell_round.round.label)
    note([row], What.COMMENTED, by)
    return row


_PART_WORDS = {"common": "Tiêu chí chung", "tasks": "Kết quả nhiệm vụ"}


@transaction.atomic
def record_ballot(
    *,
    cell_round: CellRound,
    by: Actor,
    manner: str,
    held_on: date,
    tellers: Sequence[Member],
    slips: rules.Slips,
    exempt_came: int,
    votes: Mapping[UUID, Mapping[str, int]],
) -> Ballot:
    """Record a count of a secret vote, as the tellers gave it: by review, votes for each level.

    The base is of the day of the vote: full members of the cell (294-QĐ/TW, 9.3.2). Who has been voted on
    already is not counted again. Raises WrongSlips, VotesDoNotAddUp, TellerIsVotedOn, TellersNeeded,
    NobodyVotedOn, TooManyExempt, DayToCome, AlreadyDecided.
    """
    row = locked(cell_round, rules.OPEN)
    if held_on > timezone.localdate():
        raise refusals.DayToCome("held_on")
    if held_on < row.round.opened_on:
        raise refusals.VotedTooEarly(row.round.opened_on)
    if not tellers:
        raise refusals.TellersNeeded
    here = settings_of(row.cell, row.round.opened_on)
    base = base_of(row.cell, held_on, exempt_came)
    if wrong := rules.wrong_slips(slips, base):
        raise refusals.WrongSlips(wrong, base)
    voted = _voted_on(row, votes, tellers, slips)
    ballot = Ballot.objects.create(
        commune_id=row.commune_id,
        cell=row.cell,
        cell_round=row,
        manner=manner,
        held_on=held_on,
        base=base,
        exempt_came=exempt_came,
        issued=slips.issued,
        collected=slips.collected,
        invalid=slips.invalid,
        tellers=[{"id": str(member.pk), "name": member.full_name} for member in tellers],
        recorded_at=timezone.now(),
        recorded_by_name=by.name,
    )
    for review in voted:
        review.ballot, review.votes = ballot, dict(votes[review.pk])
        review.voted = result_of(review.votes, base, here)
    Review.objects.bulk_update(voted, ["ballot", "votes", "voted"])
    note(voted, What.VOTED, by)
    audit.record(by, "review.counted", row, title=row.round.label, day=as_day(held_on), n=len(voted))
    return ballot


@transaction.atomic
def take_back_ballot(*, ballot: Ballot, by: Actor) -> None:
    """Take a count back, to record it anew, until the list was sent."""
    row = locked(ballot.cell_round, rules.OPEN)
    voted = list(Review.objects.filter(ballot=ballot))
    was = {review.pk: review.voted for review in voted}
    for review in voted:
        review.ballot, review.votes, review.voted = None, {}, ""
    Review.objects.bulk_update(voted, ["ballot", "votes", "voted"])
    note(voted, What.UNVOTED, by, was)
    day = as_day(ballot.held_on)
    Ballot.objects.filter(pk=ballot.pk).delete()
    audit.record(by, "review.count_taken_back", row, title=row.round.label, day=day)


def base_of(cell: Unit, day: date, exempt_came: int = 0) -> int:
    """How many full members a vote of that day is counted against. Raises TooManyExempt."""
    here = settings_of(cell, day)
    rule = BaseRule.of(here)
    seats = seats_of(cell, day, here)
    exempt = sum(seat.full and seat.exempt and not in_base(seat, rule) for seat in seats)
    if not 0 <= exempt_came <= exempt:
        raise refusals.TooManyExempt(exempt)
    return voting_base(seats, rule) + exempt_came


def seats_of(cell: Unit, day: date, here: Settings) -> list[Seat]:
    """The cell's list as a vote sees it; nobody is marked present, so exempt members are out."""
    barred = here["charter-implementation.base_excludes_prosecuted"]
    return [
        Seat(
            full=row.full,
            present=False,
            away=row.away,
            exempt=row.exempt,
            suspended=row.suspended or (row.prosecuted and barred),
            here=row.here,
        )
        for row in roster(cell.pk, day)
    ]


def result_of(votes: Mapping[str, int], base: int, here: Mapping[str, Any]) -> str:
    cumulative = here["review.vote_result"] == "cumulative"
    threshold, levels = here["review.vote_threshold"], here["review.levels"]
    return rules.result(votes, base, threshold, levels, cumulative=cumulative)


@transaction.atomic
def appeal(*, review: Review, by: Actor, text: str) -> Review:
    """The person asks the level above for a second look. Raises NotAnnouncedYet, AppealTooLate,
    AppealedAlready."""
    row = _any(review)
    told = row.cell_round.announced_at
    if told is None:
        raise refusals.NotAnnouncedYet
    days = settings_of(row.cell, timezone.localdate(told))["review.appeal_days"]
    if timezone.localdate() > timezone.localdate(told) + timedelta(days=days):
        raise refusals.AppealTooLate(days)
    if row.appealed_at:
        raise refusals.AppealedAlready
    row.appeal, row.appealed_at = text.strip(), timezone.now()
    row.save(update_fields=["appeal", "appealed_at"])
    note([row], What.APPEALED, by)
    title = row.cell_round.round.label
    audit.record(by, "review.appealed", row, assisted=_assisted(by, row), name=row.name, title=title)
    notify.tell(
        people.deciders(row.cell), "review.appealed", row.get_absolute_url(), by=by, cell=row.cell.name,
        title=title,
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_appeal(*, review: Review, by: Actor) -> Review:
    row = _any(review)
    if not row.appealed_at or row.appeal_answered_at:
        raise refusals.NoAppeal
    row.appeal, row.appealed_at = "", None
    row.save(update_fields=["appeal", "appealed_at"])
    note([row], What.WITHDRAWN, by)
    title = row.cell_round.round.label
    audit.record(by, "review.appeal_withdrawn", row, assisted=_assisted(by, row), name=row.name, title=title)
    return row


@transaction.atomic
def answer_appeal(*, review: Review, by: Actor, text: str, level: str) -> Review:
    """The level above answers, keeps the level or gives another; the one before stays in the history."""
    row = _any(review)
    if not row.appealed_at or row.appeal_answered_at:
        raise refusals.NoAppeal
    if row.member_id is not None and row.member_id == by.member_id:
        raise refusals.OwnAppeal
    was, row.decided = row.decided, level
    row.appeal_answer, row.appeal_answered_at, row.appeal_answered_by_name = (
        text.strip(),
        timezone.now(),
        by.name,
    )
    row.save(update_fields=["decided", "appeal_answer", "appeal_answered_at", "appeal_answered_by_name"])
    note([row], What.ANSWERED, by, was={row.pk: was})
    title = row.cell_round.round.label
    audit.record(by, "review.appeal_answered", row, name=row.name, title=title)
    told = [row.member_id, *holder_ids([row.cell_id], *LEADERS, day=timezone.localdate())]
    notify.tell(told, "review.appeal_answered", row.get_absolute_url(), by=by, title=title)
    return row


def _voted_on(
    row: CellRound, votes: Mapping[UUID, Mapping[str, int]], tellers: Sequence[Member], slips: rules.Slips
) -> list[Review]:
    if not votes:
        raise refusals.NobodyVotedOn
    counting = {member.pk for member in tellers}
    voted = list(
        row.reviews.select_for_update(of=("self",)).filter(pk__in=list(votes), ballot=None, left_out="")
    )
    if len(voted) < len(votes):
        raise refusals.VotedAlready
    for review in voted:
        if review.member_id in counting:
            raise refusals.TellerIsVotedOn(review.name)
        if rules.votes_missing(votes[review.pk], slips):
            raise refusals.VotesDoNotAddUp(review.name, sum(votes[review.pk].values()), slips.valid)
    return voted


def _refuse_unfinished(form: ReviewForm, points: Mapping[str, int], level: str) -> None:
    for criterion in form.criteria:
        if criterion.key not in points:
            raise refusals.PointsMissing(criterion.text.vi, f"points_{criterion.key}")
    if not level:
        raise refusals.LevelMissing("level")


def _to_write(review: Review) -> Review:
    """The review, while its self-review may be written."""
    row = _held(review)
    if row.left_out:
        raise refusals.NotRated(row.left_out)
    if row.ballot_id:
        raise refusals.VotedAlready
    return row


def _held(review: Review) -> Review:
    """The review locked, in a part of the round that is under way."""
    locked(review.cell_round, rules.OPEN)
    return _locked(review)


def _any(review: Review) -> Review:
    locked(review.cell_round)
    return _locked(review)


def _locked(review: Review) -> Review:
    rows = Review.objects.select_for_update(of=("self",)).select_related("cell_round__round", "cell")
    return rows.get(pk=review.pk)


def _helps(by: Actor, row: Review) -> bool:
    return row.member_id is not None and row.member_id != by.member_id


def _assisted(by: Actor, row: Review) -> UUID | None:
    return row.member_id if _helps(by, row) else None
