"""Papers a cell drafts, signs and issues; their signatures; and how far their numbers have come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.fields import MonthField
from sotay.kernel.refusal import Refusal
from sotay.members.models import Member
from sotay.papers.structure import CHAIR, MINUTE_TAKER
from sotay.units.models import CellOwned

KINDS: Mapping[str, str | Promise] = {
    "NQ": _("Resolution"),
    "QĐ": _("Decision"),
    "KL": _("Conclusion"),
    "QC": _("Working regulation"),
    "TB": _("Notice"),
    "BC": _("Report"),
    "KH": _("Plan"),
    "CTr": _("Programme"),
    "TTr": _("Submission"),
    "CV": _("Official letter"),
    "BB": _("Minutes"),
    "ĐA": _("Scheme"),
    "PA": _("Proposal"),
    "PL": _("Annex"),
}


class PaperIsFrozen(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This paper has been issued and can no longer change. Put a correction in the next minutes.")
        )


class FileIsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The PDF of this paper cannot be found. Read the paper here or as a DOCX file, and ask the "
                "operator to restore the PDF from a backup."
            )
        )


class Role(models.TextChoices):
    """Whose place on a paper a signature stands in."""

    CHAIR = CHAIR, _("Chair")
    MINUTE_TAKER = MINUTE_TAKER, _("Minute-taker")


def store() -> FileSystemStorage:
    """Where issued papers lie: readable by the application only."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def place_of_file(paper: IssuedPaper, _name: str) -> str:
    """A name no other print of the paper has: one may be drawn by somebody else at the same moment."""
    return f"papers/{paper.commune_id}/{paper.pk}-{secrets.token_hex(4)}.pdf"


class IssuedPaperQuerySet(models.QuerySet["IssuedPaper"]):
    """Bulk writes stop at frozen papers too."""

    def update(self, **values: object) -> int:
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def _refuse_frozen(self) -> None:
        if self.filter(state=IssuedPaper.State.FROZEN).exists():
            raise PaperIsFrozen


class IssuedPaper(CellOwned):
    """A paper about something, from its first draft to the frozen, numbered and signed one.

    `base` is what the program composed and `edits` what people wrote over it, by block key. Once
    frozen, `final` is the paper as printed, `digest` its digest and `pdf` the print itself.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FROZEN = "frozen", _("Issued")

    kind = models.CharField(max_length=4)
    about_id = models.UUIDField()
    month = MonthField(null=True)  # type: ignore[misc]
    title = models.CharField(max_length=300)
    base = models.JSONField()
    edits = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True)
    number_text = models.CharField(max_length=60, blank=True)
    term_from = models.DateField(null=True)
    frozen_at = models.DateTimeField(null=True)
    final = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(storage=store, upload_to=place_of_file, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["cell", "kind", "month"]), models.Index(fields=["about_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "kind", "about_id"], name="one_paper_of_a_kind_about_a_thing"
            ),
            models.UniqueConstraint(
                fields=["cell", "kind", "term_from", "number"], name="a_number_is_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text} {self.title}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        """Raises PaperIsFrozen when the stored paper is frozen, however this copy of it was changed."""
        if not self._state.adding:
            IssuedPaper.objects.filter(pk=self.pk)._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Raises PaperIsFrozen, as `save` does."""
        IssuedPaper.objects.filter(pk=self.pk)._refuse_frozen()
        return super().delete(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("papers:paper", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN

    @property
    def plain_name(self) -> str:
        """Its kind and month, without the words of the meeting that stand in its title."""
        month = f" {self.month.label()}" if self.month else ""
        return f"{self.kind_name}{month}"

    @property
    def kind_name(self) -> str | Promise:
        return KINDS.get(self.kind, self.kind)


class Help(models.TextChoices):
    """Why somebody else recorded a signature. The signer was there and agreed."""

    NO_ACCOUNT = "no_account", _("has no log-in")
    NO_DEVICE = "no_device", _("has no telephone at hand")
    ON_PAPER = "on_paper", _("signed a printed copy by hand")


class Signature(CellOwned):
    """Somebody signed the text with this digest. A text that changes loses its signatures.

    `helped_by` names who pressed the button for the signer, and `help_needed` says why.
    """

    paper = models.ForeignKey(IssuedPaper, models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=14, choices=Role)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    account_id = models.UUIDField(null=True)
    helped_by = models.CharField(max_length=120, blank=True)
    help_needed = models.CharField(max_length=10, choices=Help, blank=True)
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["paper", "role"], name="one_signature_a_role")]


class Term(CellOwned):
    """A term of the cell's leadership; every kind of paper is numbered from 01 through the whole of it."""

    from_on = models.DateField()

    class Meta:
        ordering = ["from_on"]
        constraints = [models.UniqueConstraint(fields=["cell", "from_on"], name="one_term_a_day")]


class PaperNumber(CellOwned):
    """The last number given to a kind of paper in a term. Locked while the next one is given."""

    kind = models.CharField(max_length=4)
    term_from = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "kind", "term_from"], name="one_counter_a_term")
        ]
