"""Documents people attach. What is not allowed to be here can be purged, leaving only the fact."""

from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.library import rules, texts
from sotay.units.models import CellOwned


def place_of(document: Document, _file_name: str) -> str:
    """Where a file is kept: a random name that says nothing, in one of 256 folders."""
    name = secrets.token_hex(20)
    return f"library/{name[:2]}/{name[2:]}"


class TextState(models.TextChoices):
    """Whether the words of a file can be searched, and why not."""

    WAITING = "waiting", _("The text is being read; soon it can be searched")
    READ = texts.READ, _("The text can be searched")
    SCAN = texts.SCAN, _("A scan: only its title can be searched")
    PICTURE = texts.PICTURE, _("A picture: only its title can be searched")
    HARD = texts.HARD, _("The text cannot be read: only its title can be searched")
    GARBLED = texts.GARBLED, _("Written for an old font that is not known: its words may not be found")
    MARKED = texts.MARKED, _("A line inside looks like a mark of secrecy: check the document at once")


class Document(CellOwned):
    """A file somebody declared not to be a state secret.

    `about_id` is what it was given for, a meeting's id, and None for what was given to the cell as a whole.
    It decides who reads the document, for good: also after it is taken away from there.

    After a purge the file, its title and its name are gone for good; who, when, how large and the
    fingerprint stay, so that copies can be found and destroyed.
    """

    about_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to=place_of, max_length=200, blank=True)
    file_name = models.CharField(max_length=rules.LONGEST_NAME)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    text_state = models.CharField(max_length=7, choices=TextState, default=TextState.WAITING)
    text_encoding = models.CharField(max_length=5, blank=True)  # of before Unicode: TCVN3 or VNI
    media_type = models.CharField(max_length=100)
    uploaded_by_id = models.UUIDField(null=True)  # the account that declared it not secret; None: the clock
    uploaded_by_name = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    purged_at = models.DateTimeField(null=True)
    purged_by_name = models.CharField(max_length=120, blank=True)
    purged_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.title or gettext("A document that was removed")

    def get_absolute_url(self) -> str:
        return reverse("library:document", args=[self.pk])

    @property
    def is_purged(self) -> bool:
        return self.purged_at is not None

    @property
    def is_shown(self) -> bool:
        """Whether a browser opens it; everything else is saved to the device."""
        return self.media_type in rules.SHOWN


class DocumentText(CellOwned):
    """The words of a document, read by a job so that they can be searched. Gone with a purge."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="words")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.document)
