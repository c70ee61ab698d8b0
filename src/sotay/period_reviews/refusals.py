"""Why something about a review cannot be done, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import MOST_MONTHS

SECTION_WORDS: dict[str, str | Promise] = {
    "head": _("Opening"),
    "strength": _("Strengths"),
    "weakness": _("Weaknesses"),
    "cause": _("Causes"),
    "solution": _("Solutions"),
    "proposal": _("Proposals to the level above"),
}


class NotADraft(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This review is signed and no longer changes. After sending, write a correction."))


class Backwards(Refusal):
    def __init__(self, first: Month, last: Month) -> None:
        said = {"first": first.label(), "last": last.label()}
        super().__init__(
            _("The period runs backwards, from %(first)s to %(last)s. Check its two ends.") % said,
            field="period",
        )


class TooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A period has at most %(most)s months. Check its two ends.") % {"most": MOST_MONTHS},
            field="period",
        )


class NotBegun(Refusal):
    def __init__(self, first: Month) -> None:
        super().__init__(
            _("The period begins in %(month)s, which has not come; there is nothing to review yet.")
            % {"month": first.label()},
            field="period",
        )


class NotOver(Refusal):
    def __init__(self, last: Month) -> None:
        super().__init__(
            _(
                "The period runs until %(month)s and is not over. Write an interim review, or the final "
                "review once that month has come."
            )
            % {"month": last.label()},
            field="period",
        )


class Overlaps(Refusal):
    def __init__(self, other: PeriodReview) -> None:
        said = {"title": other.title, "first": other.first.label(), "last": other.last.label()}
        super().__init__(
            _(
                "“%(title)s” already reviews %(first)s to %(last)s of the same matter. Go on with that one, "
                "or choose months that it does not take in."
            )
            % said,
            field="period",
        )


class SentenceIsGone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This sentence is no longer in the review. Go back to it and choose again."))


class LeftOut(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This sentence was left out of the review. Put it back there, then change it."))


class SaySomething(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Write the sentence. To leave one out, go back and choose “Leave out”."), field="text"
        )


class NothingToSay(Refusal):
    def __init__(self, sections: Iterable[str]) -> None:
        names = ", ".join(str(SECTION_WORDS[section]) for section in sections)
        super().__init__(
            gettext(
                "These parts have no sentence yet: %(parts)s. Add one to each, even if it says that there is "
                "nothing, then sign."
            )
            % {"parts": names}
        )
