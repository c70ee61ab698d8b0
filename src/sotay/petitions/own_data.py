"""The petitions a member raised, and what became of each."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.petitions.models import Petition


def petitions(member: Member) -> Section:
    rows = Petition.objects.filter(raised_by=member).prefetch_related("events__unit")
    return Section(
        "petitions",
        [
            {
                "text": row.text,
                "raised_on": row.raised_on,
                "field": row.field,
                "place": row.place,
                "shown_to": row.get_shown_to_display(),
                "status": row.get_status_display(),
                "closed_on": row.closed_on,
                "events": [
                    {
                        "at": event.at,
                        "what": event.get_what_display(),
                        "unit": event.unit.name,
                        "text": event.text,
                    }
                    for event in row.events.all()
                ],
            }
            for row in rows
        ],
    )
