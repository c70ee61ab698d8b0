"""Why something cannot be done, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sotay.kernel.periods import Month, as_day
from sotay.kernel.refusal import Refusal
from sotay.oversight import rules
from sotay.oversight.models import Recommendation


class NotBegun(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("An observation is written during the meeting or after it. This meeting has not begun.")
        )


class SentAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Your observation of this meeting has been sent and stays as it is. You can add to it.")
        )


class NothingSeen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say what you saw at the meeting, in a few words."), field="text")


class TooManyProposals(Refusal):
    def __init__(self) -> None:
        sentence = _("There are more than %(most)s recommendations. Keep those that matter most.")
        super().__init__(sentence % {"most": rules.MOST}, field="proposals")


class TooLong(Refusal):
    def __init__(self) -> None:
        sentence = _(
            "A recommendation has at most %(most)s characters. Split the long one into several lines."
        )
        super().__init__(sentence % {"most": rules.LONGEST}, field="proposals")


class NothingAdded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write a note or a recommendation first."), field="text")


class AnsweredAlready(Refusal):
    def __init__(self, row: Recommendation) -> None:
        sentence = _("Nothing was changed: %(name)s has answered this recommendation: %(status)s.")
        super().__init__(sentence % {"name": row.answered_by_name, "status": row.get_status_display()})


class NotToBeTakenBack(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The overseer has taken note of this answer, so it stands. Say what has changed "
                "at the next meeting."
            )
        )


class DeadlineNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Enter by when it will be done."), field="due_on")


class DeadlineInThePast(Refusal):
    def __init__(self) -> None:
        super().__init__(_("That day has passed. Choose today or a later day."), field="due_on")


class NothingToAcknowledge(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no new answer here to take note of."))


class SamePerson(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s oversees this cell already. Choose somebody else to take over.")
        super().__init__(sentence % {"name": name}, field="person")


class OwnCell(Refusal):
    def __init__(self, name: str, cell: str) -> None:
        sentence = _(
            "%(name)s belongs to %(cell)s. An overseer comes from outside the cell: choose somebody else."
        )
        super().__init__(sentence % {"name": name, "cell": cell}, field="person")


class BeforeTheFirst(Refusal):
    def __init__(self, name: str, first: date) -> None:
        sentence = _("%(name)s has overseen this cell since %(day)s. Choose a later day.")
        super().__init__(sentence % {"name": name, "day": as_day(first)}, field="on")


class NoLongerHeld(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s no longer oversees this cell on that day. Look at who does now.")
        super().__init__(sentence % {"name": name}, field="leaving")


class ManyCells(Refusal):
    """A warning: the same request goes through once it says so."""

    def __init__(self, name: str, cells: int, most: int) -> None:
        sentence = ngettext(
            "%(name)s would then oversee %(n)s cell; the setting names %(most)s as the most for one person. "
            "Choose somebody else, or tick below that it is meant so.",
            "%(name)s would then oversee %(n)s cells; the setting names %(most)s as the most for one person. "
            "Choose somebody else, or tick below that it is meant so.",
            cells,
        )
        super().__init__(sentence % {"name": name, "n": cells, "most": most}, field="although_many")


class MonthIsOver(Refusal):
    def __init__(self, month: Month) -> None:
        sentence = _("%(month)s is over. Choose this month or a later one.")
        super().__init__(sentence % {"month": month.label()}, field="month")


class AttendsAlready(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s oversees or attends the cell in that month already.")
        super().__init__(sentence % {"name": name}, field="person")
