"""A paper as page, PDF and DOCX, and rewriting the words of a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest, download
from sotay.papers import actions, compositions, life, queries, unit_kinds, versions, writing
from sotay.papers.about import matter_of
from sotay.papers.access import access_paper, may_compose
from sotay.papers.forms import PartForm
from sotay.papers.models import Composition, Ending, FileIsMissing, IssuedPaper, PaperIsFrozen
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES, render_html


@require_safe
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    issued = access_paper(request.actor, pk)
    life.note_opened(paper=issued, by=request.actor)
    own = compositions.of_paper(issued)
    writes = may_compose(request.actor, issued.cell)
    body = render_html(queries.shown(issued), queries.layout_of(issued), draft=not issued.is_frozen)
    context = {
        "paper": issued,
        "body": body,
        "matter": matter_of(issued),
        "gaps": queries.gaps(issued),
        "missing": [actions.role_name(role) for role in queries.missing_roles(issued)],
        "own": own,
        "writes": writes,
        **(_after_issuing(issued) if issued.is_frozen else {}),
        "comments": issued.comments.all() if own else (),
        "several_versions": own is not None and issued.versions.count() > 1,
        "template": unit_kinds.template_of(issued),
        "edited": versions.whole(request.actor, issued) if own and not issued.is_frozen else None,
        "lacking": _lacking(issued, own) if writes and not issued.is_frozen else (),
        "may_edit": own is None and not issued.is_frozen and request.actor.may(Can.CONDUCT, issued.cell.path),
    }
    return render(request, "papers/paper.html", context)


@require_safe
def pdf(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The print as it was frozen, byte for byte; a draft is printed now and marked as a draft."""
    issued = access_paper(request.actor, pk)
    life.note_opened(paper=issued, by=request.actor)
    if issued.is_frozen:
        return _kept(request, issued, issued.pdf_sha256) or _download(issued, _printed(issued), "pdf")
    return _made(issued, "pdf")


@require_safe
def docx(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Made anew each time: it is a copy to work on, the PDF is the paper."""
    return _made(access_paper(request.actor, pk), "docx")


@require_safe
def parts(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Every part of a draft that a person may rewrite."""
    issued = _access_draft(request, pk)
    stale = [
        (key, issued.edits[key], versions.part(request.actor, issued, key)) for key in queries.stale(issued)
    ]
    context = {
        "paper": issued,
        "parts": queries.editable_parts(issued),
        "stale": stale,
        "gaps": queries.gaps(issued),
    }
    return render(request, "papers/parts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    issued = _access_draft(request, pk)
    found = next((one for one in queries.editable_parts(issued) if one.key == key), None)
    if found is None:
        raise Http404
    edited = versions.part(request.actor, issued, key)
    form = PartForm.of(found, request.POST if request.method == "POST" else None).made_from(edited)
    if form.carries_out(
        lambda: actions.edit(paper=issued, by=request.actor, key=key, text=form.cleaned_data["text"])
    ):
        undo.offer(request, _("Saved the new words."), "" if found.edited else _undo_at(request, issued, key))
        return redirect("papers:parts", issued.pk)
    context = {"paper": issued, "part": found, "form": form, "edited": edited}
    return render(request, "papers/part.html", context, status=422 if form.is_bound else 200)


def _undo_at(request: ActorRequest, issued: IssuedPaper, key: str) -> str:
    saved = versions.part(request.actor, access_paper(request.actor, issued.pk, need=Can.CONDUCT), key)
    return undo.only_as_seen(reverse("papers:revert", args=[issued.pk, key]), saved)


@require_POST
def revert(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    issued = _access_draft(request, pk)
    edited = versions.part(request.actor, issued, key)
    edited.carry_out(request, lambda: actions.revert(paper=issued, by=request.actor, key=key))
    undo.offer(request, _("The composed words are back."))
    return redirect("papers:parts", issued.pk)


def _after_issuing(issued: IssuedPaper) -> dict[str, Any]:
    """What became of an issued paper, and of what it replaced."""
    return {
        "ending": Ending.objects.select_related("replaced_by").filter(paper=issued).first(),
        "replaces": Ending.objects.select_related("paper").filter(replaced_by=issued),
        "signed_prints": issued.signed_prints.all(),
    }


def _lacking(issued: IssuedPaper, own: Composition | None) -> list[str]:
    """What is missing, as an office would say it when it sends a paper back."""
    content = queries.content(issued)
    found = compositions.missing_of(own, content) if own else writing.faults_of(content)
    return [compositions.named(each) for each in found]


def _printed(issued: IssuedPaper) -> bytes:
    """The kept file. Raises FileIsMissing when somebody took it from the disk: it is never made anew."""
    try:
        return bytes(issued.pdf.read())
    except FileNotFoundError:
        raise FileIsMissing from None


def _access_draft(request: ActorRequest, pk: UUID) -> IssuedPaper:
    """A paper to be rewritten. Raises PaperIsFrozen, which the reader sees as a sentence."""
    issued = access_paper(request.actor, pk, need=Can.CONDUCT)
    if issued.is_frozen:
        raise PaperIsFrozen
    return issued


def _kept(request: ActorRequest, issued: IssuedPaper, tag: str) -> HttpResponse | None:
    """304 for whoever has the file already."""
    answer = get_conditional_response(request, etag=f'"{tag}"')
    return answer if answer is not None and answer.status_code == 304 else None  # noqa: PLR2004


def _made(issued: IssuedPaper, ending: str) -> HttpResponse:
    made = printed(ending, queries.shown(issued), queries.layout_of(issued), draft=not issued.is_frozen)
    return _download(issued, made, ending)


def _download(issued: IssuedPaper, content: bytes, ending: str) -> HttpResponse:
    """Only its reader's own browser may keep a copy, and asks each time whether it may."""
    answer = download(content, queries.filename(issued, ending), FILES[ending][1])
    if issued.is_frozen and ending == "pdf":
        answer.headers["ETag"] = f'"{issued.pdf_sha256}"'
    return answer
