"""Forms of the house: one look, errors that say what to do, and fields for how people here write things.

`{{ form }}` draws a summary of the errors and every field with its label, hint and errors
(`templates/kernel/_form.html`, `_field.html`); `{{ form.name.as_field_group }}` draws one field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, time
from pathlib import Path
from typing import Any, Self, cast

import django.forms
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.db.models import QuerySet
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates as Engine
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from sotay.kernel import conflicts, parse, widgets
from sotay.kernel.conflicts import Conflict
from sotay.kernel.periods import Month, PartialDate
from sotay.kernel.refusal import Refusal
from sotay.kernel.versions import SEEN, Edited

_YEAR_WRONG = _("Check the year: it has to be between 1900 and 2100.")


class FormRenderer(DjangoTemplates):
    """Draws forms and fields with the kernel's templates, in the kernel's own template tags."""

    form_template_name = "kernel/_form.html"
    field_template_name = "kernel/_field.html"

    @cached_property
    def engine(self) -> Engine:
        return Engine(
            {
                "APP_DIRS": True,
                "DIRS": [Path(django.forms.__file__).parent / "templates"],
                "NAME": "house-forms",
                "OPTIONS": {"builtins": ["sotay.kernel.templatetags.sotay"]},
            }
        )

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        drawn = widgets.drawn(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn


RENDERER = FormRenderer()
"""One for all forms: a renderer keeps its compiled templates."""


class FormField(forms.BoundField):
    """A field as the templates draw it, with its conflict when two people changed it."""

    @property
    def conflict(self) -> Conflict | None:
        return getattr(self.form, "conflicts", {}).get(self.name)

    @property
    def choice_name(self) -> str:
        """The name of the choice between the two values of the conflict."""
        return conflicts.choice_name(cast(BaseForm, self.form), self.name)


class BaseForm(forms.Form):
    """The form others extend."""

    default_renderer = RENDERER
    bound_field_class = FormField
    error_css_class = "wrong"
    # The browser's own bubbles speak the browser's language and vanish; ours stay beside the field.
    use_required_attribute = False
    depends: Set[str] = frozenset()
    """Fields another one decides about: their help says when they are needed, so not called optional."""
    together: tuple[tuple[str, ...], ...] = ()
    """Groups of fields that are one fact, as the three figures of a count: never merged one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.edited: Edited[Any] | None = None
        self.conflicts: Mapping[str, Conflict] = {}
        self.keeps_stored = False  # after a merge: all of it is what others saved, so there is nothing to do
        self.keep_on_record(self.initial)

    def keep_on_record(self, values: Mapping[str, Any]) -> None:
        """What stands on record is not refused for how it is written: somebody corrects another field."""
        for name, field in self.fields.items():
            if isinstance(field, PersonNameField | PhoneField) and values.get(name):
                field.on_record = str(values[name])

    def made_from(self, edited: Edited[Any]) -> Self:
        """Say what the form changes. It starts from the values as they are and carries their digests, and
        `carries_out` writes over nothing that is newer.
        """
        self.edited = edited
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)
        values = edited.now()
        self.keep_on_record(values)
        if not self.is_bound:
            known = {
                name: value for name, value in values.items() if name in self.fields and value is not None
            }
            self.initial = {**known, **self.initial}
            self.initial[SEEN] = conflicts.seen_of(self, values)
        return self

    def full_clean(self) -> None:
        """Also refuses a text that only fits its field until it is composed (NFC), as it will be kept."""
        super().full_clean()
        getattr(self, "cleaned_data", {}).pop(SEEN, None)  # it is for `settle`, not for actions
        for name, value in list(getattr(self, "cleaned_data", {}).items()):
            most = getattr(self.fields.get(name), "max_length", None)
            if most and isinstance(value, str):
                try:
                    MaxLengthValidator(most)(unicodedata.normalize("NFC", value))
                except forms.ValidationError as too_long:
                    self.add_error(name, too_long)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Set what a field offers, when that depends on who asks and when."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def offer_among(self, name: str, rows: QuerySet[Any]) -> None:
        """The same for a field that chooses among rows."""
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def carries_out(
        self, operation: Callable[[], object], *, beforehand: Callable[[], object] | None = None
    ) -> bool:
        """Do it when the form is right; False, with its errors or the refusal shown, when it was not done.

        `beforehand` is what is slow about it and belongs before the transaction.
        """
        if not self.is_valid():
            return False
        try:
            if beforehand is not None:
                beforehand()
            self.settled(operation)
        except Refusal as refusal:
            self.add_refusal(refusal)
            return False
        return True

    def settled(self, operation: Callable[[], object]) -> None:
        """Do it; of a form that changes something, in one transaction with the look at what that is now.

        Raises the Refusal, after a conflict with the form showing both values.
        """
        if self.edited is None:
            operation()
            return
        with transaction.atomic():
            conflicts.settle(self, self.edited.locked(), self.edited.changed)
            operation()

    def add_refusal(self, refusal: Refusal) -> None:
        """Show an action's refusal at its field, or above them all."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.sentence))


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _Written(forms.CharField):
    """A field written as text with digits, where a telephone shows its digits: `reads` makes a
    `kind` of it."""

    kind: type
    reads: Callable[[str], Any]
    width = "medium"
    written: str | Promise = ""  # what stands in the empty field

    def parse(self, text: str) -> Any:
        try:
            return type(self).reads(text)
        except parse.ParseError as wrong:
            code = _MESSAGE_OF.get(wrong.code, "invalid")
            code = code if code in self.error_messages else "invalid"
            raise forms.ValidationError(self.error_messages[code], code=code) from None

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, self.kind):
            return value
        text = str(value).strip()
        return self.parse(text) if text else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        how = {"placeholder": self.written} if self.written else {}
        return {"inputmode": "numeric", "autocomplete": "off", "class": self.width, **how, **attrs}


_MESSAGE_OF = {"impossible": "impossible", "too_old": "year", "too_new": "year"}
"""The message of a field for what `parse` found wrong; for everything else 'invalid', with an example."""


class DayField(_Written):
    """A date people type: 3/12/2026, 03.12.2026, 03122026; also what a date picker sends."""

    kind = date
    reads = staticmethod(parse.day)
    written = _("day/month/year")
    default_error_messages = {
        "invalid": _("Enter a date as dd/mm/yyyy, for example 03/12/2026."),
        "impossible": _("There is no such date. Check the day and the month."),
        "year": _YEAR_WRONG,
    }

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class PartialDayField(_Written):
    """A `PartialDate`: a date, or only its month, or only its year, as old papers know it."""

    kind = PartialDate
    reads = staticmethod(parse.partial_day)
    default_error_messages = {
        "invalid": _("Enter a date as dd/mm/yyyy, mm/yyyy or yyyy."),
        "impossible": _("There is no such date. Check the day and the month."),
        "year": _YEAR_WRONG,
    }

    def prepare_value(self, value: Any) -> Any:
        return value.label() if isinstance(value, PartialDate) else value


class MonthField(_Written):
    """A `Month`: 12/2026, 122026; also what a month picker sends."""

    kind = Month
    reads = staticmethod(parse.month)
    width = "month"
    written = _("month/year")
    default_error_messages = {
        "invalid": _("Enter a month as mm/yyyy, for example 12/2026."),
        "year": _YEAR_WRONG,
    }

    def prepare_value(self, value: Any) -> Any:
        return value.label() if isinstance(value, Month) else value


class PhoneField(_Written):
    """A telephone number, kept as the digits one dials. The one on record passes as it is, were it wrong."""

    reads = staticmethod(parse.phone)
    on_record = ""
    default_error_messages = {
        "invalid": _("Enter a telephone number with 10 digits, for example 0912 345 678.")
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "tel", "autocomplete": "tel", "type": "tel"}

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip()
        return text if not text or text == self.on_record else self.parse(text)


class PersonNameField(forms.CharField):
    """The name of a person, tidied as everywhere: no 'Đ/c' before it, CAPITALS turned to Title Case.

    The one on record passes as it is.
    """

    on_record = ""
    default_error_messages = {"not_a_name": _("Enter family and given name, nothing else.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"autocomplete": "off"}), **kwargs})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return text if not text or text == self.on_record else parse.person_name(text)
        except parse.ParseError:
            raise forms.ValidationError(self.error_messages["not_a_name"], code="not_a_name") from None


class NumberField(forms.IntegerField):
    """A whole number, also typed with its thousands set apart."""

    def to_python(self, value: Any) -> int | None:
        try:
            return (
                parse.number(value) if isinstance(value, str) and value.strip() else super().to_python(value)
            )
        except parse.ParseError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class ClockField(_Written):
    """A time of day as people type it: 19:30, 19h30, 19 giờ 30, 1930, 19."""

    kind = time
    reads = staticmethod(parse.clock)
    width = "short"
    default_error_messages = {"invalid": _("Enter a time of day as hh:mm, for example 19:30.")}

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else f"{value:%H:%M}"


class SegSelect(forms.RadioSelect):
    """Radio buttons drawn as a few big words side by side; `tones` colours the chosen one."""

    template_name = "kernel/_seg.html"

    def __init__(self, *args: Any, tones: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tones = dict(tones or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "tone": self.tones.get(str(value), "")}
