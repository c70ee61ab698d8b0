"""Which unit holds a petition next, and who acts for it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Grant, Role
from sotay.kernel.tree import ancestors
from sotay.members.queries import holders
from sotay.petitions import rules
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Kind, Unit

OFFICES = (
    *(Role.SECRETARY, Role.DEPUTY_SECRETARY),
    *(Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.CENTRE_OFFICE),
)

BEGINNINGS = (PetitionEvent.What.RECORDED, PetitionEvent.What.RAISED)
ANSWERS = (PetitionEvent.What.ANSWERED, PetitionEvent.What.DECLINED)


def speaks_for(actor: Actor, unit: Unit) -> bool:
    """Whether the actor holds, at this very unit, a role that acts for it."""
    return any(held.unit_id == unit.pk and rules.speaks_for(held.role, unit.kind) for held in offices(actor))


def offices(actor: Actor) -> list[Grant]:
    """The actor's grants that may act for a unit."""
    return actor.holds(*OFFICES)


def may_close(actor: Actor, petition: Petition) -> bool:
    """The cell that raised it, or the person who did, says whether the answer is one."""
    own = petition.raised_by_id is not None and petition.raised_by_id == actor.member_id
    return own or speaks_for(actor, petition.cell)


def is_untouched(petition: Petition) -> bool:
    """Whether nobody has done anything with a petition since it was raised."""
    return not (petition.events.exclude(what__in=BEGINNINGS).exists() or petition.joined.exists())


def sees_name(actor: Actor, petition: Petition) -> bool:
    """Whether the actor reads who raised it: never more people than that person chose, and those of a
    province or the centre never, who answer the matter.
    """
    if petition.raised_by_id is not None and petition.raised_by_id == actor.member_id:
        return True
    if petition.shown_to == Petition.ShownTo.ALL:
        return actor.may(Can.SEE_MEETING, petition.cell.path)
    return petition.shown_to == Petition.ShownTo.LEADERS and speaks_for(actor, petition.cell)


def above(unit: Unit, kinds: Iterable[str] = rules.PASSES_TO) -> Unit | None:
    """The nearest unit above of these kinds that somebody can act for; None when there is none.

    A grassroots committee without an office of its own is passed over: a petition there would wait for
    nobody. A ward or a province takes it even before its office is appointed.
    """
    found = Unit.objects.filter(path__in=ancestors(unit.path), kind__in=list(kinds)).order_by("-path")
    staffed = _staffed([each.pk for each in found if each.kind == Kind.COMMITTEE])
    return next((each for each in found if each.kind != Kind.COMMITTEE or each.pk in staffed), None)


def for_level(cell: Unit, level: str) -> Unit:
    """Who holds a petition raised in a cell for a level, or the nearest level there is."""
    kinds = rules.LEVEL_OF.get(level)
    return (above(cell, kinds) or above(cell) or cell) if kinds else cell


def below(petition: Petition) -> Unit | None:
    """The unit a petition came to its holder from; the cell when it came straight from the meeting."""
    if petition.held_by_id == petition.cell_id:
        return None
    what = [PetitionEvent.What.PASSED_UP, *BEGINNINGS]
    arrivals = petition.events.filter(to=petition.held_by_id, what__in=what)
    last = arrivals.select_related("unit").order_by("-at", "-id").first()
    return last.unit if last else petition.cell


def answered_by(petition: Petition) -> Unit:
    """The unit that gave the newest answer."""
    answers = petition.events.filter(what__in=ANSWERS).select_related("unit")
    last = answers.order_by("-at", "-id").first()
    return last.unit if last else petition.cell


def officers(unit: Unit) -> list[UUID]:
    """Who acts for a unit today: members, and accounts of people in no cell."""
    held = holders([unit.pk], *OFFICES, day=timezone.localdate())
    found = [row.member_id or row.account_id for row in held if rules.speaks_for(row.role, unit.kind)]
    return [pk for pk in found if pk]


def _staffed(units: list[UUID]) -> set[UUID]:
    if not units:
        return set()
    return {row.unit_id for row in holders(units, Role.WARD_OFFICE, day=timezone.localdate())}
