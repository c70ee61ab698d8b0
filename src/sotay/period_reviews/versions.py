"""What pages of a review are made from, so that none writes over something newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.papers.queries import digest_to_sign
from sotay.period_reviews import queries
from sotay.period_reviews.forms import values_of
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.queries import Line


def whole(reader: Actor, review: PeriodReview) -> Edited[PeriodReview]:
    """Drafting again, giving up, signing, sending, correcting: the text and how far it has come."""

    def values(row: PeriodReview) -> Values:
        return {"state": [row.status, row.version, digest_to_sign(queries.paper_of(row))]}

    return Edited(review, values, lock=_lock, changed=last_change(reader, review.pk))


def status(reader: Actor, review: PeriodReview) -> Edited[PeriodReview]:
    """Taking up again what was given up."""
    return Edited(
        review, lambda row: {"state": row.status}, lock=_lock, changed=last_change(reader, review.pk)
    )


def description(reader: Actor, review: PeriodReview) -> Edited[PeriodReview]:
    """What is reviewed: the fields of its form."""

    def values(row: PeriodReview) -> Values:
        return {**values_of(row), "state": row.status}

    return Edited(review, values, lock=_lock, changed=last_change(reader, review.pk))


def values_of_line(line: Line | None) -> Values:
    return {"text": line.text if line else "", "state": [bool(line and line.removed)]}


def sentence(reader: Actor, review: PeriodReview, key: str) -> Edited[PeriodReview]:
    """The words of one sentence, and whether it is left out."""

    def values(row: PeriodReview) -> Values:
        return values_of_line(queries.line_of(row, queries.paper_of(row), key))

    return Edited(review, values, lock=_lock, changed=last_change(reader, review.pk))


def values_of_order(keys: list[str]) -> Values:
    return {"state": keys}


def order(reader: Actor, review: PeriodReview, key: str) -> Edited[PeriodReview]:
    """Moving a sentence: those of its section as they follow each other."""

    def values(row: PeriodReview) -> Values:
        lines = queries.lines_of(row, queries.paper_of(row))
        section = next((line.section for line in lines if line.key == key), "")
        return values_of_order([line.key for line in lines if line.section == section and not line.removed])

    return Edited(review, values, lock=_lock, changed=last_change(reader, review.pk))


def _lock(row: PeriodReview) -> PeriodReview:
    rows = PeriodReview.objects.select_for_update(of=("self",)).select_related("unit__parent")
    return rows.get(pk=row.pk)
