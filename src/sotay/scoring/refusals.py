"""Why a score cannot be changed as asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sotay.kernel.refusal import Refusal


class NotOpenYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The meeting has not been opened; it is scored when it ends."))


class RowsLeft(Refusal):
    def __init__(self, left: int) -> None:
        said = ngettext_lazy(
            "%(n)s row is not answered yet. Answer it, then hand in the score.",
            "%(n)s rows are not answered yet. Answer them, then hand in the score.",
            left,
        )
        super().__init__(said % {"n": left})


class VerifiedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This score is verified and no longer changes. Ask who verified it to take that back first.")
        )


class NotProposed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cell has not handed in its score yet."))


class StillSettling(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Whether the finished papers come in time is not known yet. Verify the score when they are "
                "reported, or once the days allowed are over."
            )
        )


class PointsOutOfRange(Refusal):
    def __init__(self, number: str, most: int) -> None:
        said = {"number": number, "most": most}
        super().__init__(
            _("Row %(number)s has from 0 to %(most)s points. Enter a number in between.") % said,
            field=f"points-{number}",
        )


class NoteNeeded(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("Say why row %(number)s is given other points.") % {"number": number}, field=f"note-{number}"
        )


class DeductionNeedsNote(Refusal):
    def __init__(self, number: str) -> None:
        super().__init__(
            _("Say why points are taken away in row %(number)s.") % {"number": number},
            field=f"note-{number}",
        )


class NotOverYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The meeting is not closed yet. The score can be verified once it is."))


class RecordsChanged(Refusal):
    def __init__(self, numbers: str) -> None:
        super().__init__(
            _(
                "Since the cell handed its score in, the records changed, and nothing proves these rows any "
                "more: %(numbers)s. Give them points and the reason, or ask the cell to answer them."
            )
            % {"numbers": numbers}
        )


class NotInForm(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A row that was answered is not in the form. Open the page again."))


class NotVerifiedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This score is not verified, so there is nothing to take back."))


class SameForm(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The meeting is scored by this form already."))
