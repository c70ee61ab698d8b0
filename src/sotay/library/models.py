"""Documents people attach, and the library a unit keeps of what it received and issued.

What is not allowed to be here can be purged, leaving only the fact.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.kernel.ids import new_id
from sotay.kernel.text import search_key
from sotay.library import effects, rules, texts
from sotay.library.kinds import WITHOUT_EFFECT, kind_name
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


class LibraryEntry(CellOwned):
    """A document in a unit's library with its facts; its files are `Document` rows with `about_id` its id.

    `cell` is the unit that keeps it, of any kind. `for_below` lets the units below read it too. What a unit
    issues in the program (`papers`) and what it is sent there (`guidance`) is listed beside and not kept
    twice, see `library.sources`. A removed one keeps no words.
    """

    class Direction(models.TextChoices):
        RECEIVED = "received", _("Received")
        ISSUED = "issued", _("Issued by the unit")

    direction = models.CharField(max_length=8, choices=Direction, default=Direction.RECEIVED)
    kind = models.CharField(max_length=4)
    number = models.CharField(max_length=60, blank=True)
    number_key = models.CharField(max_length=80, editable=False)
    issuer = models.CharField(max_length=200)
    issuer_key = models.CharField(max_length=240, editable=False)
    dated = models.DateField()
    abstract = models.CharField(max_length=400)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    for_below = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_id = models.UUIDField(null=True)
    added_by_name = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)
    removed_by_name = models.CharField(max_length=120, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-dated", "-id"]
        indexes = [
            models.Index(fields=["cell", "-dated"]),
            models.Index(fields=["cell", "number_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.abstract}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_key = effects.number_key(self.number)[:80]
        self.issuer_key = search_key(self.issuer)[:240]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("library:item", args=[ENTRIES, self.pk])

    @property
    def kind_name(self) -> str | Promise:
        return kind_name(self.kind)

    def term(self, replaced_on: date | None = None) -> effects.Term:
        """When it holds, for `effects.effect`."""
        lays_down = self.kind not in WITHOUT_EFFECT
        return effects.Term(self.dated, self.in_force_from, self.in_force_until, replaced_on, lays_down)


ENTRIES = "library"
"""The name of the source of these rows, beside "papers" and "guidance"."""


class LibraryRelation(CellOwned):
    """What a document of the library says of another: that it replaces, amends or rests on it.

    A document is replaced and amended by one of the same unit's library; it may rest on anything its unit
    can read, so the other is named by its source and id.
    """

    class Kind(models.TextChoices):
        REPLACES = effects.REPLACES, _("Replaces")
        AMENDS = effects.AMENDS, _("Amends or supplements")
        BASED_ON = effects.BASED_ON, _("Is based on")

    entry = models.ForeignKey(LibraryEntry, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=8, choices=Kind)
    source = models.CharField(max_length=12, default=ENTRIES)
    target_id = models.UUIDField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["target_id"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind", "target_id"], name="one_relation_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind} {self.target_id}"


class LibraryCollection(CellOwned):
    """Documents a unit puts together by topic, in an order of its own."""

    title = models.CharField(max_length=120)
    about = models.CharField(max_length=400, blank=True)
    position = models.PositiveIntegerField()
    for_below = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:collection", args=[self.pk])


class CollectionItem(CellOwned):
    """A document's place in a collection. It opens nothing: who may not read the document does not see it."""

    collection = models.ForeignKey(LibraryCollection, models.CASCADE, related_name="items")
    source = models.CharField(max_length=12)
    item_id = models.UUIDField()
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "item_id"], name="a_document_once_in_a_collection")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.item_id}"


class _Personal(models.Model):
    """What a person keeps about a document for themselves. Goes with the account, read by nobody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    source = models.CharField(max_length=12)
    item_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.source} {self.item_id}"


class LibraryBookmark(_Personal):
    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["account", "item_id"], name="one_bookmark_a_document")]


class LibraryReading(_Personal):
    """That a person read a document which came after their `LibraryLook`."""

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["account", "item_id"], name="one_reading_a_document")]


class LibraryLook(models.Model):
    """Up to when a person has seen all that came to the libraries they read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    seen_until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.seen_until)
