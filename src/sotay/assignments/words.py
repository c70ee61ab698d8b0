"""The sentences of this app's audit lines and notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "task.taken_up": _("recorded %(given)s new tasks and %(heard)s results from “%(title)s”"),
    "task.progress": _("wrote of the progress of the task “%(text)s”"),
    "task.reported": _("reported the task “%(text)s” as done"),
    "task.confirmed": _("confirmed the task “%(text)s” as done"),
    "task.sent_back": _("sent the task “%(text)s” back to be finished: %(because)s"),
    "task.extended": _("gave the task “%(text)s” a new deadline, %(due)s: %(because)s"),
    "task.dropped": _("dropped the task “%(text)s”: %(because)s"),
    "task.undone": _("took back the last change of the task “%(text)s”"),
}
NOTICE_WORDS = {
    "task.given": _("You have a new task: %(text)s. Deadline: %(due)s."),
    "task.reported": _("%(who)s reports a task as done; please confirm it: %(text)s"),
    "task.confirmed": _("Your task is confirmed as done: %(text)s"),
    "task.sent_back": _("Your task is not finished yet: %(text)s (%(because)s)"),
    "task.extended": _("Your task has a new deadline, %(due)s: %(text)s"),
    "task.dropped": _("Your task was dropped: %(text)s"),
}
