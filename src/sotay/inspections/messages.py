"""Sentences of the audit trail and of notices. None repeats what a report, a record or a demand says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "inspection.begun": _("began a round of inspection: %(title)s"),
    "inspection.changed": _("changed the decision or the days of a round of inspection: %(title)s"),
    "inspection.discarded": _("threw away the draft of a round of inspection: %(title)s"),
    "inspection.team_added": _("put %(name)s into the team of an inspection"),
    "inspection.team_left": _("took %(name)s out of the team of an inspection"),
    "inspection.cells_chosen": _("chose cells to inspect: %(n)s"),
    "inspection.cell_left_out": _("took %(cell)s out of a round of inspection"),
    "inspection.announced": _("announced a round of inspection: %(title)s, cells: %(n)s"),
    "inspection.cell_told": _("announced an inspection of the cell: %(title)s"),
    "inspection.report_kept": _("wrote on the cell's report on itself, not sent yet"),
    "inspection.reported": _("sent the cell's report on itself"),
    "inspection.record_kept": _("wrote on the record of an inspection, not sent yet"),
    "inspection.concluded": _("sent the conclusion of an inspection with demands: %(n)s"),
    "inspection.published": _("published the conclusion of an inspection: %(title)s"),
    "inspection.set_chosen": _("chose the set of papers of an inspection: %(set)s"),
    "inspection.paper_made": _("composed %(paper)s of an inspection"),
    "inspection.paper_edited": _("changed words of %(paper)s of an inspection"),
    "inspection.paper_reverted": _("took back a change to %(paper)s of an inspection"),
    "inspection.paper_issued": _("issued %(paper)s of an inspection, %(number)s, signed by %(name)s"),
    "inspection.planned": _("added a line to the programme of inspections of %(year)s"),
    "inspection.unplanned": _("took a line out of the programme of inspections of %(year)s"),
    "demand.answered": _("reported on demand %(number)s of an inspection"),
    "demand.closed": _("accepted the report on demand %(number)s and closed it"),
    "demand.sent_back": _("sent back the report on demand %(number)s"),
}
NOTICE_WORDS = {
    "inspection.announced": _("%(unit)s inspects your cell: %(title)s. Your report is due on %(day)s"),
    "inspection.team": _("You are in the team of %(title)s"),
    "inspection.reported": _("%(cell)s sent its report on itself: %(title)s"),
    "inspection.concluded": _("Your cell has the conclusion of %(title)s; demands: %(n)s"),
    "demand.answered": _("%(cell)s reported on demand %(number)s"),
    "demand.closed": _("Your report on demand %(number)s was accepted; the demand is closed"),
    "demand.sent_back": _("Your report on demand %(number)s was sent back with what is missing"),
}
