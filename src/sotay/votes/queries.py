"""Reading a secret ballot: one's own part in it, how many have voted, and after the count every slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from sotay.kernel.rows import get_or_none
from sotay.votes import keys
from sotay.votes.models import Ballot, BallotPaper, Voter


@dataclass(frozen=True, slots=True)
class Progress:
    """How many may vote and how many have: numbers, and no names."""

    voters: int
    voted: int

    @property
    def waited_for(self) -> int:
        return self.voters - self.voted


def ballot_of(motion: UUID) -> Ballot | None:
    return get_or_none(Ballot.objects, motion)


def progress_of(ballot: Ballot) -> Progress:
    marks = list(ballot.voters.values_list("has_voted", flat=True))
    return Progress(len(marks), sum(marks))


def has_lost_its_key(ballot: Ballot) -> bool:
    """Whether nobody can open the slips any more: the vote is void. Asked without a lock, so whoever votes in
    the meantime may have sealed them anew.
    """
    sealed: str | None = None
    while ballot.is_open:
        before, sealed = sealed, ballot.papers.values_list("sealed", flat=True).order_by("pk").first()
        if not sealed or keys.opening(ballot.pk, sealed, keys.of(ballot.pk)):
            return False
        if sealed == before:
            return True
    return False


def own_part(ballot: Ballot, member: UUID | None) -> bool | None:
    """Whether this member has voted; None for one who has no slip in this vote."""
    if member is None:
        return None
    return Voter.objects.filter(ballot=ballot, member=member).values_list("has_voted", flat=True).first()


def opened_slips(ballot: Ballot) -> list[BallotPaper]:
    """Every slip that was counted, by receipt. Empty before the count."""
    return [] if ballot.is_open else list(ballot.papers.order_by("receipt"))


def is_any_open(meeting: UUID | None = None) -> bool:
    """Whether a secret vote is under way, in one meeting or anywhere."""
    found = Ballot.objects.filter(is_open=True)
    return (found.filter(meeting_id=meeting) if meeting else found).exists()


def cells_with_open_votes() -> list[str]:
    """Names of the cells where a secret vote is under way, or was forgotten."""
    found = Ballot.objects.filter(is_open=True).order_by("cell__name_sort")
    return list(dict.fromkeys(found.values_list("cell__name", flat=True)))


def odd_ballots() -> Iterator[str]:
    """Secret votes whose slips do not fit their voters, for `sotay check`."""
    for ballot in Ballot.objects.select_related("cell").order_by("pk").iterator(chunk_size=500):
        progress, slips = progress_of(ballot), ballot.papers.count()
        expected = progress.voters if ballot.is_open else progress.voted
        if slips != expected:
            yield f"{ballot.cell.name}, secret vote {ballot.pk}: {slips} slips instead of {expected}"


def key_faults() -> Iterator[str]:
    """Open votes that are void, and keys whose vote is over, for `sotay check`."""
    for ballot in Ballot.objects.filter(is_open=True).select_related("cell").order_by("cell__name_sort"):
        if has_lost_its_key(ballot):
            yield f"{ballot.cell.name}: the key of an open secret vote is gone; the chair starts it again"
    now = timezone.now()
    files = list(keys.all_files())
    found = Ballot.objects.filter(pk__in={ballot_id for ballot_id, _file in files})
    is_open = dict(found.values_list("pk", "is_open"))
    left = [file for ballot_id, file in files if not is_open.get(ballot_id, not keys.is_unclaimed(file, now))]
    if left:
        yield f"{len(left)} keys of votes that are over lie in {keys.folder()}: `sotay run-due` destroys them"
