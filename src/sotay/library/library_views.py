"""Pages of a unit's library: its list, a document's card, and keeping both."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor, Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.refusal import Refusal
from sotay.library import access, entry_versions, keeping, listing, personal, related
from sotay.library.forms import PurgeForm, UploadForm
from sotay.library.library_forms import AddForm, EntryForm, FilterForm, RelationForm
from sotay.library.listing import ALL, Shelf
from sotay.library.models import ENTRIES, Document, LibraryCollection, LibraryEntry
from sotay.library.sources import Card
from sotay.papers.life import COMPOSERS
from sotay.units.models import Unit
from sotay.units.queries import units_at

GET_AND_POST = ["GET", "HEAD", "POST"]
MOST_FOUND = 20
"""Documents offered at once as the other side of a relation; more words find fewer."""


def _own_units(actor: Actor) -> list[Unit]:
    """Units the reader belongs to and whose library they may open, the one they act for first. No query."""
    roles = {grant.role for grant in actor.grants if Can.SEE_MEETING in grant.here}
    units = units_at(actor, *roles, *COMPOSERS, *access.OFFICES)  # type: ignore[arg-type]
    return listing.units_of(actor, (unit for unit in units if access.may_read(actor, unit)))


def _asked_unit(request: ActorRequest, units: list[Unit]) -> Unit | None:
    asked = request.GET.get("unit")
    if not asked:
        return units[0] if units else None
    try:
        return access.access_library(request.actor, UUID(asked))
    except ValueError:
        raise Http404 from None


@require_safe
def library(request: ActorRequest) -> HttpResponse:
    """What a unit received and issued, narrowed down; the unit the reader acts for where none is named."""
    units = _own_units(request.actor)
    unit = _asked_unit(request, units)
    if unit is None:
        return render(request, "library/library.html", {"unit": None})
    shelf = Shelf(request.actor, unit, timezone.localdate())
    show = request.GET.get("show") or ALL
    if show not in listing.SHOWN:
        raise Http404
    choices = shelf.choices()
    form = FilterForm(request.GET, choices=choices)
    asked = form.asked(show=show)
    page = page_of(shelf.ids(asked), request, size=30, count=choices.count_of(asked))
    context = {
        "unit": unit,
        "units": [each for each in units if each.pk != unit.pk],
        "form": form,
        "narrows": asked.narrows,
        "show": show,
        "page": page,
        "cards": shelf.cards(page.object_list),
        "new": choices.new,
        "marked": shelf.marked_count(),
        "collections": shelf.collections(),
        "keeps": access.may_keep(request.actor, unit),
        "is_empty": not choices.kinds,
    }
    return render(request, "library/library.html", context)


@require_safe
def item(request: ActorRequest, source: str, pk: UUID) -> HttpResponse:
    """The card of a document: its facts, what it says of others and they of it, its files."""
    actor, day = request.actor, timezone.localdate()
    entry = access.access_entry(actor, pk) if source == ENTRIES else None
    card = _readable(actor, source, pk)
    personal.mark_read(by=actor, source=source, item_id=pk)
    keeps = entry is not None and access.may_keep(actor, entry.cell)
    kept = [unit for unit in units_at(actor, *COMPOSERS) if access.may_keep(actor, unit)]
    rows = LibraryCollection.objects.filter(cell__in=kept).select_related("cell") if kept else []
    inside = set(_collections_with(actor, pk))
    context = {
        "card": card,
        "entry": entry,
        "unit": entry.cell if entry else None,
        "keeps": keeps,
        "related": related.of(actor, card, day),
        "files": Document.objects.filter(about_id=pk).order_by("uploaded_at") if entry else [],
        "is_marked": personal.is_marked(actor, pk),
        "collections": [(row, row.pk in inside) for row in rows],
        "found_in": LibraryCollection.objects.filter(pk__in=inside),
    }
    return render(request, "library/item.html", context)


def _collections_with(actor: Actor, pk: UUID) -> list[UUID]:
    rows = LibraryCollection.objects.filter(access.collections_readable_by(actor), items__item_id=pk)
    return list(rows.order_by().values_list("pk", flat=True))


def _readable(actor: Actor, source: str, pk: UUID) -> Card:
    card = listing.readable_card(actor, source, pk, timezone.localdate())
    if card is None:
        raise Http404
    return card


@require_http_methods(GET_AND_POST)
def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put a document with its files into a unit's library."""
    unit = access.access_kept_library(request.actor, pk)
    own = LibraryEntry.objects.filter(cell=unit).order_by("issuer")
    issuers = list(own.values_list("issuer", flat=True).distinct())
    form = AddForm(request.POST or None, request.FILES or None, unit=unit, issuers=issuers)
    if request.method == "POST" and form.is_valid():
        try:
            entry = keeping.add(unit=unit, by=request.actor, **form.facts())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            undo.offer(request, _("The document is in the library."))
            return redirect(entry)
    context = {"unit": unit, "form": form, "back": address_of(unit)}
    return render(request, "library/add.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Correct what the library says of a document."""
    entry = access.access_own_entry(request.actor, pk)
    edited = entry_versions.facts(request.actor, entry)
    form = EntryForm(request.POST or None, unit=entry.cell).made_from(edited)
    if form.carries_out(lambda: keeping.change(entry=entry, by=request.actor, **form.cleaned_data)):
        undo.offer(request, _("Saved."))
        return redirect(entry)
    context = {"entry": entry, "unit": entry.cell, "form": form}
    return render(request, "library/edit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def attach(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Add files to a document, several at once; why one is refused is said with its name."""
    entry = access.access_own_entry(request.actor, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        several = len(given["file"]) > 1
        for upload in given["file"]:
            title = "" if several else given["title"]
            more = {"title": title, "not_secret": given["not_secret"]}
            try:
                keeping.attach(entry=entry, by=request.actor, upload=upload, **more)
            except Refusal as refusal:
                said = f"{upload.name}: {refusal}" if several else str(refusal)
                form.add_error(refusal.field if refusal.field in form.fields else None, said)
        if not form.errors:
            undo.offer(request, _("The file is with the document."))
            return redirect(entry)
    context = {"entry": entry, "unit": entry.cell, "form": form}
    return render(request, "library/attach.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Remove a document with its files for good."""
    entry = access.access_own_entry(request.actor, pk)
    form = PurgeForm(request.POST if request.method == "POST" else None)
    if form.carries_out(lambda: keeping.remove(entry=entry, by=request.actor, **form.cleaned_data)):
        told = _(
            "Removed. If it must not be anywhere, ask the operator to run “sotay purge-from-backup” too."
        )
        undo.offer(request, told)
        return redirect(address_of(entry.cell))
    context = {"entry": entry, "unit": entry.cell, "form": form}
    return render(request, "library/remove.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def relate(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Say how a document stands to another one, which is looked for by number or words."""
    entry = access.access_own_entry(request.actor, pk)
    words = (request.GET.get("q") or request.POST.get("q") or "").strip()[:100]
    shelf = Shelf(request.actor, entry.cell, timezone.localdate())
    cards = shelf.found(words, besides=entry.pk, most=MOST_FOUND)
    form = RelationForm(request.POST or None)
    form.offer("target", [(f"{card.source} {card.id}", _line(card)) for card in cards])

    def do() -> None:
        source, _space, target = form.cleaned_data["target"].partition(" ")
        given = {"kind": form.cleaned_data["kind"], "source": source, "target_id": UUID(target)}
        keeping.relate(entry=entry, by=request.actor, **given)

    if form.carries_out(do):
        undo.offer(request, _("Recorded. Both documents show it."))
        return redirect(entry)
    context = {"entry": entry, "unit": entry.cell, "form": form, "words": words, "cards": cards}
    return render(request, "library/relate.html", context, status=422 if form.is_bound else 200)


def _line(card: Card) -> str:
    day = f"{card.dated:%d/%m/%Y}"
    return " · ".join(filter(None, [card.number, card.title, card.issuer, day]))


@require_POST
def unrelate(request: ActorRequest, pk: UUID) -> HttpResponse:
    relation = access.access_relation(request.actor, pk)
    keeping.unrelate(relation=relation, by=request.actor)
    undo.offer(request, _("Taken back."))
    return redirect(relation.entry)


@require_POST
def bookmark(request: ActorRequest, source: str, pk: UUID) -> HttpResponse:
    """Mark a document for oneself, or (`on=0`) no longer."""
    if request.POST.get("on") == "0":
        personal.forget(by=request.actor, item_id=pk)
    else:
        card = _readable(request.actor, source, pk)
        personal.bookmark(by=request.actor, source=card.source, item_id=pk)
    return redirect(_back(request, reverse("library:item", args=[source, pk])))


@require_POST
def mark_read(request: ActorRequest, source: str, pk: UUID) -> HttpResponse:
    card = _readable(request.actor, source, pk)
    personal.mark_read(by=request.actor, source=card.source, item_id=pk)
    return redirect(_back(request, reverse("library:library")))


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    personal.mark_all_read(by=request.actor)
    undo.offer(request, _("All that came until now is marked as read."))
    return redirect(_back(request, reverse("library:library")))


def _back(request: ActorRequest, usual: str) -> str:
    """Where a button was pressed, when that is a page of the library."""
    asked = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe and asked.startswith(reverse("library:library")) else usual


def address_of(unit: Unit) -> str:
    """The list of a unit's library."""
    return f"{reverse('library:library')}?{urlencode({'unit': str(unit.pk)})}"
