"""The one search."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.tree import inside
from sotay.search import rules
from sotay.search.forms import SearchForm
from sotay.search.queries import Cursor, Filters, find
from sotay.search.suggestions import suggestions
from sotay.units.models import Kind, Unit

MOST_UNITS = 400
"""Units the filter offers; who sees more narrows down by what is typed."""


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """The box and what it found. A filter that cannot be read is left out, and the page says so."""
    actor = request.actor
    form = SearchForm(request.GET or None, units=_units(request))
    form.is_valid()
    filters = form.filters if form.is_bound else Filters()
    query = rules.read(str(form.cleaned_data.get("q") or "") if form.is_bound else "")
    after = Cursor.read(request.GET.get("after", ""))
    found = find(actor, query, language=get_language() or "vi", filters=filters, after=after)
    context = {
        "form": form,
        "query": query,
        "typed": request.GET.get("q", "")[: rules.LONGEST_QUERY],
        "filters": filters,
        "found": found,
        "after": after,
        "suggestions": [] if found.results else suggestions(query, filters),
    }
    return render(request, "search/search.html", context)


def _units(request: ActorRequest) -> QuerySet[Unit]:
    reach = request.actor.reach(Can.SEE_UNIT)
    seen = Unit.objects.filter(inside("path", *reach), closed_on=None).exclude(kind=Kind.GROUP)
    above = seen.exclude(kind=Kind.CELL)
    return seen if seen.count() <= MOST_UNITS else above
