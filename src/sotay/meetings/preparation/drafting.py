"""Drafting: when a meeting is, how long, and its agenda, all from dated rules and what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from sotay.kernel.actor import Role
from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.meetings import agenda_sources
from sotay.meetings.agenda_sources import Carried
from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.preparation.kinds import Kind, shape_of
from sotay.meetings.preparation.planned_themes import planned_theme
from sotay.meetings.preparation.seating import POSTS
from sotay.meetings.rules_in_force import points_of
from sotay.members import queries as members
from sotay.members.models import Appointment, Member
from sotay.regulations.rules import required_minutes
from sotay.regulations.values import (
    Agenda,
)
from sotay.units.models import CellType, Unit
from sotay.units.settings import Settings, settings_of


@dataclass(frozen=True, slots=True)
class Plan:
    at: datetime
    minutes: int
    place: str
    minute_taker: Member | None


def plan(meeting: Meeting, at: datetime | None = None) -> Plan:
    """When, how long, where and who writes, for a meeting that is not saved yet.

    Day and hour, unless `at` gives them, from the settings of the cell and the units above; length from
    the regulation; place and minute-taker as at the last meeting of this kind, else the last of all.
    """
    cell, month = meeting.cell, meeting.month
    points = settings_of(cell, month.first)
    at = at or agreed_time(cell, month, meeting.kind) or usual_time(points, month, meeting.kind)
    meeting.planned_at = at
    before = _before(meeting, at)
    return Plan(
        at=at,
        minutes=_minutes(cell, points, meeting),
        place=before.place if before else cell.address,
        minute_taker=before.minute_taker if before and _still_here(before.minute_taker) else None,
    )


AgreedTimes = Callable[[Collection[UUID], Collection[Month], str], Mapping[tuple[UUID, Month], datetime]]

AGREED_TIMES: Hook[AgreedTimes] = Hook(
    "meetings.agreed_times", "days and hours agreed on for cells' meetings of a kind in some months"
)


def agreed_times(
    cells: Collection[UUID], months: Collection[Month], kind: str
) -> dict[tuple[UUID, Month], datetime]:
    """What apps above know to be agreed on, by cell and month."""
    found: dict[tuple[UUID, Month], datetime] = {}
    for ask in AGREED_TIMES if cells else ():
        found |= ask(cells, months, kind)
    return found


def agreed_time(cell: Unit, month: Month, kind: str) -> datetime | None:
    return agreed_times([cell.pk], [month], kind).get((cell.pk, month))


def usual_time(points: Settings, month: Month, kind: str) -> datetime:
    """The committee's own day for its meetings, the cell's for all others."""
    key = "committee_day" if kind == Kind.COMMITTEE else "meeting_day"
    day, clock = month.day(points[f"cell-meeting.{key}"]), points["cell-meeting.start_time"]
    return datetime.combine(day, clock, timezone.get_current_timezone())


def _before(meeting: Meeting, at: datetime) -> Meeting | None:
    earlier = Meeting.objects.filter(cell=meeting.cell, planned_at__lt=at).select_related("minute_taker")
    return earlier.filter(kind=meeting.kind).first() or earlier.first()


def _still_here(member: Member | None) -> bool:
    return member is not None and member.left_on is None


def _minutes(cell: Unit, points: Settings, meeting: Meeting) -> int:
    """Least duration for the people who sit in the cell now; of other kinds, what their agenda takes."""
    if meeting.kind not in {Kind.REGULAR, Kind.THEMATIC}:
        return _template(meeting, points).minutes
    size = sum(not row.away for row in members.roster(cell.pk, timezone.localdate()))
    return required_minutes(points, members=size, thematic=has_thematic_part(meeting))


def has_thematic_part(meeting: Meeting) -> bool:
    return meeting.kind == Kind.THEMATIC or (meeting.is_regular and bool(meeting.theme))


def officers(meeting: Meeting) -> list[Appointment]:
    """Who holds the posts of the cell's committee on the day of the meeting, the longest in post first."""
    day = timezone.localdate(meeting.planned_at)
    return list(members.holders([meeting.cell_id], *POSTS, day=day))


def minute_taker_among(
    meeting: Meeting, wanted: Member | None, people: list[Member], held: list[Appointment]
) -> Member | None:
    """Who wrote the last time when they take part, else the deputy, else anybody but the chair."""
    posts = [each for each in held if each.role != Role.SECRETARY]
    posts.sort(key=lambda appointment: POSTS.index(Role(appointment.role)))
    wished = [wanted, *(appointment.member for appointment in posts)]
    found = [each for each in wished if each in people and each != meeting.chair]
    few = [each for each in people if each != meeting.chair] if not shape_of(meeting).of_the_cell else []
    return next(iter([*found, *few]), None)


def agenda(meeting: Meeting, held: list[Appointment]) -> list[AgendaItem]:
    """Items of the template of the kind or of the cell's type, with what is to be said drawn from open
    matters, and with what is proposed.

    Not saved. Items that are there for proposals alone are left out without one; of proposals the template
    has no place for, those that have to stand there all the same come last before the closing.
    """
    points = points_of(meeting)
    template = _with_theme(_template(meeting, points), points, meeting).lasting(meeting.planned_minutes)
    texts = _texts(meeting)
    presenters = _presenters(meeting, held)
    proposed, only_proposed = agenda_sources.proposals_for(meeting), agenda_sources.only_proposed()
    drafted: list[AgendaItem] = []
    for each in template.items:
        presenter = presenters.get(each.presenter)
        if each.kind in proposed:
            shares = _shares(each.minutes, len(proposed[each.kind]))
            for proposal, minutes in zip(proposed.pop(each.kind), shares, strict=True):
                drafted.append(proposed_item(meeting, proposal, each.kind, minutes, presenter))
            continue
        if each.kind in only_proposed:
            continue
        text = texts.get(each.kind, "")
        origin = _ORIGINS.get(each.kind) if text else None
        drafted.append(
            AgendaItem(
                commune_id=meeting.commune_id,
                cell_id=meeting.cell_id,
                meeting=meeting,
                key=each.kind,
                step=each.step,
                title=each.title.vi,
                minutes=each.minutes,
                presenter=presenter,
                text=text,
                origin=origin or AgendaItem.Origin.TEMPLATE,
            )
        )
    return _in_order([*drafted, *_without_place(meeting, proposed, presenters.get(Role.SECRETARY))])


def proposed_item(
    meeting: Meeting, proposal: agenda_sources.Proposal, key: str, minutes: int, presenter: Member | None
) -> AgendaItem:
    """A proposal as an item of the agenda. Not saved."""
    return AgendaItem(
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        key=key,
        step=AgendaItem.Step.CONDUCT,
        title=proposal.title,
        minutes=minutes,
        presenter=presenter,
        text=proposal.text,
        origin=AgendaItem.Origin.PROPOSED,
        source=proposal.kind,
        source_id=proposal.id,
        source_label=proposal.label,
        compulsory=proposal.compulsory,
    )


def _without_place(
    meeting: Meeting,
    proposed: Mapping[str, list[agenda_sources.Proposal]],
    presenter: Member | None,
) -> list[AgendaItem]:
    return [
        proposed_item(meeting, each, key, PROPOSED_MINUTES, presenter)
        for key, several in proposed.items()
        for each in several
        if each.compulsory or each.placed
    ]


PROPOSED_MINUTES = 5


def _shares(minutes: int, parts: int) -> list[int]:
    """The minutes of one item of the template, shared out among what takes its place."""
    each, rest = divmod(minutes, parts)
    return [max(1, each + (number < rest)) for number in range(parts)]


def _in_order(items: list[AgendaItem]) -> list[AgendaItem]:
    steps = list(AgendaItem.Step.values)
    found = sorted(items, key=lambda item: steps.index(item.step))
    for position, item in enumerate(found, start=1):
        item.position = position
    return found


def _template(meeting: Meeting, points: Settings) -> Agenda:
    name = shape_of(meeting).agenda or meeting.cell.cell_type or CellType.RESIDENTIAL
    found: Agenda = points[f"cell-meeting.agenda_{name}"]
    return found


def _with_theme(template: Agenda, points: Settings, meeting: Meeting) -> Agenda:
    """The two parts of a combined meeting follow one another (HD 42-HD/BTCTW, DOMAIN 2.1)."""
    if not (meeting.is_regular and meeting.theme):
        return template
    before = [item for item in template.items if item.step != "close"]
    after = [item for item in template.items if item.step == "close"]
    return Agenda((*before, *points["cell-meeting.agenda_thematic"].items, *after))


def thematic_items(meeting: Meeting) -> list[tuple[str, int, str]]:
    """Title, minutes and key of the thematic part, for a meeting whose agenda was drafted without it."""
    points = points_of(meeting)
    return [(each.title.vi, each.minutes, each.kind) for each in points["cell-meeting.agenda_thematic"].items]


_ORIGINS = {
    "last_month": AgendaItem.Origin.TASKS,
    "petitions": AgendaItem.Origin.PETITIONS,
}


def _texts(meeting: Meeting) -> dict[str, str]:
    """What is already known for an item of the template: what each agenda source has open."""
    keys, by_key = agenda_sources.keys(), defaultdict[str, list[Carried]](list)
    for each in agenda_sources.open_for(meeting, timezone.localdate(meeting.planned_at)):
        by_key[keys[each.kind]].append(each)
    return {key: _list(matters) for key, matters in by_key.items()}


def _list(matters: Any) -> str:
    lines = []
    for each in matters:
        standing = f"{each.standing[:1].lower()}{each.standing[1:]}"
        more = [each.detail, f"hạn {each.due_on:%d/%m/%Y}" if each.due_on else "", standing]
        lines.append(f"- {each.text} ({'; '.join(part for part in more if part)})")
    return "\n".join(lines)


def _presenters(meeting: Meeting, held: list[Appointment]) -> dict[str, Member | None]:
    found: dict[str, Member | None] = {}
    for appointment in held:
        found.setdefault(appointment.role, appointment.member)
    found.setdefault(Role.DEPUTY_SECRETARY, found.get(Role.SECRETARY))
    found.setdefault(Role.COMMITTEE_MEMBER, found.get(Role.DEPUTY_SECRETARY))
    found["minute_taker"] = meeting.minute_taker
    if has_thematic_part(meeting) and (theme := planned_theme(meeting.cell, meeting.month)):
        found["presenter"] = theme.presenter
    return found
