"""Attaching a file, and removing one for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, area
from sotay.library import rules


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several chosen at once; its value is a list of uploads."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class UploadForm(BaseForm):
    """For any view that attaches documents; the checks are `library.actions.store`'s."""

    file = FilesField(
        label=_("File"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, text or pictures, up to 20 MB each; several at once."
        ),
        allow_empty_file=True,  # so that the action gives its own sentence
        widget=FilesInput(attrs={"accept": ",".join(f".{kind}" for kind in rules.KINDS)}),
        error_messages={"required": _("Choose a file.")},
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("As members will see it. Left empty, and with several files, it is the file's name."),
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
