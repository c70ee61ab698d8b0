"""What is kept of a member's part in secret votes: that they could take part, and whether they did."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.votes.models import Voter


def secret_votes(member: Member) -> Section:
    """Never what they voted: nothing that is kept tells it."""
    rows = Voter.objects.filter(member=member).order_by("ballot__question", "ballot")
    votes = [
        {"question": row.ballot.question, "has_voted": row.has_voted} for row in rows.select_related("ballot")
    ]
    return Section("secret_votes", votes)
