"""What every form about a task starts from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from sotay.assignments import actions
from sotay.assignments.models import Task
from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values


def history(reader: Actor, task: Task) -> Edited[Task]:
    """How the task stands, and the newest thing said of it."""

    def values(task: Task) -> Values:
        newest = actions.newest_event(task)
        return {"state": [task.state, task.due_on, task.done_on, newest.pk if newest else None]}

    return Edited(task, values, lock=actions.locked, changed=last_change(reader, task.pk))
