"""What forms about named opinions start from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale, Values
from sotay.opinions.models import Opinion, Survey, UnnamedOpinion

OTHER = "other"


def opinion(reader: Actor, row: Opinion) -> Edited[Opinion]:
    """What it says and what it is about."""

    def lock(row: Opinion) -> Opinion:
        rows = Opinion.objects.select_for_update(of=("self",)).select_related("meeting__cell")
        found = get_or_none(rows, row.pk)
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    return Edited(row, _values, lock=lock, changed=last_change(reader, row.pk))


def unnamed(row: UnnamedOpinion) -> Edited[UnnamedOpinion]:
    """Whether it was raised: all of it that changes."""

    def lock(row: UnnamedOpinion) -> UnnamedOpinion:
        rows = UnnamedOpinion.objects.select_for_update(of=("self",)).select_related("meeting__cell")
        found = get_or_none(rows, row.pk)
        if found is None:
            raise Stale
        return found

    return Edited(row, lambda row: {"raised": row.raised}, lock=lock)


def _values(row: Opinion) -> Values:
    return {
        "subject": str(row.subject_id) if row.subject_id else OTHER,
        "text": row.text,
        "raised": row.raised,
    }


def survey(reader: Actor, row: Survey) -> Edited[Survey]:
    """A survey as it was sent; whether anybody answered is no part of it."""

    def lock(row: Survey) -> Survey:
        found = get_or_none(Survey.objects.select_for_update(of=("self",)).select_related("unit"), row.pk)
        if found is None:
            raise Stale(last_change(reader, row.pk)(""))
        return found

    return Edited(
        row,
        lambda row: {"title": row.title, "ends_on": row.ends_on},
        lock=lock,
        changed=last_change(reader, row.pk),
    )
