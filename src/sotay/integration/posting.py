"""When a meeting's documents and papers are to be on the national handbook, and that they were posted there.

Two phases, each with a deadline from a dated rule (HD 42-HD/BTCTW, DOMAIN 1.3): what is read ahead, so many
days before the meeting; the finished papers, so many days after it. A person posts by hand and notes it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.integration.models import HandbookPosting
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.regulations import NotInForce
from sotay.units.settings import Setting

Phase = HandbookPosting.Phase
POINTS = {
    Phase.BEFORE: "cell-meeting.documents_ahead_days",
    Phase.AFTER: "cell-meeting.finished_within_days",
}


class PostedAlready(Refusal):
    def __init__(self, posting: HandbookPosting) -> None:
        said = {"name": posting.by_name, "day": f"{posting.posted_on:%d/%m/%Y}"}
        super().__init__(
            _("%(name)s noted already that this was posted on %(day)s. Take that back to note another day.")
            % said
        )


class NotYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The papers of after the meeting can be posted once it is closed."))


@dataclass(frozen=True, slots=True)
class Deadline:
    """Of a phase: the last day, None while no rule of the meeting's day sets one; the rule; who posted."""

    phase: str
    until: date | None
    rule: Setting | None
    posting: HandbookPosting | None

    @property
    def days_late(self) -> int:
        """By how many days it was posted after the last day; 0 in time."""
        if self.posting is None or self.until is None:
            return 0
        return max((self.posting.posted_on - self.until).days, 0)


def until(meeting: Meeting, phase: str) -> date:
    """The last day of a phase. Raises NotInForce when no rule of the meeting's day sets one.

    Source: HD 42-HD/BTCTW, points documents_ahead_days and finished_within_days of "cell-meeting".
    """
    days = timedelta(days=points_of(meeting)[POINTS[Phase(phase)]])
    planned = timezone.localdate(meeting.planned_at)
    if phase == Phase.BEFORE:
        return planned - days
    return (timezone.localdate(meeting.closed_at) if meeting.closed_at else planned) + days


def deadlines(meeting: Meeting) -> dict[str, Deadline]:
    """Both phases, by name. Two queries at most."""
    postings = {row.phase: row for row in meeting.handbook_postings.all()}
    return {phase: _deadline(meeting, phase, postings.get(phase)) for phase in Phase.values}


def _deadline(meeting: Meeting, phase: str, posting: HandbookPosting | None) -> Deadline:
    try:
        rule = points_of(meeting).of(POINTS[Phase(phase)])
        return Deadline(phase, until(meeting, phase), rule, posting)
    except (NotInForce, KeyError):
        return Deadline(phase, None, None, posting)


@transaction.atomic
def mark(*, meeting: Meeting, by: Actor, phase: str, posted_on: date) -> HandbookPosting:
    """Note that a phase was posted on a day. Raises PostedAlready, NotYet."""
    if phase == Phase.AFTER and not meeting.is_over:
        raise NotYet
    row, created = HandbookPosting.objects.get_or_create(
        meeting=meeting,
        phase=phase,
        defaults={
            "cell": meeting.cell,
            "commune_id": meeting.commune_id,
            "posted_on": posted_on,
            "account_id": by.account_id,
            "by_name": by.name,
        },
    )
    if not created:
        raise PostedAlready(row)
    audit.record(by, f"handbook.posted_{phase}", meeting, on=f"{posted_on:%d/%m/%Y}")
    return row


@transaction.atomic
def unmark(*, meeting: Meeting, by: Actor, phase: str) -> None:
    """Take the note back. A second time changes nothing."""
    gone, _of_what = HandbookPosting.objects.filter(meeting=meeting, phase=phase).delete()
    if gone:
        audit.record(by, f"handbook.unposted_{phase}", meeting)
