"""A secret ballot on phones: who voted and what was voted, two tables that share the ballot and no more.

Neither table holds a time or a sequence, ids are drawn at random (a UUIDv7 would tell when it was made),
and every vote writes all rows of both anew (`actions`), so that the order in which a database keeps its
rows says nothing either. Until the count the slips are sealed, see `sealing`. The reasons, and what
remains, stand in docs/votes.md and docs/decisions/0005-secret-ballots.md.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from sotay.members.models import Member
from sotay.units.models import CellOwned
from sotay.votes.sealing import LENGTH


class Ballot(CellOwned):
    """A question put to a secret vote. `id` is that of the entry of the meeting's log that moved it."""

    id = models.UUIDField(primary_key=True, editable=False)
    meeting_id = models.UUIDField()
    question = models.TextField()
    options = models.JSONField(default=list)  # none for a vote in favour, against or without opinion
    most = models.PositiveSmallIntegerField(default=1)  # how many options one slip may name
    base = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["meeting_id"])]

    def __str__(self) -> str:
        return self.question


class Voter(CellOwned):
    """Somebody who may take part, and whether they have: never when, and never with what."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="voters")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    has_voted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="one_voter_a_member")]


class BallotPaper(CellOwned):
    """A ballot paper: sealed, filled in or blank alike, until the count; then open for everybody to read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="papers")
    sealed = models.CharField(max_length=LENGTH, blank=True)
    receipt = models.CharField(max_length=8, blank=True)
    choice = models.JSONField(null=True)  # places in the list of answers; None until the count
