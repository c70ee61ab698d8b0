"""What a member signed, said of drafts, and opened."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.papers.models import PaperComment, PaperOpening, Signature


def signatures(member: Member) -> Section:
    rows = Signature.objects.filter(member=member).select_related("paper", "cell")
    return Section(
        "signatures",
        [
            {
                "paper": row.paper.title,
                "number": row.paper.number_text,
                "cell": row.cell.name,
                "role": row.get_role_display(),
                "signed_at": row.signed_at,
                "helped_by": row.helped_by,
                "help_needed": row.get_help_needed_display() if row.help_needed else "",
                "digest": row.digest,
            }
            for row in rows
        ],
    )


def comments(member: Member) -> Section:
    rows = PaperComment.objects.filter(member=member).select_related("paper", "cell")
    return Section(
        "paper_comments",
        [
            {
                "paper": row.paper.title,
                "cell": row.cell.name,
                "at": row.at,
                "agrees": row.agrees,
                "text": row.text,
            }
            for row in rows
        ],
    )


def openings(member: Member) -> Section:
    """Papers whose first opening was kept, as their pages say."""
    rows = PaperOpening.objects.filter(member=member).select_related("paper", "cell")
    return Section(
        "papers_opened",
        [
            {
                "paper": row.paper.title,
                "number": row.paper.number_text,
                "cell": row.cell.name,
                "at": row.first_at,
            }
            for row in rows
        ],
    )


PARTS = (signatures, comments, openings)
