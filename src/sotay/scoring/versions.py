"""What the pages of a score are made from, so that none writes over a newer one (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Change, Edited, Values
from sotay.meetings.models import Meeting
from sotay.scoring.models import OwnForm, PeriodFigure, ScoreSheet
from sotay.units.models import Unit


def score(reader: Actor, meeting: Meeting) -> Edited[Meeting]:
    """The score of a meeting; none yet is a version too."""

    def lock(meeting: Meeting) -> Meeting:
        return (
            Meeting.objects.select_for_update(of=("self",)).select_related("cell__parent").get(pk=meeting.pk)
        )

    def values(meeting: Meeting) -> Values:
        sheet = ScoreSheet.objects.filter(meeting=meeting).first()
        if sheet is None:
            return {"state": None}
        return {"state": [sheet.status, sheet.said, sheet.verified, sheet.own_form_id, sheet.form_key]}

    def changed(field: str) -> Change | None:
        sheet = ScoreSheet.objects.filter(meeting=meeting).first()
        return last_change(reader, sheet.pk)(field) if sheet else None

    return Edited(meeting, values, lock=lock, changed=changed)


def own_form(reader: Actor, form: OwnForm) -> Edited[OwnForm]:
    def lock(form: OwnForm) -> OwnForm:
        return OwnForm.objects.select_for_update(of=("self",)).select_related("unit").get(pk=form.pk)

    def values(form: OwnForm) -> Values:
        written = [form.name, form.meeting_kinds, form.cell_types, form.written]
        return {"state": [*written, form.from_on, form.until_on]}

    return Edited(form, values, lock=lock, changed=last_change(reader, form.pk))


def periods(reader: Actor, cell: Unit, year: int) -> Edited[Unit]:
    """The figures of a year that were entered by hand."""

    def rows(cell: Unit) -> list[tuple[object, ...]]:
        entered = PeriodFigure.objects.filter(cell=cell, year=year).order_by("quarter")
        return list(entered.values_list("pk", "quarter", "points", "reason"))

    def changed(field: str) -> Change | None:
        return last_change(reader, *(row[0] for row in rows(cell)))(field)  # type: ignore[arg-type]

    def lock(cell: Unit) -> Unit:
        return Unit.objects.select_for_update().get(pk=cell.pk)

    return Edited(cell, lambda cell: {"state": rows(cell)}, lock=lock, changed=changed)
