"""Changing the sentences of a draft: rewritten, added, moved, left out and put back."""

from __future__ import annotations

from django.db import transaction

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.text import tidy
from sotay.papers import actions as papers
from sotay.papers.models import IssuedPaper
from sotay.papers.structure import Paper, from_json, legible_text
from sotay.period_reviews import composing, queries, rules
from sotay.period_reviews.locking import locked_draft
from sotay.period_reviews.messages import said_of
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.refusals import LeftOut, SaySomething, SentenceIsGone

UP, DOWN = "up", "down"


def write(review: PeriodReview, by: Actor, paper: Paper) -> IssuedPaper:
    """The paper with the sentences of the review as it is now."""
    drafts = IssuedPaper.objects.filter(cell=review.unit_id, kind="BC", about_id=review.pk)
    known = drafts.first() or IssuedPaper(edits={}, base={"version": 1})
    sentences = queries.by_section(queries.lines_of(review, known))
    return papers.draft(
        by=by,
        cell=review.unit,
        kind="BC",
        about_id=review.pk,
        month=None,
        paper=composing.arranged(paper, sentences),
    )


def rewrite(review: PeriodReview, by: Actor) -> None:
    """Save a review whose sentences changed, with its paper; the statistics stay as they were drafted."""
    review.save()
    write(review, by, from_json(queries.paper_of(review).base))


@transaction.atomic
def edit(*, review: PeriodReview, by: Actor, key: str, text: str) -> PeriodReview:
    """Put a person's words in place of a sentence. Raises NotADraft, SentenceIsGone, LeftOut,
    SaySomething, papers.PartIsTooLong.
    """
    held = locked_draft(review)
    paper, line = _line(held, key)
    if not tidy(text):
        raise SaySomething
    if line.removed:
        raise LeftOut
    papers.edit(paper=paper, by=by, key=key, text=text)
    held.edited_from = {**held.edited_from, key: line.drafted}
    held.save(update_fields=["edited_from"])
    audit.record(by, "period_review.edited", held, **said_of(held))
    return held


@transaction.atomic
def revert(*, review: PeriodReview, by: Actor, key: str) -> PeriodReview:
    """Give a sentence the drafted words back. Raises NotADraft, SentenceIsGone."""
    held = locked_draft(review)
    paper, _found = _line(held, key)
    papers.revert(paper=paper, by=by, key=key)
    held.edited_from = {name: text for name, text in held.edited_from.items() if name != key}
    held.save(update_fields=["edited_from"])
    audit.record(by, "period_review.reverted", held, **said_of(held))
    return held


@transaction.atomic
def add(*, review: PeriodReview, by: Actor, section: str, text: str) -> PeriodReview:
    """Add a sentence of one's own at the end of a section. Raises NotADraft, SaySomething,
    papers.PartIsTooLong."""
    held, words = locked_draft(review), legible_text(text).strip()
    if not tidy(words):
        raise SaySomething
    if len(words) > papers.LONGEST_PART:
        raise papers.PartIsTooLong
    sentence = {"key": f"own-{new_id().hex}", "section": section, "text": words, "by": by.name}
    held.own = [*held.own, sentence]
    held.order = {**held.order, section: [*_keys(held, section), sentence["key"]]}
    rewrite(held, by)
    audit.record(by, "period_review.added", held, **said_of(held))
    return held


@transaction.atomic
def leave_out(*, review: PeriodReview, by: Actor, key: str) -> PeriodReview:
    """Leave a sentence out of the paper; it can be put back. Raises NotADraft, SentenceIsGone."""
    held = locked_draft(review)
    _paper, line = _line(held, key, movable=True)
    if line.removed:
        return held
    held.removed = [*held.removed, key]
    rewrite(held, by)
    audit.record(by, "period_review.left_out", held, **said_of(held))
    return held


@transaction.atomic
def put_back(*, review: PeriodReview, by: Actor, key: str) -> PeriodReview:
    """Put a sentence that was left out back, in the words it had. Raises NotADraft, SentenceIsGone."""
    held = locked_draft(review)
    paper, line = _line(held, key, movable=True)
    if not line.removed:
        return held
    held.removed = [each for each in held.removed if each != key]
    if paper.edits.get(key) == "":
        papers.revert(paper=paper, by=by, key=key)
    rewrite(held, by)
    audit.record(by, "period_review.put_back", held, **said_of(held))
    return held


@transaction.atomic
def move(*, review: PeriodReview, by: Actor, key: str, to: str) -> PeriodReview:
    """Move a sentence one place up or down among those of its section that are not left out.

    Raises NotADraft, SentenceIsGone.
    """
    held = locked_draft(review)
    _paper, line = _line(held, key, movable=True)
    if line.removed:
        raise SentenceIsGone
    keys = _keys(held, line.section)
    seen = [each for each in keys if each not in held.removed]
    shown = rules.moved(seen, key, -1 if to == UP else 1)
    held.order = {**held.order, line.section: [*shown, *(each for each in keys if each not in seen)]}
    rewrite(held, by)
    audit.record(by, "period_review.moved", held, **said_of(held))
    return held


def _keys(review: PeriodReview, section: str) -> list[str]:
    keys = [each["key"] for each in (*review.sentences, *review.own) if each["section"] == section]
    return rules.in_order(keys, review.order.get(section, ()))


def _line(review: PeriodReview, key: str, *, movable: bool = False) -> tuple[IssuedPaper, queries.Line]:
    paper = queries.paper_of(review)
    line = queries.line_of(review, paper, key)
    if line is None or (movable and line.section == "head"):
        raise SentenceIsGone
    return paper, line
