"""Writes of a secret ballot. The audit has its lines in the meeting's log, which says when a vote began
and what was counted; nothing here records who did what, and it must stay so.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.units.models import Unit
from sotay.votes import keys, leftovers, receipts, rules
from sotay.votes.keys import Key
from sotay.votes.models import Ballot, BallotPaper, Voter
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
    """Hand out a blank slip for each of the voters (ids of members). Whoever comes later has none.

    Raises NoKeys when the server cannot keep the key of the vote.
    """
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
    _write_sealed(ballot, electorate, [None] * len(electorate))
    return ballot


@sensitive_variables()
@transaction.atomic
def cast(*, ballot_id: UUID, member_id: UUID, choice: Sequence[int], receipt: str = "") -> None:
    """Put a member's slip into the box. The member has to be the one who asks; the caller sees to that.
    `receipt` is what came with the empty ballot (`receipts.offered`), or nothing.

    Raises Refusal when the vote is over, the member has voted or has no slip, or the choice does not fit;
    KeyLost when the vote is void. The lock on the ballot makes two who vote at once take turns.
    """
    ballot = locked(ballot_id)
    if ballot is None or not ballot.is_open:
        raise Refusal(_("This vote is over; no more ballots can be put in."))
    electorate = _electorate(ballot)
    _refuse_unless_waited_for(electorate.get(member_id))
    refuse_bad_choice(ballot, choice)
    slips, used = _opened(ballot)
    filled = Filled(_receipt(ballot, member_id, receipt, slips), tuple(choice))
    slips[slips.index(None)] = filled
    _write_sealed(ballot, {**electorate, member_id: True}, slips)
    _destroy_after_commit(used)


@transaction.atomic
def count(*, ballot_id: UUID) -> Count:
    """Close the ballot, open the slips and count them; counting again gives the same.

    Raises Refusal while so few have voted that the count would tell how; KeyLost when the vote is void.
    """
    ballot = locked(ballot_id)
    if ballot is None:
        raise Refusal(_("There is no such secret vote. It was taken back, perhaps."))
    if ballot.is_open:
        electorate = _electorate(ballot)
        slips, used = _opened(ballot)
        _refuse_too_few(electorate)
        ballot.is_open = False
        ballot.save(update_fields=["is_open"])
        _write_open(ballot, electorate, [slip for slip in slips if slip])
        _destroy_after_commit(used)
        transaction.on_commit(leftovers.overwrite, robust=True)
    choices: list[list[int]] = [slip.choice or [] for slip in ballot.papers.all()]
    counts = rules.tally(choices, rules.answers(ballot.options))
    return Count(counts, issued=ballot.voters.count(), collected=len(choices))


@transaction.atomic
def drop(*, ballot_id: UUID) -> None:
    """Burn the slips of a vote that was taken back while it was open; one that was counted stays."""
    ballot = locked(ballot_id)
    if ballot is not None and ballot.is_open:
        _destroy_after_commit([key.file for key in keys.of(ballot.pk)])
        ballot.delete()
        transaction.on_commit(leftovers.overwrite, robust=True)


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


def locked(ballot_id: UUID) -> Ballot | None:
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


def _refuse_too_few(electorate: dict[UUID, bool]) -> None:
    voted, needed = sum(electorate.values()), rules.fewest_to_count(len(electorate))
    if voted < needed:
        raise Refusal(
            _(
                "Not counted: %(voted)s of %(voters)s have voted, and with fewer than %(n)s ballots the "
                "result would tell how somebody voted. Wait for the others (who favours no answer puts in a "
                "ballot that says so), or take the motion back and vote on paper."
            )
            % {"voted": voted, "voters": len(electorate), "n": needed}
        )


@sensitive_variables()
def _opened(ballot: Ballot) -> tuple[list[Filled | None], list[Path]]:
    """What is on the slips, and the key files that are of no more use once they are written anew."""
    present = keys.of(ballot.pk)
    key = opening_key(ballot, present)
    if key is None:
        raise keys.KeyLost
    sealed = ballot.papers.values_list("sealed", flat=True)
    return [unseal(key.secret, ballot.pk, each) for each in sealed], [other.file for other in present]


@sensitive_variables()
def opening_key(ballot: Ballot, present: Iterable[Key]) -> Key | None:
    """The key the slips are sealed under, among those that are there."""
    sealed = ballot.papers.values_list("sealed", flat=True).first()
    return keys.opening(ballot.pk, sealed, present) if sealed else None


def _destroy_after_commit(files: Sequence[Path]) -> None:
    """Not before: a transaction that fails leaves the slips as they were, under the key they had."""
    transaction.on_commit(partial(keys.destroy, files), robust=True)


@sensitive_variables()
def _receipt(ballot: Ballot, member: UUID, sent: str, slips: Iterable[Filled | None]) -> str:
    """The one that came with the empty ballot; another when a slip in the box has it already."""
    taken = {slip.receipt for slip in slips if slip}
    receipt = receipts.read(ballot.pk, member, sent)
    while receipt in taken:
        receipt = receipts.drawn()
    return receipt


@sensitive_variables()
def _write_sealed(ballot: Ballot, electorate: dict[UUID, bool], slips: Sequence[Filled | None]) -> None:
    """Write both tables anew, the slips under a new key and in an order drawn by lot."""
    key = keys.drawn(ballot.pk)
    order = _CHANCE.sample(slips, len(slips))
    _write(ballot, electorate, [BallotPaper(sealed=seal(key.secret, ballot.pk, slip)) for slip in order])


@sensitive_variables()
def _write_open(ballot: Ballot, electorate: dict[UUID, bool], slips: Sequence[Filled]) -> None:
    """Write both tables anew, the slips for everybody to read, by receipt."""
    known = sorted(slips, key=lambda slip: slip.receipt)
    _write(
        ballot, electorate, [BallotPaper(receipt=slip.receipt, choice=list(slip.choice)) for slip in known]
    )


@sensitive_variables()
def _write(ballot: Ballot, electorate: dict[UUID, bool], slips: Sequence[BallotPaper]) -> None:
    """All rows of both tables anew, voters by their ids. So no row is older than another, and none stands
    where the last vote put it.
    """
    ballot.voters.all().delete()
    ballot.papers.all().delete()
    owned = {"ballot": ballot, "commune_id": ballot.commune_id, "cell_id": ballot.cell_id}
    Voter.objects.bulk_create(
        Voter(member_id=member, has_voted=electorate[member], **owned) for member in sorted(electorate)
    )
    for slip in slips:
        slip.ballot, slip.commune_id, slip.cell_id = ballot, ballot.commune_id, ballot.cell_id
    BallotPaper.objects.bulk_create(slips)
