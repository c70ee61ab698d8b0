"""Why a file is not taken, in whole sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.library import hazards


class NotDeclared(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing was attached. Confirm first that the file holds no state secret."), field="not_secret"
        )


class NoFile(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The file is empty. Choose another file, or save it again and retry."), field="file"
        )


class TooLarge(Refusal):
    def __init__(self, most: int) -> None:
        sentence = _("The file is too large. Attach one of at most %(size)s MB, or split it.")
        super().__init__(sentence % {"size": most // 1024 // 1024}, field="file")


class UnknownKind(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This kind of file cannot be attached. Save it as PDF, Word (.docx), Excel (.xlsx), "
                "PowerPoint (.pptx), OpenDocument (.odt, .ods), text (.txt) or a picture (.jpg, .png)."
            ),
            field="file",
        )


class NotWhatItSays(Refusal):
    def __init__(self, claimed: str) -> None:
        sentence = _(
            "The file is named .%(kind)s, but it is damaged or of another kind. Open it on your computer, "
            "save it again and retry."
        )
        super().__init__(sentence % {"kind": claimed}, field="file")


class PasswordProtected(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The file asks for a password or has an old format, so people could not read it. Save it "
                "without a password in a current format and retry."
            ),
            field="file",
        )


class TooHardToRead(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The beginning of this file cannot be read within a few seconds, so it was not kept: nobody "
                "could tell whether it carries a mark. Open it, print it to a new PDF and attach that one."
            ),
            field="file",
        )


class Hazardous(Refusal):
    """It could do something besides being read; `hazard` is one of `library.hazards`."""

    def __init__(self, hazard: str) -> None:
        super().__init__(_HAZARDS[hazard], field="file")


_HAZARDS = {
    hazards.MACRO: _(
        "The file holds macros or scripts, which could run on the devices of those who open it. Save it "
        "without macros (as .docx, .xlsx, .odt) and attach that one."
    ),
    hazards.EXTERNAL: _(
        "The file fetches something from elsewhere when it is opened, such as a template, a picture or "
        "another file. Put it into the file or take the link out, save it and retry."
    ),
    hazards.EMBEDDED: _(
        "Other files are hidden in this one. Take them out and attach each of them by itself."
    ),
    hazards.ACTION: _(
        "This PDF holds scripts, forms that send or media that play. Print it to a new PDF and attach "
        "that one."
    ),
    hazards.DISGUISED: _(
        "The file is damaged, or made so that different programs see different things in it. Open it, save "
        "it or print it to a new file and attach that one."
    ),
    hazards.SWOLLEN: _(
        "The file unpacks to far more than it seems to hold, as files made to stop a computer do. Open it, "
        "save it again and retry, or print it to PDF."
    ),
}


class MarkedSecret(Refusal):
    """Says where, not what: the sentence must not repeat a secret."""

    def __init__(self, *, inside: bool, field: str = "file") -> None:
        super().__init__(
            _(
                "The first page of the file carries a mark Mật, Tối mật or Tuyệt mật. State secrets must not "
                "enter this system, and the file was not kept. Handle it by the rules "
                "on protecting state secrets."
            )
            if inside
            else _(
                "The name carries a mark Mật, Tối mật or Tuyệt mật. State secrets must not enter this "
                "system, and nothing was kept. Handle the document by the rules on protecting state secrets."
            ),
            field=field,
        )


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the document has to be removed; the reason is kept."), field="because")


class LaterThanToday(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This day has not come yet. Enter the date that stands on the document."), field="dated"
        )


class EndsBeforeItBegins(Refusal):
    def __init__(self) -> None:
        said = _("The last day in force lies before the first one. Check both dates.")
        super().__init__(said, field="in_force_until")


class SameNumber(Refusal):
    """Another document of the same issuer and year has this number. It may be kept once somebody says so."""

    def __init__(self, title: str) -> None:
        said = _(
            "There is already a document with this number of the same issuer and year: “%(title)s”. Correct "
            "the number, or tick below that this is another document."
        )
        super().__init__(said % {"title": title}, field="number")


class ReplacesLater(Refusal):
    """A document cannot take the place of one that is dated after it."""

    def __init__(self, field: str = "") -> None:
        said = _(
            "The document that replaces another must hold from the day of the other one or later. Check "
            "which of the two is the newer, and their dates."
        )
        super().__init__(said, field=field)


class RelatesToItself(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A document cannot say this of itself. Choose another one."), field="target")


class Circle(Refusal):
    def __init__(self) -> None:
        said = _(
            "These two documents already stand the other way round, directly or through others, so this "
            "would lead in a circle. Check which is the newer."
        )
        super().__init__(said, field="target")


class OfAnotherLibrary(Refusal):
    def __init__(self) -> None:
        said = _(
            "A document is replaced or amended only by one of the same library. Add the document to this "
            "library first, or choose “Is based on”."
        )
        super().__init__(said, field="kind")


class RelationIsThere(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This is already recorded. Nothing was changed."), field="target")


class CollectionIsFull(Refusal):
    def __init__(self, most: int) -> None:
        said = _("A collection holds at most %(most)s documents. Make another one for the rest.")
        super().__init__(said % {"most": most})


class TooManyCollections(Refusal):
    def __init__(self, most: int) -> None:
        said = _("A library has at most %(most)s collections. Remove one that is no longer needed.")
        super().__init__(said % {"most": most})
