"""Drafting: when a meeting is, how long, and its agenda, all from dated rules and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors
from sotay.meetings import loops
from sotay.meetings.models import AgendaItem, Guidance, Meeting
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.members.queries import RosterRow
from sotay.regulations import on as rules_on
from sotay.regulations.rules import required_minutes
from sotay.units.models import CellType, Unit
from sotay.units.settings import Settings, settings_of


@dataclass(frozen=True, slots=True)
class Plan:
    at: datetime
    minutes: int
    place: str
    minute_taker: Member | None


def plan(cell: Unit, month: Month, kind: str) -> Plan:
    """Day and hour from the settings of the cell and the units above; length from the regulation.

    Place and minute-taker are those of the meeting before.
    """
    points = settings_of(cell, month.first)
    day = month.day(points["cell-meeting.meeting_day"])
    at = datetime.combine(day, points["cell-meeting.start_time"], timezone.get_current_timezone())
    before = Meeting.objects.filter(cell=cell, planned_at__lt=at).select_related("minute_taker").first()
    taker = (
        before.minute_taker
        if before and before.minute_taker and before.minute_taker.left_on is None
        else None
    )
    return Plan(
        at=at,
        minutes=_minutes(cell, points, kind),
        place=before.place if before else cell.address,
        minute_taker=taker or _deputy(cell, at),
    )


def _minutes(cell: Unit, points: Settings, kind: str) -> int:
    """Least duration for the people who sit in the cell now and for this kind of meeting."""
    size = sum(not row.away for row in members.roster(cell.pk, timezone.localdate()))
    return required_minutes(points, members=size, thematic=kind == Meeting.Kind.THEMATIC)


def _deputy(cell: Unit, at: datetime) -> Member | None:
    roles = (Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
    held = list(members.holders([cell.pk], *roles, day=timezone.localdate(at)))
    held.sort(key=lambda appointment: roles.index(Role(appointment.role)))
    return held[0].member if held else None


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """Items of the cell type's template, with what is to be said drawn from guidance and open matters.

    Not saved. Optional items with nothing to say are left out.
    """
    cell, day = meeting.cell, timezone.localdate(meeting.planned_at)
    points = settings_of(cell, day)
    name = "thematic" if meeting.kind == Meeting.Kind.THEMATIC else cell.cell_type or CellType.RESIDENTIAL
    template = points[f"cell-meeting.agenda_{name}"].lasting(meeting.planned_minutes)
    texts = _texts(meeting)
    presenters = _presenters(cell, meeting)
    drafted: list[AgendaItem] = []
    for each in template.items:
        text = texts.get(each.kind, "")
        if each.kind == "guidance" and not text:
            continue
        drafted.append(
            AgendaItem(
                commune_id=meeting.commune_id,
                cell_id=meeting.cell_id,
                meeting=meeting,
                position=len(drafted) + 1,
                key=each.kind,
                step=each.step,
                title=each.title.vi,
                minutes=each.minutes,
                presenter=presenters.get(each.presenter),
                text=text,
                origin=_ORIGINS.get(each.kind, AgendaItem.Origin.TEMPLATE)
                if text
                else AgendaItem.Origin.TEMPLATE,
            )
        )
    return drafted


_ORIGINS = {
    "guidance": AgendaItem.Origin.GUIDANCE,
    "last_month": AgendaItem.Origin.TASKS,
    "petitions": AgendaItem.Origin.PETITIONS,
}


def _texts(meeting: Meeting) -> dict[str, str]:
    """What is already known for an item: guidance from above, unfinished tasks, unanswered petitions."""
    open_matters = loops.open_for(meeting.cell, timezone.localdate(meeting.planned_at))
    return {
        "guidance": "\n\n".join(
            f"{each.title}\n{each.text}" for each in guidance_for(meeting.cell, meeting.month)
        ),
        "last_month": _list(each for each in open_matters if each.kind == "task"),
        "petitions": _list(each for each in open_matters if each.kind == "petition"),
    }


def _list(matters: Any) -> str:
    lines = []
    for each in matters:
        more = [each.detail, f"hạn {each.due_on:%d/%m/%Y}" if each.due_on else "", each.standing]
        lines.append(f"- {each.text} ({'; '.join(part for part in more if part)})")
    return "\n".join(lines)


def guidance_for(cell: Unit, month: Month) -> list[Guidance]:
    above = [*ancestors(cell.path)]
    return list(Guidance.objects.filter(unit__path__in=above, month=month).select_related("unit"))


def _presenters(cell: Unit, meeting: Meeting) -> dict[str, Member | None]:
    roles = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
    held = members.holders([cell.pk], *roles, day=timezone.localdate(meeting.planned_at))
    found: dict[str, Member | None] = {}
    for appointment in held:
        found.setdefault(appointment.role, appointment.member)
    found.setdefault(Role.DEPUTY_SECRETARY, found.get(Role.SECRETARY))
    found.setdefault(Role.COMMITTEE_MEMBER, found.get(Role.DEPUTY_SECRETARY))
    found["minute_taker"] = meeting.minute_taker
    return found


def seat(row: RosterRow) -> dict[str, Any]:
    """A person of the roll, as the log keeps them."""
    return {
        "member": str(row.member.pk),
        "name": row.member.full_name,
        "full": row.full,
        "exempt": row.exempt,
        "away": row.away,
        "here": row.here,
        "suspended": row.suspended,
        "role": row.role,
    }


def item(row: AgendaItem) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "title": row.title,
        "minutes": row.minutes,
        "presenter": row.presenter.full_name if row.presenter else "",
        "key": row.key,
        "step": row.step,
        "text": row.text,
    }


def carried(matter: loops.Carried) -> dict[str, Any]:
    return {
        "kind": matter.kind,
        "id": str(matter.id),
        "text": matter.text,
        "detail": matter.detail,
        "standing": matter.standing,
        "due_on": matter.due_on.isoformat() if matter.due_on else "",
    }


def refuse_too_few(meeting: Meeting, seats: list[dict[str, Any]]) -> None:
    """A cell with fewer full members than the Charter asks cannot meet to decide (Article 24.1)."""
    least = rules_on(timezone.localdate(meeting.planned_at)).value("cell-meeting.min_full_members")
    full = sum(seat["full"] for seat in seats)
    if full < least:
        raise Refusal(
            _(
                "This cell has %(n)s full members and needs at least %(least)s to meet. "
                "Check the roster, or ask the committee above."
            )
            % {"n": full, "least": least}
        )
