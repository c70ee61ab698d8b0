"""Why something cannot be done, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.schemes import rules


class NotADraft(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This scheme has been called: what it asks stays as it is. To ask for something else, end it "
                "and begin another one from a copy."
            )
        )


class NotRunning(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This scheme is not running. Nothing was changed."))


class NothingAsked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The scheme asks for nothing yet. Write at least one criterion first."))


class WrongYears(Refusal):
    def __init__(self) -> None:
        sentence = _("The last year has to be the first one or later, %(most)s years in all at most.")
        super().__init__(sentence % {"most": rules.LONGEST_SCHEME}, field="year_until")


class YearOutside(Refusal):
    def __init__(self, first: int, last: int) -> None:
        sentence = _("The scheme runs from %(first)s to %(last)s. Choose one of these years.")
        super().__init__(sentence % {"first": first, "last": last}, field="year")


class YearTaken(Refusal):
    def __init__(self, year: int) -> None:
        sentence = _("The scheme has the year %(year)s already. Open it and change its days there.")
        super().__init__(sentence % {"year": year}, field="year")


class DaysOutOfOrder(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("This day comes before the one above it. Put the days in order."), field=field)


class CalledAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This year has been called. Cells may have registered, so it stays."))


class RegisterByInThePast(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The last day to register has passed. Change the days of the year first."))


class NotForThisCell(Refusal):
    def __init__(self, cell: str) -> None:
        sentence = _("%(cell)s is not of a kind of cell this scheme is for.")
        super().__init__(sentence % {"cell": cell})


class TooLateToRegister(Refusal):
    def __init__(self, day: date, unit: str) -> None:
        sentence = _("Registering ended on %(day)s. %(unit)s can change the days of the year: ask there.")
        super().__init__(sentence % {"day": as_day(day), "unit": unit})


class RegisteredAlready(Refusal):
    def __init__(self, cell: str) -> None:
        sentence = _("%(cell)s has registered for this year already. Go on with that registration.")
        super().__init__(sentence % {"cell": cell})


class WrongMilestone(Refusal):
    def __init__(self, fault: str, number: int, begins: date, ends: date) -> None:
        sentence = {
            "none": _("A roadmap needs at least one milestone with a day and who is responsible."),
            "text": _("Write what this milestone is, or take away its day and its person."),
            "day": _("Enter by when this milestone is reached."),
            "who": _("Choose who is responsible for this milestone."),
            "range": _("Choose a day from %(begins)s to %(ends)s."),
        }
        field = {"none": "text_1", "text": f"text_{number}", "day": f"due_{number}", "who": f"who_{number}"}
        words = sentence[fault] % {"begins": as_day(begins), "ends": as_day(ends)}
        super().__init__(words, field=field.get(fault, f"due_{number}"))


class NotOfThisCell(Refusal):
    def __init__(self, name: str, number: int) -> None:
        sentence = _("%(name)s does not belong to this cell. Choose one of its members.")
        super().__init__(sentence % {"name": name}, field=f"who_{number}")


class Moved(Refusal):
    """The registration does not stand where this could be done."""

    def __init__(self, status: str) -> None:
        sentence = _("This cannot be done now: the registration stands at “%(status)s”. Nothing was changed.")
        super().__init__(sentence % {"status": status})


class NotChecked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cell has not been checked on the spot yet. Decide after the check."))


class ResolutionNeeded(Refusal):
    def __init__(self) -> None:
        sentence = _(
            "A cell registers by its own resolution: choose an issued one, or put the registration before "
            "the cell's next meeting."
        )
        super().__init__(sentence, field="paper")


class NotAResolution(Refusal):
    def __init__(self) -> None:
        sentence = _("Choose a resolution of this cell that has been issued.")
        super().__init__(sentence, field="paper")


class OnAnAgenda(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The registration is on the agenda of a meeting. Take it off the agenda first."))


class NotTheOverseer(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose a member who is appointed overseer of this cell."), field="overseer")


class ReasonNeeded(Refusal):
    def __init__(self, field: str = "text") -> None:
        super().__init__(_("Write the reason: the cell reads it."), field=field)


class OwnCell(Refusal):
    def __init__(self, cell: str) -> None:
        sentence = _("You belong to %(cell)s. Nobody decides on their own cell: somebody else does it.")
        super().__init__(sentence % {"cell": cell})


class TooEarlyToAssess(Refusal):
    def __init__(self, day: date) -> None:
        sentence = _("Cells assess themselves from %(day)s on. What you wrote can be kept until then.")
        super().__init__(sentence % {"day": as_day(day)})


class AnswerMissing(Refusal):
    def __init__(self, number: int, field: str) -> None:
        sentence = _("Criterion %(n)s has no answer yet.")
        super().__init__(sentence % {"n": number}, field=field)


class EvidenceMissing(Refusal):
    def __init__(self, number: int) -> None:
        sentence = _("Criterion %(n)s: write the evidence. The program does not show it by itself.")
        super().__init__(sentence % {"n": number}, field=f"evidence_{number}")


class DifferenceMissing(Refusal):
    def __init__(self, number: int) -> None:
        sentence = _("Criterion %(n)s: write why this differs from what the cell says.")
        super().__init__(sentence % {"n": number}, field=f"difference_{number}")


class DayWrong(Refusal):
    def __init__(self, field: str, *, early: bool = False) -> None:
        late = _("That day is still to come. Enter the day on which it was done.")
        super().__init__(_("That day is before the cell's self-assessment.") if early else late, field=field)


class NothingToPublish(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no decision here that is not published yet."))


class DoneAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This milestone was reported as reached already. Look at it again."))


class NotCarriedOut(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Milestones are reported while the registration is carried out, and it is not now.")
        )


class NothingToUndo(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing left to take back here: something came after it."))
