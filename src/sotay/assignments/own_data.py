"""The tasks a member was given, with what was said of each."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.assignments.models import Task
from sotay.members.models import Member


def tasks(member: Member) -> Section:
    rows = Task.objects.filter(given_to__member=member).prefetch_related("events").select_related("cell")
    return Section(
        "tasks",
        [
            {
                "text": row.text,
                "cell": row.cell.name,
                "given_on": row.given_on,
                "due_on": row.due_on,
                "state": row.get_state_display(),
                "done_on": row.done_on,
                "events": [
                    {
                        "at": event.at,
                        "what": event.get_what_display(),
                        "text": event.text,
                        "by": event.by_name,
                    }
                    for event in row.events.all()
                ],
            }
            for row in rows
        ],
    )
