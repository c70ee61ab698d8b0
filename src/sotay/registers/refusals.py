"""Why something cannot be written into a book, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from sotay.kernel.periods import Month, as_day
from sotay.kernel.refusal import Refusal


def money(amount: int) -> str:
    """1.250.000, as amounts are written here."""
    return f"{amount:,}".replace(",", ".")


class PaidAlready(Refusal):
    def __init__(self, name: str, month: Month, on: date, collector: str, cell: str = "") -> None:
        said = {"name": name, "month": month.label(), "day": as_day(on), "who": collector, "cell": cell}
        sentence = (
            _(
                "%(name)s has paid the dues of %(month)s at %(cell)s on %(day)s, taken by %(who)s. "
                "Nothing was changed."
            )
            if cell
            else _(
                "%(name)s has paid the dues of %(month)s already on %(day)s, taken by %(who)s. "
                "Nothing was changed. Look at the line, and take it back there if it is wrong."
            )
        )
        super().__init__(sentence % said)


class NotHere(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("%(name)s does not pay dues in this cell in that month. Look at the list again.")
        super().__init__(sentence % {"name": name})


class ExemptFromDues(Refusal):
    def __init__(self, name: str, month: Month) -> None:
        sentence = _(
            "%(name)s is exempt from dues in %(month)s. Change what %(name)s pays first if that has ended."
        )
        super().__init__(sentence % {"name": name, "month": month.label()})


class MonthTooFar(Refusal):
    def __init__(self, month: Month) -> None:
        sentence = _(
            "Dues of %(month)s cannot be recorded now: at most 24 months back and 11 months ahead. "
            "Check the month."
        )
        super().__init__(sentence % {"month": month.label()}, field="month")


class NobodyTicked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Tick at least one member who has paid."), field="people")


class AmountNeeded(Refusal):
    def __init__(self, names: Iterable[str]) -> None:
        sentence = _("Enter the amount beside: %(names)s.")
        super().__init__(sentence % {"names": ", ".join(names)}, field="people")


class PayerNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Enter the name of who paid for the member."), field="payer_name")


class NotYetComeDay(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(_("This day has not come yet. Choose today or an earlier day."), field=field)


class Remitted(Refusal):
    def __init__(self, month: Month) -> None:
        sentence = _(
            "This payment was remitted with the dues of %(month)s. Take that remittance back first, "
            "then correct the payment."
        )
        super().__init__(sentence % {"month": month.label()})


class RemittedAlready(Refusal):
    def __init__(self, month: Month, on: date) -> None:
        sentence = _(
            "The dues of %(month)s were remitted on %(day)s. What was paid since goes up with the next month."
        )
        super().__init__(sentence % {"month": month.label(), "day": as_day(on)})


class MonthNotCome(Refusal):
    def __init__(self, month: Month) -> None:
        sentence = _("%(month)s has not come yet. What was paid ahead is remitted when its month is.")
        super().__init__(sentence % {"month": month.label()})


class NothingToRemit(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing has been collected that was not remitted yet."))


class NotTheLatest(Refusal):
    def __init__(self, month: Month) -> None:
        sentence = _("Only the latest remittance, of %(month)s, can be taken back.")
        super().__init__(sentence % {"month": month.label()})


class IncomeNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Enter the income the rate is worked out from, or the amount the member pays a month."),
            field="income",
        )


class TooLittle(Refusal):
    def __init__(self, due: int) -> None:
        sentence = _("By the rate %(due)s VND a month is due. Enter that, or leave the amount empty.")
        super().__init__(sentence % {"due": money(due)}, field="amount")


class ApprovalNeeded(Refusal):
    def __init__(self, due: int) -> None:
        sentence = _(
            "By the rate %(due)s VND a month is due. More is taken once the committee above has agreed: "
            "enter the number of its decision."
        )
        super().__init__(sentence % {"due": money(due)}, field="approved_no")


class GroundNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose why the member is exempt from dues."), field="ground")


class TooFewYears(Refusal):
    def __init__(self, name: str, years: int, needed: int) -> None:
        sentence = _(
            "%(name)s has been in the Party for %(years)s years; this ground takes %(needed)s. "
            "Choose another, or check the date of admission."
        )
        super().__init__(sentence % {"name": name, "years": years, "needed": needed}, field="ground")


class EndsBeforeItBegins(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The last month lies before the first. Check both."), field="until_month")
