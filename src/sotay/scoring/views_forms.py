"""Pages on which a unit writes its own scoring form, checks it and puts it in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.kernel.tree import ancestors
from sotay.meetings.models import Meeting
from sotay.scoring import checking, own_forms, versions
from sotay.scoring.access import access_form, access_forms
from sotay.scoring.evidence import EVIDENCE
from sotay.scoring.forms_in_force import REGULATION
from sotay.scoring.forms_own import (
    ADD,
    DEDUCT,
    HeadForm,
    InForceForm,
    NewForm,
    RatingsForm,
    RowForm,
    bands_text,
    kinds_shown,
)
from sotay.scoring.models import OwnForm
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of

REGULATION_FORMS = ("form", "thematic_form", "deducting_form")


@require_safe
def forms(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The forms meetings of the unit are scored by: its own, those of units above, the regulation's."""
    unit = access_forms(request.actor, pk)
    own = OwnForm.objects.filter(unit__path__in=[*ancestors(unit.path), unit.path]).select_related("unit")
    today = timezone.localdate()
    rows = [(form, kinds_shown(form.meeting_kinds), _status(form, today)) for form in own]
    points = settings_of(unit, today)
    language = get_language() or "vi"
    context = {
        "unit": unit,
        "rows": rows,
        "regulation": [points.of(f"{REGULATION}.{key}").point.label.of(language) for key in REGULATION_FORMS],
        "deducts": points[f"{REGULATION}.counted_by"] == DEDUCT,
    }
    return render(request, "scoring/forms.html", context)


def _status(form: OwnForm, today: Any) -> str:
    if form.from_on is None:
        return "draft"
    if form.until_on is not None and form.until_on <= today:
        return "ended"
    return "coming" if form.from_on > today else "in_force"


def new(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Begin a form as a copy of one there is."""
    unit = access_forms(request.actor, pk)
    starts = _starts(unit)
    form = NewForm(request.POST if request.method == "POST" else None)
    form.offer("start", [(key, name) for key, (name, _written, _kinds) in starts.items()])
    made: list[OwnForm] = []

    def do() -> None:
        _name, written, kinds = starts[form.cleaned_data["start"]]
        name = form.cleaned_data["name"]
        made.append(
            own_forms.begin(unit=unit, by=request.actor, name=name, written=written, meeting_kinds=kinds)
        )

    if request.method == "POST" and form.carries_out(do):
        return redirect(made[0])
    return render(
        request, "scoring/new.html", {"unit": unit, "form": form}, status=422 if form.is_bound else 200
    )


def _starts(unit: Unit) -> dict[str, tuple[str, dict[str, Any], list[str]]]:
    """What a new form can start from: name, written form, kinds of meeting."""
    points: Settings = settings_of(unit, timezone.localdate())
    ratings = points[f"{REGULATION}.ratings"]
    found: dict[str, tuple[str, dict[str, Any], list[str]]] = {}
    for key in REGULATION_FORMS:
        setting = points.of(f"{REGULATION}.{key}")
        kind = Meeting.Kind.THEMATIC if key == "thematic_form" else Meeting.Kind.REGULAR
        name = setting.point.label.of(get_language() or "vi")
        found[key] = name, checking.written_of(setting.value, ratings), [kind.value]
    for own in OwnForm.objects.filter(unit__path__in=[*ancestors(unit.path), unit.path]):
        found[str(own.pk)] = own.name, own.written, own.meeting_kinds
    found["empty"] = _("An empty form"), {"rows": [], "ratings": found["form"][1]["ratings"]}, ["regular"]
    return found


@require_safe
def form(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A form row by row, with what is still wrong with it."""
    found = access_form(request.actor, pk)
    context = _context(found, request) | {"in_force": InForceForm()}
    return render(request, "scoring/form.html", context)


def _context(found: OwnForm, request: ActorRequest) -> dict[str, Any]:
    rows = found.written.get("rows", [])
    return {
        "own": found,
        "unit": found.unit,
        "status": _status(found, timezone.localdate()),
        "kinds": kinds_shown(found.meeting_kinds),
        "rows": [(index, row, _how(row)) for index, row in enumerate(rows)],
        "ratings": found.written.get("ratings", []),
        "total": sum(row["max"] for row in rows if "." not in row["number"]),
        "problems": [own_forms.sentence_of(each) for each in checking.problems(found.written)],
        "edited": versions.own_form(request.actor, found),
    }


def _how(row: dict[str, Any]) -> str:
    measure = EVIDENCE.get(row.get("measure", ""))
    return str(measure.words) if measure else ""


def head(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Name, meetings, cells and manner of a draft."""
    found = access_form(request.actor, pk)
    initial = {
        "name": found.name,
        "meeting_kinds": found.meeting_kinds,
        "cell_types": found.cell_types,
        "counted": DEDUCT if found.written.get("deducts") else ADD,
    }
    form = HeadForm(request.POST if request.method == "POST" else None, initial=initial)
    form.made_from(versions.own_form(request.actor, found))

    def do() -> None:
        given = dict(form.cleaned_data)
        deducts = given.pop("counted") == DEDUCT
        own_forms.change_head(form=found, by=request.actor, deducts=deducts, **given)

    if request.method == "POST" and form.carries_out(do):
        return redirect(found)
    context = {"own": found, "unit": found.unit, "form": form}
    return render(request, "scoring/head.html", context, status=422 if form.is_bound else 200)


def row(request: ActorRequest, pk: UUID, index: int | None = None) -> HttpResponse:
    """A row of a draft: change it, or add one."""
    found = access_form(request.actor, pk)
    rows = found.written.get("rows", [])
    if index is not None and index >= len(rows):
        raise Http404
    before = rows[index] if index is not None else {}
    initial = {**before, "bands": bands_text(before.get("bands", []))}
    form = RowForm(request.POST if request.method == "POST" else None, initial=initial)
    form.made_from(versions.own_form(request.actor, found))

    def do() -> None:
        own_forms.set_row(form=found, by=request.actor, index=index, row=form.row(before))

    if request.method == "POST" and form.carries_out(do):
        undo.offer(request, _("Saved row %(number)s.") % {"number": form.cleaned_data["number"]})
        return redirect(found)
    edited = versions.own_form(request.actor, found)
    context = {
        "own": found,
        "unit": found.unit,
        "form": form,
        "index": index,
        "row": before,
        "edited": edited,
    }
    return render(request, "scoring/row.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_row(request: ActorRequest, pk: UUID, index: int) -> HttpResponse:
    found = access_form(request.actor, pk)
    versions.own_form(request.actor, found).carry_out(
        request, lambda: own_forms.remove_row(form=found, by=request.actor, index=index)
    )
    undo.offer(request, _("The row is taken out."))
    return redirect(found)


def ratings(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_form(request.actor, pk)
    lines = [f"{each['points']} | {each['vi']}" for each in found.written.get("ratings", [])]
    posted = request.POST if request.method == "POST" else None
    form = RatingsForm(posted, initial={"ratings": "\n".join(lines)})
    form.made_from(versions.own_form(request.actor, found))
    if request.method == "POST" and form.carries_out(
        lambda: own_forms.set_ratings(form=found, by=request.actor, **form.cleaned_data)
    ):
        return redirect(found)
    context = {"own": found, "unit": found.unit, "form": form}
    return render(request, "scoring/ratings.html", context, status=422 if form.is_bound else 200)


@require_POST
def put_in_force(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_form(request.actor, pk)
    form = InForceForm(request.POST)
    form.made_from(versions.own_form(request.actor, found))
    if form.carries_out(
        lambda: own_forms.put_in_force(form=found, by=request.actor, from_on=form.cleaned_data["from_on"])
    ):
        undo.offer(request, _("The form is in force from that day."))
        return redirect(found)
    return render(request, "scoring/form.html", _context(found, request) | {"in_force": form}, status=422)


@require_POST
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_form(request.actor, pk)
    versions.own_form(request.actor, found).carry_out(
        request, lambda: own_forms.withdraw(form=found, by=request.actor)
    )
    undo.offer(request, _("The form holds no longer. What was scored by it stays."))
    return redirect("scoring:forms", found.unit_id)


@require_POST
def delete(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_form(request.actor, pk)
    versions.own_form(request.actor, found).carry_out(
        request, lambda: own_forms.delete(form=found, by=request.actor)
    )
    undo.offer(request, _("The draft is deleted."))
    return redirect("scoring:forms", found.unit_id)
