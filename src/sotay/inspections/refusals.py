"""Why something cannot be done, in whole sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sotay.inspections import rules
from sotay.kernel.refusal import Refusal


class OwnInspection(Refusal):
    def __init__(self, cell: str) -> None:
        sentence = _(
            "You belong to %(cell)s, which is inspected. Nobody inspects their own cell: another member of "
            "the team or of the office does it."
        )
        super().__init__(sentence % {"cell": cell})


class OwnCell(Refusal):
    def __init__(self, name: str, cell: str, field: str = "person") -> None:
        sentence = _(
            "%(name)s belongs to %(cell)s, which is inspected in this round. Nobody inspects their own cell: "
            "choose somebody else, or take the cell out of the round."
        )
        super().__init__(sentence % {"name": name, "cell": cell}, field=field)


class NotADraft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This round has been announced: its cells and its team stay as they are."))


class InTeamAlready(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s is in the team already. To change who leads it, take them out and add them.")
        super().__init__(sentence % {"name": name}, field="person")


class LeaderAlready(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s leads the team. A team has one leader: take them out first, or add a member.")
        super().__init__(sentence % {"name": name}, field="part")


class TooManyCells(Refusal):
    def __init__(self) -> None:
        sentence = _("A round has at most %(most)s cells. Make another round for the others.")
        super().__init__(sentence % {"most": rules.MOST_CELLS}, field="cells")


class ReasonNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Write why these cells are chosen: it stands beside each of them."), field="reason"
        )


class ReportByInThePast(Refusal):
    def __init__(self, field: str = "report_by") -> None:
        sentence = _("The day by which cells report has passed. Choose today or a later day.")
        super().__init__(sentence, field=field)


class CannotBeAnnounced(Refusal):
    def __init__(self, fault: str) -> None:
        sentence = {
            "cells": _("Choose at least one cell first."),
            "team": _("Name the team first."),
            "leader": _("Name who leads the team first."),
        }
        super().__init__(sentence[fault])


class ReportedAlready(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("The report of your cell on itself was sent by %(name)s and stays as it is.")
        super().__init__(sentence % {"name": name})


class AnswersMissing(Refusal):
    def __init__(self, number: int) -> None:
        sentence = _("Question %(n)s has no answer yet. The program cannot answer it: write it yourself.")
        super().__init__(sentence % {"n": number})


class ConcludedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The conclusion has been sent to the cell and stays as it is."))


class NotConcluded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no conclusion yet. It is published after it was sent to the cell."))


class RecordIncomplete(Refusal):
    def __init__(self, field: str) -> None:
        sentence = {
            "verified_on": _("Enter the day on which the team worked with the cell."),
            "strengths": _("Write what the team found, good or bad, before the conclusion is sent."),
            "conclusion": _("Write the conclusion before it is sent to the cell."),
        }
        super().__init__(sentence[field], field=field)


class VerifiedInTheFuture(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("That day is still to come. Enter the day the team was there."), field="verified_on"
        )


class WrongDemand(Refusal):
    def __init__(self, fault: str, number: int) -> None:
        sentence = {
            "day": _("Enter by when the cell reports back on this demand."),
            "text": _("Write the demand, or take away its day."),
            "past": _("That day has passed. Choose today or a later day."),
        }
        super().__init__(sentence[fault], field=f"demand_{number}" if fault == "text" else f"due_{number}")


class NotToBeAnswered(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This demand has been reported on, or is closed. There is nothing to report now."))


class NotToBeJudged(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cell has not reported on this demand, or it is closed. Nothing was changed."))


class NoteNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write what is still missing, so that the cell knows what to do."), field="text")


class PaperIssued(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This paper has been issued and no longer changes."))


class TooEarlyToIssue(Refusal):
    def __init__(self, what: str) -> None:
        sentence = {
            "report": _("Send the cell's report first: the paper says what was sent."),
            "record": _("Write the record first: enter the day on which the team worked with the cell."),
            "conclusion": _("Send the conclusion to the cell first: the paper says what was sent."),
        }
        super().__init__(sentence[what])


class NotInTheSet(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This paper is not in the set that the file has now. What was made stays as it is.")
        )


class PlannedIsBegun(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A round was begun from this line. Lines that were begun stay in the programme."))


class ProgrammeIsEmpty(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Add a line to the programme first."))


class TooManyLines(Refusal):
    def __init__(self) -> None:
        sentence = _("A programme has at most %(most)s lines. Put rounds together.")
        super().__init__(sentence % {"most": rules.MOST_PLANNED}, field="subject")
