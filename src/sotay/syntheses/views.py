"""A unit's syntheses: the month, its parts, signing and sending; and what came from the units below."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.kernel import undo
from sotay.kernel.asked import asked_month, read_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.papers.forms import PartForm, SignForm
from sotay.papers.queries import gaps, layout_of, shown
from sotay.papers.renderers import render_html
from sotay.syntheses import actions, composing, queries, versions
from sotay.syntheses.access import access_month, access_own, access_synthesis, can_write
from sotay.syntheses.forms import CorrectForm
from sotay.syntheses.models import Synthesis


@require_safe
def unit(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's month: its own synthesis, and what came from the units below."""
    homes = queries.homes(request.actor)
    unit = access_month(request.actor, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    today = timezone.localdate()
    month = asked_month(request)
    writes = can_write(request.actor, unit)
    rows = queries.versions_of(unit, month)
    seen = [row for row in rows if writes or row.is_sent]
    for row in seen:
        row.unit = unit
    due = queries.deadline(unit, month)
    context = {
        "unit": unit,
        "month": month,
        "previous": month.plus(-1),
        "following": month.plus(1) if month < Month.of(today) else None,
        "synthesis": next(iter(seen), None),
        "earlier": seen[1:],
        "writes": writes,
        "due": due,
        "late": due is not None and due.is_late(today) and not any(row.is_sent for row in rows),
        "edited": versions.month_of(request.actor, unit, month) if writes else None,
        "received": queries.received(unit, month, today),
        "others": [home for home in homes if home != unit],
    }
    context["arrived"] = sum(row.synthesis is not None for row in context["received"])  # type: ignore[attr-defined]
    return render(request, "syntheses/unit.html", context)


@require_POST
def build(request: ActorRequest, pk: UUID, month: str) -> HttpResponse:
    """Build the synthesis of a month, or build it again from the figures as they are now."""
    unit, of_month = access_own(request.actor, pk), read_month(month)
    built = versions.month_of(request.actor, unit, of_month).carry_out(
        request, lambda: actions.build(unit=unit, by=request.actor, month=of_month)
    )
    undo.offer(request, _("Built from the figures as they are now. What you wrote has stayed."))
    return redirect(built)


@require_safe
def synthesis(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The synthesis as a paper; a draft with its parts to change, and what changed since it was built."""
    found = access_synthesis(request.actor, pk)
    actions.note_opened(synthesis=found, by=request.actor)
    paper = queries.paper_of(found)
    writes = can_write(request.actor, found.unit)
    context = {
        "synthesis": found,
        "unit": found.unit,
        "month": found.month,
        "paper": paper,
        "writes": writes,
        "edited": versions.whole(request.actor, found) if writes else None,
        "back": _page(found),
        "body": render_html(shown(paper), layout_of(paper), draft=not paper.is_frozen),
    }
    if found.is_draft:
        fresh = queries.facts_of(found.unit, found.month, timezone.now())
        context["sections"] = queries.sections_of(found, paper)
        context["changed"] = queries.changed_since(found, paper, fresh)
        context["building"] = versions.month_of(request.actor, found.unit, found.month)
        context["gaps"] = gaps(paper)
        context["not_reported"] = [name for name, _why in fresh.not_reported]
    else:
        context["receiver"] = queries.receiver_of(found.unit)
    return render(request, "syntheses/synthesis.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    """The words of one part."""
    found = _access_draft(request, pk)
    part = next(
        (each for each in queries.sections_of(found, queries.paper_of(found)) if each.key == key), None
    )
    if part is None:
        raise Http404
    edited = versions.section(request.actor, found, key)
    form = PartForm(request.POST if request.method == "POST" else None).made_from(edited)
    if request.method == "POST" and form.carries_out(
        lambda: actions.edit(synthesis=found, by=request.actor, key=key, text=form.cleaned_data["text"])
    ):
        undo.offer(request, _("Saved the new words."))
        return redirect(found)
    context = {"synthesis": found, "unit": found.unit, "part": part, "form": form, "edited": edited}
    return render(request, "syntheses/section.html", context, status=422 if form.is_bound else 200)


@require_POST
def revert(request: ActorRequest, pk: UUID, key: str) -> HttpResponse:
    found = _access_draft(request, pk)
    edited = versions.section(request.actor, found, key)
    edited.carry_out(request, lambda: actions.revert(synthesis=found, by=request.actor, key=key))
    undo.offer(request, _("The composed words are back."))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The whole text to read, and under it who signs. Whoever records it has shown who they are."""
    found = _access_draft(request, pk)
    here = reverse("syntheses:sign", args=[found.pk])
    if not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    edited = versions.whole(request.actor, found)
    on_behalf, post = composing.block_of(found.unit.organ)
    initial = {"on_behalf": on_behalf, "post": post}
    form = SignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(
                synthesis=found,
                by=request.actor,
                unchanged=lambda: edited.refuse_if_changed(request),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("Signed and numbered. Now send it up."))
            return redirect(found)
    paper = queries.paper_of(found)
    context = {
        "synthesis": found,
        "unit": found.unit,
        "form": form,
        "edited": versions.whole(request.actor, found),
        "here": here,
        "body": render_html(shown(paper), layout_of(paper), draft=True),
    }
    return render(request, "syntheses/sign.html", context, status=422 if form.is_bound else 200)


@require_POST
def send(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_synthesis(request.actor, pk, write=True)
    versions.whole(request.actor, found).carry_out(
        request, lambda: actions.send(synthesis=found, by=request.actor)
    )
    undo.offer(request, _("Sent. The unit above has been told."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a correction of what was sent, with the reason."""
    found = access_synthesis(request.actor, pk, write=True)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.whole(request.actor, found))
    made: list[Synthesis] = []

    def do() -> None:
        made.append(actions.correct(synthesis=found, by=request.actor, **form.cleaned_data))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("A new version is begun. Sign it and send it up."))
        return redirect(made[-1])
    context = {"synthesis": found, "unit": found.unit, "form": form}
    return render(request, "syntheses/correct.html", context, status=422 if form.is_bound else 200)


def _access_draft(request: ActorRequest, pk: UUID) -> Synthesis:
    """A synthesis that can be changed. Raises NotADraft, which the reader sees as a sentence."""
    found = access_synthesis(request.actor, pk, write=True)
    if not found.is_draft:
        raise actions.NotADraft
    return found


def _page(found: Synthesis) -> str:
    return f"{reverse('syntheses:unit', args=[found.unit_id])}?month={found.month}"
