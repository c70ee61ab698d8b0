"""What people type about statistics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, NumberField, PersonNameField, area
from sotay.statistics.actions import LARGEST
from sotay.statistics.models import FormReturn
from sotay.statistics.official import BY_HAND, FormTemplate


class DayForm(BaseForm):
    """As of which day; one to come has nothing to count."""

    day = DayField(label=_("As of"), help_text=_("Today or an earlier day."))

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        return day


class EnterForm(BaseForm):
    """The numbers of a form that are entered by hand, and what the rest rests on. A field is named by its
    cell, with "__" for the point."""

    basis = forms.ChoiceField(
        label=_("The other numbers"),
        choices=FormReturn.Basis.choices,
        widget=forms.RadioSelect,
        help_text=_("“Added up” is for who has received the forms of all units below."),
    )

    def __init__(self, data: QueryDict | None, template: FormTemplate, *, from_below: bool) -> None:
        super().__init__(data)
        if not from_below:
            del self.fields["basis"]
        language = get_language() or "vi"
        for key, row, column, cell in template.cells():
            if cell.kind != BY_HAND:
                continue
            label = row.words.of(language)
            if len(template.columns) > 1:
                label = f"{label}: {column.words.of(language)}"
            self.fields[field_name(key)] = NumberField(
                label=label,
                required=False,
                min_value=0,
                max_value=LARGEST,
                help_text=row.reason.of(language) if row.reason else "",
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}
                ),
            )

    def numbers(self) -> dict[str, int | None]:
        return {
            name.replace("__", ".", 1): value for name, value in self.cleaned_data.items() if "__" in name
        }


def field_name(key: str) -> str:
    return key.replace(".", "__", 1)


class ApproveForm(BaseForm):
    prepared_by = PersonNameField(
        label=_("Prepared by"), max_length=120, help_text=_("Printed as “Người lập biểu”.")
    )
    approved_by = PersonNameField(
        label=_("Approved by"), max_length=120, help_text=_("Printed as “Duyệt biểu”.")
    )


class CorrectForm(BaseForm):
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=300,
        widget=area(2),
        help_text=_("The unit above reads this beside the new version."),
    )


class CallForm(BaseForm):
    forms_asked = forms.MultipleChoiceField(
        label=_("Which forms"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one form.")},
    )
    due_on = DayField(label=_("To be sent by"))

    def __init__(self, data: QueryDict | None, templates: list[FormTemplate], **more: Any) -> None:
        super().__init__(data, **more)
        language = get_language() or "vi"
        self.offer(
            "forms_asked", [(each.id, f"{each.number}: {each.title.of(language)}") for each in templates]
        )


class SheetForm(BaseForm):
    file = forms.FileField(
        label=_("Sheet to check"),
        help_text=_("The Excel workbook of a form (.xlsx), at most 20 MB. It is compared and not kept."),
        error_messages={
            "required": _("Choose the sheet to check."),
            "empty": _("This file is empty. Choose the sheet to check."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args: Any, too_big: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_big:
            sentence = _("This file is larger than 20 MB. A form is never so large.")
            self.fields["file"].error_messages["required"] = sentence
