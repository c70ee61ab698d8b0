"""A round: opened for a period by a unit, sent up by each cell, decided above and announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import as_day
from sotay.members.queries import RosterRow, holder_ids, roster
from sotay.notify import actions as notify
from sotay.reviews import caps, people, refusals, rules
from sotay.reviews.models import CellRound, Review, ReviewEvent, ReviewRound
from sotay.units.models import Unit
from sotay.units.queries import cells_below
from sotay.units.settings import Settings, settings_for, settings_of

What = ReviewEvent.What


@transaction.atomic
def open_round(
    *, unit: Unit, by: Actor, kind: str, year: int, quarter: int, write_by: date, send_by: date
) -> ReviewRound:
    """Open a year or a quarter for a cell, or for all cells in use below a unit; everybody is told.

    Raises RoundIsThere, DaysInWrongOrder.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    part = quarter if kind == ReviewRound.Kind.QUARTER else 0
    same = {"unit": unit, "kind": kind, "year": year, "quarter": part}
    if ReviewRound.objects.filter(**same).exists():
        raise refusals.RoundIsThere
    _refuse_wrong_days(write_by, send_by)
    today = timezone.localdate()
    row = ReviewRound.objects.create(
        **same, write_by=write_by, send_by=send_by, opened_on=today, opened_by_name=by.name
    )
    cells = [unit] if unit.is_cell else list(cells_below(unit.path))
    here = settings_for(cells, today)
    told: list[UUID] = []
    for cell in cells:
        told += _begin(row, cell, here[cell.pk])
    audit.record(by, "review.opened", row, title=row.label, n=len(cells))
    url = row.get_absolute_url()
    notify.tell(told, "review.opened", "/reviews/", by=by, title=row.label, day=as_day(write_by))
    leaders = holder_ids([cell.pk for cell in cells], *LEADERS, day=today)
    if not unit.is_cell:
        notify.tell(leaders, "review.to_lead", url, by=by, title=row.label, day=as_day(send_by))
    return row


@transaction.atomic
def change_days(*, round_: ReviewRound, by: Actor, write_by: date, send_by: date) -> ReviewRound:
    _refuse_wrong_days(write_by, send_by)
    row = locked_round(round_)
    row.write_by, row.send_by = write_by, send_by
    row.save(update_fields=["write_by", "send_by"])
    audit.record(by, "review.days_changed", row, title=row.label, day=as_day(send_by))
    return row


@transaction.atomic
def discard(*, round_: ReviewRound, by: Actor) -> None:
    """Throw away a round opened by mistake, while nobody has written in it. Raises RoundHasBegun."""
    row = locked_round(round_)
    rows = Review.objects.filter(cell_round__round=row)
    begun = rows.exclude(written_at=None) | rows.exclude(commented_at=None) | rows.exclude(ballot=None)
    if begun.exists():
        raise refusals.RoundHasBegun
    audit.record(by, "review.discarded", row, title=row.label)
    notify.take_back(row.get_absolute_url())
    row.delete()


@transaction.atomic
def add_missing(*, cell_round: CellRound, by: Actor) -> int:
    """Add members who have come to the cell since the round was opened; answers how many."""
    row = locked(cell_round, rules.OPEN)
    cell, round_ = row.cell, row.round
    known = set(row.reviews.values_list("member", flat=True))
    rows = [each for each in roster(cell.pk, timezone.localdate()) if each.member.pk not in known]
    fresh = people.reviews_of(row, rows, settings_of(cell, round_.opened_on))
    Review.objects.bulk_create(fresh)
    audit.record(by, "review.members_added", row, title=round_.label, n=len(fresh))
    notify.tell(
        [each.member_id for each in fresh if not each.left_out],
        "review.opened",
        "/reviews/",
        by=by,
        title=round_.label,
        day=as_day(round_.write_by),
    )
    return len(fresh)


@transaction.atomic
def send(*, cell_round: CellRound, by: Actor) -> CellRound:
    """Send the cell's list to the level above once everybody was voted on. Raises VotesMissing."""
    row = locked(cell_round, rules.OPEN)
    without = row.reviews.filter(left_out="", ballot=None).values_list("name", flat=True)
    if names := list(without[:6]):
        raise refusals.VotesMissing(", ".join(names))
    row.status, row.sent_at, row.sent_by_name = rules.SENT, timezone.now(), by.name
    row.save()
    audit.record(by, "review.sent_up", row, title=row.round.label)
    title = row.round.label
    notify.tell(
        people.deciders(row.cell),
        "review.to_decide",
        row.get_absolute_url(),
        by=by,
        cell=row.cell.name,
        title=title,
    )
    return row


@transaction.atomic
def recall(*, cell_round: CellRound, by: Actor) -> CellRound:
    """Take the list back while nothing is decided."""
    row = locked(cell_round, rules.SENT)
    row.status, row.sent_at, row.sent_by_name = rules.OPEN, None, ""
    row.save()
    audit.record(by, "review.recalled", row, title=row.round.label)
    notify.take_back(row.get_absolute_url())
    return row


@dataclass(frozen=True, slots=True)
class Choice:
    """A decided level, with the reason when it differs from the cell's vote."""

    level: str
    because: str = ""


@transaction.atomic
def decide(
    *,
    cell_round: CellRound,
    by: Actor,
    choices: Mapping[UUID, Choice],
    decision_no: str,
    decision_on: date,
    over_because: str = "",
) -> CellRound:
    """The standing committee above decides the levels of a cell, by the ids of its reviews.

    Raises NothingToDecide, AlreadyDecided, ReasonNeeded, OverTheCap, DayToCome.
    """
    row = locked(cell_round, rules.SENT)
    if decision_on > timezone.localdate():
        raise refusals.DayToCome("decision_on")
    rated = list(row.reviews.select_for_update(of=("self",)).filter(left_out="").select_related("cell"))
    for review in rated:
        choice = choices[review.pk]
        if choice.level != review.voted and not choice.because.strip():
            raise refusals.ReasonNeeded(review.name, f"because_{review.pk}")
        review.decided = choice.level
        review.because = choice.because.strip() if choice.level != review.voted else ""
    over = [cap for cap in caps.with_decisions(row, rated) if cap.cap.over]
    if over and not over_because.strip():
        raise refusals.OverTheCap(" ".join(cap.sentence() for cap in over))
    Review.objects.bulk_update(rated, ["decided", "because"])
    note(rated, What.DECIDED, by, was={each.pk: each.voted for each in rated})
    row.status, row.decided_at, row.decided_by_name = rules.DECIDED, timezone.now(), by.name
    row.decision_no, row.decision_on = decision_no.strip(), decision_on
    row.over_because = over_because.strip() if over else ""
    row.save()
    audit.record(by, "review.decided", row, title=row.round.label, number=row.decision_no)
    leaders = holder_ids([row.cell_id], *LEADERS, day=timezone.localdate())
    notify.tell(leaders, "review.decided", row.get_absolute_url(), by=by, title=row.round.label)
    return row


@transaction.atomic
def announce(*, cell_round: CellRound, by: Actor) -> CellRound:
    """Tell the decided levels: each person theirs, and the whole cell all where its setting says so."""
    row = locked(cell_round)
    if row.status != rules.DECIDED:
        raise refusals.NotDecidedYet
    if row.announced_at:
        return row
    row.announced_at = timezone.now()
    row.announced_to = settings_of(row.cell, timezone.localdate())["review.announce_to"]
    row.save(update_fields=["announced_at", "announced_to"])
    rated = list(row.reviews.filter(left_out=""))
    note(rated, What.ANNOUNCED, by)
    audit.record(by, "review.announced", row, title=row.round.label, n=len(rated))
    for review in rated:
        if review.member_id:
            url = review.get_absolute_url()
            notify.tell([review.member_id], "review.announced", url, title=row.round.label)
    return row


def note(
    reviews: Iterable[Review], what: ReviewEvent.What, by: Actor, was: Mapping[UUID, str] | None = None
) -> None:
    """Add what happened to the history of reviews."""
    now = timezone.now()
    ReviewEvent.objects.bulk_create(
        ReviewEvent(
            commune_id=each.commune_id,
            cell_id=each.cell_id,
            review=each,
            what=what,
            was=(was or {}).get(each.pk, ""),
            level=each.standing_level,
            by_name=by.name,
            at=now,
        )
        for each in reviews
    )


def locked_round(round_: ReviewRound) -> ReviewRound:
    return ReviewRound.objects.select_for_update(of=("self",)).select_related("unit").get(pk=round_.pk)


def locked(cell_round: CellRound, status: str = "") -> CellRound:
    """The cell's part as it stands now, held until the transaction ends. Everything that changes a review
    of a round begins here. Raises AlreadyDecided or CellIsPast when it is not at `status`.
    """
    rows = CellRound.objects.select_for_update(of=("self",)).select_related("round__unit", "cell")
    row = rows.get(pk=cell_round.pk)
    if not status or row.status == status:
        return row
    if row.status == rules.DECIDED:
        raise refusals.AlreadyDecided(row.decision_on)
    if status == rules.SENT:
        raise refusals.NothingToDecide
    raise refusals.CellIsPast(row.get_status_display())


def _begin(round_: ReviewRound, cell: Unit, here: Settings) -> list[UUID]:
    """The reviews of a cell; answers whom to tell."""
    row = CellRound.objects.create(commune_id=cell.commune_id, cell=cell, round=round_)
    on_roll: list[RosterRow] = roster(cell.pk, round_.opened_on)
    made = people.reviews_of(row, on_roll, here)
    has_committee = any(each.role == Role.COMMITTEE_MEMBER for each in on_roll)
    made += people.collectives(row, with_committee=has_committee)
    Review.objects.bulk_create(made)
    return [each.member_id for each in made if each.member_id and not each.left_out]


def _refuse_wrong_days(write_by: date, send_by: date) -> None:
    if send_by < write_by:
        raise refusals.DaysInWrongOrder
