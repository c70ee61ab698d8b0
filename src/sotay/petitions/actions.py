"""What units do with a petition. Raising one is the meeting's: see `agenda_source`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.notify import actions as notify
from sotay.petitions import holding, refusals, rules
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit

What = PetitionEvent.What


@transaction.atomic
def answer(*, petition: Petition, by: Actor, text: str) -> Petition:
    """Answer a petition at the level that holds it and send it back down to its cell.

    Raises NotHeldHere when the petition has moved to another unit.
    """
    held = _held(petition, by, "answer")
    unit = held.held_by
    _step(held, What.ANSWERED, by, to=held.cell, text=_needed(text, "text"))
    _move(held, "answer", held.cell)
    audit.record(by, "petition.answered", held, unit=unit.organ)
    told = [held.raised_by_id, *holding.officers(held.cell)]
    _tell(by, told, "petition.answered", held, unit=unit.organ)
    return held


@transaction.atomic
def pass_up(*, petition: Petition, by: Actor, because: str) -> Petition:
    """Pass a petition that is beyond this unit to the one above. Raises NothingAbove at the top."""
    held = _held(petition, by, "pass_up")
    unit, to = held.held_by, holding.above(held.held_by)
    if to is None:
        raise refusals.NothingAbove
    _step(held, What.PASSED_UP, by, to=to, text=_needed(because, "because"))
    _move(held, "pass_up", to, due_on=None)
    audit.record(by, "petition.passed_up", held, unit=unit.organ, to=to.organ)
    _tell(by, [held.raised_by_id], "petition.passed_up", held, unit=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


@transaction.atomic
def send_back(*, petition: Petition, by: Actor, because: str) -> Petition:
    """Give a petition back, without an answer, to the unit below that it came from."""
    held = _held(petition, by, "send_back")
    unit, to = held.held_by, holding.below(held)
    if to is None:
        raise refusals.NothingBelow
    _step(held, What.SENT_BACK, by, to=to, text=_needed(because, "because"))
    _move(held, "send_back", to, due_on=None)
    audit.record(by, "petition.sent_back", held, unit=unit.organ, to=to.organ)
    _tell(by, [held.raised_by_id], "petition.sent_back", held, unit=to.organ)
    _tell(by, holding.officers(to), "petition.waiting", held, unit=to.organ)
    return held


@transaction.atomic
def promise(*, petition: Petition, by: Actor, due_on: date, text: str = "") -> Petition:
    """Say by which day the unit that holds it will answer."""
    held = _held(petition, by, "promise")
    if due_on < timezone.localdate():
        raise refusals.PromiseInThePast
    _step(held, What.PROMISED, by, to=held.held_by, text=text.strip(), due_on=due_on)
    _move(held, "promise", held.held_by, due_on=due_on)
    due = f"{due_on:%d/%m/%Y}"
    audit.record(by, "petition.promised", held, due=due)
    _tell(by, [held.raised_by_id], "petition.promised", held, due=due)
    return held


@transaction.atomic
def close(*, petition: Petition, by: Actor, text: str = "") -> Petition:
    """The person who asked has the answer: close it. By the cell, or by that person."""
    held = _confirming(petition, by, "close")
    _step(held, What.CLOSED, by, to=held.cell, text=text.strip())
    _move(held, "close", held.cell, closed_on=timezone.localdate())
    audit.record(by, "petition.closed", held)
    _tell(by, [held.raised_by_id], "petition.closed", held)
    return held


@transaction.atomic
def reopen(*, petition: Petition, by: Actor, because: str) -> Petition:
    """The answer settled nothing: ask the unit that gave it again. By the cell, or by the person."""
    held = _confirming(petition, by, "reopen")
    to = holding.answered_by(held)
    _step(held, What.REOPENED, by, to=to, text=_needed(because, "because"))
    _move(held, "reopen", to, due_on=None, closed_on=None)
    audit.record(by, "petition.reopened", held, to=to.organ)
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


def _move(held: Petition, move: str, to: Unit, **changes: date | None) -> None:
    held.status = rules.moved(held.status, move) or held.status
    held.held_by = to
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()


def _step(
    held: Petition, what: PetitionEvent.What, by: Actor, *, to: Unit, text: str, due_on: date | None = None
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
        by_name=by.name,
        at=timezone.now(),
    )


def _tell(by: Actor, members: Iterable[UUID | None], code: str, held: Petition, **data: str) -> None:
    notify.tell(members, code, held.get_absolute_url(), by=by, text=held.text, **data)


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise refusals.NoWords(field)
    return text.strip()
