"""Writes of a secret ballot. The audit has its lines in the meeting's log, which says when a vote began
and what was counted; nothing here records who did what, and it must stay so.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.units.models import Unit
from sotay.votes import receipts, rules
from sotay.votes.models import Ballot, Slip, Voter
from sotay.votes.sealing import Filled, seal, unseal

_CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Count:
    """One number for each answer; slips handed out, and those that came back filled in."""

    counts: tuple[int, ...]
    issued: int
    collected: int


class Asked(Protocol):
    """A question with its answers: an open motion, or a secret ballot."""

    @property
    def options(self) -> Sequence[str]: ...
    @property
    def most(self) -> int: ...


@transaction.atomic
def open_ballot(
    *,
    id: UUID,
    meeting_id: UUID,
    cell: Unit,
    question: str,
    options: Sequence[str],
    most: int,
    base: int,
    voters: Iterable[UUID],
) -> Ballot:
    """Hand out a blank slip for each of the voters (ids of members). Whoever comes later has none."""
    ballot = Ballot.objects.create(
        id=id,
        commune_id=cell.commune_id,
        cell=cell,
        meeting_id=meeting_id,
        question=question,
        options=list(options),
        most=most,
        base=base,
    )
    electorate = dict.fromkeys(voters, False)
    _write(ballot, electorate, [None] * len(electorate))
    return ballot


@sensitive_variables()
@transaction.atomic
def cast(*, ballot_id: UUID, member_id: UUID, choice: Sequence[int], receipt: str = "") -> None:
    """Put a member's slip into the box. The member has to be the one who asks; the caller sees to that.
    `receipt` is what came with the empty ballot (`receipts.offered`), or nothing.

    Raises Refusal when the vote is over, the member has voted or has no slip, or the choice does not fit.
    The lock on the ballot makes two who vote at once take turns.
    """
    ballot = _held(ballot_id)
    if ballot is None or not ballot.is_open:
        raise Refusal(_("This vote is over; no more ballots can be put in."))
    electorate = _electorate(ballot)
    _refuse_unless_waited_for(electorate.get(member_id))
    refuse_bad_choice(ballot, choice)
    slips = _slips(ballot)
    filled = Filled(_receipt(ballot, member_id, receipt, slips), tuple(choice))
    slips[slips.index(None)] = filled
    _write(ballot, {**electorate, member_id: True}, slips)


@transaction.atomic
def count(*, ballot_id: UUID) -> Count:
    """Close the ballot, open the slips and count them; counting again gives the same."""
    ballot = _held(ballot_id)
    if ballot is None:
        raise Refusal(_("There is no such secret vote. It was taken back, perhaps."))
    if ballot.is_open:
        filled = [slip for slip in _slips(ballot) if slip]
        ballot.is_open = False
        ballot.save(update_fields=["is_open"])
        _write(ballot, _electorate(ballot), filled, sealed=False)
    choices: list[list[int]] = [slip.choice or [] for slip in ballot.slips.all()]
    counts = rules.tally(choices, rules.answers(ballot.options))
    return Count(counts, issued=ballot.voters.count(), collected=len(choices))


@transaction.atomic
def drop(*, ballot_id: UUID) -> None:
    """Burn the slips of a vote that was taken back while it was open; one that was counted stays."""
    ballot = _held(ballot_id)
    if ballot is not None and ballot.is_open:
        _overwrite_what_is_deleted()
        ballot.delete()


@sensitive_variables()
def refuse_bad_choice(asked: Asked, choice: Sequence[int]) -> None:
    """Raises Refusal for what cannot be the answer to this question."""
    answers = rules.answers(asked.options)
    if not asked.options and len(choice) != 1:
        raise Refusal(_("Choose an answer."), field="choice")
    if len(choice) > asked.most:
        words = ngettext("Choose at most %(n)s.", "Choose at most %(n)s.", asked.most)
        raise Refusal(words % {"n": asked.most}, field="choice")
    if len(set(choice)) < len(choice) or not all(0 <= place < answers for place in choice):
        raise Refusal(_("This answer is not on the ballot. Please choose again."), field="choice")


def _held(ballot_id: UUID) -> Ballot | None:
    return get_or_none(Ballot.objects.select_for_update(of=("self",)).select_related("cell"), ballot_id)


def _electorate(ballot: Ballot) -> dict[UUID, bool]:
    """Who may vote, and whether they have."""
    return dict(ballot.voters.values_list("member_id", "has_voted"))


def _refuse_unless_waited_for(has_voted: bool | None) -> None:
    if has_voted is None:
        raise Refusal(
            _(
                "You have no ballot in this vote: ballots went to the full members who were present "
                "when it began."
            )
        )
    if has_voted:
        raise Refusal(
            _("You have voted already. It cannot be changed, because nobody knows which ballot is yours.")
        )


def _slips(ballot: Ballot) -> list[Filled | None]:
    sealed = ballot.slips.values_list("sealed", flat=True)
    return [unseal(ballot.pk, each) for each in sealed]


@sensitive_variables()
def _receipt(ballot: Ballot, member: UUID, sent: str, slips: Iterable[Filled | None]) -> str:
    """The one that came with the empty ballot; another when a slip in the box has it already."""
    taken = {slip.receipt for slip in slips if slip}
    receipt = receipts.read(ballot.pk, member, sent)
    while receipt in taken:
        receipt = receipts.drawn()
    return receipt


@sensitive_variables()
def _write(
    ballot: Ballot, electorate: dict[UUID, bool], slips: Sequence[Filled | None], *, sealed: bool = True
) -> None:
    """Write all rows of both tables anew: voters by their ids, sealed slips in an order drawn by lot,
    open ones by receipt. So no row is older than another, and none stands where the last vote put it.
    """
    _overwrite_what_is_deleted()
    ballot.voters.all().delete()
    ballot.slips.all().delete()
    owned = {"ballot": ballot, "commune_id": ballot.commune_id, "cell_id": ballot.cell_id}
    Voter.objects.bulk_create(
        Voter(member_id=member, has_voted=electorate[member], **owned) for member in sorted(electorate)
    )
    if sealed:
        order = _CHANCE.sample(slips, len(slips))
        made = [Slip(sealed=seal(ballot.pk, slip), **owned) for slip in order]
    else:
        known = sorted((slip for slip in slips if slip), key=lambda slip: slip.receipt)
        made = [Slip(receipt=slip.receipt, choice=list(slip.choice), **owned) for slip in known]
    Slip.objects.bulk_create(made)


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted rows in its file until their place is used again, unless told otherwise."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
