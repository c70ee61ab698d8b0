"""A review as it is now, for one transaction alone."""

from __future__ import annotations

from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.refusals import NotADraft


def locked(review: PeriodReview) -> PeriodReview:
    rows = PeriodReview.objects.select_for_update(of=("self",)).select_related("unit__parent")
    return rows.get(pk=review.pk)


def locked_draft(review: PeriodReview) -> PeriodReview:
    """Raises NotADraft for one that no longer changes."""
    held = locked(review)
    if not held.is_draft:
        raise NotADraft
    return held
