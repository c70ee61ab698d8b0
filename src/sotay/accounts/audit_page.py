"""Who did what, for those who answer for a unit; and the history of one thing of theirs."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sotay.audit import queries
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Actor, Can
from sotay.kernel.forms import BaseForm, DayField
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.tree import Range, subtree
from sotay.units.access import access_unit
from sotay.units.models import Unit

OF_THE_HOUSE = ("account.", "unit.", "member.appoint")
"""What an operator sees of: the tree, log-ins and offices. Not what happened to people or in meetings."""


class FilterForm(BaseForm):
    who = forms.ChoiceField(label=_("Who did it"), required=False)
    first = DayField(label=_("From the day"), required=False)
    last = DayField(label=_("To the day"), required=False)

    def __init__(self, *args: object, people: list[tuple[UUID, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("", _("Everybody")), *((str(pk), name) for pk, name in people)]
        self.fields["who"] = forms.ChoiceField(label=_("Who did it"), choices=everybody, required=False)
        self.order_fields(["who", "first", "last"])


@require_safe
def lines(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, need=Can.SEE_AUDIT)
    found = _fit_for(request.actor, queries.of_units(_units_seen(request.actor, unit)))
    form = FilterForm(
        request.GET if request.GET.keys() & {"who", "first", "last"} else None,
        people=queries.people_in(found),
    )
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        found = queries.between(found, chosen["first"], chosen["last"])
        found = found.filter(account_id=chosen["who"]) if chosen["who"] else found
    context = {"unit": unit, "form": form, "page": page_of(found, request)}
    return render(request, "accounts/audit.html", context)


@require_safe
def about(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The lines about one thing, as far as they belong to units the reader answers for."""
    ranges = request.actor.reach(Can.SEE_AUDIT)
    found = queries.about([pk]).filter(unit_id__in=Unit.objects.within(*ranges).values("pk"))
    found = _fit_for(request.actor, found)
    if not found.exists():
        raise Http404
    return render(request, "accounts/audit_about.html", {"page": page_of(found, request)})


def _fit_for(actor: Actor, found: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
    """The lines the actor may read: titles of agendas, tasks and reasons are words of meetings."""
    seen_into = Unit.objects.within(*actor.reach(Can.SEE_MEETING)).values("pk")
    fit = Q(unit_id__in=seen_into)
    for beginning in OF_THE_HOUSE:
        fit |= Q(code__startswith=beginning)
    return found.filter(fit)


def _units_seen(actor: Actor, unit: Unit) -> QuerySet[Unit, UUID]:
    """The unit, and what lies below it where the reader answers for that too."""
    whole = subtree(unit.path)
    below = whole if _whole_reach(actor, whole) else Range.only(unit.path)
    return Unit.objects.within(below).values_list("pk", flat=True)


def _whole_reach(actor: Actor, part: Range) -> bool:
    return any(r.low <= part.low and part.high <= r.high for r in actor.reach(Can.SEE_AUDIT))
