"""Starting a review, drafting it, changing its sentences, signing, sending it up, and correcting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.notify import actions as notify
from sotay.papers import actions as papers
from sotay.papers import printing
from sotay.papers.models import IssuedPaper
from sotay.papers.printing import Prints
from sotay.papers.queries import signed_by
from sotay.papers.structure import Signature, from_json
from sotay.period_reviews import composing, facts, queries, rules, sentences
from sotay.period_reviews.locking import locked, locked_draft
from sotay.period_reviews.messages import said_of
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.refusals import (
    Backwards,
    NotADraft,
    NotBegun,
    NothingToSay,
    NotOver,
    Overlaps,
    TooLong,
)
from sotay.period_reviews.rules import Period
from sotay.petitions.holding import officers, speaks_for
from sotay.units.models import Unit

Status = PeriodReview.Status


@transaction.atomic
def start(
    *,
    unit: Unit,
    by: Actor,
    kind: str,
    title: str,
    period: Period,
    subject: str = "",
    due_on: date | None = None,
) -> PeriodReview:
    """Begin a review and draft it from the figures there are.

    Raises Backwards, TooLong, NotBegun, NotOver for a period that cannot be reviewed, Overlaps when one of
    the same kind and matter takes in some of its months.
    """
    now = timezone.now()
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    review = PeriodReview(unit=unit, commune_id=unit.commune_id, started_at=now)
    review.series = review.pk
    _describe(review, kind, title, subject, period, due_on, timezone.localdate(now))
    audit.record(by, "period_review.started", review, **said_of(review))
    return _build(review, by, now)


@transaction.atomic
def describe(
    *,
    review: PeriodReview,
    by: Actor,
    kind: str,
    title: str,
    period: Period,
    subject: str = "",
    due_on: date | None = None,
) -> PeriodReview:
    """Change what is reviewed and draft it again; what people wrote stays.

    Raises as `start` and NotADraft.
    """
    now = timezone.now()
    Unit.objects.select_for_update(no_key=True).get(pk=review.unit_id)
    held = locked_draft(review)
    _describe(held, kind, title, subject, period, due_on, timezone.localdate(now))
    audit.record(by, "period_review.described", held, **said_of(held))
    return _build(held, by, now)


def _describe(
    review: PeriodReview,
    kind: str,
    title: str,
    subject: str,
    period: Period,
    due_on: date | None,
    today: date,
) -> None:
    review.kind, review.title, review.subject = kind, tidy(title), tidy(subject).rstrip(".")
    review.subject_key = rules.subject_key(review.title, review.subject)
    review.period_kind, review.first, review.last = period.kind, period.first, period.last
    _check(period, kind, today)
    review.due_on = due_on or facts.due_day(review.unit, period, today)
    other = queries.overlapping(review)
    if other is not None:
        raise Overlaps(other)


def _check(period: Period, kind: str, today: date) -> None:
    if period.last < period.first:
        raise Backwards(period.first, period.last)
    if len(period.months) > rules.MOST_MONTHS:
        raise TooLong
    if period.first > Month.of(today):
        raise NotBegun(period.first)
    if kind == PeriodReview.Kind.FINAL and period.last > Month.of(today):
        raise NotOver(period.last)


@transaction.atomic
def build(*, review: PeriodReview, by: Actor) -> PeriodReview:
    """Draft a review again from the figures as they are; what people wrote, left out and moved stays.

    Raises NotADraft.
    """
    held = locked_draft(review)
    audit.record(by, "period_review.built", held, **said_of(held))
    return _build(held, by, timezone.now())


def _build(review: PeriodReview, by: Actor, now: datetime) -> PeriodReview:
    told = facts.facts_of(review, now)
    before = {each["key"]: each for each in review.sentences}
    review.sentences = facts.drafted(told)
    review.figures = _totals(told)
    review.built_at, review.built_by_name = now, by.name
    _keep_rewritten(review, before)
    review.save()
    sentences.write(review, by, composing.compose(told))
    return review


def _totals(told: composing.Facts) -> dict[str, Any]:
    """The figures it was drafted from, by the lines of its statistics."""
    now = told.figures.now
    names = {
        (line.meetings, name)
        for line in composing.lines_of(told.figures)
        for name in (line.figure, line.whole)
        if name
    }
    return {f"{meetings}.{name}": now[meetings].total.get(name, 0) for meetings, name in sorted(names)}


def _keep_rewritten(review: PeriodReview, before: dict[str, Any]) -> None:
    """A sentence that no longer follows from the figures but stands in a person's words becomes their own."""
    paper = IssuedPaper.objects.filter(cell=review.unit_id, kind="BC", about_id=review.pk).first()
    edits = paper.edits if paper else {}
    drafted = {each["key"] for each in review.sentences}
    for key, sentence in before.items():
        if key in drafted or not edits.get(key) or key in review.removed:
            continue
        own = f"own-{key}-{new_id().hex[-6:]}"
        added = {"key": own, "section": sentence["section"], "text": edits[key], "by": ""}
        review.own = [*review.own, added]
        order = review.order.get(sentence["section"], [])
        review.order = {
            **review.order,
            sentence["section"]: [own if each == key else each for each in order] if key in order else order,
        }


@transaction.atomic
def drop(*, review: PeriodReview, by: Actor) -> PeriodReview:
    """Give a draft up; it can be taken up again. Raises NotADraft."""
    held = locked(review)
    if held.status == Status.DROPPED:
        return held
    if not held.is_draft:
        raise NotADraft
    held.status = Status.DROPPED
    held.save(update_fields=["status"])
    audit.record(by, "period_review.dropped", held, **said_of(held))
    return held


@transaction.atomic
def take_up(*, review: PeriodReview, by: Actor) -> PeriodReview:
    """Take a review that was given up, up again. Raises Overlaps when another took its place."""
    Unit.objects.select_for_update(no_key=True).get(pk=review.unit_id)
    held = locked(review)
    if held.status != Status.DROPPED:
        return held
    other = queries.overlapping(held)
    if other is not None:
        raise Overlaps(other)
    held.status = Status.DRAFT
    held.save(update_fields=["status"])
    audit.record(by, "period_review.taken_up", held, **said_of(held))
    return held


def sign(
    *,
    review: PeriodReview,
    by: Actor,
    on_behalf: str,
    post: str,
    name: str,
    unchanged: Callable[[], None] = lambda: None,
) -> PeriodReview:
    """Sign the text that was read: it is numbered, printed and frozen.

    Who signs may not be who presses the button; the paper then says who recorded it. `unchanged` raises when
    the text is not what the page showed. Raises NotADraft, NothingToSay, CannotPrint.
    """
    at = timezone.now()
    place = signed_by(by, on_behalf=on_behalf, post=post, name=name, at=at)

    def write(prints: Prints) -> PeriodReview:
        unchanged()
        return _sign(review, by, place, at, prints)

    return printing.issue(write)


def _sign(review: PeriodReview, by: Actor, place: Signature, at: datetime, prints: Prints) -> PeriodReview:
    held = locked_draft(review)
    paper = queries.paper_of(held)
    if lacking := queries.lacking(held, queries.lines_of(held, paper)):
        raise NothingToSay(lacking)
    base = from_json(paper.base)
    final = replace(base, header=replace(base.header, day=timezone.localdate(at)), signatures=(place,))
    paper = papers.draft(by=by, cell=held.unit, kind=paper.kind, about_id=held.pk, month=None, paper=final)
    issued = papers.freeze_printed(paper=paper, by=by, prints=prints)
    held.status, held.signed_at, held.signer_name = Status.SIGNED, at, place.name
    held.number_text = issued.number_text
    held.save()
    audit.record(by, "period_review.signed", held, number=held.number_text, name=place.name, **said_of(held))
    return held


@transaction.atomic
def send(*, review: PeriodReview, by: Actor) -> PeriodReview:
    """Send a signed review to the unit above; sending twice is sending once.

    Raises Refusal for one that is not signed, or when nobody is above.
    """
    held = locked(review)
    if held.is_sent:
        return held
    if held.status != Status.SIGNED:
        raise Refusal(_("Sign the review first; what is sent is what was signed."))
    receiver = queries.receiver_of(held.unit)
    if receiver is None:
        raise Refusal(_("There is no unit above to send the review to."))
    held.status, held.sent_at, held.sent_by_name = Status.SENT, timezone.now(), by.name
    held.save()
    audit.record(by, "period_review.sent", held, to=receiver.organ, **said_of(held))
    code = "period_review.corrected" if held.is_correction else "period_review.received"
    notify.tell(officers(receiver), code, held.get_absolute_url(), by=by, reason=held.reason, **said_of(held))
    return held


def note_opened(*, review: PeriodReview, by: Actor) -> None:
    """Keep when the office it was sent to first opened it; once, without an audit line."""
    if review.is_sent and review.opened_at is None:
        receiver = queries.receiver_of(review.unit)
        if receiver is not None and speaks_for(by, receiver):
            PeriodReview.objects.filter(pk=review.pk, opened_at=None).update(
                opened_at=timezone.now(), opened_by_name=by.name
            )


@transaction.atomic
def correct(*, review: PeriodReview, by: Actor, reason: str) -> PeriodReview:
    """Begin a correction of what was sent: a new version from today's figures, with what people wrote.

    The one that was sent stays what the unit above reads until the correction is sent. Raises Refusal for one
    that was not sent, or when a later version exists.
    """
    held = locked(review)
    if not held.is_sent:
        raise Refusal(_("Only a review that was sent is corrected. This one can still be changed."))
    later = PeriodReview.objects.filter(series=held.series, version__gt=held.version)
    if later.exclude(status=Status.DROPPED).exists():
        raise Refusal(_("A correction of this review exists already. Open the latest version."))
    if not tidy(reason):
        raise Refusal(_("Say why the review is corrected; the unit above reads it."), field="reason")
    now = timezone.now()
    new = PeriodReview(
        unit=held.unit,
        commune_id=held.commune_id,
        series=held.series,
        version=_next_version(held),
        kind=held.kind,
        title=held.title,
        subject=held.subject,
        subject_key=held.subject_key,
        period_kind=held.period_kind,
        first=held.first,
        last=held.last,
        due_on=timezone.localdate(now),
        sentences=held.sentences,
        own=held.own,
        order=held.order,
        removed=held.removed,
        edited_from=held.edited_from,
        reason=tidy(reason),
        started_at=now,
    )
    audit.record(by, "period_review.correction_begun", new, reason=new.reason, **said_of(new))
    new.sentences = []
    _build(new, by, now)
    _carry_words(held, new, by)
    return new


def _next_version(review: PeriodReview) -> int:
    versions = PeriodReview.objects.filter(series=review.series).order_by("-version")
    return versions.values_list("version", flat=True)[0] + 1


def _carry_words(before: PeriodReview, new: PeriodReview, by: Actor) -> None:
    """What people wrote over sentences of the version before stands in the new one. Where a sentence no
    longer follows from the figures, their words are a sentence of their own."""
    words = {key: text for key, text in queries.paper_of(before).edits.items() if text}
    drafted = {each["key"] for each in new.sentences} | {each["key"] for each in new.own}
    old = {each["key"]: each for each in before.sentences}
    lost = [key for key in words if key in old and key not in drafted and key not in new.removed]
    if lost:
        added = [
            {"key": f"own-{new_id().hex}", "section": old[key]["section"], "text": words[key], "by": ""}
            for key in lost
        ]
        new.own = [*new.own, *added]
        sentences.rewrite(new, by)
    paper = queries.paper_of(new)
    here = _editable(paper)
    for key, text in words.items():
        if key in here:
            papers.edit(paper=paper, by=by, key=key, text=text)


def _editable(paper: IssuedPaper) -> set[str]:
    return {block.key for block in from_json(paper.base).blocks if not block.key.startswith("part:")}
