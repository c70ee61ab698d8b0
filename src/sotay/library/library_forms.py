"""Putting a document into the library, correcting it, relating it, and making collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, SegSelect, area
from sotay.library import refusals
from sotay.library.forms import FilesField, UploadForm
from sotay.library.kinds import KINDS
from sotay.library.listing import IN_FORCE, OVER, Asked, Choices
from sotay.library.models import LibraryEntry, LibraryRelation
from sotay.units.models import Unit

Direction = LibraryEntry.Direction


class EntryForm(BaseForm):
    """The facts of a document. `although_number` is asked only where the number is there already."""

    direction = forms.ChoiceField(label=_("Received or issued"), choices=Direction, widget=SegSelect)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "---"), *KINDS.items()])
    number = forms.CharField(
        label=_("Number"),
        help_text=_("As it stands on the document: 21-NQ/TW. Study material often has none."),
        max_length=60,
        required=False,
    )
    issuer = forms.CharField(
        label=_("Issued by"),
        help_text=_("The committee or office that signed it, written in full."),
        max_length=200,
        error_messages={"required": _("Say who issued the document.")},
    )
    dated = DayField(
        label=_("Date of the document"),
        error_messages={"required": _("Enter the date that stands on the document.")},
    )
    abstract = forms.CharField(
        label=_("Abstract"),
        help_text=_("What it is about, as below the name of the document."),
        max_length=400,
        widget=area(3),
        error_messages={"required": _("Say what the document is about.")},
    )
    in_force_from = DayField(
        label=_("In force from"), help_text=_("Left empty: from its date."), required=False
    )
    in_force_until = DayField(
        label=_("In force until"), help_text=_("Left empty: until another takes its place."), required=False
    )
    for_below = forms.BooleanField(label=_("The units below may read it too"), required=False)
    although_number = forms.BooleanField(
        label=_("This is another document, although its number is there already"), required=False
    )

    def __init__(self, *args: Any, unit: Unit, issuers: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = issuers
        self.asks_number = False
        if issuers:
            self.fields["issuer"].widget.attrs["list"] = "issuers"
        if unit.is_cell:
            del self.fields["for_below"]

    def add_refusal(self, refusal: Any) -> None:
        super().add_refusal(refusal)
        self.asks_number = self.asks_number or isinstance(refusal, refusals.SameNumber)


class AddForm(EntryForm):
    """The same with its files; a document of which only a paper copy is there has none."""

    file = FilesField(
        label=_("Files"),
        help_text=_("PDF, Word, Excel, pictures and others, up to 20 MB each. Several at once."),
        required=False,
        allow_empty_file=True,
        widget=UploadForm.base_fields["file"].widget,
    )
    not_secret = forms.BooleanField(
        label=_("I declare that this document holds no state secret (Mật, Tối mật, Tuyệt mật)."),
        error_messages={"required": _("Confirm that the document holds no state secret.")},
    )

    def facts(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["uploads"] = [each for each in given.pop("file") or [] if each]
        return given


class RelationForm(BaseForm):
    kind = forms.ChoiceField(label=_("How they stand"), choices=[("", "---"), *LibraryRelation.Kind.choices])
    target = forms.ChoiceField(
        label=_("The other document"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the other document.")},
    )


class CollectionForm(BaseForm):
    title = forms.CharField(
        label=_("Topic"), max_length=120, error_messages={"required": _("Name the topic.")}
    )
    about = forms.CharField(
        label=_("What the collection is for"), max_length=400, required=False, widget=area(2)
    )
    for_below = forms.BooleanField(label=_("The units below may read it too"), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unit.is_cell:
            del self.fields["for_below"]


class FilterForm(BaseForm):
    """An address anybody may have kept or changed: what is wrong in it is left out."""

    depends = frozenset({"kind", "issuer", "year", "state", "direction", "sort"})

    direction = forms.ChoiceField(
        label=_("Received or issued"), choices=[("", _("Both")), *Direction.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    issuer = forms.ChoiceField(label=_("Issued by"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    state = forms.ChoiceField(
        label=_("In force"),
        choices=[("", _("Any")), (IN_FORCE, _("In force now")), (OVER, _("No longer in force"))],
        required=False,
    )
    sort = forms.ChoiceField(
        label=_("Order"), choices=[("", _("Newest first")), ("old", _("Oldest first"))], required=False
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("Any"))
        self.offer("kind", [anything, *choices.kinds])
        self.offer("issuer", [anything, *choices.issuers])
        self.offer("year", [anything, *((str(year), str(year)) for year in choices.years)])

    def asked(self, **more: Any) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            kind=given.get("kind", ""),
            issuer=given.get("issuer", ""),
            year=int(given["year"]) if given.get("year") else None,
            state=given.get("state", ""),
            direction=given.get("direction", ""),
            oldest_first=given.get("sort") == "old",
            **more,
        )
