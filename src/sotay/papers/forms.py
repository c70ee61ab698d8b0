"""Rewriting a part of a paper, and who signs it."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm
from sotay.papers.queries import Part

_ROWS = 3, 18


class PartForm(BaseForm):
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Write one item to a line. Leave it empty to leave the part out of the paper."),
        required=False,
        strip=False,
        widget=forms.Textarea,
    )

    @classmethod
    def of(cls, part: Part, data: QueryDict | None = None) -> PartForm:
        """A form for the part's words, tall enough to see them."""
        form = cls(data)
        low, high = _ROWS
        rows = part.text.count("\n") + len(part.text) // 60 + 2
        form.fields["text"].widget.attrs["rows"] = min(max(rows, low), high)
        return form


class SignForm(BaseForm):
    """Who signs a paper that an office issues in its own name."""

    on_behalf = forms.CharField(label=_("On behalf of"), max_length=60)
    post = forms.CharField(label=_("Post of who signs"), max_length=60)
    name = forms.CharField(
        label=_("Name of who signs"),
        max_length=120,
        help_text=_(
            "If somebody else signs the printed paper, write their name; yours is kept as who recorded it."
        ),
    )
