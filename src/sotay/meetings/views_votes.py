"""Doors of a vote: its page, where members vote and the chair ends it; the tellers' count; what came out.

A secret choice passes through here and stays nowhere: not in the address, the session, a message, or an
error report, and no cache keeps the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, ballot_box, balloting, queries, tellers
from sotay.meetings.access import access_meeting, may, reads
from sotay.meetings.forms import FORMS
from sotay.meetings.forms_votes import CastForForm, CastForm, TellersForm, answers_of
from sotay.meetings.law import below_threshold
from sotay.meetings.models import Meeting
from sotay.meetings.paper_parts import Clock
from sotay.meetings.state import HANDS, OPEN, PAPER, SECRET, Motion, Seat, State
from sotay.papers.queries import layout_for
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.papers.structure import Paper
from sotay.papers.views import DOCX, PDF
from sotay.regulations import on as rules_on
from sotay.votes import queries as votes
from sotay.votes import receipts
from sotay.votes.rules import FEWEST_SECRET, Matter, needed, threshold_of


class Vote:
    """A vote as one reader sees it."""

    def __init__(self, request: ActorRequest, pk: UUID, motion: UUID, need: Can = Can.SEE_MEETING) -> None:
        """Raises Http404 for who may not read what was said in the meeting."""
        self.actor = request.actor
        self.meeting = access_meeting(request.actor, pk, need)
        self.state: State = queries.state_of(self.meeting)
        found = self.state.motion(motion)
        if found is None or not reads(request.actor, self.meeting):
            raise Http404
        self.motion: Motion = found
        self.conducts = may(self.actor, self.meeting, Can.CONDUCT)
        self.poll = balloting.poll_of(self.meeting, self.state, found, self.actor)

    @property
    def under_way(self) -> bool:
        """Whether ballots are still taken."""
        return self.motion.is_open and self.meeting.stage == Meeting.Stage.OPEN

    @property
    def to_count(self) -> bool:
        """Whether the one who conducts has a count to make. A secret vote can be counted until the minutes
        are signed, because a device that did not know of it may have closed the meeting."""
        late = self.motion.method == SECRET and self.meeting.stage == Meeting.Stage.CLOSED
        return self.conducts and self.motion.is_open and (self.under_way or late)

    @property
    def votes_here(self) -> bool:
        """Whether the reader may put a ballot in: once in a secret vote, in an open one also another."""
        if not self.under_way or self.poll is None:
            return False
        return self.poll.own is False or (self.poll.own is True and self.motion.method == OPEN)

    @property
    def version(self) -> str:
        return version_of(self.meeting, self.motion.entry, conducts=self.conducts)

    @property
    def needed(self) -> int:
        return needed(self.motion.base, threshold_of(self.motion.threshold))

    @property
    def answers(self) -> list[tuple[Any, int, str]]:
        """Words of each answer, its votes, and whether it was elected or has to be voted on again."""
        motion = self.motion
        mark = {**dict.fromkeys(motion.elected, "elected"), **dict.fromkeys(motion.tied, "tied")}
        return [
            (words, votes, mark.get(place, "") if motion.options else "")
            for place, (words, votes) in enumerate(zip(answers_of(motion), motion.counts, strict=True))
        ]

    @property
    def falls_short(self) -> bool:
        """Not passed, or fewer elected than there were places."""
        motion = self.motion
        return not motion.is_open and (
            len(motion.elected) < motion.places if motion.options else not motion.passed
        )

    @property
    def below(self) -> str:
        """What the rules say follows when a vote falls short, in the reader's language."""
        return below_words(self.meeting, self.motion, get_language() or "vi")

    @property
    def has_record(self) -> bool:
        return not self.motion.is_open and self.motion.method in {PAPER, SECRET}

    @property
    def has_list(self) -> bool:
        return not self.motion.is_open and self.motion.method == SECRET

    @property
    def few(self) -> bool:
        return self.has_list and self.motion.collected < FEWEST_SECRET

    @property
    def named(self) -> list[tuple[Seat, list[Any]]]:
        """Who answered what in an open vote, once it is over."""
        if self.motion.method != OPEN or self.motion.is_open:
            return []
        words = answers_of(self.motion)
        return [
            (seat, [words[place] for place in self.motion.ballots[seat.member]])
            for seat in self.state.seats
            if seat.member in self.motion.ballots
        ]

    @property
    def silent(self) -> list[Seat]:
        """Those an open vote still waits for, so that the chair can ask them."""
        there = set(ballot_box.electorate(self.meeting, self.state)) - self.motion.ballots.keys()
        return [seat for seat in self.state.seats if seat.member in there]


def version_of(meeting: Meeting, motion: UUID, *, conducts: bool) -> str:
    """For pages that ask whether something changed, without folding the log: sixty phones ask. A secret
    ballot changes nothing in the log, and only who conducts is told of each.
    """
    ballot = votes.ballot_of(motion) if conducts else None
    voted = votes.progress_of(ballot).voted if ballot and ballot.meeting_id == meeting.pk else ""
    return f'"{meeting.stage}-{meeting.log_version}-{voted}"'


def below_words(meeting: Meeting, motion: Motion, language: str) -> str:
    matter = Matter(motion.matter)
    point = rules_on(timezone.localdate(meeting.planned_at)).point(matter.below_key)
    words = point.limits["options"][below_threshold(meeting, matter)].of(language)
    return str(words)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """The vote's page; a POST is the reader's own ballot."""
    here = Vote(request, pk, motion)
    if request.method != "POST":
        return _show(request, here)
    form = CastForm(request.POST, motion=here.motion)
    if form.is_valid():
        try:
            balloting.cast(meeting=here.meeting, motion=here.motion, by=here.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, Vote(request, pk, motion), {"cast": form}, status=422)


@require_POST
def cast_for(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """An open ballot for somebody without a phone."""
    here = Vote(request, pk, motion, Can.CONDUCT)
    form = CastForForm(request.POST, motion=here.motion, people=here.silent)
    if form.is_valid():
        given = form.cleaned_data
        try:
            balloting.cast_openly(
                meeting=here.meeting,
                motion=here.motion,
                by=here.actor,
                member=UUID(given["member"]),
                choice=given["choice"],
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, here, {"cast_for": form}, status=422)


@require_POST
def end(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    here = Vote(request, pk, motion, Can.CONDUCT)
    balloting.end(meeting=here.meeting, motion=here.motion, by=here.actor)
    undo.offer(request, _("The vote is over and counted."))
    return redirect("meetings:vote", here.meeting.pk, here.motion.entry)


@require_POST
def counted(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """What the tellers counted on paper."""
    here = Vote(request, pk, motion, Can.CONDUCT)
    form = TellersForm(request.POST, motion=here.motion)
    if form.is_valid():
        data = {"motion": str(here.motion.entry), **form.payload()}
        try:
            actions.one(meeting=here.meeting, by=here.actor, act="ballots_counted", **data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, here, {"tellers": form}, status=422)


@require_GET
def vote_version(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk)
    if not reads(request.actor, meeting):
        raise Http404
    etag = version_of(meeting, motion, conducts=may(request.actor, meeting, Can.CONDUCT))
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(etag, content_type="text/plain", headers={"ETag": etag, "Cache-Control": "no-cache"})


@never_cache
@require_GET
def ballots(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """Every slip of a secret vote after the count, for each voter to find their own."""
    here = Vote(request, pk, motion)
    if not here.has_list:
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    words = answers_of(here.motion)
    found = votes.ballot_of(here.motion.entry)
    slips = votes.opened_slips(found) if found else []
    lines = [(slip.receipt, [words[place] for place in slip.choice or []]) for slip in slips]
    return render(request, "meetings/ballots.html", {"vote": here, "meeting": here.meeting, "slips": lines})


@require_GET
def record_of_vote(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """The tellers' record, to print and sign."""
    here = Vote(request, pk, motion)
    if not here.has_record:
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    body = render_html(_paper(here), layout_for(here.meeting.cell, queries.facts_of(here.meeting).day))
    return render(request, "meetings/vote_record.html", {"vote": here, "meeting": here.meeting, "body": body})


@require_GET
def record_file(request: ActorRequest, pk: UUID, motion: UUID, kind: str) -> HttpResponse:
    """The same as a file, "pdf" or "docx"."""
    here = Vote(request, pk, motion)
    if not here.has_record:
        raise Http404
    make, media = {"pdf": (render_pdf, PDF), "docx": (render_docx, DOCX)}[kind]
    made = make(_paper(here), layout_for(here.meeting.cell, queries.facts_of(here.meeting).day))
    name = f"bien-ban-kiem-phieu.{kind}"
    return HttpResponse(
        made, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_GET
def explained(request: ActorRequest) -> HttpResponse:
    """How a secret vote is kept secret, and what remains visible to whom."""
    return render(request, "meetings/votes_explained.html", {"few": FEWEST_SECRET})


def _paper(here: Vote) -> Paper:
    below = below_words(here.meeting, here.motion, "vi") if here.falls_short else ""
    clock = Clock(timezone.get_current_timezone())
    return tellers.compose(here.state, here.motion, queries.facts_of(here.meeting), clock, below)


def _empty(here: Vote) -> dict[str, Any]:
    """What an empty ballot carries: a receipt, or in an open vote the answer given before."""
    if here.motion.method == SECRET and here.actor.member_id:
        return {"receipt": receipts.offered(here.motion.entry, here.actor.member_id)}
    given = [str(place) for place in here.motion.ballots.get(here.actor.member_id or here.meeting.pk, ())]
    return {"choice": given if here.motion.most > 1 else "".join(given)}


def _show(
    request: ActorRequest, here: Vote, bound: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    motion, forms = here.motion, dict(bound or {})
    if here.votes_here:
        forms.setdefault("cast", CastForm(motion=motion, initial=_empty(here), auto_id="cast_%s"))
    if here.to_count and motion.method == OPEN and here.silent:
        forms.setdefault("cast_for", CastForForm(motion=motion, people=here.silent, auto_id="for_%s"))
    if here.to_count and motion.method == PAPER:
        forms.setdefault("tellers", TellersForm(motion=motion, auto_id="tellers_%s"))
    if here.to_count and motion.method == HANDS:
        form = FORMS["hands_counted"](state=here.state, initial={"motion": motion.entry}, auto_id="hands_%s")
        forms.setdefault("hands", form)
    context = {
        "vote": here,
        "meeting": here.meeting,
        "motion": motion,
        "forms": forms,
        "few": FEWEST_SECRET,
        "fresh": not bound,
    }
    return render(request, "meetings/vote.html", context, status=status)
