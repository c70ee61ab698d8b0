"""Sentences of the audit trail and of notices.

No line holds an amount or an income, a level, a ground or what happened: levels above read lines.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "dues.terms_set": _("set what %(name)s pays of dues from %(month)s on"),
    "dues.collected": _("ticked %(n)s members as having paid the dues of %(month)s"),
    "dues.paid": _("recorded that %(name)s paid the dues of %(month)s"),
    "dues.taken_back": _("took back the payment of %(name)s for %(month)s"),
    "dues.remitted": _("remitted the dues of %(month)s, of %(n)s payments"),
    "dues.remittance_taken_back": _("took back the remittance of the dues of %(month)s"),
    "discipline.recorded": _("recorded discipline of %(name)s"),
    "discipline.unit_recorded": _("recorded discipline of %(unit)s"),
    "discipline.decided": _("recorded the decision on the proposal about %(name)s"),
    "discipline.appealed": _("recorded an appeal"),
    "discipline.appeal_answered": _("recorded what came of an appeal"),
    "discipline.taken_back": _("took out the record of discipline of %(name)s"),
    "discipline.viewed": _("read the record of discipline of %(name)s (%(role)s)"),
    "badge.proposed": _("proposed the %(years)s-year badge for %(name)s"),
    "badge.forwarded": _("sent on the proposal of the %(years)s-year badge of %(name)s"),
    "badge.awarded": _("recorded that %(name)s was awarded the %(years)s-year badge on %(day)s"),
    "badge.step_back": _("took back the last step of the %(years)s-year badge of %(name)s"),
    "badge.withdrawn": _("withdrew the proposal of the %(years)s-year badge of %(name)s"),
    "commendation.recorded": _("entered a commendation of %(name)s"),
    "commendation.taken_out": _("took out a commendation of %(name)s"),
    "post.entered": _("entered a post of %(name)s"),
    "post.ended": _("entered that a post of %(name)s ends on %(day)s"),
    "post.taken_out": _("took out a post of %(name)s"),
    "course.added": _("entered a course"),
    "course.marked": _("marked %(n)s members of %(unit)s on a course"),
    "course.taken_out": _("took out a course"),
}
NOTICE_WORDS = {
    "badge.file": _(
        "The file of the %(n)s-year badge of %(name)s goes up by %(day)s, in %(left)s days, and is not "
        "proposed."
    ),
    "discipline.recorded": _("Something was recorded about you in the books. Open it to read it."),
    "badge.awarded": _("You have been awarded the badge of %(years)s years in the Party. Congratulations."),
    "commendation.recorded": _("A commendation of yours has been entered in the books."),
}
