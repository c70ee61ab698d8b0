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
