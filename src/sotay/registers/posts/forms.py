"""Entering and ending a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField
from sotay.registers.posts.models import Post
from sotay.units.models import Unit

NONE, LOCAL, NOT_LOCAL = "", "local", "not_local"


class PostForm(BaseForm):
    depends = frozenset({"until_on", "term", "place_unit", "chief"})

    kind = forms.ChoiceField(
        label=_("Held or planned?"),
        choices=Post.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the post is held or planned.")},
    )
    side = forms.ChoiceField(
        label=_("Where does the post belong?"),
        choices=Post.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the post belongs.")},
    )
    title = forms.CharField(label=_("What is the post called?"), max_length=120)
    place = forms.CharField(label=_("At which unit or organisation?"), max_length=160)
    came_by = forms.ChoiceField(
        label=_("How did the member come to it?"),
        choices=Post.CameBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the member came to the post.")},
    )
    chief = forms.ChoiceField(
        label=_("Chief of a ward or commune?"),
        required=False,
        choices=[
            (NONE, pgettext_lazy("post", "No")),
            (LOCAL, _("Yes, and comes from there")),
            (NOT_LOCAL, _("Yes, and does not come from there")),
        ],
        widget=forms.RadioSelect,
    )
    place_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Which ward or commune?"),
        required=False,
        help_text=_("Needed for a chief: it is counted above."),
    )
    from_on = DayField(label=_("From which day?"))
    until_on = DayField(
        label=_("Until which day?"), required=False, help_text=_("Leave it empty while it is held.")
    )
    term = forms.CharField(
        label=_("For which term?"),
        required=False,
        max_length=40,
        help_text=_("Of a planned post, for example 2030-2035."),
    )
    decision_no = forms.CharField(label=_("Number of the decision"), required=False, max_length=60)

    def __init__(self, data: Any = None, *, communes: Any) -> None:
        super().__init__(data)
        self.offer_among("place_unit", communes)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("chief") and not data.get("place_unit"):
            self.add_error("place_unit", _("Choose the ward or commune the member leads."))
        return data

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        chief = data.pop("chief")
        data["place_unit"] = data["place_unit"] if chief else None
        return {**data, "is_chief": bool(chief), "is_local": chief == LOCAL if chief else None}


class EndForm(BaseForm):
    until_on = DayField(label=_("First day on which the post is no longer held"))
