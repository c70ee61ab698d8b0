"""What time alone settles of a score: whether the finished papers came in the days allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sotay.meetings import figures, locking
from sotay.meetings.models import Meeting
from sotay.scoring.models import ScoreSheet
from sotay.scoring.queries import is_late

LOOKED_BACK = timedelta(days=60)


def settle(now: datetime) -> int:
    """Bring scores up to date whose papers are late since the last time; how many there were."""
    waiting = Meeting.objects.filter(
        score__status=ScoreSheet.Status.PROPOSED,
        reported_at=None,
        closed_at__range=(now - LOOKED_BACK, now - timedelta(hours=12)),
    ).exclude(score__facts__has_key="finished_in_time")
    late = [each.pk for each in waiting.select_related("cell__parent") if is_late(each, now)]
    for pk in late:
        with transaction.atomic():
            figures.keep(locking.locked(Meeting(pk=pk)))
    return len(late)
