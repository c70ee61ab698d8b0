"""What the form about being reached is made from (`kernel.versions`)."""

from __future__ import annotations

from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.members.models import Member
from sotay.notify import queries
from sotay.notify.models import Reach

FIELDS = ("email", "by_text", "quiet_from", "quiet_until", "daily_at", "language")


def reach(reader: Actor) -> Edited[Reach]:
    """Somebody's own choices; none yet is a version too."""

    def lock(_reach: Reach) -> Reach:
        list(Reach.objects.select_for_update(of=("self",)).filter(**queries.whose(reader)).values_list("pk"))
        return queries.reach_of(reader)

    return Edited(queries.reach_of(reader), _values, lock=lock)


def texts(member: Member, *, now: bool | None = None) -> Edited[Member]:
    """Whether a member gets text messages, as their secretary sees it; `now` when it was read already."""
    known = [now] if now is not None else []

    def lock(member: Member) -> Member:
        return Member.objects.select_for_update(no_key=True).get(pk=member.pk)

    def values(member: Member) -> Values:
        if known:
            return {"state": known.pop()}
        row = Reach.objects.filter(member=member).values_list("by_text", flat=True).first()
        return {"state": bool(row)}

    return Edited(member, values, lock=lock)


def _values(reach: Reach) -> Values:
    return {name: getattr(reach, name) for name in FIELDS}
