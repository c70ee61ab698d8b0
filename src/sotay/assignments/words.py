"""The sentences of this app's audit lines and notices. Audit lines say when a task was given, not which."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "task.taken_up": _("recorded %(given)s new tasks and %(heard)s results from “%(title)s”"),
    "task.progress": _("wrote of the progress of a task given on %(given)s"),
    "task.reported": _("reported a task given on %(given)s as done"),
    "task.confirmed": _("confirmed a task given on %(given)s as done"),
    "task.sent_back": _("sent a task given on %(given)s back to be finished"),
    "task.extended": _("gave a task given on %(given)s a new deadline, %(due)s"),
    "task.dropped": _("dropped a task given on %(given)s"),
    "task.undone": _("took back the last change of a task given on %(given)s"),
}
NOTICE_WORDS = {
    "task.given": _("You have a new task: %(text)s. Deadline: %(due)s."),
    "task.reported": _("%(who)s reports a task as done; please confirm it: %(text)s"),
    "task.confirmed": _("Your task is confirmed as done: %(text)s"),
    "task.sent_back": _("Your task is not finished yet: %(text)s (%(because)s)"),
    "task.extended": _("Your task has a new deadline, %(due)s: %(text)s"),
    "task.dropped": _("Your task was dropped: %(text)s"),
}
