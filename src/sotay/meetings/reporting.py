"""Signed papers and figures are sent up, and everybody who is concerned is told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors
from sotay.meetings import figures, locking
from sotay.meetings.models import Meeting
from sotay.meetings.queries import papers_of
from sotay.members import queries as members
from sotay.notify import actions as notify
from sotay.units.models import Unit


@transaction.atomic
def report(*, meeting: Meeting, by: Actor) -> Meeting:
    """Send the signed papers and figures up; the level above sees them at once.

    Source: HD 42-HD/BTCTW and ward practice: within two days of the meeting (DOMAIN 1.3).
    Raises Refusal when the papers are not signed by both, or were reported already.
    """
    held = locking.locked(meeting)
    if held.stage == Meeting.Stage.REPORTED:
        raise Refusal(_("This meeting was reported already. There is nothing left to send."))
    if held.stage != Meeting.Stage.SIGNED:
        raise Refusal(_("The chair and the minute-taker sign first; then the meeting can be reported."))
    held.stage, held.reported_at = Meeting.Stage.REPORTED, timezone.now()
    held.save()
    figures.keep(held)
    _tell_everybody(held, by)
    audit.record(by, "meeting.reported", held, title=str(held))
    return locking.bring_up_to_date(meeting, held)


def _tell_everybody(meeting: Meeting, by: Actor) -> None:
    told: set[UUID] = set(meeting.invitations.values_list("member_id", flat=True)) | offices_above(meeting)
    title = f"{meeting} – {meeting.cell.name}"
    concludes = any(paper.kind == "KL" for paper in papers_of(meeting))
    code = "meeting.reported_conclusion" if concludes else "meeting.reported"
    notify.tell(told, code, meeting.get_absolute_url(), by=by, title=title)


def offices_above(meeting: Meeting) -> set[UUID]:
    paths = [path for cell in meeting.cells for path in ancestors(cell.path)]
    above = Unit.objects.filter(path__in=paths).values_list("pk", flat=True)
    return members.holder_ids(above, Role.WARD_OFFICE, day=timezone.localdate())
