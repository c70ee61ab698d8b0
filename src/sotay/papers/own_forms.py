"""Forms of papers a unit writes itself, and of what becomes of issued ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, area
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import lines
from sotay.papers.writing import MOST_SECTIONS, Form

LONGEST_TEXT = 20_000

FORM_NAMES = {
    "notice": _("Notice"),
    "schedule": _("Notice of meeting dates"),
    "conclusion": _("Conclusion"),
    "plan": _("Plan"),
    "report": _("Report"),
    "resolution": _("Resolution"),
    "decision": _("Decision"),
    "letter": _("Official letter"),
    "invitation": _("Invitation"),
    "submission": _("Submission"),
    "programme": _("Programme"),
    "working_rules": _("Working regulation"),
    "scheme": _("Scheme"),
    "proposal": _("Proposal"),
    "guidance": _("Guidance paper"),
    "minutes": _("Minutes of another meeting"),
}


class CompositionForm(BaseForm):
    """A paper to fill in. Sections are in fixed numbers, so that it works without a script."""

    abstract = forms.CharField(
        label=_("What the paper is about"),
        max_length=250,
        required=False,
        widget=area(2),
        help_text=_("The line below the title, without a full stop."),
    )
    addressee = forms.CharField(
        label=_("Addressed to"),
        max_length=1000,
        required=False,
        widget=area(2),
        help_text=_("After “Kính gửi:”, one a line."),
    )
    opening = forms.CharField(
        label=_("Opening paragraph or grounds"), max_length=LONGEST_TEXT, required=False, widget=area(4)
    )
    recipients = forms.CharField(
        label=_("Recipients"),
        max_length=2000,
        required=False,
        widget=area(4),
        help_text=_("One a line; the last one says where it is filed."),
    )
    day = DayField(
        label=_("Date of the paper"),
        required=False,
        help_text=_("Left empty, it is the day it is signed. The number is of the term this day is in."),
    )

    def __init__(self, *args: Any, shape: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        if not shape.addressed:
            del self.fields["addressee"]
        for number in range(1, MOST_SECTIONS + 1):
            title, text = section_names(number)
            self.fields[title] = forms.CharField(
                label=_("Title of part %(n)s") % {"n": number}, max_length=200, required=False
            )
            self.fields[text] = forms.CharField(
                label=_("Text"), max_length=LONGEST_TEXT, required=False, widget=area(5)
            )

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("abstract", "addressee", "opening") if name in self.fields]

    @property
    def last(self) -> list[forms.BoundField]:
        return [self[name] for name in ("recipients", "day")]

    @property
    def parts(self) -> list[tuple[int, bool, list[forms.BoundField]]]:
        """Each part: its number, whether it is folded away (empty, and beyond those proposed), its fields."""
        shown = len(self.shape.sections)
        found = []
        for number in range(1, MOST_SECTIONS + 1):
            fields = [self[name] for name in section_names(number)]
            empty = not any(field.value() for field in fields)
            found.append((number, empty and number > shown, fields))
        return found

    def given(self) -> dict[str, Any]:
        """What `compositions.begin` and `save` take."""
        data = self.cleaned_data
        names = [section_names(number) for number in range(1, MOST_SECTIONS + 1)]
        sections = [{"title": data[title].strip(), "text": data[text]} for title, text in names]
        while sections and not (sections[-1]["title"] or lines(sections[-1]["text"])):
            sections.pop()
        return {
            "abstract": data["abstract"].strip().rstrip("."),
            "addressee": data.get("addressee", ""),
            "opening": data["opening"],
            "recipients": data["recipients"],
            "day": data["day"],
            "sections": sections,
        }


def section_names(number: int) -> tuple[str, str]:
    return f"title_{number}", f"text_{number}"


def initial_of(values: dict[str, Any]) -> dict[str, Any]:
    """What a form starts from, of the values of a composition."""
    sections = values.get("sections", [])
    parts = {
        name: section[part]
        for number, section in enumerate(sections, 1)
        for name, part in zip(section_names(number), ("title", "text"), strict=True)
    }
    return {**{name: value for name, value in values.items() if name != "sections"}, **parts}


class CommentForm(BaseForm):
    agrees = forms.BooleanField(label=_("I agree with the text as it is"), required=False)
    text = forms.CharField(label=_("What should be changed"), max_length=4000, required=False, widget=area(4))


class EndForm(BaseForm):
    """A paper is withdrawn, or replaced when another is named."""

    replaced_by = forms.ModelChoiceField(
        label=_("Replaced by"),
        queryset=IssuedPaper.objects.none(),
        required=False,
        empty_label=_("No other paper: it is withdrawn"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=area(3), help_text=_("Whoever opens the paper reads it.")
    )

    def __init__(self, *args: Any, others: Iterable[IssuedPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = others  # type: ignore[attr-defined]


class TermForm(BaseForm):
    from_on = DayField(
        label=_("First day of the new term"),
        help_text=_("Papers dated from this day on are numbered from 01 again, each kind by itself."),
    )


class KindForm(BaseForm):
    recipients = forms.CharField(
        label=_("Usual recipients"),
        max_length=2000,
        required=False,
        widget=area(5),
        help_text=_("One a line, for papers drawn up from now on. Left empty, the program names them."),
    )


class TemplateForm(BaseForm):
    template = forms.FileField(
        label=_("Word template (.docx)"),
        help_text=_("At most 2 MB. It is tried on an example before it is kept."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


class KeyForm(BaseForm):
    """A key for one signature. Neither the file nor the password is kept."""

    key = forms.FileField(
        label=_("Your certificate file (.p12 or .pfx)"),
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
        max_length=200,
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    password = forms.CharField(
        label=_("Password of this file"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class CheckForm(BaseForm):
    file = forms.FileField(
        label=_("PDF file"),
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text=_("At most 20 MB. The file is looked at and not kept."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
