"""The tasks a member was given, with what was said of each."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.assignments.models import Task, TaskEvent, YearLine
from sotay.members.models import Member


def tasks(member: Member) -> Section:
    rows = Task.objects.filter(given_to__member=member).prefetch_related("events", "given_to")
    rows = rows.select_related("cell", "follower")
    return Section(
        "tasks",
        [
            {
                "text": row.text,
                "cell": row.cell.name,
                "given_on": row.given_on,
                "due_on": row.due_on,
                "kind": row.get_kind_display(),
                "part": next((each.part for each in row.given_to.all() if each.member_id == member.pk), ""),
                "follower": row.follower.full_name if row.follower else "",
                "commitment": row.commitment,
                "state": row.get_state_display(),
                "done_on": row.done_on,
                "events": [
                    {
                        "at": event.at,
                        "what": event.get_what_display(),
                        "text": event.text,
                        "period": event.period,
                        "by": event.by_name,
                    }
                    for event in row.events.all()
                ],
            }
            for row in rows
        ],
    )


def handed_over(member: Member) -> Section:
    """Tasks the member had until somebody else took them over."""
    rows = TaskEvent.objects.filter(member=member, what=TaskEvent.What.HANDED, undone_at=None)
    rows = rows.select_related("task__cell").order_by("at", "id")
    return Section(
        "tasks_handed_over",
        [
            {"text": row.task.text, "cell": row.task.cell.name, "given_on": row.task.given_on, "at": row.at}
            for row in rows
        ],
    )


def drafted(member: Member) -> Section:
    """Lines of a year's assignments that no resolution has adopted yet."""
    rows = YearLine.objects.filter(member=member, adoption=None).select_related("cell", "year_list")
    return Section(
        "assignments_drafted",
        [
            {"year": row.year_list.year, "cell": row.cell.name, "text": row.text, "due_on": row.due_on}
            for row in rows
        ],
    )
