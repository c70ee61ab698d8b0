"""What the forms of preparing are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.conflicts import seen_of
from sotay.kernel.versions import Edited, Values, digest
from sotay.meetings.locking import lock_while_preparing
from sotay.meetings.models import AgendaItem, Invitation, Meeting
from sotay.meetings.preparation import agenda
from sotay.meetings.preparation.forms import AnswerForm
from sotay.meetings.preparation.forms_kinds import ArrangeForm

_OF_PLANS = ("meeting.set_up", "meeting.arranged")
_OF_ITEMS = ("meeting.item_added", "meeting.item_edited", "meeting.item_moved", "meeting.item_removed")
_OF_ANSWERS = ("invitation.will", "invitation.cannot", "invitation.will_for", "invitation.cannot_for")


def plan(reader: Actor, meeting: Meeting) -> Edited[Meeting]:
    """When, where and with whom it is planned."""
    changed = last_change(reader, meeting.pk, codes=_OF_PLANS)
    return Edited(meeting, ArrangeForm.initial_of, lock=_locked, changed=changed)


def item(reader: Actor, item: AgendaItem) -> Edited[AgendaItem]:
    """The words of an item, who presents it and how long."""

    def values(item: AgendaItem) -> Values:
        return {
            "title": item.title,
            "minutes": item.minutes,
            "presenter": item.presenter_id,
            "text": item.text,
        }

    changed = last_change(reader, item.meeting_id, codes=_OF_ITEMS)
    return Edited(item, values, lock=agenda.held, changed=changed)


def order(reader: Actor, item: AgendaItem) -> Edited[AgendaItem]:
    """The order of the items of its step."""

    def values(item: AgendaItem) -> Values:
        return _order(AgendaItem.objects.filter(meeting=item.meeting_id, step=item.step))

    changed = last_change(reader, item.meeting_id, codes=_OF_ITEMS)
    return Edited(item, values, lock=agenda.held, changed=changed)


def orders(items: Sequence[AgendaItem]) -> dict[str, str]:
    """What the buttons carry that move an item, for each step of an agenda in its order."""
    return {
        step: digest(_order(item for item in items if item.step == step)) for step in AgendaItem.Step.values
    }


def _order(items: Iterable[AgendaItem]) -> Values:
    return {"order": [item.pk for item in items]}


def answer(reader: Actor, invitation: Invitation) -> Edited[Invitation]:
    """What somebody answered: by themselves on a phone, or the secretary for them."""

    def lock(invitation: Invitation) -> Invitation:
        lock_while_preparing(invitation.meeting)
        return Invitation.objects.get(pk=invitation.pk)

    changed = last_change(reader, invitation.meeting_id, codes=_OF_ANSWERS)
    return Edited(invitation, _answered, lock=lock, changed=changed)


def _answered(invitation: Invitation) -> Values:
    given = {"will": "yes", "cannot": "no"}.get(invitation.answer)
    return {"will_come": given, "reason": invitation.reason, "statement": invitation.statement}


def unanswered() -> str:
    """What a button carries that answers an invitation nobody has answered yet."""
    return seen_of(AnswerForm(), _answered(Invitation()))


def _locked(meeting: Meeting) -> Meeting:
    lock_while_preparing(meeting)
    return meeting
