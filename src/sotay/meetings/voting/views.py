"""Doors of a vote: its page, where members vote and the chair ends it; the tellers' count; what came out.

A secret choice passes through here and stays nowhere: not in the address, the session, a message, or an
error report, and no cache keeps the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.forms import BaseForm
from sotay.kernel.http import ActorRequest, download, version_answer
from sotay.meetings import actions, queries
from sotay.meetings.access import access_meeting, can_read, may
from sotay.meetings.composing import guarded
from sotay.meetings.documents import tellers
from sotay.meetings.documents.parts import Clock
from sotay.meetings.log.state import HANDS, OPEN, PAPER, SECRET
from sotay.meetings.session import versions
from sotay.meetings.session.forms import FORMS, ActForm
from sotay.meetings.voting import balloting
from sotay.meetings.voting.forms import CastForForm, CastForm, TellersForm, answers_of
from sotay.meetings.voting.vote import Vote, below_words, version_of
from sotay.papers.layout import Layout
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES, render_html
from sotay.papers.structure import Paper
from sotay.votes import queries as votes
from sotay.votes import receipts
from sotay.votes.rules import FEWEST_SECRET

F = TypeVar("F", bound=BaseForm)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """The vote's page; a POST is the reader's own ballot."""
    here = Vote(request.actor, pk, motion)
    if request.method != "POST":
        return _show(request, here)
    form = CastForm(request.POST, motion=here.motion)
    if form.carries_out(
        lambda: balloting.cast(meeting=here.meeting, motion=here.motion, by=here.actor, **form.cleaned_data)
    ):
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, Vote(request.actor, pk, motion), {"cast": form}, status=422)


@require_POST
def cast_for(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """An open ballot for somebody without a phone."""
    here = Vote(request.actor, pk, motion, Can.CONDUCT)
    form = CastForForm(request.POST, motion=here.motion, people=here.silent)

    def cast() -> None:
        member, choice = UUID(form.cleaned_data["member"]), form.cleaned_data["choice"]
        by, meeting = here.actor, here.meeting
        balloting.cast_openly(meeting=meeting, motion=here.motion, by=by, member=member, choice=choice)

    if form.carries_out(cast):
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, here, {"cast_for": form}, status=422)


@require_POST
def end(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """Count a vote on phones. While some have not voted it asks first, and voting goes on meanwhile."""
    here = Vote(request.actor, pk, motion, Can.CONDUCT)
    if here.waits_for and not request.POST.get("sure"):
        return _show(request, here, {"asking": True}, status=422)
    balloting.end(meeting=here.meeting, motion=here.motion, by=here.actor)
    undo.offer(request, _("The vote is over and counted."))
    return redirect("meetings:vote", here.meeting.pk, here.motion.entry)


@require_POST
def start_over(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """Take back a secret vote that cannot be counted, and move it again while the meeting is open."""
    here = Vote(request.actor, pk, motion, Can.CONDUCT)
    again = balloting.start_over(meeting=here.meeting, motion=here.motion, by=here.actor)
    if again is None:
        undo.offer(request, _("The vote was taken back; the minutes say why."))
        return redirect("meetings:step", pk=here.meeting.pk, step="after")
    undo.offer(request, _("The vote begins anew. Ask everybody to vote again."))
    return redirect("meetings:vote", here.meeting.pk, again)


@require_POST
def counted(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """What the tellers counted on paper."""
    here = Vote(request.actor, pk, motion, Can.CONDUCT)
    form = _tellers(here, request.POST)

    def count() -> None:
        data = {"motion": str(here.motion.entry), **form.payload()}
        if not form.keeps_stored:
            actions.record_one(meeting=here.meeting, by=here.actor, act="ballots_counted", **data)

    if form.carries_out(count):
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    return _show(request, Vote(request.actor, pk, motion, Can.CONDUCT), {"tellers": form}, status=422)


@require_GET
def vote_version(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk)
    if not can_read(request.actor, meeting):
        raise Http404
    conducts = may(request.actor, meeting, Can.CONDUCT)
    return version_answer(request, version_of(meeting, motion, conducts=conducts))


@never_cache
@require_GET
def ballots(request: ActorRequest, pk: UUID, motion: UUID) -> HttpResponse:
    """Every slip of a secret vote after the count, for each voter to find their own."""
    here = Vote(request.actor, pk, motion)
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
    here = Vote(request.actor, pk, motion)
    if not here.has_record:
        return redirect("meetings:vote", here.meeting.pk, here.motion.entry)
    body = render_html(*_paper(here))
    return render(request, "meetings/vote_record.html", {"vote": here, "meeting": here.meeting, "body": body})


@require_GET
def record_file(request: ActorRequest, pk: UUID, motion: UUID, kind: str) -> HttpResponse:
    """The same as a file, "pdf" or "docx"."""
    here = Vote(request.actor, pk, motion)
    if not here.has_record:
        raise Http404
    return download(printed(kind, *_paper(here)), f"bien-ban-kiem-phieu.{kind}", FILES[kind][1])


@require_GET
def explained(request: ActorRequest) -> HttpResponse:
    """How a secret vote is kept secret, and what remains visible to whom."""
    return render(request, "meetings/votes_explained.html", {"few": FEWEST_SECRET})


def _paper(here: Vote) -> tuple[Paper, Layout]:
    with guarded(here.meeting):
        facts, clock = queries.facts_of(here.meeting), Clock(timezone.get_current_timezone())
        below = below_words(here.meeting, here.state, here.motion, "vi") if here.falls_short else ""
        return tellers.compose(here.state, here.motion, facts, clock, below), facts.layout


def _tellers(here: Vote, data: QueryDict | None = None) -> TellersForm:
    return _over_counts(here, TellersForm(data, motion=here.motion, auto_id="tellers_%s"), "ballots_counted")


def _over_counts(here: Vote, form: F, act: str) -> F:
    """The form of a count, which is not made over another's that its page did not show."""
    edited = versions.noted(here.actor, here.meeting, here.state, act, str(here.motion.entry))
    return form.made_from(edited) if edited else form


def _empty(here: Vote) -> dict[str, Any]:
    """What an empty ballot carries: a receipt, or in an open vote the answer given before."""
    if here.motion.method == SECRET and here.actor.member_id:
        return {"receipt": receipts.offered(here.motion.entry, here.actor.member_id)}
    given = [str(place) for place in here.motion.ballots.get(here.actor.member_id or here.meeting.pk, ())]
    return {"choice": given if here.motion.most > 1 else "".join(given)}


def _recount(here: Vote) -> ActForm:
    counted = {key: getattr(here.motion, key) for key in ("votes_for", "votes_against", "abstained")}
    initial = {"motion": here.motion.entry, **counted}
    form = FORMS["hands_counted"](state=here.state, initial=initial, auto_id="hands_%s")
    return _over_counts(here, form, "hands_counted")


def _show(
    request: ActorRequest, here: Vote, bound: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    motion, forms = here.motion, dict(bound or {})
    if here.votes_here:
        forms.setdefault("cast", CastForm(motion=motion, initial=_empty(here), auto_id="cast_%s"))
    if here.to_count and motion.method == OPEN and here.silent:
        forms.setdefault("cast_for", CastForForm(motion=motion, people=here.silent, auto_id="for_%s"))
    if here.may_recount and motion.method == PAPER:
        forms.setdefault("tellers", _over_counts(here, TellersForm.of(motion), "ballots_counted"))
    if here.may_recount and motion.method == HANDS and not motion.options:
        forms.setdefault("hands", _recount(here))
    if here.to_count and motion.method == PAPER:
        forms.setdefault("tellers", _tellers(here))
    if here.to_count and motion.method == HANDS:
        form = FORMS["hands_counted"](state=here.state, initial={"motion": motion.entry}, auto_id="hands_%s")
        forms.setdefault("hands", _over_counts(here, form, "hands_counted"))
    context = {
        "vote": here,
        "meeting": here.meeting,
        "motion": motion,
        "forms": forms,
        "few": FEWEST_SECRET,
        "fresh": not bound,
    }
    return render(request, "meetings/vote.html", context, status=status)
