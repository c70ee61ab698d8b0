"""Pages of what becomes of issued papers: versions, who opened one, its end, digital signatures, checking."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.kernel import undo
from sotay.kernel.http import PDF, ActorRequest, download
from sotay.kernel.refusal import Refusal
from sotay.papers import compare, digital, life, queries
from sotay.papers.access import access_issuing, access_paper, access_printed
from sotay.papers.models import FileIsMissing, IssuedPaper, PaperVersion
from sotay.papers.own_forms import CheckForm, EndForm, KeyForm
from sotay.papers.structure import from_json

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_safe
def compared(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Two versions word by word: the last two, or those asked for."""
    paper = access_paper(request.actor, pk)
    rows = list(paper.versions.all())
    if len(rows) < 2:  # noqa: PLR2004 - two are compared
        return render(request, "papers/compared.html", {"paper": paper, "versions": rows})
    before = _version(rows, request.GET.get("from"), rows[-2])
    after = _version(rows, request.GET.get("to"), rows[-1])
    context = {
        "paper": paper,
        "versions": rows,
        "before": before,
        "after": after,
        "differences": compare.papers(from_json(before.content), from_json(after.content)),
    }
    return render(request, "papers/compared.html", context)


def _version(rows: list[PaperVersion], asked: str | None, usual: PaperVersion) -> PaperVersion:
    if asked is None:
        return usual
    found = next((row for row in rows if str(row.number) == asked), None)
    if found is None:
        raise Http404
    return found


@require_safe
def readers(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who opened a paper and when first, for those who write papers of its unit."""
    paper = access_issuing(request.actor, pk)
    return render(request, "papers/readers.html", {"paper": paper, "openings": paper.openings.all()})


@require_http_methods(GET_AND_POST)
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Record that an issued paper is replaced or withdrawn."""
    paper = access_issuing(request.actor, pk)
    if not paper.is_frozen:
        raise life.NotIssued
    form = EndForm(request.POST if request.method == "POST" else None, others=queries.may_replace(paper))
    if form.carries_out(lambda: life.end(paper=paper, by=request.actor, **form.cleaned_data)):
        undo.offer(
            request, _("Recorded. Whoever opens the paper sees it, and those who had opened it are told.")
        )
        return redirect(paper)
    return render(
        request, "papers/end.html", {"paper": paper, "form": form}, status=422 if form.is_bound else 200
    )


@sensitive_post_parameters("password")
@require_http_methods(GET_AND_POST)
def sign_digitally(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put a digital signature on an issued paper, with a file used this once or the operator's device."""
    paper = access_issuing(request.actor, pk)
    if not paper.is_frozen:
        raise digital.NotIssuedYet
    here = reverse("papers:sign_digitally", args=[paper.pk])
    if not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    if request.method == "POST" and "device" in request.POST and digital.has_device():
        digital.sign_with_device(paper=paper, by=request.actor)
        return _signed(request, paper)
    form = KeyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"].read(digital.MOST_KEY)
        try:
            digital.sign_with_file(
                paper=paper, by=request.actor, key=key, password=form.cleaned_data["password"]
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return _signed(request, paper)
    context = {"paper": paper, "form": form, "here": here, "has_device": digital.has_device()}
    return render(request, "papers/sign_digitally.html", context, status=422 if form.is_bound else 200)


def _signed(request: ActorRequest, paper: IssuedPaper) -> HttpResponse:
    undo.offer(request, _("The digital signature is on the PDF."))
    return redirect(paper)


@require_safe
def signed_pdf(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The print with every digital signature on it."""
    paper = access_paper(request.actor, pk)
    row = digital.last(paper)
    if row is None:
        raise Http404
    try:
        content = bytes(row.pdf.read())
    except FileNotFoundError:
        raise FileIsMissing from None
    return download(content, queries.filename(paper, "pdf"), PDF)


@require_http_methods(GET_AND_POST)
def check(request: ActorRequest) -> HttpResponse:
    """What a PDF somebody holds is: whose, whole, signed by whom."""
    form = CheckForm(request.POST or None, request.FILES or None)
    found = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > digital.MOST_BYTES:
            form.add_error("file", _("This file is too large. Choose a PDF of at most 20 MB."))
        else:
            found = digital.check(file.file)
    wrong = form.is_bound and not form.is_valid()
    context = {"form": form, "check": found, "signatures": _shown(found)}
    return render(request, "papers/check.html", context, status=422 if wrong else 200)


@login_not_required
@require_safe
def printed(request: HttpRequest, print_code: str) -> HttpResponse:
    """What the code at the foot of a print leads to. It tells which paper it is, not what the paper says."""
    paper = access_printed(print_code)
    found = digital.check_kept(paper)
    context = {"paper": paper, "check": found, "signatures": _shown(found)}
    return render(request, "papers/printed.html", context)


def _shown(check: digital.Check | None) -> list[tuple[object, object]]:
    return [(each, digital.moment_of(each)) for each in check.signatures] if check else []


@require_POST
def by_code(request: ActorRequest) -> HttpResponse:
    """To the paper whose code was typed."""
    code = "".join(request.POST.get("code", "").lower().split()).replace("-", "")
    return redirect("papers:printed", access_printed(code).check_code)
