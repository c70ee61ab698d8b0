"""Sentences of the audit trail and of notices. None tells a level, points or what somebody wrote."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

AUDIT_WORDS = {
    "review.month_written": _("wrote the self-review of %(name)s for the month %(month)s"),
    "review.month_taken_back": _("took back the self-review of %(name)s for the month %(month)s"),
    "review.month_rated": _("entered what the cell says of the month %(month)s of %(name)s"),
    "review.month_unrated": _("took back what the cell said of the month %(month)s of %(name)s"),
    "review.month_answered": _("wrote the answer of %(name)s on the month %(month)s"),
    "review.opened": _("opened the review of %(title)s for cells: %(n)s"),
    "review.days_changed": _("set the days of the review of %(title)s, lists sent up by %(day)s"),
    "review.discarded": _("threw away the review of %(title)s"),
    "review.members_added": _("added members to the review of %(title)s: %(n)s"),
    "review.self_kept": _("wrote on the self-review of %(name)s for %(title)s, not sent yet"),
    "review.self_sent": _("sent the self-review of %(name)s for %(title)s"),
    "review.self_reopened": _("took back the self-review of %(name)s for %(title)s to change it"),
    "review.commented": _("entered what the cell says of %(name)s for %(title)s"),
    "review.counted": _("recorded a count of the vote of %(day)s for %(title)s, people voted on: %(n)s"),
    "review.count_taken_back": _("took back a count of the vote of %(day)s for %(title)s"),
    "review.sent_up": _("sent up the list of ratings of %(title)s"),
    "review.recalled": _("took back the list of ratings of %(title)s"),
    "review.decided": _("decided the ratings of %(title)s, decision %(number)s"),
    "review.announced": _("announced the ratings of %(title)s to people: %(n)s"),
    "review.appealed": _("asked for a second look at the rating of %(name)s for %(title)s"),
    "review.appeal_withdrawn": _("took back the request for a second look of %(name)s for %(title)s"),
    "review.appeal_answered": _("answered the request for a second look of %(name)s for %(title)s"),
    "review.viewed": _("opened the reviews of %(name)s, for %(unit)s"),
    "review.list_viewed": _("opened the list of reviews of %(cell)s"),
}
NOTICE_WORDS = {
    "review.month_written": _("%(name)s wrote their self-review for %(month)s"),
    "review.month_rated": _("The cell has given its level for your month %(month)s"),
    "review.month_answered": _("%(name)s answered what the cell said of %(month)s"),
    "review.opened": _("Review of %(title)s: write your self-review by %(day)s"),
    "review.to_lead": _("Review of %(title)s has been opened; the cell's list goes up by %(day)s"),
    "review.to_decide": _("%(cell)s sent its list of ratings for %(title)s"),
    "review.decided": _("The ratings of your cell for %(title)s have been decided"),
    "review.announced": _("Your rating for %(title)s is announced"),
    "review.appealed": _("Somebody of %(cell)s asks for a second look at their rating for %(title)s"),
    "review.appeal_answered": _("The request for a second look at the rating for %(title)s is answered"),
}
