"""What is added to a meeting after its papers were signed: who is told, and the annex."""

from __future__ import annotations

from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.meetings.composing import guarded
from sotay.meetings.documents import annex
from sotay.meetings.documents.parts import Clock
from sotay.meetings.models import Meeting
from sotay.meetings.queries import amendments_of, cached_state, facts_of, papers_of
from sotay.meetings.reporting import offices_above
from sotay.meetings.signing import after_step
from sotay.notify import actions as notify
from sotay.papers.layout import Layout
from sotay.papers.structure import Paper


def tell_of_amendment(meeting: Meeting, by: Actor) -> None:
    """Those who signed learn that something was added after them; so does the office above, once it has
    the report. Part of the transaction that records the amendment.
    """
    told = {meeting.chair_id, meeting.minute_taker_id}
    if meeting.stage == Meeting.Stage.REPORTED:
        told |= offices_above(meeting)
    title = f"{meeting} – {meeting.cell.name}"
    url = f"{after_step(meeting)}#amendments"
    notify.tell(told, "meeting.amended", url, by=by, title=title)


def annex_of(meeting: Meeting) -> tuple[Paper, Layout]:
    """What was added or corrected after signing, as the log has it now, and how it is laid out."""
    minutes = next((paper for paper in papers_of(meeting) if paper.kind == "BB"), None)
    with guarded(meeting):
        facts = facts_of(meeting)
        paper = annex.compose(
            amendments_of(meeting),
            cached_state(meeting),
            facts,
            Clock(timezone.get_current_timezone()),
            number=minutes.number_text if minutes else "",
            seal=meeting.seal,
        )
        return paper, facts.layout
