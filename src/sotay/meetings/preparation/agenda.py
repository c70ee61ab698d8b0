"""The agenda while a meeting is prepared: its items, and the papers members read before they come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.kernel.text import tidy
from sotay.library.models import Document
from sotay.meetings import agenda_sources
from sotay.meetings.locking import lock, lock_while_preparing
from sotay.meetings.models import AgendaItem, Meeting, MeetingPaper
from sotay.meetings.preparation import drafting
from sotay.members.models import Member


@transaction.atomic
def add(
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
    lock_while_preparing(meeting)
    position = _make_room(meeting, step)
    item = AgendaItem.objects.create(
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        meeting=meeting,
        position=position,
        title=tidy(title),
        minutes=minutes,
        presenter=presenter,
        text=text.strip(),
        step=step,
    )
    audit.record(by, "meeting.item_added", meeting, title=str(meeting), n=item.position)
    return item


def _up_to(step: str) -> list[str]:
    steps = list(AgendaItem.Step.values)
    return steps[: steps.index(step) + 1]


def not_taken(meeting: Meeting) -> list[agenda_sources.Proposal]:
    """What is proposed for the meeting, is not on its agenda and was not left out: it came after drafting."""
    if meeting.stage != Meeting.Stage.PREPARING:
        return []
    there = set(meeting.agenda.exclude(source_id=None).values_list("source_id", flat=True))
    proposed = agenda_sources.proposals_for(meeting)
    return [each for several in proposed.values() for each in several if each.id not in there]


@transaction.atomic
def take_proposed(*, meeting: Meeting, by: Actor, only: Collection[UUID] = ()) -> int:
    """Put on the agenda what was proposed after it was drafted, or `only` some of it; how many items. Twice
    adds nothing.
    """
    lock_while_preparing(meeting)
    proposals = [each for each in not_taken(meeting) if not only or each.id in only]
    for each in proposals:
        key = agenda_sources.key_of(each.kind)
        item = drafting.proposed_item(meeting, each, key, drafting.PROPOSED_MINUTES, meeting.chair)
        item.position = _make_room(meeting, AgendaItem.Step.CONDUCT)
        item.save()
        audit.record(by, "meeting.item_added", meeting, title=str(meeting), n=item.position)
    return len(proposals)


def _make_room(meeting: Meeting, step: str) -> int:
    """The place at the end of a step, made free."""
    last = meeting.agenda.filter(step__in=_up_to(step)).aggregate(last=Max("position"))["last"] or 0
    meeting.agenda.filter(position__gt=last).update(position=F("position") + 1)
    return last + 1


@transaction.atomic
def edit(
    *, item: AgendaItem, by: Actor, title: str, minutes: int, presenter: Member | None, text: str
) -> AgendaItem:
    found = held(item)
    found.title, found.minutes, found.presenter, found.text = tidy(title), minutes, presenter, text.strip()
    found.save()
    audit.record(by, "meeting.item_edited", found.meeting, title=str(found.meeting), n=found.position)
    return found


@transaction.atomic
def remove(*, item: AgendaItem, by: Actor, reason: str = "") -> dict[str, Any]:
    """Take an item off the agenda; what `restore` needs to put it back.

    Its papers stay before the members, as papers of the whole meeting. Raises Refusal for a compulsory item
    without a reason; whoever proposed it reads that.
    """
    found = held(item)
    if found.compulsory and not tidy(reason):
        raise Refusal(
            _("The committee above asks for this item. Say why it is left out; the committee reads it."),
            field="reason",
        )
    agenda_sources.left_out(found, tidy(reason), by)
    kept = {name: getattr(found, name) for name in _KEPT}
    kept |= {"id": str(found.pk), "presenter_id": str(found.presenter_id or "")}
    kept["source_id"] = str(found.source_id or "")
    kept["papers"] = [str(pk) for pk in found.papers.values_list("pk", flat=True)]
    audit.record(by, "meeting.item_removed", found.meeting, title=str(found.meeting), n=found.position)
    found.delete()
    return kept


def held(item: AgendaItem) -> AgendaItem:
    """The item as it is now, its meeting held. Raises Refusal when somebody took it off a moment ago."""
    lock_while_preparing(item.meeting)
    found = get_or_none(item.meeting.agenda, item.pk)
    if found is None:
        raise Refusal(_("This item is not on the agenda of this meeting."))
    return found


_KEPT = (
    *("position", "key", "step", "title", "minutes", "text", "origin"),
    *("source", "source_label", "compulsory"),
)


@transaction.atomic
def restore(*, meeting: Meeting, by: Actor, kept: Mapping[str, Any]) -> AgendaItem:
    """Put back an item that was taken off, with its papers; doing it twice puts it back once."""
    lock_while_preparing(meeting)
    values = {name: kept[name] for name in _KEPT if name in kept}
    item, made = AgendaItem.objects.get_or_create(
        pk=kept["id"],
        defaults={
            **values,
            "commune_id": meeting.commune_id,
            "cell_id": meeting.cell_id,
            "meeting": meeting,
            "presenter_id": kept["presenter_id"] or None,
            "source_id": kept.get("source_id") or None,
        },
    )
    if made:
        agenda_sources.put_back(item, by)
        meeting.papers.filter(pk__in=kept["papers"], item=None).update(item=item)
        audit.record(by, "meeting.item_added", meeting, title=str(meeting), n=item.position)
    return item


@transaction.atomic
def move(*, item: AgendaItem, by: Actor, up: bool) -> None:
    """Swap an item with its neighbour of the same step; nothing happens at the ends."""
    lock_while_preparing(item.meeting)
    order = list(AgendaItem.objects.select_for_update().filter(meeting=item.meeting, step=item.step))
    if item not in order:  # somebody took it off the agenda a moment ago
        return
    place = order.index(item)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place].position, order[other].position = order[other].position, order[place].position
        AgendaItem.objects.bulk_update([order[place], order[other]], ["position"])
        audit.record(by, "meeting.item_moved", item.meeting, title=str(item.meeting), n=item.position)


def refuse_papers_when_over(meeting: Meeting) -> None:
    """Asked before a file is kept too: one that is before no meeting nobody sees, nor purges.

    A photograph made in a hall without a network may come after the closing: it is taken, as entries are,
    until the minutes are signed.
    """
    if meeting.is_sealed:
        raise Refusal(_("The minutes are signed; papers can no longer be added to the meeting."))


@transaction.atomic
def attach(
    *, meeting: Meeting, by: Actor, document: Document, item: AgendaItem | None = None
) -> MeetingPaper:
    """Put a document before the members, under an item or the meeting as a whole.

    Given for nothing in particular until now, it is for those who read this meeting, for good. Raises Refusal
    when the minutes are signed, or when the item is not on its agenda.
    """
    lock(meeting)
    refuse_papers_when_over(meeting)
    if item is not None and not meeting.agenda.filter(pk=item.pk).exists():
        raise Refusal(_("This item is not on the agenda of this meeting."), field="item")
    paper = MeetingPaper.objects.create(
        commune_id=meeting.commune_id, cell_id=meeting.cell_id, meeting=meeting, item=item, document=document
    )
    if document.about_id is None:
        document.about_id = meeting.pk
        document.save(update_fields=["about_id"])
    audit.record(by, "meeting.paper_attached", meeting, title=str(meeting))
    return paper


@transaction.atomic
def detach(*, paper: MeetingPaper, by: Actor) -> None:
    lock_while_preparing(paper.meeting)
    audit.record(by, "meeting.paper_detached", paper.meeting, title=str(paper.meeting))
    paper.delete()


def overrun(meeting: Meeting) -> timedelta:
    """How much longer the drafted agenda is than the time planned."""
    minutes: Iterable[int] = meeting.agenda.values_list("minutes", flat=True)
    return timedelta(minutes=sum(minutes) - meeting.planned_minutes)
