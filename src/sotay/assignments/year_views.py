"""Pages of a cell's assignments of a year: the list, its lines, the resolution, a member's commitment."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.assignments import actions, composing, forms, queries, versions, year_actions, year_queries
from sotay.assignments.access import (
    access_adoption,
    access_line,
    access_to_assign,
    access_to_commit,
    access_year,
)
from sotay.assignments.models import Task
from sotay.kernel import undo as offers
from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_year
from sotay.kernel.http import ActorRequest, download
from sotay.kernel.ids import uuid_or_none
from sotay.papers.printing import printed
from sotay.papers.queries import layout_for
from sotay.papers.renderers import FILES
from sotay.units.models import Unit

YEARS = range(2020, 2101)


@require_safe
def show(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The list of `?year=`, this year's without one; drafts for who prepares the cell's meetings."""
    return _list(request, access_year(request.actor, pk), asked_year(request))


def _list(
    request: ActorRequest, cell: Unit, year: int, *, bound: forms.AdoptForm | None = None
) -> HttpResponse:
    actor, day = request.actor, timezone.localdate()
    writes = actor.may(Can.PREPARE, cell.path)
    page = year_queries.year_page(cell, year, day, drafts=writes)
    edited = versions.year_list(actor, cell, year) if writes else None
    for row in page.people:
        for line in row.lines:
            line.edited = versions.line(actor, line)  # type: ignore[attr-defined]  # for its button
    adopting = bound
    if writes and bound is None and page.drafted and edited:
        papers = year_queries.resolutions(actor, cell, day)
        adopting = forms.AdoptForm(papers=papers, initial={"adopted_on": day}).made_from(edited)
    context = {
        "cell": cell,
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "list": page,
        "writes": writes,
        "edited": edited,
        "form": adopting,
        "is_this_year": year == day.year,
        "own": next((grant for grant in queries.own_cells(actor) if grant.unit_id == cell.pk), None),
    }
    return render(request, "assignments/year.html", context, status=422 if bound else 200)


def add(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    """Draft a task of the year for one or several members."""
    cell, day, year = access_to_assign(request.actor, pk), timezone.localdate(), _year(year)
    roll, committee = queries.roll(cell, day), queries.committee(cell, day)
    start = {
        "due_on": f"31/12/{year}",
        "people": [request.GET.get("member", "")],
    }
    form = forms.LinesForm(request.POST or None, roll=roll, committee=committee, initial=start)
    if form.carries_out(
        lambda: year_actions.add_lines(cell=cell, year=year, by=request.actor, **form.given())
    ):
        offers.offer(request, _("Added to the draft. Nobody is told before it is adopted."))
        return redirect(_address(cell, year))
    context = {"cell": cell, "year": year, "form": form, "back": _address(cell, year)}
    return render(request, "assignments/line.html", context, status=422 if form.is_bound else 200)


def edit_line(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Change a line that is not adopted yet; an adopted one is a task, and leads to it."""
    row, day = access_line(request.actor, pk), timezone.localdate()
    back = row.year_list.get_absolute_url()
    if row.adoption_id is not None and request.method != "POST":
        return redirect(row.task.get_absolute_url() if row.task else back)
    committee = queries.committee(row.cell, day)
    form = forms.LineForm(request.POST or None, roll=(), committee=committee)
    form.made_from(versions.line(request.actor, row))
    if form.carries_out(lambda: year_actions.edit_line(line=row, by=request.actor, **form.given())):
        offers.offer(request, _("The line is changed."))
        return redirect(back)
    context = {"cell": row.cell, "year": row.year_list.year, "line": row, "form": form, "back": back}
    return render(request, "assignments/line.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_line(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_line(request.actor, pk)
    edited = versions.line(request.actor, row)
    edited.carry_out(request, lambda: year_actions.remove_line(line=row, by=request.actor))
    offers.offer(request, _("The line is taken out."))
    return redirect(row.year_list)


@require_POST
def copy(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    """Draft again what was adopted the year before."""
    cell, year = access_to_assign(request.actor, pk), _year(year)
    edited = versions.year_list(request.actor, cell, year)
    n = edited.carry_out(request, lambda: year_actions.copy_year(cell=cell, year=year, by=request.actor))
    said = ngettext("%(n)s line is drafted.", "%(n)s lines are drafted.", n)
    offers.offer(request, said % {"n": n})
    return redirect(_address(cell, year))


@require_POST
def adopt(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    """Record the resolution that adopts the drafted lines."""
    cell, year = access_to_assign(request.actor, pk), _year(year)
    papers = year_queries.resolutions(request.actor, cell, timezone.localdate())
    form = forms.AdoptForm(request.POST, papers=papers)
    form.made_from(versions.year_list(request.actor, cell, year))
    if form.carries_out(lambda: year_actions.adopt(cell=cell, year=year, by=request.actor, **form.given())):
        offers.offer(request, _("Adopted. Every member is told of their task."))
        return redirect(_address(cell, year))
    return _list(request, cell, year, bound=form)


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take back a resolution that was recorded by mistake."""
    row = access_adoption(request.actor, pk)
    back = row.year_list.get_absolute_url()
    edited = versions.year_list(request.actor, row.cell, row.year_list.year)
    edited.carry_out(request, lambda: year_actions.take_back(adoption=row, by=request.actor))
    offers.offer(request, _("Taken back. Its lines are drafts again."))
    return redirect(back)


@require_safe
def file(request: ActorRequest, pk: UUID, year: int, ending: str) -> HttpResponse:
    """The list as a paper, "pdf" or "docx": what is adopted, or with nothing adopted yet the draft."""
    cell, day = access_year(request.actor, pk), timezone.localdate()
    year = _year(year)
    if ending not in FILES:
        raise Http404
    writes = request.actor.may(Can.PREPARE, cell.path)
    page = year_queries.year_page(cell, year, day, drafts=writes)
    paper = composing.compose(cell, year, page, day)
    name = f"phan-cong-{year}.{ending}"
    return download(printed(ending, paper, layout_for(cell, day)), name, FILES[ending][1])


def commitment(request: ActorRequest, pk: UUID, year: int) -> HttpResponse:
    """Write one's commitment for a year, or that of the member `?of=` for them."""
    asked = request.GET.get("of", "")
    of = uuid_or_none(asked) if asked else None
    if asked and of is None:
        raise Http404
    cell, member = access_to_commit(request.actor, pk, of)
    year = _year(year)
    kept = actions.commitment_of(cell, member, year)
    if kept is not None and kept.state != Task.State.OPEN and request.method != "POST":
        return redirect(kept)
    form = forms.CommitmentForm(request.POST or None)
    form.made_from(versions.commitment(request.actor, cell, member, year))
    made: list[Task] = []

    def write() -> None:
        words = form.cleaned_data
        made.append(actions.commit(cell=cell, by=request.actor, member=member, year=year, words=words))

    if form.carries_out(write):
        offers.offer(request, _("The commitment is kept. The leaders of the cell can read it."))
        return redirect(made[0])
    context = {
        "cell": cell,
        "member": member,
        "is_own": member.pk == request.actor.member_id,
        "year": year,
        "form": form,
        "kept": kept,
    }
    return render(request, "assignments/commitment.html", context, status=422 if form.is_bound else 200)


def _year(year: int) -> int:
    if year not in YEARS:
        raise Http404
    return year


def _address(cell: Unit, year: int) -> str:
    return f"{reverse('assignments:year', args=[cell.pk])}?year={year}"
