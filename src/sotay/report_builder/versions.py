"""What the form of a kept report is made from."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale, Values
from sotay.report_builder.models import SavedReport


def report(reader: Actor, row: SavedReport) -> Edited[SavedReport]:
    """One that was deleted meanwhile, on another page, is stale."""

    def lock(row: SavedReport) -> SavedReport:
        rows = SavedReport.objects.select_for_update(of=("self",)).select_related("unit")
        found = get_or_none(rows.filter(deleted_at=None), row.pk)
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    def values(row: SavedReport) -> Values:
        shared = sorted(share.audience for share in row.shares.all())
        return {"name": row.name, "shared_with": shared, "monthly_on": row.monthly_on}

    return Edited(row, values, lock=lock, changed=last_change(reader, row.pk))
