"""What is reviewed, a sentence, why a review is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, MonthField, NumberField, area
from sotay.kernel.periods import YEARS
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import Period, half_year, whole_years

TERM, OF_YEARS, MONTHS = "term", "years", "months"
_OTHERS: list[tuple[str, str | Promise]] = [
    (TERM, _("A term: give its first and last year")),
    (OF_YEARS, _("The years of a scheme: give the first and the last")),
    (MONTHS, _("From one month to another: give both")),
]
_YEAR_WRONG = {
    "min_value": _("Check the year: it has to be between 1900 and 2100."),
    "max_value": _("Check the year: it has to be between 1900 and 2100."),
}


class DescribeForm(BaseForm):
    together = (("period", "from_year", "to_year", "from_month", "to_month"),)
    depends = frozenset({"from_year", "to_year", "from_month", "to_month"})

    kind = forms.ChoiceField(
        label=_("Which review is it?"),
        choices=[
            ("interim", _("Interim review: the work goes on")),
            ("final", _("Final review: the period is over")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose interim or final review.")},
    )
    title = forms.CharField(
        label=_("What does the review cover?"),
        max_length=200,
        help_text=_(
            "As the title of the report says it, without the period, such as “công tác xây dựng Đảng”."
        ),
        error_messages={"required": _("Say what is reviewed.")},
    )
    subject = forms.CharField(
        label=_("Which resolution or scheme does it review?"),
        max_length=300,
        required=False,
        help_text=_("With its number and day. Leave it empty for a review of the work as a whole."),
    )
    period = forms.ChoiceField(
        label=_("Which period?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the period that is reviewed.")},
    )
    from_year = NumberField(
        label=_("First year of the period"),
        required=False,
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=_YEAR_WRONG,
    )
    to_year = NumberField(
        label=_("Last year of the period"),
        required=False,
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages=_YEAR_WRONG,
    )
    from_month = MonthField(label=_("From month"), required=False)
    to_month = MonthField(label=_("To month"), required=False)
    due_on = DayField(
        label=_("To be sent by"),
        required=False,
        help_text=_("Left empty, it is some days after the period, by the unit's setting."),
    )

    def __init__(self, data: Any = None, *, today: date, review: PeriodReview | None = None) -> None:
        super().__init__(data)
        offered = periods_offered(today)
        now = value_of_period(review.period) if review else ""
        if review and now not in offered and now not in dict(_OTHERS):
            offered[now] = review.period
        named = [(key, _named(period)) for key, period in offered.items()]
        self.offer("period", [*named, *_OTHERS])
        self.offered = offered

    def clean(self) -> dict[str, Any]:
        """The period as one value; what its choice needs is asked for."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("period")
        for kind, first, last in (
            (TERM, "from_year", "to_year"),
            (OF_YEARS, "from_year", "to_year"),
            (MONTHS, "from_month", "to_month"),
        ):
            if chosen == kind:
                for name in (first, last):
                    if data.get(name) is None and name not in self.errors:
                        self.add_error(name, gettext("Needed for the period you chose."))
        return data

    def asked(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        return {name: data[name] for name in ("kind", "title", "subject", "due_on")} | {
            "period": self._period()
        }

    def _period(self) -> Period:
        data = self.cleaned_data
        chosen = data["period"]
        if chosen in self.offered:
            return self.offered[chosen]
        if chosen == MONTHS:
            return Period("months", data["from_month"], data["to_month"])
        return whole_years("term" if chosen == TERM else "years", data["from_year"], data["to_year"])


def periods_offered(today: date) -> dict[str, Period]:
    """Halves and years of this year and the last that have begun, the newest first."""
    several = []
    for year in (today.year, today.year - 1):
        several += [half_year(year, 2), half_year(year, 1), whole_years("year", year, year)]
    return {value_of_period(period): period for period in several if period.first.first <= today}


def value_of_period(period: Period) -> str:
    """The choice a period is: 'half_year:2026-01', or the kind whose ends are typed."""
    typed = {"term": TERM, "years": OF_YEARS, "months": MONTHS}
    return typed.get(period.kind, f"{period.kind}:{period.first}")


def _named(period: Period) -> str:
    said = {"year": period.first.year}
    if period.kind == "year":
        return gettext("The year %(year)s") % said
    if period.first.number == 1:
        return gettext("The first half of %(year)s") % said
    return gettext("The second half of %(year)s") % said


def values_of(review: PeriodReview) -> Mapping[str, Any]:
    """A review as its form shows it."""
    by_years = review.period_kind in {TERM, OF_YEARS}
    by_months = review.period_kind == MONTHS
    return {
        "kind": review.kind,
        "title": review.title,
        "subject": review.subject,
        "period": value_of_period(review.period),
        "from_year": review.first.year if by_years else None,
        "to_year": review.last.year if by_years else None,
        "from_month": review.first if by_months else None,
        "to_month": review.last if by_months else None,
        "due_on": review.due_on,
    }


class SentenceForm(BaseForm):
    text = forms.CharField(
        label=_("The sentence"),
        strip=False,
        widget=area(5),
        error_messages={
            "required": _("Write the sentence. To leave one out, go back and choose “Leave out”.")
        },
    )


class CorrectForm(BaseForm):
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=300,
        widget=area(2),
        help_text=_("The unit above reads this beside the new version."),
    )
