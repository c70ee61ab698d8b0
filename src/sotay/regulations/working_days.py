"""Terms counted in working days: Monday to Friday, without the public holidays of the regulation "holidays".

Of a year whose holidays nobody has entered only the week-ends are left out, so that a term ends rather too
early than never.
"""

from __future__ import annotations

from datetime import date, timedelta

from sotay.regulations.holidays import holidays_of

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays_of(day.year)


def plus_working_days(day: date, count: int) -> date:
    """The last of `count` working days after `day`; `day` itself when there are none to count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_until(day: date, last: date) -> int:
    """How many working days are left after `day` up to `last`, which is counted; 0 once it has passed."""
    return sum(is_working_day(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))
