"""Before a meeting: setting it up, its agenda and papers, inviting, answering, opening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.kernel.tree import subtree
from sotay.library.models import Document
from sotay.meetings import actions, drafting, loops, seating, setting_up
from sotay.meetings.fields import words
from sotay.meetings.models import AgendaItem, Guidance, Invitation, Meeting, MeetingPaper
from sotay.meetings.setting_up import Asked, Changes
from sotay.meetings.state import State
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.units.models import Unit


class AlreadySetUp(Refusal):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("The regular meeting of %(month)s is set up already.") % {"month": meeting.month.label()}
        )
        self.meeting = meeting


@transaction.atomic
def set_up(
    *,
    cell: Unit,
    by: Actor,
    month: Month,
    kind: str = Meeting.Kind.REGULAR,
    at: datetime | None = None,
    people: Iterable[Member] = (),
    **asked: Unpack[Asked],
) -> Meeting:
    """Set up a meeting from the regulation and the unit's settings, with a drafted agenda.

    `at` when it is to be another time than the usual one of the kind; `people` of a Party group's.
    Raises AlreadySetUp when the cell has a regular meeting in that month, Refusal for what is missing.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    if kind == Meeting.Kind.REGULAR:
        existing = regular_of(cell, month)
        if existing is not None:
            raise AlreadySetUp(existing)
    meeting = Meeting(
        commune_id=cell.commune_id, cell=cell, kind=kind, month=month, **setting_up.planned(asked)
    )
    setting_up.refuse_incomplete(meeting)
    plan = drafting.plan(meeting, at)
    meeting.planned_at, meeting.planned_minutes = plan.at, plan.minutes
    meeting.place = meeting.place or plan.place
    meeting.save()
    _choose_officers(meeting, people, plan.minute_taker)
    AgendaItem.objects.bulk_create(drafting.agenda(meeting))
    audit.record(by, "meeting.set_up", meeting, title=str(meeting))
    _tell_partner(meeting, by)
    loops.tell(meeting)
    return meeting


def _choose_officers(meeting: Meeting, people: Iterable[Member], taker: Member | None) -> None:
    """Who chairs and who writes, among those who take part; a group's chair is left to be chosen."""
    if meeting.kind == Meeting.Kind.GROUP:
        setting_up.choose(meeting, people)
    there = seating.people(meeting)
    if meeting.kind == Meeting.Kind.COMMITTEE:
        seating.refuse_alone(len(there))
    secretary = _holder(meeting.cell, meeting.planned_at, Role.SECRETARY)
    if meeting.kind != Meeting.Kind.GROUP or secretary in there:
        meeting.chair = secretary
    if meeting.partner:
        meeting.partner_chair = _holder(meeting.partner, meeting.planned_at, Role.SECRETARY)
    meeting.minute_taker = drafting.minute_taker_among(meeting, taker, there)
    meeting.save()


def _tell_partner(meeting: Meeting, by: Actor) -> None:
    """The leaders of the other cell learn of it at once: they prepare and conduct it as well."""
    if meeting.partner is None:
        return
    roles = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
    held = members.holders([meeting.partner.pk], *roles, day=timezone.localdate())
    notify.tell(
        [each.member_id for each in held if each.member_id and each.member_id != by.member_id],
        "meeting.joint",
        meeting.get_absolute_url(),
        cell=meeting.cell.name,
        at=_spoken(meeting),
    )


def _spoken(meeting: Meeting) -> str:
    return timezone.localtime(meeting.planned_at).strftime("%H:%M %d/%m/%Y")


def regular_of(cell: Unit, month: Month) -> Meeting | None:
    return (
        Meeting.objects.filter(cell=cell, month=month, kind=Meeting.Kind.REGULAR)
        .exclude(stage=Meeting.Stage.CANCELLED)
        .first()
    )


def _holder(cell: Unit, at: datetime, *roles: Role) -> Member | None:
    held = members.holders([cell.pk], *roles, day=timezone.localdate(at)).first()
    return held.member if held else None


def _hold(meeting: Meeting) -> None:
    """Bring the meeting up to date in place, and hold it until the transaction ends.

    Without it, whoever read the meeting before somebody opened it would write it back as it was.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def _refuse_unless_preparing(meeting: Meeting) -> None:
    """Holds the meeting too, so that it does not begin while it is changed."""
    _hold(meeting)
    if meeting.stage != Meeting.Stage.PREPARING:
        raise Refusal(_("The meeting has begun, so what was prepared can no longer be changed."))


@transaction.atomic
def arrange(
    *,
    meeting: Meeting,
    by: Actor,
    planned_at: datetime,
    place: str,
    chair: Member | None,
    minute_taker: Member | None,
    people: Iterable[Member] | None = None,
    partner_chair: Member | None = None,
    **changes: Unpack[Changes],
) -> Meeting:
    """Change time, place and people. Those invited already are told when time or place moved.

    What is not named stays. Raises Refusal for a day far from the meeting's month, a link that leads
    nowhere, and whatever the kind asks for and is missing.
    """
    _refuse_unless_preparing(meeting)
    _refuse_far_day(meeting, timezone.localdate(planned_at))
    before = _whereabouts(meeting)
    had_theme = drafting.has_thematic_part(meeting)
    meeting.planned_at, meeting.place = planned_at, tidy(place)
    for name in ("theme", "because", "mode", "video_link"):
        if name in changes:
            setattr(meeting, name, tidy(changes[name]))
    meeting.chair, meeting.minute_taker = chair, minute_taker
    meeting.partner_chair = partner_chair or meeting.partner_chair
    setting_up.refuse_incomplete(meeting)
    if people is not None:
        setting_up.choose(meeting, people)
    meeting.save()
    if drafting.has_thematic_part(meeting) and not had_theme:
        _add_thematic_part(meeting, by)
    if before != _whereabouts(meeting) and meeting.invited_at:
        _tell_invited(meeting, "meeting.moved")
    audit.record(by, "meeting.arranged", meeting, title=str(meeting))
    loops.tell(meeting)
    return meeting


def _whereabouts(meeting: Meeting) -> tuple[object, ...]:
    return meeting.planned_at, meeting.place, meeting.mode, meeting.video_link


def _add_thematic_part(meeting: Meeting, by: Actor) -> None:
    """A theme given to a regular meeting brings its own items, after those of the regular part."""
    for title, minutes, key in drafting.thematic_items(meeting):
        item = add_item(meeting=meeting, by=by, title=title, minutes=minutes)
        item.key, item.origin = key, AgendaItem.Origin.TEMPLATE
        item.save()


def _refuse_far_day(meeting: Meeting, day: date) -> None:
    """A meeting may slip a little, but its rules and figures are those of its month."""
    if not meeting.month.plus(-1).first <= day <= meeting.month.plus(1).last:
        raise Refusal(
            _("This is the meeting of %(month)s. Choose a day in that month, or at most one month from it.")
            % {"month": meeting.month.label()},
            field="day",
        )


@transaction.atomic
def cancel(*, meeting: Meeting, by: Actor, because: str) -> Meeting:
    _refuse_unless_preparing(meeting)
    meeting.stage, meeting.cancelled_because = Meeting.Stage.CANCELLED, tidy(because)
    meeting.save()
    _tell_invited(meeting, "meeting.cancelled")
    audit.record(by, "meeting.cancelled", meeting, title=str(meeting), because=because)
    loops.tell(meeting)
    return meeting


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    by: Actor,
    title: str,
    minutes: int,
    presenter: Member | None = None,
    text: str = "",
    step: str = AgendaItem.Step.CONDUCT,
) -> AgendaItem:
    """Add an item at the end of its step."""
    _refuse_unless_preparing(meeting)
    last = meeting.agenda.filter(step__in=_up_to(step)).aggregate(last=Max("position"))["last"] or 0
    meeting.agenda.filter(position__gt=last).update(position=F("position") + 1)
    item = AgendaItem.objects.create(
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        position=last + 1,
        title=tidy(title),
        minutes=minutes,
        presenter=presenter,
        text=text.strip(),
        step=step,
    )
    audit.record(by, "meeting.item_added", meeting, title=item.title)
    return item


def _up_to(step: str) -> list[str]:
    steps = list(AgendaItem.Step.values)
    return steps[: steps.index(step) + 1]


@transaction.atomic
def edit_item(
    *, item: AgendaItem, by: Actor, title: str, minutes: int, presenter: Member | None, text: str
) -> AgendaItem:
    _refuse_unless_preparing(item.meeting)
    item.title, item.minutes, item.presenter, item.text = tidy(title), minutes, presenter, text.strip()
    item.save()
    audit.record(by, "meeting.item_edited", item.meeting, title=item.title)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Actor) -> dict[str, Any]:
    """Take an item off the agenda; what `restore_item` needs to put it back.

    Its papers stay before the members, as papers of the whole meeting.
    """
    _refuse_unless_preparing(item.meeting)
    kept = {name: getattr(item, name) for name in _KEPT}
    kept |= {"id": str(item.pk), "presenter_id": str(item.presenter_id or "")}
    kept["papers"] = [str(pk) for pk in item.papers.values_list("pk", flat=True)]
    audit.record(by, "meeting.item_removed", item.meeting, title=item.title)
    item.delete()
    return kept


_KEPT = ("position", "key", "step", "title", "minutes", "text", "origin")


@transaction.atomic
def restore_item(*, meeting: Meeting, by: Actor, kept: Mapping[str, Any]) -> AgendaItem:
    """Put back an item that was taken off, with its papers; doing it twice puts it back once."""
    _refuse_unless_preparing(meeting)
    values = {name: kept[name] for name in _KEPT}
    item, made = AgendaItem.objects.get_or_create(
        pk=kept["id"],
        defaults={
            **values,
            "commune_id": meeting.commune_id,
            "cell_id": meeting.cell_id,
            "meeting": meeting,
            "presenter_id": kept["presenter_id"] or None,
        },
    )
    if made:
        meeting.papers.filter(pk__in=kept["papers"], item=None).update(item=item)
        audit.record(by, "meeting.item_added", meeting, title=item.title)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, by: Actor, up: bool) -> None:
    """Swap an item with its neighbour of the same step; nothing happens at the ends."""
    _refuse_unless_preparing(item.meeting)
    order = list(AgendaItem.objects.select_for_update().filter(meeting=item.meeting, step=item.step))
    if item not in order:  # somebody took it off the agenda a moment ago
        return
    place = order.index(item)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place].position, order[other].position = order[other].position, order[place].position
        AgendaItem.objects.bulk_update([order[place], order[other]], ["position"])
        audit.record(by, "meeting.item_moved", item.meeting, title=item.title)


@transaction.atomic
def attach(
    *, meeting: Meeting, by: Actor, document: Document, item: AgendaItem | None = None
) -> MeetingPaper:
    """Put a document before the members, under an item or the meeting as a whole.

    Raises Refusal when the meeting is closed, or when the item is not on its agenda.
    """
    _hold(meeting)
    if meeting.is_over:
        raise Refusal(_("The meeting is closed; papers can no longer be added to it."))
    if item is not None and not meeting.agenda.filter(pk=item.pk).exists():
        raise Refusal(_("This item is not on the agenda of this meeting."), field="item")
    paper = MeetingPaper.objects.create(
        commune_id=meeting.commune_id, cell_id=meeting.cell_id, meeting=meeting, item=item, document=document
    )
    audit.record(by, "meeting.paper_attached", meeting, title=document.title)
    return paper


@transaction.atomic
def detach(*, paper: MeetingPaper, by: Actor) -> None:
    _refuse_unless_preparing(paper.meeting)
    audit.record(by, "meeting.paper_detached", paper.meeting, title=paper.document.title)
    paper.delete()


@transaction.atomic
def invite(*, meeting: Meeting, by: Actor) -> int:
    """Ask everybody who takes part and the overseers to come; how many were asked now.

    Asking again reaches only those added since. Source: HD 42-HD/BTCTW, II.2.2, step 1.
    """
    _refuse_unless_preparing(meeting)
    day, now = timezone.localdate(meeting.planned_at), timezone.now()
    asked = set(meeting.invitations.values_list("member_id", flat=True))
    fresh = [
        _invitation(meeting, place.cell, place.row.member, now, overseer=False)
        for place in seating.places(meeting, day)
        if place.comes and place.row.member.pk not in asked
    ]
    seated = asked | {invitation.member_id for invitation in fresh}
    for cell, member in _overseers(meeting, day):
        if member.pk not in seated:
            fresh.append(_invitation(meeting, cell, member, now, overseer=True))
            seated.add(member.pk)
    Invitation.objects.bulk_create(fresh)
    _tell_invited(meeting, "meeting.invited", [invitation.member_id for invitation in fresh])
    meeting.invited_at = meeting.invited_at or now
    meeting.save()
    audit.record(by, "meeting.invited", meeting, title=str(meeting), n=len(fresh))
    loops.tell(meeting)
    return len(fresh)


def _overseers(meeting: Meeting, day: date) -> list[tuple[Unit, Member]]:
    """They attend the cell and its committee (S001); a group meets among itself."""
    if meeting.kind == Meeting.Kind.GROUP:
        return []
    return [(cell, member) for cell in meeting.cells for member in members.overseers_of(cell.pk, day)]


def _invitation(meeting: Meeting, cell: Unit, member: Member, now: datetime, *, overseer: bool) -> Invitation:
    return Invitation(
        commune_id=cell.commune_id,
        cell=cell,
        meeting=meeting,
        member=member,
        as_overseer=overseer,
        sent_at=now,
    )


def _tell_invited(meeting: Meeting, code: str, only: Iterable[UUID] | None = None) -> None:
    members_asked = meeting.invitations.values_list("member_id", flat=True) if only is None else only
    notify.tell(
        members_asked,
        code,
        meeting.get_absolute_url(),
        title=meeting,
        at=_spoken(meeting),
        place=meeting.where,
        join=reverse("meetings:join", args=[meeting.pk]) if meeting.video_link else "",
    )


@transaction.atomic
def answer(
    *, invitation: Invitation, by: Actor, will_come: bool, reason: str = "", statement: str = ""
) -> Invitation:
    """Answer an invitation, for oneself or, by the secretary, for a member without a phone.

    Whoever cannot come may leave a `statement` that is read out in the meeting.
    """
    _refuse_unless_preparing(invitation.meeting)
    if not will_come and not reason.strip():
        raise Refusal(_("Say why you cannot come, so that it counts as excused."), field="reason")
    invitation.answer = Invitation.Answer.WILL if will_come else Invitation.Answer.CANNOT
    invitation.reason = "" if will_come else tidy(reason)
    invitation.statement = "" if will_come else words(statement)
    invitation.answered_at = timezone.now()
    invitation.save()
    _note_answer(invitation, by, will_come)
    return invitation


def _note_answer(invitation: Invitation, by: Actor, will_come: bool) -> None:
    meeting, member = invitation.meeting, invitation.member
    if by.member_id == member.pk:
        audit.record(by, "invitation.will" if will_come else "invitation.cannot", meeting)
        return
    audit.record(
        by,
        "invitation.will_for" if will_come else "invitation.cannot_for",
        meeting,
        assisted=member.pk,
        name=member.full_name,
    )


def mark_read(*, invitation: Invitation) -> None:
    """The member opened the agenda. Kept once, without an audit line: it says nothing of what was done."""
    if invitation.opened_at is None:
        Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: Actor, entry_id: UUID | None = None, reason: str = "") -> State:
    """Open the meeting: its roll and agenda are copied into the log as they stand now.

    Raises Refusal when it may not be opened.
    """
    _hold(meeting)
    data = lawful_opening(meeting, reason)
    return actions.one(meeting=meeting, by=by, act="opened", id=entry_id or new_id(), **data)


def lawful_opening(meeting: Meeting, reason: str = "") -> dict[str, Any]:
    """The payload of `opened` as things stand.

    Raises Refusal when it is cancelled, has nobody to chair or take minutes, or too few full members.
    """
    if meeting.stage == Meeting.Stage.CANCELLED:
        raise Refusal(_("This meeting was cancelled. Set up a new one."))
    if meeting.chair is None or meeting.minute_taker is None:
        raise Refusal(_("Choose who chairs and who takes the minutes, then open the meeting."))
    if meeting.partner and meeting.partner_chair is None:
        raise Refusal(_("Choose who chairs for %(cell)s.") % {"cell": meeting.partner.name})
    data = opening(meeting, timezone.localdate(), reason)
    seating.refuse_too_few(meeting, data["seats"])
    return data


def opening(meeting: Meeting, day: date, reason: str = "") -> dict[str, Any]:
    """The payload of `opened`: everything the room needs, so that the log stands alone."""
    chair, minute_taker = meeting.chair, meeting.minute_taker
    items = list(meeting.agenda.select_related("presenter"))
    return {
        "place": "" if meeting.mode == Meeting.Mode.ONLINE else meeting.place,
        "reason": reason or meeting.because,
        "chair": chair.full_name if chair else "",
        "chair_id": str(chair.pk) if chair else "",
        "minute_taker": minute_taker.full_name if minute_taker else "",
        "minute_taker_id": str(minute_taker.pk) if minute_taker else "",
        "seats": seating.seats(meeting, day),
        "items": [drafting.item(item) for item in items],
        "carried": [drafting.carried(each) for each in _carried(meeting, items, day)],
    }


def _carried(meeting: Meeting, items: list[AgendaItem], day: date) -> list[loops.Carried]:
    """A regular meeting looks back on everything that is open, another on what its agenda has."""
    keys = {item.key for item in items}
    kinds = {kind for kind, key in (("task", "last_month"), ("petition", "petitions")) if key in keys}
    if not (meeting.is_regular or kinds):
        return []
    found = loops.open_for(meeting.cell, day)
    return found if meeting.is_regular else [each for each in found if each.kind in kinds]


@transaction.atomic
def send_guidance(*, unit: Unit, by: Actor, month: Month, title: str, text: str) -> Guidance:
    """Ask the cells below to take something up in a month; it joins agendas drafted from now on."""
    guidance = Guidance.objects.create(
        unit=unit,
        month=month,
        title=tidy(title),
        text=text.strip(),
        sent_at=timezone.now(),
        sent_by_name=by.name,
    )
    secretaries = members.holders(_cells_below(unit), Role.SECRETARY, day=timezone.localdate())
    told = [held.member_id for held in secretaries if held.member_id]
    notify.tell(told, "guidance.sent", reverse("meetings:meetings"), title=guidance.title, unit=unit.name)
    audit.record(by, "guidance.sent", guidance, title=guidance.title, month=month.label())
    return guidance


def _cells_below(unit: Unit) -> list[UUID]:
    return list(Unit.objects.within(subtree(unit.path)).cells().in_use().values_list("pk", flat=True))


def overrun(meeting: Meeting) -> timedelta:
    """How much longer the drafted agenda is than the time planned."""
    minutes: Iterable[int] = meeting.agenda.values_list("minutes", flat=True)
    return timedelta(minutes=sum(minutes) - meeting.planned_minutes)
