"""Forms of a score: the rows of whatever form is in use become fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, NumberField, SegSelect
from sotay.scoring.page import RowView, text_of
from sotay.scoring.rules import Answer, RowScore

MET, NOT_MET, OTHER = "met", "not_met", "other"


class RowsForm(BaseForm):
    """Points and a note for each row of whatever form is in use. Of one that deducts, people are asked and
    say what is taken away; answers are points kept all the same."""

    def __init__(self, *args: Any, rows: list[RowScore], deducts: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.deducts = rows, deducts
        for row in rows:
            self._add(row)
        self.depends = frozenset(self.fields)  # none is called optional: the page says what is left

    def _add(self, row: RowScore) -> None:
        raise NotImplementedError

    def answers(self) -> dict[str, Answer]:
        """By row key; rows left alone are not there."""
        raise NotImplementedError

    def _points(self, row: RowScore) -> NumberField:
        most = row.row.max_points
        said = {"number": row.row.number, "most": most}
        wrong = _("Row %(number)s has from 0 to %(most)s points. Enter a number in between.") % said
        return NumberField(
            label=(_("Points taken away, 0 to %(most)s") if self.deducts else _("Points, 0 to %(most)s"))
            % {"most": most},
            required=False,
            min_value=0,
            max_value=most,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        )

    def _turned(self, row: RowScore, points: int | None) -> int | None:
        """From points kept to those that are typed, and back."""
        return row.row.max_points - points if self.deducts and points is not None else points

    def _typed(self, row: RowScore) -> int | None:
        """The points kept, as they were typed for a row."""
        return self._turned(row, self.cleaned_data.get(f"points-{row.row.number}"))

    def _note(self, label: Any) -> forms.CharField:
        return forms.CharField(label=label, required=False, max_length=300)

    def fields_of(self, row: RowView) -> Iterator[BoundField]:
        for kind in ("choice", "points", "note"):
            name = f"{kind}-{row.number}"
            if name in self.fields:
                yield self[name]


class AnswerForm(RowsForm):
    """The cell's column. A row nothing measures is met or not, or is given points of its own; one that the
    records prove is left as it is, or answered otherwise with a reason.
    """

    def _add(self, row: RowScore) -> None:
        number, said = row.row.number, row.said
        if row.is_asked:
            most = row.row.max_points
            field = forms.ChoiceField(
                label=f"{number}. {text_of(row.row)}",
                required=False,
                choices=self._choices(most),
                widget=SegSelect(tones={MET: "ok", NOT_MET: "late"}),
            )
            self.fields[f"choice-{number}"] = field
            if said and said.points in {0, said.of}:
                self.initial[f"choice-{number}"] = MET if said.points else NOT_MET
        self.fields[f"points-{number}"] = self._points(row)
        self.fields[f"note-{number}"] = self._note(_("Note") if row.is_asked else _("Why"))
        if said and not (row.is_asked and said.points in {0, said.of}):
            self.initial[f"points-{number}"] = self._turned(row, said.under(row.row.max_points))
        if said:
            self.initial[f"note-{number}"] = said.note

    def _choices(self, most: int) -> list[tuple[str, str | Promise]]:
        if self.deducts:
            taken = _("Take away %(most)s") % {"most": most}
            return [(MET, _("Nothing to take away")), (NOT_MET, taken)]
        return [(MET, _("Met, %(most)s") % {"most": most}), (NOT_MET, _("Not met, 0"))]

    def answers(self) -> dict[str, Answer]:
        found = {}
        for row in self.rows:
            number, most = row.row.number, row.row.max_points
            points = self._typed(row)
            chosen = {MET: most, NOT_MET: 0}.get(self.cleaned_data.get(f"choice-{number}", ""))
            if points is None or (chosen is not None and f"points-{number}" not in self.changed_data):
                points = chosen if chosen is not None else points  # the tap is newer than points of before
            if points is None and not row.is_asked and row.said is not None:
                points = row.proved  # emptied: what the records prove stands again
            if points is not None:
                note = self.cleaned_data.get(f"note-{number}", "")
                found[row.row.key] = Answer(points, most, note)
        return found


class VerifyForm(RowsForm):
    """The verified column: only rows seen otherwise are filled in."""

    def _add(self, row: RowScore) -> None:
        number = row.row.number
        self.fields[f"points-{number}"] = self._points(row)
        self.fields[f"note-{number}"] = self._note(_("Why"))

    def answers(self) -> dict[str, Answer]:
        found = {}
        for row in self.rows:
            points = self._typed(row)
            if points is not None:
                note = self.cleaned_data.get(f"note-{row.row.number}", "")
                found[row.row.key] = Answer(points, row.row.max_points, note)
        return found


class BecauseForm(BaseForm):
    because = forms.CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Say why, in a few words.")}
    )


class OtherFormForm(BecauseForm):
    form = forms.ChoiceField(label=_("Scoring form"), widget=forms.RadioSelect)
