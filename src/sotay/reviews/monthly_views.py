"""Pages of the month in three lines, and a person's own reviews with who looked at them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.periods import Month
from sotay.reviews import looking, monthly_actions, queries, versions
from sotay.reviews.access import (
    access_cell_to_lead,
    access_month,
    access_person,
    access_person_to_rate,
    leads,
)
from sotay.reviews.evidence import evidence
from sotay.reviews.forms import MonthForm, RateMonthForm, TextForm
from sotay.reviews.models import MonthlyReview
from sotay.reviews.words import in_language, level_words
from sotay.units.access import may_set
from sotay.units.operations import Operation, carry_out
from sotay.units.settings import Settings, settings_of


def month_of(written: str) -> Month:
    """The month of an address, which has begun; 404 for any other."""
    try:
        found = Month.parse(written)
    except ValueError:
        raise Http404 from None
    if found > Month.of(timezone.localdate()):
        raise Http404
    return found


@never_cache
@require_safe
def person(request: ActorRequest, pk: UUID) -> HttpResponse:
    """All reviews of a person: theirs to read, and who looked at them."""
    member, actor = access_person(request.actor, pk), request.actor
    looking.note_one(member, actor)
    here = settings_of(member.cell, timezone.localdate())
    own = actor.member_id == member.pk
    # Leaders read what is of their cell; what a cell before it wrote stays with the person and that cell.
    here_only = {} if own else {"cell": member.cell_id}
    context = {
        "member": member,
        "own": own,
        "ratings": [_rating(row, here) for row in queries.own_reviews(member.pk).filter(**here_only)[:20]],
        "months": [_kept(row, here) for row in queries.months_of(member).filter(**here_only)[:24]],
        "page": page_of(looking.seen_by(member), request, size=20) if own else None,
    }
    return render(request, "reviews/person.html", context)


def _rating(row: Any, here: Settings) -> tuple[Any, str]:
    """A review of a round with its level, which is told once it was announced."""
    told = row.cell_round.announced_at is not None
    return row, level_words(here, row.decided) if told else ""


def _kept(row: MonthlyReview, here: Settings) -> tuple[MonthlyReview, str, str]:
    return row, level_words(here, row.proposed), level_words(here, row.level)


@never_cache
def month(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    """A member's month: the three lines, what the cell said, the answer."""
    member, when = access_person(request.actor, pk), month_of(reviewed)
    actor = request.actor
    looking.note_one(member, actor)
    here = settings_of(member.cell, timezone.localdate())
    edited = versions.month(actor, member, when)
    form = MonthForm(request.POST or None, levels=here["review.levels"]).made_from(edited)

    def do() -> None:
        monthly_actions.write(member=member, month=when, by=actor, **form.cleaned_data)

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Kept. The leaders of the cell read it."))
        return redirect("reviews:month", pk=member.pk, reviewed=str(when))
    own = actor.member_id == member.pk
    row = queries.month_of(member, when, own=own)
    context = {
        "member": member,
        "own": own,
        "month": when,
        "row": row,
        "is_on": here[monthly_actions.MONTHLY],
        "writes": here[monthly_actions.MONTHLY] and not (row and row.level),
        "proposed": level_words(here, row.proposed) if row else "",
        "level": level_words(here, row.level) if row else "",
        "form": form,
        "edited": edited,
        "leads": leads(actor, member.cell),
    }
    return render(request, "reviews/month.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    row = access_month(request.actor, pk, month_of(reviewed))
    edited = versions.month(request.actor, row.member, row.month)
    edited.carry_out(request, lambda: monthly_actions.take_back(review=row, by=request.actor))
    undo.offer(request, _("Taken back. It is deleted."))
    return redirect("reviews:month", pk=row.member_id, reviewed=str(row.month))


def rate(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    """What the cell says of a member's month, entered by who leads it."""
    member, when = access_person_to_rate(request.actor, pk), month_of(reviewed)
    here = settings_of(member.cell, timezone.localdate())
    edited = versions.month(request.actor, member, when)
    form = RateMonthForm(request.POST or None, levels=here["review.levels"]).made_from(edited)
    row = queries.months_of(member).filter(cell=member.cell, month=when).first()
    operation = Operation(
        title=_("%(name)s, month %(month)s") % {"name": member.shown, "month": when.label()},
        button=_("Enter what the cell says"),
        back=reverse("reviews:cell_month", args=[member.cell_id, str(when)]),
        back_words=_("Reviews of the month"),
        done=_("Entered. The member is told and can answer."),
        about=member.cell,
    )

    def do() -> None:
        monthly_actions.rate(member=member, month=when, by=request.actor, **rated(form))

    def rated(form: RateMonthForm) -> dict[str, str]:
        return {name: form.cleaned_data[name] for name in ("level", "comment")}

    looking.note_one(member, request.actor)
    more: dict[str, object] = {"row": row, "proposed": level_words(here, row.proposed) if row else ""}
    more |= {"seen": evidence([member.pk], when.first, when.last)[member.pk]}
    return carry_out(request, operation, form, do, template="reviews/rate_month.html", more=more)


@require_POST
def unrate(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    """Take back the cell's level of a month."""
    member, when = access_person_to_rate(request.actor, pk), month_of(reviewed)
    row = access_month(request.actor, pk, when)
    edited = versions.month(request.actor, member, when)
    edited.carry_out(
        request,
        lambda: monthly_actions.rate(
            member=member, month=when, by=request.actor, comment=row.comment, level=""
        ),
    )
    undo.offer(request, _("The level of the month is taken back."))
    return redirect("reviews:month", pk=member.pk, reviewed=str(when))


def answer(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    """The member's word on what the cell said of the month."""
    row = access_month(request.actor, pk, month_of(reviewed))
    edited = versions.month(request.actor, row.member, row.month)
    label = _("What you say to it") if request.actor.member_id == row.member_id else _("What the member says")
    form = TextForm(request.POST or None, label=label, required=False).made_from(edited)
    here = settings_of(row.cell, timezone.localdate())
    operation = Operation(
        title=_("Answer on the month %(month)s") % {"month": row.month.label()},
        button=_("Send the answer"),
        back=reverse("reviews:month", args=[row.member_id, str(row.month)]),
        back_words=_("The month %(month)s") % {"month": row.month.label()},
        done=_("Your answer stands beside what the cell said."),
        about=row.cell,
    )
    more = {"row": row, "level": level_words(here, row.level)}

    def do() -> None:
        monthly_actions.answer(review=row, by=request.actor, text=form.cleaned_data["text"])

    return carry_out(request, operation, form, do, template="reviews/answer_month.html", more=more)


@never_cache
@require_safe
def cell_month(request: ActorRequest, pk: UUID, reviewed: str) -> HttpResponse:
    """Everybody of a cell in a month: who wrote, who was rated."""
    cell, when = access_cell_to_lead(request.actor, pk), month_of(reviewed)
    here = settings_of(cell, timezone.localdate())
    looking.note_list(cell, request.actor)
    rows = queries.month_rows(cell, when, here)
    levels = {level.key: in_language(level.text) for level in here["review.levels"]}
    context = {
        "cell": cell,
        "month": when,
        "rows": [(row, _levels_of(row.review, levels)) for row in rows],
        "rated": sum(row.is_rated for row in rows),
        "is_on": here[monthly_actions.MONTHLY],
        "may_set": may_set(request.actor, cell, monthly_actions.MONTHLY),
        "point": monthly_actions.MONTHLY,
        "before": when.plus(-1),
        "after": when.plus(1) if when < Month.of(timezone.localdate()) else None,
    }
    return render(request, "reviews/cell_month.html", context)


def _levels_of(row: MonthlyReview | None, levels: dict[str, str]) -> tuple[str, str]:
    return (levels.get(row.proposed, ""), levels.get(row.level, "")) if row else ("", "")
