"""A form for a point of a regulation: its fields by the point's type, and back to the written form.

A point without an entry in `_EDITORS` (a scoring form, say) is not set on a page; `has_form` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from fractions import Fraction
from itertools import count
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, ClockField, DayField, NumberField, area
from sotay.kernel.text import tidy
from sotay.regulations import Point
from sotay.regulations.queries import unit_of
from sotay.regulations.values import (
    Agenda,
    AgendaItem,
    ReviewForm,
    ReviewLevel,
    ReviewRow,
    Span,
)
from sotay.units.settings import expected

Fields = dict[str, forms.Field]
Cleaned = Mapping[str, Any]


def has_form(point: Point) -> bool:
    return point.type in _EDITORS


def values_of(point: Point, value: Any) -> dict[str, Any]:
    """A value of a point by the fields of its form."""
    return {name: field.initial for name, field in _EDITORS[point.type].fields(point, value).items()}


class FromADay(BaseForm):
    """A change of a setting starts on a day, and never before today."""

    from_on = DayField(
        label=_("Holds from"),
        initial=timezone.localdate,
        help_text=_("Today or a later day."),
        error_messages={"required": _("Enter the day from which it holds.")},
    )


class SetPoint(FromADay):
    """The value of a point from a day on. `written` is what `settings.set_setting` takes."""

    def __init__(self, data: QueryDict | None = None, *, point: Point, value: Any) -> None:
        super().__init__(data)
        self.point, self.value, self.editor = point, value, _EDITORS[point.type]
        self.fields = {**self.editor.fields(point, value), "from_on": self.fields["from_on"]}

    @property
    def template_name(self) -> str:
        return self.editor.template

    @property
    def items(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Minutes and title of each item of an agenda."""
        return [(self[f"minutes_{item.key}"], self[f"title_{item.key}"]) for item in self.value.items]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for key, minutes in list(given.items()):  # an error takes its field out of what was given
            title = key.replace("minutes_", "title_")
            if key.startswith("minutes_") and minutes and not given.get(title) and title not in self.errors:
                self.add_error(title, str(_("Say what is done in this item, or leave its minutes empty.")))
        return given

    def written(self) -> object:
        return self.editor.written(self.cleaned_data, self.value)


@dataclass(frozen=True, slots=True)
class Editor:
    """How one type is typed: fields showing the value that holds, and the written form of what was typed."""

    fields: Callable[[Point, Any], Fields]
    written: Callable[[Cleaned, Any], object]
    template: str = "kernel/_form.html"


def _field(make: Callable[..., forms.Field], point: Point, initial: Any, **more: Any) -> forms.Field:
    """A field with the point's words; whatever is wrong with it is said in the sentence of its type."""
    unit = unit_of(point)
    label = point.label.of(get_language() or "vi")
    sentence = expected(point)
    wrong = dict.fromkeys(("required", "invalid", "invalid_choice", "max_length"), sentence)
    labelled = {"label": f"{label} ({unit})" if unit else label, "help_text": sentence}
    return make(**{**labelled, "initial": initial, "error_messages": wrong, **more})


def _number(point: Point, value: Any) -> Fields:
    return {"value": _field(NumberField, point, value, widget=_digits())}


def _digits() -> forms.TextInput:
    """Digits in a text box: a number box changes its value when somebody scrolls over it."""
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})


def _two_numbers(point: Point, value: Span) -> Fields:
    unit = unit_of(point)
    ends = {"low": (_("At least"), value.low), "high": (_("At most"), value.high)}
    return {
        name: _field(NumberField, point, now, widget=_digits(), label=f"{words} ({unit})" if unit else words)
        for name, (words, now) in ends.items()
    }


def _share(point: Point, value: Fraction) -> Fields:
    short = forms.TextInput(attrs={"autocomplete": "off", "class": "short"})
    return {"value": _field(forms.CharField, point, typed_share(value), widget=short, max_length=10)}


def typed_share(share: Fraction) -> str:
    """As one types it: '90%', or '1/3' where a percentage would not be exact."""
    percent = share * 100
    if 100 % percent.denominator:
        return str(share)
    figure = f"{float(percent):.2f}".rstrip("0").rstrip(".")
    return f"{figure.replace('.', ',')}%"


def written_share(typed: str) -> str:
    """A bare number is meant as a percentage."""
    text = typed.replace("\N{NO-BREAK SPACE}", " ").strip()
    return text if text.endswith("%") or "/" in text else f"{text}%"


def _time(point: Point, value: time) -> Fields:
    return {"value": _field(ClockField, point, value)}


def _choice(point: Point, value: str) -> Fields:
    language = get_language() or "vi"
    options = [(name, words.of(language)) for name, words in point.limits["options"].items()]
    return {
        "value": _field(
            forms.ChoiceField, point, value, choices=options, widget=forms.RadioSelect, help_text=""
        )
    }


def _flag(point: Point, value: bool) -> Fields:
    answers = [("yes", _("Yes")), ("no", _("No"))]
    now = "yes" if value else "no"
    return {
        "value": _field(
            forms.ChoiceField, point, now, choices=answers, widget=forms.RadioSelect, help_text=""
        )
    }


def _text(point: Point, value: str) -> Fields:
    return {"value": _field(forms.CharField, point, value, max_length=300, help_text="")}


def _lines(point: Point, value: tuple[str, ...]) -> Fields:
    each = _("One line for each.")
    hint = f"{each} {expected(point)}"
    return {
        "value": _field(
            forms.CharField, point, "\n".join(value), widget=area(3), help_text=hint, max_length=1000
        )
    }


def _lines_written(given: Cleaned, _now: Any) -> list[str]:
    return [line for line in map(tidy, given["value"].splitlines()) if line]


def _agenda(_point: Point, value: Agenda) -> Fields:
    """Minutes and title of each item there is; order, presenter and kind stay as they are.

    Titles are in Vietnamese whatever the reader's language: minutes are written with them.
    """
    fields: Fields = {}
    for number, item in enumerate(value.items, start=1):
        place = {"n": number}
        fields[f"minutes_{item.key}"] = NumberField(
            label=_("Item %(n)s: minutes") % place,
            initial=item.minutes,
            min_value=1,
            max_value=240,
            required=item.required,
            widget=_digits(),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"),
                _("Enter whole minutes from 1 to 240."),
            ),
        )
        fields[f"title_{item.key}"] = forms.CharField(
            label=_("Item %(n)s: what is done") % place,
            initial=item.title.vi,
            max_length=300,
            required=item.required,
            widget=forms.Textarea(attrs={"rows": 2, "lang": "vi", "class": "low"}),
            error_messages={"required": _("Say what is done in this item.")},
        )
    return fields


def _agenda_written(given: Cleaned, now: Agenda) -> list[dict[str, Any]]:
    return [_item_written(item, given) for item in now.items if given[f"minutes_{item.key}"]]


def _item_written(item: AgendaItem, given: Cleaned) -> dict[str, Any]:
    title = tidy(given[f"title_{item.key}"])
    return {
        "key": item.key,
        "step": item.step,
        "kind": item.kind,
        "minutes": given[f"minutes_{item.key}"],
        "presenter": item.presenter,
        "required": item.required,
        "stretch": item.stretch,
        "vi": title,
        # What a unit writes has no English of its own.
        "en": item.title.en if title == item.title.vi else title,
    }


def _review_levels(_point: Point, value: tuple[ReviewLevel, ...]) -> Fields:
    """The name and the fewest points of each level; what is asked of tasks stays as it is."""
    fields: Fields = {}
    for number, level in enumerate(value, start=1):
        place = {"n": number}
        sentence = _("Enter whole points from 0 to 100, each level lower than the one before, the last 0.")
        fields[f"name_{level.key}"] = forms.CharField(
            label=_("Level %(n)s: what it is called") % place, initial=level.text.vi, max_length=300
        )
        fields[f"points_{level.key}"] = NumberField(
            label=_("Level %(n)s: the fewest points") % place,
            initial=level.points,
            min_value=0,
            max_value=100,
            widget=_digits(),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
        )
    return fields


def _review_levels_written(given: Cleaned, now: tuple[ReviewLevel, ...]) -> list[dict[str, Any]]:
    return [_level_written(level, given) for level in now]


def _level_written(level: ReviewLevel, given: Cleaned) -> dict[str, Any]:
    name = tidy(given[f"name_{level.key}"])
    shares = {part: getattr(level, part) for part in ("done", "on_time", "late_most", "beyond")}
    return {
        "key": level.key,
        "points": given[f"points_{level.key}"],
        "vi": name,
        "en": level.text.en if name == level.text.vi else name,
        **{
            part: f"{share.numerator}/{share.denominator}"
            for part, share in shares.items()
            if share is not None
        },
    }


_CRITERION = re.compile(r"(\d{1,3})\s*[-–:;.,|)]?\s+(.*)")


def _review_form(_point: Point, value: ReviewForm) -> Fields:
    """Three lists, a line for each row. Titles are in Vietnamese, as the reviews are written."""
    each = _("One line for each.")
    hint = _("One line for each: the most points, then the criterion, such as “10 Setting an example”.")
    labels = (("words", _("Headings to write under"), each), ("common", _("Common criteria"), hint))
    return {
        part: forms.CharField(
            label=label,
            initial="\n".join(_row_line(row) for row in value.of(part)),
            help_text=help_text,
            max_length=4000,
            required=part != "words",
            widget=forms.Textarea(attrs={"rows": 6, "lang": "vi"}),
        )
        for part, label, help_text in (*labels, ("tasks", _("Results of the work"), hint))
    }


def _row_line(row: ReviewRow) -> str:
    return f"{row.max_points} {row.text.vi}" if row.max_points else row.text.vi


def _review_form_written(given: Cleaned, now: ReviewForm) -> list[dict[str, Any]]:
    """Rows as they were where the words are the same; new ones get a key that no row has had."""
    known = {(row.part, row.text.vi): row for row in now.rows}
    taken = {row.key for row in now.rows}
    free = (key for number in count(1) if (key := f"own_{number}") not in taken)
    return [
        _row_written(part, line, known, free)
        for part in ("words", "common", "tasks")
        for line in filter(None, map(tidy, given[part].splitlines()))
    ]


def _row_written(
    part: str, line: str, known: Mapping[tuple[str, str], ReviewRow], free: Iterator[str]
) -> dict[str, Any]:
    """A criterion without points is left for the reader of the type to refuse."""
    found = _CRITERION.fullmatch(line) if part != "words" else None
    title = found[2] if found else line
    before = known.get((part, title))
    row: dict[str, Any] = {
        "key": before.key if before else next(free),
        "part": part,
        "vi": title,
        "en": before.text.en if before else title,
    }
    return row | ({"max": int(found[1])} if found else {})


def _days_before(point: Point, value: tuple[int, ...]) -> Fields:
    typed = ", ".join(map(str, value))
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return {"value": _field(forms.CharField, point, typed, widget=widget, max_length=100, required=False)}


def _days_before_written(given: Cleaned, _now: Any) -> list[object]:
    """Whatever is no number is left as it is, for the reader of the type to refuse."""
    parts = re.split(r"[\s,;–-]+", tidy(given["value"]))
    return [int(part) if part.isascii() and part.isdecimal() else part for part in parts if part]


def _as_typed(given: Cleaned, _now: Any) -> object:
    return given["value"]


_EDITORS: Mapping[str, Editor] = {
    "integer": Editor(_number, _as_typed),
    "span": Editor(_two_numbers, lambda given, _now: {"low": given["low"], "high": given["high"]}),
    "share": Editor(_share, lambda given, _now: written_share(given["value"])),
    "time": Editor(_time, lambda given, _now: f"{given['value']:%H:%M}"),
    "choice": Editor(_choice, _as_typed),
    "flag": Editor(_flag, lambda given, _now: given["value"] == "yes"),
    "text": Editor(_text, _as_typed),
    "texts": Editor(_lines, _lines_written),
    "days_before": Editor(_days_before, _days_before_written),
    "agenda": Editor(_agenda, _agenda_written, "units/_agenda_form.html"),
    "review_levels": Editor(_review_levels, _review_levels_written),
    "review_form": Editor(_review_form, _review_form_written),
}
