"""The words of what meetings need: a short title, a sentence that says what it is about, and the button."""

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
        _("%(title)s is over. %(papers)s wait for your signature."),
        _("Read and sign"),
    ),
    "signatures": Words(
        _("Signatures are missing"),
        _("%(title)s is over. %(papers)s are not signed by everybody yet."),
        _("See who has to sign"),
    ),
    "report": Words(
        _("Report the meeting"),
        _("%(title)s is signed. Send it up by %(due)s."),
        _("Go to the report"),
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
    "conduct_late": Words(
        _("The meeting is not closed yet"),
        _("%(title)s was opened on %(opened_on)s. Finish it and close it, so that its papers can be signed."),
        _("Go on with the meeting"),
    ),
    "absences": Words(
        _("Near a third absence: %(n)s"),
        _("%(names)s have missed meetings. Talk with them before the next one."),
        _("See who, and call them"),
    ),
    "meets_today": Words(
        _("The cell meets today"),
        _("%(title)s, %(where)s: %(when)s. The invitation has not come yet."),
        _("See the agenda"),
    ),
}

RESOLUTION, CONCLUSION = _("The minutes and the resolution"), _("The minutes and the conclusion")
"""What is signed after a meeting; the second where nothing was put to the vote."""
