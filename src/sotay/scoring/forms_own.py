"""Forms in which a unit writes its own scoring form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField, NumberField, area
from sotay.kernel.ids import new_id
from sotay.meetings.models import Meeting
from sotay.regulations.reading import BadValue, read
from sotay.regulations.values import (
    FULL_SCORE,
)
from sotay.scoring.checking import LONGEST_RATING, share_text
from sotay.scoring.evidence import measured
from sotay.scoring.forms_in_force import SCORED_KINDS
from sotay.units.models import CellType

BY_PEOPLE = "yes_no"
ADD, DEDUCT = "add", "deduct"
KINDS = [(kind.value, kind.label) for kind in SCORED_KINDS]
_NUMBER = re.compile(r"[1-9][0-9]?(\.[1-9][0-9]?)?")


class NewForm(BaseForm):
    name = forms.CharField(
        label=_("Name of the form"), max_length=200, error_messages={"required": _("Give the form a name.")}
    )
    start = forms.ChoiceField(label=_("Start from"), widget=forms.RadioSelect)


class HeadForm(BaseForm):
    name = forms.CharField(
        label=_("Name of the form"), max_length=200, error_messages={"required": _("Give the form a name.")}
    )
    meeting_kinds = forms.MultipleChoiceField(
        label=_("Which meetings it is for"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of meeting.")},
    )
    cell_types = forms.MultipleChoiceField(
        label=_("Which cells it is for"),
        required=False,
        choices=CellType.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty for every cell below the unit."),
    )
    counted = forms.ChoiceField(
        label=_("How points are counted"),
        choices=[(ADD, _("Rows add up to 100")), (DEDUCT, _("A meeting starts from 100 and loses points"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how points are counted.")},
    )


class RowForm(BaseForm):
    """A row. A row with rows below it (4 above 4.1) only heads them and has the sum of their points."""

    depends = frozenset({"bands", "only_thematic"})

    number = forms.CharField(
        label=_("Number"),
        max_length=5,
        help_text=_("4 for a heading or a row by itself, 4.1 for a row under it."),
        error_messages={"required": _("Give the row a number such as 4 or 4.1.")},
    )
    vi = forms.CharField(
        label=_("What is scored"), max_length=300, error_messages={"required": _("Write what is scored.")}
    )
    max = NumberField(
        label=_("Most points"),
        min_value=1,
        max_value=FULL_SCORE,
        error_messages={"required": _("Enter the most points the row can give.")},
    )
    measure = forms.ChoiceField(label=_("How it is found out"))
    bands = forms.CharField(
        label=_("Bands, one a line, the best first"),
        required=False,
        max_length=3000,
        widget=area(5),
        help_text=_(
            "Points | from which share | words, as in: 5 | 90% | 90% or more. For the length of a meeting "
            "write how many minutes may be missing: 4 | 15 minutes | Short by up to 15. Leave empty for all "
            "or nothing."
        ),
    )
    only_thematic = forms.BooleanField(label=_("Only counted in a meeting with a theme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("measure", [(BY_PEOPLE, _("People answer it")), *measured()])

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if not _NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Give the row a number such as 4 or 4.1."))
        return number

    def clean_bands(self) -> list[dict[str, Any]]:
        lines = [line for line in self.cleaned_data["bands"].splitlines() if line.strip()]
        return [_band(line) for line in lines]

    def row(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The row as it is written. A question keeps its key as long as its words stay, so that answers carry
        over to forms that ask the same, and never to another question.
        """
        given = self.cleaned_data
        row: dict[str, Any] = {"number": given["number"], "max": given["max"], "vi": given["vi"]}
        same = before.get("vi") == given["vi"]
        row["en"] = before.get("en", given["vi"]) if same else given["vi"]
        if given["measure"] != BY_PEOPLE:
            row["measure"] = given["measure"]
        else:
            row["key"] = before["key"] if same and before.get("key") else f"q_{new_id().hex}"
        if given["bands"]:
            row["bands"] = given["bands"]
            if given["measure"] == "attendance":
                row["bands"][-1]["or_when"] = "unexcused"
        if given["only_thematic"]:
            row["only_thematic"] = True
        return row


_WHOLE = re.compile(r"[0-9]{1,3}")
_MINUTES = re.compile(r"([0-9]{1,3}) *(?:phút|minutes?)", re.IGNORECASE)
_BAND_WRONG = _("Write each band as points | share or minutes | words. This line cannot be read: %(line)s")


def _band(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    points, conditions, words = parts[0], parts[1:-1], parts[-1]
    wrong = forms.ValidationError(_BAND_WRONG % {"line": line.strip()[:80]})
    if len(conditions) > 1 or words == points or not _WHOLE.fullmatch(points) or not words:
        raise wrong
    band: dict[str, Any] = {"points": int(points), "vi": words, "en": words}
    condition = "".join(conditions)
    if minutes := _MINUTES.fullmatch(condition):
        band["most_short"] = int(minutes[1])
    elif condition and condition != "-":
        try:
            band["low"] = share_text(read("share", condition, {}))
        except BadValue:
            raise wrong from None
    return band


def bands_text(bands: list[dict[str, Any]]) -> str:
    """Bands as somebody types them."""
    return "\n".join(
        " | ".join(filter(None, (str(band["points"]), _condition(band), str(band["vi"])))) for band in bands
    )


def _condition(band: Mapping[str, Any]) -> str:
    if "most_short" in band:
        return _("%(n)s minutes") % {"n": band["most_short"]}
    return str(band.get("low", ""))


class RatingsForm(BaseForm):
    ratings = forms.CharField(
        label=_("Ratings, one a line, the best first"),
        max_length=1000,
        widget=area(5),
        help_text=_("Lowest points | name, as in: 90 | Good. The last one starts at 0."),
        error_messages={"required": _("Write at least one rating.")},
    )

    def clean_ratings(self) -> list[dict[str, Any]]:
        found = []
        for line in filter(str.strip, self.cleaned_data["ratings"].splitlines()):
            points, _bar, name = (part.strip() for part in line.partition("|"))
            if not _WHOLE.fullmatch(points) or not name or len(name) > LONGEST_RATING:
                said = {"line": line.strip()[:80]}
                raise forms.ValidationError(
                    _("Write each rating as points | name. This line cannot be read: %(line)s") % said
                )
            found.append({"points": int(points), "vi": name, "en": name})
        return found


class InForceForm(BaseForm):
    from_on = DayField(
        label=pgettext_lazy("scoring form", "In force from"),
        error_messages={"required": _("Enter the day the form holds from.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"from_on": timezone.localdate()}, **kwargs})


def kinds_shown(kinds: list[str]) -> str:
    return ", ".join(str(Meeting.Kind(kind).label) for kind in kinds)
