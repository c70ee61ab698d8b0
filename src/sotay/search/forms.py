"""What is looked for, and what results are narrowed to."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField
from sotay.search import rules
from sotay.search.queries import Filters, kinds
from sotay.units.models import Unit


class SearchForm(BaseForm):
    """An address anybody may have kept or changed: what is wrong in it is left out, and said."""

    depends = frozenset({"q", "kind", "unit", "since", "until"})

    q = forms.CharField(
        label=_("Search for"),
        max_length=rules.LONGEST_QUERY,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    kind = forms.ChoiceField(label=_("What"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Whose"), queryset=Unit.objects.none(), required=False, empty_label=_("Every unit")
    )
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", [("", _("Everything")), *kinds().items()])
        self.offer_among("unit", units)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            self.add_error("until", _("The last day lies before the first. Exchange the two."))
        return given

    @property
    def filters(self) -> Filters:
        given = self.cleaned_data
        unit = given.get("unit")
        return Filters(
            kind=given.get("kind") or "",
            unit=unit.pk if unit else None,
            since=given.get("since"),
            until=given.get("until"),
        )
