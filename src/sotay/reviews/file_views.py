"""The summary of a cell's ratings, and a self-review, as files."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.kernel.http import NOT_KEPT, ActorRequest, download
from sotay.papers.layout import Layout
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES
from sotay.papers.structure import Paper
from sotay.reviews import access, composing, looking, queries
from sotay.units.models import Unit
from sotay.units.settings import settings_of


@require_safe
def summary(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    row = access.access_cell_round_on_paper(request.actor, pk)
    looking.note_list(row.cell, request.actor)
    levels = queries.levels_of(row.round, row.cell)
    reviews = sorted(row.reviews.order_by("member__name_sort", "id"), key=lambda review: review.is_of_member)
    paper = composing.summary(row, reviews, list(row.ballots.all()), levels, timezone.localdate())
    return _file(row.cell, paper, ending, "tong-hop-xep-loai")


@require_safe
def sheet(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    review = access.access_review(request.actor, pk)
    if not access.reads_words(request.actor, review):
        raise Http404
    if review.member is not None:
        looking.note_one(review.member, request.actor)
    here = settings_of(review.cell, review.cell_round.round.opened_on)
    form, levels = queries.form_of(review, here), here["review.levels"]
    paper = composing.sheet(review, form, levels, timezone.localdate())
    return _file(review.cell, paper, ending, "ban-kiem-diem")


def _file(cell: Unit, paper: Paper, ending: str, name: str) -> HttpResponse:
    if ending not in FILES:
        raise Http404
    layout = Layout.from_mapping(settings_of(cell, timezone.localdate()).values_of("document-layout"))
    content = printed(ending, paper, layout)
    return download(content, f"{name}.{ending}", FILES[ending][1], NOT_KEPT)
