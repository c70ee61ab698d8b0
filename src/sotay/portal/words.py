"""The words of needs: a short title, a sentence that says what it is about, and the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    title: Text
    sentence: Text
    button: Text
    of_unit: bool = False  # the name of the unit stands before the sentence, for a reader of several


NEEDS: Mapping[str, Words] = {
    "set_up": Words(
        _("Prepare the meeting of %(month)s"),
        _("%(cell)s meets on %(day)s. The agenda is drafted for you from the regulation and open matters."),
        _("Set up the meeting"),
    ),
    "set_up_late": Words(
        _("No meeting in %(month)s yet"),
        _("%(cell)s was to meet on %(day)s. Set the meeting up and choose a day that is left."),
        _("Set up the meeting"),
    ),
    "invite": Words(
        _("Look over the agenda and invite"),
        _("%(title)s, %(at)s. Invite by %(due)s so that members have time to read."),
        _("Open the agenda"),
    ),
    "invite_late": Words(
        _("Invite now"),
        _("%(title)s, %(at)s. Nobody is invited yet, and the papers should have gone out by %(due)s."),
        _("Open the agenda"),
    ),
    "prepare": Words(
        _("The meeting is being prepared"),
        _("%(title)s, %(at)s. %(will)s will come, %(cannot)s cannot, %(silent)s have not answered."),
        _("See the preparation"),
    ),
    "open_today": Words(
        _("The meeting is today"),
        _("%(title)s, %(at)s. %(will)s will come, %(cannot)s cannot, %(silent)s have not answered."),
        _("Go to the opening"),
    ),
    "open_late": Words(
        _("The meeting should have begun"),
        _("%(title)s was planned for %(at)s and is not open yet."),
        _("Go to the opening"),
    ),
    "conduct": Words(
        _("The meeting is going on"),
        _("%(title)s, %(where)s."),
        _("Go on with the meeting"),
    ),
    "join": Words(
        _("The meeting is going on"),
        _("%(title)s, %(where)s."),
        _("Follow the meeting"),
    ),
    "sign": Words(
        _("Read and sign"),
        _("%(title)s is over. The minutes and the resolution wait for your signature."),
        _("Read and sign"),
    ),
    "signatures": Words(
        _("Signatures are missing"),
        _("%(title)s is over. The minutes and the resolution are not signed by everybody yet."),
        _("See who has to sign"),
    ),
    "report": Words(
        _("Report the meeting"),
        _("%(title)s is signed. Send it up by %(due)s."),
        _("Go to the report"),
    ),
    "tasks_overdue": Words(
        _("Tasks past their deadline: %(n)s"),
        _("Ask how they stand, or give a new deadline."),
        _("See the tasks"),
        of_unit=True,
    ),
    "tasks_confirm": Words(
        _("Tasks reported done: %(n)s"),
        _("They wait for you to agree that they are done."),
        _("Confirm them"),
        of_unit=True,
    ),
    "petitions_answer": Words(
        _("Petitions to answer: %(n)s"),
        _("They were put to the cell itself."),
        _("See the petitions"),
        of_unit=True,
    ),
    "petitions_close": Words(
        _("Petitions with an answer: %(n)s"),
        _("Tell whoever raised them, then close them."),
        _("See the answers"),
        of_unit=True,
    ),
    "answer": Words(
        _("Will you come?"),
        _("%(title)s, %(where)s: %(when)s."),
        _("I will come"),
    ),
    "come": Words(
        _("You have a meeting today"),
        _("%(title)s, %(where)s: %(when)s."),
        _("Read the agenda and papers"),
    ),
    "read": Words(
        _("Read before the meeting"),
        _("%(title)s, %(where)s: %(when)s."),
        _("Read the agenda and papers"),
    ),
    "own_tasks_late": Words(
        _("Your tasks past their deadline: %(n)s"),
        _("The oldest was due on %(due)s. Say how they stand, even if they are not done."),
        _("Report on them"),
    ),
    "task_late": Words(
        _("Your task is past its deadline"),
        _("%(text)s (deadline %(due)s)"),
        _("Report on it"),
    ),
    "task_near": Words(
        _("Your task is due soon"),
        _("%(text)s (deadline %(due)s)"),
        _("Report on it"),
    ),
    "petition_told": Words(
        _("Your petition has an answer"),
        "%(text)s",
        _("Read the answer"),
    ),
    "cells_late": Words(
        _("Cells that have not opened: %(n)s"),
        _("Their hour has passed; a call may help."),
        _("See which"),
        of_unit=True,
    ),
    "petitions_held": Words(
        _("Petitions to answer: %(n)s"),
        _("Answer, promise a day, or pass them on."),
        _("See the petitions"),
        of_unit=True,
    ),
    "petitions_late": Words(
        _("Petitions past the promised day: %(late)s"),
        _("%(n)s in all: answer, promise a day, or pass them on."),
        _("See the petitions"),
        of_unit=True,
    ),
    "guide": Words(
        _("Send guidance for %(month)s"),
        _("Cells take it into their agenda when they draft it; send it before %(due)s."),
        _("Write the guidance"),
        of_unit=True,
    ),
}

GUIDED = _("Guidance from above has arrived and will be on the agenda.")
