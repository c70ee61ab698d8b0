"""What people and units do with a petition. One raised at a meeting comes from its log (`agenda_source`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor
from sotay.meetings.handing_out import give_task
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.petitions import deadlines, figures, holding, refusals, rules
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit

What = PetitionEvent.What


@transaction.atomic
@figures.counted
def raise_one(
    *,
    cell: Unit,
    by: Actor,
    key: UUID,
    text: str,
    level: str,
    shown_to: str,
    field: str = "",
    place: str = "",
    is_urgent: bool = False,
    is_of_residents: bool = False,
    person: Member | None = None,
) -> Petition:
    """Raise a petition between two meetings; `person` is the member an officer writes it down for.

    `key` makes sending the form twice harmless: the second time answers the petition there is. Raises
    NotYours when the key is somebody else's.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=cell.pk)  # two of one key wait for each other
    raised_by = person.pk if person else by.member_id
    known = Petition.objects.filter(cell=cell, entry_id=key).first()
    if known is not None:
        if known.raised_by_id != raised_by:
            raise refusals.NotYours
        return known
    today = timezone.localdate()
    to = holding.for_level(cell, level)
    held = Petition.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        entry_id=key,
        text=_needed(text, "text"),
        field=field,
        place=place.strip(),
        is_urgent=is_urgent,
        is_of_residents=is_of_residents,
        shown_to=shown_to,
        raised_on=today,
        raised_by_id=raised_by,
        raised_by_name=person.full_name if person else by.name,
        held_by=cell,
        reply_by=deadlines.reply_by(to, today),
    )
    _step(held, What.RAISED, by, to=to, text="")
    held.held_by = to
    held.save(update_fields=["held_by"])
    _record(by, "petition.raised", held, assisted=person.pk if person else None, unit=to.organ)
    _tell(by, [person.pk if person else None], "petition.recorded", held, unit=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


@transaction.atomic
@figures.counted
def withdraw(*, petition: Petition, by: Actor, because: str = "") -> Petition:
    """Take back what one raised oneself between two meetings, while nobody has acted on it."""
    held = locked(petition)
    if rules.moved(held.status, "withdraw") is None or not holding.is_untouched(held):
        raise refusals.PetitionHasMoved(held)
    if held.raised_by_id is None or held.raised_by_id != by.member_id or held.meeting_id:
        raise refusals.NotYours
    told = holding.officers(held.held_by)
    _step(held, What.WITHDRAWN, by, to=held.cell, text=because.strip())
    _move(held, "withdraw", held.cell, closed_on=timezone.localdate())
    _record(by, "petition.withdrawn", held)
    _tell(by, told, "petition.withdrawn", held)
    return held


@transaction.atomic
@figures.counted
def answer(*, petition: Petition, by: Actor, text: str) -> Petition:
    """Answer a petition at the level that holds it and send it back down to its cell.

    Raises NotHeldHere when the petition has moved to another unit.
    """
    held = _held(petition, by, "answer")
    unit = held.held_by
    said = _needed(text, "text")
    for each in (held, *_joined(held)):
        _give(each, "answer", What.ANSWERED, by, unit, said)
    return held


@transaction.atomic
@figures.counted
def decline(*, petition: Petition, by: Actor, because: str) -> Petition:
    """Say that a petition cannot be taken on, with the reason, which the person who asked reads."""
    held = _held(petition, by, "decline")
    unit, said = held.held_by, _needed(because, "because")
    for each in (held, *_joined(held)):
        _give(each, "decline", What.DECLINED, by, unit, said)
    return held


@transaction.atomic
@figures.counted
def join(*, petition: Petition, by: Actor, other: Petition) -> Petition:
    """Answer a petition together with another one alike that the same unit holds. Each person is told of the
    answer; nobody learns who raised the other. Raises CannotBeJoined when the other does not lie here.
    """
    pks = sorted([petition.pk, other.pk])
    list(Petition.objects.select_for_update().filter(pk__in=pks).order_by("pk"))  # always in the same order
    held, main = _held(petition, by, "join"), locked(other)
    alike = main.status == Petition.Status.OPEN and main.held_by_id == held.held_by_id
    if not alike or main.pk == held.pk or held.joined.exists():
        raise refusals.CannotBeJoined
    _step(held, What.JOINED, by, to=held.held_by, text="")
    _move(held, "join", held.held_by, joined_to_id=main.pk)
    audit.record(by, "petition.joined", held)
    _tell(by, [held.raised_by_id], "petition.joined", held, unit=held.held_by.organ)
    return held


@transaction.atomic
@figures.counted
def separate(*, petition: Petition, by: Actor) -> Petition:
    """Take a joined petition apart again: it waits for an answer of its own, where the other one lies."""
    held = _held(petition, by, "separate")
    _step(held, What.SEPARATED, by, to=held.held_by, text="")
    reply_by = deadlines.reply_by(held.held_by, timezone.localdate())
    _move(held, "separate", held.held_by, joined_to_id=None, due_on=None, reply_by=reply_by)
    audit.record(by, "petition.separated", held)
    _tell(by, [held.raised_by_id], "petition.separated", held, unit=held.held_by.organ)
    return held


@transaction.atomic
@figures.counted
def pass_up(*, petition: Petition, by: Actor, because: str) -> Petition:
    """Pass a petition that is beyond this unit to the one above. Raises NothingAbove at the top."""
    held = _held(petition, by, "pass_up")
    unit, to = held.held_by, holding.above(held.held_by)
    if to is None:
        raise refusals.NothingAbove
    _hand_over(held, "pass_up", What.PASSED_UP, by, to, _needed(because, "because"))
    audit.record(by, "petition.passed_up", held, unit=unit.organ, to=to.organ)
    _tell(by, [held.raised_by_id], "petition.passed_up", held, unit=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


@transaction.atomic
@figures.counted
def send_back(*, petition: Petition, by: Actor, because: str) -> Petition:
    """Give a petition back, without an answer, to the unit below that it came from."""
    held = _held(petition, by, "send_back")
    unit, to = held.held_by, holding.below(held)
    if to is None:
        raise refusals.NothingBelow
    _hand_over(held, "send_back", What.SENT_BACK, by, to, _needed(because, "because"))
    audit.record(by, "petition.sent_back", held, unit=unit.organ, to=to.organ)
    _tell(by, [held.raised_by_id], "petition.sent_back", held, unit=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


@transaction.atomic
@figures.counted
def promise(
    *,
    petition: Petition,
    by: Actor,
    due_on: date,
    text: str = "",
    doer: Member | None = None,
    task: str = "",
) -> Petition:
    """Say by which day the unit that holds it will answer. A day after the one of the regulation takes the
    reason, which the person who asked reads. A cell may give it to a member as a task until that day.
    """
    held = _held(petition, by, "promise")
    if due_on < timezone.localdate():
        raise refusals.PromiseInThePast
    if held.reply_by and due_on > held.reply_by and not text.strip():
        raise refusals.LongerNeedsReason(held.reply_by)
    if task.strip() and doer is None:
        raise refusals.DoerNeeded
    given = _as_task(held, by, doer, task, due_on) if doer else {}
    _step(held, What.PROMISED, by, to=held.held_by, text=text.strip(), due_on=due_on, **given)
    _move(held, "promise", held.held_by, due_on=due_on)
    due = f"{due_on:%d/%m/%Y}"
    audit.record(by, "petition.promised", held, due=due)
    _tell(by, [held.raised_by_id], "petition.promised", held, due=due)
    return held


def _as_task(held: Petition, by: Actor, doer: Member, task: str, due_on: date) -> dict[str, str]:
    if not held.held_by.is_cell:
        raise refusals.NoTasksHere
    if not task.strip():
        raise refusals.TaskNeedsWords
    url = give_task(cell=held.held_by, by=by, to=doer, text=task.strip(), due_on=due_on)
    return {"task_to": doer.full_name, "task_url": url}


@transaction.atomic
@figures.counted
def close(*, petition: Petition, by: Actor, text: str = "") -> Petition:
    """The person who asked has the answer: close it. By the cell, or by that person."""
    held = _confirming(petition, by, "close")
    _step(held, What.CLOSED, by, to=held.cell, text=text.strip())
    _move(held, "close", held.cell, closed_on=timezone.localdate())
    _record(by, "petition.closed", held)
    _tell(by, [held.raised_by_id], "petition.closed", held)
    return held


@transaction.atomic
@figures.counted
def reopen(*, petition: Petition, by: Actor, because: str) -> Petition:
    """The answer settled nothing: ask the unit that gave it again. By the cell, or by the person."""
    held = _confirming(petition, by, "reopen")
    to = holding.answered_by(held)
    _step(held, What.REOPENED, by, to=to, text=_needed(because, "because"))
    reply_by = deadlines.reply_by(to, timezone.localdate())
    anew = {"joined_to_id": None, "is_declined": False}
    _move(held, "reopen", to, due_on=None, closed_on=None, reply_by=reply_by, **anew)
    _record(by, "petition.reopened", held, to=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


def locked(petition: Petition) -> Petition:
    """The petition as it stands now, held until the transaction ends: two people may act at once."""
    return Petition.objects.select_for_update().get(pk=petition.pk)


def _held(petition: Petition, by: Actor, move: str) -> Petition:
    """The petition, when it still waits with a unit the actor acts for."""
    held = locked(petition)
    if rules.moved(held.status, move) is None:
        raise refusals.PetitionHasMoved(held)
    if not holding.speaks_for(by, held.held_by):
        raise refusals.NotHeldHere(held)
    return held


def _confirming(petition: Petition, by: Actor, move: str) -> Petition:
    """The petition, when its answer waits for the actor's word."""
    held = locked(petition)
    if rules.moved(held.status, move) is None:
        raise refusals.PetitionHasMoved(held)
    if not holding.may_close(by, held):
        raise refusals.NotHeldHere(held)
    return held


def _joined(held: Petition) -> list[Petition]:
    """The petitions that are answered with this one, held until the transaction ends."""
    return list(held.joined.filter(status=Petition.Status.JOINED).select_for_update().order_by("pk"))


def _give(held: Petition, move: str, what: PetitionEvent.What, by: Actor, unit: Unit, said: str) -> None:
    """An answer goes back to the cell it came from; whoever asked is told, and the cell's leaders."""
    _step(held, what, by, to=held.cell, text=said)
    held.status = Petition.Status.ANSWERED if held.status == Petition.Status.JOINED else held.status
    _move(held, move, held.cell, is_declined=what == What.DECLINED)
    audit.record(by, f"petition.{what}", held, unit=unit.organ)
    told = [held.raised_by_id, *holding.officers(held.cell)]
    _tell(by, told, f"petition.{what}", held, unit=unit.organ)


def _hand_over(
    held: Petition, move: str, what: PetitionEvent.What, by: Actor, to: Unit, because: str
) -> None:
    """Another unit holds it from now on, with what is joined to it, and has the whole term of its level."""
    reply_by = deadlines.reply_by(to, timezone.localdate())
    for each in _joined(held):
        _step(each, what, by, to=to, text=because)
        each.held_by, each.reply_by = to, reply_by
        each.save(update_fields=["held_by", "reply_by"])
    _step(held, what, by, to=to, text=because)
    _move(held, move, to, due_on=None, reply_by=reply_by)


def _move(held: Petition, move: str, to: Unit, **changes: object) -> None:
    held.status = rules.moved(held.status, move) or held.status
    held.held_by = to
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()


def _step(
    held: Petition,
    what: PetitionEvent.What,
    by: Actor,
    *,
    to: Unit,
    text: str,
    due_on: date | None = None,
    **given: str,
) -> PetitionEvent:
    """Written before the move: the unit that acts is the one that still holds the petition."""
    return PetitionEvent.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        petition=held,
        what=what,
        unit=held.held_by,
        to=to,
        text=text,
        due_on=due_on,
        by_name="" if _is_hidden_from_others(held, by) else by.name,
        at=timezone.now(),
        **given,
    )


def _is_hidden_from_others(held: Petition, by: Actor) -> bool:
    """Whether the actor raised the petition and does not want every reader to know it."""
    own = held.raised_by_id is not None and held.raised_by_id == by.member_id
    return own and held.shown_to != Petition.ShownTo.ALL


def _record(by: Actor, code: str, held: Petition, *, assisted: UUID | None = None, **data: Any) -> None:
    """The audit line of what the person who asked may do too: without a name when that person chose so."""
    if held.shown_to != Petition.ShownTo.ALL:
        assisted = None
    audit.record(SYSTEM if _is_hidden_from_others(held, by) else by, code, held, assisted=assisted, **data)


def _tell(by: Actor, members: Iterable[UUID | None], code: str, held: Petition, **data: str) -> None:
    notify.tell(members, code, held.get_absolute_url(), by=by, text=held.text, **data)


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise refusals.NoWords(field)
    return text.strip()
