"""Choosing a roster workbook and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor, Can
from sotay.kernel.forms import BaseForm
from sotay.members.roster import sentences, workbook
from sotay.members.roster.problems import UnreadableFile
from sotay.units.models import Kind, Unit, UnitQuerySet

_HOLD_MEMBERS = (Kind.PROVINCE, Kind.COMMUNE, Kind.COMMITTEE, Kind.CELL)


def units_of(actor: Actor) -> UnitQuerySet:
    """The units the actor may import a roster into, from the top of the tree down."""
    reach = Unit.objects.within(*actor.reach(Can.EDIT_ROSTER)).in_use()
    return reach.filter(kind__in=_HOLD_MEMBERS).order_by("path")


class WhereForm(BaseForm):
    """Where a roster goes."""

    unit = forms.ModelChoiceField(
        label=_("Import into"),
        help_text=_("A ward, when the list has several cells; a cell, when it is that cell's own list."),
        queryset=Unit.objects.none(),
        empty_label=None,
    )
    create_cells = forms.BooleanField(
        label=_("Create the cells the list names and we do not have yet"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_among("unit", units_of(actor))
        if not actor.reach(Can.EDIT_UNIT):
            del self.fields["create_cells"]


class RosterForm(WhereForm):
    """Where a roster goes, and the workbook: last, for what stands after a file too big never arrives."""

    file = forms.FileField(
        label=_("Roster workbook"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 20 MB."),
        error_messages={
            "required": _("Choose the workbook with the roster."),
            "empty": _("This file is empty. Choose the workbook with the roster."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.xlsm,.xlsb,.csv,.txt"}),
    )
    field_order = ("unit", "create_cells", "file")

    def __init__(self, *args: Any, too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_big:
            self.fields["file"].error_messages["required"] = sentences.file_sentence(
                UnreadableFile(UnreadableFile.Why.TOO_BIG)
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > workbook.MOST_BYTES:
            raise forms.ValidationError(sentences.file_sentence(UnreadableFile(UnreadableFile.Why.TOO_BIG)))
        return file


class ColumnsForm(BaseForm):
    """Which of several columns holds a field; the one taken now is chosen."""

    def __init__(self, data: QueryDict | None = None, *, questions: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[question["field"]] = forms.ChoiceField(
                label=question["sentence"],
                choices=[(value, words) for value, words in question["choices"]],
                initial=question["choices"][0][0],
                widget=forms.RadioSelect,
            )
