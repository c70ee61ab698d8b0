"""Figures and standings in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sotay.kernel.periods import as_day
from sotay.kernel.templatetags.sotay import percent
from sotay.reports import rules
from sotay.reports.day_board import DayReport
from sotay.reports.queries import MonthReport, Row, Strip
from sotay.reports.rules import Level, Standing

HOUR, DAY = 60, 24 * 60

CHIPS: Mapping[Standing, tuple[str, str | Promise]] = {
    Standing.LATE: ("late", gettext_lazy("Not opened")),
    Standing.MISSED: ("late", gettext_lazy("No meeting held")),
    Standing.NOT_SET_UP: ("wait", gettext_lazy("Not set up yet")),
    Standing.IN_SESSION: ("info", gettext_lazy("In session")),
    Standing.CLOSED: ("wait", gettext_lazy("Held, waiting for signatures")),
    Standing.SIGNED: ("wait", gettext_lazy("Signed, not reported yet")),
    Standing.PLANNED: ("off", gettext_lazy("Ready, waiting for its hour")),
    Standing.REPORTED: ("ok", gettext_lazy("Reported upward")),
    Standing.NOT_DUE: ("off", gettext_lazy("Month has not come")),
}

PARTS: Mapping[Standing, str | Promise] = {
    Standing.IN_SESSION: gettext_lazy("%(n)s in session"),
    Standing.LATE: gettext_lazy("%(n)s late to open"),
    Standing.NOT_SET_UP: gettext_lazy("%(n)s not set up yet"),
    Standing.MISSED: gettext_lazy("%(n)s held no meeting"),
    Standing.PLANNED: gettext_lazy("%(n)s waiting for their hour"),
    Standing.CLOSED: gettext_lazy("%(n)s to be signed"),
    Standing.SIGNED: gettext_lazy("%(n)s to be reported"),
    Standing.REPORTED: gettext_lazy("%(n)s reported"),
    Standing.NOT_DUE: gettext_lazy("%(n)s yet to meet"),
}
"""In the order the headline names them."""


def headline(picture: MonthReport) -> str:
    """'11 cells: 7 in session, 3 reported, 1 late to open'."""
    cells = picture.total.cells
    if not cells:
        return _("No cell here yet")
    if picture.is_blank:
        return _("Nothing known of this month")
    counted = ngettext("%(n)s cell", "%(n)s cells", cells) % {"n": cells}
    standings = picture.standings
    parts = [str(words) % {"n": n} for stands, words in PARTS.items() if (n := standings.get(stands))]
    return f"{counted}: {', '.join(parts)}" if parts else counted


def chip_of(row: Row) -> tuple[str, str]:
    """(tone, words) of a cell's standing."""
    tone, words = CHIPS[row.standing or Standing.NOT_DUE]
    if row.standing is Standing.LATE:
        return tone, _("Not opened, %(late)s late") % {"late": lasting(row.late_minutes)}
    if row.standing is Standing.IN_SESSION and row.month and row.month.items_begun:
        begun = {"n": row.month.items_begun, "of": row.month.items}
        return tone, _("In session, item %(n)s of %(of)s") % begun
    return tone, str(words)


def short(name: str) -> str:
    """A unit's name as drawings write it, where every letter counts: "Chi bộ tổ dân phố Nam Sơn" is "TDP Nam
    Sơn"."""
    bare = name.removeprefix("Chi bộ ").removeprefix("Đảng bộ ")
    bare = bare.replace("tổ dân phố", "TDP").replace("Tổ dân phố", "TDP")
    return bare[:1].upper() + bare[1:] if bare else name


def lasting(minutes: int) -> str:
    """A stretch of time in its largest unit."""
    if minutes < 2 * HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 2 * DAY:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // HOUR) % {"n": minutes // HOUR}
    return ngettext("%(n)s day", "%(n)s days", minutes // DAY) % {"n": minutes // DAY}


def unit_parts(row: Row) -> str:
    """Where the cells of a unit stand, the troubles first."""
    sums = row.sums
    counted = (
        (Standing.LATE, sums.late),
        (Standing.IN_SESSION, sums.in_session),
        (Standing.CLOSED, sums.closed),
        (Standing.SIGNED, sums.signed),
        (Standing.REPORTED, sums.reported),
    )
    return ", ".join(str(PARTS[stands]) % {"n": n} for stands, n in counted if n) or _("none has met yet")


def day_headline(report: DayReport) -> str:
    """'3 meetings on 03/12/2026: 1 in session, 2 reported'."""
    meetings = report.total.rows
    if not meetings:
        return _("No regular meeting on %(day)s") % {"day": as_day(report.day)}
    counted = ngettext("%(n)s meeting on %(day)s", "%(n)s meetings on %(day)s", meetings)
    said = counted % {"n": meetings, "day": as_day(report.day)}
    parts = day_parts(report.total)
    return f"{said}: {parts}" if parts else said


def day_parts(sums: rules.Sums) -> str:
    """Where the meetings of a day stand, the troubles first."""
    counted = (
        (Standing.LATE, sums.late),
        (Standing.IN_SESSION, sums.in_session),
        (Standing.PLANNED, sums.planned),
        (Standing.CLOSED, sums.closed),
        (Standing.SIGNED, sums.signed),
        (Standing.REPORTED, sums.reported),
    )
    return ", ".join(str(PARTS[stands]) % {"n": n} for stands, n in counted if n)


def strip_words(strip: Strip) -> str:
    """The strip for those who do not see it: every month with its level."""
    return "; ".join(f"{month.label()}: {level_words(found)}" for month, found in strip)


def level_words(found: Level | str) -> str:
    if isinstance(found, Level):
        words: str = found.words.of(get_language() or "vi")
        return words
    return _("no meeting") if found == rules.NONE else _("no figures")


def against(now: rules.Sums, before: rules.Sums) -> str:
    """How the share of speakers was a month before; '' when nothing is known."""
    return _("%(share)s last month") % {"share": percent(float(before.speaking))} if before.speaking else ""
