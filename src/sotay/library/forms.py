"""Attaching a file, and removing one for good."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, area
from sotay.library import rules


class UploadForm(BaseForm):
    """For any view that attaches a document; the checks are `library.actions.store`'s."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, text or a picture, up to 20 MB."),
        allow_empty_file=True,  # so that the action gives its own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in rules.KINDS)}),
        error_messages={"required": _("Choose a file.")},
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As members will see it. Left empty, it is the file's name."),
        max_length=200,
        required=False,
    )
    not_secret = forms.BooleanField(
        label=_("I declare that this file holds no state secret (Mật, Tối mật, Tuyệt mật)."),
        error_messages={"required": _("Confirm that the file holds no state secret.")},
    )


class PurgeForm(BaseForm):
    because = forms.CharField(
        label=_("Why must it be removed?"),
        help_text=_("Do not repeat what the document says: this reason is kept."),
        max_length=300,
        widget=area(3),
        error_messages={"required": _("Say why the document has to be removed; the reason is kept.")},
    )
