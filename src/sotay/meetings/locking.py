"""Holding a meeting while it is changed, so that whoever changes it too waits and sees what became of it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting


def lock(meeting: Meeting) -> None:
    """Bring the meeting up to date in place, and hold it until the transaction ends.

    Without it, whoever read the meeting before somebody opened it would write it back as it was.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def lock_while_preparing(meeting: Meeting) -> None:
    """Raises Refusal once it has begun; holding it keeps it from beginning while it is changed."""
    lock(meeting)
    if meeting.stage != Meeting.Stage.PREPARING:
        raise Refusal(_("The meeting has begun, so what was prepared can no longer be changed."))


def locked(meeting: Meeting) -> Meeting:
    """As `lock`, but in an object of its own, so that what fails leaves `meeting` as it was."""
    whole = Meeting.objects.select_related("cell__parent", "figures").select_for_update(of=("self",))
    return whole.get(pk=meeting.pk)


def locked_together(pks: Collection[UUID]) -> dict[UUID, Meeting]:
    """As `locked`, of several by one query. They are locked in the order of their ids, so that two who lock
    some of the same never wait for each other. Raises Meeting.DoesNotExist unless all are there.
    """
    whole = Meeting.objects.select_related("cell__parent", "partner", "figures").order_by("pk")
    found = {each.pk: each for each in whole.select_for_update(of=("self",)).filter(pk__in=pks)}
    if len(found) < len(pks):
        raise Meeting.DoesNotExist
    return found


def bring_up_to_date(meeting: Meeting, held: Meeting) -> Meeting:
    """The columns of `held` in `meeting`, without reading it again."""
    for each in held._meta.concrete_fields:
        setattr(meeting, each.attname, getattr(held, each.attname))
    meeting.__dict__["_state"].fields_cache.pop("figures", None)
    return meeting
