"""What petitions need of somebody now: of their cell, of the office they work for, and as who raised one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.petitions import queries
from sotay.petitions.models import Petition
from sotay.units.models import Unit
from sotay.units.queries import units_at

MANY = 200
Status = Petition.Status


def waiting(actor: Actor) -> list[Petition]:
    """Petitions a unit of the actor's has to act on, the most urgent first."""
    ours = queries.units_of(actor)
    held = [each for each in _concerning(actor) if each.held_by_id in ours and each.status in queries.WAITING]
    return held[:MANY]


def own(actor: Actor) -> list[Petition]:
    """What the actor raised and is not closed, the newest first."""
    mine = [each for each in _concerning(actor) if each.raised_by_id == actor.member_id]
    return (
        sorted(mine, key=lambda each: (each.raised_on, each.pk), reverse=True)[:10] if actor.member_id else []
    )


def _concerning(actor: Actor) -> list[Petition]:
    """Both, in one query a request: Today asks for them in several places."""
    if actor.member_id is None and not queries.units_of(actor):
        return []
    found = queries.concerning(actor).select_related("cell", "held_by")
    return actor.once("petitions.concerning", lambda: list(found[: MANY * 2]))


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    held = waiting(actor)
    for cell in units_at(actor, *LEADERS):
        yield from _of_cell(cell, [each for each in held if each.held_by_id == cell.pk], day)
    for unit in units_at(actor, *OFFICES):
        yield from _of_office(unit, [each for each in held if each.held_by_id == unit.pk], day)
    for petition in own(actor):
        if petition.status == Status.ANSWERED:
            title, button = _("Your petition has an answer"), _("Read the answer")
            url, matter = petition.get_absolute_url(), ("petition", petition.pk)
            yield Need("petition_told", Urgency.SOON, title, petition.text, button, url, matter)


def _of_cell(cell: Unit, held: list[Petition], day: date) -> Iterator[Need]:
    answered = sum(petition.status == Status.ANSWERED for petition in held)
    if late := sum(petition.days_late(day) > 0 for petition in held):
        title = _("Petitions past the day of their answer: %(late)s") % {"late": late}
        says, button = _("Answer, promise a day, or pass them on."), _("See the petitions")
        yield _need("petitions_late", Urgency.LATE, cell, title, says, button)
    elif to_answer := len(held) - answered:
        title = _("Petitions to answer: %(n)s") % {"n": to_answer}
        says, button = _("They were put to the cell itself."), _("See the petitions")
        yield _need("petitions_answer", Urgency.SOON, cell, title, says, button)
    if answered:
        title = _("Petitions with an answer: %(n)s") % {"n": answered}
        says, button = _("Tell whoever raised them, then close them."), _("See the answers")
        yield _need("petitions_close", Urgency.SOON, cell, title, says, button)


def _of_office(unit: Unit, held: list[Petition], day: date) -> Iterator[Need]:
    late, button = sum(petition.days_late(day) > 0 for petition in held), _("See the petitions")
    if late:
        title = _("Petitions past the day of their answer: %(late)s") % {"late": late}
        says = _("%(n)s in all: answer, promise a day, or pass them on.") % {"n": len(held)}
        yield _need("petitions_late", Urgency.LATE, unit, title, says, button)
    elif held:
        title = _("Petitions to answer: %(n)s") % {"n": len(held)}
        says = _("Answer, promise a day, or pass them on.")
        yield _need("petitions_held", Urgency.TODAY, unit, title, says, button)


def _need(code: str, urgency: Urgency, unit: Unit, title: str, says: str, button: str) -> Need:
    url = f"{reverse('petitions:petitions')}?show=waiting"
    return Need(code, urgency, title, says, button, url, matter=(code, unit.pk), unit=unit.organ)
