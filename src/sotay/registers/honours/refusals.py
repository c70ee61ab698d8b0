"""Why a badge or a commendation cannot be recorded so, in whole sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal


class AdmissionUnknown(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("The exact date of admission of %(name)s is not on record. Enter it there first.")
        super().__init__(sentence % {"name": name})


class NoSuchBadge(Refusal):
    def __init__(self, years: int) -> None:
        sentence = _("There is no badge of %(years)s years. Choose another.")
        super().__init__(sentence % {"years": years}, field="years")


class BadgeThere(Refusal):
    def __init__(self, name: str, years: int, status: object) -> None:
        sentence = _("%(name)s has the %(years)s-year badge on the list already: %(status)s.")
        super().__init__(sentence % {"name": name, "years": years, "status": status}, field="years")


class Waits(Refusal):
    def __init__(self, name: str, until: date) -> None:
        sentence = (
            _("%(name)s is under discipline: no badge can be proposed.") % {"name": name}
            if until == date.max
            else _("%(name)s is under discipline: a badge can be proposed from %(day)s on.")
            % {"name": name, "day": as_day(until)}
        )
        super().__init__(sentence)


class Suspended(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s is suspended, or is being prosecuted: a badge waits until that has ended.")
        super().__init__(sentence % {"name": name})


class CorrectionNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("After discipline the cell has to recognise first that the fault was corrected. Tick that."),
            field="corrected",
        )


class TooSoon(Refusal):
    def __init__(self, years: int, due: date) -> None:
        sentence = _(
            "%(years)s years are complete on %(day)s only. It can be proposed within a year of the ceremony, "
            "earlier for one who is gravely ill."
        )
        super().__init__(sentence % {"years": years, "day": as_day(due)}, field="years")


class NotEarlier(Refusal):
    def __init__(self, years: int, due: date) -> None:
        sentence = _("%(years)s years are complete on %(day)s: that is too far ahead for an early award.")
        super().__init__(sentence % {"years": years, "day": as_day(due)}, field="early")


class MovedOn(Refusal):
    def __init__(self, status: object) -> None:
        sentence = _("Nothing was changed: this badge now stands at “%(status)s”.")
        super().__init__(sentence % {"status": status})


class CellOnlyPraises(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A cell only praises. A letter, a certificate or a medal takes the decision of a level "
                "above: enter its number, its date and who issued it."
            ),
            field="kind",
        )
