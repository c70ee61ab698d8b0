"""Why a disciplinary decision cannot be recorded so, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal


class NotOneself(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nobody records discipline of themselves. A colleague or the level above does it.")
        )


class NotAMember(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s was neither a full nor a probationary member on that day.")
        super().__init__(sentence % {"name": name}, field="on")


class RecordedAlready(Refusal):
    def __init__(self, name: str, on: date) -> None:
        sentence = _("The same discipline of %(name)s on %(day)s is in the book already. Look at it there.")
        super().__init__(sentence % {"name": name, "day": as_day(on)}, field="on")


class DecidedBeforeVote(Refusal):
    def __init__(self, voted_on: date) -> None:
        sentence = _("The cell voted on %(day)s: the level above decides on that day or later.")
        super().__init__(sentence % {"day": as_day(voted_on)}, field="on")


class AppealTooEarly(Refusal):
    def __init__(self, effective_on: date) -> None:
        sentence = _("The decision was announced on %(day)s: nobody appeals before that.")
        super().__init__(sentence % {"day": as_day(effective_on)}, field="on")


class AnsweredTooEarly(Refusal):
    def __init__(self, made_on: date) -> None:
        sentence = _("The appeal was made on %(day)s: its answer is of that day or later.")
        super().__init__(sentence % {"day": as_day(made_on)}, field="on")


class SameLevel(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("That is the level it has. Choose another, or that the decision stands."), field="level"
        )


class ProbationaryCannot(Refusal):
    def __init__(self, name: str, level: object) -> None:
        sentence = _(
            "%(name)s is a probationary member: “%(level)s” is not possible, only a reprimand or a warning."
        )
        super().__init__(sentence % {"name": name, "level": level}, field="level")


class UnknownLevel(Refusal):
    def __init__(self, level: object) -> None:
        sentence = _("“%(level)s” is not a level for this. Choose another.")
        super().__init__(sentence % {"level": level}, field="level")


class NoPost(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _(
            "%(name)s held no post on that day, so there is nothing to be dismissed from. "
            "Choose another level, or enter the post in the book of posts first."
        )
        super().__init__(sentence % {"name": name}, field="level")


class VotesNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Enter how many full members were counted and how many voted for it."), field="votes_for"
        )


class TooManyVotes(Refusal):
    def __init__(self, votes: int, base: int) -> None:
        sentence = _("%(votes)s votes of %(base)s members cannot be. Check both figures.")
        super().__init__(sentence % {"votes": votes, "base": base}, field="votes_for")


class NotPassed(Refusal):
    def __init__(self, votes: int, base: int, short: int) -> None:
        sentence = _(
            "%(votes)s of %(base)s is not enough: %(short)s more votes are needed. The cell has not decided; "
            "if the file goes up, choose “proposed to the level above”."
        )
        super().__init__(sentence % {"votes": votes, "base": base, "short": short}, field="votes_for")


class CellCannotExpel(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A cell only proposes an expulsion; the level above decides. Choose “proposed”."),
            field="decider",
        )


class DecidedAbove(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A decision of the level above is recorded by its office or its inspection commission."),
            field="decider",
        )


class GroundUnknown(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose the ground."), field="ground")


class NotProposed(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This has been decided already. Look at it as it is now."))


class TooLateToAppeal(Refusal):
    def __init__(self, last: date) -> None:
        sentence = _("The time to appeal ended on %(day)s.")
        super().__init__(sentence % {"day": as_day(last)}, field="on")


class NothingToAppeal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no decision in effect to appeal against."))


class AppealOpen(Refusal):
    def __init__(self) -> None:
        super().__init__(_("An earlier appeal is still being considered."))


class AppealAnswered(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This appeal has been answered already. Look at it as it is now."))


class LevelNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose the level that holds now."), field="level")


class HasAppeals(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("There is an appeal against it, so it stays. What comes of the appeal is recorded there.")
        )
