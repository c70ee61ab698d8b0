"""Pages of a library's collections."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.library import access, collecting, entry_versions, listing
from sotay.library.library_forms import CollectionForm
from sotay.library.library_views import GET_AND_POST, address_of
from sotay.library.listing import Asked, Shelf


@require_safe
def collection(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What a collection holds that the reader may read, in its order."""
    row = access.access_collection(request.actor, pk)
    shelf = Shelf(request.actor, row.cell, timezone.localdate())
    page = page_of(shelf.in_collection(Asked(collection=row)), request, size=50)
    context = {
        "collection": row,
        "unit": row.cell,
        "page": page,
        "cards": shelf.cards(page.object_list),
        "keeps": access.may_keep(request.actor, row.cell),
        "back": address_of(row.cell),
    }
    return render(request, "library/collection.html", context)


@require_safe
def collections(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The collections of a library, with what keeps them in order."""
    unit = access.access_library(request.actor, pk)
    shelf = Shelf(request.actor, unit, timezone.localdate())
    context = {
        "unit": unit,
        "collections": shelf.collections(),
        "keeps": access.may_keep(request.actor, unit),
        "back": address_of(unit),
    }
    return render(request, "library/collections.html", context)


@require_http_methods(GET_AND_POST)
def make(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access.access_kept_library(request.actor, pk)
    form = CollectionForm(request.POST or None, unit=unit)
    made = []
    if form.carries_out(
        lambda: made.append(collecting.make(unit=unit, by=request.actor, **form.cleaned_data))
    ):
        undo.offer(request, _("The collection is there. Open a document to put it in."))
        return redirect(made[0])
    context = {"unit": unit, "form": form}
    return render(request, "library/collection_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(GET_AND_POST)
def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_own_collection(request.actor, pk)
    form = CollectionForm(request.POST or None, unit=row.cell)
    form.made_from(entry_versions.collection(request.actor, row))
    if form.carries_out(lambda: collecting.change(collection=row, by=request.actor, **form.cleaned_data)):
        undo.offer(request, _("Saved."))
        return redirect(row)
    context = {"unit": row.cell, "collection": row, "form": form}
    return render(request, "library/collection_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access.access_own_collection(request.actor, pk)
    collecting.remove(collection=row, by=request.actor)
    undo.offer(request, _("The collection is removed. Its documents stay in the library."))
    return redirect("library:collections", pk=row.cell_id)


@require_POST
def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Move a collection, or (`item`) a document in it, one place earlier or later."""
    row = access.access_own_collection(request.actor, pk)
    earlier = request.POST.get("to") == "earlier"
    asked = request.POST.get("item")
    if asked is None:
        collecting.move(collection=row, earlier=earlier)
        return redirect("library:collections", pk=row.cell_id)
    collecting.move_item(collection=row, item_id=_uuid(asked), earlier=earlier)
    return redirect(row)


@require_POST
def put(request: ActorRequest, pk: UUID, source: str, item: UUID) -> HttpResponse:
    """Put a document into a collection, or (`on=0`) take it out."""
    row = access.access_own_collection(request.actor, pk)
    if request.POST.get("on") == "0":
        collecting.take(collection=row, by=request.actor, item_id=item)
        undo.offer(request, _("Taken out of “%(title)s”.") % {"title": row.title})
        return redirect(row) if request.POST.get("back") == "collection" else _card(source, item)
    if listing.readable_card(request.actor, source, item, timezone.localdate()) is None:
        raise Http404
    collecting.put(collection=row, by=request.actor, source=source, item_id=item)
    undo.offer(request, _("Put into “%(title)s”.") % {"title": row.title})
    return _card(source, item)


def _card(source: str, item: UUID) -> HttpResponse:
    return redirect(reverse("library:item", args=[source, item]))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
