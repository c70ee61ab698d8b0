"""Sentences of the audit trail and of notices."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sotay.period_reviews.models import PeriodReview

AUDIT_WORDS = {
    "period_review.started": _("began the review “%(title)s” of %(unit)s"),
    "period_review.described": _("changed title, period or day of the review “%(title)s” of %(unit)s"),
    "period_review.built": _("drafted the review “%(title)s” of %(unit)s again from the figures"),
    "period_review.edited": _("changed words of the review “%(title)s” of %(unit)s"),
    "period_review.reverted": _("took back a change to the review “%(title)s” of %(unit)s"),
    "period_review.added": _("added a sentence to the review “%(title)s” of %(unit)s"),
    "period_review.left_out": _("left a sentence out of the review “%(title)s” of %(unit)s"),
    "period_review.put_back": _("put a sentence back into the review “%(title)s” of %(unit)s"),
    "period_review.moved": _("moved a sentence of the review “%(title)s” of %(unit)s"),
    "period_review.dropped": _("gave up the review “%(title)s” of %(unit)s"),
    "period_review.taken_up": _("took up the review “%(title)s” of %(unit)s again"),
    "period_review.signed": _("signed the review “%(title)s” of %(unit)s, %(number)s, by %(name)s"),
    "period_review.sent": _("sent the review “%(title)s” of %(unit)s to %(to)s"),
    "period_review.correction_begun": _("began to correct the review “%(title)s” of %(unit)s: %(reason)s"),
}
NOTICE_WORDS = {
    "period_review.received": _("The review “%(title)s” of %(unit)s has arrived"),
    "period_review.corrected": _("%(unit)s corrected its review “%(title)s”: %(reason)s"),
}


def said_of(review: PeriodReview) -> dict[str, Any]:
    """What every sentence about a review names."""
    return {"title": review.title, "unit": review.unit.name}
