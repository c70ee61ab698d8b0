"""Sentences of the audit trail and of notices. None repeats what an observation or an answer says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "observation.kept": _("wrote an observation of a meeting, not sent yet"),
    "observation.sent": _("sent an observation of %(title)s with recommendations: %(n)s"),
    "observation.added": _("added to an observation of %(title)s, recommendations: %(n)s"),
    "recommendation.accepted": _("accepted recommendation %(number)s of the overseer, to be done by %(due)s"),
    "recommendation.declined": _("did not accept recommendation %(number)s of the overseer"),
    "recommendation.taken_back": _("took back the answer to recommendation %(number)s of the overseer"),
    "observation.acknowledged": _("took note of the cell's answers to recommendations: %(n)s"),
}
NOTICE_WORDS = {
    "observation.sent": _(
        "%(name)s, overseer of the cell, sent an observation of %(title)s; recommendations: %(n)s"
    ),
    "observation.added": _("%(name)s, overseer of the cell, added to the observation of %(title)s"),
    "recommendation.answered": _("%(cell)s answered recommendation %(number)s of your observation"),
    "oversight.begins": _("You oversee %(cell)s from %(day)s"),
    "oversight.attends": _("You are to attend the meetings of %(cell)s in %(month)s"),
    "oversight.attended": _("%(name)s is to attend the meetings of your cell in %(month)s"),
    "oversight.ends": _("%(name)s oversees %(cell)s in your place from %(day)s"),
    "oversight.handed_over": _("%(name)s oversees your cell from %(day)s"),
}
