"""After a meeting: its papers are written, signed, frozen and reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors
from sotay.meetings import locking, loops
from sotay.meetings.documents import annex, minutes, resolution
from sotay.meetings.documents.parts import Clock
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.queries import amendments_of, facts_of, load_state, papers_of
from sotay.meetings.session.joint import PARTNER_CHAIR, chair_role, sides
from sotay.members import queries as members
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.papers import actions as papers
from sotay.papers import queries as paper_queries
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import CHAIR, MINUTE_TAKER, Paper
from sotay.units.models import Unit
from sotay.votes import queries as votes

DECISIONS = frozenset({"NQ", "KL"})
"""A vote that adopts the resolution, when it arrives late, makes one of what was the chair's conclusion."""


def compose(meeting: Meeting, state: State) -> list[Paper]:
    """The minutes and the resolution (or conclusion) as the log has them now, of each cell it is of."""
    return [paper for side, own in sides(meeting, state) for paper in _compose(side, own)]


def _compose(side: Meeting, state: State) -> list[Paper]:
    zone: tzinfo = timezone.get_current_timezone()
    facts, clock = facts_of(side), Clock(zone)
    return [minutes.compose(state, facts, clock), resolution.compose(state, facts, clock)]


def write_papers(meeting: Meeting, state: State, by: Actor) -> None:
    """Draft the papers of each cell from the closed log.

    Part of the transaction that closes the meeting, and of those that bring what another device still held:
    whoever signed the text of before is told to sign again.
    """
    signed = _signers(meeting)
    drawn_up = [(side.cell, paper) for side, own in sides(meeting, state) for paper in _compose(side, own)]
    for cell, paper in drawn_up:
        papers.draft(
            by=by,
            cell=cell,
            kind=paper.kind,
            about_id=meeting.pk,
            month=meeting.month,
            paper=paper,
            instead_of=DECISIONS - {paper.kind} if paper.kind in DECISIONS else (),
        )
    if again := signed - _signers(meeting):
        notify.tell(again, "meeting.sign_again", _after(meeting), title=str(meeting))


def _signers(meeting: Meeting) -> set[UUID]:
    return {each.member_id for paper in papers_of(meeting) for each in paper.signatures.all()}


def _after(meeting: Meeting) -> str:
    return reverse("meetings:step", args=[meeting.pk, "after"])


@transaction.atomic
def sign(*, meeting: Meeting, by: Actor, role: str, digests: Mapping[str, str]) -> Meeting:
    """Sign every paper that waits for the role, with the digests of the texts that were read.

    When nobody is waited for any more the papers are numbered and frozen. Raises Refusal when the
    meeting is not closed, the texts changed since, or they were signed already.
    """
    held = locking.locked(meeting)
    if held.stage != Meeting.Stage.CLOSED:
        raise Refusal(_("There is nothing to sign: the papers are not waiting for a signature."))
    if votes.is_any_open(held.pk):
        raise Refusal(_("A secret vote of this meeting is not counted yet. Count it first, then sign."))
    member = _officer(held, role)
    drafts = papers_of(held)
    missing = {paper.pk: set(paper_queries.missing_roles(paper)) for paper in drafts}
    place = CHAIR if role == PARTNER_CHAIR else role
    own = [paper for paper in drafts if place != CHAIR or chair_role(held, paper.cell_id) == role]
    waiting = [paper for paper in own if place in missing[paper.pk]]
    if not waiting:
        raise Refusal(_("%(name)s has signed already.") % {"name": member.full_name})
    for paper in waiting:
        papers.sign(paper=paper, by=by, role=place, member=member, digest=digests.get(str(paper.pk), ""))
        missing[paper.pk].discard(place)
    if not any(missing.values()):
        _freeze(held, drafts, by)
    return locking.bring_up_to_date(meeting, held)


def _officer(meeting: Meeting, role: str) -> Member:
    officers = {
        CHAIR: meeting.chair,
        MINUTE_TAKER: meeting.minute_taker,
        PARTNER_CHAIR: meeting.partner_chair,
    }
    officer = officers.get(role)
    if officer is None:
        raise Refusal(_("Nobody holds this part in the meeting."))
    return officer


def _freeze(meeting: Meeting, drafts: list[IssuedPaper], by: Actor) -> None:
    for paper in drafts:
        papers.freeze(paper=paper, by=by)
    meeting.stage, meeting.signed_at = Meeting.Stage.SIGNED, timezone.now()
    meeting.seal = meeting.log_head
    meeting.save()
    audit.record(by, "meeting.signed", meeting, title=str(meeting))
    loops.tell(meeting)


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
    loops.tell(held)
    _tell_everybody(held, by)
    audit.record(by, "meeting.reported", held, title=str(held))
    return locking.bring_up_to_date(meeting, held)


def _tell_everybody(meeting: Meeting, by: Actor) -> None:
    told: set[UUID] = set(meeting.invitations.values_list("member_id", flat=True)) | _offices_above(meeting)
    title = f"{meeting} – {meeting.cell.name}"
    concludes = any(paper.kind == "KL" for paper in papers_of(meeting))
    code = "meeting.reported_conclusion" if concludes else "meeting.reported"
    notify.tell(told, code, meeting.get_absolute_url(), by=by, title=title)


def _offices_above(meeting: Meeting) -> set[UUID]:
    paths = [path for cell in meeting.cells for path in ancestors(cell.path)]
    above = Unit.objects.filter(path__in=paths).values_list("pk", flat=True)
    return members.holder_ids(above, Role.WARD_OFFICE, day=timezone.localdate())


def tell_of_amendment(meeting: Meeting, by: Actor) -> None:
    """Those who signed learn that something was added after them; so does the office above, once it has
    the report. Part of the transaction that records the amendment.
    """
    told = {meeting.chair_id, meeting.minute_taker_id}
    if meeting.stage == Meeting.Stage.REPORTED:
        told |= _offices_above(meeting)
    title = f"{meeting} – {meeting.cell.name}"
    url = f"{_after(meeting)}#amendments"
    notify.tell(told, "meeting.amended", url, by=by, title=title)


def annex_of(meeting: Meeting) -> tuple[Paper, Layout]:
    """What was added or corrected after signing, as the log has it now, and how it is laid out."""
    minutes = next((paper for paper in papers_of(meeting) if paper.kind == "BB"), None)
    facts = facts_of(meeting)
    paper = annex.compose(
        amendments_of(meeting),
        load_state(meeting),
        facts,
        Clock(timezone.get_current_timezone()),
        number=minutes.number_text if minutes else "",
        seal=meeting.seal,
    )
    return paper, facts.layout
