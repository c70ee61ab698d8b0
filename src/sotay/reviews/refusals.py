"""Why something cannot be done with a review, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal


class NotMonthly(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This cell does not review every month. Its secretary can switch it on in the settings.")
        )


class NotThisMonth(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This month has not come yet."))


class MonthIsRated(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The cell has given its level for this month. You can answer it; your three lines stay.")
        )


class NothingToAnswer(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cell has not said anything about this month yet."))


class NothingWritten(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("Write at least one of the three lines."), field=field)


class RoundIsThere(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This period has been opened already. Look for it in the list."), field="kind")


class DaysInWrongOrder(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The list is sent up after the self-reviews: choose the same day or a later one."),
            field="send_by",
        )


class VotedTooEarly(Refusal):
    def __init__(self, opened_on: date) -> None:
        sentence = _("This review began on %(day)s: the cell votes on that day or later.")
        super().__init__(sentence % {"day": as_day(opened_on)}, field="held_on")


class OwnAppeal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody answers their own request for a second look. A colleague does it."))


class RoundHasBegun(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Somebody has written in this round already, so it cannot be thrown away."))


class CellIsPast(Refusal):
    """What was asked belongs to an earlier state of the cell's part of the round."""

    def __init__(self, status: str) -> None:
        sentence = _("Nothing was changed: this cell now stands at “%(status)s”. Look at it as it is now.")
        super().__init__(sentence % {"status": status})


class AlreadyDecided(Refusal):
    def __init__(self, day: date | None) -> None:
        sentence = _(
            "Nothing was changed: the level above has decided the ratings of this cell (decision of %(day)s)."
            " Somebody who disagrees asks for a second look."
        )
        super().__init__(sentence % {"day": as_day(day) if day else "–"})


class NotRated(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(_("This person is not rated in this round: %(why)s.") % {"why": why})


class SelfReviewSent(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nothing was changed: the self-review has been sent. Take it back first, then change it.")
        )


class NotSentYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This self-review has not been sent, so there is nothing to take back."))


class VotedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing was changed: the cell has voted on this review. "
                "The count would have to be taken back."
            )
        )


class AboveMost(Refusal):
    def __init__(self, words: str, most: int, field: str) -> None:
        sentence = _("“%(words)s” has at most %(most)s points.")
        super().__init__(sentence % {"words": words, "most": most}, field=field)


class PointsMissing(Refusal):
    def __init__(self, words: str, field: str) -> None:
        super().__init__(_("Give points for “%(words)s” before you send.") % {"words": words}, field=field)


class LevelMissing(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("Choose the level you propose before you send."), field=field)


class BothPartsNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Enter the points of both parts, or of neither."), field="task_points")


class WrongSlips(Refusal):
    def __init__(self, code: str, base: int) -> None:
        field, sentence = _SLIPS[code]
        super().__init__(sentence % {"base": base} if "%(" in str(sentence) else sentence, field=field)


_SLIPS = {
    "negative": ("issued", _("A number of ballot papers cannot be below nothing.")),
    "issued": (
        "issued",
        _("More papers were given out than the cell has voters: %(base)s. Count them again."),
    ),
    "collected": ("collected", _("More papers came back than were given out. Count them again.")),
    "invalid": ("invalid", _("More papers are spoilt than came back. Count them again.")),
}


class VotesDoNotAddUp(Refusal):
    def __init__(self, name: str, found: int, asked: int) -> None:
        sentence = _(
            "The votes on %(name)s do not add up: %(found)s were counted, but %(asked)s papers are valid. "
            "Nothing was recorded; count that line again."
        )
        super().__init__(sentence % {"name": name, "found": found, "asked": asked})


class TellerIsVotedOn(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _(
            "Comrade %(name)s counts these papers and is voted on in them. Leave that line empty and record "
            "it as a count of its own, with other tellers."
        )
        super().__init__(sentence % {"name": name}, field="tellers")


class TellersNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose who counted the papers."), field="tellers")


class NobodyVotedOn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Enter the votes on at least one person."))


class TooManyExempt(Refusal):
    def __init__(self, most: int) -> None:
        sentence = _("The cell has %(most)s exempt full members. Enter how many of them took part.")
        super().__init__(sentence % {"most": most}, field="exempt_came")


class DayToCome(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("This day has not come yet."), field=field)


class VotesMissing(Refusal):
    def __init__(self, names: str) -> None:
        super().__init__(_("The cell has not voted on everybody yet: %(names)s.") % {"names": names})


class NothingToDecide(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The cell has not sent its list yet, or has taken it back."))


class ReasonNeeded(Refusal):
    def __init__(self, name: str, field: str) -> None:
        sentence = _("The level of %(name)s differs from the vote of the cell: write why. They will read it.")
        super().__init__(sentence % {"name": name}, field=field)


class OverTheCap(Refusal):
    def __init__(self, words: str) -> None:
        sentence = _(
            "More are rated at the best level than the rule allows. %(words)s Write why, or change it."
        )
        super().__init__(sentence % {"words": words}, field="over_because")


class NotDecidedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The ratings of this cell have not been decided yet."))


class NotAnnouncedYet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The ratings of this cell have not been announced yet."))


class AppealTooLate(Refusal):
    def __init__(self, days: int) -> None:
        sentence = _(
            "A second look can be asked for within %(days)s days of the announcement; they are over."
        )
        super().__init__(sentence % {"days": days})


class AppealedAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A second look has been asked for already."))


class NoAppeal(Refusal):
    def __init__(self) -> None:
        super().__init__(_("No request for a second look waits for an answer here."))
