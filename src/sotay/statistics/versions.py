"""What pages of a form are made from, so that none writes over something newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Change, Edited, Values
from sotay.statistics import queries
from sotay.statistics.forms import field_name
from sotay.statistics.models import FormCall, FormReturn
from sotay.statistics.rules import Period
from sotay.units.models import Unit


def of_period(reader: Actor, unit: Unit, form: str, period: Period) -> Edited[Unit]:
    """Counting: what there is of the form. Nothing yet is a version too."""

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        return _state(queries.newest(unit, form, period))

    def changed(field: str) -> Change | None:
        row = queries.newest(unit, form, period)
        return last_change(reader, row.pk)(field) if row else None

    return Edited(unit, values, lock=lock, changed=changed)


def whole(reader: Actor, row: FormReturn) -> Edited[FormReturn]:
    """Approving, sending, correcting: the numbers and how far it has come."""
    return Edited(row, _state, lock=_lock, changed=last_change(reader, row.pk))


def entered(reader: Actor, row: FormReturn) -> Edited[FormReturn]:
    """What people entered, field by field."""

    def values(row: FormReturn) -> Values:
        numbers = {field_name(key): row.entered.get(key) for key in row.wording.by_hand}
        return {**numbers, "basis": row.basis, "state": [row.status]}

    return Edited(row, values, lock=_lock, changed=last_change(reader, row.pk))


def call(reader: Actor, unit: Unit, period: Period) -> Edited[Unit]:
    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        row: FormCall | None = queries.call_of(unit, period)
        return {"forms_asked": row.forms if row else [], "due_on": row.due_on if row else None}

    def changed(field: str) -> Change | None:
        row = queries.call_of(unit, period)
        return last_change(reader, row.pk)(field) if row else None

    return Edited(unit, values, lock=lock, changed=changed)


def _state(row: FormReturn | None) -> Values:
    return {"state": [row.pk, row.status, row.version, row.basis, row.numbers] if row else None}


def _lock(row: FormReturn) -> FormReturn:
    return FormReturn.objects.select_for_update(of=("self",)).select_related("unit__parent").get(pk=row.pk)
