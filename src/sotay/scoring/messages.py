"""Sentences of the audit trail and of notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "score.proposed": _("handed in the score of %(title)s: %(total)s points"),
    "score.verified": _("verified the score of %(title)s: %(own)s points by the cell, %(total)s verified"),
    "score.reopened": _("took back the verification of the score of %(title)s"),
    "score.by_another_form": _("scored %(title)s by another form"),
    "score.form_in_force": _("put a scoring form of the unit in force from %(day)s"),
    "score.form_withdrawn": _("withdrew a scoring form of the unit from %(day)s"),
    "score.form_drafted": _("changed the draft of a scoring form of the unit"),
    "score.period_by_hand": _("entered %(points)s points for %(period)s"),
}
NOTICE_WORDS = {
    "score.proposed": _("%(cell)s scored %(title)s: %(total)s points. Please verify it"),
    "score.verified": _("The score of %(title)s is verified: %(total)s points"),
}
