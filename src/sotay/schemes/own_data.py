"""What a member is responsible for in the roadmap of their cell, and which registrations they oversee."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.schemes.models import Milestone, Registration


def milestones(member: Member) -> Section:
    rows = Milestone.objects.filter(responsible=member).select_related("registration__year__scheme", "cell")
    return Section(
        "scheme_milestones",
        [
            {
                "scheme": row.registration.year.scheme.name,
                "year": row.registration.year.year,
                "cell": row.cell.name,
                "text": row.text,
                "due_on": row.due_on,
                "done_on": row.done_on,
                "report": row.report,
            }
            for row in rows
        ],
    )


def overseen(member: Member) -> Section:
    rows = Registration.objects.filter(overseer=member).select_related("year__scheme", "cell")
    return Section(
        "scheme_overseer",
        [
            {
                "scheme": row.year.scheme.name,
                "year": row.year.year,
                "cell": row.cell.name,
                "status": row.status,
            }
            for row in rows
        ],
    )
