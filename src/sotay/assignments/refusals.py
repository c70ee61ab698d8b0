"""Why something cannot be done with a task, in whole sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sotay.assignments.models import Task
from sotay.kernel.refusal import Refusal


class TaskHasMoved(Refusal):
    def __init__(self, task: Task) -> None:
        sentence = _(
            "Nothing was changed: somebody has dealt with this task in the meantime, and it now stands at "
            "“%(state)s”. Read it again, then decide."
        )
        super().__init__(sentence % {"state": task.get_state_display()})


class NoWords(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("Write a few words, so that the next meeting knows what happened."), field=field)


class DeadlinePassed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The new deadline is in the past. Choose today or a later day."), field="due_on")


class SameDeadline(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This is the deadline the task already has. Choose another day."), field="due_on")


class NothingToUndo(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "There is nothing of yours left to undo here. The task may have been changed since; "
                "read it again."
            )
        )


class NoSuchPeriod(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This task asks for no report on that week or month. Choose another."), field="period"
        )


class HasItAlready(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s has this task already. Choose somebody else.") % {"name": name}
        super().__init__(sentence, field="to")


class NotGivenTo(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s no longer has this task. Read it again, then decide.") % {"name": name}
        super().__init__(sentence, field="leaving")


class NoHelpAsked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody waits for help with this task any more."))


class PartForEach(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write a part for each person, or leave all parts empty."))


class OnePerson(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only a task of several people is divided into parts."))


class TooManyFiles(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(_("At most %(most)s documents go with a task.") % {"most": most}, field="file")


class NothingCommitted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write at least one of the four parts."))


class InAnotherYear(Refusal):
    def __init__(self, year: int) -> None:
        sentence = _("This is the list of %(year)s: choose a deadline in that year.") % {"year": year}
        super().__init__(sentence, field="due_on")


class LineAdopted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This line was adopted meanwhile. Change the task itself."))


class NothingToAdopt(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no new line to adopt. Add lines first."))


class AdoptedInTheFuture(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A resolution cannot have been adopted on a day to come."), field="adopted_on")


class WorkHasBegun(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Something was already recorded for one of these tasks, so the resolution can no longer be "
                "taken back. Drop single tasks instead, with the reason."
            )
        )


class NothingToCopy(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing to take over from the year before."))
