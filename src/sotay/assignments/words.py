"""The sentences of this app's audit lines and notices. Audit lines say when a task was given, not which."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "task.taken_up": _("recorded %(given)s new tasks and %(heard)s results from “%(title)s”"),
    "task.given": _("gave a task between two meetings, due by %(due)s"),
    "task.progress": _("wrote of the progress of a task given on %(given)s"),
    "task.reported": _("reported a task given on %(given)s as done"),
    "task.confirmed": _("confirmed a task given on %(given)s as done"),
    "task.sent_back": _("sent a task given on %(given)s back to be finished"),
    "task.extended": _("gave a task given on %(given)s a new deadline, %(due)s"),
    "task.dropped": _("dropped a task given on %(given)s"),
    "task.part_done": _("reported a part of a task given on %(given)s as done"),
    "task.handed_over": _("handed a task given on %(given)s over to another member"),
    "task.help_asked": _("asked for help with a task given on %(given)s"),
    "task.help_answered": _("answered a request for help with a task given on %(given)s"),
    "task.arranged": _("changed how a task given on %(given)s is followed"),
    "task.divided": _("divided a task given on %(given)s into parts"),
    "task.document_added": _("attached a document to a task given on %(given)s"),
    "task.committed": _("wrote a yearly commitment for %(year)s"),
    "year_list.lines_added": _("drafted assignments of %(year)s: %(n)s"),
    "year_list.line_changed": _("changed a drafted assignment of %(year)s"),
    "year_list.line_removed": _("took a drafted assignment of %(year)s out"),
    "year_list.adopted": _("recorded the resolution of %(day)s on assignments of %(year)s: %(n)s tasks"),
    "year_list.taken_back": _("took back the adoption of assignments of %(year)s: %(n)s tasks"),
    "task.undone": _("took back the last change of a task given on %(given)s"),
}
NOTICE_WORDS = {
    "task.given": _("You have a new task: %(text)s. Deadline: %(due)s."),
    "task.soon": _("Your task is due by %(due)s: %(text)s"),
    "task.reported": _("%(who)s reports a task as done; please confirm it: %(text)s"),
    "task.confirmed": _("Your task is confirmed as done: %(text)s"),
    "task.sent_back": _("Your task is not finished yet: %(text)s (%(because)s)"),
    "task.extended": _("Your task has a new deadline, %(due)s: %(text)s"),
    "task.dropped": _("Your task was dropped: %(text)s"),
    "task.handed_over": _("%(name)s takes over your task: %(text)s"),
    "task.help_asked": _("%(who)s asks for help with a task: %(text)s"),
    "task.help_answered": _("Your request for help is answered: %(text)s"),
    "task.followed": _("You follow a task for the cell: %(text)s"),
    "task.divided": _("Your task is divided into parts: %(text)s"),
    "year_list.followed": _("You follow tasks of members in the assignments of %(year)s"),
}
