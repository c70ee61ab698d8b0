"""What pages of a synthesis are made from, so that none writes over something newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.versions import Change, Edited, Values
from sotay.papers.queries import digest_to_sign
from sotay.syntheses import queries
from sotay.syntheses.models import Synthesis
from sotay.units.models import Unit


def month_of(reader: Actor, unit: Unit, month: Month) -> Edited[Unit]:
    """Building: what there is of the month. Nothing yet is a version too."""

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        row = queries.newest(unit, month)
        return {"state": [row.pk, row.status, row.built_at] if row else None}

    def changed(field: str) -> Change | None:
        row = queries.newest(unit, month)
        return last_change(reader, row.pk)(field) if row else None

    return Edited(unit, values, lock=lock, changed=changed)


def whole(reader: Actor, synthesis: Synthesis) -> Edited[Synthesis]:
    """Signing, sending, correcting: the text and how far it has come."""

    def values(row: Synthesis) -> Values:
        return {"state": [row.status, row.version, digest_to_sign(queries.paper_of(row))]}

    return Edited(synthesis, values, lock=_lock, changed=last_change(reader, synthesis.pk))


def section(reader: Actor, synthesis: Synthesis, key: str) -> Edited[Synthesis]:
    """The words of one part."""

    def values(row: Synthesis) -> Values:
        parts = queries.sections_of(row, queries.paper_of(row))
        return {"text": next((part.text for part in parts if part.key == key), "")}

    return Edited(synthesis, values, lock=_lock, changed=last_change(reader, synthesis.pk))


def _lock(row: Synthesis) -> Synthesis:
    return Synthesis.objects.select_for_update(of=("self",)).select_related("unit__parent").get(pk=row.pk)
