"""Pages of papers a unit writes itself: the list, filling in, comment, issuing; terms and kinds."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.kernel import undo
from sotay.kernel.http import DOCX, ActorRequest, download
from sotay.kernel.ids import uuid_or_none
from sotay.kernel.paging import page_of
from sotay.kernel.refusal import Refusal
from sotay.papers import actions, compositions, life, own_template, queries, unit_kinds, versions, writing
from sotay.papers.access import access_composing_unit, access_own_paper, access_paper
from sotay.papers.forms import SignForm
from sotay.papers.models import KINDS, IssuedPaper, PaperIsFrozen, Term, UnitKind
from sotay.papers.own_forms import (
    FORM_NAMES,
    CommentForm,
    CompositionForm,
    KindForm,
    TemplateForm,
    TermForm,
    initial_of,
)
from sotay.papers.renderers import render_html
from sotay.units.models import Unit

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_safe
def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The unit's papers: what is being written, then what was issued, the newest first."""
    found = access_composing_unit(request.actor, pk)
    rows = (
        IssuedPaper.objects.filter(cell=found)
        .defer("base", "edits", "final")
        .select_related("cell", "ending")
    )
    context = {
        "unit": found,
        "drafts": rows.exclude(state=IssuedPaper.State.FROZEN)[:50],
        "page": page_of(
            rows.filter(state=IssuedPaper.State.FROZEN).order_by("-frozen_at", "-id"), request, size=30
        ),
        "term": Term.objects.filter(cell=found).last(),
    }
    return render(request, "papers/unit.html", context)


@require_safe
def choose(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Which kind of paper to write."""
    found = access_composing_unit(request.actor, pk)
    forms = compositions.forms_of(found, timezone.localdate())
    context = {"unit": found, "forms": [(key, FORM_NAMES[key], form.kind) for key, form in forms.items()]}
    return render(request, "papers/choose.html", context)


@require_http_methods(GET_AND_POST)
def begin(request: ActorRequest, pk: UUID, shape: str) -> HttpResponse:
    found = access_composing_unit(request.actor, pk)
    form = compositions.forms_of(found, timezone.localdate()).get(shape)
    if form is None:
        raise Http404
    asked = CompositionForm(
        request.POST if request.method == "POST" else None,
        shape=form,
        initial=initial_of(compositions.proposed(found, shape)),
    )
    made = []

    def act() -> None:
        made.append(compositions.begin(unit=found, by=request.actor, form=shape, values=asked.given()))

    if asked.carries_out(act):
        undo.offer(request, _("Saved. Look it over; nothing is issued yet."))
        return redirect(compositions.paper_of(made[0]))
    context = {
        "unit": found,
        "form": asked,
        "name": FORM_NAMES[shape],
        "back": reverse("papers:choose", args=[found.pk]),
    }
    return render(request, "papers/compose.html", context, status=422 if asked.is_bound else 200)


@require_http_methods(GET_AND_POST)
def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Write over what was filled in. Raises PaperIsFrozen, which the reader sees as a sentence."""
    paper, composition = access_own_paper(request.actor, pk)
    if paper.is_frozen:
        raise PaperIsFrozen
    shape = writing.FORMS[composition.form]
    edited = versions.composition(request.actor, composition)
    asked = CompositionForm(request.POST if request.method == "POST" else None, shape=shape).made_from(edited)
    if asked.carries_out(
        lambda: compositions.save(composition=composition, by=request.actor, values=asked.given())
    ):
        undo.offer(request, _("Saved. Look it over; nothing is issued yet."))
        return redirect(paper)
    context = {
        "unit": paper.cell,
        "form": asked,
        "name": FORM_NAMES[composition.form],
        "back": paper.get_absolute_url(),
        "paper": paper,
    }
    return render(request, "papers/compose.html", context, status=422 if asked.is_bound else 200)


@require_POST
def discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    paper, composition = access_own_paper(request.actor, pk)
    edited = versions.whole(request.actor, paper)
    edited.carry_out(request, lambda: compositions.discard(composition=composition, by=request.actor))
    undo.offer(request, _("The draft is thrown away."))
    return redirect("papers:unit", paper.cell_id)


@require_POST
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put up for comment, agree, take back."""
    paper, _composition = access_own_paper(request.actor, pk)
    to = request.POST.get("to", "")
    if to not in life.MOVES:
        raise Http404
    edited = versions.whole(request.actor, paper)
    edited.carry_out(request, lambda: life.move(paper=paper, by=request.actor, to=to))
    said = {
        "ask": _("The committee is asked for comment."),
        "agree": _("Recorded as agreed. Now sign and issue it."),
        "take_back": _("It is a draft again."),
    }
    undo.offer(request, said[to])
    return redirect(paper)


@require_http_methods(GET_AND_POST)
def comment(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What somebody of the committee says of a paper put up for comment."""
    paper = access_paper(request.actor, pk)
    if compositions.of_paper(paper) is None:
        raise Http404
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.carries_out(lambda: life.comment(paper=paper, by=request.actor, **form.cleaned_data)):
        undo.offer(request, _("Thank you. What you wrote is kept with the draft."))
        return redirect(paper)
    context = {"paper": paper, "form": form, "comments": paper.comments.all()}
    return render(request, "papers/comment.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The whole text to read, and under it who signs. Whoever records it has shown who they are."""
    paper, composition = access_own_paper(request.actor, pk)
    if paper.is_frozen:
        raise PaperIsFrozen
    here = reverse("papers:issue", args=[paper.pk])
    if not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    edited = versions.whole(request.actor, paper)
    content = queries.content(paper)
    on_behalf, *post = content.signatures[0].caption
    initial = {"on_behalf": on_behalf, "post": " ".join(post), "name": content.signatures[0].name}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            compositions.issue(
                composition=composition,
                by=request.actor,
                unchanged=lambda: edited.refuse_if_changed(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("Signed, numbered and issued."))
            return redirect(paper)
    context = {
        "paper": paper,
        "form": form,
        "edited": versions.whole(request.actor, paper),
        "here": here,
        "missing": [compositions.named(each) for each in compositions.missing_of(composition, content)],
        "body": render_html(queries.shown(paper), queries.layout_of(paper), draft=True),
    }
    return render(request, "papers/issue.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def terms(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The unit's terms; beginning a new one, in which every kind is numbered from 01 again."""
    found = access_composing_unit(request.actor, pk)
    form = TermForm(request.POST if request.method == "POST" else None)
    if form.carries_out(
        lambda: actions.start_term(cell=found, by=request.actor, from_on=form.cleaned_data["from_on"])
    ):
        undo.offer(request, _("The new term is recorded."))
        return redirect("papers:terms", found.pk)
    rows = list(Term.objects.filter(cell=found).order_by("-from_on"))
    context = {"unit": found, "form": form, "terms": [(row, queries.last_numbers(row)) for row in rows[:5]]}
    return render(request, "papers/terms.html", context, status=422 if form.is_bound else 200)


@require_safe
def kinds(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Each kind of paper with the recipients and the template the unit set for it."""
    found = access_composing_unit(request.actor, pk)
    own = {row.kind: row for row in UnitKind.objects.filter(cell=found)}
    context = {
        "unit": found,
        "kinds": [(code, name, own.get(code)) for code, name in KINDS.items() if code != "PL"],
    }
    return render(request, "papers/kinds.html", context)


@require_http_methods(GET_AND_POST)
def kind(request: ActorRequest, pk: UUID, type_code: str) -> HttpResponse:
    found = _access_kind(request, pk, type_code)
    edited = versions.kind(request.actor, found, type_code)
    form = KindForm(request.POST if request.method == "POST" else None).made_from(edited)
    if form.carries_out(
        lambda: unit_kinds.save(
            unit=found, by=request.actor, kind=type_code, recipients=form.cleaned_data["recipients"]
        )
    ):
        undo.offer(request, _("Saved."))
        return redirect("papers:kinds", found.pk)
    return _kind_page(request, found, type_code, form, TemplateForm())


@require_POST
def template(request: ActorRequest, pk: UUID, type_code: str) -> HttpResponse:
    """Keep a Word template, drop it (`drop`), offer it below (`offer`), go by one from above (`use`)."""
    found = _access_kind(request, pk, type_code)
    if "drop" in request.POST:
        unit_kinds.drop_template(unit=found, by=request.actor, kind=type_code)
        undo.offer(request, _("Papers of this kind come in the program's own Word file again."))
        return redirect("papers:kind", found.pk, type_code)
    if "offer" in request.POST or "use" in request.POST:
        return _share(request, found, type_code)
    form = TemplateForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["template"]
        try:
            content = file.read(own_template.MOST_BYTES + 1)
            unit_kinds.keep_template(
                unit=found, by=request.actor, kind=type_code, content=content, name=file.name
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("The template was tried and is kept."))
            return redirect("papers:kind", found.pk, type_code)
    asked = KindForm().made_from(versions.kind(request.actor, found, type_code))
    return _kind_page(request, found, type_code, asked, form)


def _share(request: ActorRequest, unit: Unit, kind: str) -> HttpResponse:
    offered, above = request.POST.get("offer"), uuid_or_none(request.POST.get("use", ""))
    if offered is not None:
        unit_kinds.offer(unit=unit, by=request.actor, kind=kind, offered=offered == "yes")
        undo.offer(request, _("Offered to units below.") if offered == "yes" else _("No longer offered."))
    elif above is None:
        raise unit_kinds.NotOffered
    else:
        unit_kinds.go_by(unit=unit, by=request.actor, kind=kind, above=above)
        undo.offer(request, _("Papers of this kind come in that template from now on."))
    return redirect("papers:kind", unit.pk, kind)


def _kind_page(
    request: ActorRequest, unit: Unit, kind: str, form: KindForm, template: TemplateForm
) -> HttpResponse:
    row = UnitKind.objects.filter(cell=unit, kind=kind).select_related("template_from").first()
    context = {
        "unit": unit,
        "kind": kind,
        "name": KINDS[kind],
        "offers": unit_kinds.offers(unit, kind),
        "form": form,
        "template": template,
        "row": row,
        "effective": unit_kinds.effective(unit, row),
        "fields": own_template.FIELDS.items(),
    }
    wrong = form.is_bound or template.is_bound
    return render(request, "papers/kind.html", context, status=422 if wrong else 200)


@require_safe
def own_docx(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The paper in the unit's own Word template."""
    paper = access_paper(request.actor, pk)
    row = unit_kinds.template_of(paper)
    if row is None:
        raise Http404
    return download(unit_kinds.filled(paper, row), queries.filename(paper, "docx"), DOCX)


def _access_kind(request: ActorRequest, pk: UUID, kind: str) -> Unit:
    found = access_composing_unit(request.actor, pk)
    if kind not in KINDS or kind == "PL":
        raise Http404
    return found
