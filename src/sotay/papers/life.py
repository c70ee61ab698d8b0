"""The life of a paper besides its text: put up for comment, agreed, replaced, withdrawn; who opened it; its
versions. See `docs/papers.md`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify
from sotay.papers import queries
from sotay.papers.models import (
    Ending,
    IssuedPaper,
    PaperComment,
    PaperIsFrozen,
    PaperOpening,
    PaperVersion,
)
from sotay.papers.structure import legible_text, to_json

State = IssuedPaper.State
COMPOSERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.WARD_OFFICE, Role.PROVINCE_OFFICE)
COMMITTEE = (*COMPOSERS, Role.COMMITTEE_MEMBER)
ONE_SITTING = timedelta(hours=1)
"""What somebody writes within this time is one version: each saved word apart would be unreadable."""

MOVES: dict[str, tuple[frozenset[str], str, str]] = {
    "ask": (frozenset({State.DRAFT}), State.COMMENT, "paper.for_comment"),
    "agree": (frozenset({State.DRAFT, State.COMMENT}), State.AGREED, "paper.agreed"),
    "take_back": (frozenset({State.COMMENT, State.AGREED}), State.DRAFT, "paper.taken_back"),
}
"""How a draft moves: from which states, to which, and the line of the audit."""


class NotNow(Refusal):
    def __init__(self, paper: IssuedPaper) -> None:
        said = _("This paper is now “%(state)s”, so that cannot be done any more. Look at it as it is.")
        super().__init__(said % {"state": paper.get_state_display()})


class NotIssued(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only an issued paper is replaced or withdrawn. A draft can still be changed."))


class HasEnded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This paper has already been replaced or withdrawn. Nothing was changed."))


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why; whoever opens the paper reads it."), field="reason")


class NotAReplacement(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose an issued paper of the same unit that still holds."), field="replaced_by")


class NotForComment(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This paper is not up for comment. What you wrote was not kept."))


class NothingSaid(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say what should be changed, or that you agree."), field="text")


@transaction.atomic
def move(*, paper: IssuedPaper, by: Actor, to: str) -> IssuedPaper:
    """Put a draft up for comment, record that it is agreed, or take it back. Raises NotNow, PaperIsFrozen."""
    held = _draft(paper)
    before, after, code = MOVES[to]
    if held.state == after:
        return held
    if held.state not in before:
        raise NotNow(held)
    held.state = after
    held.save(update_fields=["state"])
    keep_version(held, by, to)
    audit.record(by, code, held, paper=held.plain_name)
    if to == "ask":
        asked = holder_ids([held.cell_id], *COMMITTEE, day=timezone.localdate())
        words = {"unit": held.cell.name, "paper": held.title}
        notify.tell(asked, code, held.get_absolute_url(), by=by, **words)
    return held


@transaction.atomic
def comment(*, paper: IssuedPaper, by: Actor, agrees: bool, text: str) -> PaperComment:
    """Say what one thinks of the text as it stands. Raises NotForComment, NothingSaid, PaperIsFrozen."""
    held, words = _draft(paper), legible_text(text).strip()
    if held.state != State.COMMENT:
        raise NotForComment
    if not words and not agrees:
        raise NothingSaid
    made = PaperComment.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        paper=held,
        member_id=by.member_id,
        account_id=by.account_id,
        name=by.name,
        agrees=agrees,
        text=words,
        digest=queries.digest_to_sign(held),
        at=timezone.now(),
    )
    audit.record(by, "paper.commented", held, paper=held.plain_name)
    composers = holder_ids([held.cell_id], *COMPOSERS, day=timezone.localdate())
    notify.tell(composers, "paper.commented", held.get_absolute_url(), by=by, name=by.name, paper=held.title)
    return made


@transaction.atomic
def end(*, paper: IssuedPaper, by: Actor, reason: str, replaced_by: IssuedPaper | None = None) -> Ending:
    """Record that an issued paper holds no longer; its print stays as it was, and who opened it is told.

    Raises NotIssued, HasEnded, NoReason, NotAReplacement.
    """
    held = IssuedPaper.objects.select_for_update(of=("self",)).select_related("cell").get(pk=paper.pk)
    if not held.is_frozen:
        raise NotIssued
    if Ending.objects.filter(paper=held).exists():
        raise HasEnded
    if not tidy(reason):
        raise NoReason
    if replaced_by is not None and not _may_replace(replaced_by, held):
        raise NotAReplacement
    ending = Ending.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        paper=held,
        kind=Ending.Kind.REPLACED if replaced_by else Ending.Kind.WITHDRAWN,
        replaced_by=replaced_by,
        reason=tidy(reason),
        by_name=by.name,
        at=timezone.now(),
    )
    words: dict[str, Any] = {"paper": held.plain_name, "number": held.number_text}
    if replaced_by:
        audit.record(by, "paper.replaced", held, newer=replaced_by.number_text, **words)
    else:
        audit.record(by, "paper.withdrawn", held, **words)
    readers = [row.member_id or row.account_id for row in held.openings.all()]
    told = {**words, "unit": held.cell.name, "reason": ending.reason}
    notify.tell(readers, "paper.ended", held.get_absolute_url(), by=by, **told)
    return ending


def _may_replace(other: IssuedPaper, held: IssuedPaper) -> bool:
    ended = Ending.objects.filter(paper=other).exists()
    return other.pk != held.pk and other.cell_id == held.cell_id and other.is_frozen and not ended


def note_opened(*, paper: IssuedPaper, by: Actor) -> None:
    """Keep that somebody opened an issued paper, or one they are asked about, and when first; no audit line.

    Its page says so before it is opened a second time, and who wrote it may see the list.
    """
    if by.account_id is None or paper.state in {State.DRAFT, State.AGREED}:
        return
    if PaperOpening.objects.filter(paper=paper, account_id=by.account_id).exists():
        return
    opened = PaperOpening(
        commune_id=paper.commune_id,
        cell_id=paper.cell_id,
        paper=paper,
        member_id=by.member_id,
        account_id=by.account_id,
        name=by.name,
        first_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            opened.save()
    except IntegrityError:  # two pages of theirs at once
        pass


def keep_version(paper: IssuedPaper, by: Actor, why: str) -> None:
    """Keep the text as it is now, when it differs from the last version. Part of the caller's transaction."""
    content = to_json(queries.content(paper))
    last = paper.versions.order_by("-number").first()
    if last is not None and last.content == content:
        return
    now = timezone.now()
    same = last is not None and last.account_id == by.account_id and last.why == why == "written"
    if last is not None and same and now - last.at < ONE_SITTING:
        last.content, last.at = content, now
        last.save(update_fields=["content", "at"])
        return
    PaperVersion.objects.create(
        commune_id=paper.commune_id,
        cell_id=paper.cell_id,
        paper=paper,
        number=last.number + 1 if last else 1,
        content=content,
        why=why,
        account_id=by.account_id,
        by_name=by.name,
        at=now,
    )


def _draft(paper: IssuedPaper) -> IssuedPaper:
    held = IssuedPaper.objects.select_for_update(of=("self",)).select_related("cell").get(pk=paper.pk)
    if held.is_frozen:
        raise PaperIsFrozen
    return held
