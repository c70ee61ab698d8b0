"""Why something cannot be done with a petition, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.petitions.models import Petition


class NotHeldHere(Refusal):
    def __init__(self, petition: Petition) -> None:
        sentence = _(
            "Nothing was changed: the petition is now with %(unit)s. Only the unit that holds it can do this."
        )
        super().__init__(sentence % {"unit": petition.held_by.organ})


class PetitionHasMoved(Refusal):
    def __init__(self, petition: Petition) -> None:
        sentence = _(
            "Nothing was changed: somebody has dealt with this petition in the meantime, and it now stands "
            "at “%(status)s”. Read it again, then decide."
        )
        super().__init__(sentence % {"status": petition.get_status_display()})


class NothingAbove(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No unit above takes petitions in this system. Send it up on paper, and answer here to whom "
                "it was sent."
            )
        )


class NothingBelow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The petition was raised here, so it cannot be sent further down. Answer it."))


class NoWords(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("Write it in a few words: the person who asked will read them."), field=field)


class PromiseInThePast(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The promised day is in the past. Choose today or a later day."), field="due_on")


class LongerNeedsReason(Refusal):
    def __init__(self, reply_by: date) -> None:
        sentence = _(
            "The answer is due by %(day)s. For a later day, write why it takes longer: the person who asked "
            "will read it."
        )
        super().__init__(sentence % {"day": as_day(reply_by)}, field="text")


class CannotBeJoined(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing was joined: one of the two petitions has moved on, or others are already answered "
                "with it. Read both again, then decide."
            )
        )


class NotYours(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was changed: only the person who raised this petition can do that."))


class NoTasksHere(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only a cell gives its members tasks."), field="doer")


class TaskNeedsWords(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write what is to be done."), field="task")


class DoerNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose who does it, or leave the task empty."), field="doer")
