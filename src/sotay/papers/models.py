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
from sotay.units.models import CellOwned, Unit

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
    "HD": _("Guidance paper"),
    "GM": _("Invitation"),
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


def new_check_code() -> str:
    """A code for the foot of a print: 75 bits, in letters and figures that are not taken for each other."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


CODE_LETTERS, CODE_LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 15


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
        COMMENT = "comment", _("For comment")
        AGREED = "agreed", _("Agreed")
        FROZEN = "frozen", _("Issued")

    kind = models.CharField(max_length=4)
    about_id = models.UUIDField()
    month = MonthField(null=True)  # type: ignore[misc]
    title = models.CharField(max_length=300)
    base = models.JSONField()
    edits = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True)
    number_text = models.CharField(max_length=60, blank=True)
    term_from = models.DateField(null=True)
    frozen_at = models.DateTimeField(null=True)
    final = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(storage=store, upload_to=place_of_file, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    check_code = models.CharField(max_length=16, default=new_check_code, db_index=True, editable=False)

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


class Ending(CellOwned):
    """An issued paper that holds no longer. Its print stays as it was: this stands beside it."""

    class Kind(models.TextChoices):
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    paper = models.OneToOneField(IssuedPaper, models.CASCADE, related_name="ending")
    kind = models.CharField(max_length=10, choices=Kind)
    replaced_by = models.ForeignKey(IssuedPaper, models.PROTECT, null=True, related_name="replaces")
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="replaced", replaced_by__isnull=False)
                | models.Q(kind="withdrawn", replaced_by=None),
                name="what_replaces_a_paper_is_named",
            )
        ]


class PaperVersion(CellOwned):
    """A text the paper had. What one person writes within an hour is one version."""

    paper = models.ForeignKey(IssuedPaper, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    why = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_version_a_number")]


class PaperComment(CellOwned):
    """What a member of the committee says of a draft; `digest` is of the text it was said about."""

    paper = models.ForeignKey(IssuedPaper, models.CASCADE, related_name="comments")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    account_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    agrees = models.BooleanField()
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class PaperOpening(CellOwned):
    """Somebody opened an issued paper, or one they were asked about. Its page tells readers this is kept."""

    paper = models.ForeignKey(IssuedPaper, models.CASCADE, related_name="openings")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    account_id = models.UUIDField()
    name = models.CharField(max_length=120)
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["first_at", "id"]
        constraints = [models.UniqueConstraint(fields=["paper", "account_id"], name="one_opening_a_reader")]


def place_of_signed_file(signed: SignedPrint, _name: str) -> str:
    return f"papers/{signed.commune_id}/{signed.paper_id}-signed-{secrets.token_hex(4)}.pdf"


class SignedPrint(CellOwned):
    """The print with one more digital signature on it. The print itself stays as it was issued.

    `subject` and `serial` are of the signer's certificate, `level` the PAdES level reached (B-B, B-T, B-LT).
    """

    paper = models.ForeignKey(IssuedPaper, models.CASCADE, related_name="signed_prints")
    position = models.PositiveIntegerField()
    subject = models.CharField(max_length=300)
    serial = models.CharField(max_length=80)
    level = models.CharField(max_length=6)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    pdf = models.FileField(storage=store, upload_to=place_of_signed_file)
    pdf_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="one_signed_print_a_position")
        ]


class Composition(CellOwned):
    """A paper a unit writes itself: what somebody fills in, from which `writing.compose` makes the paper.

    `form` is a key of `writing.FORMS`; `sections` has {"title", "text"} in order. Its paper is
    the `IssuedPaper` about it.
    """

    form = models.CharField(max_length=20)
    abstract = models.CharField(max_length=250, blank=True)
    addressee = models.TextField(blank=True)
    opening = models.TextField(blank=True)
    sections = models.JSONField(default=list)
    recipients = models.TextField(blank=True)
    day = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]


def place_of_template(kind: UnitKind, _name: str = "") -> str:
    return f"papers/{kind.commune_id}/{kind.pk}-{secrets.token_hex(4)}.docx"


class UnitKind(CellOwned):
    """What a unit sets for a kind of paper: its usual recipients, one a line, and its own DOCX template.

    `offered`: units below may go by that template. `template_from` is the unit above whose template this one
    goes by; it counts while that one offers it and still lies above (`unit_kinds.template_of`).
    """

    kind = models.CharField(max_length=4)
    recipients = models.TextField(blank=True)
    template = models.FileField(storage=store, upload_to=place_of_template, blank=True)
    template_name = models.CharField(max_length=120, blank=True)
    template_sha256 = models.CharField(max_length=64, blank=True)
    offered = models.BooleanField(default=False)
    template_from = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "kind"], name="one_setting_a_kind")]

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
