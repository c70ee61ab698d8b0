"""What the forms of schemes are made from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.schemes import actions, scheme_actions
from sotay.schemes.forms import answer, claims_of
from sotay.schemes.models import Milestone, Registration, Scheme, SchemeYear
from sotay.schemes.scheme_forms import DAYS

ABOUT = ("name", "basis", "text", "year_from", "year_until", "cell_types", "decides")


def about(reader: Actor, row: Scheme) -> Edited[Scheme]:
    """What a scheme says of itself, field by field."""

    def values(row: Scheme) -> Values:
        return {**{name: getattr(row, name) for name in ABOUT}, "state": row.status}

    return Edited(row, values, lock=scheme_actions.locked, changed=last_change(reader, row.pk))


def criteria(reader: Actor, row: Scheme) -> Edited[Scheme]:
    def values(row: Scheme) -> Values:
        found: dict[str, object] = {"state": row.status}
        for each in row.criteria.all():
            n = each.number
            found |= {f"text_{n}": each.text, f"measure_{n}": each.measure, f"least_{n}": each.least}
        return found

    return Edited(row, values, lock=scheme_actions.locked, changed=last_change(reader, row.pk))


def quotas(reader: Actor, row: Scheme) -> Edited[Scheme]:
    def values(row: Scheme) -> Values:
        found: dict[str, object] = {}
        for n, each in enumerate(row.quotas.all(), 1):
            unit = "percent" if each.percent else "number"
            found |= {f"most_{n}": each.most, f"unit_{n}": unit}
            found |= {f"scope_{n}": each.scope, f"kind_{n}": each.cell_type}
        return found

    return Edited(row, values, lock=scheme_actions.locked, changed=last_change(reader, row.pk))


def scheme(reader: Actor, row: Scheme) -> Edited[Scheme]:
    """The whole of it: what buttons of its page depend on."""

    def values(row: Scheme) -> Values:
        asked = row.criteria.values_list("number", "text", "measure", "least")
        years = row.years.order_by("pk").values_list("pk", "called_at", *DAYS)
        return {"state": [row.status, *(getattr(row, name) for name in ABOUT), *asked, *years]}

    return Edited(row, values, lock=scheme_actions.locked, changed=last_change(reader, row.pk))


def days(reader: Actor, row: SchemeYear) -> Edited[SchemeYear]:
    def values(row: SchemeYear) -> Values:
        return {name: getattr(row, name) for name in DAYS}

    return Edited(row, values, lock=scheme_actions.locked_year, changed=last_change(reader, row.scheme_id))


def year(reader: Actor, row: SchemeYear) -> Edited[SchemeYear]:
    """A year with what it asks, for the call; and with what is decided in it, for publishing."""

    def values(row: SchemeYear) -> Values:
        asked = row.scheme.criteria.values_list("number", "text", "measure", "least")
        decided = row.registrations.filter(published_at=None).exclude(recognised=None).order_by("pk")
        own = [row.called_at, row.scheme.status, *(getattr(row, name) for name in DAYS)]
        return {"state": [*own, *asked, *decided.values_list("pk", "status")]}

    return Edited(row, values, lock=scheme_actions.locked_year, changed=last_change(reader, row.scheme_id))


def roadmap(reader: Actor, row: Registration) -> Edited[Registration]:
    def values(row: Registration) -> Values:
        found: dict[str, object] = {"aim": row.aim, "state": row.status}
        for n, each in enumerate(row.milestones.all(), 1):
            found |= {f"text_{n}": each.text, f"due_{n}": each.due_on, f"who_{n}": str(each.responsible_id)}
        return found

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def registration(reader: Actor, row: Registration) -> Edited[Registration]:
    """Where it stands and what it holds: what its buttons and decisions depend on."""

    def values(row: Registration) -> Values:
        moves = row.events.order_by("at", "id").values_list("pk", "undone_at")
        plan = row.milestones.order_by("pk").values_list("text", "due_on", "responsible")
        return {"state": [row.status, row.aim, *moves, *plan]}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def assessment(reader: Actor, row: Registration) -> Edited[Registration]:
    def values(row: Registration) -> Values:
        kept = claims_of(row.findings.select_related("criterion"))
        return {**kept, "text": row.assessment, "state": row.status}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def check(reader: Actor, row: Registration) -> Edited[Registration]:
    def values(row: Registration) -> Values:
        found: dict[str, object] = {"state": row.status}
        for each in row.findings.select_related("criterion"):
            n = each.criterion.number
            if each.verified is not None:
                found |= {f"verified_{n}": answer(each.verified), f"difference_{n}": each.difference}
        return found

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def milestone(reader: Actor, row: Milestone) -> Edited[Milestone]:
    def values(row: Milestone) -> Values:
        return {"state": [row.done_on, row.report, row.registration.status]}

    return Edited(
        row, values, lock=actions.locked_milestone, changed=last_change(reader, row.registration_id)
    )
