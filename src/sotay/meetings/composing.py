"""Composing a meeting's papers from its log. That this fails never keeps a meeting open, nor loses a word:
the log is closed, the page says what is wrong, and the papers are composed again once the cause is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.kernel.refusal import Refusal
from sotay.meetings import locking, trial
from sotay.meetings.documents import minutes, resolution
from sotay.meetings.documents.parts import Clock, Section
from sotay.meetings.joint import sides
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.queries import cached_state, facts_of, papers_of
from sotay.notify import actions as notify
from sotay.papers import actions as papers
from sotay.papers.structure import Paper
from sotay.units.settings import Settings, settings_of

logger = logging.getLogger("sotay.meetings")

SECTIONS: Hook[Callable[[Meeting, State], Section | None]] = Hook(
    "meetings.sections", "a section that an app above adds to the resolution or conclusion of a meeting"
)

DECISIONS = frozenset({"NQ", "KL"})
"""A vote that adopts the resolution, when it arrives late, makes one of what was the chair's conclusion."""
LONGEST_FAULT = 300


class CannotCompose(Refusal):
    """Says which setting is the cause, when one is."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(why_not(meeting))


def why_not(meeting: Meeting) -> str:
    """Why the papers of a meeting cannot be composed, to whoever reads its page."""
    found = [setting for settings in _settings(meeting) for setting in trial.culprits(settings)]
    if not found:
        return _(
            "The papers cannot be composed: the program met an error, which the operator finds in the "
            "service's output. Everything that was recorded is kept."
        )
    setting = found[0]
    said = {"label": setting.point.label.vi, "unit": setting.unit.name if setting.unit else ""}
    return (
        _(
            "The papers cannot be composed: the setting “%(label)s” of %(unit)s does not work. Everything "
            "that was recorded is kept. Set it otherwise, or ask who set it, then compose the papers again."
        )
        % said
    )


def _settings(meeting: Meeting) -> Iterator[Settings]:
    """What the papers are made by: the rules of the day it was planned for, the layout of the day it was."""
    days = {timezone.localdate(at) for at in (meeting.planned_at, meeting.opened_at) if at}
    return (settings_of(cell, day) for cell in meeting.cells for day in sorted(days))


@contextmanager
def guarded(meeting: Meeting) -> Iterator[None]:
    """What goes wrong inside becomes a CannotCompose, and is written where the operator looks."""
    try:
        yield
    except Refusal:
        raise
    except Exception as wrong:
        logger.exception("the papers of meeting %s cannot be composed", meeting.pk)
        raise CannotCompose(meeting) from wrong


def compose(meeting: Meeting, state: State) -> list[Paper]:
    """The minutes and the resolution (or conclusion) as the log has them now, of each cell it is of."""
    with guarded(meeting):
        return [paper for side, own in sides(meeting, state) for paper in _compose(side, own)]


def _compose(side: Meeting, state: State) -> list[Paper]:
    zone: tzinfo = timezone.get_current_timezone()
    facts, clock = facts_of(side, state), Clock(zone)
    added = [section for of in SECTIONS if (section := of(side, state)) is not None]
    return [minutes.compose(state, facts, clock), resolution.compose(state, facts, clock, added)]


def write_papers(meeting: Meeting, state: State, by: Actor) -> None:
    """Draft the papers of each cell from the closed log, or note on the meeting why that cannot be done.

    Part of the transaction that closes the meeting, and of those that bring what another device still held:
    whoever signed the text of before is told to sign again.
    """
    meeting.papers_fault = ""
    try:
        with transaction.atomic():
            _draft(meeting, state, by)
    except Exception as wrong:
        logger.exception("the papers of meeting %s cannot be composed", meeting.pk)
        meeting.papers_fault = f"{type(wrong).__name__}: {wrong}"[:LONGEST_FAULT]


@transaction.atomic
def compose_again(*, meeting: Meeting, by: Actor) -> Meeting:
    """Compose the papers of a closed meeting once what kept them from it is gone.

    Raises CannotCompose when it is not, Refusal when nothing is missing.
    """
    held = locking.locked(meeting)
    if not held.papers_fault or held.stage != Meeting.Stage.CLOSED:
        raise Refusal(gettext_lazy("The papers of this meeting are composed. Nothing was changed."))
    with guarded(held):
        _draft(held, cached_state(held), by)
    held.papers_fault = ""
    held.save()
    audit.record(by, "meeting.papers_composed", held, title=str(held))
    return locking.bring_up_to_date(meeting, held)


def _draft(meeting: Meeting, state: State, by: Actor) -> None:
    signed = _signers(meeting)
    drawn_up = [(side.cell, paper) for side, own in sides(meeting, state) for paper in _compose(side, own)]
    for cell, paper in drawn_up:
        papers.draft(
            by=by,
            cell=cell,
            kind=paper.kind,
            about_id=meeting.pk,
            month=meeting.month,
            paper=paper,
            instead_of=DECISIONS - {paper.kind} if paper.kind in DECISIONS else (),
        )
    if again := signed - _signers(meeting):
        url = reverse("meetings:step", args=[meeting.pk, "after"])
        notify.tell(again, "meeting.sign_again", url, title=str(meeting))


def _signers(meeting: Meeting) -> set[UUID]:
    return {each.member_id for paper in papers_of(meeting) for each in paper.signatures.all()}


def faults() -> Iterator[str]:
    """Closed meetings without their papers, for `sotay check`."""
    for meeting in Meeting.objects.exclude(papers_fault="").select_related("cell").order_by("pk"):
        yield f"{meeting.cell.name}, {meeting}: its papers cannot be composed ({meeting.papers_fault})"
