"""After a meeting: its papers are signed by whom they wait for, then numbered and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.meetings import figures, locking, states
from sotay.meetings.composing import CannotCompose
from sotay.meetings.joint import PARTNER_CHAIR, chair_role
from sotay.meetings.models import Meeting
from sotay.meetings.queries import papers_of
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.papers import actions as papers
from sotay.papers import printing
from sotay.papers import queries as paper_queries
from sotay.papers.models import IssuedPaper
from sotay.papers.printing import Prints
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.votes import queries as votes


def after_step(meeting: Meeting) -> str:
    """The page where the papers are read and signed."""
    return reverse("meetings:step", args=[meeting.pk, "after"])


def sign(
    *, meeting: Meeting, by: Actor, role: str, digests: Mapping[str, str], help_needed: str = ""
) -> Meeting:
    """Sign every paper that waits for the role, with the digests of the texts that were read.

    Somebody else may do it for the person, with the reason (papers.models.Help); the person is told.
    When nobody is waited for any more the papers are numbered and frozen. Raises Refusal when the
    meeting is not closed, the texts changed since, or they were signed already.
    """
    held = printing.issue(lambda prints: _sign(meeting, by, role, digests, help_needed, prints))
    return locking.bring_up_to_date(meeting, held)


def _sign(
    meeting: Meeting, by: Actor, role: str, digests: Mapping[str, str], help_needed: str, prints: Prints
) -> Meeting:
    """Runs once more when the last signature is given, with the papers printed meanwhile."""
    held = locking.locked(meeting)
    if held.stage != Meeting.Stage.CLOSED:
        raise Refusal(_("There is nothing to sign: the papers are not waiting for a signature."))
    if held.papers_fault:
        raise CannotCompose(held)
    if votes.is_any_open(held.pk):
        raise Refusal(_("A secret vote of this meeting is not counted yet. Count it first, then sign."))
    member, place = officer(held, role), _place(role)
    drafts = papers_of(held)
    missing = {paper.pk: set(paper_queries.missing_roles(paper)) for paper in drafts}
    waiting = waiting_for(held, role, drafts)
    if not waiting:
        raise Refusal(_("%(name)s has signed already.") % {"name": member.full_name})
    for paper in waiting:
        papers.sign(
            paper=paper,
            by=by,
            role=place,
            member=member,
            digest=digests.get(str(paper.pk), ""),
            help_needed=help_needed,
        )
        missing[paper.pk].discard(place)
    notify.tell([member.pk], "meeting.signed_for", after_step(held), by=by, who=by.name, title=str(held))
    if not any(missing.values()):
        _freeze(held, drafts, by, prints)
    return held


def waiting_for(meeting: Meeting, role: str, drafts: Iterable[IssuedPaper]) -> list[IssuedPaper]:
    """Those of the papers that wait for the signature of whoever holds the role in the meeting."""
    place = _place(role)
    own = [paper for paper in drafts if place != CHAIR or chair_role(meeting, paper.cell_id) == role]
    return [paper for paper in own if place in paper_queries.missing_roles(paper)]


def _place(role: str) -> str:
    """The place on a paper where the holder of a role signs."""
    return CHAIR if role == PARTNER_CHAIR else role


def officer(meeting: Meeting, role: str) -> Member:
    """Who holds the role in the meeting. Raises Refusal when nobody does."""
    officers = {
        CHAIR: meeting.chair,
        MINUTE_TAKER: meeting.minute_taker,
        PARTNER_CHAIR: meeting.partner_chair,
    }
    officer = officers.get(role)
    if officer is None:
        raise Refusal(_("Nobody holds this part in the meeting."))
    return officer


def _freeze(meeting: Meeting, drafts: list[IssuedPaper], by: Actor, prints: Prints) -> None:
    for paper in drafts:
        papers.freeze_printed(paper=paper, by=by, prints=prints)
    meeting.stage, meeting.signed_at = Meeting.Stage.SIGNED, timezone.now()
    meeting.seal = meeting.log_head
    meeting.save()
    meeting.merged.all().delete()  # nothing changes any more
    states.drop_stored(meeting)
    audit.record(by, "meeting.signed", meeting, title=str(meeting))
    figures.keep(meeting)
