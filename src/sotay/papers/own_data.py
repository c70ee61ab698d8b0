"""What a member signed."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.papers.models import Signature


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
